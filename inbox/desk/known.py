"""What a front end told of a customer or a session, however deep: as lines that can be read, copied and followed.

It is somebody else's text. So an address can be followed only where its host is on the house's list, and what is too
much is cut off and said to be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, ngettext

LONGEST: Final = 400
DEEPEST: Final = 4
MOST: Final = 40
"""Lines of one object or list."""
NAMED: Final = ("name", "title", "id", "number", "order", "sku", "status", "state", "total", "date")
"""What is told of an object while it is folded."""


@dataclass(frozen=True)
class Known:
    """One line: a name and a text, perhaps an address to follow, perhaps lines below it."""

    name: str
    text: str
    url: str = ""
    id: str = ""
    below: tuple["Known", ...] = ()


def lines(told: dict[str, Any], what: str) -> list[Known]:
    """An object's members; `what` begins the ids of those that can be unfolded."""
    return _cut(((_name(key), value) for key, value in told.items()), len(told), what)


def followed(url: str) -> str:
    """The address where it may be followed with one click; empty where not: then it is only shown."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url and "\\" not in url and "@" not in parts.netloc
    return url if parts.scheme in ("http", "https") and plain and _listed(host) else ""


def _listed(host: str) -> bool:
    hosts = [*settings.LINK_HOSTS, *settings.ALLOWED_HOSTS]
    return bool(host) and any(
        host == one or (one.startswith(".") and host.endswith(one)) or host == one.removeprefix(".")
        for one in hosts
    )


def _cut(pairs: Iterable[tuple[str, Any]], count: int, above: str) -> list[Known]:
    taken = zip(range(MOST), pairs, strict=False)
    shown = [_line(name, value, f"{above}-{place}") for place, (name, value) in taken]
    left = count - len(shown)
    more = ngettext("%(count)d more is not shown", "%(count)d more are not shown", left) % {"count": left}
    return shown if left <= 0 else [*shown, Known("", more)]


def _line(name: str, value: Any, here: str) -> Known:
    if isinstance(value, dict | list) and value:
        if here.count("-") > DEEPEST:
            return Known(name, gettext("Too deep to be shown"))
        return Known(name, _folded(value), id=here, below=tuple(_below(value, here)))
    text = _text(value)
    return Known(name, text, url=followed(text))


def _below(value: dict[str, Any] | list[Any], here: str) -> Iterator[Known]:
    if isinstance(value, dict):
        yield from _cut(((_name(key), one) for key, one in value.items()), len(value), here)
    else:
        yield from _cut(((str(place), one) for place, one in enumerate(value, start=1)), len(value), here)


def _folded(value: dict[str, Any] | list[Any]) -> str:
    """What an object or a list is about, in a few words."""
    if isinstance(value, list):
        if not any(isinstance(one, dict | list) for one in value):
            return _shorter(", ".join(map(_text, value[:MOST])))
        return ngettext("%(count)d entry", "%(count)d entries", len(value)) % {"count": len(value)}
    told = [_text(value[key]) for key in NAMED if not isinstance(value.get(key), dict | list | None)]
    return _shorter(" · ".join(told[:3])) or ngettext("%(count)d line", "%(count)d lines", len(value)) % {
        "count": len(value)
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None or value in ("", [], {}):
        return "–"
    return _shorter(value if isinstance(value, str) else str(value), LONGEST)


def _shorter(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _name(key: str) -> str:
    return key.replace("_", " ").strip().capitalize()[:60]
