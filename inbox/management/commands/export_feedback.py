import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from handoff.exports import FORMATS


class Command(BaseCommand):
    help = (
        "Prints what became of the AI's drafts as JSONL. ledger: every draft's fate; sft: chats that end in an "
        "approved or edited text; preference: what a human said instead of what was proposed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in tqdm(FORMATS[options["format"]](), unit=" lines", disable=None, leave=False):
            self.stdout.write(json.dumps(line, ensure_ascii=False))
