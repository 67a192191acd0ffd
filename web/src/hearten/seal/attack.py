"""What somebody who has stolen everything can read: run it against your own installation.

It works as a thief would, offline, on files alone: the database, the key store, every secret of the server, old
backups. It needs no setting and imports nothing of the running application. Four attempts:

1. Read: notes that are no boxes at all, as text, or packed as UTF-16, base64, hex or zlib.
2. Open: every secret and every value of the size of a key, found in any file, table or session, is tried as a private
   key and as a key of the wraps; raw, and hashed in the usual ways.
3. Guess: wrapped keys are tried with names, addresses, words of the settings and the passphrases of a given list.
4. Search: phrases that you know are in your notes are searched for in every byte, in the same disguises.

Desk cards are counted apart: with the key store they can be read, and the product says so.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import re
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from hearten.seal import boxes

NOTES, CARDS = "blob", "seal_deskcard"
HEX_KEY = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
BASE64_KEY = re.compile(rb"(?<![A-Za-z0-9_+/-])[A-Za-z0-9_+/-]{43}={0,1}(?![A-Za-z0-9_+/=-])")
MOST_BLIND = 1000  # private keys that are tried on every note although their public half is nowhere
MOST_GUESSES = 200  # passphrases per wrapped key: each costs 64 MiB and 70 ms, which is the point


@dataclass
class Loot:
    """All that was stolen, taken apart: values of every table, and bytes of every file."""

    notes: dict[str, bytes] = field(default_factory=dict)
    cards: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    wraps: list[tuple[bytes, bytes]] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    guesses: set[str] = field(default_factory=set)


@dataclass
class Report:
    """What the thief got. ``read`` names each note that could be read, with the way and its bytes of text."""

    notes: int = 0
    cards: int = 0
    keys_tried: int = 0
    guesses_tried: int = 0
    read: dict[str, tuple[str, int]] = field(default_factory=dict)
    cards_read: int = 0
    phrases_found: list[str] = field(default_factory=list)

    @property
    def bytes_read(self) -> int:
        """Give the bytes of note text that were read."""
        return sum(size for _way, size in self.read.values())


# --- stealing


def steal(files: Iterable[Path], secrets: Iterable[str] = ()) -> Loot:
    """Take files apart. A file that is no database is kept as bytes, and its text as a secret."""
    loot = Loot()
    for file in files:
        raw = file.read_bytes()
        loot.files[file.name] = raw
        if raw.startswith(b"SQLite format 3\0"):
            _steal_database(file, loot)
        elif len(raw) < 10_000:
            loot.values += [raw, raw.strip()]
            loot.guesses |= set(raw.decode("utf-8", "ignore").split())
    loot.values += [secret.encode() for secret in secrets]
    loot.guesses |= set(secrets)
    return loot


def _steal_database(file: Path, loot: Loot) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        people = _people(database) if "people_person" in tables else {}
        for table in tables:
            cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name out of the file's own catalogue
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                _take(table, dict(zip(columns, row, strict=True)), people, loot)


def _people(database: sqlite3.Connection) -> dict[Any, str]:
    return dict(database.execute("SELECT id, key FROM people_person"))


def _take(table: str, row: dict[str, Any], people: dict[Any, str], loot: Loot) -> None:
    if isinstance(row.get(NOTES), bytes | str) and "person_id" in row:
        name = f"{table} {row.get('key') or row.get('id')}"
        if table == CARDS:
            about = f"{_dashed(people.get(row['person_id'], ''))}/{_dashed(row['key'])}"
            loot.cards[name] = (_raw(row[NOTES]), about.encode())
        else:
            loot.notes[name] = _raw(row[NOTES])
        return
    if {"by_passphrase", "by_code"} <= row.keys():
        loot.wraps.append((row["by_passphrase"], row["by_code"]))
    if "session_data" in row:
        loot.values += _in_session(row["session_data"])
    for value in row.values():
        if isinstance(value, bytes | str):
            loot.values.append(_raw(value))
            if isinstance(value, str) and len(value) < 200:
                loot.guesses |= {value, *value.split()}


def _in_session(data: str) -> list[bytes]:
    """Give every value of a session. Sessions are signed, not secret: the thief needs no key to read them."""
    packed, is_packed = data.rsplit(":", 2)[0], data.startswith(".")
    try:
        raw = base64.urlsafe_b64decode(packed.lstrip(".") + "==")
        plain = zlib.decompress(raw) if is_packed else raw
    except (ValueError, zlib.error):
        return []
    return [plain, *(each.encode() for each in re.findall(r'"([^"]{8,})"', plain.decode("utf-8", "ignore")))]


def _raw(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _dashed(key: str) -> str:
    text = str(key).replace("-", "")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


# --- attacking


def attack(
    loot: Loot, *, passphrases: Iterable[str] = (), phrases: Iterable[str] = (), most_guesses: int = MOST_GUESSES
) -> Report:
    """Try everything, and say what was read."""
    report = Report(notes=len(loot.notes), cards=len(loot.cards))
    for name, blob in loot.notes.items():
        text = readable(blob)
        if text is not None:
            report.read[name] = ("not sealed at all", len(text.encode()))
    keys = candidate_keys(loot)
    report.keys_tried = len(keys)
    privates = [*keys, *_unwrapped(loot, keys, _guesses(loot, passphrases, most_guesses), report)]
    _open_notes(loot, privates, report)
    report.cards_read = sum(1 for blob, about in loot.cards.values() if _opens_card(keys, blob, about))
    report.phrases_found = [phrase for phrase in phrases if is_hidden_in(phrase, loot.files.values())]
    return report


def readable(blob: bytes) -> str | None:
    """Give the text that a blob is, plainly or in a usual disguise; None for what is noise."""
    for plain in _unfolded(blob):
        for encoding in ("utf-8", "utf-16-le"):
            with contextlib.suppress(UnicodeDecodeError):
                whole = plain.decode(encoding).strip("\0")
                text = "".join(letter for letter in whole if letter.isprintable() or letter.isspace())
                if text and len(text) >= 0.95 * len(whole) and _is_language(text):
                    return text
    return None


def _is_language(text: str) -> bool:
    """Tell words from noise that happens to decode: mostly letters and spaces of one script."""
    return sum(letter.isalpha() or letter.isspace() for letter in text) >= 0.7 * len(text) and text.isascii() | (
        len({ord(letter) >> 8 for letter in text}) <= 4
    )


def _unfolded(blob: bytes) -> Iterator[bytes]:
    """Give what a blob may hold: unpacked first, for what is base64 is text as well."""
    with contextlib.suppress(zlib.error):
        yield zlib.decompress(blob)
    with contextlib.suppress(ValueError):
        yield bytes.fromhex(blob.decode("ascii"))
    for others in (b"+/", b"-_"):
        with contextlib.suppress(ValueError):
            yield base64.b64decode(blob, altchars=others, validate=True)
    for skip in (0, 1, 4, 5):
        yield blob[skip:]


def candidate_keys(loot: Loot) -> list[bytes]:
    """Give every 32 bytes that might be a key: found as they are, written in hex or base64, or hashed from a secret."""
    found: set[bytes] = set()
    for value in loot.values:
        found |= {value[start : start + 32] for start in range(min(len(value), 128) - 31)}
        found |= {bytes.fromhex(each.decode()) for each in HEX_KEY.findall(value)}
        for each in BASE64_KEY.findall(value):
            with contextlib.suppress(ValueError):
                found.add(base64.urlsafe_b64decode(each.replace(b"+", b"-").replace(b"/", b"_").rstrip(b"=") + b"="))
        if len(value) <= 200:
            found |= {hashlib.sha256(value).digest(), hashlib.blake2b(value, digest_size=32).digest()}
            found |= {
                hashlib.blake2b(value, digest_size=32, person=person).digest()
                for person in (b"hearten.code", b"hearten.unlock")
            }
    return sorted(each for each in found if len(each) == 32 and len(set(each)) > 4)


def _guesses(loot: Loot, passphrases: Iterable[str], most: int) -> list[str]:
    return [*passphrases, *sorted(guess for guess in loot.guesses if len(guess) >= 8)][:most]


def _unwrapped(loot: Loot, keys: list[bytes], guesses: list[str], report: Report) -> list[bytes]:
    """Give private keys whose wraps open by a key, or by a guessed passphrase."""
    opened: list[bytes] = []
    for by_passphrase, by_code in sorted(set(loot.wraps)):
        boxes_of_keys = [by_code[1:], by_passphrase[1 + boxes.SALT :], by_passphrase[1:]]
        opened += [plain for box in boxes_of_keys for plain in _opened_by(keys, box)]
        for guess in guesses:
            report.guesses_tried += 1
            with contextlib.suppress(boxes.CannotOpen):
                opened.append(boxes.unwrap_by_passphrase(by_passphrase, guess))
    for value in loot.values:  # the box of an unlocked session
        with contextlib.suppress(ValueError):
            opened += _opened_by(keys, base64.urlsafe_b64decode(value)[1:]) if len(value) == 100 else []
    return [each for each in opened if len(each) == 32]


def _opened_by(keys: list[bytes], box: bytes) -> Iterator[bytes]:
    for key in keys:
        with contextlib.suppress(boxes.CannotOpen):
            yield boxes.unwrap_by_key(boxes.FORMAT + box, key)


def _open_notes(loot: Loot, privates: list[bytes], report: Report) -> None:
    # A private key opens boxes for its own public half alone; where the public halves were stolen too, that saves time.
    known = set(loot.values)
    matching = [private for private in privates if boxes.public_of(private) in known]
    privates = matching or privates[:MOST_BLIND]
    for name, blob in loot.notes.items():
        for private in privates:
            if name in report.read:
                break
            with contextlib.suppress(boxes.CannotOpen):
                report.read[name] = ("opened with a key", len(boxes.open_sealed(private, blob).encode()))


def _opens_card(keys: list[bytes], blob: bytes, about: bytes) -> bool:
    for key in keys:
        with contextlib.suppress(boxes.CannotOpen):
            boxes.open_card(key, blob, about)
            return True
    return False


def is_hidden_in(phrase: str, files: Iterable[bytes]) -> bool:
    """Say whether a phrase is in any file: plain, UTF-16, hex, base64 at its three offsets, or zlib-packed."""
    plain = phrase.encode()
    wanted = [plain, phrase.encode("utf-16-le"), phrase.encode("utf-16-be"), plain.hex().encode()]
    wanted += [base64.b64encode(b"\0" * skip + plain)[4 if skip else 0 : -4] for skip in range(3)]
    for raw in files:
        if any(each in raw for each in wanted) or any(plain in each for each in _packed_inside(raw)):
            return True
    return False


def _packed_inside(raw: bytes) -> Iterator[bytes]:
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", raw):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(raw[match.start() : match.start() + 100_000])


# --- the command


def say(report: Report, out: TextIO) -> None:
    """Write the report for people."""
    share = 100 * len(report.read) / report.notes if report.notes else 0.0
    out.write(f"notes: {report.notes}; keys tried: {report.keys_tried}; passphrases tried: {report.guesses_tried}\n")
    out.write(f"note text read: {report.bytes_read} bytes, {len(report.read)} notes, {share:.0f} %\n")
    out.writelines(f"  {name}: {way}, {size} bytes\n" for name, (way, size) in sorted(report.read.items()))
    out.write(f"desk cards: {report.cards}, of which read: {report.cards_read}\n")
    out.writelines(f"  found in plain sight: {json.dumps(phrase)}\n" for phrase in report.phrases_found)


def main(arguments: list[str] | None = None, out: TextIO | None = None) -> int:
    """Run the attack from the command line. Exit status 1 where anything sealed was read."""
    parser = argparse.ArgumentParser(prog="python -m hearten.seal.attack", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="database, key store, secret files, backups, logs")
    parser.add_argument("--secret", action="append", default=[], help="a secret of the server that is in no file")
    parser.add_argument("--passphrases", type=Path, help="a file of passphrases to try, one a line")
    parser.add_argument("--phrases", type=Path, help="a file of phrases that are in the notes, one a line")
    parser.add_argument("--guesses", type=int, default=MOST_GUESSES, help="passphrases per wrapped key")
    given = parser.parse_args(arguments)
    report = attack(
        steal(given.files, given.secret),
        passphrases=_lines(given.passphrases),
        phrases=_lines(given.phrases),
        most_guesses=given.guesses,
    )
    say(report, out or sys.stdout)
    return 1 if report.read or report.phrases_found else 0


def _lines(file: Path | None) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line] if file else []


if __name__ == "__main__":
    sys.exit(main())
