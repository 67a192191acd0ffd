"""A program beside the server: signs Tom in, his second step done, and says under which session key."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup()

from django.test import Client  # noqa: E402

from hearten.people.models import Person  # noqa: E402


def main() -> None:
    client = Client()
    client.force_login(Person.objects.get(name="Tom"))
    sys.stdout.write(client.cookies["sessionid"].value)


main()
