"""Where the gateway is."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from handoff.errors import Invalid

PATH: Final = "/gateway/v1"
DEFAULT: Final = "http://127.0.0.1:8000"
_SOCKETS: Final = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


def gateway(url: str | None) -> str:
    """The WebSocket address for `url`; without one, that of the server which runs in this VAR_DIR.

    http:// and https:// are taken as well, and the path may be left out. Raises Invalid for what is no address.
    """
    told = (url or _running() or DEFAULT).strip()
    try:
        parts = urlsplit(told)
        known = bool(parts.hostname) and parts.port != 0 and parts.scheme in _SOCKETS
    except ValueError:
        known = False
    if not known:
        raise Invalid(f"--url must look like ws://127.0.0.1:8000{PATH}, not {told}.", field="url")
    path = parts.path if parts.path.strip("/") else PATH
    return parts._replace(scheme=_SOCKETS[parts.scheme], path=path).geturl()


def _running() -> str:
    """What `manage.py up` left behind where it runs."""
    file: Path = settings.SERVER_URL_FILE
    return file.read_text().strip() if file.is_file() else ""
