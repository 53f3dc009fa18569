"""What a customer does on the chat page, and an agent at the desk."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.stack import Stack

SECOND = 1_000
SOON = 60 * SECOND
PROMPTLY = 30 * SECOND  # a second by itself, as the benchmark of escalations shows; test machines are busy


class Visitor:
    """A customer with the chat page open; their own name goes into its field."""

    def __init__(self, page: Page, url: str, name: str = "") -> None:
        self.page = page
        page.goto(f"{url}/chat/")
        expect(page.locator("#start")).to_be_visible(timeout=SOON)
        page.locator("#name").fill(name)

    @property
    def conversation(self) -> str:
        """The front end's id of the conversation."""
        return self.page.locator("#log").get_attribute("data-conversation") or ""

    def says(self, text: str) -> None:
        """Types it, and sends it by Enter."""
        self.page.locator("#text").fill(text)
        self.page.locator("#text").press("Enter")

    def asks_for_a_person(self) -> None:
        """Presses the button for it."""
        self.page.get_by_role("button", name="Talk to a person", exact=True).click()

    def bubbles(self, text: str) -> Locator:
        """The messages with this text."""
        return self.page.locator(".bubble > p").filter(has_text=re.compile(f"^{re.escape(text)}$"))

    def reads(self, text: str, *, within: int = SOON) -> None:
        """Waits until a message with this text is there."""
        expect(self.bubbles(text)).to_have_count(1, timeout=within)

    def stands(self, *words: str, within: int = SOON) -> None:
        """Waits until these words say who has the chat."""
        for one in words:
            expect(self.page.locator("#place [role=status]")).to_contain_text(one, timeout=within)

    def said(self) -> list[str]:
        """All messages on the screen but the greeting."""
        return self.page.locator(".bubble > p").all_inner_texts()[1:]


class Agent:
    """Somebody of the house at the desk, with a session of their own and no detour over the login page."""

    def __init__(self, page: Page, stack: Stack, username: str, *, url: str = "") -> None:
        self.page, self.url = page, url or stack.url
        page.context.add_cookies([{"name": "baton", "value": stack.session(username), "url": self.url}])
        page.goto(f"{self.url}/desk/")
        expect(page.locator("#pill")).to_have_text("Live", timeout=SOON)

    def looks_at(self, view: str) -> None:
        """Opens a view."""
        self.page.goto(f"{self.url}/desk/{view}/")
        expect(self.page.locator("#pill")).to_have_text("Live", timeout=SOON)

    def row(self, customer: str) -> Locator:
        """The row of a customer in the list."""
        return self.page.locator("#rows .row").filter(has=self.page.get_by_text(customer, exact=True))

    def entry(self, text: str) -> Locator:
        """The messages of the open conversation with this text."""
        return self.page.locator("#entries .message").filter(has_text=text)
