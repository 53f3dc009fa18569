"""What an admin writes is understood as it was meant, or asked back."""

import pytest

from handoff.assist.rules.attributes import ACCOUNT_AGE
from handoff.assist.rules.compiling import EVERYTHING, compiled
from handoff.assist.rules.words import plain
from handoff.policy.rule import Amount, Attribute

LAWYER = "anything about refunds over 100 dollars, legal threats, or a customer who mentions a lawyer"


def test_an_amount_belongs_to_what_stands_before_it_and_to_nothing_else() -> None:
    rule = compiled(LAWYER)
    refunds, lawyers = rule.alternatives
    assert refunds.amounts == (Amount("over", 100.0, "money", "USD"),)
    assert [part.text for part in lawyers.about[0].parts][1:] == ["legal threats", "a lawyer"]
    assert not lawyers.amounts
    assert rule.understood == "(“refunds” and more than 100 USD) or “legal threats, or a lawyer”"


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("hotel stays of at least 5 nights", Amount("at_least", 5, "night")),
        ("bookings for 10 or more people", Amount("at_least", 10, "person")),
        ("transfers between 500 and 2,000 euros", Amount("between", 500, "money", "EUR", 2000)),
        ("Rechnungen von mehr als 1.500,50 €", Amount("over", 1500.5, "money", "EUR")),
        ("loans below 10k", Amount("under", 10_000, "money")),
        ("orders of more than 20 chairs", Amount("over", 20, "chair")),
        ("refunds of more than 300 Swiss francs", Amount("over", 300, "money", "CHF")),
        ("transfers above 5,000 Mexican pesos", Amount("over", 5000, "money", "MXN")),
        ("bookings over 900 Czech crowns", Amount("over", 900, "money", "CZK")),
        ("transfers of more than 40 Korean won", Amount("over", 40, "money", "KRW")),
        ("orders above 500 Canadian dollars", Amount("over", 500, "money", "CAD")),
        ("deposits under 900 Hungarian forints", Amount("under", 900, "money", "HUF")),
        ("Kuendigungen ueber 500 Euro", Amount("over", 500, "money", "EUR")),
        ("groups of 10 or more wanting a table", Amount("at_least", 10, "person")),
        ("subscriptions cancelled within 14 days", Amount("at_most", 14, "day")),
        ("refunds, but only over 100 dollars", Amount("over", 100, "money", "USD")),
        ("groups with at least 8 children", Amount("at_least", 8, "child")),
    ],
)
def test_amounts_in_figures_and_words(sentence: str, amount: Amount) -> None:
    (clause,) = compiled(sentence).alternatives
    assert clause.amounts == (amount,)


@pytest.mark.parametrize(
    ("sentence", "attribute"),
    [
        ("gold members", Attribute("", ("gold",))),
        ("customers in Canada or Mexico", Attribute("country", ("CA", "MX"))),
        ("Kunden aus Österreich und der Schweiz", Attribute("country", ("AT", "CH"))),
        ("customers from Peru or Sri Lanka", Attribute("country", ("PE", "LK"))),
        ("Kunden aus Oesterreich", Attribute("country", ("AT",))),
        ("customers under 18", Attribute("age", (), "under", 18.0)),
        ("customers outside the EU", Attribute("country", ("EU",), "not")),
        ("customers with more than 10 orders", Attribute("orders", (), "over", 10.0)),
        ("customers with at least 2 open tickets", Attribute("open tickets", (), "at_least", 2.0)),
        ("customers whose balance is below 100 euros", Attribute("balance", (), "under", 100.0)),
        ("customers who spent over 5,000 dollars this year", Attribute("spend", (), "over", 5000.0)),
        ("everyone who is not on the free plan", Attribute("", ("free",), "not")),
        ("users that don't have a paid plan", Attribute("", ("paid",), "not")),
        ("anyone but gold members", Attribute("", ("gold",), "not")),
        ("everyone except gold members", Attribute("", ("gold",), "not")),
        ("non-EU customers", Attribute("country", ("EU",), "not")),
        ("Kunden, die nicht aus Deutschland kommen", Attribute("country", ("DE",), "not")),
        ("underage customers", Attribute("age", (), "under", 18.0)),
        ("customers with less than 6 months with us", Attribute(ACCOUNT_AGE, (), "under", 180.0)),
        ("under-18s", Attribute("age", (), "under", 18.0)),
        ("customers aged 16 or 17", Attribute("age", (), "between", 16.0, 17.0)),
        ("accounts younger than 3 months", Attribute(ACCOUNT_AGE, (), "under", 90.0)),
        ("customers who signed up in the last 30 days", Attribute(ACCOUNT_AGE, (), "at_most", 30.0)),
        ("people who have been with us for more than 10 years", Attribute(ACCOUNT_AGE, (), "over", 3650.0)),
        ("Kunden, die seit mehr als zwei Jahren bei uns sind", Attribute(ACCOUNT_AGE, (), "over", 730.0)),
    ],
)
def test_what_is_known_of_a_customer(sentence: str, attribute: Attribute) -> None:
    (clause,) = compiled(sentence).alternatives
    assert clause.attributes == (attribute,)
    assert not clause.about


def test_what_follows_an_amount_tells_where_the_customer_is() -> None:
    (clause,) = compiled("orders above 1,000 euros from Chile").alternatives
    assert clause.attributes == (Attribute("country", ("CL",)),)
    assert not compiled("flights from Chile").alternatives[0].attributes


def test_an_exception_need_not_name_the_product_again() -> None:
    (apart,) = compiled("warranty questions unless the product is older than 2 years").exceptions
    assert apart.amounts == (Amount("over", 2, "year"),)
    assert not apart.about


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("Kündigungen, außer wenn es um den Newsletter geht", "Newsletter"),
        ("refunds, but not for people who want to pause", "pause"),
        ("rewards, unless someone just wants their balance", "balance of rewards"),
        ("cash withdrawals - fees are fine though", "fees of cash withdrawals"),
        ("questions on transfers unless they are only about how long one takes", "how long transfers takes"),
    ],
)
def test_small_words_are_left_out_of_an_exception(sentence: str, about: str) -> None:
    (apart,) = compiled(sentence).exceptions
    assert apart.about[0].text == about


def test_who_the_customer_is_holds_for_all_that_follows() -> None:
    rule = compiled("gold members who ask for a refund or mention a lawyer")
    assert [clause.attributes for clause in rule.alternatives] == [(Attribute("", ("gold",)),)]


@pytest.mark.parametrize(
    "sentence",
    [
        "French speakers",
        "messages in French",
        "Nachrichten auf Französisch",
        "French",
        "French-speaking customers",
    ],
)
def test_languages(sentence: str) -> None:
    (clause,) = compiled(sentence).alternatives
    assert clause.languages == ("fr",)


@pytest.mark.parametrize(
    "sentence",
    [
        "messages that aren't in English",
        "any language but English",
        "everything except English messages",
        "everyone who doesn't write English",
    ],
)
def test_any_other_language(sentence: str) -> None:
    (clause,) = compiled(sentence).alternatives
    assert clause.languages == ("!en",)
    assert not clause.about


def test_a_nation_s_things_are_no_language() -> None:
    assert [clause.languages for clause in compiled("French lessons").alternatives] == [()]


def test_a_condition_may_come_after() -> None:
    (clause,) = compiled("enterprise or pro plans, but only when they report an outage").alternatives
    assert [one.values for one in clause.attributes] == [("enterprise", "pro")]
    assert [concept.text for concept in clause.about] == ["report an outage"]


def test_an_exception_may_come_first() -> None:
    rule = compiled("flight status is fine, everything else about flights is not")
    assert rule.understood == "“flights”, but not “flight status”"


def test_minors_are_customers_and_a_topic() -> None:
    assert compiled("minors").understood == "The customer's age is less than 18 or “minors”"
    assert compiled("unaccompanied minors").understood.endswith("or “unaccompanied minors”")


def test_everything_but_a_topic() -> None:
    rule = compiled("everything except opening hours")
    assert [clause.about for clause in rule.alternatives] == [(EVERYTHING,)]
    assert rule.understood == "Everything, but not “opening hours”"


def test_an_exception_may_be_who_the_customer_is() -> None:
    (apart,) = compiled("purchases over $1,500 unless the customer is platinum").exceptions
    assert [one.values for one in apart.attributes] == [("platinum", "platin")]
    assert not apart.about


def test_what_stands_before_a_condition_goes_with_it() -> None:
    rule = compiled("Anfragen von Geschäftskunden nach Rabatten")
    assert [concept.text for clause in rule.alternatives for concept in clause.about] == ["Rabatten"]


def test_a_german_word_is_no_preposition() -> None:
    (clause,) = compiled("Überweisungen ab 1.000 Euro").alternatives
    assert [concept.text for concept in clause.about] == ["Überweisungen"]


def test_an_exception_s_one_is_what_the_rule_is_about() -> None:
    rule = compiled("changing or cancelling a booking, but confirming one is fine")
    assert [concept.text for clause in rule.exceptions for concept in clause.about] == ["confirming booking"]


def test_all_other_questions_are_no_exception() -> None:
    rule = compiled("refunds that are late, other refund questions are OK")
    assert [concept.text for clause in rule.alternatives for concept in clause.about] == [
        "refunds that are late"
    ]
    assert not rule.exceptions
    assert compiled("account questions, but not other people's accounts").exceptions


def test_what_a_customer_has_is_no_tier_of_theirs() -> None:
    blocked, source = (
        compiled("the account is blocked"),
        compiled("where the money came from (source of funds)"),
    )
    assert not any(clause.attributes for rule in (blocked, source) for clause in rule.alternatives)
    assert not compiled("transfers to a German account").alternatives[0].attributes


def test_an_exception_stands_apart() -> None:
    rule = compiled("booking a flight, but the status of a booked one is fine")
    assert rule.understood == "“booking a flight”, but not “status of a booked flight”"


def test_a_plain_noun_may_go_with_a_name_in_a_list() -> None:
    (clause,) = compiled("mentions Trustpilot, Google reviews or Tripadvisor").alternatives
    assert [part.text for part in clause.about[0].parts] == ["Trustpilot", "Google reviews", "Tripadvisor"]


def test_names_are_taken_at_their_word() -> None:
    (clause,) = compiled("names DHL, Hermes or UPS").alternatives
    assert [part.text for part in clause.about[0].parts] == ["DHL", "Hermes", "UPS"]
    (clause,) = compiled("competitors like Asos or H&M").alternatives
    assert [part.text for part in clause.about[0].parts] == ["Asos", "H&M"]
    assert clause.about[0].literal


@pytest.mark.parametrize(
    "sentence",
    [
        "expensive stuff",
        "orders above the limit",
        "large refunds",
        "große Bestellungen",
        "the usual problems",
        "valuable shipments",
        "Großkunden",
        "customers who have been with us for long",
        "stays longer than 10",
        "orders over 500 and under 100 dollars",
        "stays that are too long",
        "too many returns",
        "orders over",
        "that",
        "",
    ],
)
def test_what_is_open_is_asked(sentence: str) -> None:
    assert compiled(sentence).questions


@pytest.mark.parametrize(
    "sentence",
    [
        LAWYER,
        "large orders over 500 dollars",
        "late deliveries",
        "age limits",
        "small claims court",
        "PIN entered wrong too many times",
        "parcel arrived too late",
        "the price is too high",
        "how often and how much one may top up",
        "regular payments such as standing orders",
        "lost luggage, delayed bags etc.",
        "Apple Watch and the like",
        "Fragen zu Rechnungen",
    ],
)
def test_what_is_clear_is_not_asked(sentence: str) -> None:
    assert not compiled(sentence).questions


def test_a_tier_before_people_in_a_country_is_a_tier() -> None:
    (clause,) = compiled("VIP customers in Norway who ask about a discount").alternatives
    tier, country = sorted(clause.attributes, key=lambda one: one.name)
    assert {"vip", "premium", "gold", "platinum"} <= set(tier.values)
    assert "silver" not in tier.values
    assert country.values == ("NO",)


def test_a_swiss_exception_is_one() -> None:
    rule = compiled("Kunden, die kündigen wollen, ausser sie ziehen nur um")
    assert [concept.text for clause in rule.alternatives for concept in clause.about] == ["kündigen"]
    assert rule.exceptions


def test_a_number_of_people_counts_the_group_alone() -> None:
    weddings, groups = compiled("wedding bookings and groups of at least 15 people").alternatives
    assert not weddings.amounts
    assert groups.amounts


def test_german_verbs_are_made_whole() -> None:
    assert "moving house" in plain("Ich ziehe im Mai nach Bern um")


@pytest.mark.parametrize(
    "said", ["car rentals", "spare parts", "better price", "personal details", "boarding passes"]
)
def test_short_english_is_not_taken_for_german(said: str) -> None:
    assert plain(said) == said


@pytest.mark.parametrize(
    "sentence", ["people who were banned and want it lifted", "who broke a vase and now ask to replace it"]
)
def test_what_goes_on_about_the_same_is_no_condition_of_its_own(sentence: str) -> None:
    (clause,) = compiled(sentence).alternatives
    assert len(clause.about) == 1
