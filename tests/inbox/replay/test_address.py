"""Where a replay finds the gateway."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from handoff.errors import Invalid
from inbox.replay.address import gateway


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("ws://127.0.0.1:9000/gateway/v1", "ws://127.0.0.1:9000/gateway/v1"),
        ("http://127.0.0.1:9000", "ws://127.0.0.1:9000/gateway/v1"),
        ("https://help.fjell.example/", "wss://help.fjell.example/gateway/v1"),
        ("wss://fjell.example/baton/gateway/v1", "wss://fjell.example/baton/gateway/v1"),
        ("http://[::1]:8000", "ws://[::1]:8000/gateway/v1"),
    ],
)
def test_an_address_may_leave_out_what_is_always_the_same(told: str, url: str) -> None:
    assert gateway(told) == url


@pytest.mark.parametrize(
    "told", ["127.0.0.1:8000", "ftp://127.0.0.1", "ws://", "ws://127.0.0.1:99999", "http://[::1"]
)
def test_what_is_no_address_is_refused(told: str) -> None:
    with pytest.raises(Invalid, match="--url must look like"):
        gateway(told)


def test_without_an_address_it_is_the_server_that_runs_here(tmp_path: Path, settings: Settings) -> None:
    settings.SERVER_URL_FILE = tmp_path / "server.url"
    assert gateway(None) == "ws://127.0.0.1:8000/gateway/v1"

    settings.SERVER_URL_FILE.write_text("http://127.0.0.1:35841\n")
    assert gateway(None) == "ws://127.0.0.1:35841/gateway/v1"
