"""Models: what they give, what they refuse."""

import json
import math
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from scibridge.engines.encoding import distilled, opening
from scibridge.engines.encoding.bert import Bert
from scibridge.engines.encoding.failures import (
    EncoderNotInstalled,
    ModelAbsent,
    ModelAltered,
    ModelUnreadable,
)
from scibridge.engines.encoding.opening import DEFAULT, open_encoder
from scibridge.engines.encoding.weights import sha256_of

TEXTS = ["solid battery", "the rice field of the battery", "", "vaccine"]


def test_rows_have_length_one_and_do_not_depend_on_their_neighbours(model):
    encoder = Bert(model)
    together = encoder.encode(TEXTS)
    assert (together.shape, together.dtype) == ((4, 8), np.float32)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    for place, text in enumerate(TEXTS):
        assert encoder.encode([text])[0] == pytest.approx(together[place], abs=1e-5)


def test_many_texts_are_computed_in_batches(model):
    encoder = Bert(model)
    many = ["solid battery of rice field vaccine the the"] * 300 + ["rice"]
    found = encoder.encode(many)
    assert found[299] == pytest.approx(found[0], abs=1e-5)
    assert found[300] == pytest.approx(encoder.encode(["rice"])[0], abs=1e-5)


def test_what_is_longer_than_the_model_reads_is_cut(model):
    encoder = Bert(model)
    kept = encoder.encode(["rice " * 10])
    assert encoder.encode(["rice " * 50]) == pytest.approx(kept, abs=1e-6)


def test_the_forward_pass_is_that_of_the_architecture(model):
    """Written out once more, token by token and head by head, for one text."""
    encoder = Bert(model)
    held = {name: array.astype(np.float64) for name, array in encoder._held.items()}
    ids = encoder._tokenizer.encode("solid battery").ids

    def linear(states, name):
        return states @ held[f"{name}.weight"].T + held[f"{name}.bias"]

    def normed(states):
        spread = np.sqrt(((states - states.mean(-1, keepdims=True)) ** 2).mean(-1, keepdims=True) + 1e-12)
        return (states - states.mean(-1, keepdims=True)) / spread

    states = held["embeddings.word_embeddings.weight"][ids]
    states = states + held["embeddings.position_embeddings.weight"][: len(ids)]
    states = normed(states + held["embeddings.token_type_embeddings.weight"][0])
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        query, key, value = (linear(states, f"{at}attention.self.{one}") for one in ("query", "key", "value"))
        heads = []
        for head in range(2):
            part = slice(4 * head, 4 * head + 4)
            weights = np.exp(query[:, part] @ key[:, part].T / 2)
            heads.append(weights / weights.sum(-1, keepdims=True) @ value[:, part])
        states = normed(states + linear(np.concatenate(heads, -1), f"{at}attention.output.dense"))
        wide = linear(states, f"{at}intermediate.dense")
        exact = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / np.sqrt(2)))
        states = normed(states + linear(exact, f"{at}output.dense"))
    expected = states.mean(0) / np.linalg.norm(states.mean(0))
    assert encoder.encode(["solid battery"])[0] == pytest.approx(expected, abs=5e-3)


def test_other_weights_under_the_same_name_are_refused(model):
    good = sha256_of(model / "model.safetensors")
    assert Bert(model, name="tiny", expected=good).name == f"tiny-{good[:8]}"
    with (model / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelAltered) as refused:
        Bert(model, expected=good)
    assert refused.value.data["expected"] == good


@pytest.mark.parametrize("change", [{"model_type": "t5"}, {"hidden_act": "relu"}, {"hidden_size": None}])
def test_other_architectures_are_refused(model, change):
    path = model / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelUnreadable):
        Bert(model)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64, (9).to_bytes(8, "little") + b"{not json"])
def test_damaged_weights_are_refused(model, content):
    (model / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelUnreadable):
        Bert(model)


def test_a_model_is_opened_by_its_folder(model, tmp_path):
    assert open_encoder(str(model)).dimensions == 8
    with pytest.raises(ModelAbsent):
        open_encoder(str(tmp_path))
    with pytest.raises(EncoderNotInstalled) as refused:
        open_encoder("someone/some-model")
    assert refused.value.data["package"] == "sentence-transformers"


def test_without_the_extra_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.setattr(opening, "PACKAGE", "a_package_nobody_has")
    with pytest.raises(EncoderNotInstalled) as refused:
        open_encoder()
    assert refused.value.data == {"package": "a-package-nobody-has", "remedy": "make install-dense"}


def test_the_table_is_made_once_and_weighs_common_words_less(model, tmp_path):
    encoder, steps = Bert(model), []
    assert distilled.load(encoder, tmp_path / "kept") is None
    made = distilled.load_or_distil(
        encoder, tmp_path / "kept", lambda done, total: steps.append((done, total))
    )
    assert steps == [(12, 12)]
    again = distilled.load_or_distil(encoder, tmp_path / "kept", lambda *_: pytest.fail("made twice"))
    assert (again.encode(TEXTS) == made.encode(TEXTS)).all()
    assert np.linalg.norm(made.encode(TEXTS), axis=1) == pytest.approx([1, 1, 0, 1])
    alone, among = made.encode(["rice", "the the rice"])
    assert alone @ among > 0.9


@pytest.mark.skipif(
    bool(opening.missing()), reason="the model's package is not installed (make install-dense)"
)
def test_the_default_gives_the_cosines_published_with_it():
    assert DEFAULT == "all-MiniLM-L6-v2"
    found = open_encoder().encode(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert found[1:] @ found[0] == pytest.approx([0.695, 0.943, 0.257], abs=1e-3)


def test_the_package_of_the_default_is_refused_with_other_weights(model, tmp_path, monkeypatch):
    package = tmp_path / "a_package_of_another"
    package.mkdir()
    (package / "__init__.py").touch()
    model.rename(package / "model")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(opening, "PACKAGE", package.name)
    with pytest.raises(ModelAltered) as refused:
        open_encoder()
    assert refused.value.data["expected"] == opening.SHA256


def test_the_package_is_installed_by_its_digest():
    lock = Path(__file__).parents[3] / "requirements-dense.lock"
    pinned = [one.splitlines() for one in re.split(r"\n(?=\S)", lock.read_text())]
    assert all(
        "==" in head and lines and all("--hash=sha256:" in one for one in lines) for head, *lines in pinned
    )
    assert any(head.startswith(opening.PACKAGE.replace("_", "-")) for head, *_ in pinned)


class Session:
    """Stands in for an onnxruntime session: a token's state is its number and one."""

    given = ()

    def __init__(self, path, providers):
        assert providers == ["CPUExecutionProvider"]

    def get_inputs(self):
        return [SimpleNamespace(name=name) for name in ("input_ids", "attention_mask")]

    def get_outputs(self):
        return [SimpleNamespace(shape=["batch", "sequence", 2])]

    def run(self, outputs, given):
        Session.given = given
        ids = given["input_ids"]
        return [np.stack([ids, np.ones_like(ids)], axis=-1).astype(np.float32)]


def onnx_folder(model):
    (model / "model.safetensors").rename(model / "model.onnx")
    return str(model)


def test_an_onnx_model_is_pooled_over_the_tokens_of_a_text(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", SimpleNamespace(InferenceSession=Session))
    encoder = open_encoder(onnx_folder(model))
    assert (encoder.name[:-8], encoder.dimensions) == ("tiny-onnx-", 2)
    found = encoder.encode(["solid", "solid battery of rice"])
    # [CLS] solid [SEP] are 2 8 3, and what pads the shorter text counts for nothing.
    assert found[0] == pytest.approx(np.array([13 / 3, 1]) / np.hypot(13 / 3, 1), abs=1e-6)
    assert encoder.encode(["solid"])[0] == pytest.approx(found[0])
    assert set(Session.given) == {"input_ids", "attention_mask"}
    encoder.encode(["rice " * 5_000])
    assert Session.given["input_ids"].shape == (1, 256)


def test_another_onnx_file_has_another_name(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", SimpleNamespace(InferenceSession=Session))
    name = open_encoder(folder := onnx_folder(model)).name
    with (model / "model.onnx").open("ab") as file:
        file.write(b"0")
    assert open_encoder(folder).name != name
    monkeypatch.setattr(Session, "get_outputs", lambda _self: [SimpleNamespace(shape=["batch", "width"])])
    with pytest.raises(ModelUnreadable):
        open_encoder(folder)


def test_without_onnxruntime_it_is_said_what_is_missing(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderNotInstalled) as refused:
        open_encoder(onnx_folder(model))
    assert refused.value.data["package"] == "onnxruntime"


def test_a_real_onnx_model_gives_what_its_graph_computes(model):
    """The graph looks tokens up in a table of embeddings: the mean of its rows is known."""
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    onnx = pytest.importorskip("onnx", reason="onnx, which writes the model, is not installed")
    table = np.random.default_rng(3).standard_normal((12, 4)).astype(np.float32)
    make = onnx.helper
    graph = make.make_graph(
        [make.make_node("Gather", ["table", "input_ids"], ["states"])],
        "lookup",
        [make.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["batch", "tokens"])],
        [make.make_tensor_value_info("states", onnx.TensorProto.FLOAT, ["batch", "tokens", 4])],
        [onnx.numpy_helper.from_array(table, "table")],
    )
    onnx_folder(model)
    made = make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, model / "model.onnx")
    found = open_encoder(str(model)).encode(["solid battery", "rice"])
    expected = table[[2, 8, 6, 3]].mean(axis=0)
    assert found[0] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)
    assert found.shape == (2, 4)


class Transformer:
    """Stands in for a model of sentence-transformers."""

    def __init__(self, model, device):
        if model == "someone/absent":
            raise OSError(model)
        self.weights = np.full((2, 2), float(len(model)), dtype=np.float32)

    def state_dict(self):
        return {"embeddings": SimpleNamespace(numpy=lambda: self.weights)}

    def get_sentence_embedding_dimension(self):
        return 2

    def encode(self, texts, normalize_embeddings, convert_to_numpy):
        assert normalize_embeddings
        assert convert_to_numpy
        return np.array([[1.0, 0.0] for _ in texts])


def test_a_name_is_given_to_sentence_transformers(monkeypatch):
    library = SimpleNamespace(SentenceTransformer=Transformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    encoder = open_encoder("someone/many-languages")
    assert (encoder.name[:-8], encoder.dimensions) == ("someone--many-languages-", 2)
    assert encoder.encode(["a", "b"]).dtype == np.float32
    assert open_encoder("someone/many-languages").name == encoder.name
    assert open_encoder("someone/many-tongues").name[-8:] != encoder.name[-8:]
    with pytest.raises(ModelAbsent):
        open_encoder("someone/absent")


def test_a_model_of_sentence_transformers_reads_by_name():
    library = pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    name = "sentence-transformers/all-MiniLM-L6-v2"
    try:
        library.SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError):
        pytest.skip(f"{name} is not in the library's cache")
    found = open_encoder(name).encode(["That is a happy person", "That is a very happy person"])
    assert found[0] @ found[1] == pytest.approx(0.943, abs=1e-3)
