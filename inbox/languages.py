"""Which language somebody reads: what they chose for themselves, else what their browser asks for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from handoff.models import Person

MACHINES = ("/api/", "/gateway/")
"""Where programs read: these are always told in English."""


class Language(LocaleMiddleware):
    """Speaks to a browser in its language; for those who are logged in `read_by` chooses, once it is known who."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(MACHINES):
            translation.activate(settings.LANGUAGE_CODE)
        else:
            super().process_request(request)


def read_by(person: Person, asked: str | None = None) -> str:
    """The language of `person`'s screens, where their browser asks for `asked`."""
    return person.locale or asked or translation.get_language() or settings.LANGUAGE_CODE


def accepted(header: str) -> str:
    """The first language of an Accept-Language header that we speak."""
    for code, _ in parse_accept_lang_header(header):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def of_socket(scope: Any) -> str:
    """The language that a browser asked for as it opened a socket: by cookie, or by header."""
    chosen = scope.get("cookies", {}).get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return accepted(dict(scope["headers"]).get(b"accept-language", b"").decode("latin1"))
