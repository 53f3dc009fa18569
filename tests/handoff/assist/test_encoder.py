"""all-MiniLM-L6-v2 in numpy. Needs the weights: the package that carries them, or ENCODER_DIR."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from handoff.assist import encoder, weights
from handoff.assist.encoder import MiniLM
from handoff.assist.weights import WrongWeights
from handoff.assist.wordpiece import WordPiece
from tests import required

CLS, SEP = 0, 1


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return encoder.installed() or required.missing("The encoder's weights (requirements-encoder.lock)")


@pytest.fixture
def cut(tmp_path: Path) -> WordPiece:
    pieces = ["[CLS]", "[SEP]", "[UNK]", "boot", "##s", "re", "##sol", "##ed", "a", "!", "的", "cafe"]
    (tmp_path / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    return WordPiece(tmp_path / "vocab.txt")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Boots", [3, 4]),
        ("RESOLED!", [5, 6, 7, 9]),
        ("café\u0000 的的", [11, 10, 10]),
        ("xyz boot", [2, 3]),
        ("", []),
        ("b" * 200, [2]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_known(cut: WordPiece, text: str, pieces: list[int]) -> None:
    assert cut(text, 16) == [CLS, *pieces, SEP]


def test_a_long_text_is_cut_short(cut: WordPiece) -> None:
    assert cut("boots " * 5000, 8) == [CLS, 3, 4, 3, 4, 3, 4, SEP]


def test_sentences_are_as_alike_as_the_published_model_says(model: MiniLM) -> None:
    happy, dog, very, sunny = model.encode(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert [float(happy @ other) for other in (dog, very, sunny)] == pytest.approx(
        [0.695, 0.943, 0.257], abs=1e-3
    )


def test_a_text_is_encoded_alike_alone_and_among_others(model: MiniLM) -> None:
    texts = ["", "refund", "where is my parcel? " * 3, "q " * 500, "🦭"]
    together = model.encode(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, np.vstack([model.encode([text]) for text in texts]), atol=1e-5)


def test_no_texts_are_no_vectors(model: MiniLM) -> None:
    assert model.encode([]).shape == (0, 384)


def test_weights_of_somebody_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / weights.FILE).write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    with pytest.raises(WrongWeights, match="is not all-MiniLM-L6-v2: its sha256 is"):
        weights.tensors(tmp_path / weights.FILE)


def test_tensors_are_read_by_name(tmp_path: Path) -> None:
    head = json.dumps({"one": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}}).encode()
    body = len(head).to_bytes(8, "little") + head + np.array([1.5, -2], "<f4").tobytes()
    (tmp_path / "x").write_bytes(body)
    assert weights.tensors(tmp_path / "x", sha256(body))["one"].tolist() == [[1.5], [-2.0]]


def test_a_folder_without_weights_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCODER_DIR", str(tmp_path))
    with pytest.raises(WrongWeights, match=r"ENCODER_DIR: there is no model\.safetensors"):
        weights.folder()


def test_without_the_package_there_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCODER_DIR", raising=False)
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    assert weights.folder() is None


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
