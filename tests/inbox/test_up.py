"""One command runs everything, keeps it running, and leaves nothing behind."""

import re
import shutil
import signal
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import httpx
import psutil
import psycopg
import pytest
import redis

from tests import databases, processes, required

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]


@dataclass
class Up:
    """One `manage.py up` that is ready."""

    process: Popen[str]
    var: Path
    url: str
    log: Path

    def child(self, *words: str) -> psutil.Process | None:
        """The oldest of its descendants whose command line has these words."""
        found = [one for one in processes.tree(self.process.pid)[1:] if set(words) <= set(command_line(one))]
        return min(found, key=psutil.Process.create_time, default=None)

    def the_child(self, *words: str) -> psutil.Process:
        """As `child`, which must be there."""
        found = self.child(*words)
        assert found, f"no child with {words}"
        return found

    def swept_at(self) -> str:
        """When the worker last left proof of a sweep."""
        with closing(sqlite3.connect(self.var / "baton.sqlite3")) as database:
            return str(database.execute("SELECT at FROM inbox_heartbeat WHERE part = 'sweep'").fetchone()[0])

    def healthy(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def ready(self) -> bool:
        """Whether the worker sweeps, too."""
        return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200


def command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def up(var: Path, *arguments: str, **extra: str) -> Iterator[Up]:
    """A running `manage.py up`; whatever is left of it is killed at the end."""
    log, env = var.with_suffix(".log"), processes.environment(var, **extra)
    with processes.running("manage.py", "up", "--port", "0", *arguments, env=env, log=log) as process:
        assert process.stdout
        said = process.stdout.readline()
        found = re.fullmatch(r"ready (http://127\.0\.0\.1:\d+)\n", said)
        assert found, f"said {said!r} and {log.read_text()}"
        yield Up(process, var, found[1], log)


def refused(*arguments: str, var: Path, **extra: str) -> str:
    """What a `manage.py up` says that must fail at once: one sentence."""
    log = var.with_suffix(".refused")
    env = processes.environment(var, **extra)
    with processes.running("manage.py", "up", *arguments, env=env, log=log) as process:
        assert process.wait(processes.PATIENCE) != 0
    said = log.read_text()
    assert "Traceback" not in said
    return said


def gone(family: list[psutil.Process]) -> bool:
    """Whether none of these lives."""
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One with the demo, for the tests that leave it running."""
    with up(tmp_path_factory.mktemp("up") / "var", "--workers", "1") as running:
        yield running


@pytest.fixture
def var(house: Up, tmp_path: Path) -> Path:
    """Where one has run before, and nobody was made yet: the next one starts far sooner."""
    var = tmp_path / "var"
    shutil.copytree(house.var / "static", var / "static")
    shutil.copyfile(databases.template_file(), var / "baton.sqlite3")
    return var


def test_it_is_ready_and_its_worker_sweeps(house: Up) -> None:
    assert house.healthy()
    processes.until(house.ready, what="a sweep")


def test_it_says_how_to_log_in_and_the_demo_is_there(house: Up) -> None:
    assert "Log in as mira (agent), sofie (supervisor) or henrik (admin)" in house.log.read_text()
    with httpx.Client(base_url=house.url, follow_redirects=True) as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/login/").text)
        assert token
        form = {"username": "mira", "password": "baton", "csrfmiddlewaretoken": token[1]}
        assert browser.post("/login/", data=form).url.path.startswith("/desk/")


def test_its_redis_is_its_own_and_locked(house: Up) -> None:
    config, address = house.var / "run" / "redis.conf", house.var / "run" / "redis.url"
    url = address.read_text().strip()
    assert {stat.S_IMODE(file.stat().st_mode) for file in (config, address)} == {0o600}
    assert ":6379" not in url
    assert redis.Redis.from_url(url).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(re.sub(r":[^:@]+@", "", url)).ping()


def test_the_secret_key_is_kept_and_ours_alone(house: Up) -> None:
    key = house.var / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) > 50


def test_static_files_are_served_by_their_hash_for_good(house: Up) -> None:
    page = httpx.get(f"{house.url}/login/").text
    sheet = re.search(r"/static/css/\w+\.[0-9a-f]{12}\.css", page)
    assert sheet
    answer = httpx.get(house.url + sheet[0])
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_fits_models_is_not_in_the_server(house: Up) -> None:
    files = {Path(one.path).parts for one in house.the_child("inbox.server").memory_maps()}
    assert any("numpy" in parts for parts in files)
    assert not any("sklearn" in parts for parts in files)


@pytest.mark.parametrize("words", [("inbox.server",), ("celery", "worker"), ("celery", "beat")], ids=" ".join)
def test_a_child_that_is_killed_comes_back(house: Up, words: tuple[str, ...]) -> None:
    before = house.the_child(*words)
    helpers = before.children()
    before.kill()
    processes.until(lambda: (now := house.child(*words)) and now.pid != before.pid, what="another one")
    processes.until(lambda: gone(helpers), what="the old one's helpers to end")
    processes.until(house.healthy, what="an answer")
    processes.until(
        lambda: f"exited: {words[-1].split('.')[-1]}" in house.log.read_text(), what="the news of it"
    )


def test_after_its_redis_is_killed_the_worker_sweeps_on(house: Up) -> None:
    processes.until(house.ready, what="a sweep")
    (server,) = (one for one in processes.tree(house.process.pid) if one.name() == "redis-server")
    server.kill()
    processes.until(lambda: "exited: redis" in house.log.read_text(), what="the news of it")
    for _ in range(2):
        before = house.swept_at()
        processes.until(lambda: house.swept_at() > before, what="another sweep")  # noqa: B023 (called at once)


def test_a_second_one_on_the_same_directory_is_refused(house: Up) -> None:
    said = refused("--port", "0", var=house.var)
    assert f"Another `up` runs in {house.var}; stop it, or set VAR_DIR to another directory." in said
    assert house.healthy()


def test_an_occupied_port_is_refused(house: Up, tmp_path: Path) -> None:
    said = refused("--port", house.url.rsplit(":")[-1], var=tmp_path / "var")
    assert "choose others by --host and --port" in said


def test_a_wrong_setting_is_refused(tmp_path: Path) -> None:
    said = refused(var=tmp_path / "var", DATABASE_URL="mysql://root@127.0.0.1/shop")
    assert said == "manage.py: DATABASE_URL must begin with postgres:// or sqlite:///, not mysql://.\n"


def test_ctrl_c_ends_every_child_and_says_nothing_more(var: Path) -> None:
    with up(var, "--empty", "--workers", "1") as house:
        assert "Nobody can log in yet" in house.log.read_text()
        family = processes.tree(house.process.pid)
        assert len(family) >= 6  # up, supervisord, Redis, server, worker, beat
        assert processes.stop(house.process, signal.SIGINT) == 0
        assert gone(family)
        assert house.process.stdout
        assert house.process.stdout.read() == ""
        assert not (house.var / "run" / "redis.url").exists()


def test_a_stop_before_it_is_ready_is_a_stop(tmp_path: Path) -> None:
    env, log = processes.environment(tmp_path / "var"), tmp_path / "log"
    with processes.running("manage.py", "up", "--port", "0", "--empty", env=env, log=log) as process:
        processes.until((tmp_path / "var" / "up.lock").exists)
        assert processes.stop(process) == 0
        assert log.read_text() == ""


def test_a_child_that_does_not_listen_is_ended_all_the_same(var: Path) -> None:
    with up(var, "--empty", "--workers", "1") as house:
        family = processes.tree(house.process.pid)
        for words in (("celery", "beat"), ("inbox.server",)):
            house.the_child(*words).suspend()
        assert processes.stop(house.process) == 0
        assert gone(family)


@pytest.mark.parametrize("victim", ["up", "supervised.py"])
def test_no_orphan_outlives_a_murder(var: Path, victim: str) -> None:
    with up(var, "--empty", "--workers", "1") as house:
        family = processes.tree(house.process.pid)
        next(one for one in family if any(word.endswith(victim) for word in one.cmdline())).kill()
        assert house.process.wait(processes.PATIENCE) != 0
        processes.until(lambda: gone(family), what="all to end")


def test_it_runs_on_postgresql_behind_a_proxy_just_as_well(var: Path) -> None:
    if not required.answers(5432):
        required.missing("PostgreSQL")
    name = f"baton_up_{processes.free_port()}"
    with psycopg.connect(required.POSTGRESQL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {databases.template(required.POSTGRESQL)}")
        try:
            url = f"postgres://postgres@127.0.0.1:5432/{name}"
            more = {"DATABASE_URL": url, "HTTPS": "1", "ALLOWED_HOSTS": "help.fjell.example"}
            with up(var, "--empty", "--workers", "1", **more) as house:
                processes.until(house.ready, what="a sweep")
                family = processes.tree(house.process.pid)
                assert processes.stop(house.process) == 0
                assert gone(family)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
