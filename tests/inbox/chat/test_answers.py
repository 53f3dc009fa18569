"""The page asks its AI for an answer out of the shop's articles."""

import pytest

from handoff.models import Article
from inbox.chat import views
from tests.inbox.chat.conftest import Visitor

QUESTION = "The poles of my tent are missing"


def test_an_article_answers(ingrid: Visitor, poles: Article) -> None:
    found = ingrid.ask("answer", question=QUESTION).json()
    assert found["text"].startswith("Poles, pegs and pole sets are sent at no cost.")
    assert 0 < found["confidence"] <= 1
    assert found["topic"] == "orders"
    assert found["citations"] == [{"title": poles.title, "url": poles.url}]


def test_nothing_to_go_by_is_no_answer(ingrid: Visitor, poles: Article) -> None:
    answer = ingrid.ask("answer", question="Do you sell surfboards?")
    assert (answer.status_code, answer.json()) == (200, None)


def test_a_greeting_is_greeted(ingrid: Visitor) -> None:
    assert ingrid.ask("answer", question="Hello!").json()["confidence"] > 0.9


def test_macros_and_articles_that_were_put_away_say_nothing(ingrid: Visitor, poles: Article) -> None:
    Article.objects.create(key="m", kind=Article.MACRO, title="Poles", text="The poles are in the post.")
    assert "post" not in ingrid.ask("answer", question=QUESTION).json()["text"]
    poles.active = False
    poles.save()
    assert ingrid.ask("answer", question=QUESTION).json() is None


def test_an_article_that_was_changed_counts_at_once(ingrid: Visitor, poles: Article) -> None:
    ingrid.ask("answer", question=QUESTION)
    poles.text = "Missing poles of a tent are replaced within a day."
    poles.save()
    assert "within a day" in ingrid.ask("answer", question=QUESTION).json()["text"]


def test_a_follow_up_is_read_with_what_the_customer_wrote_before(ingrid: Visitor, poles: Article) -> None:
    assert ingrid.ask("answer", question="And for free?").json() is None
    ingrid.says("Do you replace missing poles?")
    ingrid.says("And for free?")
    assert ingrid.ask("answer", question="And for free?").json()["topic"] == "orders"


def test_what_others_wrote_is_no_context(ingrid: Visitor, even: Visitor, poles: Article) -> None:
    even.says("Do you replace missing poles?")
    assert ingrid.ask("answer", question="And for free?").json() is None


@pytest.mark.parametrize(
    "words",
    [
        "\0",
        "a" * 20_000,
        "how " * 5_000,
        "<script>alert(1)</script>",
        "'; DROP TABLE handoff_article; --",
        "\u202e\u0000\ufffe",
        "%s %(x)s {0} {{ poles }}",
        "🪂" * 1000,
    ],
)
def test_no_words_break_it(ingrid: Visitor, poles: Article, words: str) -> None:
    assert ingrid.ask("answer", question=words).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"[1]",
        b'{"question": ""}',
        b'{"question": 7}',
        b'{"question": "\xff"}',
        b'{"question": "%s"}' % (b"a" * 20_001),
    ],
)
def test_what_is_no_question_is_refused(ingrid: Visitor, body: bytes) -> None:
    answer = ingrid.client.post("/chat/answer/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "question" in answer.json()["error"]


def test_who_asks_too_often_waits(ingrid: Visitor) -> None:
    asked = [ingrid.ask("answer", question="Hello").status_code for _ in range(views.ANSWERS + 1)]
    assert asked == [200] * views.ANSWERS + [429]
