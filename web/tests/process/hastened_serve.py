"""Runs ``hearten serve`` with a quicker pace of the stream: PACE in the environment is JSON of ``live.hub.Pace``."""

import json
import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    from django.core.management import execute_from_command_line

    from hearten.live.hub import Pace, hub

    hub.pace = Pace(**json.loads(os.environ.get("PACE", "{}")))
    execute_from_command_line(["hearten", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
