"""Work on many rows, of which one that fails holds up no other."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger(__name__)


def each(work: Callable[[Any], Any], rows: Iterable[Any]) -> int:
    """Do `work` on each row, and count those where it did not say False. One that fails is logged and stays due."""
    done = 0
    for row in rows:
        try:
            done += work(row) is not False
        except Exception:
            log.exception("%s %s failed and stays due", type(row).__name__, getattr(row, "pk", row))
    return done
