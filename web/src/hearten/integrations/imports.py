"""Read a whole file into a source and say what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hearten.integrations.ingest.bodies import RefusedError
from hearten.integrations.ingest.reading import read_file, report_items
from hearten.integrations.ingest.sources import KnownSource
from hearten.integrations.ingest.writer import Job, write
from hearten.integrations.models import Source
from hearten_ear.formats.shapes import has_no_usable_role
from hearten_ear.segment import ContactEvent, Problem, Segment

LEFT_OUT = {
    "echo": _("the agent's line carried the customer's voice, or the other way round"),
    "empty": _("nothing was said"),
    "bot": _("a bot spoke"),
    "private": _("a private note"),
    "partial": _("a piece of a turn that came whole later"),
    "other_transcript": _("the same words in a second transcript"),
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file gave. ``refusal`` is the sentence where it gave nothing; then nothing was written."""

    refusal: str = ""
    format: str = ""
    contacts: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: tuple[Problem, ...] = ()
    scored: int = 0
    no_role: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def left_out(self) -> list[tuple[str, int]]:
        """Say in words what was left out, with how often."""
        return [(str(LEFT_OUT.get(reason, reason.replace("_", " "))), count) for reason, count in self.skipped.items()]


def import_file(source: Source, data: bytes, *, name: str, agent_ref: str = "", now: datetime) -> ImportReport:
    """Import one file in one transaction. Importing it twice changes nothing."""
    try:
        report = read_file(KnownSource.of(source), data, name=name)
    except RefusedError as refused:
        return ImportReport(refusal=refused.message)
    items = [
        item
        for item in report_items(report, ended=True, agent_ref=agent_ref)
        if isinstance(item, Segment | ContactEvent)
    ]
    job = Job(source.pk, items)
    write([job], now=now)
    outcomes = [(item, outcome) for item, outcome in zip(items, job.outcomes, strict=True) if isinstance(item, Segment)]
    statuses = Counter(outcome.status for _, outcome in outcomes)
    refused_here = [
        Problem(outcome.code, item.segment_id, outcome.message)
        for item, outcome in outcomes
        if outcome.status == "rejected"
    ]
    return ImportReport(
        format=report.format,
        contacts=len({segment.conversation for segment in report.segments}),
        accepted=statuses["accepted"],
        duplicate=statuses["duplicate"],
        rejected=(*report.problems, *refused_here),
        scored=sum(segment.may_be_scored for segment in report.segments),
        no_role=sum(has_no_usable_role(segment) for segment in report.segments),
        skipped=dict(Counter(skipped.reason for skipped in report.skipped)),
    )
