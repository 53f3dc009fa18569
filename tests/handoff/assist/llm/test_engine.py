"""What Ingrid gets, whatever the model does."""

import time

import pytest

from handoff.assist.llm.case import Case, Turn
from handoff.assist.llm.failures import Failure
from tests.handoff.assist.llm.conftest import FALLBACK, QUESTION, SECONDS, Opens
from tests.model_server import (
    Behaviour,
    answer,
    drips,
    fails,
    hangs,
    page,
    raw,
    refuses_to,
    says,
    streams,
    unpaid,
    whole,
    without,
)

GOOD = "A refund takes 14 days from the day we receive the parcel."


def test_a_good_answer_cites_what_was_found(opens: Opens) -> None:
    shop = opens(says(GOOD, 1))
    proposal = shop.engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == GOOD
    assert [(cited.title, cited.item) for cited in proposal.citations] == [("Refunds", "refunds")]
    assert proposal.topic == "payment"
    assert proposal.confidence > 0.8
    assert shop.asked == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        fails(500),
        fails(404, "no such model"),
        fails(400, "context_length_exceeded"),
        unpaid(),
        page(),
        page(502),
        refuses_to("I cannot help with that."),
        streams("certainly! it takes a while."),
        streams(answer(GOOD, 1)[:-20]),
        streams(answer(GOOD, 1), finish="length"),
        streams(answer(GOOD, 1), finish="content_filter"),
        streams('{"reply": "14 days"}'),
        streams('{"answerable": true, "sources": "all", "answer": 14}'),
        streams("[" * 5_000),
        streams(""),
        raw("data: {not json", "data: [DONE]"),
        raw('data: {"choices": "none"}', "data: [DONE]"),
        raw('data: {"error": {"message": "overloaded"}}'),
        raw(),
    ],
    ids=[
        "500", "404", "400", "unpaid", "a page", "a page of a proxy", "refusal", "prose", "cut off", "too long",
        "filtered", "another form", "wrong types", "nested without end", "nothing", "broken chunk",
        "chunk of another form", "error within the stream", "empty stream",
    ],
)  # fmt: skip
def test_where_the_model_fails_the_articles_answer(opens: Opens, behaviour: Behaviour) -> None:
    proposal = opens(behaviour).engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == FALLBACK


@pytest.mark.parametrize("behaviour", [hangs(), drips("A", 0.01)], ids=["hangs", "drips"])
def test_nobody_waits_longer_than_the_limit(opens: Opens, behaviour: Behaviour) -> None:
    shop = opens(behaviour, seconds=SECONDS)
    began = time.monotonic()
    proposal = shop.engine.propose(QUESTION)
    assert time.monotonic() - began < SECONDS + 3
    assert proposal is not None
    assert proposal.text == FALLBACK


def test_a_server_that_is_not_there(opens: Opens) -> None:
    shop = opens(says(GOOD, 1))
    shop.server.__exit__(None, None, None)
    proposal = shop.engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == FALLBACK


@pytest.mark.parametrize(
    "behaviour",
    [
        whole(answer(GOOD, 1)),
        streams("<think>{no}</think>Sure! ```json\n" + answer(GOOD, 1) + "\n``` Done."),
        streams(answer(GOOD, 1), finish=None, usage=None),
        says(GOOD, 1, logprob=None),
        says(GOOD, 1, logprob=-9999.0),
    ],
    ids=["no stream", "thoughts and fences", "no usage", "no logprobs", "floor of logprobs"],
)
def test_odd_servers_are_understood(opens: Opens, behaviour: Behaviour) -> None:
    proposal = opens(behaviour).engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == GOOD


@pytest.mark.parametrize("behaviour", [fails(500), fails(429, Retry_After="0.01"), hangs()])
def test_one_retry_saves_it(opens: Opens, behaviour: Behaviour) -> None:
    shop = opens(behaviour, says(GOOD, 1), seconds=0.8)
    proposal = shop.engine.propose(QUESTION)
    assert proposal is not None
    assert proposal.text == GOOD
    assert shop.asked == 2


def test_there_is_no_second_retry(opens: Opens) -> None:
    shop = opens(fails(503))
    shop.engine.propose(QUESTION)
    assert shop.asked == 2


@pytest.mark.parametrize("behaviour", [unpaid(), fails(401), fails(429, Retry_After="60")])
def test_what_no_retry_can_help_is_not_tried_again(opens: Opens, behaviour: Behaviour) -> None:
    shop = opens(behaviour)
    began = time.monotonic()
    assert shop.engine.propose(QUESTION) is not None
    assert time.monotonic() - began < 4
    assert shop.asked == 1


def test_what_a_server_does_not_take_is_learned_once(opens: Opens) -> None:
    lacking = without(
        "json_schema", "json_object", "logprobs", "stream_options", "max_completion_tokens", "temperature",
        then=says(GOOD, 1),
    )  # fmt: skip
    shop = opens(lacking)
    first = shop.engine.propose(QUESTION)
    assert first is not None
    assert first.text == GOOD
    tries = shop.asked
    assert tries == 7
    shop.engine.propose(QUESTION)
    assert shop.asked == tries + 1
    assert sorted(shop.server.requests[-1]) == ["max_tokens", "messages", "model", "stream"]


def test_the_two_names_of_the_longest_answer_are_never_sent_together(opens: Opens) -> None:
    shop = opens(without("max_completion_tokens", then=says(GOOD, 1)))
    shop.engine.propose(QUESTION)
    names = [{"max_tokens", "max_completion_tokens"} & set(request) for request in shop.server.requests]
    assert names == [{"max_completion_tokens"}, {"max_tokens"}]


def test_a_source_that_was_not_given_is_no_source(opens: Opens) -> None:
    given = opens(says(GOOD, 1)).engine.propose(QUESTION)
    made_up = opens(says(GOOD, 7, 99)).engine.propose(QUESTION)
    both = opens(says(GOOD, 1, 99)).engine.propose(QUESTION)
    none = opens(says(GOOD)).engine.propose(QUESTION)
    assert given is not None
    assert made_up is not None
    assert both is not None
    assert none is not None
    assert made_up.citations == none.citations == ()
    assert [cited.item for cited in both.citations] == ["refunds"]
    assert given.confidence > both.confidence > 0.5 > made_up.confidence
    assert none.confidence == made_up.confidence


def test_where_the_model_would_not_guess_it_says_nothing(opens: Opens) -> None:
    proposal = opens(streams(answer("", answerable=False))).engine.propose("Do you refund a gift card?")
    assert proposal is not None
    assert proposal.text is None
    assert proposal.confidence == 0


def test_where_nothing_is_found_no_model_is_asked(opens: Opens) -> None:
    shop = opens(says("Certainly.", 1))
    assert shop.engine.propose("zzz qqq") is None
    assert shop.asked == 0


def test_confidence_comes_from_what_we_see(opens: Opens) -> None:
    def confidence(text: str, logprob: float | None = -0.02) -> float:
        proposal = opens(says(text, 1, logprob=logprob)).engine.propose(QUESTION)
        assert proposal is not None
        return proposal.confidence

    good = confidence(GOOD)
    assert good > confidence(GOOD, logprob=-1.5)
    assert good > confidence("A refund takes 3 days from the day we receive the parcel.")
    assert confidence("Our astronauts ship penguins to Mars on Sundays. I am 100% confident.") < 0.4


def test_what_is_asked_for_is_a_strict_schema(opens: Opens) -> None:
    shop = opens(says(GOOD, 1))
    shop.engine.propose(QUESTION)
    request = shop.server.requests[0]
    schema = request["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert set(schema["schema"]["required"]) == set(schema["schema"]["properties"])
    assert request["model"] == "test-model"


def test_who_watches_it_grow_gives_it_more_time(opens: Opens) -> None:
    shop = opens(says(GOOD, 1, pause=0.03), seconds=0.3)
    case = Case((Turn(QUESTION),), tuple(shop.lexical.find(QUESTION)))
    with pytest.raises(Failure, match="it took too long"):
        shop.writer.wait(case)
    pieces: list[str] = []
    written = shop.writer.begin(case, pieces.append).result(5)
    assert written.text == GOOD
    assert len(pieces) > 3
    assert GOOD.startswith("".join(pieces))


def test_even_who_watches_is_not_kept_for_ever(opens: Opens) -> None:
    shop = opens(drips("A", 0.01), seconds=0.1)
    case = Case((Turn(QUESTION),), tuple(shop.lexical.find(QUESTION)))
    with pytest.raises(Failure, match="it took too long"):
        shop.writer.begin(case, lambda _: None).result(5)
