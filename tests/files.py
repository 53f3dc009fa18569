"""Files to send: whole ones, and such as somebody hostile would make."""

import zlib
from io import BytesIO
from struct import pack
from typing import Any

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
HTML = b"<!doctype html><title>Hi</title>" + SCRIPT


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A small picture, red on the left."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo() -> bytes:
    """A photo lying on its side, that tells where it was taken and by whom, with a script behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Ingrid Solheim"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 0.0)})
    return picture("JPEG", exif=exif, comment=b"at home") + SCRIPT


def moving(frames: int = 3) -> bytes:
    """A GIF that moves."""
    shown = [Image.new("RGB", (20, 20), (60 * place % 256, 0, place % 256)) for place in range(frames)]
    out = BytesIO()
    shown[0].save(out, "GIF", save_all=True, append_images=shown[1:], duration=100, comment=SCRIPT)
    return out.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A few kilobytes that say they are a picture of 900 million dots."""
    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    )


VIRUS = b"X5O!P%@AP is no virus but says that it is"


def scanner(content: bytes) -> str:
    """Finds what it was made to find."""
    if content == b"crash":
        raise OSError("no scanner")
    return "Eicar" if VIRUS in content else ""
