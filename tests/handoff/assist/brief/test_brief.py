"""What Mira reads of Ingrid's threads: who, what she wants, what is known, what is open; never filler."""

from collections.abc import Sequence

import pytest

from handoff.assist.brief import Cause, Content, Line, Turn, brief
from handoff.vocabulary import Role

ROLES = {"c": Role.CUSTOMER, "ai": Role.ASSISTANT, "agent": Role.AGENT, "sys": Role.SYSTEM}


def of(*said: str, causes: Sequence[Cause] = ()) -> Content:
    """The briefing on lines such as "c: Hello"."""
    parted = [line.partition(": ") for line in said]
    return brief([Turn(n, ROLES[who], text) for n, (who, _, text) in enumerate(parted, 1)], causes=causes)


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def labelled(lines: Sequence[Line]) -> dict[str, str]:
    return {line.label: line.text for line in lines}


def test_greetings_thanks_and_calls_for_help_are_not_what_she_wants() -> None:
    assert (
        of("c: Hello!", "ai: How can I help?", "c: I have a question", "c: Can you help me please?").wants
        == ()
    )
    assert of("c: Hi there", "c: Thank you so much, that's all", "c: Have a great day!").wants == ()


def test_what_she_wants_is_the_matter_up_to_the_request() -> None:
    content = of("c: Hello! I'm Ingrid. My tent came without poles. Can you send them? I leave on Tuesday.")
    assert texts(content.wants) == ["My tent came without poles. Can you send them?"]
    assert content.who is not None
    assert content.who.text == "Ingrid"


def test_a_second_matter_stands_beside_the_first() -> None:
    content = of(
        "c: Where is my parcel?",
        "ai: It is on its way.",
        "c: Great. I also want to change my delivery address for the boots",
    )
    assert texts(content.wants) == [
        "Where is my parcel?",
        "I also want to change my delivery address for the boots",
    ]


def test_the_wish_for_a_human_stands_only_where_there_is_no_other() -> None:
    assert texts(of("c: I want to talk to a human", "c: my stove leaks gas").wants) == ["my stove leaks gas"]
    assert texts(of("c: I want to talk to a human").wants) == ["I want to talk to a human"]


def test_answers_are_facts_under_their_questions() -> None:
    content = of(
        "c: I need an appointment",
        "ai: Who is your doctor?",
        "c: Dr Morgan",
        "ai: Do you need parking?",
        "c: yes",
        "ai: Is there anything else?",
        "c: No thanks",
    )
    assert labelled(content.facts) == {"Who is your doctor?": "Dr Morgan", "Do you need parking?": "yes"}


def test_what_identifies_is_found_by_its_form() -> None:
    content = of(
        "c: My order FJ-48213 of 14 May cost €129.50, it should come at 5 pm to Storgata 5.",
        "c: Write to ingrid@example.com or call +47 912 34 567, see https://shop.example/o/1",
    )
    assert labelled(content.facts) == {
        "Order": "FJ-48213",
        "Date": "14 May",
        "Amount": "€129.50",
        "Time": "5 pm",
        "Address": "Storgata 5",
        "E-mail": "ingrid@example.com",
        "Phone": "+47 912 34 567",
        "Link": "https://shop.example/o/1",
    }


@pytest.mark.parametrize("amount", ["1 290 kr", "12\u202f500,50 NOK", "1.290 kr", "290 kr"])
def test_an_amount_is_whole_whatever_parts_its_thousands(amount: str) -> None:
    assert labelled(of(f"c: I get {amount} back, says order 7.").facts)["Amount"] == amount


def test_a_repeated_fact_stands_once() -> None:
    content = of("c: Order FJ-48213 is late", "ai: Order FJ-48213?", "c: yes, order fj-48213!", "c: FJ-48213")
    assert sum("48213" in line.text for line in content.facts) == 1


def test_a_corrected_fact_shows_the_newest_and_what_it_was() -> None:
    content = of("c: I arrive on the 12th with two guests", "ai: Noted.", "c: no, the 14th")
    (date,) = [line for line in content.facts if line.label == "Date"]
    assert (date.text, date.message, date.was and date.was.text) == ("the 14th", 3, "the 12th")


def test_an_answer_given_anew_replaces_the_old_one() -> None:
    ask = "ai: What is your order number?"
    content = of("c: My tent is torn", ask, "c: 48213", ask, "c: sorry, 48231")
    (number,) = content.facts
    assert (number.text, number.was and number.was.text) == ("sorry, 48231", "48213")


def test_what_holds_only_if_corrects_nothing() -> None:
    content = of("c: A room for 5 nights please", "c: If that is not possible, then 4 nights instead")
    assert [line.text for line in content.facts if line.label == "Nights"] == ["5 nights", "4 nights"]


def test_the_ai_s_references_are_facts_too() -> None:
    content = of("c: Book it please", "ai: Done. Your reference is KT4UG66C, it costs 40 EUR.")
    assert labelled(content.facts) == {"Reference, from the AI": "KT4UG66C", "Amount, from the AI": "40 EUR"}


def test_what_was_tried_and_how_she_feels() -> None:
    content = of("c: The stove is out. I already cleaned the jet.", "c: This is ridiculous!", "c: ok")
    assert texts(content.tried) == ["I already cleaned the jet."]
    assert content.mood is not None
    assert (content.mood.label, content.mood.text) == ("Upset", "This is ridiculous!")


def test_the_last_answer_is_one_that_said_something() -> None:
    content = of("c: Hours?", "ai: We open at ten.", "c: ok", "ai: Is there anything else I can do for you?")
    assert content.said is not None
    assert content.said.text == "We open at ten."


def test_the_unanswered_question_is_open() -> None:
    content = of("c: My tent is torn", "ai: I am sorry to hear that.", "c: When will you repair it?")
    assert labelled(content.open) == {"Unanswered": "When will you repair it?"}
    assert content.next == "Answer what is open."


def test_a_promise_is_open_until_it_is_kept() -> None:
    said = ("c: My poles are missing", "ai: I will send the poles today.")
    assert labelled(of(*said).open) == {"Promised": "I will send the poles today."}
    assert of(*said).next == "See that what was promised is done."
    assert of(*said, "c: ok", "ai: The poles have been sent.").open == ()


def test_a_detail_asked_for_in_vain_is_open_until_it_is_given() -> None:
    asked = ("c: Where is my parcel?", "ai: What is your order number?", "c: I don't know it")
    content = of(*asked, "ai: We need it to go on.", "c: hm")
    assert labelled(content.open)["Not given"] == "What is your order number?"
    assert "Ask once more for what is missing." in content.next
    assert of(*asked, "ai: What is your order number?", "c: FJ-48213", "ai: It is on its way.").open == ()


def test_who_owes_the_next_word() -> None:
    assert of("c: Where is my parcel?", "ai: What is your order number?").next == "Wait for their answer."
    assert of("c: Where is my parcel?", "ai: At your door.").next == "Wait for the customer."


def test_the_gravest_reason_for_a_human_comes_first() -> None:
    quote = Line("you thieves", 1, 0, 11, label="Angry")
    content = of(
        "c: you thieves, I want a human, somebody took my card",
        causes=[Cause("human_request"), Cause("anger", quote=quote), Cause("high_risk", "fraud")],
    )
    assert content.next.startswith("Promise nothing before you have checked it: fraud.")
    assert content.mood == quote


def test_who_was_angry_and_is_friendly_again_is_told_with_both() -> None:
    quote = Line("you thieves", 1, 0, 11, label="Angry")
    said = ("c: you thieves, where is my parcel?", "agent: I am looking for it.", "c: Thank you, Mira.")
    content = of(*said, causes=[Cause("anger", quote=quote)])
    assert content.mood == quote
    assert content.calmer == Line("Thank you, Mira.", 3, 0, 16, label="Calmer since")
    assert "angry" not in content.next
    again = of(*said, "c: This is ridiculous!", causes=[Cause("anger", quote=quote)])
    assert (again.mood, again.calmer) == (quote, None)
    assert again.next.startswith("They are angry")


def test_a_range_is_one_date_and_corrects_only_another() -> None:
    content = of("c: A room from May 2nd-16th", "c: Actually I need to change it to the 13th-20th")
    (dates,) = [line for line in content.facts if line.label == "Date"]
    assert (dates.text, dates.was and dates.was.text) == ("the 13th-20th", "May 2nd-16th")


def test_an_offer_declined_tells_what_she_wants_and_no_answer() -> None:
    content = of(
        "c: Hi, my name is Ingrid.",
        "ai: Would you like a label by e-mail?",
        "c: I don't want to return it, I just need the poles.",
        "c: Thank you, Mira.",
    )
    assert content.who is not None
    assert content.who.text == "Ingrid"
    assert texts(content.wants) == ["I don't want to return it, I just need the poles."]
    assert content.facts == ()


def test_three_hundred_turns_still_read_in_half_a_minute() -> None:
    said = [
        line
        for n in range(150)
        for line in (f"c: I need item {n} of Brand{n} on day {n}, order FJ-{n:05}", f"ai: Item {n} noted.")
    ]
    content = of(*said)
    shown = [content.said, *content.wants, *content.tried, *content.facts, *content.open]
    assert sum(len(line.text) for line in shown if line) < 1600
    assert content.wants[0].message == 1
