"""Sources, the ids they call agents by, and the phone system."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Branch,
    Filler,
    address,
    branches,
    declare_dear,
    declare_not_private,
    declare_words,
    outlet,
    plants,
)

from hearten.integrations.models import AgentIdentity, Delivery, PhoneRequest, Source
from hearten.integrations.queries import phone_states_wanted
from hearten.people.models import Person

SOURCE = "administrators set sources up"
declare_words(
    Source,
    kept="token_hash",
    open=dict.fromkeys(("key", "slug", "name", "secret", "next_secret", "mapping", "signature", "roles"), SOURCE),
    coded={"language": "a language tag", "channel": "voice, chat, email or sms", "zone": "an IANA zone"},
)
declare_words(
    AgentIdentity,
    open={
        "key": "in the addresses of the administrator's room",
        "external_id": "administrators match ids with people",
    },
)
declare_words(Delivery, kept="delivery_id digest")
declare_words(PhoneRequest)
declare_not_private(AgentIdentity, "administrators match the ids of sources with people")


@plants(Source)
def a_source(person: Person, fill: Filler) -> None:
    Source.objects.filter(slug="desk").update(**fill(Source))


@plants(Delivery)
def a_delivery(person: Person, fill: Filler) -> None:
    Delivery.objects.create(source=Source.objects.get(slug="desk"), at=timezone.now(), **fill(Delivery))


@outlet("what the phone systems are asked", told_because="who is away now, it must keep free of calls")
def phone_states(centre: Centre) -> Iterable[bytes]:
    """Goes to the phone system alone: that an agent is away, until when, and no word more."""
    for wanted in phone_states_wanted():
        yield msgspec.json.encode({"source": wanted.source, "agent": wanted.agent_ref, "until": wanted.until})


def the_source(centre: Centre) -> dict[str, Any]:
    return {"key": centre.source.key}


def her_id(centre: Centre) -> dict[str, Any]:
    return {"key": AgentIdentity.objects.get(external_id="ana-7").key}


def a_file(centre: Centre) -> dict[str, Any]:
    text = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Customer>good morning\n"
    return {"file": SimpleUploadedFile("call.vtt", text), "agent": "mia-3"}


SETTINGS = {"name": "Desk", "language": "en", "channel": "", "zone": "", "roles": "", "signature": "", "mapping": ""}
address("integrations:new_source", form={"name": "Chat", "kind": "hearten", "secret": ""}, bare=200)
address("integrations:source", objects=the_source, form=SETTINGS, bare=422)
address("integrations:replace_secret", objects=the_source, form={"secret": ""})
address("integrations:finish_rotation", objects=the_source)
address("integrations:replace_token", objects=the_source)
address("integrations:set_active", objects=the_source, form={"active": "1"})
address("integrations:upload", objects=the_source, form=a_file, posts=200)
address(
    "integrations:match_agent",
    objects=her_id,
    form=lambda centre: {"person": str(centre.people["agent elsewhere"].key)},
)
branches.append(Branch("/ingest/desk/", {"POST": {"*": 401}, "*": {"*": 405}}))
declare_dear("integrations:match_agent", "moves the id's contacts to the desk of the person it is matched with")
