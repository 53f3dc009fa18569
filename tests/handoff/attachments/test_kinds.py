"""What may be sent, whatever it is called, and what is left of it."""

from io import BytesIO

import pytest
from PIL import Image

from handoff.attachments import names
from handoff.attachments.kinds import PDF, TEXT, inspected
from handoff.attachments.pictures import LONGEST
from handoff.errors import Invalid
from tests import files

PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_drawn_anew_with_a_small_one(kind: str) -> None:
    seen = inspected("tent.bin", files.picture(kind, (1200, 300)))
    assert (seen.type, seen.width, seen.height) == (PICTURES[kind], 1200, 300)
    assert seen.name == f"tent.{'jpg' if kind == 'JPEG' else kind.lower()}"
    red, green, _ = Image.open(BytesIO(seen.content)).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 150 > green
    small = Image.open(BytesIO(seen.preview or b""))
    assert (small.format, small.width) == ("WEBP", 560)


def test_a_photo_tells_nothing_but_its_dots() -> None:
    sent = files.photo()
    assert b"Ingrid" in sent
    seen = inspected("IMG_1.jpg", sent)
    assert (seen.width, seen.height) == (30, 40)  # upright now
    kept = Image.open(BytesIO(seen.content))
    assert not kept.getexif()
    for word in (b"Ingrid", b"script", b"at home", b"Exif"):
        assert word not in seen.content, word


def test_a_moving_picture_goes_on_moving() -> None:
    seen = inspected("wave.gif", files.moving())
    assert Image.open(BytesIO(seen.content)).n_frames == 3  # type: ignore[attr-defined]
    assert b"script" not in seen.content


def test_a_large_picture_is_made_smaller() -> None:
    seen = inspected("wide.png", files.picture("PNG", (LONGEST * 2, 100)))
    assert (seen.width, seen.height) == (LONGEST, 50)


@pytest.mark.parametrize(
    ("name", "content"),
    {
        "bomb.png": files.bomb(),
        "page.png": files.HTML,
        "drawing.svg": files.SVG,
        "drawing.png": files.SVG,
        "page.html": files.HTML,
        "cut.png": files.picture("PNG", (400, 400))[:200],
        "cut.jpg": files.picture("JPEG", (400, 400))[:300],
        "head.gif": b"GIF89a" + files.HTML,
        "head.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 " + files.HTML,
        "old.bmp": files.picture("BMP"),
        "late.pdf": b"MZ\x90\x00" + files.PDF,
        "program.txt": b"MZ\x90\x00\x03\x00\x00\x00",
        "escape.txt": b"\x1b]0;gotcha\x07 text",
        "empty.txt": b"",
        "none.zip": b"PK\x03\x04",
        "long.gif": files.moving(400),
    }.items(),
)
def test_what_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        inspected(name, content)
    assert refused.value.facts["field"] == "file"


def test_every_cut_of_a_picture_is_refused_or_drawn() -> None:
    """Nothing but Invalid is ever raised, wherever a picture ends or is broken."""
    for kind in PICTURES:
        whole = files.picture(kind)
        for place in range(12, len(whole), max(1, len(whole) // 40)):
            for sent in (whole[:place], whole[:place] + b"\xff\xff" + whole[place + 2 :]):
                try:
                    inspected("x.png", sent)
                except Invalid:
                    continue


def test_pdf_and_text_are_told_by_what_is_in_them() -> None:
    assert inspected("label.exe", files.PDF)[:3] == ("label.pdf", PDF, files.PDF)
    assert inspected("page.txt", files.HTML).type == TEXT
    assert inspected("log.txt", "Grüße".encode("cp1252")).content == "Grüße".encode()
    assert inspected("log.txt", "Grüße".encode("utf-16")).content == "Grüße".encode()
    assert inspected("orders.csv", b"\xef\xbb\xbfa;b").content == b"a;b"


@pytest.mark.parametrize(
    ("given", "tidy"),
    {
        "../../etc/passwd": "passwd.png",
        "C:\\Users\\me\\tent.jpeg": "tent.png",
        "photo\u202egnp.exe": "photognp.png",  # the name would be read backwards from there
        "a\x00b\nc\td.png": "ab c d.png",
        "\u200b\u2066\ufeff.png": "png.png",
        "...": "file.png",
        "": "file.png",
        "con.txt": "_con.png",
        'x" onerror="alert(1).png': "x_ onerror=_alert(1).png",
        "<b>tent</b>.png": "b_.png",
        "Zelt – Größe M.webp": "Zelt – Größe M.png",
        "tent.tar.gz": "tent.tar.png",
        "version 2. final": "version 2. final.png",
        "x" * 300 + ".png": "x" * 96 + ".png",
    }.items(),
)
def test_names(given: str, tidy: str) -> None:
    assert names.tidy(given, ".png") == tidy
