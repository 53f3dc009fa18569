"""A page of the desk that is open all day: nothing moves in it by itself, it misses nothing and does not grow."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NOBODY_WAITS
from tests.e2e.people import SECOND, SOON, Agent
from tests.e2e.windows import spoil
from tests.e2e.wire import Wire
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

_HEAR = """
from handoff.protocol import Customer, Message as Said
source = sources.create("Steady")
made = []
for name, text in said:
    known = Conversation.objects.filter(source=source, external_id=name).count()
    number = Conversation.objects.get(source=source, external_id=name).version if known else 0
    intake.hear(source, Said(id=f"{name}-{number}", conversation=name, role="customer", text=text,
                           customer=Customer(id=name, name=f"Kari {name}")))
    made.append(Conversation.objects.get(source=source, external_id=name).pk)
result = made
"""
WAIT = 17
"""A list begins with twenty: a few more are seen to come."""
HUMAN = "I want to talk to a human, please."
SHIFTS = """
() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) {
      window.shifts.push([one.value, ...one.sources.map(({ node }) => node?.id || node?.className || node?.nodeName)]);
    }
  }).observe({ type: "layout-shift", buffered: false });
}
"""
AS_IT_IS = """
() => {
  const all = (place) => [...document.querySelectorAll(place)];
  const told = (place) => {
    const copy = document.querySelector(place)?.cloneNode(true);
    for (const time of copy?.querySelectorAll("time, .avatars, #viewers") ?? []) time.remove();
    return copy?.textContent.replace(/\\s+/g, " ").trim();
  };
  const ids = all("[id]").map((one) => one.id);
  return {
    rows: all("#rows > li").map((one) => [one.id, one.dataset.order, told(`#${one.id} .facts`)]),
    counts: all("[id^=count-]").map((one) => [one.id, one.innerText]),
    entries: all("#entries > li[id^=entry-]").map((one) => [one.id, told(`#${one.id} .text`)]),
    version: document.getElementById("thread").dataset.version,
    twice: ids.length - new Set(ids).size,
    panes: ["#panel-head", "#lane", "#rail-body"].map(told),
  };
}
"""


def hear(shop: Stack, *said: tuple[str, str]) -> list[int]:
    """Customers write: (name of the conversation, text); the conversations' ids."""
    found: list[int] = shop.do(_HEAR, said=said)
    return found


@pytest.fixture
def line(shop: Stack) -> list[int]:
    """So many wait for a human, and nobody else; their conversations are new."""
    shop.do(NOBODY_WAITS)
    shop.do("for one in Source.objects.filter(name='Steady'): one.name = f'Steady {one.pk}'; one.save()")
    return hear(shop, *((f"line-{n}", HUMAN) for n in range(WAIT)))


def test_nothing_moves_when_something_is_pushed(shop: Stack, mira: Agent, line: list[int]) -> None:
    hear(shop, *(("line-0", f"Line {n}\n\nand more") for n in range(40)))
    mira.looks_at(f"unassigned/{line[0]}")
    page = mira.page
    page.locator("#log").evaluate("log => { log.scrollTop = 300 }")
    page.locator("#list-scroll").evaluate("list => { list.scrollTop = 200 }")
    page.locator("#rows > li").nth(8).hover()
    page.wait_for_timeout(600)
    page.evaluate(SHIFTS)
    hear(shop, *(("line-0", f"Push {n}") for n in range(5)), ("line-3", "Hello?"), ("line-9", "Still there?"))
    hear(shop, *((f"more-{n}", HUMAN) for n in range(3)))
    expect(mira.entry("Push 4")).to_have_count(1, timeout=SOON)
    expect(mira.row("Kari more-2")).to_have_count(1, timeout=SOON)
    page.wait_for_timeout(300)
    assert page.locator("#log").evaluate("log => log.scrollTop") == 300
    assert page.evaluate("shifts") == []
    page.locator("#panel-head").evaluate("head => { head.style.marginTop = '90px' }")
    page.wait_for_timeout(500)
    assert page.evaluate("shifts.length"), "it would have been seen"


def test_after_many_events_in_a_gap_the_page_is_as_a_fresh_one(
    shop: Stack, mira: Agent, wire: Wire, line: list[int]
) -> None:
    away = Agent(mira.page.context.new_page(), shop, "mira", url=wire.url)
    away.looks_at(f"unassigned/{line[0]}")
    wire.cut()
    expect(away.page.locator("#pill")).to_contain_text("Stale since", timeout=SOON)
    hear(shop, *(("line-0", f"Missed {n}") for n in range(40)))
    hear(shop, *((f"line-{n % WAIT}", f"Again {n}") for n in range(200)))
    hear(shop, *((f"late-{n}", HUMAN) for n in range(16)))
    shop.do(
        "for pk in pks: queueing.accept(pk, agent=Person.objects.get_or_create(username='jo')[0])",
        pks=line[1:11],
    )
    assert shop.query("SELECT count(*) FROM handoff_event WHERE conversation_id >= %s", line[0])[0][0] > 300
    wire.mend()
    away.page.evaluate("dispatchEvent(new Event('online'))")
    expect(away.page.locator("#pill")).to_have_text("Live", timeout=SOON)
    expect(away.entry("Again 187")).to_have_count(1, timeout=2 * SECOND)
    resynced = settled(away.page)
    mira.looks_at(f"unassigned/{line[0]}")
    fresh = settled(mira.page)
    newest = [entry for entry in resynced.pop("entries") if entry in fresh["entries"]]
    assert newest == fresh.pop("entries")
    assert resynced == fresh
    assert resynced["twice"] == 0


def settled(page: Page) -> dict[str, Any]:
    """What a page shows, once it has not changed for a moment."""
    seen: Any = None
    while (now := page.evaluate(AS_IT_IS)) != seen:
        seen = now
        page.wait_for_timeout(300)
    told: dict[str, Any] = now
    return told


def test_the_next_conversations_open_at_once_and_nobody_is_told_before(
    shop: Stack, mira: Agent, line: list[int]
) -> None:
    asked: list[str] = []
    spoil(mira.page)
    mira.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    mira.looks_at(f"unassigned/{line[0]}")
    page, second = mira.page, f"/desk/unassigned/{line[1]}/"
    while not any(one.endswith(f"/desk/unassigned/{line[3]}/") for one in asked):
        page.wait_for_timeout(200)
    page.wait_for_load_state("networkidle")
    seen = "SELECT seen FROM handoff_conversation WHERE id = %s"
    assert shop.query(seen, line[1]) == [(0,)]
    hear(shop, ("line-2", "Written since"))
    expect(page.locator(f"#row-{line[2]}")).to_have_count(1)
    del asked[:]
    page.locator("h1").first.focus()
    page.keyboard.press("j")
    expect(page.locator("#thread")).to_have_attribute("data-conversation", str(line[1]), timeout=SOON)
    assert not [one for one in asked if one.endswith(second)], asked
    assert page.url.endswith(second)
    expect(page.locator(f"#row-{line[1]} a.row")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(mira.entry("Written since")).to_have_count(1, timeout=SOON)
    page.go_back()
    expect(page.locator("#thread")).to_have_attribute("data-conversation", str(line[1]), timeout=SOON)
    assert shop.query(seen, line[5]) == [(0,)]


def test_panes_remember_their_place(shop: Stack, mira: Agent, line: list[int]) -> None:
    hear(shop, *(("line-0", f"Line {n}\n\nand more") for n in range(40)))
    mira.looks_at(f"unassigned/{line[0]}")
    page = mira.page
    page.locator("#log").evaluate("log => { log.scrollTop = 250 }")
    page.locator("#list-scroll").evaluate("list => { list.scrollTop = 170 }")
    page.wait_for_timeout(300)
    page.goto(f"{mira.url}/me/")
    page.go_back()
    expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)
    assert page.locator("#list-scroll").evaluate("list => list.scrollTop") == 170
    assert page.locator("#log").evaluate("log => log.scrollTop") == 250
    hear(shop, ("line-0", "And now?"))
    expect(mira.entry("And now?")).to_have_count(1, timeout=SOON)
    page.reload()
    expect(mira.entry("And now?")).to_be_in_viewport(timeout=SOON)


@pytest.mark.slow
def test_a_day_of_pushes_does_not_make_the_page_grow(shop: Stack, mira: Agent, line: list[int]) -> None:
    """Pushes as they came are told to the page three thousand times over; between, other conversations are opened."""
    heard: list[str] = []
    page = mira.page
    spoil(page)
    page.add_init_script(
        "const Native = WebSocket; window.WebSocket = class extends Native {"
        "  constructor(...told) { super(...told); window.line = this; } };"
    )
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    mira.looks_at(f"unassigned/{line[0]}")
    hear(shop, ("line-0", "One more"), ("line-4", "Hello?"), ("line-5", HUMAN))
    expect(mira.entry("One more")).to_have_count(1, timeout=SOON)
    page.wait_for_timeout(500)
    pushes = [frame for frame in heard if '"html"' in frame]
    assert pushes
    sizes = list(_grown(page, pushes, line))
    assert sizes[-1][0] < sizes[0][0] * 1.15, sizes  # bytes
    assert sizes[-1][1] < sizes[0][1] * 1.1, sizes  # elements and listeners
    assert sizes[-1][2] < sizes[0][2] * 1.1, sizes


def _grown(page: Page, pushes: list[str], line: list[int]) -> Iterator[tuple[float, float, float]]:
    """The heap in use, the nodes and the listeners after each thousand pushes."""
    tools = page.context.new_cdp_session(page)
    tools.send("HeapProfiler.enable")
    for _ in range(3):
        for pk in line[1:5]:
            page.evaluate(
                "([pushes, times]) => { for (let n = 0; n < times; n++)"
                " line.dispatchEvent(new MessageEvent('message', { data: pushes[n % pushes.length] })) }",
                [pushes, 250],
            )
            page.locator(f"#row-{pk} a.row").click()
            expect(page.locator("#thread")).to_have_attribute("data-conversation", str(pk), timeout=SOON)
        page.locator(f"#row-{line[0]} a.row").click()
        expect(page.locator("#thread")).to_have_attribute("data-conversation", str(line[0]), timeout=SOON)
        page.wait_for_timeout(1000)
        tools.send("HeapProfiler.collectGarbage")
        heap = tools.send("Runtime.getHeapUsage")["usedSize"]
        counted = tools.send("Memory.getDOMCounters")
        yield heap, counted["nodes"], counted["jsEventListeners"]
