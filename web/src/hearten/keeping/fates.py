"""The reviewed list: for every table, what a person's export takes, what erasing does, and how long rows live.

A test walks every model that Django knows, libraries' included, and fails for one that nobody decided about. A new
model gets one entry here, in the same commit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import models

from hearten.people.models import Person

DELETE = "delete"  # the row goes
UNLINK = "unlink"  # the row stays and names nobody any more
WITH = "with"  # goes with the row it hangs on
OWN = ""  # the row is the person


@dataclass(frozen=True, slots=True)
class Fate:
    """What was decided about one table.

    ``people`` gives for each path to a person what erasing does, or "kept: " and the reason. ``keys`` names columns
    that hold ``Person.key`` without being a foreign key. ``export`` is empty, or the reason why a person's own export
    leaves the table out; ``hidden`` names columns it leaves out. ``age`` is the time a lifetime counts from;
    ``sweeper`` the entry of the schedule that ends it. A table that lives for ever says why in ``for_ever``.
    """

    people: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()
    export: str = ""
    hidden: tuple[str, ...] = ()
    age: str = ""
    sweeper: str = ""
    for_ever: str = ""
    lifetime: timedelta | None = None  # of library tables; ours say it themselves


_WITH_THE_PERSON = "as long as the person is here"
_NOBODY = "names nobody"
_SEALED = "only the person can open it: it is taken out opened, on the page of one's own notes"

FATES: dict[str, Fate] = {
    # --- people
    "people.Person": Fate(
        ((OWN, DELETE),),
        hidden=("password", "roles_stamp", "sessions_stamp"),
        for_ever="an account lives until it is erased",
    ),
    "people.Team": Fate((("lead", UNLINK),), for_ever="a team is no data about a person"),
    "people.RoleGrant": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    "people.Invitation": Fate(
        (("person", DELETE), ("invited_by", UNLINK)),
        hidden=("token_digest",),
        age="created_at",
        sweeper="forget invitations older than 30 days",
    ),
    "account.EmailAddress": Fate((("user", DELETE),), for_ever=_WITH_THE_PERSON),
    "account.EmailConfirmation": Fate(
        (("email_address__user", WITH),), hidden=("key",), for_ever="never made: addresses are not confirmed by mail"
    ),
    "mfa.Authenticator": Fate((("user", DELETE),), hidden=("data",), for_ever=_WITH_THE_PERSON),
    "sessions.Session": Fate(
        export="a ticket of the browser and no data about the person; ends when signing out",
        age="expire_date",
        lifetime=timedelta(0),
        sweeper="clear expired sessions",
    ),
    # --- live and work
    "live.NoticeCounter": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    "live.Notice": Fate((("person", DELETE),), age="at", sweeper="forget notices older than an hour"),
    "work.QueuedTask": Fate(
        export="holds ids of rows, none of a person", age="finished_at", sweeper="forget tasks done yesterday"
    ),
    "work.PeriodicRun": Fate(for_ever="one row for each entry of the schedule"),
    # --- commons
    "staffing.Presence": Fate((("person", DELETE),), age="changed_at", sweeper="forget who was in a contact"),
    "staffing.Whereabouts": Fate((("person", DELETE),), age="changed_at", sweeper="forget who was in a contact"),
    "staffing.Prompted": Fate((("person", DELETE),), age="at", sweeper="forget who was in a contact"),
    "staffing.Shift": Fate((("person", DELETE),), age="ends_at", sweeper="forget who was in a contact"),
    "staffing.ShiftFile": Fate(
        (("uploaded_by", DELETE),),
        export="a file with everybody's shifts on its way in; gone within the hour",
        age="uploaded_at",
        sweeper="forget who was in a contact",
    ),
    "staffing.SavedColumns": Fate(for_ever="a setting of the centre, and nobody's"),
    "words.Wording": Fate(
        (("by", UNLINK), ("decided_by", UNLINK)),
        for_ever="what people were asked to say; names go with the person",
    ),
    "words.Vote": Fate(
        export="leads to nobody but through the voter's own key; the page of the phrase shows it to them",
        for_ever="until it is taken back; a mark that leads to nobody once its key is erased",
    ),
    "words.VoteTally": Fate(for_ever=_NOBODY),
    "blocks.StoredPublication": Fate(age="published_on", sweeper="sweep what is over"),
    "blocks.PublishedCell": Fate(age="publication__published_on", sweeper="sweep what is over"),
    "audit.Entry": Fate(
        keys=("by", "about"),
        hidden=("mac",),
        for_ever="a chain without its beginning proves nothing; it holds keys and codes, no names",
    ),
    "audit.Anchor": Fate(for_ever=_NOBODY),
    # --- listening
    "listening.Contact": Fate(
        (("agent", DELETE),),
        hidden=("customer",),
        age="heard_at",
        sweeper="forget contacts older than 30 days",
    ),
    "listening.HeardSegment": Fate(
        (("contact__agent", WITH),),
        hidden=("digest",),
        age="contact__heard_at",
        sweeper="forget contacts older than 30 days",
    ),
    "listening.HeardEvent": Fate(age="at", sweeper="forget contacts older than 30 days"),
    "listening.Cue": Fate(
        (("agent", DELETE), ("contact__agent", WITH)),
        age="contact__heard_at",
        sweeper="forget contacts older than 30 days",
    ),
    "listening.DeskSettings": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    # --- support
    "support.Moment": Fate((("agent", DELETE),), age="ended_at", sweeper="forget moments and hands within 24 hours"),
    "support.MomentOffer": Fate(
        (("agent", DELETE),), age="offered_at", sweeper="forget moments and hands within 24 hours"
    ),
    "support.MomentVersion": Fate(for_ever="what held when, for everybody to read; it names nobody"),
    "support.HandUp": Fate(
        (("agent", DELETE), ("asks", UNLINK), ("answered_by", UNLINK)),
        age="closed_at",
        sweeper="forget moments and hands within 24 hours",
    ),
    "support.Asked": Fate(
        (("person", DELETE), ("hand__agent", WITH), ("hand__asks", WITH), ("hand__answered_by", WITH)),
        export="that one was asked to come says when somebody else needed help",
        age="hand__closed_at",
        sweeper="forget moments and hands within 24 hours",
    ),
    "support.Buddy": Fate((("agent", DELETE), ("buddy", DELETE)), for_ever="as long as both want it"),
    "support.Reaching": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    "support_after.PathwayVersion": Fate(
        (("by", UNLINK),), for_ever="what people were promised, and when; names go with the person"
    ),
    "support_after.Acknowledgement": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    "support_after.CheckIn": Fate(
        (("agent", DELETE), ("companion", DELETE)), age="starts_at", sweeper="forget what came afterwards"
    ),
    "support_after.CheckInOffer": Fate((("person", DELETE),), age="at", sweeper="forget what came afterwards"),
    "support_after.DoorSlot": Fate(
        (("lead", DELETE), ("booked_by", UNLINK)), age="ends_at", sweeper="forget what came afterwards"
    ),
    "support_after.Debrief": Fate(age="starts_at", sweeper="forget what came afterwards"),
    "support_exits.Ladder": Fate((("agent", DELETE),), age="chosen_at", sweeper="forget exits, marks and covers"),
    "support_exits.Exit": Fate((("agent", DELETE),), age="taken_at", sweeper="forget exits, marks and covers"),
    "support_exits.Cover": Fate(age="at", sweeper="forget exits, marks and covers"),
    "support_exits.CallerMark": Fate(age="on", sweeper="forget exits, marks and covers"),
    "support_exits.CallerNotice": Fate((("by", DELETE),), age="made_at", sweeper="forget exits, marks and covers"),
    "support_exits.Destination": Fate(for_ever="a list of the centre's, and nobody's"),
    "support_exits.HelpLine": Fate(for_ever="a list of the centre's, and nobody's"),
    "support_exits.CoverAccount": Fate(for_ever="a setting, until an administrator removes it"),
    "support_price.QueuePlan": Fate(for_ever="a setting of the centre, and nobody's"),
    "support_price.ExpectedInterval": Fate(age="starts_at", sweeper="sweep what is over"),
    "support_price.ForecastFile": Fate(
        (("uploaded_by", DELETE),),
        export="a file with figures of a queue on its way in; gone within hours",
        age="uploaded_at",
        sweeper="sweep what is over",
    ),
    "support_ledger.Month": Fate(age="first_day", sweeper="sweep what is over"),
    "support_ledger.Mark": Fate(
        export="leads to nobody without the month's key, which is destroyed with it",
        age="month__first_day",
        sweeper="sweep what is over",
    ),
    "gameplan.GameplanSettings": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    # --- integrations
    "integrations.Source": Fate(for_ever="a system that sends contacts, until an administrator removes it"),
    "integrations.AgentIdentity": Fate((("person", DELETE),), for_ever="as long as its source"),
    "integrations.Delivery": Fate(age="at", sweeper="forget deliveries of yesterday"),
    "integrations.PhoneRequest": Fate((("person", DELETE),), age="until", sweeper="forget deliveries of yesterday"),
    "integrations.Receiver": Fate(for_ever="a setting, until an administrator removes it"),
    "channels.Channel": Fate((("person", DELETE),), hidden=("address",), for_ever="a setting of its owner's"),
    "integrations.OutgoingEvent": Fate((("person", DELETE),), age="at", sweeper="forget events delivered yesterday"),
    "integrations.OutgoingDelivery": Fate(
        (("event__person", WITH),), age="event__at", sweeper="forget events delivered yesterday"
    ),
    "integrations.OutgoingAttempt": Fate(
        (("delivery__event__person", WITH),), age="at", sweeper="forget events delivered yesterday"
    ),
    # --- what people write for themselves
    "seal.Seal": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    "seal.SealedNote": Fate(
        (("person", DELETE),), export=_SEALED, for_ever="one's own notes stay until one erases them"
    ),
    "seal.LentNote": Fate(
        (("person", DELETE), ("lender", DELETE)), export=_SEALED, for_ever="until its writer takes it back"
    ),
    "seal.DeskCard": Fate((("person", DELETE),), export=_SEALED, for_ever="like the plan it belongs to"),
    "press.Brand": Fate(for_ever="a setting of the centre, and nobody's"),
    "press.Corner": Fate((("person", DELETE),), for_ever=_WITH_THE_PERSON),
    # --- keeping
    "keeping.Erasure": Fate(
        keys=("person",),
        export="is made when a person is erased, so nobody who can ask has one",
        for_ever="a restored backup is erased again by it; a random key that leads to nobody",
    ),
    "keeping.ErasureRequest": Fate((("person", DELETE),), age="due_at", sweeper="erase who asked for it"),
    "keeping.Backup": Fate(age="at", sweeper="forget notes about old backups"),
    # --- parts of Django that hold no data here
    "auth.Permission": Fate(for_ever=_NOBODY),
    "auth.Group": Fate(for_ever=_NOBODY),
    "auth.Group_permissions": Fate(for_ever=_NOBODY),
    "contenttypes.ContentType": Fate(for_ever=_NOBODY),
}


def every_model() -> list[type[models.Model]]:
    """Give every model there is, also those Django makes for a many-to-many field."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]  # noqa: SLF001 - Django's documented door to a model's fields


def fate_of(model: type[models.Model]) -> Fate | None:
    """Give what was decided about a model, or None."""
    return FATES.get(model._meta.label)  # noqa: SLF001 - as above


def lifetime_of(model: type[models.Model], fate: Fate) -> timedelta | None:
    """Give how long a row lives: what the model says, or the list for a library's."""
    lifetime: timedelta | None = getattr(model, "lifetime", fate.lifetime)
    return lifetime


def paths_to_people(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> Iterator[str]:
    """Give every path of foreign keys from a model to a person, such as ``contact__agent``."""
    for field in model._meta.concrete_fields:  # noqa: SLF001 - as above
        target = field.related_model
        if not isinstance(target, type) or target in seen or target is model:
            continue
        if target is Person:
            yield field.name
        else:
            yield from (f"{field.name}__{rest}" for rest in paths_to_people(target, seen | {model}))


TEAMS_LEAD = "team__lead"  # a row about somebody in a team is no data about the person who leads it


def problems_of(model: type[models.Model], fate: Fate | None, entries: frozenset[str]) -> Iterator[str]:
    """Name everything that is undecided about one model. ``entries`` are the names in the schedule."""
    label = model._meta.label  # noqa: SLF001 - as above
    if fate is None:
        yield f"{label}: nobody decided; add it to hearten/keeping/fates.py"
        return
    decided = dict(fate.people)
    for path in paths_to_people(model):
        if path not in decided and not path.endswith(TEAMS_LEAD):
            yield f"{label}: {path} leads to a person, and nobody decided what erasing does there"
    for path, what in fate.people:
        if what not in {DELETE, UNLINK, WITH} and not what.startswith("kept: "):
            yield f'{label}: {path} is neither deleted nor unlinked nor "kept: " with a reason'
        if what == UNLINK and not model._meta.get_field(path).null:  # noqa: SLF001 - as above
            yield f"{label}: {path} cannot be unlinked, its column is never empty"
    yield from _problems_of_time(model, label, fate, entries)


def _problems_of_time(model: type[models.Model], label: str, fate: Fate, entries: frozenset[str]) -> Iterator[str]:
    lifetime = lifetime_of(model, fate)
    if lifetime is None:
        if not fate.for_ever:
            yield f"{label}: lives for ever and does not say why"
    elif fate.for_ever:
        yield f"{label}: has a lifetime and claims to live for ever"
    elif not fate.age:
        yield f"{label}: has a lifetime and no time it counts from"
    elif fate.sweeper not in entries:
        yield f"{label}: no entry of the schedule is called {fate.sweeper!r}"
