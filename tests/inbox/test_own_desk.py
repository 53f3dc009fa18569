"""How somebody wants their desk: other keys, none at all, and more time to undo."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client

from handoff import preferences
from handoff.models import Person, Preference
from inbox import keys
from tests import factories


@pytest.fixture
def mira(db: None) -> Person:
    return factories.person("Mira Dahl", queues=(factories.queue(default=True),))


@pytest.fixture
def client(mira: Person) -> Client:
    client = Client()
    client.force_login(mira)
    return client


def form(**other: str) -> dict[str, str]:
    """The form as it stands, but for `other` keys by what they usually are (`slash` is /)."""
    chosen = {usual: other.get(usual, usual) for usual in keys.USUAL}
    return {"undo_s": "", "single_keys": "on"} | {
        f"key_{number}": key for number, key in enumerate(chosen.values())
    }


def told(client: Client) -> Any:
    """What the script of the desk is told of keys."""
    page = client.get("/desk/mine/").content.decode()
    return json.loads(unescape(page.partition('data-keys="')[2].partition('"')[0]))


def test_at_first_all_is_as_usual(client: Client, mira: Person) -> None:
    assert told(client)["single"]
    assert all(usual == own for usual, _, own in told(client)["keys"])
    assert not Preference.objects.exists()


def test_other_keys_hold_at_the_desk_and_in_its_list(client: Client, mira: Person) -> None:
    assert client.post("/me/desk/", form(d="Ø", z="", j="k", k="j")).status_code == 302
    own = {usual: key for usual, _, key in told(client)["keys"]}
    assert (own["d"], own["z"], own["j"], own["k"], own["r"]) == ("ø", "", "k", "j", "r")
    page = client.get("/desk/mine/").content.decode()
    assert "<kbd>Ø</kbd>" in page
    assert "<dt>Wait</dt>" not in page
    assert 'value="ø"' in client.get("/me/").content.decode()
    client.post("/me/keys/usual/")
    assert preferences.of(mira).keys == {}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"k": "j"}, "J is taken by “Next conversation”."),
        ({"z": "3"}, "The digits choose why a draft is rejected."),
        ({"z": "ab"}, "One letter or sign, or nothing."),
        ({"z": "\t"}, ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(
    client: Client, mira: Person, other: dict[str, str], why: str
) -> None:
    answer = client.post("/me/desk/", form(**other) | {"undo_s": "30"})
    if why:
        assert answer.status_code == 422
        number = list(keys.USUAL).index(next(iter(other)))
        field = answer.content.decode().partition(f'name="key_{number}"')[2].partition("</div>")[0]
        assert why in field
        assert preferences.of(mira).undo_s is None
    else:
        assert preferences.of(mira).keys == {"z": ""}


def test_more_time_to_undo(client: Client, mira: Person) -> None:
    client.post("/me/desk/", form() | {"undo_s": "30"})
    assert preferences.undo_for(mira).total_seconds() == 30
    assert client.post("/me/desk/", form() | {"undo_s": "3600"}).status_code == 422
    client.post("/me/desk/", form())
    assert preferences.of(mira).undo_s is None


def test_single_keys_are_switched_off_for_every_browser(client: Client, mira: Person) -> None:
    client.post("/me/keys/single/", {"on": "no"})
    assert not told(client)["single"]
    client.post("/me/keys/single/", {"on": "yes"})
    assert told(client)["single"]
