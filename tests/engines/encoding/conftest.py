"""A small model of random weights in the layout of the real one."""

import json
from pathlib import Path

import numpy as np
import pytest

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "!", "the", "battery", "of", "solid", "rice", "field", "vaccine")
LAYERS, HEADS, WIDTH, WIDE, LONGEST = 2, 2, 8, 16, 12


def write_weights(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """The safetensors layout: length, header, numbers."""
    header, place, body = {}, 0, b""
    for name, array in arrays.items():
        plain = array.astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32", "shape": list(array.shape), "data_offsets": [place, place + len(plain)],
        }  # fmt: skip
        place, body = place + len(plain), body + plain
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(len(head).to_bytes(8, "little") + head + body)


def write_model(folder: Path) -> Path:
    """Weights from one seed, a tokenizer of whole words, the configuration."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    folder.mkdir(parents=True)
    draw = np.random.default_rng(7).standard_normal
    arrays = {
        "embeddings.word_embeddings.weight": draw((len(WORDS), WIDTH)),
        "embeddings.position_embeddings.weight": draw((LONGEST, WIDTH)) / 4,
        "embeddings.token_type_embeddings.weight": draw((2, WIDTH)) / 4,
        "embeddings.LayerNorm.weight": np.ones(WIDTH), "embeddings.LayerNorm.bias": np.zeros(WIDTH),
    }  # fmt: skip
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            arrays |= linear(draw, f"{at}attention.self.{part}.", WIDTH, WIDTH)
        arrays |= linear(draw, f"{at}attention.output.dense.", WIDTH, WIDTH)
        arrays |= linear(draw, f"{at}intermediate.dense.", WIDE, WIDTH)
        arrays |= linear(draw, f"{at}output.dense.", WIDTH, WIDE)
        for part in ("attention.output", "output"):
            arrays[f"{at}{part}.LayerNorm.weight"] = np.ones(WIDTH)
            arrays[f"{at}{part}.LayerNorm.bias"] = np.zeros(WIDTH)
    write_weights(folder / "model.safetensors", arrays)
    config = {
        "model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "hidden_size": WIDTH, "layer_norm_eps": 1e-12, "max_position_embeddings": LONGEST,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def linear(draw, name: str, out: int, into: int) -> dict[str, np.ndarray]:
    return {f"{name}weight": draw((out, into)) / 3, f"{name}bias": draw(out) / 3}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny")
