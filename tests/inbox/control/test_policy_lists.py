"""Henrik edits what a policy holds many of: lines of their own, sentences, messages, promises; and its file."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handoff import policies
from handoff.models import PolicyVersion
from handoff.policy.confirm import PHRASE
from handoff.policy.document import Care, Example, Setting
from handoff.vocabulary import TriggerName
from tests.inbox.control.test_policy import begin, now, page, publish, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(henrik: Client) -> PolicyVersion:
    return begin(henrik)


def saved(client: Client, draft: PolicyVersion, part: str, **told: Any) -> Any:
    """The document after a change that was taken."""
    page(save(client, now(draft), part, **told))
    return now(draft).content


def test_a_line_of_its_own_comes_changes_and_goes(henrik: Client, draft: PolicyVersion) -> None:
    told = {"topic": "Payments", "source": "", "hold_from": ".7", "send_from": ""}
    own = saved(henrik, draft, "own", at="new", **told, on_sla="on", at_sla="5", on_anger="off").own
    assert (own[0].topic, own[0].hold_from, own[0].send_from) == ("Payments", 0.7, None)
    assert own[0].triggers[TriggerName.SLA] == Setting(at=300)
    assert own[0].triggers[TriggerName.ANGER].on is False
    shown = page(henrik.get(f"/control/policy/{draft.pk}/"))
    assert "Anger off, SLA about to breach on" in shown
    assert "Line of Payments, all sources added" in shown
    own = saved(henrik, draft, "own", at="0", topic="Payments", source="E-mail").own
    assert (own[0].source, own[0].hold_from, own[0].triggers) == ("E-mail", None, {})
    assert saved(henrik, draft, "own", at="0", verb="remove").own == ()


def test_a_draft_may_be_wrong_for_a_while_and_says_where(henrik: Client, draft: PolicyVersion) -> None:
    shown = page(save(henrik, draft, "own", at="new", topic="Payments", hold_from=".95"))
    assert "own[0].send_from" in shown
    assert shown.count("Must be at least 0.95") == 2, "at the top and at the field"
    assert "own[0].send_from: Must be at least" in page(publish(henrik, draft), 422)


def test_a_topic_s_way_to_a_human_is_not_closed_by_accident(henrik: Client, draft: PolicyVersion) -> None:
    told = {"at": "new", "topic": "Payments", "on_human_request": "off"}
    assert PHRASE in page(save(henrik, draft, "own", **told), 422)
    assert saved(henrik, draft, "own", **told, confirm=PHRASE).own


def test_what_a_sentence_leaves_open_is_asked_in_the_readers_language(
    henrik: Client, draft: PolicyVersion
) -> None:
    henrik.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    for sentence, asked in (
        ("teure Sachen", "Was gilt als „teure“?"),
        ("Bestellungen über dem Limit", "Was ist hier „dem Limit“?"),
    ):
        assert asked in page(save(henrik, draft, "exclusions", at="new", sentence=sentence), 422)


def test_a_sentence_is_added_corrected_by_an_example_and_removed(
    henrik: Client, draft: PolicyVersion
) -> None:
    refused = page(save(henrik, draft, "exclusions", at="new", sentence="Large refunds."), 422)
    assert "Large refunds.</textarea>" in refused
    assert refused.count('class="errorlist"') == 1, "it asks what is large"
    told = {"sentence": "Anything about airbags.", "phrases": "airbag\nair bag", "topics": "Safety"}
    rule = saved(henrik, draft, "exclusions", at="new", **told).exclusions[0]
    assert (rule.sentence, rule.rule["phrases"]) == (told["sentence"], ["airbag", "air bag"])
    assert "airbag" in str(rule.rule["alternatives"])
    marked = saved(henrik, draft, "examples", key=rule.key, text="My ABS pack leaks", match="yes").exclusions
    assert marked[0].examples == (Example(text="My ABS pack leaks", match=True),)
    edited = saved(henrik, draft, "exclusions", at="0", sentence="Airbags.", phrases="airbag").exclusions
    assert (edited[0].key, edited[0].examples) == (rule.key, marked[0].examples)
    assert (
        saved(henrik, draft, "examples", key=rule.key, text="My ABS pack leaks", match="")
        .exclusions[0]
        .examples
        == ()
    )
    assert saved(henrik, draft, "exclusions", at="0", verb="remove").exclusions == ()


def test_a_sentence_that_leaves_something_open_does_not_go_live(henrik: Client, draft: PolicyVersion) -> None:
    open_rule = {"sentence": "Large refunds", "questions": [{"about": "large", "ask": "How much is large?"}]}
    told = json.loads(henrik.get(f"/control/policy/{draft.pk}/policy.json").content)
    told["exclusions"] = [{"key": "large", "sentence": "Large refunds", "rule": open_rule}]
    shown = page(save(henrik, draft, "document", document=json.dumps(told)))
    assert shown.count("How much is large?") == 3, "at the top, at the field, and in what is sent along"
    assert "How much is large?" in page(publish(henrik, draft), 422)


def test_a_message_is_previewed_and_its_variables_are_checked(henrik: Client, draft: PolicyVersion) -> None:
    told = {"situation": "closed", "language": "en", "tone": ""}
    shown = page(save(henrik, draft, "fallbacks", at="new", **told, text="Back {opens}, {name}."))
    assert "Back Mon 24 Nov, 08:00, Ingrid." in shown
    shown = page(save(henrik, now(draft), "fallbacks", at="0", **told, text="Back at {time}."))
    assert "{time} is not known there" in shown
    assert saved(henrik, draft, "fallbacks", at="0", verb="remove").fallbacks == ()
    assert saved(henrik, draft, "tone", tone="warm").tone == "warm"


def test_who_waits_is_shown_what_they_will_get(henrik: Client, draft: PolicyVersion) -> None:
    told = {"own": "on", "every": "20", "most": "3"}
    assert saved(henrik, draft, "care", after="3, 9", **told).care == Care(after=(3, 9), every=20, most=3)
    heard = henrik.get(f"/control/policy/{draft.pk}/").context["sheet"].lists.reassured
    assert [one.minutes for one in heard] == [3, 9, 29]
    assert "whole minutes" in page(save(henrik, now(draft), "care", after="soon", **told), 422)
    assert "later than the one before" in page(save(henrik, now(draft), "care", after="9, 3", **told))
    assert saved(henrik, draft, "care", after="3", every="20", most="3").care is None


def test_a_promise_is_made_in_minutes(henrik: Client, draft: PolicyVersion) -> None:
    told = {"topic": "Returns", "source": "", "customer_tier": "gold"}
    promise = saved(henrik, draft, "promises", at="new", **told, minutes="2.5").promises[0]
    assert (promise.topic, promise.customer_tier, promise.answer_s) == ("Returns", "gold", 150)
    assert "greater than or equal" in page(
        save(henrik, now(draft), "promises", at="0", **told, minutes="0"), 422
    )


@pytest.mark.parametrize("at", ["7", "-1", "x"])
def test_an_item_that_is_not_there_is_not_found(henrik: Client, draft: PolicyVersion, at: str) -> None:
    assert save(henrik, draft, "own", at=at, verb="remove").status_code == 404


# Files


def upload(client: Client, text: str, **told: str) -> Any:
    file = SimpleUploadedFile("policy.json", text.encode(), content_type="application/json")
    return client.post("/control/policy/files/", {"document": file, **told})


def test_a_policy_goes_out_as_a_file_and_comes_back_as_a_draft(henrik: Client) -> None:
    live = policies.live().pk
    told = json.loads(henrik.get(f"/control/policy/{live}/policy.json").content)
    made = upload(henrik, json.dumps(told | {"send_from": 0.9}))
    assert "Send from: .86 → .90" in page(henrik.get(made["Location"]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This is no JSON"),
        ('{"send_from": 2}', "send_from: Expected `float` &lt;= 1.0"),
        ('{"own": [{"topik": "x"}]}', "own[0]: Object contains unknown field `topik`"),
        ('{"triggers": {"human_request": {"on": false}}}', PHRASE),
    ],
)
def test_a_file_that_cannot_be_taken_says_where(henrik: Client, text: str, said: str) -> None:
    before = PolicyVersion.objects.count()
    assert said in page(upload(henrik, text), 422)
    assert PolicyVersion.objects.count() <= before + 1, "the live version alone"
