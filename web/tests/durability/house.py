"""A real server that is killed and started again within a blink, and those who send to it until they are answered."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from web.tests.process.floor import Server

from hearten.integrations.rules import sign

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CSRF = "c" * 32
CALM = "good morning I would like to ask about my last invoice"
HOSTILE = "you are a useless idiot"


class House(Server):
    """``hearten serve`` forked from a parent that has it loaded already. See ``spring.py``."""

    def __init__(self, data: Path, *, database_url: str = "", plant: str = "", agents: int = 3, **pace: float) -> None:
        super().__init__(data, **pace)
        self.env |= {"HEARTEN_DATABASE_URL": database_url, "PORT": str(self.port), "PLANT": plant}
        self.env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.output = data / "output.txt"
        self.pid = 0
        opened = json.loads(self.program("opening.py", agents))
        self.token, self.secret = opened["token"], opened["secret"]
        self.agents: list[tuple[int, str]] = [(person_id, key) for person_id, key in opened["agents"]]
        self.lead: tuple[int, str] = tuple(opened["lead"])
        with self.output.open("a") as output:
            self.spring = subprocess.Popen(
                [sys.executable, str(HERE / "spring.py")],
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.spring.stdin
        assert self.spring.stdout
        self.spring.stdin.close()
        self.spring.wait(10)
        self.spring.stdout.close()

    def program(self, name: str, *arguments: object) -> str:
        """Run a program of this folder on the house's database."""
        command = [sys.executable, str(HERE / name), *map(str, arguments)]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False, timeout=500)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ledger(self) -> dict[str, Any]:
        """Give all that is kept."""
        kept: dict[str, Any] = json.loads(self.program("ledger.py"))
        return kept

    def _tell_spring(self, word: str) -> int:
        assert self.spring.stdin
        assert self.spring.stdout
        self.spring.stdin.write(word + "\n")
        self.spring.stdin.flush()
        answer = self.spring.stdout.readline()
        assert answer, f"the parent of the server ended: {self.output.read_text()[-2000:]}"
        return int(answer)

    def start(self, within: float = 30.0) -> None:
        self.pid = self._tell_spring("start")
        until = time.monotonic() + within
        while self.status_of("/live/") != 401:
            if time.monotonic() > until:
                raise AssertionError(f"the server did not start: {self.output.read_text()}")
            time.sleep(0.01)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self._tell_spring("reap")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        began = time.monotonic()
        self._signal(how)
        return self._tell_spring("reap"), time.monotonic() - began

    def _signal(self, how: signal.Signals) -> None:
        assert self.pid > 1, "0 would be this process and all its kin"
        os.kill(self.pid, how)
        self.pid = 0

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str = b"",
        headers: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request on a connection of its own. Raises OSError where no whole answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except http.client.HTTPException as error:
            raise OSError from error
        finally:
            connection.close()

    def page_headers(self, session_key: str) -> dict[str, str]:
        """Give the headers of a script on a page of somebody signed in."""
        return {
            "Cookie": f"sessionid={session_key}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask_for_moment(self, session_key: str, key: str, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
        """Press the button, as the page does."""
        return self.ask("POST", "/moment/ask/", f"key={key}", self.page_headers(session_key), timeout)

    def raise_hand(self, session_key: str, key: str, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
        """Ask for help, as the page does."""
        return self.ask("POST", "/hand/raise/", f"key={key}", self.page_headers(session_key), timeout)

    def lower_hand(self, session_key: str, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
        """Take it back."""
        return self.ask("POST", "/hand/back/", "", self.page_headers(session_key), timeout)

    def send_segments(self, items: list[dict[str, Any]], timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
        """Post items with the source's token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.ask("POST", "/ingest/desk/", json.dumps(items), headers, timeout)

    def deliver(self, items: list[dict[str, Any]], delivery_id: str) -> tuple[int, dict[str, str], bytes]:
        """Post items signed as a webhook."""
        body = json.dumps(items).encode()
        timestamp = int(time.time())
        headers = {
            "webhook-id": delivery_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(self.secret, delivery_id=delivery_id, timestamp=timestamp, body=body),
        }
        return self.ask("POST", "/ingest/desk/", body, headers)


class Persistent(threading.Thread, ABC):
    """Sends one thing after another, each until it is acknowledged; a lost answer means: send the same again."""

    def __init__(self, house: House, seed: int) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.pick = random.Random(seed)
        self.over = threading.Event()
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.troubles: list[str] = []
        self.again = 0

    def run(self) -> None:
        for names, send in self.things():
            if self.over.is_set():
                return
            self._until_acknowledged(names, send)

    def _until_acknowledged(self, names: list[str], send: Any) -> None:
        self.sent.update(names)
        give_up_at = time.monotonic() + 240  # it is up for a tenth of a second at a time, on a machine that may be busy
        while time.monotonic() < give_up_at:
            try:
                status, _, body = send()
            except OSError:
                status, body = 0, b""
            if self.is_acknowledged(status, body, len(names)):
                self.acknowledged.update(names)
                return
            if status and status != 503:
                self.troubles.append(f"{status} {body[:200]!r}")
                return
            self.again += 1
            time.sleep(0.01)
        self.troubles.append("never acknowledged")

    def is_acknowledged(self, status: int, body: bytes, count: int) -> bool:
        """Say whether the server has promised all of it."""
        if status != 202:
            return False
        answer = json.loads(body)
        return bool(answer["accepted"] + answer["duplicate"] == count)

    @abstractmethod
    def things(self) -> Iterator[tuple[list[str], Any]]:
        """Give names of what is sent, and how to send it once."""


class Phone(Persistent):
    """A source that streams turns in small batches over a few contacts."""

    def things(self) -> Iterator[tuple[list[str], Any]]:
        name, number = uuid4().hex[:8], 0
        while True:
            items = []
            for _ in range(self.pick.randint(1, 6)):
                number += 1
                text = HOSTILE if self.pick.random() < 0.2 else CALM
                contact = f"{name}-{number % 3}"
                items.append(
                    {"conversation": contact, "segment_id": uuid4().hex, "role": "customer", "text": text}
                    | {"start_ms": number * 6000, "order": number, "agent": "agent-0"}
                )
            names = [f"segment {item['conversation']} {item['segment_id']}" for item in items]
            yield names, lambda items=items: self.house.send_segments(items)


class Switchboard(Persistent):
    """A source that signs its deliveries and tells of states."""

    def things(self) -> Iterator[tuple[list[str], Any]]:
        number = 0
        while True:
            number += 1
            kind = self.pick.choice(("started", "held", "resumed", "wrap_up"))
            event = {"event": kind, "event_id": uuid4().hex, "conversation": f"s-{number % 5}", "order": number}
            delivery_id = uuid4().hex
            names = [f"event {event['event_id']}"]
            yield names, lambda event=event, id_=delivery_id: self.house.deliver([event], id_)


class Asking(Persistent):
    """An agent who asks for moments, again and again, without a contact."""

    def is_acknowledged(self, status: int, body: bytes, count: int) -> bool:
        return status == 200

    def things(self) -> Iterator[tuple[list[str], Any]]:
        _, session_key = self.house.agents[1]
        while True:
            key = str(uuid4())
            yield [f"moment {key}"], lambda key=key: self.house.ask_for_moment(session_key, key)


class Calling(Persistent):
    """An agent whose hand goes up and down, again and again. A lowered hand needs no key: twice down is down."""

    def is_acknowledged(self, status: int, body: bytes, count: int) -> bool:
        return status == 200

    def things(self) -> Iterator[tuple[list[str], Any]]:
        _, session_key = self.house.agents[0]
        while True:
            key = str(uuid4())
            yield [f"hand {key}"], lambda key=key: self.house.raise_hand(session_key, key)
            yield [], lambda: self.house.lower_hand(session_key)


def at_work(house: House, seed: int) -> list[Persistent]:
    """Start one of each kind."""
    kinds = (Phone, Phone, Switchboard, Asking, Calling)
    senders = [kind(house, seed * 100 + number) for number, kind in enumerate(kinds)]
    for sender in senders:
        sender.start()
    return senders


def let_finish(senders: list[Persistent]) -> None:
    """Let everybody be answered for the last thing they sent."""
    for sender in senders:
        sender.over.set()
    for sender in senders:
        sender.join(90)
        assert not sender.is_alive()


def compare(senders: list[Persistent], kept: dict[str, Any]) -> list[str]:
    """Say what was acknowledged and is not kept, what is kept and was never sent, and what is there twice."""
    troubles = [trouble for sender in senders for trouble in sender.troubles]
    acknowledged = set().union(*(sender.acknowledged for sender in senders))
    sent = set().union(*(sender.sent for sender in senders))
    stored = [f"segment {contact} {segment}" for contact, segment, _ in kept["segments"]]
    stored += [f"event {event_id}" for event_id in kept["events"]] + [f"moment {key}" for key in kept["moments"]]
    stored += [f"{kind} {name}" for kind, names in kept["support"].items() for name in names]
    troubles += [f"lost: {name}" for name in sorted(acknowledged - set(stored))]
    troubles += [f"never sent: {name}" for name in sorted(set(stored) - sent)]
    troubles += [f"twice: {name}" for name, count in Counter(stored).items() if count > 1]
    return troubles + compare_hands(kept) + compare_notices(kept)


def compare_hands(kept: dict[str, Any]) -> list[str]:
    """Say which hand that went up was told to somebody not at all: to its agent, and to whoever was asked."""
    told = Counter((person_id, object_id) for person_id, _, kind, object_id in kept["notices"] if kind == "hand-up")
    return [
        f"never told of hand {ref}: person {person_id}" for person_id, ref in kept["asked"] if not told[person_id, ref]
    ]


def compare_notices(kept: dict[str, Any]) -> list[str]:
    """Say which cue or moment was not told exactly once, which numbers are missing, and which folds disagree."""
    # A notice of a moment that names none says that one is offered.
    named = [(kind, object_id) for _, _, kind, object_id in kept["notices"] if object_id]
    told = Counter((kind, object_id) for kind, object_id in named if kind in {"cue", "moment"})
    owed = {("cue", key) for key in kept["cues"]} | {("moment", key) for key in kept["moments"]}
    troubles = [f"told {told[each]} times: {each}" for each in owed | set(told) if told[each] != 1 or each not in owed]
    numbers: dict[str, list[int]] = {}
    for person_id, seq, _, _ in kept["notices"]:
        numbers.setdefault(str(person_id), []).append(seq)
    for person_id, newest in kept["counters"].items():
        if numbers.get(person_id, []) != list(range(1, newest + 1)):
            troubles.append(f"numbers of person {person_id} have a gap")
    return troubles + [f"a fold that disagrees with its turns: {name}" for name in kept["folds_that_disagree"]]
