"""The desk in several browsers at once: who claims, what is taken away, and what was typed meanwhile."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opens, Window
from tests.e2e.people import SOON, Agent
from tests.stack import PASSWORD, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

ASKS = "The pole set is missing from my tent. Can I talk to a person?"
TYPED = "#reply-form textarea"


@pytest.fixture
def jonas(shop: Stack, window: Window) -> Agent:
    """Jonas, logged in at a desk of his own."""
    shop.do(
        "person, _ = Person.objects.get_or_create(username='jonas', defaults={'name': 'Jonas Berg'});"
        "person.password = Person.objects.get(username='mira').password; person.save();"
        "person.queues.set(Queue.objects.filter(name='Orders'))"
    )
    return Agent(window(), shop, "jonas")


@pytest.fixture
def ingrid(shop: Stack, opens: Opens, mira: Agent) -> int:
    """Ingrid's conversation, which waits in Unassigned; it is open before Mira."""
    visitor = opens("Ingrid Solheim")
    visitor.says(ASKS)
    visitor.stands("in line")
    found = shop.query("SELECT id FROM handoff_conversation WHERE external_id = %s", visitor.conversation)
    begins_a_reply(mira, int(found[0][0]))
    return int(found[0][0])


def begins_a_reply(agent: Agent, conversation: int) -> None:
    """Opens a conversation and the tab for answering."""
    agent.looks_at(f"unassigned/{conversation}")
    agent.page.locator("#tab-reply").click()
    expect(agent.page.locator(TYPED)).to_be_focused()


def test_of_two_who_claim_at_once_one_has_it_and_the_other_knows_who(
    mira: Agent, jonas: Agent, ingrid: int
) -> None:
    begins_a_reply(jonas, ingrid)
    for agent, words in ((mira, "Mira looks into it."), (jonas, "Jonas looks into it.")):
        agent.page.locator(TYPED).fill(words)
    for agent in (mira, jonas):
        agent.page.locator("[form=claim-form]").dispatch_event("click")
    lanes = [agent.page.locator("#lane") for agent in (mira, jonas)]
    for lane in lanes:
        expect(lane).not_to_contain_text("Nobody has it yet.", timeout=SOON)
    held = [lane.get_attribute("data-mine") for lane in lanes]
    assert sorted(map(str, held)) == ["no", "yes"]
    winner, loser = (mira, jonas) if held[0] == "yes" else (jonas, mira)
    name = "Mira Dahl" if winner is mira else "Jonas Berg"
    expect(loser.page.locator("#composer")).to_contain_text(f"{name} has it.")
    expect(loser.page.locator("#reply-form .main")).to_be_disabled()
    expect(winner.page.locator("#reply-form .main")).to_be_enabled()
    expect(mira.page.locator(TYPED)).to_have_value("Mira looks into it.")
    expect(jonas.page.locator(TYPED)).to_have_value("Jonas looks into it.")


def test_what_a_colleague_notes_appears_without_moving_what_is_typed(
    mira: Agent, jonas: Agent, ingrid: int
) -> None:
    begins_a_reply(jonas, ingrid)
    typed = mira.page.locator(TYPED)
    typed.fill("Hi Ingrid, ")
    jonas.page.keyboard.press("Escape")
    jonas.page.keyboard.press("n")
    jonas.page.keyboard.type("6 sets in Drammen.")
    jonas.page.keyboard.press("Control+Enter")
    expect(mira.entry("6 sets in Drammen.")).to_have_count(1, timeout=SOON)
    expect(typed).to_have_value("Hi Ingrid, ")
    expect(typed).to_be_focused()


def test_what_goes_elsewhere_leaves_the_page_and_keeps_the_words(
    shop: Stack, mira: Agent, ingrid: int
) -> None:
    mira.page.locator(TYPED).fill("half a sentence")
    moves = "Conversation.objects.filter(pk=pk).update(queue=Queue.objects.get_or_create(name=name)[0])"
    shop.do(
        f"{moves}; reply.note(pk, agent=Person.objects.get(username='mira'), text='Moved')",
        pk=ingrid,
        name="Norsk",
    )
    expect(mira.page.get_by_text("This conversation went to others")).to_be_visible(timeout=SOON)
    expect(mira.page.locator(f"#row-{ingrid}")).to_have_count(0)
    shop.do(moves, pk=ingrid, name="Orders")
    begins_a_reply(mira, ingrid)
    expect(mira.page.locator(TYPED)).to_have_value("half a sentence")


def test_who_logs_out_leaves_no_words_behind(mira: Agent, ingrid: int) -> None:
    mira.page.locator(TYPED).fill("half a sentence")
    mira.page.locator(".me").click()
    mira.page.get_by_role("button", name="Log out").click()
    expect(mira.page.get_by_role("button", name="Log in")).to_be_visible(timeout=SOON)
    assert not mira.page.evaluate("Object.keys(localStorage).some(key => key.startsWith('baton:typed:'))")


def test_an_ended_session_leads_to_the_login_and_back(shop: Stack, mira: Agent, ingrid: int) -> None:
    with mira.page.expect_response("**/typed/"):
        mira.page.locator(TYPED).fill("half a sentence")
    shop.do("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    expect(mira.page.get_by_role("button", name="Log in")).to_be_visible(timeout=SOON)
    assert f"next=%2Fdesk%2Funassigned%2F{ingrid}%2F" in mira.page.url
    mira.page.get_by_label("User name").fill("mira")
    mira.page.get_by_label("Password").fill(PASSWORD)
    mira.page.get_by_role("button", name="Log in").click()
    expect(mira.page.locator("#pill")).to_have_text("Live", timeout=SOON)
    expect(mira.page.locator(TYPED)).to_have_value("half a sentence")
