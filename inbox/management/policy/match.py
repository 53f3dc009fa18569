import sys
from argparse import ArgumentParser
from typing import Any, Final

import msgspec
from django.core.management.base import BaseCommand, CommandError

from handoff.assist.encoder import installed
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.matching import Matcher, Text, has_meaning
from handoff.assist.rules.words import plain
from handoff.assist.weights import WrongWeights
from handoff.records import BadLine, Record, taken
from inbox.management.lines import batches

HELP = (
    'Matches texts against a rule: JSONL {"id", "text", "attributes"?} on standard input; for each line '
    '{"id", "match", "score", "why"} on standard output, at once. Bad lines are named on standard error.'
)
BATCH: Final = 256


class Line(msgspec.Struct, frozen=True):
    """One line in: a text, and what is known of its customer."""

    id: str | int | float
    text: str
    attributes: dict[str, Any] | None = None


def add_arguments(parser: ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--rule", required=True, metavar="SENTENCE", help="what the AI is never to touch")
    parser.add_argument("--lexical", action="store_true", help="by words alone, as where there is no encoder")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Match line by line. Raises CommandError where the rule is not ready, or lines were bad."""
    rule = compiled(options["rule"])
    if rule.questions:
        raise CommandError(" ".join(question.ask for question in rule.questions))
    try:
        encoder = None if options["lexical"] or not has_meaning(rule) else installed()
    except WrongWeights as wrong:
        raise CommandError(str(wrong)) from wrong
    matcher = Matcher(rule, encoder.encode if encoder else None)
    bad = 0
    for lines in batches(sys.stdin.buffer, BATCH):
        found = [taken(line.number, line.text, Line, lambda one: one) for line in lines]
        asked = [one.made for one in found if isinstance(one, Record)]
        for refused in found:
            if isinstance(refused, BadLine):
                bad += 1
                command.stderr.write(str(refused), style_func=str)
        vectors = encoder.encode([plain(one.text) for one in asked]) if encoder and asked else None
        verdicts = matcher.match([Text(one.text, one.attributes or {}) for one in asked], vectors)
        for one, verdict in zip(asked, verdicts, strict=True):
            told = {"id": one.id, "match": verdict.match, "score": verdict.score, "why": verdict.why}
            command.stdout.write(msgspec.json.encode(told).decode())
        command.stdout.flush()
    if bad:
        raise CommandError(f"Not taken: {bad}. The rest is answered.")
