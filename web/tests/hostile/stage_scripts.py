"""A program beside the server: puts scripts into everything that has words, and prints where they are shown.

Reads the scripts from standard input; gives the session of somebody who may see all pages.
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from web.tests.promises.centre import Centre, open_centre, says  # noqa: E402

from hearten.integrations.actions import make_source  # noqa: E402
from hearten.listening.models import Cue  # noqa: E402
from hearten.people import actions as people  # noqa: E402
from hearten.people.models import Person, Role, RoleGrant, Team  # noqa: E402


def fill(centre: Centre, scripts: list[str]) -> None:
    """Put each script into a name of every kind, an agent id, a queue and the words a cue shows."""
    now = timezone.now()
    for number, script in enumerate(scripts):
        Team.objects.create(name=script[:80])
        Person.objects.create_user(f"x{number}@hearten.test", script, team=centre.harbour)
        make_source(slug=f"x{number}", name=script, now=now, roles={script: "agent"}, language=script[:35])
        words = f"you useless {script} idiot, you fucking{script}idiot"
        contact = f"{script}-{number}"
        centre.hear(says(words, 1, contact=contact, agent="ana-7", queue=script), now=now - timedelta(seconds=number))
        centre.hear(says("hello", 1, contact=f"o{number}", agent=f"{script}-{number}"), now=now)
    for cue, script in zip(Cue.objects.order_by("pk"), scripts, strict=False):
        Cue.objects.filter(pk=cue.pk).update(heard=[script, f"you {script} idiot"])


def main() -> None:
    scripts = json.load(sys.stdin)
    centre = open_centre()
    fill(centre, scripts)
    ana = centre.ana
    RoleGrant.objects.bulk_create(RoleGrant(person=ana, role=role) for role in Role if role != Role.AGENT)
    ana.name = scripts[0]
    ana.save()
    invited = Person.objects.get(email="x1@hearten.test")
    issued = people.invite(invited, by=ana, now=timezone.now())
    client = Client()
    client.force_login(ana)
    answer = {
        "session": client.cookies["sessionid"].value,
        "source": str(centre.source.key),
        "invitation": issued.token,
    }
    sys.stdout.write(json.dumps({**answer, "person": str(invited.key)}))


main()
