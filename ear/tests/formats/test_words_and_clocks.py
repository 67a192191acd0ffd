"""The small conversions that every importer shares."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.formats.mail import cut_quotes, html_to_text, words_of_mime
from hearten_ear.formats.times import NaiveTimeError, to_instant, to_ms
from hearten_ear.formats.words import ID_MAX, find_masks, is_id, language_tag, stable_id


@pytest.mark.parametrize(
    ("value", "unit", "ms"),
    [
        (12, "ms", 12),
        (3.1399999, "s", 3140),
        ("0.0005", "s", 0),
        ("1.5", "s", 1500),
        (400000.0, "ticks", 40),
        (1_500_000, "us", 1500),
        (None, "s", None),
        (0.1 + 0.2, "s", 300),
    ],
)
def test_milliseconds_are_made_by_decimals(value: Any, unit: str, ms: int | None) -> None:
    assert to_ms(value, unit) == ms


@pytest.mark.parametrize("value", [-1, "x", "", True, [], 2**31, "NaN", "1e999999999", float("inf"), "-0.9e3"])
def test_what_is_no_offset_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"number|range"):
        to_ms(value)


TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-01T10:00:00Z",
        "2026-03-01 10:00:00 UTC",
        "2026-03-01T05:00:00.000000000-05:00",
        "2026-03-01T11:00+0100",
        "Sun, 01 Mar 2026 10:00:00 -0000",
        "Sun, 1 Mar 2026 11:00:00 +0100",
        1772359200,
        1772359200.0,
        "1772359200",
        1772359200000,
    ],
)
def test_one_instant_in_ten_spellings(value: Any) -> None:
    assert to_instant(value) == TEN


@pytest.mark.parametrize(
    "value",
    [
        "noon",
        True,
        [],
        -5,
        "2026-13-01T10:00:00Z",
        "2026-02-30T10:00:00Z",
        10**18,
        "1e400",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_time_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- the kind is the contract, the words are not
        to_instant(value)


def test_a_naive_time_needs_a_zone_and_takes_the_earlier_of_two() -> None:
    with pytest.raises(NaiveTimeError):
        to_instant("2026-03-01T10:00:00")
    assert to_instant("2026-10-25T02:30:00", "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_instant("2026-03-29T02:30:00", "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("Catalan", "ca"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("Klingon", "und"),
        ("the language code of the contact", None),
        ("", None),
        (None, None),
        (5, None),
        (["en"], None),
    ],
)
def test_languages_become_tags(told: Any, tag: str | None) -> None:
    assert language_tag(told) == tag


def test_ids_are_short_and_printable_and_long_ones_are_hashed() -> None:
    assert is_id("é" * ID_MAX)
    assert is_id("a\u200bb")
    assert not any(is_id(value) for value in ("", "x" * (ID_MAX + 1), "a\tb", "a\x9fb", None, 5))
    assert stable_id("d1", "<m@x>") == "d1:<m@x>"
    assert stable_id("x" * 300).startswith("sha256-")
    assert stable_id("x" * 300) != stable_id("x" * 301)


@pytest.mark.parametrize(
    ("mail", "kept"),
    [
        ("Hi.\n\nOn Fri, Mar 1, 2026 at 9:00 AM Ana <a@x.org> wrote:\n\nold", "Hi."),
        ("Hi.\n\nOn Fri, Mar 1, 2026 at 9:00 AM Ana\n<a@x.org> wrote:\n> old", "Hi."),
        ("On 1 Mar 2026, Ana wrote:\n> old\nNo.\n> older\nNever.", "No.\nNever."),
        ("Nein.\n\nAm 01.03.2026 um 09:00 schrieb Ana <a@x.org>:\n> alt", "Nein."),
        ("Non.\nLe 1 mars 2026 à 09:00, Ana a écrit :\n> vieux", "Non."),
        ("No.\nEl 1 mar 2026, Ana escribió:\n> viejo", "No."),
        ("Hi.\n-----Original Message-----\nFrom: Ana", "Hi."),
        ("Hi.\n\nFrom: Ana <a@x.org>\nSent: Friday\nTo: Kim\n\nold", "Hi."),
        ("Hi.\n________________________________\nFrom: Ana", "Hi."),
        ("Hi.\r\n-- \r\nKim\r\nACME", "Hi."),
        ("He wrote: you are late.\nOn Friday I called.", "He wrote: you are late.\nOn Friday I called."),
        ("On 3 occasions I called you and nobody answered.", "On 3 occasions I called you and nobody answered."),
        ("I said > 5 times", "I said > 5 times"),
    ],
)
def test_only_what_is_new_in_a_mail_is_kept(mail: str, kept: str) -> None:
    assert cut_quotes(mail) == kept


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><script>alert(1)</script>", "One\ntwo"),
        ('<div>New</div><div class="gmail_quote"><div>old</div></div><div>end</div>', "New\n\nend"),
        ("a <b>bold</b>   word&nbsp;&lt;", "a bold word <"),
        ("<p>open <i>tags", "open tags"),
        ("so it goes <![bogus", "so it goes <![bogus"),
        ("<head><title>t</title><body>seen", "seen"),
        ('one<br class="gmail_quote">two', "one\ntwo"),
        ("<div><blockquote>a<blockquote>b</blockquote>c</blockquote>d</div>", "d"),
    ],
)
def test_html_is_reduced_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_mime_without_words_or_with_a_strange_charset_does_not_crash() -> None:
    assert words_of_mime(b"--b\r\nContent-Type: image/png\r\n\r\nAA\r\n--b--", "multipart/mixed; boundary=b") is None
    for charset in (b"klingon", b"unicode_escape", b"utf-7", b"zlib", b"undefined"):
        body = b"--b\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\n\\ud800 +2AA- x\r\n--b--"
        words = words_of_mime(body, "multipart/mixed; boundary=b")
        assert words is not None
        assert words.encode()


HOSTILE = [
    "<",
    "</a",
    "<v ",
    "<v.",
    "<!--",
    "<![",
    "&#",
    "<a x='",
    "<title></title ",
    "On 1 wrote ",
    "> ",
    "[A",
    "\t\n",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_hostile_markup_of_any_length_takes_a_moment_only(part: str) -> None:
    text = part * (300_000 // len(part))
    began = time.perf_counter()
    cut_quotes(html_to_text(text))
    find_masks(text)
    assert time.perf_counter() - began < 3
