"""What the tests need of the machine, and how much they take of it.

Where CI or REQUIRE_ALL is set, the absence of something fails; else it skips. Where CI or THOROUGH is set, nothing is
tried at less than its full size.
"""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"


def _told(*names: str) -> bool:
    return any(os.environ.get(name, "") not in {"", "0"} for name in names)


STRICT, THOROUGH = _told("CI", "REQUIRE_ALL"), _told("CI", "THOROUGH")


def size(quick: int, full: int) -> int:
    """How many of something a test takes, which holds for any number: `full` is what was promised and takes long."""
    return full if THOROUGH else quick


def missing(what: str) -> NoReturn:
    """End the test that needs `what`."""
    if STRICT:
        pytest.fail(f"{what} is required here (CI or REQUIRE_ALL is set) and is missing.", pytrace=False)
    pytest.skip(f"{what} is missing.")


def database_url(sqlite: Path) -> str:
    """TEST_DATABASE_URL (`sqlite` means the file), else PostgreSQL on this machine, else the file."""
    chosen = os.environ.get("TEST_DATABASE_URL", "")
    if chosen and chosen != "sqlite":
        return chosen
    if not chosen and answers(5432):
        return POSTGRESQL
    if not chosen and STRICT:
        raise pytest.UsageError("PostgreSQL must answer on 127.0.0.1:5432 where CI or REQUIRE_ALL is set.")
    return f"sqlite:///{sqlite}"


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def chromium() -> str:
    """The path of a Chromium or Chrome."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, filter(None, names))), None) or missing("Chromium")


def shared_data() -> Path:
    """The folder of real conversations and labelled sets, which are no part of this project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BATON_DATA", beside))
    return (
        folder if folder.is_dir() else missing(f"The shared data ({folder}; BATON_DATA names another place)")
    )


def policy_examples() -> Path:
    """The folder of policies and decisions to be tried, which are no part of this project either."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "policy-examples"
    folder = Path(os.environ.get("BATON_POLICY_EXAMPLES", beside))
    return (
        folder
        if folder.is_dir()
        else missing(f"The policy examples ({folder}; BATON_POLICY_EXAMPLES names another place)")
    )
