"""What is Ingrid's own stays in the house, and is back in what she reads."""

import pytest

from handoff.assist.llm.redact import Redactor

THREAD = (
    "Hi, my name is Ingrid Solheim, order FJ-20418. Write to ingrid.solheim@example.no or call +47 912 34 567. "
    "I paid with 4111 1111 1111 1111. I live at Storgata 12, 0155 Oslo, or 221 Baker Street. Ref #4471, IBAN "
    "NO93 8601 1117 947."
)
OWN = ("Ingrid", "Solheim", "FJ-20418", "ingrid.solheim@example.no", "912 34 567", "4111", "Storgata", "Baker", "4471",
       "8601")  # fmt: skip


def test_nothing_of_hers_goes_out_and_all_of_it_comes_back() -> None:
    redactor = Redactor(["Ingrid Solheim"], [THREAD])
    hidden = redactor.hide(THREAD)
    assert [own for own in OWN if own in hidden] == []
    assert redactor.show(hidden) == THREAD


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("my card is 4111-1111-1111-1111", "my card is [CARD_1]"),
        ("call 0047 91 23 45 67 today", "call [PHONE_1] today"),
        ("call (020) 7946 0958", "call [PHONE_1]"),
        ("mail a.b+c@sub.example.co.uk!", "mail [EMAIL_1]!"),
        ("order 20418233 and 20418233", "order [ORDER_1] and [ORDER_1]"),
        ("Ul. Long, ul. Nowy Świat 12", "Ul. Long, [ADDRESS_1]"),
        ("Best regards,\nAnne Lie", "Best regards,\n[NAME_1]"),
        ("jeg heter Kari Nordmann. Hilsen kari", "jeg heter [NAME_1]. Hilsen [NAME_2]"),
        ("they said [EMAIL_1] to me", "they said [CODE_1] to me"),
    ],
)
def test_each_kind(text: str, hidden: str) -> None:
    redactor = Redactor(texts=[text])
    assert redactor.hide(text) == hidden
    assert redactor.show(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "It took 14 days.",
        "I paid 1 299 kr on 2026-11-22.",
        "on 22.11.2026 at 10:30",
        "size 42, 3 pairs",
        "Rondane 3",
    ],
)
def test_what_a_model_needs_stays(text: str) -> None:
    assert Redactor(["Ingrid Solheim"]).hide(text) == text


def test_a_placeholder_of_the_models_own_is_told_apart() -> None:
    redactor = Redactor(["Ingrid"])
    assert redactor.hide("Ingrid here") == "[NAME_1] here"
    assert not redactor.strays("Hello [NAME_1]")
    assert redactor.strays("Hello [NAME_2]")
    assert redactor.show("Hello [NAME_2]") == "Hello [NAME_2]"


def test_words_of_another_conversation_are_cut_out_for_good() -> None:
    redactor = Redactor()
    assert redactor.mask("We wrote to per@example.no.") == "We wrote to …."
    assert not redactor.emails
