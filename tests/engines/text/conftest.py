"""One lexicon for all tests of the text engine: building it takes seconds."""

from pathlib import Path

import pytest

from scibridge.engines.text.lexicon import Lexicon


@pytest.fixture(scope="session")
def lexicon_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lexicon")


@pytest.fixture(scope="session")
def lexicon(lexicon_folder: Path) -> Lexicon:
    return Lexicon.default(lexicon_folder)
