"""Each row on a small folder of labelled questions made up here, and on a part of the real one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handoff.evaluate import banking, clinc, figures, hint3, intents, speed
from handoff.evaluate.figures import Figure, Options
from handoff.evaluate.hint3 import SHOPS
from tests.handoff.assist import shop

LEXICAL = Options(lexical=True)


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(figures, "DRAWS", 5)
    yield
    intents.labelled.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shop's questions as every data set; of CLINC every fourth is for validation."""
    rows: list[dict[str, Any]] = []
    for dataset in ("clinc150", "banking77", *(f"hint3-{name}" for name in SHOPS)):
        for number, item in enumerate(shop.tickets()):
            split = "val" if dataset == "clinc150" and number % 4 == 0 else "train"
            rows.append(
                {"id": f"{dataset}-{item.id}", "text": item.question, "intent": item.topic, "split": split}
            )
            rows[-1] |= {"dataset": dataset, "oos": not item.topic}
    (tmp_path / "intents_oos.jsonl.gz").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def values(found: Iterator[Figure]) -> dict[str, float]:
    return {figure.measure: figure.value for figure in found}


def test_clinc_learns_from_training_rows_and_answers_the_others(folder: Path) -> None:
    found = values(clinc.measure(folder, LEXICAL))
    assert found["in-scope accuracy"] > 0.9
    assert found["out-of-scope AUROC"] > 0.9
    assert 0 <= found["coverage at 2% error"] <= found["coverage at 5% error"] <= 1


def test_banking_holds_back_a_part(folder: Path) -> None:
    assert values(banking.measure(folder, LEXICAL))["accuracy"] > 0.9


def test_each_shop_has_its_figures(folder: Path) -> None:
    assert {name.split(":")[0] for name in values(hint3.measure(folder, LEXICAL))} == set(SHOPS)


def test_speed_is_measured_on_as_many_items_as_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in (("ITEMS", 300), ("AMENDED", 3), ("ASKED", 5), ("TOPICS", 6)):
        monkeypatch.setattr(speed, name, few)
    found = list(speed.measure(folder, LEXICAL))
    assert found[0].n == 300
    assert all(figure.value > 0 for figure in found)


@pytest.mark.slow  # fits a part of a real data set
def test_real_questions_are_told_apart(shared_data: Path) -> None:
    rows = [row for row in intents.of(shared_data, "clinc150", "train") if not row.oos]
    chosen = sorted({row.intent for row in rows})[:20]
    train = [row for row in rows if row.intent in chosen][::2]
    asked = [row for row in intents.of(shared_data, "clinc150", "val") if row.intent in chosen or row.oos]
    _, engine = intents.built(train, LEXICAL)
    told = intents.told(engine, asked)
    assert told.right[~told.out].mean() > 0.9
    assert told.confidence[~told.out].mean() > 2 * told.confidence[told.out].mean()
