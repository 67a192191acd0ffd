"""hearten demo: a made-up contact centre on this machine, with contacts coming in."""

import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils import timezone

from hearten.demo.cast import agents
from hearten.demo.contacts import contacts
from hearten.demo.phone import unfinished_contacts, waiting_exits, waiting_phone_requests
from hearten.demo.replayer import Item, Replayer, ServerAwayError
from hearten.demo.seed import RealPeopleError, refuse_real_people, seed
from hearten.integrations.local_keys import LocalKeys, empty_demo_folder, write_keys
from hearten.integrations.sending import NotReachedError, Sender

WELCOME = """
The demo centre is open. Everyone in it, and every word customers say, is made up.

  1  Open {url}/demo/
  2  Choose Ana, an agent. Her first hard contact comes within half a minute.
  3  Press "I need a moment" whenever you like.

Ctrl-C ends it. It keeps its own data in {data}; --fresh starts it anew.
"""


class Command(BaseCommand):
    """See ``help``."""

    help = "Open the demo centre on this machine: fictional people, and contacts coming in. Ctrl-C ends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
        parser.add_argument("--fresh", action="store_true", help="forget everything that was done in the demo before")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo centre is started by its own command: hearten demo.")
        if options["fresh"]:
            connections.close_all()
            empty_demo_folder(settings.DATA)
        self.stdout.write("Preparing the demo centre …")
        try:
            # Looked at before the database is touched: somebody else's is not to be migrated either.
            if "people_person" in connection.introspection.table_names():
                refuse_real_people()
            call_command("migrate", interactive=False, verbosity=0)
            source = seed(timezone.now())
        except RealPeopleError:
            message = f"{settings.DATA} holds people who are not of the demo. Nothing was changed."
            raise CommandError(message) from None
        keys = LocalKeys(f"http://127.0.0.1:{options['port']}", source.slug, source.secret)
        write_keys(settings.DATA, keys)
        self._open(keys, options["port"])

    def _open(self, keys: LocalKeys, port: int) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=self._play, args=(keys, stop), name="demo contacts", daemon=True)
        thread.start()
        try:
            # Serving belongs to the layer above: it is reached by its name.
            call_command("serve", port=port, no_migrate=True, stdout=self.stdout)
        finally:
            stop.set()
            thread.join(timeout=5)

    def _play(self, keys: LocalKeys, stop: threading.Event) -> None:
        unfinished = unfinished_contacts()
        connections.close_all()
        if not wait_for_server(keys.url, stop):
            return
        self.stdout.write(WELCOME.format(url=keys.url, data=settings.DATA))
        send = send_with(Sender(keys.url, keys.source, secret=keys.secret), self.stderr.write)
        replayer = Replayer(agents(), contacts(), send, phone_requests=waiting_phone_requests, unfinished=unfinished)
        replayer.exits_asked = waiting_exits
        replayer.run(stop)


def wait_for_server(url: str, stop: threading.Event) -> bool:
    """Wait until the server answers, whatever it says; False when told to stop before."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not stop.is_set():
        try:
            opener.open(f"{url}/accounts/login/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


def send_with(sender: Sender, complain: Callable[[str], Any]) -> Callable[[Item], None]:
    """Give a ``send`` for the replayer. What the server refuses is said once per reason, and the day goes on."""
    said: set[str] = set()

    def send(item: Item) -> None:
        try:
            answer = sender.send([item])
        except NotReachedError as away:
            raise ServerAwayError(str(away)) from None
        wrong = [(answer.code, answer.message)] if answer.was_refused else []
        wrong += [(result.code, result.message) for result in answer.results if result.status == "rejected"]
        for code, message in wrong:
            if code not in said:
                said.add(code)
                complain(f"A demo contact was not taken ({code}): {message}")

    return send
