"""What the columns of knowledge can hold, and the tidying that makes the same text the same again."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from msgspec import Meta

from handoff.errors import Invalid

KEY, TITLE, URL, TOPIC, NAME, ANSWER, TEXT = 200, 300, 500, 128, 200, 20_000, 100_000

Key = Annotated[str, Meta(max_length=KEY)] | int
Name = Annotated[str, Meta(max_length=NAME)] | int
Title = Annotated[str, Meta(max_length=TITLE)]
Topic = Annotated[str, Meta(max_length=TOPIC)]
Prose = Annotated[str, Meta(max_length=ANSWER)]
Body = Annotated[str, Meta(max_length=TEXT)]

_WEB: Final = frozenset({"http", "https"})


def tidy(text: str | int | None) -> str:
    """The text without space around it and with plain line ends; empty for None."""
    return "" if text is None else str(text).strip().replace("\r\n", "\n")


def needed(field: str, text: str | int | None) -> str:
    """The tidy text. Raises Invalid where nothing is left of it."""
    if not (told := tidy(text)):
        raise Invalid(f"{field}: missing or empty", field=field)
    return told


def address(url: str | None) -> str:
    """A link that may be shown: http or https, to some host. Raises Invalid for any other."""
    told = tidy(url)
    if not told:
        return ""
    if len(told) > URL:
        raise Invalid(f"url: {len(told)} characters, at most {URL}", field="url")
    if not _is_web(told):
        raise Invalid("url: must begin with http:// or https:// and name a host", field="url")
    return told


def _is_web(url: str) -> bool:
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in _WEB and bool(parts.hostname)
    except ValueError:
        return False
