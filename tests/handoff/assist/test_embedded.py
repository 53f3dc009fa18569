"""The engine of the house: past tickets and articles answer, and what nobody knows stays unanswered."""

from pathlib import Path

import pytest

from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.index import Index, build
from handoff.assist.items import Item, Kind
from tests.handoff.assist import shop
from tests.handoff.assist.shop import Spelling


@pytest.fixture(scope="module")
def index() -> Index:
    return build([*shop.tickets(), *shop.articles()], None)


@pytest.fixture(scope="module")
def engine(index: Index) -> EmbeddedEngine:
    return EmbeddedEngine(index, None)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("hey when will i get the money back", "refund"),
        ("the sole of my boot needs repair", "boots"),
        ("are you open on sunday", "hours"),
    ],
)
def test_what_was_asked_before_is_answered_as_before(
    engine: EmbeddedEngine, question: str, topic: str
) -> None:
    proposal = engine.propose(question)
    assert proposal
    assert proposal.topic == topic
    assert proposal.text
    assert proposal.text.startswith(f"All about {topic}")
    assert proposal.raw_confidence is not None
    assert proposal.confidence > 0.6


def test_the_past_question_is_quoted(engine: EmbeddedEngine) -> None:
    proposal = engine.propose("where is my parcel")
    assert proposal
    (cited,) = proposal.citations
    assert cited.item.startswith("parcel-0")
    assert "where is my parcel" in cited.quote


def test_what_no_answer_fits_is_not_guessed_but_ranked(engine: EmbeddedEngine) -> None:
    proposal = engine.propose("explain quantum chromodynamics")
    assert proposal is None or (proposal.text is None and proposal.confidence < 0.3)


def test_articles_answer_what_no_ticket_does(engine: EmbeddedEngine) -> None:
    proposal = engine.propose("do you ship gas canisters to Jersey")
    assert proposal
    assert proposal.citations[0].item == "gas"
    assert proposal.confidence > 0.6


def test_many_are_answered_as_one_by_one(engine: EmbeddedEngine) -> None:
    asked = ["where is my parcel", "do you ship gas canisters", "opening hours"]
    many = engine.propose_many([(question, ()) for question in asked])
    assert many == [engine.propose(question) for question in asked]


def test_a_follow_up_is_read_with_what_came_before(engine: EmbeddedEngine) -> None:
    alone = engine.propose("and in two weeks")
    together = engine.propose("and in two weeks", ["has my order been shipped"])
    assert together
    assert together.topic == "parcel"
    assert alone is None or alone.confidence < together.confidence


def test_what_was_saved_proposes_the_same(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path)
    asked = [("where is my parcel", ()), ("gas to islands", ()), ("who won the cup", ())]
    loaded = EmbeddedEngine(Index.load(tmp_path), None)
    assert loaded.propose_many(asked) == EmbeddedEngine(index, None).propose_many(asked)


def test_meaning_counts_where_there_is_an_encoder() -> None:
    spelling = Spelling()
    index = build(shop.tickets(), spelling)
    proposal = EmbeddedEngine(index, spelling).propose("wherre is my parcell")
    assert proposal
    assert proposal.topic == "parcel"


def test_a_rebuild_encodes_only_what_is_new() -> None:
    first, second = Spelling(), Spelling()
    before = build(shop.tickets(), first)
    new = Item(id="new", kind=Kind.TICKET, question="do you rent out skis", text="No.", topic="rent")
    build([*shop.tickets(), new], second, before)
    asked, topics = ({getattr(item, name) for item in shop.tickets()} for name in ("question", "topic"))
    topics.discard("")
    assert set(first.encoded) == (asked | topics)
    assert len(first.encoded) == len(asked) + len(topics)
    assert second.encoded == ["do you rent out skis", "rent"]


def test_an_amended_index_knows_what_is_new_and_forgets_what_is_gone(index: Index) -> None:
    skis = [
        Item(id=f"skis-{n}", kind=Kind.TICKET, question=question, text="We rent skis.", topic="skis")
        for n, question in enumerate(("do you rent out skis", "can i rent a pair of skis", "ski rental"))
    ]
    edited = Item(id="tents", title="Tents", text="Tents dry best in the wind.")
    amended = EmbeddedEngine(index.amended([*skis, edited], ["gas"], None), None)
    rented, dried = amended.propose("can i rent skis"), amended.propose("how do tents dry best")
    assert rented
    assert rented.topic == "skis"
    assert dried
    assert dried.text == "Tents dry best in the wind."
    gone = amended.propose("do you ship gas canisters to Jersey")
    assert gone is None or gone.citations[0].item != "gas"


def test_amending_twice_keeps_the_first_amendment(index: Index) -> None:
    one = Item(id="one", title="Skis", text="We rent skis in Oslo.")
    two = Item(id="two", title="Sledges", text="We rent sledges in Bergen.")
    engine = EmbeddedEngine(index.amended([one], (), None).amended([two], (), None), None)
    for question, city in (("rent skis", "Oslo"), ("rent sledges", "Bergen")):
        proposal = engine.propose(question)
        assert proposal
        assert proposal.text
        assert city in proposal.text


def test_nothing_known_means_nothing_said() -> None:
    assert EmbeddedEngine(build([], None), None).propose("where is my parcel") is None


def test_a_few_tickets_are_read_as_articles_are() -> None:
    few = [item for item in shop.tickets() if item.id in {"refund-0-0", "parcel-0-0"}]
    proposal = EmbeddedEngine(build(few, None), None).propose("where is my parcel")
    assert proposal
    assert proposal.text == "All about parcel, number 0."
