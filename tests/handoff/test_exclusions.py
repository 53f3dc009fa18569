"""The rules of a policy at work: on words here and now, on meaning where the encoder's process answers."""

import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from handoff import exclusions, meanings
from handoff.assist.encoder import installed
from handoff.policy import Facts, Line, Policy, decide
from handoff.policy.document import Example, Exclusion
from inbox.encoding import Memory, server
from tests import required

REFUNDS = Exclusion("refunds", "refunds over 100 dollars")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: "object") -> None:
    """No encoder's process, and nothing remembered of one."""
    monkeypatch.setattr(meanings, "_rests_until", 0.0)
    monkeypatch.setattr(meanings, "_known", type(meanings._known)())
    monkeypatch.setattr(meanings, "_thread", threading.local())
    settings.ENCODER_URL = f"unix:{tmp_path / 'encoder.sock'}"  # type: ignore[attr-defined]


@pytest.fixture
def running(quiet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An encoder's process, as a thread, on a machine that may be busy."""
    monkeypatch.setattr(meanings, "ahead", partial(meanings.vectors, seconds=30))
    listening = server(f"unix:{tmp_path / 'encoder.sock'}", Memory(installed()))
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
    thread.start()
    yield
    meanings._hang_up()
    listening.shutdown()
    listening.server_close()
    thread.join()


def hit(rule: Exclusion, text: str, **known: str) -> bool:
    rules = (rule,)
    exclusions.ahead(rules, [text])
    return bool(exclusions.match(rules, (), [(1, text)], lambda: known))


def test_a_match_names_its_sentence_the_words_and_the_message(quiet: None) -> None:
    (signal,) = exclusions.match((REFUNDS,), (), [(None, "Hello"), (4, "I want a refund of $250")])
    assert (signal.name, signal.span, signal.message) == ("refunds over 100 dollars", "refund", 4)


def test_topics_and_phrases_are_rules_too(quiet: None) -> None:
    topic = Exclusion("t", "Gift cards", {"topics": ["Gift cards"]})
    phrase = Exclusion("p", "my boss", {"phrases": ["my  boss"]})
    assert [
        s.name for s in exclusions.match((topic, phrase), ("gift cards", ""), [(1, "I'll tell MY boss!")])
    ] == [
        "Gift cards",
        "my boss",
    ]
    assert not exclusions.match((topic, phrase), ("invoices",), [(1, "the bossy one")])


def test_what_is_known_of_the_customer_counts(quiet: None) -> None:
    gold = Exclusion("g", "gold members")
    assert hit(gold, "hello", tier="gold")
    assert not hit(gold, "hello", tier="silver")


def test_without_an_answer_words_decide(quiet: None) -> None:
    assert hit(Exclusion("l", "legal threats"), "My lawyer will call you")
    assert meanings.known(["My lawyer will call you"]) is None


def test_where_words_alone_decided_the_evidence_says_so(quiet: None) -> None:
    gold = Exclusion("g", "gold members")
    texts = [(1, "I want a refund of $250")]
    by_words, known = exclusions.match((REFUNDS, gold), (), texts, lambda: {"tier": "gold"})
    assert (by_words.by_words, known.by_words) == (True, False)
    (said, firm) = decide(Facts(excluded=(by_words, known)), Policy(1, Line())).triggers
    assert said.detail == "matches “refunds over 100 dollars”, by its words alone"
    assert firm.detail == "matches “gold members”"


def test_marked_examples_have_the_last_word(quiet: None) -> None:
    marked = Exclusion("m", "legal threats", examples=(Example("I love your lawyer jokes", match=False),))
    assert not hit(marked, "i love  your lawyer jokes")


def test_meaning_is_asked_ahead_and_remembered(running: None) -> None:
    if installed() is None:
        required.missing("The encoder")
    text = "someone took my bank card away from me"
    stolen = Exclusion("s", "stolen cards")
    assert hit(stolen, text)
    vectors = meanings.known([text])
    assert vectors is not None
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_silent_process_costs_little_and_then_nothing(quiet: None, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "encoder.sock"))
        deaf.listen()
        assert meanings.vectors(["hello"], 0.05) is None
        assert meanings.resting()
        assert meanings.vectors(["hello"], 60) is None


def test_what_is_no_request_is_hung_up_on(running: None, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(5)
        talk.connect(str(tmp_path / "encoder.sock"))
        talk.sendall(meanings.LENGTH.pack(3) + b"{}}")
        assert talk.recv(1) == b""
