import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inbox.running import prepare
from inbox.running.house import House, ask

READY_WITHIN, LOOK_EVERY, ASK_EVERY = 90.0, 0.3, 5.0


class Stopped(BaseException):
    """SIGTERM or SIGINT came. No Exception, so that nothing on the way takes it for an error."""


class Command(BaseCommand):
    help = "Prepares and runs everything in the foreground; prints `ready http://HOST:PORT` once it answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument(
            "--port", type=int, default=8000, help="port to listen on (8000; 0 takes a free one)"
        )
        parser.add_argument("--empty", action="store_true", help="load no demo into an empty database")
        parser.add_argument("--workers", type=int, default=2, help="background jobs at a time (2)")

    def handle(self, *args: Any, **options: Any) -> None:
        on_stop(raise_stopped)
        with suppress(Stopped), prepare.alone(settings.VAR_DIR):
            self.run(options["host"], options["port"], max(1, options["workers"]), demo=not options["empty"])

    def run(self, host: str, port: int, workers: int, *, demo: bool) -> None:
        """Prepare, start, watch; returns or raises only when no child is left."""
        port = prepare.usable_port(host, port)
        prepare.static_files()
        prepare.database(demo=demo)
        greeting = prepare.how_to_log_in()
        prepare.let_go_of_database()
        config, names = prepare.configuration(host, port, workers)
        house = House(config, names=names, var=settings.VAR_DIR, env=prepare.environment_for_children(host))
        url = f"http://{prepare.bracketed(host)}:{port}"
        try:
            self.wait_until_ready(house, host, port)
            settings.SERVER_URL_FILE.write_text(f"{url}\n")
            self.announce(url, greeting)
            self.watch(house, host, port)
        finally:
            on_stop(signal.SIG_IGN)
            house.stop()
            settings.REDIS_URL_FILE.unlink(missing_ok=True)
            settings.SERVER_URL_FILE.unlink(missing_ok=True)

    def wait_until_ready(self, house: House, host: str, port: int) -> None:
        """Until the first request succeeds; CommandError where that takes too long."""
        deadline = time.monotonic() + READY_WITHIN
        while ask(host, port, "/healthz").get("database") != "ok":
            self.tell_news(house)
            if time.monotonic() > deadline:
                raise CommandError(
                    f"It does not answer after {READY_WITHIN:.0f} s; see {settings.VAR_DIR / 'log'}."
                )
            time.sleep(LOOK_EVERY)

    def announce(self, url: str, greeting: str) -> None:
        """For people on standard error; for scripts on standard output, alone there."""
        self.say(f"Baton runs at {url}/ (logs: {settings.VAR_DIR / 'log'}; Ctrl+C stops it).")
        self.say(greeting)
        self.stdout.write(f"ready {url}")
        self.stdout.flush()

    def watch(self, house: House, host: str, port: int) -> None:
        """Until we are told to stop: show what goes amiss, and revive a worker that is deaf."""
        asked = time.monotonic()
        while True:
            time.sleep(LOOK_EVERY)
            self.tell_news(house)
            if time.monotonic() - asked > ASK_EVERY:
                asked = time.monotonic()
                if house.revive(ask(host, port, "/readyz").get("sweep", "")):
                    self.say("The worker did nothing for two minutes and was started again.")

    def tell_news(self, house: House) -> None:
        """What went amiss; CommandError where supervisord itself is gone."""
        for line in house.news():
            self.say(line)
        if not house.alive():
            raise CommandError(f"supervisord has ended; see {settings.VAR_DIR / 'log' / 'supervisord.log'}.")

    def say(self, text: str) -> None:
        """To standard error, whether or not anybody still reads it."""
        with suppress(OSError):
            self.stderr.write(text, style_func=str)


def on_stop(handler: Callable[..., object] | signal.Handlers) -> None:
    """What SIGTERM and SIGINT do from now on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def raise_stopped(*_: object) -> NoReturn:
    """Once only: what follows is the stopping, which nothing shall interrupt."""
    on_stop(signal.SIG_IGN)
    raise Stopped
