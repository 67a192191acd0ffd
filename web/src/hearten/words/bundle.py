"""The words that ship with Hearten: data files, one folder per language, read once.

A file that is not what it should be stops with its name, the place in it and what was expected there. No Django here.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from hearten.words.shapes import CHANNELS, House, Ladders, Notice, Phrase, Safeguarding, WayOut

DEFAULT_LANGUAGE = "en"
_DATA = files("hearten.words") / "data"


class BadWords(Exception):  # noqa: N818 - named as writers of data files will speak of it
    """A data file that cannot be used: ``where`` names file and place, ``message`` what was expected."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def base_language(language: str | None) -> str:
    """Give the primary subtag of a BCP 47 tag (``en`` for ``en-GB``), or the default for null."""
    return (language or DEFAULT_LANGUAGE).replace("_", "-").split("-")[0].lower()


def languages() -> tuple[str, ...]:
    """Name the languages that have words."""
    return tuple(sorted(folder.name for folder in _DATA.iterdir() if folder.is_dir()))


@cache
def bundled(language: str = DEFAULT_LANGUAGE) -> House:
    """Give the shipped words of a language. Raises :class:`BadWords` where a file is not what it should be."""
    return House(
        language=language,
        phrases=read_phrases(_text(language, "phrases.toml"), language=language),
        ladders=read_ways_out(_text(language, "ways_out.toml")),
        safeguarding=read_safeguarding(_text(language, "safeguarding.toml")),
        notice=read_notice(_text(language, "caller_notice.toml")),
    )


def read_phrases(text: str, *, language: str = DEFAULT_LANGUAGE) -> tuple[Phrase, ...]:
    """Read ``[[kind.level.channel]]`` tables into phrases, in the order of the file within each table."""
    return tuple(_phrases(_parsed("phrases.toml", text), language))


def _phrases(data: Mapping[str, Any], language: str) -> Iterator[Phrase]:
    for kind, levels in data.items():
        for level, channels in _table("phrases.toml", kind, levels).items():
            for channel, entries in _table("phrases.toml", f"{kind}.{level}", channels).items():
                for number, entry in enumerate(entries):
                    where = f"phrases.toml, {kind}.{level}.{channel}[{number}]"
                    placed = {"kind": kind, "level": _level(where, level), "channel": channel, "language": language}
                    yield _built(where, Phrase, {**entry, **placed})


def read_ways_out(text: str) -> Ladders:
    """Read steps and ladders into ``{(kind, level, channel): steps in order}``."""
    data = _parsed("ways_out.toml", text)
    by_id = {_id("way", number, way): way for number, way in enumerate(data.get("way", ()))}
    ladders: dict[tuple[str, int, str], tuple[WayOut, ...]] = {}
    for kind, levels in data.get("ladder", {}).items():
        for level, ids in levels.items():
            where = f"ways_out.toml, ladder.{kind}.{level}"
            unknown = [each for each in ids if each not in by_id]
            if unknown:
                raise BadWords(where, f"names steps that do not exist: {', '.join(unknown)}.")
            for channel in CHANNELS:
                steps = tuple(_way_out(where, by_id[each], channel, data.get("then", {})) for each in ids)
                ladders[kind, _level(where, level), channel] = steps
    return ladders


def _way_out(where: str, way: Mapping[str, Any], channel: str, then: Mapping[str, Mapping[str, str]]) -> WayOut:
    place = f"{where}, step {way['id']}"
    try:
        words = {"say": way["say"][channel], "then": then[way["purpose"]][channel]}
    except KeyError as missing:
        raise BadWords(place, f"has no {missing} for {channel}.") from None
    return _built(place, WayOut, {**way, **words})


def read_safeguarding(text: str) -> tuple[Safeguarding, ...]:
    """Read ``[[steps]]`` tables; the first one whose heads were heard is shown."""
    data = _parsed("safeguarding.toml", text)
    return tuple(
        _built(
            f"safeguarding.toml, steps[{number}]",
            Safeguarding,
            {**entry, "heads": tuple(entry.get("heads", ())), "steps": tuple(entry.get("steps", ()))},
        )
        for number, entry in enumerate(data.get("steps", ()))
    )


def read_notice(text: str) -> Notice:
    """Read the letter to a caller about their conduct."""
    data = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in _parsed("caller_notice.toml", text).items()
    }
    return _built("caller_notice.toml", Notice, data)


def _text(language: str, name: str) -> str:
    return (_DATA / language / name).read_text(encoding="utf-8")


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadWords(name, f"is not TOML: {error}.") from None


def _table(name: str, where: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadWords(f"{name}, {where}", "should be a table: [[kind.level.channel]].")
    return value


def _level(where: str, level: str) -> int:
    if level not in {"0", "1", "2", "3"}:
        raise BadWords(where, "the level is 0, 1, 2 or 3.")
    return int(level)


def _id(kind: str, number: int, entry: Mapping[str, Any]) -> str:
    found = entry.get("id")
    if not isinstance(found, str):
        raise BadWords(f"ways_out.toml, {kind}[{number}]", "has no id.")
    return found


def _built[T](where: str, make: Callable[..., T], fields: Mapping[str, Any]) -> T:
    try:
        return make(**fields)
    except TypeError as error:
        # "Phrase.__init__() got an unexpected keyword argument 'txt'": the useful half names the field.
        raise BadWords(where, f"{str(error).partition('() ')[2]}.") from None
