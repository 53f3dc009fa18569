"""Contents in the storage: each once, under a name that is never used for another."""

import hashlib
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction

from handoff.models import Attachment, File

ALIAS = "attachments"


def kept(content: bytes) -> File:
    """The file with this content, written where there is none yet. Not to be called inside a transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    if known := File.objects.filter(sha256=sha256).first():
        return known
    name = _storage().save(f"{sha256[:2]}/{sha256}-{secrets.token_hex(4)}", ContentFile(content))
    try:
        with transaction.atomic():
            return File.objects.create(sha256=sha256, name=name, size=len(content))
    except IntegrityError:  # somebody else sent the same in the same moment
        _storage().delete(name)
        return File.objects.get(sha256=sha256)


def content(file: File) -> bytes:
    """What is in it. Raises FileNotFoundError where the storage has lost it."""
    with _storage().open(file.name, "rb") as opened:
        found: bytes = opened.read()
    return found


def forget(files: Iterable[int]) -> None:
    """Delete those of these files that nothing needs any more. The row goes first: without one no file is found."""
    for pk in files:
        try:
            with transaction.atomic():
                file = File.objects.filter(pk=pk).first()
                if file is None or _needed(pk):
                    continue
                file.delete()
        except IntegrityError:  # it was just sent again
            continue
        _storage().delete(file.name)


def _needed(pk: int) -> bool:
    return Attachment.objects.filter(file=pk).exists() or Attachment.objects.filter(preview=pk).exists()


def _storage() -> Storage:
    return storages[ALIAS]
