"""What a person wrote in a mail or a rich-text message: HTML reduced to text, MIME unpacked, quoted history cut.

Without the last, last month's anger would be read again with each reply.
"""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from html.parser import HTMLParser

_SILENT = frozenset({"head", "template"})
_BREAKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "hr"}
)
# Taken out before parsing: html.parser needs n² on comments, raw text and tags that never close.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext)\b.*?(?:</\1[^<>]*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# The parser needs microseconds for each tag; beyond this many, tags are taken out without asking what they mean.
_TAGS_MAX = 40_000
_ANY_TAG = re.compile(r"<[^<>]*>\s*")
_NO_TAG = re.compile(r"<(?![a-zA-Z/!?][^<>]*>)")
_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "track", "wbr"}
)
_QUOTE_CLASSES = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|zmail_extra|protonmail_quote|OutlookMessageHeader"
)

# "On Tue, 3 Mar 2026, Bob <b@example.com> wrote:", folded over at most three lines, and its kin in other languages.
_ATTRIBUTION = re.compile(
    r"^[ \t]*(?:On\b(?=[^\n]*\d)[^\n]{0,200}(?:\n[^\n]{1,200}){0,2}?\bwrote"
    r"|Am\b(?=[^\n]*\d)[^\n]{0,200}(?:\n[^\n]{1,200}){0,2}?\bschrieb\b[^\n]{0,100}"
    r"|Le\b(?=[^\n]*\d)[^\n]{0,200}(?:\n[^\n]{1,200}){0,2}?\ba écrit"
    r"|El\b(?=[^\n]*\d)[^\n]{0,200}(?:\n[^\n]{1,200}){0,2}?\bescribió)[ \t]?:[ \t]*$",
    re.MULTILINE,
)
_WROTE = ("wrote", "schrieb", "a écrit", "escribió")
_HISTORY = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine) ?-{2,}"
    r"|_{10,}[ \t]*\n[ \t]*(?:From|Von|De):"
    r"|From:[^\n]+\n[ \t]*(?:Sent|Date|To):)",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*(?:\n|\Z)", re.MULTILINE)


def cut_quotes(text: str) -> str:
    """Keep what this message adds: no quoted lines, no history below an attribution, no signature."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in (_HISTORY, _SIGNATURE):
        if found := mark.search(text):
            text = text[: found.start()]
    if any(word in text for word in _WROTE) and (found := _ATTRIBUTION.search(text)):
        below = text[found.end() :]
        # Answers may stand between quoted lines; history without marks is cut whole.
        answers = _QUOTED_LINE.sub("", below) if below.lstrip().startswith(">") else ""
        text = text[: found.start()] + answers
    return _QUOTED_LINE.sub("", text).strip()


class _Text(HTMLParser):
    """Collects what a reader of the page would see, quotes left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")
        if tag == "body":
            self._hidden.clear()  # the end tag of the head may be left out
        if tag in _VOID:
            return
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.append(tag)
        elif tag in _SILENT or tag == "blockquote" or _is_quote(attrs):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[0]:
            self._hidden.pop()
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _is_quote(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name in {"class", "id"} and value and _QUOTE_CLASSES.search(value) for name, value in attrs)


def html_to_text(html: str) -> str:
    """Reduce HTML to its visible text, a line for each block. Never raises, whatever the markup."""
    if html.count("<") > _TAGS_MAX:
        return _ANY_TAG.sub("\n", _UNSEEN.sub("", html)).strip()
    parser = _Text()
    try:
        parser.feed(_NO_TAG.sub("&lt;", _UNSEEN.sub("", html)))
        parser.close()
    except AssertionError:
        # html.parser gives up on some malformed declarations; what stood before them was read.
        pass
    lines = (line.strip() for line in "".join(parser.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def looks_like_html(text: str) -> bool:
    """Say whether a text carries markup rather than a lone angle bracket."""
    return re.search(r"</[a-zA-Z][a-zA-Z0-9]*>|<br ?/?>|<(?:p|div)\b", text) is not None


def words_of_mime(body: bytes, media_type: str) -> str | None:
    """Give the first text part of a MIME body (plain before HTML), or null where it has none."""
    head = "Content-Type: " + " ".join(media_type.split())
    raw = body if media_type.lower().startswith("message/") else head.encode(errors="replace") + b"\r\n\r\n" + body
    try:
        message = message_from_bytes(raw, policy=compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (MessageError, ValueError, LookupError, RecursionError):
        return None
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                text = _decoded(part)
                return html_to_text(text) if kind == "text/html" else text
    return None


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        # Some of Python's codecs (utf-7, unicode_escape) can give halves of surrogate pairs.
        return content.decode(part.get_content_charset() or "utf-8").encode(errors="replace").decode()
    except (LookupError, ValueError):
        return content.decode("utf-8", errors="replace")
