"""What a brand may bring: a mark and a typeface. Each is judged before anything is kept; errors name the place."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, UnidentifiedImageError

from hearten.press.brief import Mark
from hearten.press.faces import BRAND, Face

LARGEST_MARK = 400_000  # bytes; with a typeface in one form it stays below what a page may send
LARGEST_SVG = 200_000
LARGEST_FACE = 500_000
MOST_PIXELS = 16_000_000  # 4000 by 4000: more than any poster here can show of a mark
MOST_ELEMENTS = 2_000
KEPT_PIXELS = 1_600  # the longer side as it is kept
NEEDED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:?'-"
FORBIDS_EMBEDDING = 0x0002  # OS/2 fsType, "restricted licence"
TRUETYPE = (b"\x00\x01\x00\x00", b"true")
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    "svg g title desc path rect circle ellipse line polyline polygon defs".split()  # noqa: SIM905 - reads as a sentence
)
_ATTRIBUTES = frozenset(
    "id version width height viewBox preserveAspectRatio d x y x1 y1 x2 y2 cx cy r rx ry points transform fill"  # noqa: SIM905
    " stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray fill-rule opacity"
    " fill-opacity stroke-opacity class".split()
)


class Refused(ValueError):  # noqa: N818 - named for what happened
    """A file that is not taken. The message says where and why, for whoever brought it."""


class _Seen(NamedTuple):
    width: float
    height: float


# --- the mark


def judge_mark(data: bytes) -> Mark:
    """Give the mark to keep: a PNG made anew, or an SVG of shapes alone. Raises :class:`Refused`."""
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > LARGEST_MARK:
        raise Refused(_("The file has %(size)d bytes; %(most)d at most.") % {"size": len(data), "most": LARGEST_MARK})
    start = data.lstrip()[:1]
    return _svg(data) if start == b"<" else _bitmap(data)


def _bitmap(data: bytes) -> Mark:
    try:
        # The heading says how large it is; nothing is unpacked before that is known.
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            _not_too_large(*image.size)
            image.load()
            image.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
            kept = image.convert("RGBA")
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("The image has more than %(n)d million pixels.") % {"n": MOST_PIXELS // 1_000_000}) from None
    except UnidentifiedImageError:
        raise Refused(_("This is no PNG, JPEG, WebP or SVG image.")) from None
    except Exception as error:  # noqa: BLE001 - a decoder meets bytes of any kind, and each complains in its own way
        raise Refused(_("The image is damaged: %(why)s") % {"why": str(error)[:120]}) from None
    written = BytesIO()
    kept.save(written, "PNG", optimize=True)
    return Mark(written.getvalue(), "image/png", kept.width / kept.height)


def _not_too_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        words = _("The image has %(w)d by %(h)d pixels, more than %(n)d million pixels.")
        raise Refused(words % {"w": width, "h": height, "n": MOST_PIXELS // 1_000_000})


def _svg(data: bytes) -> Mark:
    if len(data) > LARGEST_SVG:
        raise Refused(_("The drawing has %(size)d bytes; %(most)d at most.") % {"size": len(data), "most": LARGEST_SVG})
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(_("The drawing has a document type or entities. Save it as plain SVG.")) from None
    except ParseError as error:
        raise Refused(_("The drawing cannot be read: %(why)s") % {"why": error}) from None
    if root.tag != f"{_SVG}svg":
        raise Refused(_("This is XML, and no SVG drawing."))
    for problem in _problems(root):
        raise Refused(problem)
    size = _size(root)
    try:
        _drawn_once(data)
    except Exception as error:  # noqa: BLE001 - as above: whatever a drawing library says about a drawing
        raise Refused(_("The drawing cannot be printed: %(why)s") % {"why": str(error)[:120]}) from None
    return Mark(data, "image/svg+xml", size.width / size.height)


def _problems(root: Element) -> Iterator[str]:
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS:
        yield _("The drawing has %(n)d parts; %(most)d at most.") % {"n": len(elements), "most": MOST_ELEMENTS}
    for number, element in enumerate(elements, start=1):
        name = str(element.tag).removeprefix(_SVG)
        if name not in _ELEMENTS:
            words = _(
                "Part %(n)d of the drawing is <%(name)s>. Only shapes are taken: no scripts, styles, links or text."
            )
            yield words % {"n": number, "name": name.rpartition("}")[2][:40]}
        for attribute, value in element.attrib.items():
            if attribute not in _ATTRIBUTES or "url(" in value.lower():
                words = _(
                    "Part %(n)d of the drawing, <%(name)s>, has %(attribute)s. Save it with plain fills and strokes."
                )
                yield words % {"n": number, "name": name, "attribute": attribute.rpartition("}")[2][:40]}


def _size(root: Element) -> _Seen:
    try:
        numbers = [float(each) for each in root.get("viewBox", "").replace(",", " ").split()]
        if len(numbers) != 4:
            numbers = [0, 0, float(root.get("width", "")), float(root.get("height", ""))]
    except ValueError:
        raise Refused(_("The drawing does not say how large it is: a viewBox is missing.")) from None
    width, height = numbers[2], numbers[3]
    if not (width > 0 and height > 0 and 0.05 < width / height < 20):
        raise Refused(_("The drawing's viewBox has no usable width and height."))
    return _Seen(width, height)


def _drawn_once(data: bytes) -> None:
    """Print it on a page that is thrown away: what cannot be printed is not kept."""
    pdf = FPDF(unit="mm", format=(60.0, 60.0))
    pdf.add_page()
    pdf.image(BytesIO(data), 5, 5, 40)
    pdf.output()


# --- the typeface


def judge_face(data: bytes) -> Face:
    """Give the typeface. Raises :class:`Refused`: only TrueType outlines, whole, with our letters, free to embed."""
    if len(data) > LARGEST_FACE:
        raise Refused(_("The file has %(size)d bytes; %(most)d at most.") % {"size": len(data), "most": LARGEST_FACE})
    if data[:4] not in TRUETYPE:
        raise Refused(_("This is no TrueType file (.ttf). Web fonts and .otf files are not taken."))
    try:
        face = Face(BRAND, data)
        lacks, forbids, variable = _looked_at(face)
    except Exception as error:  # noqa: BLE001 - a parser meets bytes of any kind
        raise Refused(_("The typeface cannot be read: %(why)s") % {"why": str(error)[:120]}) from None
    if variable:
        raise Refused(_("This is a variable typeface. Export the one weight that you want on cards."))
    if forbids:
        raise Refused(_("The typeface says that it may not be embedded. Ask for a licence that lets it be printed."))
    if lacks:
        raise Refused(_("The typeface lacks these letters: %(letters)s") % {"letters": " ".join(lacks)[:120]})
    return face


def _looked_at(face: Face) -> tuple[str, bool, bool]:
    font: Any = TTFont(BytesIO(face.data))
    lacks = face.lacks(NEEDED)
    if not lacks:
        face.outline(NEEDED, 0, 0, 10)
        pdf = FPDF()
        pdf.add_page()
        _printed(pdf, face)
    return lacks, bool(font["OS/2"].fsType & FORBIDS_EMBEDDING), "fvar" in font


def _printed(pdf: FPDF, face: Face) -> None:
    """Set every letter once, on a page that is thrown away."""
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".ttf") as file:
        file.write(face.data)
        file.flush()
        pdf.add_font(BRAND, fname=file.name)
        pdf.set_font(BRAND, size=12)
        pdf.text(10, 10, NEEDED)
        pdf.output()
