"""BERT-like sentence encoders in numpy: the mean of the last layer's tokens (Reimers & Gurevych 2019).

Six small layers need no framework of two gigabytes. GELU is taken in its usual tanh form, which moves cosines
in the fourth place. Reads any model of this architecture in the layout of sentence-transformers.
"""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scibridge.engines.encoding import weights
from scibridge.engines.encoding.encoder import Vectors, unit_rows
from scibridge.engines.encoding.failures import EncoderNotInstalled, ModelAbsent, ModelUnreadable

# Tokens computed at once: their widest layer then stays within the caches.
_TOKENS_AT_ONCE: Final = 2_048
LONGEST: Final = 256
_HIDDEN: Final = np.float32(-1e9)
_GELU: Final = np.float32(0.7978845608)
_CUBE: Final = np.float32(0.044715)


@dataclass(frozen=True, slots=True)
class _Shape:
    layers: int
    heads: int
    width: int
    epsilon: float
    longest: int


class Bert:
    """A model in a folder with ``model.safetensors``, ``config.json`` and ``tokenizer.json``."""

    def __init__(self, folder: Path, *, name: str = "", expected: str = "") -> None:
        path = folder / "model.safetensors"
        if not path.is_file():
            raise ModelAbsent(str(path))
        if expected:
            weights.check(path, expected)
        self._shape = _shape(folder)
        self._tokenizer = _tokenizer(folder, self._shape.longest)
        self._threads = _threads()
        self._held = weights.read(path)
        self._prefix = "bert." if "bert.embeddings.word_embeddings.weight" in self._held else ""
        self._name = f"{name or folder.name}-{(expected or weights.sha256_of(path))[:8]}"
        if f"{self._prefix}embeddings.word_embeddings.weight" not in self._held:
            raise ModelUnreadable(path, "no word embeddings: another architecture than BERT")

    @property
    def name(self) -> str:
        """Name and the first digits of the weights' digest."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The width of its layers."""
        return self._shape.width

    @property
    def vocabulary(self) -> int:
        """How many tokens it knows."""
        return int(self._tokenizer.get_vocab_size())

    def special(self) -> tuple[int, int]:
        """The tokens that open and close a text."""
        ids = self._tokenizer.encode("").ids
        return ids[0], ids[-1]

    def first_word(self) -> int:
        """The first token that is a whole word: the vocabulary lists them by frequency from there on."""
        places = sorted((place, token) for token, place in self._tokenizer.get_vocab().items())
        return next((place for place, token in places if len(token) > 2 and token.isalpha()), 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Encoder`; what goes beyond the longest text the model reads is left out."""
        return self.encode_tokens([one.ids for one in self._tokenizer.encode_batch(list(texts))])

    def encode_tokens(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        """The same for texts already cut into tokens, opened and closed."""
        found = np.zeros((len(sequences), self.dimensions), dtype=np.float32)
        batches = _batches(sequences)

        def compute(batch: list[int]) -> None:
            found[batch] = self._forward([sequences[one] for one in batch])

        # One thread a batch: threads that share one small product wait for each other more than they compute.
        with self._threads.limit(limits=1, user_api="blas"):
            if len(batches) == 1:
                compute(batches[0])
            else:
                with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                    list(pool.map(compute, batches))
        return unit_rows(found)

    def _forward(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        longest = max(len(one) for one in sequences)
        ids = np.zeros((len(sequences), longest), dtype=np.int64)
        held = np.zeros((len(sequences), longest), dtype=np.float32)
        for row, one in enumerate(sequences):
            ids[row, : len(one)] = one
            held[row, : len(one)] = 1
        states = self._embedded(ids)
        mask = ((1 - held) * _HIDDEN)[:, None, None, :]
        for layer in range(self._shape.layers):
            states = self._layer(states, mask, f"encoder.layer.{layer}.")
        total = held.sum(axis=1, keepdims=True)
        pooled: Vectors = np.einsum("btd,bt->bd", states, held / np.maximum(total, 1))
        return pooled

    def _weight(self, name: str) -> Vectors:
        return self._held[self._prefix + name]

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Vectors:
        states = self._weight("embeddings.word_embeddings.weight")[ids]
        states = states + self._weight("embeddings.position_embeddings.weight")[None, : ids.shape[1]]
        states = states + self._weight("embeddings.token_type_embeddings.weight")[0]
        return self._normed(states, "embeddings.LayerNorm.")

    def _layer(self, states: Vectors, mask: Vectors, name: str) -> Vectors:
        attended = self._linear(self._attention(states, mask, name), name + "attention.output.dense.")
        states = self._normed(attended + states, name + "attention.output.LayerNorm.")
        wide = _gelu(self._linear(states, name + "intermediate.dense."))
        return self._normed(self._linear(wide, name + "output.dense.") + states, name + "output.LayerNorm.")

    def _attention(self, states: Vectors, mask: Vectors, name: str) -> Vectors:
        rows, length, width = states.shape
        heads = self._shape.heads

        def split(part: str) -> Vectors:
            projected = self._linear(states, f"{name}attention.self.{part}.")
            apart: Vectors = projected.reshape(rows, length, heads, width // heads).transpose(0, 2, 1, 3)
            return apart

        query, key, value = split("query"), split("key"), split("value")
        scores: Vectors = query @ key.transpose(0, 1, 3, 2)
        scores *= np.float32((width // heads) ** -0.5)
        scores += mask
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Vectors = (scores @ value).transpose(0, 2, 1, 3).reshape(rows, length, width)
        return attended

    def _linear(self, states: Vectors, name: str) -> Vectors:
        weight = self._weight(name + "weight")
        flat = states.reshape(-1, weight.shape[1]) @ weight.T
        flat += self._weight(name + "bias")
        whole: Vectors = flat.reshape(*states.shape[:-1], weight.shape[0])
        return whole

    def _normed(self, states: Vectors, name: str) -> Vectors:
        centred: Vectors = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self._shape.epsilon))
        centred /= spread
        centred *= self._weight(name + "weight")
        centred += self._weight(name + "bias")
        return centred

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts, neither opened nor closed, cut to the longest text the model reads."""
        return [one.ids for one in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _batches(sequences: Sequence[Sequence[int]]) -> list[list[int]]:
    """Places of sequences of about one length, so many that they are computed together."""
    batches: list[list[int]] = []
    for place in sorted(range(len(sequences)), key=lambda one: len(sequences[one])):
        if not batches or (len(batches[-1]) + 1) * len(sequences[place]) > _TOKENS_AT_ONCE:
            batches.append([])
        batches[-1].append(place)
    return batches


def _gelu(states: Vectors) -> Vectors:
    inner: Vectors = np.square(states)
    inner *= _CUBE
    inner += 1
    inner *= states
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += 1
    inner *= states
    inner *= np.float32(0.5)
    return inner


def _shape(folder: Path) -> _Shape:
    path = folder / "config.json"
    try:
        config: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        pooling = folder / "1_Pooling" / "config.json"
        if pooling.is_file() and not json.loads(pooling.read_text())["pooling_mode_mean_tokens"]:
            raise ModelUnreadable(pooling, "pools otherwise than by the mean of tokens")
        if config["model_type"] != "bert" or config.get("hidden_act", "gelu") != "gelu":
            raise ModelUnreadable(path, f"architecture {config['model_type']}, {config.get('hidden_act')}")
        stated = folder / "sentence_bert_config.json"
        longest = json.loads(stated.read_text())["max_seq_length"] if stated.is_file() else LONGEST
        return _Shape(
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            width=int(config["hidden_size"]),
            epsilon=float(config["layer_norm_eps"]),
            longest=min(int(longest), int(config["max_position_embeddings"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelUnreadable(path, str(problem)) from problem


def _threads() -> Any:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError as problem:
        raise EncoderNotInstalled("threadpoolctl") from problem
    return ThreadpoolController()


def _tokenizer(folder: Path, longest: int) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as problem:
        raise EncoderNotInstalled("tokenizers") from problem
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelAbsent(str(path))
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as problem:
        raise ModelUnreadable(path, str(problem)) from problem
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer
