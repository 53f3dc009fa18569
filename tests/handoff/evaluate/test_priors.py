"""What other shops teach, learned from shops made up here."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handoff.evaluate import intents, priors
from tests.handoff.assist import shop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shop's questions under the names of the data sets, a copy of each with other words behind it."""
    rows: list[dict[str, Any]] = []
    for dataset in sorted(set(priors.SOURCES)):
        for item in shop.tickets():
            for number in range(3):
                told = {
                    "id": f"{dataset}-{item.id}-{number}",
                    "text": f"{item.question} {'please ' * number}",
                }
                rows.append(
                    told | {"intent": item.topic, "split": "train", "dataset": dataset, "oos": not item.topic}
                )
    (tmp_path / intents.FILE).write_text("\n".join(map(json.dumps, rows)))
    intents.labelled.cache_clear()
    return tmp_path


def test_a_shop_is_asked_what_it_was_not_taught_and_what_nobody_could_answer(folder: Path) -> None:
    for taught, asked in priors.shops(folder, random.Random(1)):
        known = {row.intent for row in taught}
        assert known
        assert not {row.id for row in taught} & {row.id for row in asked if not row.oos}
        assert {row.intent for row in asked if not row.oos} <= known
        assert any(row.oos for row in asked)


def test_every_second_shop_has_names_that_tell_nothing(folder: Path) -> None:
    nameless, named = list(priors.shops(folder, random.Random(1)))[:2]
    assert all(row.intent.startswith("t-") for row in nameless.taught)
    assert not any(row.intent.startswith("t-") for row in named.taught)


def test_what_tells_right_from_wrong_in_all_shops_is_found() -> None:
    chance = np.random.default_rng(3)
    seen = []
    for _ in range(4):
        features = chance.normal(size=(300, 3))
        seen.append(priors.Seen(features, features[:, 1] > 0, np.full(300, 1 / 300)))
    weights = priors.fit(seen)
    assert weights[1] > 5 * max(abs(weights[0]), abs(weights[2]))


def test_the_command_writes_what_calibrators_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in (("SHOPS", 2), ("ASKED", 60), ("STRANGE", 15)):
        monkeypatch.setattr(priors, name, few)
    assert priors.main([str(folder)], tmp_path / "priors.json") == 0
    found = json.loads((tmp_path / "priors.json").read_text())["weights"]
    assert {"8", "13"} <= set(found)
    assert all(len(weights) == int(count) for count, weights in found.items())


def test_without_a_folder_it_tells_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert priors.main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
