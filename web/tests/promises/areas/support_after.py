"""The pathways page, and what comes afterwards."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Filler,
    address,
    declare_not_private,
    declare_words,
    fact,
    plants,
)

from hearten.people.models import Person
from hearten.support.after import actions
from hearten.support.after.models import Acknowledgement, PathwayVersion
from hearten.support.after.pathways import shipped
from hearten.support.after.rules.pathway import digest

EVERYBODY = "everybody who works here reads the procedure"
declare_words(PathwayVersion, kept="key", open={"text": EVERYBODY, "because": "everybody reads why it was changed"})
declare_words(Acknowledgement, kept="of")
declare_not_private(PathwayVersion, "administrators and people partners sign what they changed for everybody")


@plants(Acknowledgement)
def an_acknowledgement(person: Person, fill: Filler) -> None:
    Acknowledgement.objects.create(person=person, on=timezone.now().date(), **fill(Acknowledgement))


@plants(PathwayVersion)
def a_version(person: Person, fill: Filler) -> None:
    number = PathwayVersion.objects.count() + 2
    text = f"# Version {number}\n- Press Hand up."
    PathwayVersion.objects.create(
        number=number, text=text, because="it was missing", by=person, at=timezone.now(), **fill(PathwayVersion)
    )


@fact("the pathways page acknowledged", Acknowledgement)
def read_the_pathways(centre: Centre, now: datetime) -> None:
    actions.acknowledge_pathway(centre.ana, of=digest(shipped()), now=now)


def a_version_form(centre: Centre) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "begun_at": "1",
        "text": "# If a contact goes wrong\n- Press Hand up.",
        "because": "shorter",
        "save": "1",
    }


address("support_after:pathway_version", objects=lambda centre: {"number": 1})
address("support_after:acknowledge_pathway", form=lambda centre: {"of": digest(shipped())})
address("support_after:change_pathway", form=a_version_form, posts=(302, 422), bare=422)
