"""Fixtures for every test, and how to write one that is fast.

- Take the lowest layer that proves the fact, and one story above it. A page costs 20 ms, a domain verb 5, a function
  of `policy/` nothing.
- `db` rolls back and costs nothing; `django_db(transaction=True)` only where connections or threads differ.
- Many values of one branch are one test with a table and the value in the failure, not as many scenes. A scene that
  many only look at is built once, and whoever changes it is rolled back (`tests/test_access.py`).
- A whole Baton (`tests.stack`) is shared by session or module unless the test kills it, and is filled through its
  clerk (`stack.do` with `tests.factories`), not through pages. Browsers get their session from it as well.
  Their windows are wiped and used again (`tests.e2e.windows`).
- Wait for what has begun, never for a time; what takes seconds is marked `slow`, what starts processes `processes`.
- A proof over thousands takes their number from `required.size`: fewer in each run, all where THOROUGH is set.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import TransactionTestCase
from django.utils.safestring import SafeString
from hypothesis import settings

from tests import databases, required
from tests.telling import Telling

# How fast a machine is says nothing of a property. `--hypothesis-profile thorough` looks for longer.
settings.register_profile("usual", deadline=None, max_examples=required.size(25, 100))
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("usual")

UNUSED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning"
)
"""What Chromium shall do without. The first two are pages of its address bar, which nobody sees and which it loads for
each window: without them one takes 0.5 s of CPU instead of 1.1. The others Playwright itself switches off, but of such
lists only the last counts."""


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have the process that reports tell what happens when it happens."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Telling(terminal))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait for processes come first, so that others fill the time; browser tests come last.

    Playwright leaves a loop running, so that no other test could start one. What drives real processes against
    the clock may be tried a second time, which the summary then tells (R): two cores stall now and then.
    """
    for item in items:
        if item.get_closest_marker("e2e") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("e2e"):
        return 2
    return 0 if item.get_closest_marker("processes") or item.get_closest_marker("slow") else 1


def pytest_collection_finish() -> None:
    """What was imported stays, so the garbage collector need not look at it again and again; nor at little else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _widgets_tell_nobody(django_test_environment: None) -> None:
    """Django keeps a copy of the context of each template for `response.context`; here not of each input's."""
    told: Any = Template
    tell = told._render

    def render(template: Template, context: Context) -> SafeString:
        own = (template.name or "").startswith("django/forms/")
        return template.nodelist.render(context) if own else tell(template, context)

    told._render = render


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database is copied, and emptied after `transaction=True`, as `databases` does it."""
    databases.settle()
    TransactionTestCase._fixture_teardown = databases.empty  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """An SQLite file goes with its folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real conversations and labelled sets."""
    return required.shared_data()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, since no browser is downloaded; as root it must do without its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    # A GPU would be one in software.
    args = [*sandbox, "--disable-gpu", f"--disable-features={UNUSED}"]
    return {**browser_type_launch_args, "executable_path": required.chromium(), "args": args}


@pytest.fixture(autouse=True)
def _no_policy_remembered() -> Iterator[None]:
    """Versions of a test are rolled back and their numbers used again: nothing of them may be remembered."""
    from handoff import policies
    from handoff.models import published

    published.cache_clear()
    policies._looked.clear()
    yield
    published.cache_clear()
    policies._looked.clear()


@pytest.fixture(autouse=True)
def _browser_beside_orm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright's loop makes Django think that the test is asynchronous."""
    if request.node.get_closest_marker("e2e"):
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
