"""The settings of the tests: a VAR_DIR of their own, and the database that `tests.required` finds."""

import os
import tempfile
from pathlib import Path

from tests import required

_var = tempfile.TemporaryDirectory(prefix="baton-test-", ignore_cleanup_errors=True)
os.environ["VAR_DIR"] = _var.name
os.environ["UNDO_SECONDS"] = "0"  # what is sent is out, unless a test says otherwise
os.environ["DATABASE_URL"] = required.database_url(Path(_var.name) / "baton.sqlite3")
MODEL = "LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY"
for name in ("REDIS_URL", "HTTPS", "DEBUG", "ALLOWED_HOSTS", "TIME_ZONE", *MODEL):
    os.environ.pop(name, None)

from inbox.settings import *  # noqa: E402
from inbox.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

# A name of its own, as several runs may share one server; a file, as threads cannot share SQLite in memory.
_sqlite = DATABASES["default"]["ENGINE"].endswith("sqlite3")
DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3" if _sqlite else f"test_baton_{os.getpid()}"}
if not _sqlite:
    # Making and dropping a whole database takes longer than any statement of Baton's own may, and a whole test is one
    # transaction, however long it thinks.
    patient = " -c statement_timeout=120s -c idle_in_transaction_session_timeout=0 -c synchronous_commit=off"
    DATABASES["default"]["OPTIONS"]["options"] += patient
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Each new `Client` would look at every file. Real servers serve them, under the settings proper.
SERVESTATIC_USE_FINDERS = SERVESTATIC_USE_STATIC_ROOT = False
