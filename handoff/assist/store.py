"""Writes an index to a folder of arrays and reads it back mapped: nothing in it can run code."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy import sparse

from handoff.assist.calibrator import Calibrator
from handoff.assist.classifier import Classifier, Linear
from handoff.assist.practice import Judges
from handoff.assist.segment import Segment
from handoff.assist.shelf import Shelf

VERSION = 6
"""Of the folder's form: an index of another version is built anew."""
_HEAD = "index.json"
_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Calibrator, Classifier, Judges, Linear, Segment, Shelf)
}


class _Head(msgspec.Struct):
    version: int
    index: dict[str, Any]


def save(index: Any, folder: Path) -> None:
    """Write a named tuple of arrays, sparse matrices, plain values and further named tuples to `folder`.

    The head is written last, so that what was not finished cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    head = {"version": VERSION, "index": _put(index, folder, "a")}
    (folder / _HEAD).write_bytes(msgspec.json.encode(head))


def load(kind: type[Any], folder: Path) -> Any:
    """The `kind` in `folder`. Raises OSError where there is none, ValueError where it is damaged or of another form."""
    head = msgspec.json.decode((folder / _HEAD).read_bytes(), type=_Head)
    if head.version != VERSION:
        raise ValueError(f"{folder} holds an index of form {head.version}, not {VERSION}")
    try:
        return _get(head.index, folder, {**_KINDS, kind.__name__: kind})
    except (KeyError, TypeError) as why:
        raise ValueError(f"{folder} holds a damaged index: {why}") from why


def _put(value: Any, folder: Path, name: str) -> Any:
    if isinstance(value, np.ndarray):
        np.save(folder / f"{name}.npy", value, allow_pickle=False)
        return {"array": name}
    if sparse.issparse(value):
        arrays = (value.data, value.indices, value.indptr)
        return {
            "sparse": [_put(part, folder, f"{name}.{n}") for n, part in enumerate(arrays)],
            "shape": value.shape,
        }
    if isinstance(value, tuple):
        parts = [_put(part, folder, f"{name}.{n}") for n, part in enumerate(value)]
        return {"kind": type(value).__name__, "parts": parts}
    return {"plain": value}


def _get(told: dict[str, Any], folder: Path, kinds: dict[str, type[Any]]) -> Any:
    if "array" in told:
        return _mapped(folder / f"{told['array']}.npy")
    if "sparse" in told:
        parts = tuple(_get(part, folder, kinds) for part in told["sparse"])
        return sparse.csr_matrix(parts, shape=told["shape"], copy=False)
    if "kind" in told:
        parts = tuple(_get(part, folder, kinds) for part in told["parts"])
        return parts if told["kind"] == "tuple" else kinds[told["kind"]](*parts)
    return told["plain"]


def _mapped(path: Path) -> Any:
    found = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(found) if found.size else np.array(found)
