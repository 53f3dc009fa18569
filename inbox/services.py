"""From DATABASE_URL and REDIS_URL to what Django, Channels and Celery want to be told."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Options = dict[str, Any]


def database(
    url: str, *, var_dir: Path, pool_size: int, statement_seconds: int, lock_seconds: int
) -> Options:
    """The DATABASES entry for `url`; SQLite in `var_dir` where it is empty."""
    parts = _split("DATABASE_URL", url or f"sqlite:///{var_dir / 'baton.sqlite3'}")
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts, pool_size, statement_seconds, lock_seconds)
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with postgres:// or sqlite:///, not {parts.scheme or 'nothing'}://."
    )


def redis(url: str, file: Path) -> str:
    """`url`, checked; else the address that a running `manage.py up` left in `file`; else empty."""
    url = url or (file.read_text().strip() if file.is_file() else "")
    parts = _split("REDIS_URL", url)
    if url and (parts.scheme not in {"redis", "rediss"} or not parts.hostname):
        raise ImproperlyConfigured(
            "REDIS_URL must look like redis://:password@host:6379/0 (or rediss:// for TLS)."
        )
    if parts.path.strip("/") and not parts.path.strip("/").isdigit():
        raise ImproperlyConfigured("REDIS_URL must end in the number of a database, such as /0.")
    return url


def channel_layer(redis_url: str) -> Options:
    """One host, and no limits that raise: a doorbell must neither block for 5 s nor fail at 100 sockets."""
    if not redis_url:
        return {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    host = {
        "address": redis_url,
        "socket_timeout": None,
        "socket_connect_timeout": 5,
        "max_connections": 2000,
        "health_check_interval": 20,
    }
    layer = "channels_redis.pubsub.RedisPubSubChannelLayer"
    return {"BACKEND": layer, "CONFIG": {"hosts": [host], "prefix": "baton"}}


def cache(redis_url: str) -> Options:
    """Redis where there is one, with short time-outs, since no page may wait for a cache."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"BACKEND": backend, "LOCATION": redis_url, "KEY_PREFIX": "baton", "OPTIONS": options}


def model(url: str, name: str, key: str, **limits: int) -> Options:
    """What the engine is told of a model; empty where none is configured."""
    if url and not name:
        raise ImproperlyConfigured("LLM_MODEL must name a model of LLM_BASE_URL, such as gpt-4o-mini.")
    if name and not url:
        raise ImproperlyConfigured(
            "LLM_BASE_URL must say where LLM_MODEL is served, such as https://api.openai.com/v1."
        )
    if key and not url:
        raise ImproperlyConfigured("LLM_API_KEY opens nothing: set LLM_BASE_URL and LLM_MODEL too.")
    return {"base_url": url, "model": name, "api_key": key, **limits} if url else {}


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} must have a number from 0 to 65535 as its port.") from None
    return parts


def _sqlite(parts: SplitResult) -> Options:
    """IMMEDIATE with WAL never fails with "database is locked"; FULL loses nothing when the power goes."""
    if parts.netloc or len(parts.path) < 2:
        raise ImproperlyConfigured(
            "DATABASE_URL for SQLite must have three slashes and a path: sqlite:////srv/baton.sqlite3."
        )
    pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path).replace("//", "/"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def _postgresql(parts: SplitResult, pool_size: int, statement_seconds: int, lock_seconds: int) -> Options:
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a database: postgres://user:password@host:5432/NAME."
        )
    limits = f"-c statement_timeout={statement_seconds}s -c lock_timeout={lock_seconds}s"
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 5, "max_lifetime": 1800}
    options = {
        "pool": pool,
        "options": f"{limits} -c idle_in_transaction_session_timeout={2 * statement_seconds}s",
        "connect_timeout": 5,
        "server_side_binding": True,
        "prepare_threshold": 5,  # the same few statements all day: parsed and planned once a connection
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | dict(parse_qsl(parts.query)),
    }
