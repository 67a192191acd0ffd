"""A program beside the server: one source of every kind, its agent matched; prints how to send to each."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from ear.tests.hostile.seeds import TEMPLATE  # noqa: E402
from web.tests.cast import hire  # noqa: E402

from hearten.integrations.actions import link_agent, make_source  # noqa: E402
from hearten.integrations.models import SourceKind  # noqa: E402
from hearten.people.models import Role, Team  # noqa: E402

PRESET = {"header": "X-Signature", "prefix": "sha256=", "signed": "{timestamp}.{body}", "timestamp_header": "X-Time"}


def main() -> None:
    team = Team.objects.create(name="Harbour")
    team.lead = hire("Tom", team, Role.LEAD)
    team.save()
    ana = hire("Ana", team, Role.AGENT)
    hire("Olu", None, Role.ADMIN)
    made = [
        make_source(slug="desk", name="Desk", now=timezone.now(), language="en"),
        make_source(slug="chat", name="Chat", now=timezone.now(), kind=SourceKind.CHATWOOT, secret="their secret"),
        make_source(slug="tickets", name="Tickets", now=timezone.now(), kind=SourceKind.GENERIC, mapping=TEMPLATE),
        make_source(
            slug="vendor", name="V", now=timezone.now(), kind=SourceKind.GENERIC, mapping=TEMPLATE, signature=PRESET
        ),
        make_source(slug="files", name="Files", now=timezone.now(), roles={"Kim": "customer"}, zone="Europe/Lisbon"),
    ]
    for each in made:
        link_agent(each.source, "7", ana, now=timezone.now())
    answer = {each.source.slug: {"token": each.token, "secret": each.source.secret} for each in made}
    sys.stdout.write(json.dumps(answer))


main()
