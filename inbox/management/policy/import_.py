"""`policy import`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from handoff import drafting, policies
from handoff.models import Person, PolicyVersion
from handoff.policy import Document
from handoff.policy.difference import differences
from handoff.policy.document import read
from inbox.management.policy import publish, shared

HELP = (
    "Makes a draft of a JSON document, as `policy export` prints it; publishes it where asked to. A document with a "
    "fault is not taken: each is named by its path."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="- for standard input")
    parser.add_argument("--into", type=int, metavar="DRAFT", help="change this draft instead of making one")
    parser.add_argument("--publish", action="store_true", help="make it the live version at once")
    shared.add_why(parser, required=False)
    shared.add_confirm(parser)
    shared.add_who(parser)
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    if options["publish"] and not options["why"].strip():
        raise CommandError("Say --why it is published, for whoever reads this later.")
    document = _document(command, options["file"])
    by, live = shared.admin(options["who"]), policies.live()
    draft = _draft(options["into"], document, by)
    if options["publish"]:
        drafting.publish(
            draft.pk, revision=draft.revision, by=by, why=options["why"], confirm=options["confirm"]
        )
    changes = [change._asdict() for change in differences(live.content, document)]
    told = publish.told(draft.pk) | {"changes": changes}
    lines = [f"v{draft.pk}: {told['status']}", *(change["sentence"] for change in changes)]
    shared.tell(command, options, told, lines)


def _draft(into: int | None, document: Document, by: Person) -> PolicyVersion:
    if into is None:
        return drafting.begin(by=by, document=document)
    return drafting.change(into, revision=shared.version(into).revision, by=by, document=document)


def _document(command: BaseCommand, file: str) -> Document:
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        document = read(msgspec.json.decode(text))
    except OSError as wrong:
        raise CommandError(f"Cannot read {file}: {wrong.strerror}.") from wrong
    except msgspec.ValidationError as wrong:
        said, _, path = str(wrong).rpartition(" - at `$")
        told = f"{path.strip('`.') or 'document'}: {said}" if said else str(wrong)
        raise CommandError(f"Not taken: {told}.") from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise CommandError(f"Not taken: it is no JSON: {wrong}.") from wrong
    faults = drafting.faults(document)
    for fault in faults:
        command.stderr.write(f"{fault.path}: {fault.message}", style_func=str)
    if faults:
        raise CommandError(f"Not taken. Faults: {len(faults)}.")
    return document
