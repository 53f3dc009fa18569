import sys
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from handoff.assist.rules.compiling import compiled
from handoff.policy.rule import Rule
from handoff.suggesting import suggested

HELP = (
    "Prints what is understood of a rule's sentence as JSON: the sentence said back, its structure, the questions that "
    "it leaves open. At a terminal in a few lines, unless --json is given."
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--rule", required=True, metavar="SENTENCE", help="what the AI is never to touch")
    parser.add_argument(
        "--embedded", action="store_true", help="without the suggestions of a configured model"
    )
    parser.add_argument("--json", action="store_true", help="JSON also at a terminal")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Compile and tell."""
    rule = compiled(options["rule"])
    rule = rule if options["embedded"] else suggested(rule)
    if options["json"] or not sys.stdout.isatty():
        command.stdout.write(msgspec.json.encode(told(rule)).decode())
        return
    command.stdout.write(rule.understood or "Nothing yet.")
    for question in rule.questions:
        command.stdout.write(f"? {question.ask}")


def told(rule: Rule) -> dict[str, Any]:
    """What was understood, as plain values."""
    return {
        "sentence": rule.sentence,
        "understood": rule.understood,
        "ready": not rule.questions,
        "questions": msgspec.to_builtins(rule.questions),
        "rule": msgspec.to_builtins(rule),
    }
