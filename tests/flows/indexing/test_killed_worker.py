"""A worker killed again and again while needs come and go: in the end index and database agree."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson

KILLS = 3
CHANGES = 200
SEED = 7
PATIENCE_SECONDS = 60

# Runs in a process of its own, as the web process would: it only writes the database.
CHANGE = f"""
import random, sys, time
import django
django.setup()
from scibridge.domain.accounts.services import ensure_account, grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.services import create_need, publish_need, submit_need
from scibridge.domain.exchange.services import update_need, withdraw_need

moderator = ensure_account(email="moderator@example.org", password="a long enough password")
grant_role(account=moderator, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
owner = ensure_account(email="owner@example.org", password="a long enough password")
dice, published = random.Random({SEED}), []
for number in range({CHANGES}):
    act = dice.choice(["publish", "publish", "edit", "withdraw"])
    if act == "publish" or not published:
        content = {{"kind": "public", "title": {{"en": f"Need {{number}}"}}, "problem": {{"en": "Water."}}}}
        need = create_need(actor=owner, fields=content)
        published.append(publish_need(submit_need(need, actor=owner), actor=moderator))
    elif act == "edit":
        place = dice.randrange(len(published))
        fields = {{"deadline": f"2099-01-{{number % 28 + 1:02}}", "title": {{"en": f"Edited {{number}}"}}}}
        published[place] = update_need(
            published[place], actor=owner, fields=fields, expected_version=published[place].version
        )
    else:
        withdraw_need(published.pop(dice.randrange(len(published))), actor=owner)
    print(number, flush=True)
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scibridge.cli", *arguments]


def test_index_and_database_agree_after_three_kills(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SCIBRIDGE_")},
        "SCIBRIDGE_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "scibridge.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run(command("setup"), env=environment, check=True, capture_output=True)
    log = (tmp_path / "worker.log").open("wb")

    def start_worker() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command("worker"), env=environment, stdout=log, stderr=log)

    worker = start_worker()
    kills = 0
    try:
        changing = subprocess.Popen(
            [sys.executable, "-c", CHANGE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert changing.stdout is not None
        for line in changing.stdout:
            if int(line) in {40, 90, 150}:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                kills += 1
                worker = start_worker()
        _, complaint = changing.communicate()
        assert changing.returncode == 0, complaint.decode()
        assert kills == KILLS
        report = agreed(environment)
    finally:
        worker.kill()
        worker.wait()
        log.close()
    assert report["agrees"], report
    assert report["waiting"] == 0
    assert report["in_index"] == report["in_database"] > 0


def agreed(environment: dict[str, str]) -> dict[str, object]:
    """The doctor's report once nothing waits any more, or the last one when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        outcome = subprocess.run(
            command("doctor", "--json"), env=environment, check=False, capture_output=True, text=True
        )
        report: dict[str, object] = orjson.loads(outcome.stdout)
        if not report["waiting"] or time.monotonic() > deadline:
            return report
        time.sleep(0.5)
