"""The only way to read the pathways page for a viewer. Its words are for all; who has read them is for oneself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import FETCH_RAISE

from hearten.people.models import Person
from hearten.support.after.models import Acknowledgement, PathwayVersion
from hearten.support.after.pathways import FIRST, shipped
from hearten.support.after.rules.pathway import Change, Section, compare, digest, read


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the pathways page. The one that ships has no writer and no day."""

    number: int
    text: str
    because: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Give the page as it is read."""
        return read(self.text)

    @property
    def digest(self) -> str:
        """Give what these very words are recognised by."""
        return digest(self.text)


@dataclass(frozen=True, slots=True)
class Read:
    """Which version the viewer last said to have read, on which day."""

    version: Version
    on: date


def pathways_for(_viewer: Person) -> list[Version]:
    """Give every version, the newest first. All who work here may read all of them."""
    kept = PathwayVersion.objects.select_related("by").order_by("-number").fetch_mode(FETCH_RAISE)
    own = [Version(each.number, each.text, each.because, each.by.name if each.by else "", each.at) for each in kept]
    return [*own, Version(FIRST, shipped())]


def read_by(viewer: Person, versions: list[Version]) -> Read | None:
    """Give what the viewer last said to have read: their own word, and nobody else's."""
    said = Acknowledgement.objects.filter(person=viewer).first()
    found = next((each for each in versions if said and each.digest == said.of), None)
    return Read(found, said.on) if said and found else None


def changes_to(version: Version, versions: list[Version]) -> tuple[Change, ...]:
    """Give what a version changed in the one before it; nothing for the first."""
    before = next((each for each in versions if each.number < version.number), None)
    return compare(before.text, version.text) if before else ()
