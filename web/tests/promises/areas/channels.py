"""A lead's channels for calls for help."""

from datetime import datetime
from typing import Any

from web.tests.promises.centre import Centre
from web.tests.promises.registry import Filler, address, declare_words, fact, plants

from hearten.integrations.channels import actions
from hearten.integrations.channels.models import Channel
from hearten.people.models import Person

declare_words(
    Channel,
    own="key",
    kept="address",
    coded={"problem": "why the last line did not arrive, by a code"},
)


@plants(Channel)
def a_channel(person: Person, fill: Filler) -> None:
    Channel.objects.create(person=person, kind="text", **fill(Channel))


@fact("has channels", Channel)
def has_channels(centre: Centre, now: datetime) -> None:
    """Ana leads nobody now; she may have led before."""
    actions.add_channel(centre.ana, kind="mail")


def toms(centre: Centre) -> dict[str, Any]:
    return {"key": centre.once("channel", lambda: actions.add_channel(centre.people["own lead"], kind="mail").key)}


address("channels:add", form={"kind": "mail", "address": ""}, bare=422)
address("channels:remove", objects=toms, whose="own lead")
