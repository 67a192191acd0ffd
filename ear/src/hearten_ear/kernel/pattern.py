"""The small language in which phrases are written, and its reading into positions.

A pattern is a row of words, matched word by word:

- ``stupid`` one word; ``{insult}`` any word or phrase of a class; ``_`` any one word
- ``(a b|c)`` either; ``x?`` perhaps; ``x*`` up to three times; ``x+`` one to three times
- ``..4`` up to four words of any kind; ``^`` and ``$`` the start and the end of a sentence

Repetition is bounded by design, so a match has a longest possible length and reading stays linear. The result is a
position automaton (Glushkov): every word of the pattern is one position, and ``follow`` says which may come next.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: The word that stands for the edge of a sentence. No text can contain it as a word.
EDGE = "\n"
#: Most repetitions that ``*`` and ``+`` allow: enough for "you stupid lazy useless …".
REPEATS = 3
_TOKEN = re.compile(r"(\.\.\d+|\{[a-z_]+\}|[()|?*+^$]|[^\s(){}|?*+^$]+)")


class PatternError(ValueError):
    """A pattern that cannot be read; says which and where."""


@dataclass(slots=True)
class Piece:
    """Part of an automaton under construction: which positions may begin it, end it, and whether it may be empty."""

    first: set[int]
    last: set[int]
    empty: bool


@dataclass(slots=True)
class Positions:
    """All positions of all patterns. ``words[p]`` is what position p accepts; ``None`` is any word but an edge."""

    words: list[frozenset[str] | None] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)
    #: Equal sets of words are kept once: a class of two hundred words stands in hundreds of places.
    alike: dict[frozenset[str] | None, frozenset[str] | None] = field(default_factory=dict)

    def add(self, words: frozenset[str] | None) -> Piece:
        at = len(self.words)
        self.words.append(self.alike.setdefault(words, words))
        self.follow.append(set())
        return Piece({at}, {at}, empty=False)

    def join(self, left: Piece, right: Piece) -> Piece:
        for position in left.last:
            self.follow[position] |= right.first
        first = left.first | right.first if left.empty else left.first
        last = left.last | right.last if right.empty else right.last
        return Piece(first, last, left.empty and right.empty)


def either(left: Piece, right: Piece) -> Piece:
    """Join two pieces as alternatives."""
    return Piece(left.first | right.first, left.last | right.last, left.empty or right.empty)


class Reader:
    """Reads one pattern into the shared positions.

    ``classes`` maps a class name to its entries; an entry of several words is a phrase.
    """

    def __init__(self, pattern: str, classes: Mapping[str, tuple[str, ...]], into: Positions) -> None:
        self.pattern = pattern
        self.classes = classes
        self.into = into
        self.tokens = self._split()
        self.at = 0

    def read(self) -> Piece:
        """Give the whole pattern as one piece; it may not be empty, or it would match everywhere."""
        piece = self._alternatives()
        if self.at < len(self.tokens):
            raise PatternError(f"pattern {self.pattern!r}: unexpected {self.tokens[self.at]!r}")
        if piece.empty:
            raise PatternError(f"pattern {self.pattern!r} matches nothing at all; make one word of it necessary")
        return piece

    def _split(self) -> list[str]:
        tokens, end = [], 0
        text = self.pattern.rstrip()
        while end < len(text):
            if text[end].isspace():
                end += 1
                continue
            match = _TOKEN.match(text, end)
            if match is None:
                raise PatternError(f"pattern {self.pattern!r}: cannot read {text[end:]!r}")
            tokens.append(match[1])
            end = match.end()
        return tokens

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _alternatives(self) -> Piece:
        piece = self._row()
        while self._peek() == "|":
            self.at += 1
            piece = either(piece, self._row())
        return piece

    def _row(self) -> Piece:
        piece = Piece(set(), set(), empty=True)
        while self._peek() not in {"", "|", ")"}:
            piece = self.into.join(piece, self._repeated())
        return piece

    def _repeated(self) -> Piece:
        start = self.at
        piece = self._one()
        mark = self._peek()
        if mark == "?":
            self.at += 1
            return Piece(piece.first, piece.last, empty=True)
        if mark in {"*", "+"}:
            end = self.at
            for _ in range(REPEATS - 1):
                self.at = start
                again = self._one()
                piece = self.into.join(piece, Piece(again.first, again.last, empty=True))
            self.at = end + 1
            return Piece(piece.first, piece.last, piece.empty or mark == "*")
        return piece

    def _one(self) -> Piece:
        part = self._peek()
        self.at += 1
        if part == "(":
            piece = self._alternatives()
            if self._peek() != ")":
                raise PatternError(f"pattern {self.pattern!r}: a bracket is not closed")
            self.at += 1
            return piece
        if part.startswith("..") and part[2:].isdigit():
            return self._gap(int(part[2:]))
        if part.startswith("{"):
            return self._class(part[1:-1])
        if part in {"^", "$"}:
            return self.into.add(frozenset({EDGE}))
        if part in {"?", "*", "+"}:
            raise PatternError(f"pattern {self.pattern!r}: {part!r} repeats nothing")
        return self.into.add(None if part == "_" else frozenset({part}))

    def _gap(self, most: int) -> Piece:
        piece = Piece(set(), set(), empty=True)
        for _ in range(most):
            word = self.into.add(None)
            piece = self.into.join(piece, Piece(word.first, word.last, empty=True))
        return piece

    def _class(self, name: str) -> Piece:
        if name not in self.classes:
            raise PatternError(f"pattern {self.pattern!r}: no class is called {name!r}")
        tree = _Tree()
        for entry in self.classes[name]:
            tree.add(entry.split())
        piece = self._branches(tree)
        if not piece.first:
            raise PatternError(f"pattern {self.pattern!r}: class {name!r} is empty")
        return piece

    def _branches(self, tree: "_Tree") -> Piece:
        """Read what may come next in a class: words that go no further share one position."""
        piece = Piece(set(), set(), empty=False)
        if ends := frozenset(word for word, after in tree.items() if not after):
            piece = either(piece, self.into.add(ends))
        for word, after in tree.items():
            if after:
                begun = self.into.add(frozenset({word}))
                rest = self._branches(after)
                rest.empty = after.may_end
                piece = either(piece, self.into.join(begun, rest))
        return piece


class _Tree(dict[str, "_Tree"]):
    """The entries of a class by their first word, each with what may follow it; ``may_end`` if nothing need follow."""

    may_end = False

    def add(self, words: list[str]) -> None:
        if not words:
            self.may_end = True
            return
        self.setdefault(words[0], _Tree()).add(words[1:])
