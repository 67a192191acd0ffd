"""A program beside the server: hires the cast and opens a source, then says how to send to it."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from web.tests.cast import hire  # noqa: E402

from hearten.integrations.actions import link_agent, make_source  # noqa: E402
from hearten.people.models import Role, Team  # noqa: E402


def main() -> None:
    harbour, lantern = Team.objects.create(name="Harbour"), Team.objects.create(name="Lantern")
    ana, mia = hire("Ana", harbour, Role.AGENT), hire("Mia", lantern, Role.AGENT)
    harbour.lead = hire("Tom", harbour, Role.LEAD)
    harbour.save()
    hire("Olu", None, Role.ADMIN)
    made = make_source(slug="desk", name="Desk", now=timezone.now())
    for ref, person in (("ana-7", ana), ("mia-3", mia)):
        link_agent(made.source, ref, person, now=timezone.now())
    sys.stdout.write(json.dumps({"token": made.token}))


main()
