"""What the demo centre has afterwards: open doors, a talk somebody asked for, and a procedure once changed."""

from datetime import datetime, timedelta
from uuid import UUID

from hearten.people.models import Person, Role, Team
from hearten.support.after.actions import check_ins, debriefs, doors
from hearten.support.after.actions import pathway as pathways
from hearten.support.after.pathways import FIRST, shipped
from hearten.support.after.rules.check_ins import Which
from hearten.support.after.rules.debrief import FREE, PROCESS

KEY = UUID("5a0f0c53-1b1e-4ab4-8f0e-3e1b6c7a9d20")
SAID = "- If nobody has answered, ring the centre's number. It stands on this page."
SAYS = "- If nobody has answered within a minute, ring the centre's number. It stands on this page."


def set_up(lead: Person, agent: Person, colleague: Person, team: Team, *, now: datetime) -> None:
    """Give the pages something to show. Doing it again changes nothing."""
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    doors.open_door(lead, starts_at=hour, minutes=15, times=4)
    times: dict[Which, datetime] = {"days": hour + timedelta(days=3), "month": hour + timedelta(days=30)}
    check_ins.ask_for_check_ins(agent, colleague, times, key=KEY, now=now)
    tomorrow = hour + timedelta(days=1)
    debriefs.call_debrief(team, key=KEY, part="handover", starts_at=tomorrow, about=PROCESS, joining=FREE)
    admin = Person.objects.filter(grants__role=Role.ADMIN).order_by("pk").first()
    if admin is not None:
        _change_the_pathways(admin, now=now)


def _change_the_pathways(admin: Person, *, now: datetime) -> None:
    text, because = shipped().replace(SAID, SAYS), "People asked how long they should wait."
    try:
        pathways.change_pathway(admin, key=KEY, text=text, because=because, begun_at=FIRST, now=now)
    except pathways.SavedBeside:
        return  # somebody has tried the page out since: theirs stays
