"""Pictures, drawn anew: what comes out holds the dots and nothing else that was in the file.

So no place where it was taken, no comment, no script behind the last dot, and nothing that unfolds without end.
"""

import struct
import threading
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, NamedTuple

from PIL import (
    GifImagePlugin,
    Image,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from handoff.errors import Invalid
from handoff.tongue import noted, say

TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SUFFIXES: Final = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
MAGIC: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
DOTS: Final = 64_000_000
"""More than any phone takes by default. A moving picture's frames count together."""
FRAMES: Final = 300
LONGEST: Final = 4096
PREVIEW: Final = (560, 420)
MODES: Final = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("L", "P", "RGB", "RGBA"),
}
READ: Final = tuple(
    plugin.format for plugin in (
        PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile, WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
    )
)  # fmt: skip
BROKEN = noted("The picture is damaged or is none.")
DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, AttributeError,
    struct.error, zlib.error,
)  # fmt: skip
"""What reading a broken picture raises, depending on where it is broken."""

_drawing = threading.BoundedSemaphore(2)  # each needs room for all its dots


class Picture(NamedTuple):
    """A picture drawn anew, with a small one of it."""

    type: str
    content: bytes
    width: int
    height: int
    preview: bytes


def looks_like_one(content: bytes) -> bool:
    """Whether a file begins as a picture that we know does."""
    return content.startswith(MAGIC) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def redrawn(content: bytes) -> Picture:
    """The picture that a file holds. Raises Invalid where it is damaged, too large or moves for too long."""
    try:
        with _drawing, Image.open(BytesIO(content), formats=READ) as opened:
            return _redrawn(opened)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except DAMAGE:
        raise Invalid(say(BROKEN), field="file") from None


def _redrawn(opened: Image.Image) -> Picture:
    kind = (
        "JPEG" if opened.format == "MPO" else str(opened.format)
    )  # phones put a second picture behind the first
    if opened.width * opened.height > DOTS:
        raise _too_large()
    if moves := kind in ("GIF", "WEBP") and getattr(opened, "n_frames", 1) > 1:
        _not_for_too_long(opened)
    still = _still(opened, kind)
    small = still.convert("RGBA" if _see_through(still) else "RGB")
    small.thumbnail(PREVIEW)
    drawn = _moving(opened, kind) if moves else _saved(still, kind)
    size = opened.size if moves else still.size
    return Picture(TYPES[kind], drawn, *size, _saved(small, "WEBP"))


def _not_for_too_long(opened: Image.Image) -> None:
    count = opened.n_frames  # type: ignore[attr-defined]
    if count > FRAMES or count * opened.width * opened.height > DOTS:
        raise Invalid(say("The picture moves for too long."), field="file")


def _still(opened: Image.Image, kind: str) -> Image.Image:
    """The first frame, upright, no longer than LONGEST on either side."""
    opened.draft("RGB", (LONGEST, LONGEST))  # a JPEG that is far larger is read at a fraction of its size
    opened.seek(0)
    opened.load()
    upright = _bare(ImageOps.exif_transpose(opened), kind)
    if max(upright.size) > LONGEST:
        upright.thumbnail((LONGEST, LONGEST))
    return upright


def _bare(image: Image.Image, kind: str) -> Image.Image:
    """A copy with its dots, and what part of them is see-through; all else that the file told is gone."""
    bare = image.copy() if image.mode in MODES[kind] else image.convert(_nearest(image, kind))
    kept = ("transparency",) if bare.mode in ("P", "L", "RGB", "1") else ()
    bare.info = {name: image.info[name] for name in kept if name in image.info}
    return bare


def _nearest(image: Image.Image, kind: str) -> str:
    return "RGBA" if kind != "JPEG" and _see_through(image) else "RGB"


def _see_through(image: Image.Image) -> bool:
    return image.has_transparency_data


def _saved(image: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    options: dict[str, Any] = {"quality": 85} if kind in ("JPEG", "WEBP") else {"optimize": False}
    image.save(out, kind, **options)
    return out.getvalue()


def _moving(opened: Image.Image, kind: str) -> bytes:
    """All frames, each as long as it was shown."""
    shown = [(_frame(frame), int(frame.info.get("duration") or 0)) for frame in _frames(opened)]
    out, (first, *others) = BytesIO(), [frame for frame, _ in shown]
    first.save(
        out,
        kind,
        save_all=True,
        append_images=others,
        duration=[max(20, min(length, 60_000)) for _, length in shown],
        loop=0,
    )
    return out.getvalue()


def _frames(opened: Image.Image) -> Iterator[Image.Image]:
    yield from ImageSequence.Iterator(opened)


def _frame(frame: Image.Image) -> Image.Image:
    bare = frame.convert("RGBA")
    bare.info = {}
    return bare


def _too_large() -> Invalid:
    return Invalid(
        say("The picture has more than {value} million dots.", value=DOTS // 1000000), field="file"
    )
