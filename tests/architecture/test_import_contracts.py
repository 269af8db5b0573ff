"""The import contracts hold, and each of them catches the breach it exists for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = {
    "Floors: imports go down": [
        ("sources/planted.py", "import scibridge.kernel.ids"),
        (
            "kernel/planted.py",
            "def late():\n    from scibridge.domain.accounts import states\n    return states",
        ),
        ("domain/accounts/events.py", "from scibridge.flows import apps"),
        ("web/planted.py", "from scibridge.api import apps"),
        ("api/planted.py", "from scibridge.cli import apps"),
    ],
    "Apps: registry and exchange know what lies below, never each other in circles": [
        ("domain/registry/admin_planted.py", "from scibridge.domain.exchange import states"),
        ("domain/accounts/admin_planted.py", "from scibridge.domain.registry import states"),
    ],
    "Rooms of an app: reads and writes above states": [
        ("domain/accounts/selectors.py", "from scibridge.domain.accounts import services"),
        ("domain/registry/states.py", "from scibridge.domain.registry import models"),
        ("domain/registry/odds_and_ends.py", '"""A room without a place in the order."""'),
    ],
    "Engines: no Django, no network, no database": [
        ("engines/planted.py", "import django"),
        (
            "engines/text/planted.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sqlite3",
        ),
        ("engines/lake/planted.py", "import httpx"),
    ],
    "Sources: no Django": [("sources/planted.py", "from django.db import models")],
    "No circles between siblings": [
        ("engines/text/planted.py", "import scibridge.engines.matching.documents"),
    ],
}


def _lint(root: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the linter over the package below ``root``, which is what ``PYTHONPATH`` makes importable first."""
    return subprocess.run(
        [str(LINT), "--config", str(root / "pyproject.toml"), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        CHECKOUT / "src",
        root / "src",
        ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "static", "templates"),
    )
    shutil.copy(CHECKOUT / "pyproject.toml", root)
    return root


def test_the_contracts_hold(copy: Path) -> None:
    outcome = _lint(copy)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    for contract in PLANTED:
        assert f"{contract} KEPT" in outcome.stdout


@pytest.mark.parametrize(
    ("contract", "place", "breach"),
    [(contract, place, breach) for contract, cases in PLANTED.items() for place, breach in cases],
)
def test_each_contract_catches_a_planted_breach(copy: Path, contract: str, place: str, breach: str) -> None:
    file = copy / "src" / "scibridge" / place
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text((before or "") + "\n" + breach + "\n", encoding="utf-8")
    try:
        outcome = _lint(copy)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
    assert outcome.returncode == 1
    assert f"{contract} BROKEN" in outcome.stdout
