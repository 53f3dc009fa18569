"""The contract of the gateway, for machines and for people. Open to all: it holds no secret."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from handoff.protocol import codes
from inbox.gateway.contract import asyncapi, openapi, schema
from inbox.gateway.contract.tables import reference

View = Callable[[HttpRequest], HttpResponse]
FACTS: Final = {name.lower(): getattr(codes, name) for name in vars(codes) if name.isupper()}


def _open(view: View) -> View:
    return login_not_required(require_safe(cache_control(public=True, max_age=300)(view)))


@_open
def asyncapi_json(request: HttpRequest) -> HttpResponse:
    """The AsyncAPI document, naming the host it was asked from."""
    return _document(asyncapi(request.get_host(), secure=request.is_secure()))


@_open
def schema_json(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of everything on the wire."""
    return _document(schema())


@_open
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of the HTTP doors."""
    return _document(openapi())


@login_not_required
@require_safe
def contract_page(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return render(request, "gateway/contract.html", {**reference(), "codes": FACTS})


def _document(content: dict[str, object]) -> HttpResponse:
    return JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})
