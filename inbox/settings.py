"""The settings. What can be chosen is an environment variable; what is kept lives in VAR_DIR."""

import socket
import sys
from collections.abc import MutableMapping
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from inbox import environment, services

django_stubs_ext.monkeypatch()  # so that Form[Person] and the like may be written

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.directory("VAR_DIR", BASE_DIR / "var")
DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", VAR_DIR / "secret_key")

# --- Where it is served
HTTPS = environment.flag("HTTPS")  # browsers reach it over https, through a proxy that sets X-Forwarded-Proto
_NAMES = environment.hosts("ALLOWED_HOSTS")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(_NAMES or [socket.gethostname()])]
CSRF_TRUSTED_ORIGINS = [
    f"https://*{name}" if name[0] == "." else f"https://{name}" for name in _NAMES if HTTPS
]
ROOT_URLCONF = "inbox.urls"
ASGI_APPLICATION = "inbox.asgi.application"
ASGI_THREADS = environment.number("ASGI_THREADS", 6, least=1, most=500)

# --- What it is made of
INSTALLED_APPS = [
    "admin_interface",  # the theme of Django's own pages; the two before what they theme
    "colorfield",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    "handoff",
    "inbox",
]
MIDDLEWARE = [
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "inbox.languages.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates/drawn"],
        "OPTIONS": {"environment": "inbox.templatetags.drawn.environment"},
    },
]

# --- Database, Redis, Celery
_PATIENT = Path(sys.argv[0]).name == "manage.py"  # a command may take minutes; who serves must be quick
DATABASES = {
    "default": services.database(
        environment.text("DATABASE_URL"),
        var_dir=VAR_DIR,
        pool_size=environment.number("DATABASE_POOL_SIZE", ASGI_THREADS + 10, least=1, most=1000),
        statement_seconds=environment.number("STATEMENT_TIMEOUT_SECONDS", 0 if _PATIENT else 5),
        lock_seconds=environment.number("LOCK_TIMEOUT_SECONDS", 30 if _PATIENT else 2),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL_FILE = VAR_DIR / "run" / "redis.url"
SERVER_URL_FILE = VAR_DIR / "run" / "server.url"
REDIS_URL = services.redis(environment.text("REDIS_URL"), REDIS_URL_FILE)
CHANNEL_LAYERS = {"default": services.channel_layer(REDIS_URL)}
CACHES = {
    "default": services.cache(REDIS_URL),
    # The theme is a row that nobody changes, and pages open without Redis as well.
    "admin_interface": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

ENCODER_URL = environment.text("ENCODER_URL") or f"unix:{VAR_DIR / 'run' / 'encoder.sock'}"

CELERY_BROKER_URL = REDIS_URL or "memory://"

# --- People and their sessions
AUTH_USER_MODEL = "handoff.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_NAME = "__Host-baton" if HTTPS else "baton"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-baton-csrf" if HTTPS else "baton-csrf"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS

# --- Security
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Static files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "inbox.static_files.HashedFiles"},
    # Outside of what is served as it is: each file is asked for by a link that names who may see it.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": environment.directory("ATTACHMENTS_DIR", VAR_DIR / "attachments"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
SERVESTATIC_ALLOW_ALL_ORIGINS = False


def SERVESTATIC_ADD_HEADERS_FUNCTION(headers: MutableMapping[str, str], path: str, url: str) -> None:  # noqa: N802
    """Static files are served before every other middleware, so the one header that matters is set here."""
    headers["X-Content-Type-Options"] = "nosniff"


# --- Words and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [VAR_DIR / "locale"]  # compiled from inbox/locale by whoever starts first
USE_TZ = True
TIME_ZONE = environment.timezone("TIME_ZONE")

# --- What Baton does
REASSURANCE_SCHEDULE = environment.numbers("REASSURANCE_SCHEDULE", (2, 5, 15))  # minutes of waiting
REASSURANCE_EVERY = environment.number("REASSURANCE_EVERY", 30, least=1)  # minutes, after those
REASSURANCE_MOST = environment.number("REASSURANCE_MOST", 5)
UNDO_SECONDS = environment.number("UNDO_SECONDS", 5, most=60)  # in which an agent can undo what they send
AUDIT_PERCENT = environment.number("AUDIT_PERCENT", 5, most=100)  # of the answers sent, a supervisor checks
GATEWAY_FRAMES_PER_SECOND = environment.number("GATEWAY_FRAMES_PER_SECOND", 200, least=1)
GATEWAY_BURST = environment.number("GATEWAY_BURST", 400, least=1)
GATEWAY_MAX_FRAME_BYTES = environment.number(
    "GATEWAY_MAX_FRAME_BYTES", 1024 * 1024, least=1024, most=4 * 1024 * 1024
)
LINK_HOSTS = environment.hosts("LINK_HOSTS")  # whose addresses agents may follow, of what front ends tell
ATTACHMENT_BYTES = environment.number("ATTACHMENT_BYTES", 10_000_000, least=1000, most=100_000_000)
ATTACHMENT_SCAN = environment.text(
    "ATTACHMENT_SCAN"
)  # a command such as `clamdscan -`, or `package.module:function`
EVENT_RETENTION_DAYS = environment.number("EVENT_RETENTION_DAYS", 7, least=1)
FRAME_RETENTION_HOURS = environment.number("FRAME_RETENTION_HOURS", 24 * 7, least=24)

# --- A model that writes, where there is one: any endpoint that speaks the OpenAI chat API
LLM = services.model(
    environment.address("LLM_BASE_URL"),
    environment.text("LLM_MODEL"),
    environment.key("LLM_API_KEY"),
    seconds=environment.number("LLM_SECONDS", 20, least=1, most=40),  # below the time limit of a Celery task
    answer_tokens=environment.number("LLM_ANSWER_TOKENS", 800, least=50, most=20_000),
    daily_tokens=environment.number("LLM_DAILY_TOKENS", 2_000_000),  # of all processes together; 0: no limit
)

# --- Logs: to standard error, quiet, one line each
LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"no_health_checks": {"()": "inbox.quiet.NoHealthChecks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "handoff": {"level": LOG_LEVEL},
        "inbox": {"level": LOG_LEVEL},
        "channels_redis": {
            "level": "CRITICAL"
        },  # a traceback a second while Redis is away; inbox.realtime says it
        "kombu.connection": {"level": "ERROR"},  # that there is no broker yet while a command loads the demo
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["no_health_checks"]},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
