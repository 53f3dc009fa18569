"""Windows of a browser that are wiped and used again: a new one costs a second of CPU, and loads every script anew."""

import json
from collections import defaultdict
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Frame, Page

FORGET = "localStorage.clear(); sessionStorage.clear()"


class Windows:
    """Of one browser; each window has a profile of its own. Its cache is all that it keeps from test to test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = defaultdict(list)
        self._taken: list[tuple[str, Page]] = []

    def take(self, **options: object) -> Page:
        """An empty page in a profile without cookies. `options` are those of a `BrowserContext`."""
        kind = json.dumps(options, sort_keys=True)
        page = self._free[kind].pop() if self._free[kind] else self._new(**options)
        page.wrong = []  # type: ignore[attr-defined]
        page.origins = set()  # type: ignore[attr-defined]
        self._taken.append((kind, page))
        return page

    def take_back(self, *, well: bool) -> None:
        """Wipe all that were taken. After a test that failed they are closed, as are those that cannot be wiped."""
        for kind, page in self._taken:
            if well and not getattr(page, "spoilt", False) and _wiped(page):
                self._free[kind].append(page)
            else:
                with suppress(Error):
                    page.context.close()
        self._taken.clear()

    def _new(self, **options: object) -> Page:
        page = watched(self._browser.new_context(**options).new_page())  # type: ignore[arg-type]
        page.on("framenavigated", _remember)
        page.size = page.viewport_size  # type: ignore[attr-defined]
        return page


def spoil(page: Page) -> None:
    """Have a window closed after the test, which changed more than is wiped: clock, scripts, listeners."""
    page.spoilt = True  # type: ignore[attr-defined]


def watched(page: Page) -> Page:
    """A page that remembers what went wrong in it."""
    page.wrong = []  # type: ignore[attr-defined]

    def wrong(what: str) -> None:
        page.wrong.append(what)  # type: ignore[attr-defined]

    page.on("pageerror", lambda error: wrong(str(error)))
    page.on("dialog", lambda dialog: wrong(dialog.message))
    page.on("console", lambda told: wrong(told.text) if "Content Security" in told.text else None)
    return page


def _remember(frame: Frame) -> None:
    place = urlsplit(frame.url)
    if place.scheme == "http":
        frame.page.origins.add(f"http://{place.netloc}")  # type: ignore[attr-defined]


def _wiped(page: Page) -> bool:
    """Whether all that its scripts and the servers kept in it is gone. Where a server is gone, nothing can be wiped."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    try:
        page.unroute_all(behavior="ignoreErrors")
        for origin in sorted(page.origins):  # type: ignore[attr-defined]
            page.goto(f"{origin}/healthz")
            page.evaluate(FORGET)
        page.goto("about:blank")
        page.context.clear_cookies()
        page.set_viewport_size(page.size)  # type: ignore[attr-defined]
    except Error:
        return False
    return True
