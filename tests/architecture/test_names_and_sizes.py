"""Things are named for what they are, and a room that outgrows its walls is seen."""

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "scibridge"
VAGUE = re.compile(r"(^|_)(utils?|helpers?|misc|common|managers?|base|stuff|logic)(_|$)")
MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 80


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def vague(path: Path) -> bool:
    return any(VAGUE.search(part) for part in path.relative_to(SOURCE).with_suffix("").parts)


def long_functions(text: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]


def test_no_module_has_a_vague_name() -> None:
    assert [str(path.relative_to(SOURCE)) for path in modules() if vague(path)] == []


@pytest.mark.parametrize(
    "name", ["utils.py", "web/helpers/x.py", "domain/registry/base.py", "engines/text_utils.py"]
)
def test_a_vague_name_is_caught(name: str) -> None:
    assert vague(SOURCE / name)


@pytest.mark.parametrize(
    "name", ["engines/matching/index.py", "domain/indexing/models.py", "kernel/basement.py"]
)
def test_a_plain_name_passes(name: str) -> None:
    assert not vague(SOURCE / name)


def test_modules_keep_their_size() -> None:
    sizes = {
        path.relative_to(SOURCE): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }
    assert {str(path): lines for path, lines in sizes.items() if lines > MOST_LINES} == {}


def test_functions_keep_their_size() -> None:
    found = {path: long_functions(path.read_text(encoding="utf-8")) for path in modules()}
    assert {str(path.relative_to(SOURCE)): names for path, names in found.items() if names} == {}


def test_a_long_function_is_caught() -> None:
    assert long_functions("def long():\n" + "    pass\n" * MOST_LINES_OF_A_FUNCTION) == ["long"]


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in modules()
        if path.name not in {"apps.py", "admin.py"}
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_models_say_which_personal_data_they_hold() -> None:
    silent = []
    for path in [*SOURCE.glob("domain/*/models.py"), *SOURCE.glob("domain/*/models/__init__.py")]:
        note = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if "personal data" not in note.lower():
            silent.append(str(path.relative_to(SOURCE)))
    assert silent == []
