"""What the environment says. A wrong value raises ImproperlyConfigured: one sentence, what to change."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable without surrounding space, or `default` where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no."""
    value = text(name).lower()
    if value and value not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in _YES if value else default


def choice(name: str, default: str, among: Sequence[str]) -> str:
    """One of a few words, in capitals or not."""
    value = text(name, default).upper()
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {value!r}.")
    return value


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number from `least` to `most`."""
    return _whole(name, text(name, str(default)), least, most)


def numbers(name: str, default: Sequence[int]) -> tuple[int, ...]:
    """Whole numbers above 0, with commas between them, each larger than the one before."""
    found = tuple(_whole(name, part, 1, 10**6) for part in words(name)) or tuple(default)
    if list(found) != sorted(set(found)):
        raise ImproperlyConfigured(
            f"{name} must be numbers that grow, such as {_listed(default)}, not {_listed(found)}."
        )
    return found


def words(name: str) -> list[str]:
    """The parts of a list with commas between them."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def hosts(name: str) -> list[str]:
    """Host names without scheme, port or path, as Django's ALLOWED_HOSTS wants them."""
    for host in (found := words(name)):
        if not _is_host(host):
            raise ImproperlyConfigured(
                f"{name} must list bare host names such as help.example.org, no scheme or port, not {host!r}."
            )
    return found


def address(name: str) -> str:
    """The base address of a web API, without a slash at its end; with /v1 where it has no path. It may be empty."""
    url = text(name).rstrip("/")
    wrong = f"{name} must look like https://api.openai.com/v1 or http://localhost:11434/v1"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{wrong}; its host or port cannot be read.") from None
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ImproperlyConfigured(f"{wrong}: http:// or https:// and a host.")
    if parts.username or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{wrong}, without user name, ? and #.")
    if parts.path.endswith(("/completions", "/responses")):
        raise ImproperlyConfigured(
            f"{wrong}: the base of the API, without {parts.path.rpartition('/v1')[2]}."
        )
    return url if not url or parts.path else f"{url}/v1"


def key(name: str) -> str:
    """A key that goes into a header: letters, figures and signs without space."""
    value = text(name)
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ImproperlyConfigured(f"{name} must be one word of plain letters, figures and signs.")
    return value


def timezone(name: str) -> str:
    """The name of a time zone, UTC by default."""
    zone = text(name, "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Oslo, not {zone!r}.") from None
    return zone


def directory(name: str, default: Path) -> Path:
    """A directory we can write to; it is made where it does not exist."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(
            f"{name} must be a directory we can make, not {path}: {wrong.strerror}."
        ) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} must be a directory we can write to; {path} is not.")
    return path


def secret(name: str, file: Path) -> str:
    """A secret from the environment, else from `file`, which is made with a fresh one at first (mode 600)."""
    return text(name) or _kept(file) or _made(file)


def _whole(name: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def _is_host(host: str) -> bool:
    """An IPv6 address stands in brackets; a leading dot means every subdomain; * means any."""
    if host.startswith("[") and host.endswith("]"):
        return all(letter in "0123456789abcdefABCDEF:." for letter in host[1:-1])
    return host == "*" or all(letter.isalnum() or letter in "-._" for letter in host)


def _listed(values: Sequence[int]) -> str:
    return ",".join(str(value) for value in values)


def _kept(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""
    except OSError as wrong:
        raise ImproperlyConfigured(f"{file} must be readable by us: {wrong.strerror}.") from None


def _made(file: Path) -> str:
    """Written aside, then linked into place: of several processes at first start one wins and all read it."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(secrets.token_urlsafe(48))
    try:
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return _kept(file)
