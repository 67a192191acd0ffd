"""Write pages as one PDF: letters as text in embedded, subset faces, shapes as shapes, millimetres as millimetres."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule

from hearten.press.drawing import Cut, Item, Page, Picture, Shape, Words
from hearten.press.faces import SHIPPED, Face, shipped

POINTS = 72 / 25.4  # in a millimetre


def pages_as_pdf(
    pages: Sequence[Page], *, title: str, faces: Mapping[str, Face], made: datetime, language: str = "en"
) -> bytes:
    """Give the pages as a PDF. The same pages and the same ``made`` give the same bytes."""
    with TemporaryDirectory() as folder:
        return bytes(_written(pages, title, faces, made, language, Path(folder)))


def _written(
    pages: Sequence[Page], title: str, faces: Mapping[str, Face], made: datetime, language: str, folder: Path
) -> bytearray:
    pdf = FPDF(unit="mm", format=(pages[0].w, pages[0].h))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title(title)
    pdf.set_lang(language)
    pdf.set_creator("Hearten")
    pdf.set_creation_date(made)
    _add_faces(pdf, pages, faces, folder)
    for page in pages:
        pdf.add_page(format=(page.w, page.h))
        for cut in page.cuts:
            with _seen_through(pdf, cut):
                for item in cut.items:
                    _item(pdf, item)
        for item in page.over:
            _item(pdf, item)
    return pdf.output()


def _add_faces(pdf: FPDF, pages: Sequence[Page], faces: Mapping[str, Face], folder: Path) -> None:
    used = {item.face for page in pages for cut in page.cuts for item in cut.items if isinstance(item, Words)}
    for name in sorted(used):
        face = faces.get(name) or (shipped(name) if name in SHIPPED else None)
        if face is None:
            continue
        file = folder / f"{name}.ttf"
        file.write_bytes(face.data)
        pdf.add_font(name, fname=file)


@contextmanager
def _seen_through(pdf: FPDF, cut: Cut) -> Iterator[None]:
    box = cut.box
    clip = pdf.elliptic_clip if cut.is_round else pdf.rect_clip
    with clip(box.x, box.y, box.w, box.h):
        yield


def _item(pdf: FPDF, item: Item) -> None:
    if isinstance(item, Shape):
        _shape(pdf, item)
    elif isinstance(item, Words):
        _words(pdf, item)
    else:
        _picture(pdf, item)


def _shape(pdf: FPDF, shape: Shape) -> None:
    path = PaintedPath()
    style = path.style
    style.paint_rule = _rule(shape)
    style.fill_color = shape.fill or None
    style.stroke_color = shape.stroke or None
    style.stroke_width = shape.width
    style.stroke_cap_style = "round"
    style.stroke_join_style = "round"
    style.stroke_dash_pattern = list(shape.dashes) if shape.dashes else None
    path.auto_close = False
    for name, *numbers in shape.path:
        if name == "M":
            path.move_to(*numbers)
        elif name == "L":
            path.line_to(*numbers)
        elif name == "C":
            path.curve_to(*numbers)
        else:
            path.close()
    with pdf.drawing_context() as context:
        context.add_item(path)


def _rule(shape: Shape) -> PathPaintRule:
    if shape.fill and shape.stroke:
        return PathPaintRule.STROKE_FILL_NONZERO
    return PathPaintRule.FILL_NONZERO if shape.fill else PathPaintRule.STROKE


def _words(pdf: FPDF, words: Words) -> None:
    pdf.set_font(words.face, size=words.size * POINTS)
    pdf.set_text_color(words.fill)
    with pdf.rotation(-words.angle, words.x, words.y):
        pdf.text(words.x, words.y, words.text)


def _picture(pdf: FPDF, picture: Picture) -> None:
    middle = (picture.x + picture.w / 2, picture.y + picture.h / 2)
    with pdf.rotation(-picture.angle, *middle):
        pdf.image(BytesIO(picture.data), picture.x, picture.y, picture.w, picture.h)
