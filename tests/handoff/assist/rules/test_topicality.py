"""What words tell of topics, and that a rule and a text which share none may still mean the same."""

from handoff.assist.rules import topicality
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.concepts import part
from handoff.assist.rules.library import topics
from handoff.assist.rules.matching import Matcher, Text, looked_up

RULE = part("luggage that got lost")
BAG = "my suitcase never came off the belt"
SCORE = "how do I improve my credit score"


def signs(text: str) -> dict[str, float]:
    found = topicality.signs(RULE, looked_up(text), 0.0)
    return dict(zip(topicality.COLUMNS, found, strict=True))


def test_a_text_tells_most_of_the_topic_that_its_words_are_of() -> None:
    told = topicality.told(looked_up(SCORE))
    assert list(topics())[told.first[0]] == "improving a credit score"
    assert told.topics[told.first[0]] == told.rising[-1]


def test_words_of_the_same_topic_speak_for_a_match_though_none_is_shared() -> None:
    own, other = signs(BAG), signs(SCORE)
    for column in ("own topic", "margin", "alike", "expected"):
        assert own[column] > other[column]
    assert own["better topics"] < other["better topics"]


def test_a_text_without_a_known_word_tells_of_nothing() -> None:
    found = signs("qqqq zzzz")
    assert (found["own topic"], found["margin"], found["told"]) == (0.0, 0.0, 0.0)


def test_words_alone_find_what_the_rule_does_not_name() -> None:
    mine, yours = Matcher(compiled("luggage that got lost")).match([Text(BAG), Text(SCORE)])
    assert (mine.match, yours.match) == (True, False)
