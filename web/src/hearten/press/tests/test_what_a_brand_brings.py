"""Marks and typefaces are judged whole before anything is kept, and the error names the place."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hearten.press import intake
from hearten.press.faces import shipped
from hearten.press.intake import Refused, judge_face, judge_mark
from hearten.press.models import Brand

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
SHAPES = SVG.format(
    '<path d="M0 0h40v20z" fill="#0d5c63"/><circle cx="8" cy="8" r="4" fill="none" stroke="#222"/>'
).encode()
COLOURS = {"paper": "#ffffff", "ink": "#222222", "accent": "#f2c94c", "warm": "#d9a441"}


def png(width: int = 60, height: int = 20) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "#0d5c63").save(written, "PNG")
    return written.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose heading says that it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    heading = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", heading) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def face_with(**changes: object) -> bytes:
    font = TTFont(BytesIO(shipped("plain").data))
    if "fs_type" in changes:
        font["OS/2"].fsType = changes["fs_type"]
    if "without" in changes:
        for table in font["cmap"].tables:
            table.cmap.pop(ord(str(changes["without"])), None)
    written = BytesIO()
    font.save(written)
    return written.getvalue()


# --- marks


def test_an_image_is_made_anew_so_that_nothing_but_its_picture_stays() -> None:
    marked = png()[:-12] + b"\x00\x00\x00\x04tEXtCNRY\x00\x00\x00\x00" + png()[-12:]
    found = judge_mark(png())
    assert (found.media_type, found.ratio) == ("image/png", 3.0)
    assert b"CNRY" not in found.data
    assert marked != found.data


def test_a_drawing_of_shapes_is_taken_as_it_is() -> None:
    found = judge_mark(SHAPES)
    assert (found.data, found.media_type, found.ratio) == (SHAPES, "image/svg+xml", 2.0)


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<path d="M0 0" onload="alert(1)"/>', "onload"),
        ("<style>path{fill:red}</style>", "<style>"),
        ('<image href="file:///etc/passwd"/>', "<image>"),
        ('<a href="javascript:1"><path d="M0 0"/></a>', "<a>"),
        ('<path d="M0 0" fill="url(http://x.test/a)"/>', "fill"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<text>hi</text>", "<text>"),
    ],
)
def test_a_drawing_with_more_than_shapes_is_refused_and_the_part_named(inside: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        judge_mark(SVG.format(inside).encode())
    assert named in str(refused.value)
    assert "Part " in str(refused.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not an image", "no PNG"),
        (png(400, 400)[:90], "damaged"),
        (png_that_claims(10_000, 10_000), "million pixels"),
        (png_that_claims(5_000, 5_000), "5000 by 5000 pixels"),
        (png_that_claims(60_000, 60_000), "million pixels"),
        (b"x" * (intake.LARGEST_MARK + 1), "bytes"),
        (b"<html></html>", "no SVG"),
        (b"<svg", "cannot be read"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SHAPES, "entities"),
        (SVG.replace('viewBox="0 0 40 20"', "").format("").encode(), "viewBox"),
        (SVG.replace("40 20", "0 20").format("").encode(), "no usable width"),
        (SVG.format('<g id="a"/>' * 2001).encode(), "parts"),
        (SVG.format("<!--" + "x" * intake.LARGEST_SVG + "-->").encode(), "bytes"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        judge_mark(data)


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: png()[:50] + tail))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    for judge in (judge_mark, judge_face):
        try:
            judge(data)
        except Refused as error:
            assert str(error)  # noqa: PT017 - any reason will do, as long as there is one


# --- typefaces


def test_a_typeface_with_our_letters_is_taken() -> None:
    assert judge_face(shipped("plain").data).width("Ask", 10) > 10


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"wOF2 not taken", "no TrueType"),
        (b"\x00\x01\x00\x00" + b"junk" * 50, "cannot be read"),
        (shipped("plain").data[:9000], "cannot be read"),
        (face_with(fs_type=2), "may not be embedded"),
        (face_with(without="Q"), "lacks these letters: Q"),
        (b"\x00\x01\x00\x00" + b"x" * intake.LARGEST_FACE, "bytes"),
    ],
)
def test_a_typeface_that_cannot_be_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        judge_face(data)


# --- the page


@pytest.mark.django_db
def test_the_brand_is_kept_whole_or_not_at_all(olu_client: Client) -> None:
    page = reverse("press:brand")
    bad = {"mark": SimpleUploadedFile("logo.svg", SVG.format("<script/>").encode()), **COLOURS}
    refused = olu_client.post(page, bad)
    assert refused.status_code == 422
    assert "logo.svg was not taken. Part 2 of the drawing is &lt;script&gt;" in refused.content.decode()
    assert not Brand.objects.exists()
    good = {
        "mark": SimpleUploadedFile("logo.png", png()),
        "face": SimpleUploadedFile("ours.ttf", shipped("hand").data),
        **COLOURS,
    }
    assert olu_client.post(page, good).status_code == 302
    kept = Brand.objects.get()
    assert (kept.accent, kept.mark_type, len(kept.face) > 0) == ("#f2c94c", "image/png", True)
    olu_client.post(page, COLOURS)
    assert Brand.objects.get().mark_type == "image/png"
    olu_client.post(page, COLOURS | {"no_mark": "on", "no_face": "on"})
    kept = Brand.objects.get()
    assert (kept.mark_type, bytes(kept.face)) == ("", b"")


@pytest.mark.django_db
def test_a_colour_without_contrast_is_corrected_and_explained(olu_client: Client) -> None:
    page = reverse("press:brand")
    assert olu_client.post(page, COLOURS | {"ink": "blue"}).status_code == 422
    olu_client.post(page, COLOURS)
    shown = olu_client.get(page).content.decode()
    assert "#f2c94c on #ffffff has a contrast of 1.6 to 1" in shown
    assert "words need 4.5" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [png(), SHAPES], ids=["png", "svg"])
def test_sheets_carry_the_brands_mark_and_typeface(olu_client: Client, ana_client: Client, mark: bytes) -> None:
    face = SimpleUploadedFile("ours.ttf", shipped("hand").data)
    olu_client.post(reverse("press:brand"), {"mark": SimpleUploadedFile("m", mark), "face": face, **COLOURS})
    asked = {"card": "say-back", "product": "poster", "design": "typographic"}
    svg = ana_client.get(reverse("press:sheet_svg"), asked).content.decode()
    assert "<image" in svg
    assert ana_client.get(reverse("press:sheet_pdf"), asked).content.startswith(b"%PDF-")
