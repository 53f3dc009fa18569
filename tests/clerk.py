"""Runs what a test wants done in the domain, in a process of its own: `python -m tests.clerk`.

Each line of standard input is {"code": .., "names": {..}} in JSON; the code runs with the domain's verbs at hand,
and what it leaves in `result` comes back as {"result": ..}, or {"error": ..}, on one line of standard output.
"""

import json
import os
import sys
import traceback
from typing import Any

import django
from django.db import close_old_connections


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    django.setup()
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(answer(asked["code"], asked["names"]), default=str), flush=True)  # noqa: T201


def answer(code: str, names: dict[str, Any]) -> dict[str, Any]:
    from handoff import conversations, flow, intake, models, queueing, reply, review, sources, vocabulary

    known: dict[str, Any] = {**vars(models), **vars(vocabulary), "result": None, **names}
    stages = (conversations, flow, intake, queueing, reply, review, sources)
    known |= {module.__name__.rpartition(".")[2]: module for module in stages}
    close_old_connections()
    try:
        exec(code, known)
    except Exception:
        return {"error": traceback.format_exc()}
    finally:
        close_old_connections()
    return {"result": known["result"]}


if __name__ == "__main__":
    main()
