"""The index on this host's disk: one folder a generation, and a pointer to the one that counts.

    VAR_DIR/assist/current         the name of the generation that counts
    VAR_DIR/assist/g000012/        what the index saved, about.json, stamps.msgpack, held.lock
    VAR_DIR/assist/new-4711/       one that is being written

A generation is written aside, synced, renamed, and only then pointed to: a crash at any line leaves the old one.
Whoever has a generation open shares a lock on it, and only what nobody has open is removed. Locks are the kernel's
(flock): they end with the process that holds them, however it ends.

Every host keeps an index of its own, made from the one database: nothing but rows is shared between hosts.
"""

import fcntl
import logging
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from django.conf import settings

POINTER, ABOUT, STAMPS, HELD, INDEX = "current", "about.json", "stamps.msgpack", "held.lock", "index"
_NAME: Final = re.compile(r"g(\d{6,})")
_TRIES: Final = 20

Stamps = dict[str, int]
log = logging.getLogger(__name__)


class About(msgspec.Struct, frozen=True):
    """What a generation was made from: how many `items` of which `database`, read at `read_at`.

    `fitted_at` is when the classifier was last fitted, `moved` how many items changed since; `form` is the version
    of the index's own form, and `encoder` says whether there was one.
    """

    database: str
    items: int
    form: int
    encoder: bool
    read_at: datetime
    fitted_at: datetime
    moved: int = 0


class Mark(NamedTuple):
    """What the file system tells of the pointer; another one after each swap."""

    inode: int
    changed: int


class Generation:
    """A generation that is open: it stays on disk for as long as this object lives.

    Raises FileNotFoundError or BlockingIOError where it is being removed.
    """

    def __init__(self, folder: Path) -> None:
        opened = os.open(folder / HELD, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, opened)
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
        self.folder, self.name = folder, folder.name
        self.about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
        self._stamps: Stamps | None = None

    @property
    def stamps(self) -> Stamps:
        """The stamp of each item that it holds, by id."""
        if self._stamps is None:
            self._stamps = msgspec.msgpack.decode((self.folder / STAMPS).read_bytes(), type=Stamps)
        return self._stamps

    @property
    def index(self) -> Path:
        """Where the index lies."""
        return self.folder / INDEX


def home() -> Path:
    """The folder of all generations, made where there is none."""
    folder: Path = settings.VAR_DIR / "assist"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def mark() -> Mark | None:
    """What tells one pointer from the next without reading it; None where there is none yet."""
    try:
        found = (settings.VAR_DIR / "assist" / POINTER).stat()
    except FileNotFoundError:
        return None
    return Mark(found.st_ino, found.st_mtime_ns)


def current() -> Generation | None:
    """The generation that counts, open; None where there is none, or it cannot be read."""
    for _ in range(_TRIES):  # it may be removed between the reading of the pointer and the lock
        if (name := _pointed()) is None:
            return None
        with suppress(FileNotFoundError, BlockingIOError):
            return _opened(home() / name)
    return None


def publish(save: Callable[[Path], object], about: About, stamps: Stamps) -> str:
    """Write a generation and point to it; its name. To be called under the lock `publishing`."""
    aside = home() / f"new-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    (aside / INDEX).mkdir(parents=True)
    save(aside / INDEX)
    (aside / ABOUT).write_bytes(msgspec.json.encode(about))
    (aside / STAMPS).write_bytes(msgspec.msgpack.encode(stamps))
    (aside / HELD).touch()
    _sync(aside)
    name = f"g{_newest() + 1:06}"
    aside.rename(home() / name)
    _point(name)
    tidy()
    return name


def tidy() -> None:
    """Remove what neither counts nor is open, and what a crash left. To be called under the lock `publishing`."""
    counts = _pointed()
    for folder in home().iterdir():
        if folder.name.startswith("new-"):
            shutil.rmtree(folder, ignore_errors=True)
        elif _NAME.fullmatch(folder.name) and folder.name != counts:
            _remove(folder)


@contextmanager
def lock(name: str, *, wait: bool) -> Iterator[bool]:
    """Hold one of this host's locks for the block; false where another holds it and we do not `wait`."""
    with (home() / f"{name}.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _opened(folder: Path) -> Generation | None:
    try:
        return Generation(folder)
    except msgspec.MsgspecError as wrong:  # an older or newer Baton wrote it: it is built anew
        log.warning("index %s cannot be read: %s", folder.name, str(wrong))
        return None


def _pointed() -> str | None:
    try:
        name = (home() / POINTER).read_text().strip()
    except FileNotFoundError:
        return None
    return name if _NAME.fullmatch(name) else None


def _remove(folder: Path) -> None:
    """Remove a generation that nobody has open. Its lock goes last, so that nobody opens it meanwhile."""
    with suppress(FileNotFoundError, BlockingIOError), (folder / HELD).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (folder / ABOUT).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _newest() -> int:
    names = (_NAME.fullmatch(folder.name) for folder in home().iterdir())
    return max((int(found[1]) for found in names if found), default=0)


def _point(name: str) -> None:
    aside = home() / f"{POINTER}.new"
    aside.write_text(name)
    _sync_file(aside)
    aside.replace(home() / POINTER)
    _sync_file(home())


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync_file(path)


def _sync_file(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
