"""A program that opens a house: brings the database up to date, hires agents, opens a source, signs everybody in.

opening.py COUNT    hires COUNT agents and a lead who is here. Prints JSON: the token and secret of the source, and
the id and session key of each person.
"""

import json
import os
import sys
from typing import Any

import django


def sign_in(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


def open_house(count: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.utils import timezone

    from hearten.integrations.actions import link_agent, make_source
    from hearten.people.models import Person, Role, RoleGrant, Team
    from hearten.staffing.actions import say_here

    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    team = Team.objects.create(name="Harbour")
    made = make_source(slug="desk", name="Desk", now=now)
    agents = []
    for number in range(count):
        person = Person.objects.create_user(f"agent{number}@hearten.test", f"Agent {number}", team=team)
        RoleGrant.objects.create(person=person, role=Role.AGENT)
        link_agent(made.source, f"agent-{number}", person, now=now)
        agents.append([person.pk, sign_in(person)])
    lead = Person.objects.create_user("lead@hearten.test", "Lead", team=team)
    RoleGrant.objects.create(person=lead, role=Role.LEAD)
    Team.objects.filter(pk=team.pk).update(lead=lead)
    say_here(lead, is_here=True, now=now)
    return {"token": made.token, "secret": made.source.secret, "agents": agents, "lead": [lead.pk, sign_in(lead)]}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(open_house(int(sys.argv[1]))))
