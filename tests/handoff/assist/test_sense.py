"""Cues in a customer's words: what asks for a human, what only speaks of one, what did not help."""

import gzip
import json
from pathlib import Path

import pytest

from handoff.assist.sense import anger, asks_for_human, high_risk, not_helped


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a human please?",
        "AGENT!!!",
        "i want to speak with a real person now",
        "connect me to customer service",
        "Ich möchte mit einem Mitarbeiter sprechen",
        "Kan jeg snakke med en kundebehandler?",
        "Chcę porozmawiać z człowiekiem",
        "stop, I don't want to talk to a bot",
        "is there someone I can talk to?",
        "I don't know how I can talk to a person",
        "no let me speak with your manager",
        "i need help from a human",
        "Could somebody call me please?",
        "Puis-je parler à un conseiller ?",
        "Quiero hablar con una persona",
        "Połączcie mnie z konsultantem",
        "Verbinden Sie mich bitte mit dem Kundendienst",
        "Mitarbeiter bitte",
        "Kann mich bitte jemand anrufen?",
        "un humain s'il vous plaît",
        "¿Me puede atender un humano?",
        "Vorrei parlare con una persona reale",
        "Ik wil een medewerker spreken",
        "Jag vill prata med en människa",
        "Jeg vil gerne tale med en medarbejder",
        "Isto não funciona, quero falar com um atendente",
        "Haluan puhua ihmisen kanssa",
        "Chci mluvit s člověkem",
        "Соедините с оператором",
        "Θέλω να μιλήσω με άνθρωπο",
        "müşteri temsilcisine bağlayın",
        "أريد التحدث مع شخص حقيقي",
        "मुझे किसी इंसान से बात करनी है",
        "我要人工客服",
        "オペレーターに繋いでください",
        "상담원과 통화하고 싶어요",
        "talk 2 a human",
        "Not a bot please, a human",
    ],
)
def test_asking_for_a_human(text: str) -> None:
    found = asks_for_human(text, message=4)
    assert found is not None
    assert found.score == 1.0
    assert text[found.start : found.end] == found.span
    assert found.message == 4


@pytest.mark.parametrize(
    "text",
    [
        "are you a human?",
        "am I talking to a real person",
        "No need to talk to an agent, thanks",
        "You don't need to transfer me to a real person",
        "my travel agent booked it",
        "the replacement came today, please send the report",
        "i need someone to look at my car",
        "I chatted with one of your agents yesterday",
        "Do I need to talk to an agent for this?",
        "Ich möchte nicht mit einem Mitarbeiter sprechen",
        "Ich habe gestern mit einem Mitarbeiter gesprochen",
        "No necesito hablar con un agente",
        "Non voglio parlare con un operatore",
        "Ik wil niet met een medewerker spreken",
        "Não quero falar com um atendente",
        "Я не хочу говорить с оператором",
        "En halua puhua ihmisen kanssa",
        "不需要转人工",
        "オペレーターと話したくない",
        "상담원과 통화하고 싶지 않아요",
        "Müşteri temsilcisiyle görüşmek istemiyorum",
        "你是真人吗？",
        "Сколько человек помещается в палатку?",
        "这个帐篷可以睡几个人？",
        "Für wie viele Personen ist das Zelt?",
        "",
    ],
)
def test_mention_and_negation_hardly_ask(text: str) -> None:
    assert _asking(text) < 0.5


def test_who_is_spoken_of_ranks_above_who_is_not() -> None:
    said = ["talk to an agent", "customer care number", "are you a human?", "where is my tent?"]
    assert sorted(said, key=_asking, reverse=True) == said


def _asking(text: str) -> float:
    found = asks_for_human(text)
    return found.score if found else 0.0


def test_the_real_rows(shared_data: Path) -> None:
    """The bars hold on real rows; generated ones do not count."""
    with gzip.open(shared_data / "asks_for_human.jsonl.gz", "rt") as lines:
        rows = [
            row
            for row in map(json.loads, lines)
            if not row["generated"] and row["asks_for_human"] is not None
        ]
    asking = [_asking(row["text"]) >= 0.5 for row in rows if row["asks_for_human"]]
    others = [_asking(row["text"]) >= 0.5 for row in rows if not row["asks_for_human"]]
    assert sum(asking) / len(asking) >= 0.90
    assert sum(others) / len(others) <= 0.01


@pytest.mark.parametrize(
    "text",
    [
        "That didn't help.",
        "it still does not work",
        "I already told you that",
        "nie działa",
        "wrong answer",
        "That is no help.",
        "I did that. No change.",
        "Not what I wanted to know.",
        "das hilft mir nicht",
    ],
)
def test_saying_that_it_did_not_help(text: str) -> None:
    assert not_helped(text, []) is not None


def test_saying_it_again_is_the_same_as_saying_it_failed() -> None:
    first = "The pole set of my Rondane 3 is missing"
    assert not_helped("The footprint of my Rondane 3 is missing too", [first]) is None
    assert not_helped("the pole set of my Rondane 3 is missing!", [first]) is not None
    assert not_helped("yes please", ["yes please"]) is None
    assert not_helped("Thanks, that works", [first]) is None


@pytest.mark.parametrize(
    "text", ["That did it, thanks", "In which sizes?", "Fine.", "I tried the blue one on"]
)
def test_what_helped_did_not_fail(text: str) -> None:
    assert not_helped(text, ["How do I pair the headphones?"]) is None


def test_what_stands_at_the_end_of_a_long_letter_is_heard() -> None:
    letter = (
        "We liked the garden a lot. " * 400
        + "Please let me talk to a human. You are useless! I want my money back."
    )
    (grave,) = high_risk(letter)
    for found in (asks_for_human(letter), anger(letter), not_helped(letter, []), grave):
        assert found is not None
        assert found.score >= 0.5
        assert letter[found.start : found.end] == found.span
