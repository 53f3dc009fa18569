"""Every setting that can be wrong says, in one sentence, what to change."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from inbox import environment, services
from tests import processes

VAR = Path("/srv/baton")


def database(url: str) -> services.Options:
    return services.database(url, var_dir=VAR, pool_size=20, statement_seconds=5, lock_seconds=2)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("mysql://root@db/shop", "must begin with postgres:// or sqlite:///, not mysql://"),
        ("db.example.org/shop", "must begin with postgres:// or sqlite:///, not nothing://"),
        ("postgres://db.example.org:54x2/shop", "must have a number from 0 to 65535 as its port"),
        ("postgres://db.example.org:99999/shop", "must have a number from 0 to 65535 as its port"),
        ("postgres://db.example.org", "must name a database"),
        ("sqlite://shop.sqlite3", "must have three slashes and a path"),
    ],
)
def test_a_wrong_database_url(wrong: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told) as refused:
        database(wrong)
    assert str(refused.value).startswith("DATABASE_URL ")


def test_a_password_never_shows_in_an_error() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database("postgres://baton:fjell-og-vidde@db:port/shop")
    assert "fjell" not in str(refused.value)


def test_postgresql_by_url() -> None:
    chosen = database("postgres://mi%40ra:p%2Fw@db.example.org:5433/shop?sslmode=require")
    named = {name: chosen[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "NAME": "shop", "USER": "mi@ra", "PASSWORD": "p/w", "HOST": "db.example.org", "PORT": "5433",
    }  # fmt: skip
    assert chosen["OPTIONS"]["sslmode"] == "require"
    assert chosen["OPTIONS"]["pool"]["max_size"] == 20
    assert "statement_timeout=5s -c lock_timeout=2s" in chosen["OPTIONS"]["options"]
    assert chosen["CONN_MAX_AGE"] == 0


def test_sqlite_where_nothing_is_said() -> None:
    chosen = database("")
    assert chosen["NAME"] == "/srv/baton/baton.sqlite3"
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database("sqlite:////srv/shop.sqlite3")["NAME"] == "/srv/shop.sqlite3"


@pytest.mark.django_db
def test_the_database_is_set_as_the_engine_needs_it() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}
        else:
            asked = {"lock_timeout": "2s"}
            found = {name: cursor.execute(f"SHOW {name}").fetchone()[0] for name in asked}
    assert found == asked


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("http://cache:6379/0", "must look like redis://"),
        ("cache:6379", "must look like redis://"),
        ("redis:///0", "must look like redis://"),
        ("redis://cache:many/0", "must have a number from 0 to 65535 as its port"),
        ("redis://cache:6379/main", "must end in the number of a database"),
    ],
)
def test_a_wrong_redis_url(wrong: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=told) as refused:
        services.redis(wrong, tmp_path / "redis.url")
    assert str(refused.value).startswith("REDIS_URL ")


def test_a_command_finds_the_redis_of_a_running_house(tmp_path: Path) -> None:
    file = tmp_path / "redis.url"
    assert services.redis("", file) == ""
    file.write_text("redis://:secret@127.0.0.1:40123/0\n")
    assert services.redis("", file) == "redis://:secret@127.0.0.1:40123/0"
    assert services.redis("redis://cache/1", file) == "redis://cache/1"


def test_the_channel_layer_neither_gives_up_nor_runs_out() -> None:
    (host,) = services.channel_layer("redis://cache/0")["CONFIG"]["hosts"]
    assert host["socket_timeout"] is None
    assert host["max_connections"] >= 2000


@pytest.mark.parametrize("wrong", ["ten", "-1", "1.5", "501", "0", "１０"])
def test_a_wrong_number(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASGI_THREADS", wrong)
    with pytest.raises(ImproperlyConfigured, match="ASGI_THREADS must be a whole number from 1 to 500"):
        environment.number("ASGI_THREADS", 10, least=1, most=500)


def test_minutes_of_waiting_must_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REASSURANCE_SCHEDULE", "1, 4,9")
    assert environment.numbers("REASSURANCE_SCHEDULE", (2, 5, 15)) == (1, 4, 9)
    monkeypatch.setenv("REASSURANCE_SCHEDULE", "5,2")
    with pytest.raises(ImproperlyConfigured, match=r"must be numbers that grow, such as 2,5,15, not 5,2\."):
        environment.numbers("REASSURANCE_SCHEDULE", (2, 5, 15))


@pytest.mark.parametrize("wrong", ["https://help.example.org", "help.example.org:443", "a b", "help/desk"])
def test_a_wrong_host(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", f"example.org,{wrong}")
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must list bare host names"):
        environment.hosts("ALLOWED_HOSTS")


def test_right_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "help.example.org, .fjell.example, 10.0.0.4, [::1], *")
    assert environment.hosts("ALLOWED_HOSTS")[1:] == [".fjell.example", "10.0.0.4", "[::1]", "*"]


def test_a_wrong_flag_choice_or_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="HTTPS must be 1 or 0, not 'perhaps'"):
        environment.flag("HTTPS")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL must be one of INFO, ERROR, not 'LOUD'"):
        environment.choice("LOG_LEVEL", "INFO", ("INFO", "ERROR"))
    monkeypatch.setenv("TIME_ZONE", "Bergen")
    with pytest.raises(ImproperlyConfigured, match="TIME_ZONE must be a time zone such as Europe/Oslo"):
        environment.timezone("TIME_ZONE")


def test_a_directory_that_cannot_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(ImproperlyConfigured, match="VAR_DIR must be a directory we can make, not "):
        environment.directory("VAR_DIR", tmp_path)


def test_a_directory_that_is_not_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ImproperlyConfigured, match="VAR_DIR must be a directory we can write to"):
        environment.directory("VAR_DIR", tmp_path)


def test_of_many_processes_at_first_start_one_makes_the_secret(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from inbox import environment;"
        "print(environment.secret('SECRET_KEY', pathlib.Path(sys.argv[1])))"
    )
    env = processes.environment(tmp_path)

    def ask(_: int) -> str:
        command = [sys.executable, "-c", script, str(tmp_path / "key")]
        return subprocess.run(
            command, cwd=processes.ROOT, env=env, capture_output=True, check=True, text=True
        ).stdout

    with ThreadPoolExecutor(4) as pool:
        secrets = set(pool.map(ask, range(4)))
    assert len(secrets) == 1
    assert len(secrets.pop()) > 50
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.glob("key*")] == ["key"]


def test_a_wrong_setting_ends_every_command_without_a_traceback(tmp_path: Path) -> None:
    env = processes.environment(tmp_path, REASSURANCE_MOST="five")
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=processes.ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "manage.py: REASSURANCE_MOST must be a whole number from 0 to 1000000000, not 'five'.\n"
    )


def test_over_https_cookies_and_headers_are_strict(tmp_path: Path) -> None:
    env = processes.environment(tmp_path, HTTPS="1", ALLOWED_HOSTS="help.fjell.example,.fjell.example")
    script = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        "s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, *s.CSRF_TRUSTED_ORIGINS)"
    )
    env["DJANGO_SETTINGS_MODULE"] = "inbox.settings"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=processes.ROOT, env=env, capture_output=True, text=True, check=True)
    expected = "__Host-baton True True True True https://help.fjell.example https://*.fjell.example"
    assert done.stdout.strip() == expected


def test_our_pages_allow_no_foreign_or_inline_script() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert {source for sources in directives.values() for source in sources} == {"'none'", "'self'"}


# A model


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("api.openai.com", "http:// or https:// and a host"),
        ("ftp://models.example/v1", "http:// or https:// and a host"),
        ("https://", "http:// or https:// and a host"),
        ("https://models.example:99999/v1", "host or port cannot be read"),
        ("https://mira:secret@models.example/v1", "without user name"),
        ("https://models.example/v1?key=secret", "without user name"),
        ("https://models.example/v1/chat/completions", "without /chat/completions"),
    ],
)
def test_a_wrong_address_of_a_model(monkeypatch: pytest.MonkeyPatch, wrong: str, told: str) -> None:
    monkeypatch.setenv("LLM_BASE_URL", wrong)
    with pytest.raises(ImproperlyConfigured, match=told) as refused:
        environment.address("LLM_BASE_URL")
    assert str(refused.value).startswith("LLM_BASE_URL must look like https://api.openai.com/v1")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("", ""),
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://shop.openai.azure.com/openai/v1", "https://shop.openai.azure.com/openai/v1"),
    ],
)
def test_the_address_of_a_model(monkeypatch: pytest.MonkeyPatch, given: str, taken: str) -> None:
    monkeypatch.setenv("LLM_BASE_URL", given)
    assert environment.address("LLM_BASE_URL") == taken


def test_a_key_is_one_word_and_never_shows_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_KEY", "fjell og vidde")
    with pytest.raises(ImproperlyConfigured, match="LLM_API_KEY must be one word") as refused:
        environment.key("LLM_API_KEY")
    assert "fjell" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "name", "key", "told"),
    [
        ("https://models.example/v1", "", "", "LLM_MODEL must name a model"),
        ("", "gpt-4o-mini", "", "LLM_BASE_URL must say where LLM_MODEL is served"),
        ("", "", "k", "LLM_API_KEY opens nothing"),
    ],
)
def test_half_of_what_a_model_needs(url: str, name: str, key: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        services.model(url, name, key)


def test_without_a_model_there_is_none() -> None:
    assert services.model("", "", "", seconds=20) == {}
