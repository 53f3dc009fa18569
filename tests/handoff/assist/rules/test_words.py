"""German words read as English, and English ones left as they are."""

import pytest

from handoff.assist.rules.words import is_german, plain, unfolded


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Fragen zur Autovermietung", "car rental"),
        ("Fragen zu Kalorien und Nährwerten", "calories and nutrition facts"),
        ("Geldautomaten", "cash machine"),
        ("Fragen zu Urlaubstagen und Gehaltsabrechnung", "vacation days and payroll"),
        ("Wir wollen die Warenrücksendung nicht bezahlen", "product return"),
        ("Jeden Tag ruft der Zähler nach mir", "every day"),
    ],
)
def test_german_words_are_told_in_english(said: str, told: str) -> None:
    assert told in plain(said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Ich habe den Schaden gestern gemeldet", "report"),
        ("Wie ist es möglich, die Ware zurückzugeben?", "return"),
        ("Ich habe so lange nach dem Schlüssel gesucht", "search"),
    ],
)
def test_a_participle_and_an_infinitive_with_zu_are_told_as_their_verb(said: str, told: str) -> None:
    assert told in plain(said).split()


def test_zu_before_a_noun_makes_no_verb_of_it() -> None:
    assert plain("Fragen zu Kalorien") == "question to calories"


@pytest.mark.parametrize(
    "word", ["due", "blue", "true", "queue", "value", "issue", "refuel", "gross", "mass"]
)
def test_english_words_keep_their_letters(word: str) -> None:
    assert unfolded(word) == word
    assert unfolded(f"Die Rechnung ist {word} am Freitag") == f"Die Rechnung ist {word} am Freitag"


def test_german_without_its_own_letters_gets_them_back() -> None:
    assert unfolded("Umzuege und Vertraege") == "Umzüge und Verträge"


@pytest.mark.parametrize(
    "said",
    ["brand", "login", "starter", "supplied", "motor", "super taste", "beginner", "lager", "operations"],
)
def test_english_words_that_german_has_too_are_not_taken_for_german(said: str) -> None:
    assert not is_german(said)
