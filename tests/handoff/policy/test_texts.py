"""Fallback messages: in the customer's language and the house's tone, without holes."""

import pytest

from handoff.policy import Document
from handoff.policy.document import Fallback, Promise
from handoff.policy.promises import promised
from handoff.policy.terms import Situation
from handoff.policy.texts import EXAMPLES, TEXTS, VARIABLES, fill, text_for, unknown
from handoff.policy.whole import problems

UNSURE = Situation.UNSURE


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("situation", Situation)
def test_each_built_in_text_is_whole_with_and_without_what_it_may_say(
    situation: Situation, language: str
) -> None:
    text = TEXTS[language][situation]
    assert unknown(text, situation) == []
    told = {name: EXAMPLES[name] for name in VARIABLES[situation]}
    for said in (fill(text, told), fill(text, {"questions": "A?", "problems": "B"})):
        assert said
        assert not set("{}") & set(said)
        assert "  " not in said
        assert " ." not in said
        assert ", ." not in said


def test_a_sentence_whose_value_is_not_known_is_left_out() -> None:
    assert fill("Hi {name}, wait. About {eta}. Bye.", {}) == "Hi, wait. Bye."
    assert fill("Hi {name}, wait. About {eta}. Bye.", {"name": "Ingrid", "eta": "2 min"}) == (
        "Hi Ingrid, wait. About 2 min. Bye."
    )


def test_the_language_goes_before_the_tone_and_english_is_for_all_others() -> None:
    own = (
        Fallback(situation=UNSURE, text="Plain"),
        Fallback(situation=UNSURE, tone="warm", text="Warm"),
        Fallback(situation=UNSURE, language="nb", text="Norsk"),
    )
    document = Document(fallbacks=own, tone="warm")
    assert text_for(document, UNSURE, "en-GB") == "Warm"
    assert text_for(document, UNSURE, "nb-NO") == "Norsk"
    assert text_for(document, UNSURE, "pt") == "Warm"
    assert text_for(document, UNSURE, "de-AT") == TEXTS["de"][UNSURE]
    assert text_for(Document(fallbacks=own), UNSURE) == "Plain"


def test_a_variable_that_its_situation_does_not_have_is_named() -> None:
    wrong = Document(fallbacks=(Fallback(situation=UNSURE, text="In {eta}"),))
    assert [(p.path, "{eta}" in p.message) for p in problems(wrong)] == [("fallbacks[0].text", True)]


def test_the_most_particular_promise_holds() -> None:
    document = Document(
        promises=(
            Promise(answer_s=900),
            Promise(topic="Returns", answer_s=600),
            Promise(customer_tier="gold", answer_s=300),
            Promise(topic="Returns", source="E-mail", answer_s=7200),
        )
    )
    assert promised(document, "", "Chat", "") == 900
    assert promised(document, "returns", "Chat", "gold") == 600
    assert promised(document, "returns", "e-mail", "") == 7200
    assert promised(document, "", "Chat", "Gold") == 300
    assert promised(Document(), "returns", "Chat", "gold") is None
