"""The page gets its passes to the gateway."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisGone

from handoff import sources
from handoff.clock import now
from handoff.models import Source, SourceKey
from inbox.chat import door, pace, views
from tests.inbox.chat.conftest import Visitor


def test_a_ticket_is_good_for_the_visitors_own_conversation(ingrid: Visitor) -> None:
    answer = ingrid.ask("ticket")
    assert answer.status_code == 201
    redeemed = sources.redeem_ticket(answer.json()["ticket"])
    assert redeemed is not None
    assert (redeemed.conversation, redeemed.key.source) == (ingrid.visit.conversation, ingrid.source)


def test_what_the_page_asks_for_changes_nothing_of_whose_it_is(ingrid: Visitor, even: Visitor) -> None:
    answer = even.ask("ticket", conversation=ingrid.visit.conversation, visitor=ingrid.visit.visitor)
    redeemed = sources.redeem_ticket(answer.json()["ticket"])
    assert redeemed is not None
    assert redeemed.conversation == even.visit.conversation


def test_all_visitors_share_one_key(ingrid: Visitor, even: Visitor) -> None:
    ingrid.ask("ticket")
    even.ask("ticket")
    assert SourceKey.objects.filter(source=ingrid.source).count() == 1


def test_other_keys_of_the_source_are_not_touched(shop: Source) -> None:
    other, _ = sources.issue(shop, label="Helpdesk")
    visitor = Visitor(shop)
    redeemed = sources.redeem_ticket(visitor.ask("ticket").json()["ticket"])
    assert redeemed is not None
    assert redeemed.key_id != other.pk


@pytest.mark.parametrize("ended", ["revoked_at", "expires_at"])
def test_ending_the_key_closes_the_chat_and_it_stays_closed(ingrid: Visitor, ended: str) -> None:
    SourceKey.objects.filter(label=door.LABEL).update(**{ended: now() - timedelta(seconds=1)})
    for _ in range(2):
        assert ingrid.client.get("/chat/").status_code == 404
        assert ingrid.ask("ticket").status_code == 404


def test_a_visitor_who_asks_too_often_waits_and_others_do_not(ingrid: Visitor, even: Visitor) -> None:
    answers = [ingrid.ask("ticket") for _ in range(views.TICKETS + 1)]
    assert [answer.status_code for answer in answers] == [201] * views.TICKETS + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert even.ask("ticket").status_code == 201


def test_fresh_cookies_do_not_help_one_address_for_long(
    shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CROWD", 1)
    asked = [Visitor(shop).ask("ticket").status_code for _ in range(views.TICKETS + 1)]
    assert asked == [201] * views.TICKETS + [429]


def test_a_lost_cache_refuses_nobody(ingrid: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise RedisGone

    monkeypatch.setattr(cache, "add", gone)
    assert {ingrid.ask("ticket").status_code for _ in range(views.TICKETS + 2)} == {201}
