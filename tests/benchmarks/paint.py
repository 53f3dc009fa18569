"""What an open page of the desk takes: from a push to what is painted, and what a browser fetches for it.

In Chromium, with a conversation open: a push begins where the house has written what happened, and ends with the frame
that shows it. Of that the browser's own part is told beside it, from the push's arrival on.
"""

import gzip

from playwright.sync_api import Page, Response, sync_playwright

from tests.benchmarks.figures import Figure, spread
from tests.benchmarks.house import House
from tests.stack import Stack

PUSHES, QUICK_PUSHES = 100, 10
MOST_MS, OWN_KB, ALL_KB = 100, 25, 90
KB = 1000

_COLLECT = """
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""
_SAID = """
from time import time

from handoff.protocol import Message as Said
source = sources.create("Painted")
intake.hear(source, Said(id=f"painted-{number}", conversation="painted", role="customer",
                       text="I want to talk to a human" if not number else f"Push {number}"))
result = [Conversation.objects.get(source=source, external_id="painted").pk, time()]
"""
_WATCH = """
const Native = WebSocket;
window.arrived = 0;
window.painted = [];
window.WebSocket = class extends Native {
  constructor(...told) {
    super(...told);
    this.addEventListener("message", ({ data }) => {
      if (!data.includes('"append')) return;
      const came = performance.timeOrigin + performance.now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.painted.push([came, performance.timeOrigin + performance.now()]);
        port2.postMessage(0);
      });
    });
  }
};
"""


def measure(house: House) -> list[Figure]:
    """Both."""
    pushes = QUICK_PUSHES if house.quick else PUSHES
    stack = house.stack
    stack.person("Mira Dahl", queues=["Orders"])
    stack.do(_COLLECT)
    stack.end("server")
    stack.start("server")  # it knows the names of the files that were there as it began
    conversation, _ = stack.do(_SAID, number=0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(bypass_csp=True)  # or what waits for it could not be told so
        fetched: list[Response] = []
        page.on("response", lambda answer: fetched.append(answer))  # noqa: PLW0108 - it marks what it calls
        page.add_init_script(_WATCH)
        page.context.add_cookies([{"name": "baton", "value": stack.session("mira"), "url": stack.url}])
        page.goto(f"{stack.url}/desk/all/{conversation}/")
        page.wait_for_function("document.getElementById('pill').textContent === 'Live'")
        page.wait_for_load_state("networkidle")
        weight = _weight(fetched)
        times = _pushed(page, stack, pushes)
        browser.close()
    return [_paint(times), weight]


def _pushed(page: Page, stack: Stack, pushes: int) -> list[tuple[float, float]]:
    """For each push the seconds from its beginning, and from its arrival, to the frame that shows it."""
    found = []
    for number in range(1, pushes + 1):
        _, began = stack.do(_SAID, number=number)
        page.wait_for_function("count => painted.length >= count", arg=number)
        came, painted = page.evaluate("painted.at(-1)")
        found.append((painted / 1000 - float(began), (painted - came) / 1000))
    return found


def _paint(times: list[tuple[float, float]]) -> Figure:
    whole, browser = (spread([one[place] for one in times]) for place in (0, 1))
    return Figure(
        "paint",
        "from what happened being written to the frame that shows it in an open conversation",
        "ms",
        whole,
        {"of it in the browser, from the push's arrival": browser},
        round(whole["p95"] / max(browser["p95"], 0.001), 3),
        f"p95 of the push under {MOST_MS} ms",
        browser["p95"] < MOST_MS,
    )


def _weight(fetched: list[Response]) -> Figure:
    """What was fetched of scripts and styles, gzipped."""
    sizes = {
        answer.url: len(gzip.compress(answer.body())) / KB
        for answer in fetched
        if answer.url.partition("?")[0].endswith((".js", ".css"))
    }
    own = sum(size for url, size in sizes.items() if "/static/js/" in url)
    whole = sum(sizes.values())
    return Figure(
        "weight",
        "scripts and styles of an open conversation, with what comes once it stands",
        "kB",
        {"own scripts": round(own, 2), "all": round(whole, 2), "n": len(sizes)},
        {"at most": {"own scripts": OWN_KB, "all": ALL_KB}},
        round(max(own / OWN_KB, whole / ALL_KB), 3),
        f"own scripts under {OWN_KB} kB, all under {ALL_KB} kB",
        own < OWN_KB and whole < ALL_KB,
    )
