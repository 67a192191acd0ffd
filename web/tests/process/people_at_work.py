"""A program of its own beside the server: signs people in, and writes notices as another process would.

people_at_work.py sign_in COUNT         prints "person_id session_key" per line
people_at_work.py tell ID COUNT [PAUSE] writes COUNT notices, one transaction each, numbered from 0 in their object
"""

import os
import sys
import time

import django


def sign_in(count: int) -> None:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from hearten.people.models import Person

    with transaction.atomic():
        for number in range(count):
            person = Person.objects.create_user(f"agent{number}@hearten.test", f"Agent {number}")
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.save()
            sys.stdout.write(f"{person.pk} {session.session_key}\n")


def tell(person_id: int, count: int, pause: float = 0.0) -> None:
    from hearten.live import actions

    for number in range(count):
        actions.tell(person_id, "cue", str(number))
        time.sleep(pause)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    if sys.argv[1] == "sign_in":
        sign_in(int(sys.argv[2]))
    else:
        tell(int(sys.argv[2]), int(sys.argv[3]), *map(float, sys.argv[4:]))


if __name__ == "__main__":
    main()
