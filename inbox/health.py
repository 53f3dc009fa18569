"""Two questions of whoever watches over the processes: is this one alive, and is the whole ready for work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inbox.models import Heartbeat

SWEEP_MAY_BE = timedelta(seconds=90)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where this process lives and the database answers, else 503."""
    return _answer({"database": database_wrong()})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where also every migration is applied and a worker swept lately, else 503; it says which."""
    wrong = database_wrong()
    if wrong:
        return _answer({"database": wrong})
    return _answer({"database": "", "migrations": migrations_wrong(), "sweep": sweep_wrong()})


def database_wrong() -> str:
    """What is wrong with the database; empty where it answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return ""


def migrations_wrong() -> str:
    """Which migrations wait to be applied; empty where none does."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ", ".join(f"{migration.app_label}.{migration.name} is not applied" for migration, _ in waiting)


def sweep_wrong() -> str:
    """Empty where a worker has swept lately."""
    age = Heartbeat.age("sweep")
    if age is None:
        return "has never run"
    return "" if age < SWEEP_MAY_BE else f"last ran {age.total_seconds():.0f} s ago"


def _answer(wrong: dict[str, str]) -> JsonResponse:
    checks = {part: fault or "ok" for part, fault in wrong.items()}
    return JsonResponse(checks, status=503 if any(wrong.values()) else 200)
