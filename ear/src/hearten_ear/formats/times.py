"""Clocks as sources write them, turned into integer milliseconds or UTC instants, once and by decimals."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

#: Longest offset into a contact, 24.8 days: it fits into 32 bits of any database.
MS_MAX = 2**31 - 1

#: Milliseconds in one of each unit that sources count in; a tick is 100 ns.
UNITS = {"s": Decimal(1000), "ms": Decimal(1), "us": Decimal("0.001"), "ticks": Decimal("0.0001")}

_ISO_LOOSE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ tT](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(z|Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_ISO_DURATION = re.compile(
    r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12}(?:[.,]\d{1,9})?)S)?)?", re.IGNORECASE
)
_SIZES = (86_400, 3_600, 60, 1)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:[.,]\d{1,9})?)")
# Epoch seconds reach 1e11 in the year 5138; anything above is milliseconds.
_EPOCH_MS_FROM = Decimal(100_000_000_000)
# No clock writes more; a longer text is refused before anything parses it.
_LONGEST = 64
_EPOCH_END = _EPOCH_MS_FROM * 1000


class NaiveTimeError(ValueError):
    """A time without a zone, and nobody has said which zone was meant."""


def to_ms(value: Any, unit: str = "ms") -> int | None:
    """Turn a number, or a number in a string, into whole milliseconds; null stays null.

    Raises ``ValueError`` for anything else, for negatives and beyond :data:`MS_MAX`.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number")  # noqa: TRY004 -- one kind of error for all that is no time
    if isinstance(value, str) and len(value) > _LONGEST:
        raise ValueError("not a number")
    try:
        # str() of a float gives its shortest form, so 3.1399999 stays what the source wrote.
        ms = (Decimal(str(value).strip()) * UNITS[unit]).to_integral_value()
    except ArithmeticError:
        raise ValueError("not a number") from None
    if not ms.is_finite() or not 0 <= ms <= MS_MAX:
        raise ValueError("out of range")
    return int(ms)


def iso_duration_ms(value: Any) -> int | None:
    """Turn an ISO 8601 duration such as ``PT1M2.5S`` into whole milliseconds; null stays null.

    Raises ``ValueError`` for anything else, for years and months, and beyond :data:`MS_MAX`.
    """
    if value is None:
        return None
    found = _ISO_DURATION.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= _LONGEST else None
    if found is None or not any(found.groups()):
        raise ValueError("not a duration")
    seconds = sum(
        Decimal((part or "0").replace(",", ".")) * size for part, size in zip(found.groups(), _SIZES, strict=True)
    )
    return to_ms(str(seconds), "s")


def clock_ms(value: str) -> int | None:
    """Turn ``1:02:03.5``, ``02:03`` or ``02:03,500`` into whole milliseconds; null for what is no such clock."""
    found = _CLOCK.fullmatch(value.strip()) if len(value) <= _LONGEST else None
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    total = int(hours or 0) * 3600 + int(minutes) * 60 + Decimal(seconds.replace(",", "."))
    return to_ms(str(total), "s")


def to_instant(value: Any, zone: str | None = None) -> datetime | None:
    """Turn what a source calls a time into a UTC instant; null and empty stay null.

    Accepts RFC 3339, ``2020-03-03 13:05:57 UTC``, RFC 2822, and seconds or milliseconds since 1970 as int, float or
    string. ``zone`` is the IANA zone of times that carry none; a time that happened twice in the autumn is taken as the
    earlier. Raises :class:`NaiveTimeError` for a naive time without ``zone``, ``ValueError`` for what is no time.
    """
    moment = parse_moment(value)
    if moment is None or moment.tzinfo is not None:
        return _utc(moment)
    if zone is None:
        raise NaiveTimeError("no zone")
    return _utc(moment.replace(tzinfo=ZoneInfo(zone)))


def parse_moment(value: Any) -> datetime | None:
    """Read a time and leave it naive where the source named no zone. Raises ``ValueError`` for what is no time."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a time")  # noqa: TRY004 -- one kind of error for all that is no time
    text = str(value).strip()
    if len(text) > _LONGEST:
        raise ValueError("not a time")
    if (iso := _ISO_LOOSE.fullmatch(text)) is not None:
        return _from_iso(*iso.groups())
    try:
        return _from_epoch(Decimal(text))
    except InvalidOperation:
        return _from_mail(text)


def is_ambiguous(moment: datetime, zone: str) -> bool:
    """Say whether a naive time came twice in this zone, or never, because the clocks changed."""
    place = ZoneInfo(zone)
    return moment.replace(tzinfo=place).utcoffset() != moment.replace(tzinfo=place, fold=1).utcoffset()


def _from_iso(day: str, clock: str, zone: str | None) -> datetime:
    # fromisoformat of 3.12 takes at most microseconds; sources send nanoseconds.
    clock = re.sub(r"([.,]\d{6})\d+", r"\1", clock)
    if zone in {"z", "Z", "UTC", "GMT"}:
        zone = "+00:00"
    return datetime.fromisoformat(f"{day}T{clock}{zone or ''}")


def _from_epoch(number: Decimal) -> datetime:
    if not number.is_finite() or not 0 <= number < _EPOCH_END:
        raise ValueError("not a time")
    seconds = number / 1000 if number >= _EPOCH_MS_FROM else number
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(seconds * 1_000_000))
    except OverflowError:
        raise ValueError("not a time") from None


def _from_mail(text: str) -> datetime:
    if not re.search(r"\d{4} \d{1,2}:\d{2}", text):
        raise ValueError("not a time")
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, IndexError, OverflowError):
        raise ValueError("not a time") from None
    # RFC 2822: "-0000" means UTC by a clock whose zone is not told; Python makes it naive.
    return moment.replace(tzinfo=UTC) if text.endswith("-0000") else moment


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time") from None


def is_zone(name: str) -> bool:
    """Say whether this names a zone of the IANA database that this machine has."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
