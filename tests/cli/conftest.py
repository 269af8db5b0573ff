"""Running the command as a shell would: in this process on the test database, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from scibridge.cli.main import main


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: Any, monkeypatch: Any) -> Callable[..., Run]:
    """``run("match", "words")`` in this process."""

    def call(*arguments: str, stdin: bytes = b"") -> Run:
        import io

        monkeypatch.setattr(sys, "argv", ["scibridge", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = 0
        with translation.override("en"):
            try:
                main()
            except SystemExit as ending:
                code = int(ending.code or 0)
        seen = capsys.readouterr()
        return Run(code, seen.out, seen.err)

    return call


def environment(home: Path, **more: str) -> dict[str, str]:
    """Of a process with a home of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCIBRIDGE_", "LC_", "LANG"))
    }
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "SCIBRIDGE_HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "100", **more}


def shell(home: Path, *arguments: str, stdin: bytes = b"", **more: str) -> Run:
    """The command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scibridge.cli", *arguments],
        input=stdin,
        capture_output=True,
        env=environment(home, **more),
        timeout=240,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that ``scibridge setup`` has prepared."""
    home = tmp_path_factory.mktemp("home")
    done = shell(home, "setup")
    assert done.code == 0, done.err
    return home
