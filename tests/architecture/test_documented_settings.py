"""Every environment variable the product reads stands in the configuration table of both READMEs."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"""["'](SCIBRIDGE_[A-Z_]+|DATABASE_URL)["']""")


def variables() -> set[str]:
    source = CHECKOUT / "src" / "scibridge"
    return {
        name for path in source.rglob("*.py") for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("readme", ["README.md", "README.zh-Hans.md"])
def test_each_variable_is_documented(readme: str) -> None:
    text = (CHECKOUT / readme).read_text(encoding="utf-8")
    assert sorted(name for name in variables() if f"`{name}`" not in text) == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-Hans.md"])
def test_no_documented_variable_is_unknown(readme: str) -> None:
    text = (CHECKOUT / readme).read_text(encoding="utf-8")
    documented = set(re.findall(r"\| `(SCIBRIDGE_[A-Z_]+|DATABASE_URL)`", text))
    assert documented
    assert sorted(documented - variables()) == []
