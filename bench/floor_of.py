"""A program beside the server: hires many agents, signs them in, and matches each with an id of the source.

python -m bench.floor_of COUNT      prints JSON: the source's token, and (agent id at the source, session key) pairs
"""

import json
import os
import sys

import django


def main() -> None:
    """Hire and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from hearten.integrations.models import AgentIdentity, Source
    from hearten.people.models import Person, Role, RoleGrant

    source = Source.objects.get(slug="desk")
    pairs = []
    with transaction.atomic():
        for number in range(int(sys.argv[1])):
            person = Person.objects.create_user(f"agent{number}@hearten.test", f"Agent {number}")
            RoleGrant.objects.create(person=person, role=Role.AGENT)
            AgentIdentity.objects.create(source=source, external_id=f"a-{number}", person=person)
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.save()
            pairs.append((f"a-{number}", session.session_key))
    sys.stdout.write(json.dumps(pairs))


if __name__ == "__main__":
    main()
