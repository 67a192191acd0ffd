"""Peoples the demo centre. Seeding twice changes nothing."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from hearten.demo import afterwards, gameplan, hands, phrasebook, self_talk, support, ways_out
from hearten.demo.cast import MAIL_DOMAIN, SOURCE, DemoPerson, people, teams
from hearten.demo.signin import is_made_up
from hearten.integrations import actions as integrations
from hearten.integrations.models import AgentIdentity, Source
from hearten.people.models import Person, RoleGrant, Team
from hearten.seal import queries as seal
from hearten.staffing import actions as staffing
from hearten.staffing.models import Shift, ShiftRole

SHIFTS = UUID("6d1f2f0c-5a43-4f0e-9a35-7b2f6f4f5a10")  # the namespace of the demo's shifts


class RealPeopleError(Exception):
    """There are people here who are not of the demo centre: it must not move in with them."""


def seed(now: datetime) -> Source:
    """Make the fictional teams, people, roles and source, where they are not there yet. Gives the source.

    Raises :class:`RealPeopleError`, and changes nothing, where anybody else is in the database.
    """
    refuse_real_people()
    with transaction.atomic():
        for team in teams():
            Team.objects.get_or_create(name=team.name)
        by_id = {person.id: _hire(person) for person in people()}
        for team in teams():
            Team.objects.filter(name=team.name).update(lead=by_id[team.lead])
        _plan_today(by_id, now)
        support.plan_a_day(Team.objects.get(name=teams()[0].name), now)
        support.publish_last_month(now)
        ways_out.set_up(by_id[teams()[0].lead], now)
        hands.set_up(by_id, Team.objects.get(name=teams()[1].name), now)
        harbour = Team.objects.get(name=teams()[0].name)
        afterwards.set_up(by_id[teams()[0].lead], by_id["noor"], by_id["ana"], harbour, now=now)
        begins_a_room = not seal.is_set_up(by_id["ana"])
        gameplan.set_up(by_id["ana"], now=now)
        if begins_a_room:
            self_talk.set_up(by_id["ana"], now=now)
            phrasebook.set_up(by_id, now=now)
        return _connect(by_id, now=now)


def _plan_today(by_id: dict[str, Person], now: datetime) -> None:
    """Put everybody of a team on shift for the day, its lead as lead, so that somebody is always there."""
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0)
    leads = {team.lead for team in teams()}
    for name, person in by_id.items():
        key = uuid5(SHIFTS, f"{name} {begins:%Y-%m-%d}")
        if person.team is not None and not Shift.objects.filter(key=key).exists():
            role = ShiftRole.LEAD if name in leads else ShiftRole.AGENT
            ends = begins + timedelta(days=1)
            staffing.save_shift(key=key, person=person, team=person.team, role=role, starts_at=begins, ends_at=ends)


def refuse_real_people() -> None:
    """Raise :class:`RealPeopleError` where anybody is in the database who is not of the demo."""
    if not all(is_made_up(person) for person in Person.objects.exclude(email__endswith=f"@{MAIL_DOMAIN}")):
        raise RealPeopleError


def _hire(person: DemoPerson) -> Person:
    found = Person.objects.filter(email=person.email).first()
    if found is None:
        team = Team.objects.get(name=person.team) if person.team else None
        found = Person.objects.create_user(person.email, person.name, team=team, zone=person.zone)
    for role in person.roles:
        RoleGrant.objects.get_or_create(person=found, role=role)
    return found


def _connect(by_id: dict[str, Person], *, now: datetime) -> Source:
    source = integrations.make_source(slug=SOURCE, name="Demo phone and chat", now=now, language="en").source
    for agent in people():
        linked = AgentIdentity.objects.filter(source=source, external_id=agent.agent_ref, person=by_id[agent.id])
        if agent.plays and not linked.exists():
            integrations.link_agent(source, agent.agent_ref, by_id[agent.id], now=now)
    return source
