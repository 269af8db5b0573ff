"""Reading weights in the safetensors layout, and telling whether they are the ones that were examined.

The layout is eight bytes of length, a JSON header (name → type, shape, place), then the numbers.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scibridge.engines.encoding.encoder import Vectors
from scibridge.engines.encoding.failures import ModelAltered, ModelUnreadable

_TYPES: Final = {"F32": np.float32, "F16": np.float16}
_LONGEST_HEADER: Final = 100_000_000


def sha256_of(path: Path) -> str:
    """The file's digest in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: Path, expected: str) -> None:
    """Raises :class:`ModelAltered` where the file is another than the one examined."""
    found = sha256_of(path)
    if found != expected:
        raise ModelAltered(path, found, expected)


def read(path: Path) -> Mapping[str, Vectors]:
    """Name → float32 array. Other types are passed over (positions, counts).

    Raises:
        ModelUnreadable: not in this layout.
    """
    try:
        data: npt.NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        length = int.from_bytes(data[:8].tobytes(), "little")
        if not 0 < length <= min(_LONGEST_HEADER, len(data)):
            raise ModelUnreadable(path, "no safetensors header")
        header = json.loads(data[8 : 8 + length].tobytes())
        body = data[8 + length :]
        return {
            name: _array(body, entry)
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] in _TYPES
        }
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelUnreadable(path, str(problem)) from problem


def _array(body: npt.NDArray[np.uint8], entry: Mapping[str, Any]) -> Vectors:
    start, end = entry["data_offsets"]
    flat = body[start:end].view(_TYPES[entry["dtype"]])
    shaped: Vectors = np.ascontiguousarray(flat.reshape(entry["shape"]), dtype=np.float32)
    return shaped
