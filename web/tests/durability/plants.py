"""Faults to plant in a server, so that each proof shows that it can fail."""

import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any
from uuid import uuid4


def answers_too_early() -> None:
    """Tell senders that their items are kept, and write them 50 ms later."""
    writing: Any = import_module("hearten.integrations.ingest.writer")
    application: Any = import_module("hearten.integrations.ingest.application")
    write = writing.write_patiently

    def promise(jobs: Sequence[Any], **_: Any) -> None:
        later = [writing.Job(job.source_id, job.items, job.delivery_id, job.body) for job in jobs]
        for job in jobs:
            job.outcomes = [writing.Outcome("accepted")] * len(job.items)
        application.writer._settle(list(jobs))
        threading.Thread(target=lambda: (time.sleep(0.05), write(later))).start()

    writing.write_patiently = promise


def makes_own_keys() -> None:
    """Ignore the browser's key, so that a retry asks for a second moment, hand, exit or check-in."""
    forms: Any = import_module("hearten.support.forms")
    forms.MomentForm.is_valid = lambda _self: False
    forms.HandForm.is_valid = lambda _self: False
    for module, verb in (("exits.actions", "leave"), ("after.actions.check_ins", "ask_for_check_ins")):
        _give_own_key(import_module(f"hearten.support.{module}"), verb)


def _give_own_key(actions: Any, verb: str) -> None:
    do = getattr(actions, verb)
    setattr(actions, verb, lambda *args, **words: do(*args, **words | {"key": uuid4()}))


def forgets_deliveries() -> None:
    """Take every segment for a new one, under a new name."""
    hear: Any = import_module("hearten.listening.actions.hear")
    take, seen = hear._take_segment, [0]

    def take_anew(segment: Any, *rest: Any) -> Any:
        seen[0] += 1
        renamed = hear.msgspec.structs.replace(segment, segment_id=f"{segment.segment_id}+{time.time_ns()}")
        return take(renamed, *rest)

    hear._take_segment = take_anew


def skips_what_it_missed() -> None:
    """Let a browser that comes back go on from now, as a stream without replay does."""
    stream: Any = import_module("hearten.live.stream")
    resume_for = stream.resume_for
    stream.resume_for = lambda person, _after, *, now: resume_for(person, None, now=now)


PLANTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant for plant in (answers_too_early, makes_own_keys, forgets_deliveries, skips_what_it_missed)
}


def plant(names: str) -> None:
    """Plant the faults named, by commas."""
    for name in filter(None, names.split(",")):
        PLANTS[name]()
