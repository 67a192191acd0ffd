"""hearten replay FILE…: play any file Hearten can read into a running server."""

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from hearten.integrations.local_keys import LocalKeys, read_keys
from hearten.integrations.models import Source, SourceKind
from hearten.integrations.playing import Beat, beats
from hearten.integrations.sending import Answer, NotReachedError, Sender
from hearten_ear.conversation import Role
from hearten_ear.formats import FILE_MAX, ReadOptions, Report, UnreadableFile, read

BATCH = 100
TRIES = 5
DEFAULT_URL = "http://127.0.0.1:8000"


def role_given(text: str) -> tuple[str, Role]:
    """Read ``NAME=customer``."""
    name, _, role = text.rpartition("=")
    if not name or role not in set(Role):
        raise ArgumentTypeError(f"Write NAME=ROLE, where ROLE is one of {', '.join(Role)}.")
    return name, Role(role)


class Command(BaseCommand):
    """See ``help``."""

    help = "Play files (vCon, Contact Lens, WebVTT, SRT, Hearten JSON lines) into a running server, at their own pace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--url", help=f"the server (default: the demo on this machine, else {DEFAULT_URL})")
        parser.add_argument("--source", help="the source to speak as (default: the only one that takes our own format)")
        parser.add_argument("--secret", default="", help="the source's secret, whsec_… (default: from this machine)")
        parser.add_argument("--token", default="", help="the source's token, instead of a secret")
        parser.add_argument("--agent", metavar="ID", help="whose desk: the agent's id at the source, such as demo-ana")
        parser.add_argument("--queue", help="the queue to name where the file names none")
        parser.add_argument(
            "--role", action="append", type=role_given, default=[], metavar="NAME=ROLE", help="who a speaker is"
        )
        parser.add_argument("--language", help="language of files that name none, such as en")
        parser.add_argument("--zone", help="time zone of times written without one, such as Europe/London")
        parser.add_argument("--speed", type=float, default=1.0, help="how many times faster than it was spoken")
        parser.add_argument("--at-once", action="store_true", help="without any waiting")
        parser.add_argument("--again", action="store_true", help="as new contacts, even if the file was played before")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["speed"] <= 0:
            raise CommandError("--speed is a number above 0: 8 plays eight times faster.")
        sender = self._sender(options)
        total: Counter[str] = Counter()
        for file in options["files"]:
            total += self._play_file(file, sender, options)
        said = ", ".join(f"{count} {status}" for status, count in total.items() if count)
        self.stdout.write(f"In all: {said or 'nothing'}.")
        if total["rejected"] or total["not read"]:
            sys.exit(1)

    def _play_file(self, file: Path, sender: Sender, options: dict[str, Any]) -> Counter[str]:
        try:
            report = self._read(file, sender, options)
        except (OSError, UnreadableFile) as error:
            self.stderr.write(f"{file}: {error}")
            return Counter({"not read": 1})
        self._describe(file, report)
        played = beats(
            report,
            agent=options["agent"],
            queue=options["queue"],
            suffix=f"-{uuid4().hex[:8]}" if options["again"] else "",
        )
        if played and not any(beat.item.get("agent") for beat in played):
            self.stdout.write("  It names no agent, so it is on nobody's desk. Say whose with --agent ID")
        speed = None if options["at_once"] else options["speed"]
        count: Counter[str] = Counter()
        for together, answer in play(played, sender.send, speed=speed):
            count += self._tell(together, answer)
        return count

    def _read(self, file: Path, sender: Sender, options: dict[str, Any]) -> Report:
        if file.stat().st_size > FILE_MAX:
            raise OSError(f"larger than {FILE_MAX // 1_000_000} MB; split it.")
        reading = ReadOptions(
            source=sender.source,
            zone=options["zone"],
            roles=dict(options["role"]),
            default_language=options["language"],
        )
        return read(file.read_bytes(), name=file.name, options=reading)

    def _describe(self, file: Path, report: Report) -> None:
        summary = report.summary()
        self.stdout.write(
            f"{file.name}: {report.format}, {summary.segments} segments, {summary.customer_turns} by a known customer"
        )
        if summary.no_usable_role:
            unknown = f"  {summary.no_usable_role} by an unknown speaker: not scored."
            self.stdout.write(f"{unknown} Say who is who with --role NAME=customer")
        for reason, times in summary.skipped.items():
            self.stdout.write(f"  {times} left out: {reason}")
        for problem in report.problems:
            self.stderr.write(f"  {problem.where}: {problem.message} ({problem.code})")

    def _tell(self, together: Sequence[Beat], answer: Answer) -> Counter[str]:
        if answer.was_refused:
            raise CommandError(f"The server took nothing: {answer.message} ({answer.code})")
        by_number = {result.item: result for result in answer.results}
        count: Counter[str] = Counter()
        for number, beat in enumerate(together, start=1):
            result = by_number.get(number)
            status = result.status if result else "accepted"
            count[status] += 1
            self.stdout.write(f"  {beat.at_ms / 1000:8.1f} s  {beat.what:<10} {status}")
            if result and result.message:
                self.stderr.write(f"             {result.where}: {result.message} ({result.code})".replace(" : ", " "))
        return count

    def _sender(self, options: dict[str, Any]) -> Sender:
        keys = self._keys(options)
        try:
            return Sender(keys.url, keys.source, secret="" if options["token"] else keys.secret, token=options["token"])
        except ValueError as error:
            raise CommandError(str(error)) from None

    def _keys(self, options: dict[str, Any]) -> LocalKeys:
        """Find address, source and secret: what was typed, else what this data folder or the demo beside it knows."""
        url, slug, secret = options["url"], options["source"], options["secret"]
        if slug and (secret or options["token"]):
            return LocalKeys(url or DEFAULT_URL, slug, secret)
        # In a demo's own folder the note goes first: it also knows the port.
        known = read_keys(settings.DATA) or _own_source(slug) or read_keys(settings.DATA / "demo")
        if known is None or (slug and known.source != slug):
            raise CommandError("Say which source to speak as: --source SLUG and --secret whsec_… or --token.")
        return LocalKeys(url or known.url, known.source, secret or known.secret)


def _own_source(slug: str | None) -> LocalKeys | None:
    sources = Source.objects.filter(is_active=True, kind=SourceKind.HEARTEN, **({"slug": slug} if slug else {}))
    try:
        found = list(sources[:2])
    except DatabaseError:  # no database here yet: the server may be another machine's
        return None
    return LocalKeys(DEFAULT_URL, found[0].slug, found[0].secret) if len(found) == 1 else None


def play(
    played: Sequence[Beat],
    send: Callable[..., Answer],
    *,
    speed: float | None,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[Sequence[Beat], Answer]]:
    """Send beats at their time, divided by ``speed``, or in batches at once where it is None. Yields as it goes."""
    began = clock()
    if speed is None:
        groups = [played[start : start + BATCH] for start in range(0, len(played), BATCH)]
    else:
        groups = [played[place : place + 1] for place in range(len(played))]
    for group in groups:
        if speed is not None:
            wait(max(0.0, began + group[0].at_ms / 1000 / speed - clock()))
        yield group, _send_patiently([beat.item for beat in group], send, wait)


def _send_patiently(
    items: Sequence[dict[str, Any]], send: Callable[..., Answer], wait: Callable[[float], None]
) -> Answer:
    # One delivery id over all tries: a body that did arrive is told from a second one.
    delivery_id = f"msg_{uuid4().hex}"
    for attempt in range(1, TRIES + 1):
        try:
            return send(items, delivery_id=delivery_id)
        except NotReachedError as away:
            if attempt == TRIES:
                raise CommandError(str(away)) from None
            wait(0.5 * attempt)
    raise AssertionError  # the loop returns or raises
