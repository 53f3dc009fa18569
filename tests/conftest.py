"""Fixtures for every test."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests import databases, required


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait for processes come first, so that others fill the time; browser tests come last.

    Playwright leaves a loop running, so that no other test could start one. What drives real processes against
    the clock may be tried a second time, which the summary then tells (R): two cores stall now and then.
    """
    for item in items:
        if item.get_closest_marker("e2e") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("e2e"):
        return 2
    return 0 if item.get_closest_marker("processes") or item.get_closest_marker("slow") else 1


def pytest_sessionfinish() -> None:
    """What the databases of stacks were copied from goes with the run, in every worker."""
    databases.drop_template()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real conversations and labelled sets."""
    return required.shared_data()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, since no browser is downloaded; as root it must do without its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": required.chromium(), "args": sandbox}


@pytest.fixture(autouse=True)
def _browser_beside_orm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright's loop makes Django think that the test is asynchronous."""
    if request.node.get_closest_marker("e2e"):
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
