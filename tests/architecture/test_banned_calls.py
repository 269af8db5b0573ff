"""Ways around the architecture are refused by the linter: each ban is proved by a planted call."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
RUFF = Path(sys.executable).with_name("ruff")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("src/scibridge/engines/planted.py", "import time\n\nprint(time.time())\n"),
        ("src/scibridge/engines/planted.py", "from datetime import datetime\n\nprint(datetime.now())\n"),
        ("src/scibridge/engines/planted.py", "import random\n\nrandom.shuffle([])\n"),
        ("src/scibridge/domain/planted.py", "from django.apps import apps\n\napps.get_model('a.B')\n"),
        ("src/scibridge/domain/planted.py", "import importlib\n\nimportlib.import_module('scibridge.web')\n"),
        ("src/scibridge/web/planted.py", "from . import apps\n\nprint(apps)\n"),
    ],
)
def test_a_planted_call_is_refused(place: str, code: str) -> None:
    outcome = subprocess.run(
        [str(RUFF), "check", "--no-cache", "--select", "TID", "--stdin-filename", place, "-"],
        cwd=CHECKOUT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "TID25" in outcome.stdout
