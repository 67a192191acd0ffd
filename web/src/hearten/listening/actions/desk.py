"""What an agent does on the desk. Nobody else is told, and nothing is counted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.listening.models import Cue, DeskSettings
from hearten.live import actions as live
from hearten.people.models import Person

SNOOZE = timedelta(minutes=30)


def dismiss_cue(agent: Person, key: UUID, *, now: datetime) -> bool:
    """Put a cue of the agent's own away. Twice is once. Gives whether there was such a cue."""
    with transaction.atomic():
        found = Cue.objects.filter(agent=agent, key=key)
        if found.filter(handled_at=None).update(handled_at=now):
            live.tell(agent.pk, "contact", str(key))
            return True
        return found.exists()


def _switch(agent: Person, **fields: object) -> None:
    with transaction.atomic():
        DeskSettings.objects.update_or_create(person=agent, defaults=fields)
        live.tell(agent.pk, "desk")


def snooze_cues(agent: Person, *, now: datetime) -> datetime:
    """Show no cues for half an hour. Gives until when."""
    until = now + SNOOZE
    _switch(agent, snoozed_until=until)
    return until


def cues_off_for_today(agent: Person, *, until: datetime) -> None:
    """Show no cues until the agent's own midnight, ``until``."""
    _switch(agent, off_until=until)


def cues_back_on(agent: Person) -> None:
    """Show cues again at once."""
    _switch(agent, snoozed_until=None, off_until=None)


def set_desk(agent: Person, *, announce: str, shortcuts: bool) -> None:
    """Keep how the agent wants to be told of a cue, and whether single keys work."""
    _switch(agent, announce=announce, shortcuts=shortcuts)
