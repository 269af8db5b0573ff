"""Which language the command line speaks."""

import pytest

from scibridge.cli.language import choose, read_language
from scibridge.cli.main import global_options_first


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("zh_CN.UTF-8", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-Hans", "zh-hans"),
        ("en_GB", "en"),
        ("C.UTF-8", None),
        ("de_DE.UTF-8", None),
        ("", None),
    ],
)
def test_languages_as_people_and_systems_write_them(text: str, language: str | None) -> None:
    assert read_language(text) == language


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        (["--ui", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["match", "x", "--ui=zh"], {"LANG": "en_GB"}, "zh-hans"),
        (["--ui"], {}, "en"),
    ],
)
def test_the_option_goes_before_the_environment(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose(arguments, environment) == language


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        (["match", "x", "--ui", "zh"], ["--ui", "zh", "match", "x"]),
        (["match", "--debug", "x", "--ui=en"], ["--debug", "--ui=en", "match", "x"]),
        (["match", "--", "--ui", "x"], ["match", "--", "--ui", "x"]),
        (["match", "--ui"], ["--ui", "match"]),
    ],
)
def test_global_options_may_stand_anywhere(given: list[str], ordered: list[str]) -> None:
    assert global_options_first(given) == ordered
