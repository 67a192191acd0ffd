"""From what was typed or transcribed to words one can compare, never losing the place they came from.

Text is stored as it came (NFC). For matching each character is decomposed (NFKC's mapping), stripped of invisible
and direction controls and of combining marks, case-folded and, where it only looks like a Latin letter, replaced by
that letter. Then disguises are undone, but only where the outcome is a word worth disguising (``hot``): leet
(``1d10t``), stars (``f*ck``), letters apart (``s t u p i d``, ``i.d.i.o.t``), stretched letters, sound-alikes
(``fvck``), words run together (``youidiot``). Offsets always count in the original text.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import NamedTuple

from hearten_ear.lookalikes import LOOKALIKES

#: Of a text longer than this many characters together, only the first and the last part are read: 25 minutes
#: of speech without a pause. Nobody speaks so long; whoever sends it wants to stall us.
HEAD_CHARS, TAIL_CHARS = 24_000, 8_000
#: No word is longer; of a longer run without a space only the beginning is read.
LONGEST_CHUNK = 512
#: So many words said twice in a row are taken for one attempt and the next.
MOST_STAMMERED = 3
#: Longest word that is worth the work of undoing a disguise.
LONGEST_DISGUISE = 40
#: Ends a sentence. "..." is a pause, not an end.
BREAK = "\n"

#: Stands where the middle of an endless text was left out: the end of a sentence, so that no phrase runs across.
_BETWEEN = " . "
LONGEST_READ = HEAD_CHARS + len(_BETWEEN) + TAIL_CHARS

#: Fills masked stretches: a word nobody knows, and plain ASCII.
MASKED = "q"

_INVISIBLE = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0"}
_QUOTES = dict.fromkeys("‘’‚‛ʼʹ′´`＇", "'") | dict.fromkeys("“”„‟«»″", '"')
_MASK = re.compile(r"\[[A-Z][A-Z_0-9 -]{0,40}\]|\{\{?[A-Z][A-Z_0-9]{0,40}\}\}?|<[a-zA-Z_]{1,20}>")
_TRIM = ".,;:?\"'()[]{}<>-–—/\\~_^&%=…·•‹›¿¡"
#: What may stand round a word and is no part of it.
EDGES = _TRIM + "!|"
_PART = re.compile(r"[a-z0-9@$*#!+|']+|[^\x00-\x7f]")
_SPLITTERS = str.maketrans("", "", "".join(map(chr, range(32))) + ".,-_'/\\~|·•:;^\"=&%")
_LEET = str.maketrans("013456789@$!|+", "oieasgtbgasiit")
_LEET_L = str.maketrans("013456789@$!|+", "oleasgtbgasllt")
_RUN3 = re.compile(r"(.)\1{2,}")
_RUN2 = re.compile(r"(.)\1+")
_SOUNDS = re.compile(r"v|ph|z")
_DOUBLE = re.compile(r"(.)\1")
_CHUNK = re.compile(r"\S+")


class _Folds(dict[int, str]):
    """What each character folds to, worked out when first met. ``str.translate`` reads it at C speed."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char in _QUOTES:
        return _QUOTES[char]
    if (
        char in _INVISIBLE
        or unicodedata.category(char) in {"Cf", "Mn", "Me", "Cc"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    ):
        return ""
    plain = unicodedata.normalize("NFKD", LOOKALIKES.get(char, char)).casefold()
    kept = (c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(LOOKALIKES.get(c, c) for c in kept).replace(" ", "")


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Fold case, width, marks, invisible controls and look-alike letters away. Never adds white space."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold, and say for each character of the outcome at which index of ``text`` it began."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts, offsets = [], []
    for index, char in enumerate(text):
        folded = _FOLDS[ord(char)]
        parts.append(folded)
        offsets.extend([index] * len(folded))
    return "".join(parts), offsets


def hide_masks(text: str) -> str:
    """Replace a source's own masks (``[PII]``, ``{{BAN}}``) by filler of the same length: they must score nothing."""
    if "[" in text or "{" in text or "<" in text:
        return _MASK.sub(lambda found: MASKED * len(found[0]), text)
    return text


class Ends(NamedTuple):
    """What is read of an endless text: both ends, with the end of a sentence between them.

    From offset ``cut`` of ``text`` on, offsets into the original are larger by ``shift``.
    """

    text: str
    cut: int
    shift: int


def both_ends(text: str) -> Ends:
    """Shorten a text that is longer than :data:`LONGEST_READ` to that."""
    head = text[:HEAD_CHARS] + _BETWEEN
    return Ends(head + text[-TAIL_CHARS:], len(head), len(text) - TAIL_CHARS - len(head))


def chunks(text: str) -> list[str]:
    """Cut text at white space."""
    return text.split()


def chunk_places(text: str) -> list[tuple[int, int]]:
    """Say where each chunk of :func:`chunks` lies in ``text``, as half-open offsets."""
    return [found.span() for found in _CHUNK.finditer(text)]


class Word(NamedTuple):
    """A canonical word and its half-open offsets in the folded chunk it came from."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disguises:
    """The hot words of a language, indexed for undoing disguises.

    ``skeletons`` are without doubled letters; ``by_ends`` maps length and first letter, or length and last, to words;
    ``heads`` maps the first three letters to the longest word so begun.
    """

    hot: frozenset[str]
    skeletons: Mapping[str, str]
    by_ends: Mapping[tuple[int, str], tuple[str, ...]]
    heads: Mapping[str, int]

    @classmethod
    def of(cls, hot: Iterable[str]) -> "Disguises":
        words = frozenset(hot)
        ends: dict[tuple[int, str], list[str]] = {}
        for word in sorted(words):
            for key in ("^" + word[0], word[-1] + "$"):
                ends.setdefault((len(word), key), []).append(word)
        skeletons = {_RUN2.sub(r"\1", word): word for word in sorted(words, reverse=True)}
        heads: dict[str, int] = {}
        for word in words:
            heads[word[:3]] = max(len(word), heads.get(word[:3], 0))
        return cls(words, skeletons, {key: tuple(group) for key, group in ends.items()}, heads)

    def begins(self, line: str, at: int) -> str | None:
        """Give the longest hot word of four letters or more that begins at ``at`` in ``line``."""
        longest = self.heads.get(line[at : at + 3], 0)
        for length in range(longest, 3, -1):
            word = line[at : at + length]
            if word in self.hot and len(word) == length:
                return word
        return None


class Folder:
    """Turns chunks into canonical words, by the spelling data of one language.

    ``known`` maps a spelling to the canonical words it stands for (``don't`` → ``do not``; nothing for fillers);
    ``suffixes`` what may follow an apostrophe; ``vocabulary`` every word some phrase names.
    """

    def __init__(
        self,
        known: Mapping[str, tuple[str, ...]],
        suffixes: Mapping[str, tuple[str, ...]],
        vocabulary: Iterable[str],
        hot: Iterable[str],
    ) -> None:
        hot_words = frozenset(hot)
        self.known = {word: (word,) for word in vocabulary} | {word: (word,) for word in hot_words} | dict(known)
        self.suffixes = suffixes
        spellings = hot_words | {w for w, means in known.items() if any(m in hot_words for m in means)}
        self.disguises = Disguises.of(w for w in spellings if w.isascii() and w.isalpha())
        self.fillers = frozenset(w for w, means in known.items() if not means)
        self._symbols = frozenset(w for w in known if not w.isascii())

    def words(self, folded: str) -> list[Word]:
        """Give the canonical words of one folded chunk, with :data:`BREAK` where a sentence ends in it."""
        folded = folded[:LONGEST_CHUNK]
        means = self.known.get(folded)
        if means is not None:
            return [Word(word, 0, len(folded)) for word in means]
        if folded.isalpha() and folded.isascii():
            return [Word(word, 0, len(folded)) for word in self._plain(folded) or (folded,)]
        if "://" in folded or folded.startswith("www."):
            return [Word(folded, 0, len(folded))]
        core = folded.strip(EDGES)
        start = folded.find(core)
        end = start + len(core)
        if not core:
            return [Word(BREAK, 0, 0)] if _ends_sentence(folded) else []
        found = self._core(core, start)
        if found is None:
            found = self._disguised_whole(folded) or self._parts(core, start)
        if _ends_sentence(folded[end:]):
            found.append(Word(BREAK, end, end))
        return found

    def _core(self, core: str, start: int) -> list[Word] | None:
        """Read a chunk that is one known spelling, perhaps with an apostrophe."""
        end = start + len(core)
        means = self.known.get(core)
        if means is None and "'" in core:
            stem, _, suffix = core.rpartition("'")
            if suffix in self.suffixes:
                means = (*self.known.get(stem, (stem,)), *self.suffixes[suffix])
        if means is None:
            return None
        return [Word(word, start, end) for word in means]

    def _disguised_whole(self, folded: str) -> list[Word] | None:
        core = folded.strip(_TRIM)
        start = folded.find(core)
        # "!" and "|" may end a word or be its last letter.
        for candidate in dict.fromkeys((core, core.rstrip("!|"))):
            words = self._undisguised(candidate, start) if candidate else None
            if words:
                return words
        return None

    def _undisguised(self, core: str, start: int) -> list[Word] | None:
        words = self.reveal(core)
        return [Word(word, start, start + len(core)) for word in words] if words else None

    def _parts(self, core: str, start: int) -> list[Word]:
        if core.isalpha() and core.isascii():
            return [Word(core, start, start + len(core))]
        matches = list(_PART.finditer(core))
        if len(matches) == 1 and matches[0][0] == core:
            return [Word(core, start, start + len(core))]
        found: list[Word] = []
        for match, following in zip_longest(matches, matches[1:]):
            at, end = start + match.start(), start + match.end()
            part = match[0].strip("'!|")
            words = self._part(part, at, end)
            found += words
            if following and _ends_sentence(core[match.end() : following.start()]):
                found.append(Word(BREAK, end, end))
        return found

    def _part(self, part: str, at: int, end: int) -> list[Word]:
        if not part.isascii() and part not in self._symbols:
            return []
        means = self.known.get(part) or self.reveal(part)
        if means is None:
            read = self._core(part, at)
            return read if read is not None else [Word(part, at, end)]
        return [Word(word, at, end) for word in means]

    def reveal(self, spelling: str) -> tuple[str, ...] | None:
        """Undo a disguise, if what comes out is a known hot word (or, for stretched letters, any known word)."""
        if len(spelling) > LONGEST_DISGUISE or spelling.isdigit():
            return None
        if spelling.isalpha():
            return self._plain(spelling)
        if "*" in spelling or "#" in spelling:
            return self._starred(spelling)
        joined = spelling.translate(_SPLITTERS)
        if joined != spelling and joined.isalpha():
            means = self._hot(joined) or self._stretched(joined) or self._run_together(joined)
            if means:
                return means
        return self._leet(joined) or self._leet(spelling)

    def _plain(self, word: str) -> tuple[str, ...] | None:
        """Read a word of letters alone that is not known as it stands."""
        if len(word) > LONGEST_DISGUISE:
            return None
        return self._stretched(word) or self._sound_alike(word) or self._run_together(word)

    def _hot(self, word: str) -> tuple[str, ...] | None:
        return self.known[word] if word in self.disguises.hot else None

    def _stretched(self, word: str) -> tuple[str, ...] | None:
        if _DOUBLE.search(word) is None:
            return None
        runs_of_three = _RUN3.search(word) is not None
        if runs_of_three:
            for fewer in (_RUN3.sub(r"\1\1", word), _RUN3.sub(r"\1", word)):
                if fewer in self.known:
                    return self.known[fewer]
        skeleton = _RUN2.sub(r"\1", word)
        if runs_of_three and skeleton in self.known:
            return self.known[skeleton]
        original = self.disguises.skeletons.get(skeleton)
        if original is not None and (runs_of_three or (skeleton != word and len(skeleton) > 4)):
            return self.known[original]
        return None

    def _sound_alike(self, word: str) -> tuple[str, ...] | None:
        if _SOUNDS.search(word) is None:
            return None
        for said in (word.replace("v", "u"), word.replace("ph", "f"), word.replace("z", "s")):
            if said != word and len(said) > 3 and said in self.disguises.hot:
                return self.known[said]
        return None

    def _run_together(self, word: str) -> tuple[str, ...] | None:
        for head in ("your", "you", "ur"):
            if word.startswith(head) and len(word) >= len(head) + 4 and word[len(head) :] in self.disguises.hot:
                return (*self.known.get(head, (head,)), *self.known[word[len(head) :]])
        if word.endswith("you") and word[:-3] in self.disguises.hot:
            return (*self.known[word[:-3]], "you")
        return None

    def _leet(self, spelling: str) -> tuple[str, ...] | None:
        if not any(char.isalpha() or char in "@$!" for char in spelling):
            return None
        if len(spelling) < 4 and not any(char in "@$!" for char in spelling):
            return None  # "A55" is a road
        for table in (_LEET, _LEET_L):
            plain = spelling.translate(table)
            if plain.isalpha():
                means = self._hot(plain) or self._stretched(plain) or self._run_together(plain)
                if means:
                    return means
        return None

    def _starred(self, spelling: str) -> tuple[str, ...] | None:
        """Read f*ck and f**k, never f alone, and never stars alone: those are a mask."""
        plain = spelling.replace("#", "*").translate(_LEET)
        letters = sum(char.isalpha() for char in plain)
        if letters < 2 or letters + plain.count("*") != len(plain) or (plain[0] == "*" and letters < 3):
            return None
        # A word starred at both ends could be anything.
        end = "^" + plain[0] if plain[0] != "*" else plain[-1] + "$"
        for word in self.disguises.by_ends.get((len(plain), end), ()):
            if all(a in ("*", b) for a, b in zip(plain, word, strict=True)):
                return self.known[word]
        return self._hot(plain.replace("*", ""))


def _ends_sentence(punctuation: str) -> bool:
    stripped = punctuation.replace("...", "").replace("..", "")
    return any(mark in stripped for mark in ".!?;")


def spelled_out(pieces: list[str], disguises: Disguises) -> list[tuple[str, int, int]] | None:
    """Join letters that stand apart (``s t u p i d``) where they make a hot word of four letters or more.

    ``pieces`` are folded chunks. Gives the new row as (chunk, first, last) with indexes of ``pieces``, or ``None``
    where nothing is to be joined. Reference codes are spelled out in calls too, hence the length.
    """
    bare = [piece.strip(EDGES) if len(piece) < 4 else "" for piece in pieces]
    letters = [len(letter) == 1 and letter.isalpha() for letter in bare]
    if not any(a and b for a, b in pairwise(letters)):
        return None
    # One string with a place for each piece, so that a word in it is a run of letters at the same indexes.
    line = "".join(letter if is_letter else " " for letter, is_letter in zip(bare, letters, strict=True))
    row: list[tuple[str, int, int]] = []
    index = 0
    while index < len(pieces):
        word = disguises.begins(line, index) or pieces[index]
        length = len(word) if letters[index] and word != pieces[index] else 1
        row.append((word, index, index + length - 1))
        index += length
    return row if len(row) < len(pieces) else None


def without_stammer(pieces: Sequence[str], fillers: frozenset[str], doubled: frozenset[str]) -> list[int] | None:
    """Say which pieces remain when what is said twice in a row counts once: ``you you are a uh a fool``.

    ``fillers`` count for nothing, ``doubled`` are words that are meant when said twice. Up to three words in a row are
    compared; of the two the later ones stay. ``None`` if nothing is said twice.
    """
    kept: list[int] = []
    said: list[str] = []
    for index, piece in enumerate(pieces):
        word = piece.rstrip(",…-–—")
        if word in fillers:
            continue
        said.append(word)
        kept.append(index)
        for length in range(1, MOST_STAMMERED + 1):
            row = said[-length:]
            if row == said[-2 * length : -length] and (length > 1 or word not in doubled):
                del said[-length:], kept[-2 * length : -length]
                break
    return kept if len(kept) < len(pieces) else None
