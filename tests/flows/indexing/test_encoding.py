"""The encoder reads what the index holds, and goes on where it stopped."""

import pytest
from django.conf import settings
from tests.engines.encoding.conftest import write_model

from scibridge.domain.indexing import selectors
from scibridge.domain.indexing.selectors import current_index, current_meaning
from scibridge.engines.encoding.bert import Bert
from scibridge.engines.encoding.failures import ModelAbsent
from scibridge.flows.indexing.encoding import encode_all, prepared
from scibridge.flows.indexing.updating import bring_up_to_date


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VECTOR_DIRECTORY", tmp_path / "vectors")
    monkeypatch.setattr(settings, "ENCODER", str(write_model(tmp_path / "tiny")))
    selectors._open_meaning.cache_clear()
    yield
    current_index().read_with(None)
    selectors._open_meaning.cache_clear()


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.mark.django_db
def test_documents_are_read_once_and_changes_follow(model, publish):
    publish("Solid battery of the rice field")
    bring_up_to_date()
    assert current_index().snapshot.meaning is None
    meaning = prepared(quiet)
    seen = []
    assert encode_all(meaning, lambda *step: seen.append(step), thoroughly=False) == 1
    assert seen == [(1, 1)]
    assert encode_all(meaning, quiet, thoroughly=False) == 0
    assert encode_all(meaning, quiet, thoroughly=True) == 1
    selectors._open_meaning.cache_clear()
    assert len(current_index().snapshot.meaning) == 1
    publish("Vaccine of the field")
    bring_up_to_date()
    assert len(current_meaning()) == 2
    assert isinstance(meaning.thorough.encoder, Bert)
    assert len(meaning.thorough.held) == 1


@pytest.mark.django_db
def test_an_encoder_that_is_gone_leaves_the_words(model, publish, monkeypatch, tmp_path, caplog):
    publish("Solid battery")
    bring_up_to_date()
    encode_all(prepared(quiet), quiet, thoroughly=False)
    monkeypatch.setattr(settings, "ENCODER", str(tmp_path / "nothing"))
    (tmp_path / "nothing").mkdir()
    assert current_meaning() is None
    assert "words alone" in caplog.text
    with pytest.raises(ModelAbsent):
        prepared(quiet)
