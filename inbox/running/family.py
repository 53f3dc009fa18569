"""Child processes that never outlive us, also where one of us is killed."""

import ctypes
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
SUPERVISED = Path(__file__).with_name("supervised.py")


def adopt_orphans() -> None:
    """From now on a grandchild whose parent dies becomes our child, so that we can find it. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start_supervisord(config: Path, *, directory: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """supervisord in a session of its own, so that Ctrl+C reaches only us."""
    return subprocess.Popen(
        [sys.executable, "-P", str(SUPERVISED), str(os.getpid()), "-c", str(config)],
        cwd=directory,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(child: subprocess.Popen[bytes], patience: float) -> None:
    """SIGTERM for the child; after `patience` seconds at most, SIGKILL for whatever is left below us."""
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(patience)
    kill_descendants()
    child.wait()


def kill_descendants() -> None:
    """SIGKILL for all that descend from us."""
    left = psutil.Process().children(recursive=True)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=5)


def oldest(*words: str) -> psutil.Process | None:
    """The oldest of our descendants whose command line has all these words."""
    found = [child for child in psutil.Process().children(recursive=True) if set(words) <= set(_words(child))]
    return min(found, key=psutil.Process.create_time, default=None)


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return list(process.cmdline())
    return []
