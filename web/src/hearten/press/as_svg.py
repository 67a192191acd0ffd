"""Write a page as SVG. Letters are shapes, so that it looks the same wherever it is opened and printed."""

from base64 import b64encode
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from hearten.press.drawing import Cut, Item, Page, Picture, Shape, Words
from hearten.press.faces import Face, shipped


def page_as_svg(page: Page, *, title: str, faces: Mapping[str, Face], said: str = "") -> str:
    """Give the page as an SVG document. ``said`` is what a screen reader reads: the words on it."""
    clips = "".join(_clip(number, cut) for number, cut in enumerate(page.cuts))
    cuts = "".join(
        f'<g clip-path="url(#c{number})">{"".join(_item(each, faces) for each in cut.items)}</g>'
        for number, cut in enumerate(page.cuts)
    )
    over = "".join(_item(each, faces) for each in page.over)
    size = f'width="{_n(page.w)}mm" height="{_n(page.h)}mm" viewBox="0 0 {_n(page.w)} {_n(page.h)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
        f"<desc>{escape(said)}</desc><defs>{clips}</defs>{cuts}{over}</svg>\n"
    )


def _clip(number: int, cut: Cut) -> str:
    box = cut.box
    if cut.is_round:
        x, y = box.middle
        shape = f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(box.w / 2)}" ry="{_n(box.h / 2)}"/>'
    else:
        shape = f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.w)}" height="{_n(box.h)}"/>'
    return f'<clipPath id="c{number}">{shape}</clipPath>'


def _item(item: Item, faces: Mapping[str, Face]) -> str:
    if isinstance(item, Shape):
        return _shape(item)
    if isinstance(item, Picture):
        return _picture(item)
    return _words(item, faces)


def _shape(shape: Shape) -> str:
    stroke = ""
    if shape.stroke:
        dashes = f' stroke-dasharray="{" ".join(map(_n, shape.dashes))}"' if shape.dashes else ""
        stroke = (
            f' stroke="{shape.stroke}" stroke-width="{_n(shape.width)}" stroke-linecap="round"'
            f' stroke-linejoin="round"{dashes}'
        )
    return f'<path d="{_d(shape.path)}" fill="{shape.fill or "none"}"{stroke}/>'


def _words(words: Words, faces: Mapping[str, Face]) -> str:
    face = faces.get(words.face) or shipped(words.face)
    turn = f' transform="rotate({_n(words.angle)} {_n(words.x)} {_n(words.y)})"' if words.angle else ""
    outline = face.outline(words.text, words.x, words.y, words.size)
    return f'<path aria-label={quoteattr(words.text)} d="{_d(outline)}" fill="{words.fill}"{turn}/>'


def _picture(picture: Picture) -> str:
    x, y = picture.x + picture.w / 2, picture.y + picture.h / 2
    turn = f' transform="rotate({_n(picture.angle)} {_n(x)} {_n(y)})"' if picture.angle else ""
    href = f"data:{picture.media_type};base64,{b64encode(picture.data).decode('ascii')}"
    place = f'x="{_n(picture.x)}" y="{_n(picture.y)}" width="{_n(picture.w)}" height="{_n(picture.h)}"'
    return f'<image {place} href="{href}"{turn}/>'


def _d(path: tuple[tuple[str, *tuple[float, ...]], ...]) -> str:
    return "".join(f"{name}{' '.join(map(_n, numbers))}" for name, *numbers in path)


def _n(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
