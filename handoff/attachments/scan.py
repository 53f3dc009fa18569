"""Having a file looked at by somebody else's scanner, where the house has one.

A command gets the file on its standard input and ends with 0 where it is clean and 1 where it is not, as `clamdscan -`
does; a callable gets the bytes and returns what it found, or nothing. Whatever else happens is no answer.
"""

import logging
import shlex
import subprocess
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS: Final = 30
CLEAN: Final = 0
INFECTED: Final = 1

log = logging.getLogger(__name__)


class NoAnswerError(Exception):
    """The scanner could not say."""


def wanted() -> bool:
    """Whether files are looked at before they may be shown."""
    return bool(settings.ATTACHMENT_SCAN)


def found_in(content: bytes) -> str:
    """What the scanner found, in a few words; empty where the file is clean. Raises NoAnswerError."""
    how = settings.ATTACHMENT_SCAN
    return _called(how, content) if ":" in how.split(" ", 1)[0] else _run(shlex.split(how), content)


def _called(how: str, content: bytes) -> str:
    try:
        return str(import_string(how.replace(":", "."))(content) or "")[:200]
    except Exception as failed:
        raise NoAnswerError(f"{how}: {failed}") from failed


def _run(command: list[str], content: bytes) -> str:
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise NoAnswerError(str(failed)) from failed
    if done.returncode == CLEAN:
        return ""
    said = done.stdout.decode(errors="replace").strip().splitlines()
    if done.returncode != INFECTED:
        raise NoAnswerError(f"{command[0]} ended with {done.returncode}")
    return _name(said[0]) if said else "Infected"


def _name(line: str) -> str:
    """`stream: Eicar-Signature FOUND` as its name alone."""
    return line.removesuffix(" FOUND").rpartition(": ")[2][:200] or "Infected"
