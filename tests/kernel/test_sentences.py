"""Every code that the tree raises has a sentence, in both languages, whatever data came along."""

import ast
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import scibridge
from scibridge.engines.errors import ScibridgeError, UnknownOption
from scibridge.kernel import sentence_catalogue
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput, NotAllowed, Unavailable
from scibridge.kernel.sentences import field_sentence, reason_sentence, sentence

SOURCE = Path(scibridge.__file__).parent
PROBLEM_MAKERS = {"BadValue": 0, "Rejected": 0, "FieldProblem": 1, "_Refused": 0}
REASON_MAKERS = {"refuse": 0, "NotAllowed": 0}
DETAILED = {"Conflict": "conflict", "Unavailable": "unavailable"}


def error_classes() -> Iterator[type[ScibridgeError]]:
    for module in pkgutil.walk_packages([str(SOURCE)], "scibridge."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            pkgutil.resolve_name(module.name)
    waiting = [ScibridgeError]
    while waiting:
        found = waiting.pop()
        if found.__module__.startswith("scibridge."):
            yield found
        waiting += found.__subclasses__()


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def literals(makers: dict[str, int]) -> set[str]:
    found = set()
    for name, call in calls():
        place = makers.get(name)
        if place is None or len(call.args) <= place:
            continue
        value = call.args[place]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
    return found


def details() -> set[tuple[str, str]]:
    return {
        (DETAILED[name], keyword.value.value)
        for name, call in calls()
        if name in DETAILED
        for keyword in call.keywords
        if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant)
    }


def test_every_error_has_a_sentence() -> None:
    # These speak through what they carry: a reason, a problem, words of the command line.
    carried = {"not_allowed", "rejected_value", "command_failed"}
    codes = {found.code for found in error_classes()} - carried
    assert sorted(codes - set(sentence_catalogue.ERRORS)) == []


def test_every_field_problem_has_a_sentence() -> None:
    found = literals(PROBLEM_MAKERS)
    assert {"required", "too_long"} <= found
    assert sorted(found - set(sentence_catalogue.PROBLEMS)) == []


def test_every_reason_has_a_sentence() -> None:
    found = literals(REASON_MAKERS)
    assert {"sign_in_first", "mail_not_verified"} <= found
    assert sorted(found - set(sentence_catalogue.REASONS)) == []


def test_every_detail_of_a_conflict_has_a_sentence() -> None:
    found = details()
    assert ("conflict", "claimed_by_another") in found
    assert sorted(found - set(sentence_catalogue.DETAILS)) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_sentences_bear_missing_data(language: str) -> None:
    with translation.override(language):
        for table in (sentence_catalogue.REASONS, sentence_catalogue.PROBLEMS):
            for code in table:
                words = field_sentence(FieldProblem("x", code)), reason_sentence(code)
                assert all("%(" not in text for text in words)
        for code in sentence_catalogue.ERRORS:
            made = type("Made", (ScibridgeError,), {"code": code})
            assert "%(" not in sentence(made())


def test_chinese_is_chinese() -> None:
    with translation.override("zh-hans"):
        tables = (sentence_catalogue.ERRORS, sentence_catalogue.REASONS, sentence_catalogue.PROBLEMS)
        texts = [str(text) for table in (*tables, sentence_catalogue.DETAILS) for text in table.values()]
    assert [text for text in texts if not any("一" <= letter <= "鿿" for letter in text)] == []


def test_data_is_put_in() -> None:
    error = UnknownOption("scheme", "abc", ("ror", "orcid"))
    with translation.override("en"):
        assert sentence(error) == "“abc” is not known for scheme. Choose one of: ror, orcid."
    with translation.override("zh-hans"):
        assert sentence(error) == "scheme 不支持“abc”。请选择：ror、orcid。"


def test_each_field_is_named() -> None:
    error = InvalidInput([FieldProblem("title", "required"), FieldProblem("low", "not_above", {"low": 4.0})])
    with translation.override("en"):
        assert sentence(error) == (
            "Some of the input cannot be taken. title: This is needed. low: This must be more than 4."
        )


def test_reasons_and_details() -> None:
    with translation.override("en"):
        assert sentence(NotAllowed("moderators_only")) == "Only moderators may do this."
        assert sentence(Conflict(reason="already_yours")) == "This record is yours already."
        assert sentence(Unavailable(reason="no_contact")).startswith("Nobody has left an address")
        assert sentence(Conflict()) == str(sentence_catalogue.ERRORS["conflict"])


def test_long_values_are_cut() -> None:
    problem = FieldProblem("x", "unknown_country", {"value": "A" * 500})
    with translation.override("en"):
        assert len(field_sentence(problem)) < 250


def test_an_unknown_code_says_so() -> None:
    made = type("Made", (ScibridgeError,), {"code": "never_heard_of"})
    with translation.override("en"):
        assert "never_heard_of" in sentence(made())
        assert "odd" in field_sentence(FieldProblem("x", "odd"))
        assert "odd" in reason_sentence("odd")
