import asyncio
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from handoff import sources
from handoff.clock import now
from handoff.errors import DomainError
from handoff.records import BadLine
from inbox.replay import address
from inbox.replay.course import Course
from inbox.replay.player import GaveUp, play
from inbox.replay.recording import Recording, recordings
from inbox.replay.tally import Tally

KEY_LIFE = timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Plays recorded conversations through the gateway as an AI front end would, and prints what came of it "
        "as one JSON object. A second replay of the same file changes nothing. Bot turns are proposed with a "
        "confidence of 0.95; 0.35 where the recording says that the bot failed, 0.72 where it was unsure."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help='JSONL: {"id", "turns": [{"role", "text"}]}'
        )
        parser.add_argument("--source", default="replay", metavar="NAME", help="the source to be (replay)")
        parser.add_argument("--rate", type=float, metavar="N", help="frames a second, over all conversations")
        parser.add_argument("--limit", type=int, metavar="N", help="play only the first N conversations")
        parser.add_argument("--url", help="the gateway, ws://HOST:PORT/gateway/v1 (the running `up`)")
        parser.add_argument("--key", help="a key of the source (one is made, and revoked at the end)")
        parser.add_argument("--sockets", type=int, default=1, help="connections at once (1)")
        parser.add_argument("--width", type=int, default=32, help="conversations at once on each (32)")
        parser.add_argument(
            "--patience", type=float, default=60.0, help="seconds to wait for the gateway (60)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("rate", "limit", "sockets", "width", "patience"):
            if options[name] is not None and options[name] <= 0:
                raise CommandError(f"--{name} must be above 0.")
        tally = Tally()
        try:
            with _key(options["source"], options["key"]) as key:
                self._play(tally, key, options)
        except (DomainError, GaveUp, KeyboardInterrupt) as ended:
            self._told(tally)
            raise CommandError(str(ended) or "Stopped.") from ended
        self._told(tally)
        if not tally.complete:
            raise CommandError("Not all went well: see refused and bad_lines.")

    def _play(self, tally: Tally, key: str, options: dict[str, Any]) -> None:
        found = self._good(recordings(options["file"]), tally)
        courses = map(Course, islice(found, options["limit"]))
        with tqdm(courses, unit=" conversations", disable=None, leave=False) as shown:
            asyncio.run(
                play(
                    iter(shown),
                    tally,
                    url=address.gateway(options["url"]),
                    key=key,
                    rate=options["rate"],
                    sockets=options["sockets"],
                    width=options["width"],
                    patience=options["patience"],
                )
            )

    def _good(self, found: Iterator[Recording | BadLine], tally: Tally) -> Iterator[Recording]:
        for one in found:
            if isinstance(one, BadLine):
                tally.bad_lines += 1
                with tqdm.external_write_mode():
                    self.stderr.write(str(one), style_func=str)
            else:
                yield one

    def _told(self, tally: Tally) -> None:
        self.stdout.write(json.dumps(tally.summary()))


@contextmanager
def _key(source: str, given: str | None) -> Iterator[str]:
    """The key to play with: the given one, or one of `source` that lives as long as the replay."""
    if given:
        yield given
        return
    made, text = sources.issue(sources.create(source), label="replay", expires_at=now() + KEY_LIFE)
    try:
        yield text
    finally:
        sources.revoke(made.public_id)
