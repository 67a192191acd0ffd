"""Real files from the samples folder, read in place."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from hearten.integrations import actions
from hearten.integrations.imports import ImportReport, import_file
from hearten.listening.models import Contact, Cue, HeardSegment
from hearten.people.models import Person

SHARED = Path(os.environ.get("HEARTEN_SHARED") or Path(__file__).parents[6] / "shared")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason=f"no samples in {SHARED}: set HEARTEN_SHARED"),
]


def read_in(name: str, ana: Person) -> ImportReport:
    """Import a sample for Ana's desk, twice: the second time must change nothing."""
    source = actions.make_source(slug="files", name="Files", now=timezone.now()).source
    actions.link_agent(source, "ana-7", ana, now=timezone.now())
    data = (SHARED / "samples" / name).read_bytes()
    report = import_file(source, data, name=Path(name).name, agent_ref="ana-7", now=timezone.now())
    before = HeardSegment.objects.count()
    again = import_file(source, data, name=Path(name).name, agent_ref="ana-7", now=timezone.now())
    assert HeardSegment.objects.count() == before
    assert again.accepted == 0
    return report


def test_the_call_with_bleed_raises_no_cue_and_scores_no_echo(ana: Person) -> None:
    report = read_in("aws-contact-lens/real-call-with-bleed.json", ana)
    assert not report.refusal
    assert report.skipped["echo"] >= 4
    assert HeardSegment.objects.filter(heads__isnull=False).count() <= report.scored
    assert not Cue.objects.exists()


def test_a_documented_voice_call_is_heard_to_its_end(ana: Person) -> None:
    report = read_in("aws-contact-lens/doc-voice-raw.json", ana)
    assert (report.contacts, report.accepted, report.rejected) == (1, 10, ())
    contact = Contact.objects.get()
    assert (contact.agent, contact.state, contact.channel) == (ana, "ended", "voice")


def test_a_documented_chat_is_heard_without_its_events(ana: Person) -> None:
    report = read_in("aws-contact-lens/doc-chat-raw.json", ana)
    assert report.accepted > 0
    assert Contact.objects.get().channel == "chat"


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (SHARED / "samples" / "vcon-server" / "dataset").glob("*.json"))[:10]
)
def test_a_generated_conversation_is_calm_and_read_by_its_roles(ana: Person, name: str) -> None:
    report = read_in(f"vcon-server/dataset/{name}", ana)
    assert report.scored > 0
    assert report.no_role == 0


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (SHARED / "samples" / "vcon-server" / "invalid").glob("*"))
)
def test_a_wrong_file_says_where_and_writes_nothing_half(ana: Person, name: str) -> None:
    report = read_in(f"vcon-server/invalid/{name}", ana)
    if report.refusal:
        assert not Contact.objects.exists()
    else:
        assert report.accepted or report.rejected
