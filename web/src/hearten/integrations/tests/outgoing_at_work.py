"""A process of its own: ``outgoing_at_work.py URL COUNT`` makes a receiver inside and tells it COUNT tests."""

import os
import sys

import django


def main(url: str, count: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from hearten.integrations import actions as integrations
    from hearten.integrations.outgoing import actions
    from hearten.integrations.outgoing.catalogue import MOMENT_STARTED

    now = timezone.now()
    with transaction.atomic():
        source = integrations.make_source(slug="desk", name="Desk", now=now).source
        receiver = actions.make_receiver(
            name="Phone", url=url, source=source, now=now, allow_inside=True, event_types=[MOMENT_STARTED.name]
        )
        for _ in range(count):
            actions.tell_as_test(receiver, now=now)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
