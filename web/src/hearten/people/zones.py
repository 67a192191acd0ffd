"""Time zones people may choose, as the IANA names of places."""

import zoneinfo
from functools import cache

LEFT_OUT = ("Etc/", "SystemV/", "posix/", "right/", "US/")  # not places, or other names of places


@cache
def choices() -> tuple[tuple[str, str], ...]:
    """Give ``(name, words)`` of every zone named after a place, and UTC, in alphabetical order."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(LEFT_OUT))
    return (*((name, name.replace("_", " ").replace("/", " / ")) for name in names), ("UTC", "UTC"))
