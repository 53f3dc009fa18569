"""Every page, in light and dark, on a desk and on a phone: nothing that keeps somebody out, by the rules of axe."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.people import SOON
from tests.e2e.windows import watched
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((1440, 900), (390, 844))
LOOKS = {
    "light": f"axe.run({{resultTypes: ['violations'], runOnly: {RULES}}})",
    "dark": "axe.run({resultTypes: ['violations'], runOnly: ['color-contrast']})",  # nothing else differs
}

_FILL = """
from tests import factories
orders = Queue.objects.get(name="Orders")
mira = Person.objects.get(username="mira")
told = [factories.held("You may return it within 60 days.", to=orders).conversation]
told += [factories.queued(to=orders), factories.assigned(mira, to=orders)]
decision = Decision.objects.filter(conversation=told[0]).latest("pk")
review, unassigned, mine = (one.pk for one in told)
article = Article.objects.first().pk
result = {
    "nobody": ["/login/", "/chat/", "/password/x/y/", "/no-such-page/"],
    "mira": [
        "/desk/", "/me/", f"/desk/review/{review}/", f"/desk/unassigned/{unassigned}/", f"/desk/mine/{mine}/",
        f"/desk/conversations/{review}/decisions/{decision.pk}/", "/control/",
    ],
    "sofie": [f"/desk/all/{mine}/", "/floor/audits/"],
    "henrik": [
        f"/control/{name}/"
        for name in (
            "policy", "calibration", "knowledge", "knowledge/new", f"knowledge/{article}", "macros", "reassurance",
            "sources", f"sources/{Source.objects.first().pk}", "queues", "queues/new", f"queues/{orders.pk}",
            "people", f"people/{mira.pk}", "history",
        )
    ],
}
"""


@pytest.fixture(scope="module")
def addresses(shop: Stack) -> dict[str, list[str]]:
    """The pages that each of the house opens, with something on them."""
    shop.person("Sofie Lindqvist", role="supervisor")
    shop.person("Henrik Aas", role="admin")
    found: dict[str, list[str]] = shop.do(_FILL)
    return found


def found_on(page: Page) -> Iterator[str]:
    """What axe finds on the page as it stands, in each theme and size, the worst of it first."""
    page.evaluate(AXE_SCRIPT)
    for theme, look in LOOKS.items():
        for width, height in SIZES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": height})
            told: Any = page.evaluate(look)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            yield from ([f"{width} {theme}: the page is wider than its window"] if wide else [])
            for one in told["violations"]:
                for node in one["nodes"]:
                    yield f"{width} {theme}: {one['id']} ({one['impact']}): {node['html'][:200]}"


@pytest.mark.parametrize("who", ["nobody", "mira", "sofie", "henrik"])
def test_nothing_keeps_anybody_out(
    shop: Stack, addresses: dict[str, list[str]], new_context: Callable[..., BrowserContext], who: str
) -> None:
    context = new_context(reduced_motion="reduce")
    if who != "nobody":
        context.add_cookies([{"name": "baton", "value": shop.session(who), "url": shop.url}])
    page = watched(context.new_page())
    found: list[str] = []
    for address in addresses[who]:
        page.goto(f"{shop.url}{address}")
        if page.locator("#pill").count():
            expect(page.locator("body[data-connection=live]")).to_have_count(1, timeout=SOON)
        found += (f"{address} {what}" for what in found_on(page))
    assert not found, "\n".join(found)
    assert page.wrong == []  # type: ignore[attr-defined]


def test_the_first_key_of_a_page_leads_past_its_head(
    shop: Stack, addresses: dict[str, list[str]], new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page = watched(context.new_page())
    page.goto(f"{shop.url}/login/")
    expect(page.get_by_label("User name")).to_be_focused()
    context.add_cookies([{"name": "baton", "value": shop.session("mira"), "url": shop.url}])
    page.goto(f"{shop.url}{addresses['mira'][4]}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.getElementById('conversation').contains(document.activeElement)"
    assert page.evaluate(inside)
