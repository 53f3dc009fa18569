"""How the briefing is measured."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from handoff.assist.brief import Turn, brief
from handoff.evaluate.brief import as_read, measure, normal
from handoff.evaluate.figures import Options
from handoff.vocabulary import Role

STAR = {
    "id": "s-1",
    "source": "STAR",
    "turns": [
        {"role": "customer", "text": "I'm Mark, a viewing at North Hill please"},
        {"role": "bot", "text": "When would you like to come?"},
        {"role": "customer", "text": "friday at 7pm"},
    ],
    "reference_brief": [
        "Schedule a viewing at 'North Hill' for Friday at 7 pm. Your name is Mark. Ask for Ben."
    ],
    "facts": [],
}
MULTIWOZ = {
    **STAR,
    "id": "m-1",
    "source": "MultiWOZ 2.1",
    "facts": ["hotel day = friday", "hotel parking = yes"],
}


def test_a_fact_counts_where_its_words_stand_in_the_briefing(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "summary_facts.jsonl.gz", "wt") as file:
        file.write("\n".join(json.dumps(row) for row in (STAR, MULTIWOZ)))
    found = {figure.measure: figure.value for figure in measure(tmp_path, Options())}
    assert found["STAR: facts found, of those said"] == 1.0
    assert 0.5 < found["STAR: facts found"] < 1.0
    assert found["MultiWOZ: facts found"] == 1.0


def test_two_ways_to_write_a_fact_are_one() -> None:
    assert normal("At 7 pm, May 11th") == " at 7pm may 11th "
    assert normal("7 PM") in normal("come at 7pm!")


def test_the_text_is_all_that_is_read() -> None:
    thread = [Turn(1, Role.CUSTOMER, "I come on the 12th"), Turn(2, Role.CUSTOMER, "no, the 14th")]
    assert "the 12th" in as_read(brief(thread))


@pytest.mark.slow  # six hundred conversations; `manage.py evaluate` takes all
def test_the_briefing_holds_what_customers_were_told_to_get(shared_data: Path, tmp_path: Path) -> None:
    name = "summary_facts.jsonl.gz"
    with gzip.open(shared_data / name, "rt") as every, gzip.open(tmp_path / name, "wt") as fourth:
        fourth.writelines(islice(every, 0, None, 4))
    found = {figure.measure: figure.value for figure in measure(tmp_path, Options())}
    assert found["STAR: facts found"] >= 0.80
    assert found["STAR: facts found, of those said"] >= 0.95
    assert found["MultiWOZ: facts found, of those said"] >= 0.90
    assert found["STAR: characters, median"] <= 1000
    assert found["MultiWOZ: characters, median"] <= 1000
