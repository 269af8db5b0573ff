"""The command as its users run it: languages, streams, exit codes, the server and its worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import environment, shell

import scibridge

_PATIENCE = 60.0


def test_help_in_both_languages(tmp_path: Path) -> None:
    english = shell(tmp_path, "--help")
    assert english.code == 0
    assert "Find what can answer a need" in english.out
    compiled = Path(scibridge.__file__).parent / "cli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    if not compiled.exists():
        pytest.skip("the catalogues are not compiled: make install")
    for chinese in (
        shell(tmp_path, "--help", LANG="zh_CN.UTF-8"),
        shell(tmp_path, "--help", "--ui", "zh-hans"),
    ):
        assert chinese.code == 0
        assert "查找能够解决需求的结果" in chinese.out
        assert "Find what" not in chinese.out
    refused = shell(tmp_path, "match", "x", "--limit", "0", LANG="zh_CN.UTF-8")
    assert refused.code == 3
    assert "请运行：scibridge setup" in refused.err


def test_help_makes_nothing_and_needs_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert shell(home, "match", "--help").code == 0
    assert shell(home, "version").out == f"{scibridge.__version__}\n"
    assert not home.exists()


def test_usage_errors_end_with_2(tmp_path: Path) -> None:
    for arguments in (
        ["matsch"],
        ["match", "--foo"],
        ["match"],
        ["match", "x", "--need", "y"],
        ["--ui", "xx", "version"],
    ):
        ended = shell(tmp_path, *arguments)
        assert ended.code == 2, arguments
        assert ended.out == ""


def test_a_home_that_was_never_prepared_says_so(tmp_path: Path) -> None:
    ended = shell(tmp_path, "match", "battery")
    assert (ended.code, ended.out) == (3, "")
    assert "scibridge setup" in ended.err
    assert "Traceback" not in ended.err
    assert "Traceback" in shell(tmp_path, "match", "battery", "--debug").err


def test_an_import_may_be_the_first_thing_in_an_empty_home(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "collaboration.csv"
    file.write_text("year,country_a,country_b,works\n2020,CN,CN,3\n2020,CN,DE,2\n2020,DE,DE,4\n")
    assert shell(home, "import", "collaboration", "--help").code == 0
    assert not home.exists()
    assert shell(home, "import", "collaboration", str(file)).code == 0
    assert shell(home, "setup").err.count("up to date") == 1


def test_settings_that_are_not_usable(tmp_path: Path) -> None:
    ended = shell(tmp_path, "match", "x", SCIBRIDGE_EMAIL_URL="pigeon://loft")
    assert ended.code == 1
    assert "Traceback" not in ended.err


def test_set_up_twice(prepared_home: Path) -> None:
    again = shell(prepared_home, "setup")
    assert again.code == 0
    assert "up to date" in again.err
    assert shell(prepared_home, "setup", "--quiet").err == ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


class Served:
    """A running ``scibridge serve``."""

    def __init__(self, home: Path, processes: int) -> None:
        self.home, self.port = home, _free_port()
        self.log = home / "serve.log"
        options = ["--port", str(self.port), "--processes", str(processes)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scibridge.cli", "serve", *options],
                env=environment(home),
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/health", timeout=5) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except OSError:
            return False

    def children(self, command: str) -> list[int]:
        """Process ids of its children that run this command."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        # Children of every thread: the watch starts them anew from its own.
        threads = children.parent.parent.glob("*/children")
        found = [int(one) for path in threads for one in path.read_text().split()]
        return [one for one in found if command in _arguments(one)]


def _arguments(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


@pytest.fixture(params=[1, 2])
def served(prepared_home: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    running = Served(prepared_home, request.param)
    try:
        _until(running.answers)
        yield running
    finally:
        running.process.kill()
        running.process.wait()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
def test_the_server_keeps_a_worker_and_ends_with_it(served: Served) -> None:
    _until(lambda: len(served.children("worker")) == 1)
    first = served.children("worker")[0]
    taken = shell(served.home, "serve", "--port", str(served.port))
    assert taken.code == 3
    assert str(served.port) in taken.err
    os.kill(first, signal.SIGKILL)
    _until(lambda: len(served.children("worker")) == 1 and served.children("worker") != [first])
    second = served.children("worker")[0]
    assert served.answers()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(_PATIENCE) == 0
    _until(lambda: _gone(second))
    assert "starting it again" in served.log.read_text()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
def test_what_a_killed_server_leaves_ends_too(served: Served) -> None:
    _until(lambda: len(served.children("worker")) == 1)
    left = served.children("worker") + served.children("answering")
    served.process.kill()
    served.process.wait()
    _until(lambda: all(_gone(one) for one in left))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
@pytest.mark.parametrize("served", [2], indirect=True)
def test_a_process_that_answers_is_started_again(served: Served) -> None:
    _until(lambda: len(served.children("answering")) == 2)
    before = served.children("answering")
    os.kill(before[0], signal.SIGKILL)
    assert served.answers()
    _until(lambda: len(served.children("answering")) == 2 and before[0] not in served.children("answering"))
    after = served.children("answering")
    assert before[1] in after
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(_PATIENCE) == 0
    assert all(_gone(one) for one in after)
