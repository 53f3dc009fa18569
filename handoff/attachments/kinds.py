"""What a file is, told by what is in it and never by what it is called."""

from typing import Final, NamedTuple

from handoff.attachments import names, pictures
from handoff.errors import Invalid
from handoff.tongue import noted, say

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
TEXTS: Final = (".txt", ".log", ".csv", ".md")
WANTED: Final = noted("Send a picture (PNG, JPEG, WebP, GIF), a PDF or a plain text.")
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r\f"} | {127: None}


class Inspected(NamedTuple):
    """A file as it may be kept."""

    name: str
    type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    preview: bytes | None = None


def inspected(name: str, content: bytes) -> Inspected:
    """The file, drawn or written anew where that can be. Raises Invalid, `facts["field"]` being `file`."""
    if not content:
        raise Invalid(say("The file is empty."), field="file")
    if pictures.looks_like_one(content):
        drawn = pictures.redrawn(content)
        suffix = pictures.SUFFIXES[drawn.type]
        return Inspected(names.tidy(name, suffix), *drawn)
    if content.startswith(b"%PDF-"):
        return Inspected(names.tidy(name, ".pdf"), PDF, content)
    suffix = names.extension(name)
    if suffix not in TEXTS:
        raise Invalid(say(WANTED), field="file")
    return Inspected(names.tidy(name, suffix), TEXT, _text(content).encode())


def _text(content: bytes) -> str:
    """The text that a file holds, in whichever of the usual encodings. Raises Invalid where it is none."""
    text = _decoded(content)
    if text is None or text.translate(_CONTROL) != text:
        raise Invalid(say("That is no plain text. {wanted}", wanted=say(WANTED)), field="file")
    return text


def _decoded(content: bytes) -> str | None:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
