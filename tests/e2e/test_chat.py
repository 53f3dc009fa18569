"""A customer on the chat page: the AI answers out of an article, asks a person where it is not sure, or gives way."""

import pytest
from playwright.sync_api import expect

from tests import processes
from tests.e2e.conftest import NOBODY_WAITS, Opens
from tests.e2e.people import SOON, Visitor
from tests.e2e.wire import Wire
from tests.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.processes]

REFUND = "After that e-mail a refund takes 5 to 7 working days to a card and 1 to 2 working days to Vipps."
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


def do(shop: Stack, visitor: Visitor, code: str, **names: object) -> object:
    """Run `code` in the domain with `held`, the visitor's conversation, and `mira` at hand."""
    given = "held = Conversation.objects.get(external_id=conversation)\nmira = Person.objects.get(username='mira')\n"
    return shop.do(given + code, conversation=visitor.conversation, **names)


@pytest.fixture(autouse=True)
def _nobody_waits(shop: Stack) -> None:
    shop.do(NOBODY_WAITS)


def test_ingrid_asks_and_the_ai_answers_from_an_article(shop: Stack, opens: Opens) -> None:
    ingrid = opens("Ingrid Solheim")
    ingrid.says("How long does a refund take?")
    answer = ingrid.page.locator(".bubble").last
    expect(answer).to_contain_text(REFUND, timeout=SOON)
    expect(answer.locator("header")).to_have_text("AI assistant")
    named = do(shop, ingrid, "result = [str(held.customer), held.state, held.thread.last().kind]")
    assert named == ["Ingrid Solheim", "ai", "sent"]


def test_a_reload_goes_on_with_the_same_conversation(opens: Opens) -> None:
    ingrid = opens()
    ingrid.says("How long does a refund take?")
    expect(ingrid.page.locator(".bubble").last).to_contain_text(REFUND, timeout=SOON)
    before = ingrid.conversation, ingrid.said()
    ingrid.page.reload()
    expect(ingrid.page.locator(".bubble").last).to_contain_text(REFUND, timeout=SOON)
    assert (ingrid.conversation, ingrid.said()) == before


def test_ingrid_wants_a_person_and_sees_her_place_in_line(opens: Opens) -> None:
    even, ingrid = opens("Even Strøm"), opens("Ingrid Solheim")
    even.says("Can I talk to a human, please?")
    even.stands("Next in line")
    ingrid.asks_for_a_person()
    ingrid.stands("2nd in line")
    expect(ingrid.page.locator("#person")).to_be_hidden()


def test_her_place_moves_up_when_even_is_taken(shop: Stack, opens: Opens) -> None:
    even, ingrid = opens("Even Strøm"), opens("Ingrid Solheim")
    for visitor in (even, ingrid):
        visitor.asks_for_a_person()
        visitor.stands("in line")
    ingrid.stands("2nd in line")
    do(shop, even, "queueing.accept(held.pk, agent=mira)")
    even.stands("Mira Dahl", "is with you")
    ingrid.stands("Next in line", within=SOON)


def test_what_the_ai_does_not_know_it_leaves_to_a_person(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.says("Do you sell surfboards?")
    ingrid.stands("Next in line")
    told = "I would rather not guess here. A colleague reads what you wrote and answers you."
    ingrid.reads(told)
    assert ingrid.said() == ["Do you sell surfboards?", told]
    decided = do(shop, ingrid, "result = [t['trigger'] for t in held.decisions.latest('pk').triggers]")
    assert decided == ["low_confidence"]


def test_an_answer_that_is_held_comes_when_a_colleague_has_checked_it(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.says("How long does delivery take?")
    ingrid.stands("A colleague checks the answer first…")
    assert ingrid.said() == ["How long does delivery take?"]
    approve = "review.approve(held.drafts.get().pk, agent=mira, text='Two to four days.', seen=held.messages)"
    do(shop, ingrid, approve)
    ingrid.reads("Two to four days.")
    expect(ingrid.page.locator(".bubble header").last).to_have_text("AI assistant")


def test_mira_joins_types_answers_ends_and_is_rated(shop: Stack, opens: Opens) -> None:
    ingrid = opens("Ingrid Solheim")
    ingrid.says("The poles are missing. Can I talk to a person?")
    ingrid.stands("Next in line")
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira)")
    expect(ingrid.page.get_by_text("Mira Dahl has joined")).to_have_count(1, timeout=SOON)
    do(shop, ingrid, _TYPES)
    ingrid.stands("Mira Dahl", "is typing…")
    do(shop, ingrid, "reply.send(held.pk, agent=mira, text='They left today.', seen=held.messages)")
    ingrid.reads("They left today.")
    ingrid.stands("is with you")
    do(shop, ingrid, "queueing.resolve(held.pk, agent=mira)")
    ingrid.page.get_by_role("button", name="4 of 5: good").click()
    expect(ingrid.page.get_by_text("Thank you. You gave 4 of 5.")).to_be_visible()
    processes.until(lambda: do(shop, ingrid, "result = [r.score for r in held.ratings.all()]") == [4])
    before = ingrid.conversation
    ingrid.page.get_by_role("button", name="New conversation").click()
    expect(ingrid.page.locator("#start")).to_be_visible(timeout=SOON)
    assert ingrid.conversation != before
    assert ingrid.said() == []


def test_handed_back_to_the_ai_the_open_question_is_answered(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.asks_for_a_person()
    ingrid.stands("Next in line")
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira)")
    ingrid.says("How long does a refund take?")
    expect(ingrid.page.locator(".bubble.mine time")).to_have_count(1, timeout=SOON)
    do(shop, ingrid, "queueing.hand_back(held.pk, agent=mira, note='Only the refund')")
    expect(ingrid.page.get_by_text("You are with the AI assistant again")).to_be_visible(timeout=SOON)
    expect(ingrid.page.locator(".bubble").last).to_contain_text(REFUND, timeout=SOON)
    assert "Only the refund" not in ingrid.page.inner_text("body")


def test_words_written_without_a_connection_go_out_later_and_once(
    shop: Stack, opens: Opens, wire: Wire
) -> None:
    ingrid = opens(url=wire.url)
    ingrid.asks_for_a_person()
    ingrid.stands("Next in line")
    wire.cut()
    ingrid.stands("No connection")
    ingrid.says("Are you there?")
    expect(ingrid.page.locator(".bubble.mine footer")).to_have_text("Sending…")
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira)")
    do(shop, ingrid, "reply.send(held.pk, agent=mira, text='I am here.', seen=held.messages)")
    wire.mend()
    ingrid.reads("I am here.", within=SOON)
    ingrid.stands("Mira Dahl")
    expect(ingrid.page.locator(".bubble.mine time")).to_have_count(1, timeout=SOON)
    said = do(shop, ingrid, "result = list(held.thread.values_list('text', flat=True))")
    assert sorted(said) == ["Are you there?", "I am here."]  # type: ignore[call-overload]
    assert sorted(ingrid.said()) == ["Are you there?", "I am here."]


def test_a_reload_without_a_reply_loses_nothing(shop: Stack, opens: Opens, wire: Wire) -> None:
    ingrid = opens(url=wire.url)
    ingrid.says("How long does a refund take?")
    expect(ingrid.page.locator(".bubble").last).to_contain_text(REFUND, timeout=SOON)
    shop.pause("server")
    ingrid.says("Kept over a reload")
    ingrid.page.evaluate("location.reload()")
    shop.resume("server")
    ingrid.reads("Kept over a reload")
    expect(ingrid.page.locator(".bubble.mine time")).to_have_count(2, timeout=SOON)
    said = do(
        shop, ingrid, "result = list(held.thread.filter(role='customer').values_list('text', flat=True))"
    )
    assert said == ["How long does a refund take?", "Kept over a reload"]


def test_the_server_restarts_and_nobody_notices(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.says("How long does a refund take?")
    expect(ingrid.page.locator(".bubble").last).to_contain_text(REFUND, timeout=SOON)
    assert shop.end("server") == 0
    shop.start("server")
    ingrid.says("Do you sell surfboards?")
    ingrid.stands("Next in line", within=SOON)


def test_hostile_words_are_only_words(shop: Stack, opens: Opens) -> None:
    ingrid = opens("<img src=x onerror=alert(1)>")
    words = "<script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} \u202eabc"
    ingrid.says(words)
    ingrid.reads(words)
    ingrid.stands("Next in line")
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira)")
    do(shop, ingrid, "reply.send(held.pk, agent=mira, text=words, seen=held.messages)", words=words + " too")
    ingrid.reads(words + " too")
    assert ingrid.page.locator("#log img, #log script").count() == 0


def test_all_of_it_works_by_keyboard(opens: Opens) -> None:
    ingrid = opens()
    keyboard = ingrid.page.keyboard
    ingrid.page.reload()
    expect(ingrid.page.locator("#text")).to_be_focused()
    keyboard.type("First line")
    keyboard.press("Shift+Enter")
    keyboard.type("second line")
    keyboard.press("Enter")
    ingrid.reads("First line\nsecond line")
    expect(ingrid.page.locator("#text")).to_be_focused()
    ingrid.stands("Next in line")
    keyboard.press("Tab")
    expect(ingrid.page.get_by_role("button", name="Send")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(ingrid.page.get_by_role("button", name="Start over")).to_be_focused()
    keyboard.press("Enter")
    expect(ingrid.page.locator("#start")).to_be_visible(timeout=SOON)
    keyboard.press("Shift+Tab")
    expect(ingrid.page.locator("#attach")).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(ingrid.page.get_by_role("button", name="Talk to a person", exact=True)).to_be_focused()
    keyboard.press("Enter")
    ingrid.stands("Next in line")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_moves_when_something_comes(shop: Stack, opens: Opens, size: dict[str, int]) -> None:
    ingrid = opens(viewport=size)
    frame = _frame(ingrid)
    ingrid.says("How long does delivery take?")
    ingrid.stands("A colleague checks")
    assert _frame(ingrid) == frame
    ingrid.asks_for_a_person()
    ingrid.stands("Next in line")
    assert _frame(ingrid) == frame
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira); queueing.resolve(held.pk, agent=mira)")
    ingrid.stands("Conversation ended")
    assert _frame(ingrid) == frame
    assert ingrid.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_who_reads_further_up_keeps_their_place(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.asks_for_a_person()
    ingrid.stands("Next in line")
    do(shop, ingrid, "queueing.accept(held.pk, agent=mira)")
    for number in range(8):
        do(shop, ingrid, "reply.send(held.pk, agent=mira, text=text, seen=0)", text=f"Line {number}\n\n\n.")
    expect(ingrid.page.locator(".bubble")).to_have_count(9, timeout=SOON)
    ingrid.page.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    ingrid.page.wait_for_timeout(200)
    do(shop, ingrid, "reply.send(held.pk, agent=mira, text='The newest', seen=0)")
    newer = ingrid.page.get_by_role("button", name="New messages")
    expect(newer).to_be_visible(timeout=SOON)
    assert ingrid.page.locator("#log").evaluate("log => log.scrollTop") == 0
    newer.click()
    expect(ingrid.bubbles("The newest")).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_light_and_dark_follow_the_system_until_chosen(opens: Opens) -> None:
    ingrid = opens(color_scheme="dark")
    page = ingrid.page
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) != dark
    page.reload()
    assert page.evaluate(ground) != dark


def test_starting_over_leaves_no_open_conversation_behind(shop: Stack, opens: Opens) -> None:
    ingrid = opens()
    ingrid.asks_for_a_person()
    ingrid.stands("Next in line")
    before = ingrid.conversation
    ingrid.page.get_by_role("button", name="Start over").click()
    expect(ingrid.page.locator("#start")).to_be_visible(timeout=SOON)
    assert ingrid.conversation != before
    left = shop.do("result = Conversation.objects.get(external_id=one).state", one=before)
    assert left == "resolved"


def _frame(visitor: Visitor) -> list[dict[str, float] | None]:
    """Where the parts around the messages stand."""
    parts = ("body > header", "#log", "#place", "#write", "footer.trying")
    return [visitor.page.locator(part).bounding_box() for part in parts]  # type: ignore[misc]


_TYPES = """
from inbox import realtime
from inbox.bells import Typing
realtime.tell_typing(Typing(held.pk, held.source_id, held.external_id, on=True, agent="Mira Dahl", aloud=True))
"""
