"""Indexes on disk: what cannot be read says why."""

from pathlib import Path

import numpy as np
import pytest

from handoff.assist.index import Index, build
from handoff.assist.store import VERSION
from tests.handoff.assist import shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("index")
    build(shop.articles(), None).save(place)
    return place


def test_arrays_are_mapped_not_read(folder: Path) -> None:
    assert isinstance(Index.load(folder).rare.base, np.memmap)


def test_a_missing_folder_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Index.load(tmp_path / "nowhere")


def test_another_form_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"version": 0, "index": {}}')
    with pytest.raises(ValueError, match="index of form 0, not"):
        Index.load(tmp_path)


def test_a_damaged_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text(
        f'{{"version": {VERSION}, "index": {{"kind": "Nobody", "parts": []}}}}'
    )
    with pytest.raises(ValueError, match="damaged index"):
        Index.load(tmp_path)


def test_a_missing_array_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "index.json").write_bytes((folder / "index.json").read_bytes())
    with pytest.raises(OSError, match="npy"):
        Index.load(tmp_path)
