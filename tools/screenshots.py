"""Take pictures of the running product: ``screenshots.py FOLDER [--address URL] [--all]``.

Drives Debian's Chromium. Without ``--address`` it makes a demonstration world in a temporary home and serves
that. Without ``--all`` it takes the few pictures the READMEs show; with it, every page family in both
languages, light and dark, wide and narrow.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
NEED = {
    "en": "solid-state battery with an energy density of at least 400 Wh/kg",
    "zh-hans": "能量密度不低于 400 Wh/kg 的固态电池",
}
LISTS = {
    "need": "needs",
    "offer": "offers",
    "organisation": "organisations",
    "person": "people",
    "facility": "facilities",
}
WIDTHS = {"wide": 1440, "narrow": 390}
# A README loads all of its pictures at once.
MOST_BYTES = 250_000
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, address, colours, width, and how much of the page."""

    name: str
    path: str
    scheme: str
    width: int
    whole: bool
    height: int = 900


def first_of(page: Page, address: str, language: str, kind: str) -> str:
    """The path of the first record in a list; the picture needs data."""
    page.goto(f"{address}/{language}/{LISTS[kind]}/")
    # One in the reader's language shows the page better than one that stands in for it.
    own = page.locator("main ul.list :is(h2, h3) a:not(:has([lang]))").first
    link = own if own.count() else page.locator("main ul.list a").first
    if link.count() == 0:
        sys.exit(f"No {kind} at {address}: load the demonstration world first (make demo).")
    return re.sub(r"^https?://[^/]+", "", str(link.get_attribute("href")))


def shots(page: Page, address: str, *, everything: bool) -> Iterator[Shot]:
    """What to take."""
    for language in ("en", "zh-hans"):
        match = f"/{language}/match/?q={quote(NEED[language])}"
        if not everything:
            short = language.partition("-")[0]
            answered = f"/{language}/match/?q={quote(NEED['zh-hans'])}"
            need = first_of(page, address, language, "need")
            yield Shot(
                f"home-{short}-light-wide", f"/{language}/", "light", WIDTHS["wide"], whole=False, height=1090
            )
            yield Shot(f"match-{short}-light-wide", answered, "light", WIDTHS["wide"], whole=False)
            yield Shot(f"need-{short}-light-wide", need, "light", WIDTHS["wide"], whole=False)
            continue
        paths = {"home": f"/{language}/", "match": match, "offers-matched": f"{match}&kind=offer"}
        paths |= {kind: first_of(page, address, language, kind) for kind in LISTS}
        paths |= {"organisations": f"/{language}/organisations/", "sign-in": f"/{language}/accounts/login/"}
        paths |= {"help": f"/{language}/help/", "missing": f"/{language}/nowhere/"}
        for name, path in paths.items():
            for scheme in ("light", "dark"):
                for size, width in WIDTHS.items():
                    yield Shot(f"{name}.{language}.{scheme}.{size}", path, scheme, width, whole=True)


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> None:
    """One picture, in an own context so that nothing is remembered."""
    context = browser.new_context(
        color_scheme="dark" if shot.scheme == "dark" else "light",
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=1,
        # Nothing is caught in the middle of a movement.
        reduced_motion="reduce",
    )
    page = context.new_page()
    answer = page.goto(f"{address}{shot.path}", wait_until="networkidle")
    expected = 404 if shot.name.startswith("missing") else 200
    if answer is None or answer.status != expected:
        sys.exit(
            f"{shot.path} answered {answer.status if answer else 'nothing'}; no picture of it was taken."
        )
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path, full_page=shot.whole)
    context.close()
    if not shot.whole and path.stat().st_size > MOST_BYTES:
        sys.exit(f"{path} has {path.stat().st_size} bytes, more than {MOST_BYTES}: show less in it.")


@contextmanager
def served() -> Iterator[str]:
    """The address of a demonstration world of its own, served for as long as the pictures take."""
    command = str(Path(sys.executable).with_name("scibridge"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="scibridge-pictures-", ignore_cleanup_errors=True) as home:
        environment = os.environ | {"SCIBRIDGE_HOME": home, "SCIBRIDGE_SITE_ADDRESS": "http://127.0.0.1"}
        for step in ("setup", "demo"):
            subprocess.run([command, step], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [command, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 — our own server on loopback
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    sys.exit("The server did not come up; run `scibridge serve` to see why.")


def main() -> int:
    """Take the pictures into a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="", help="a server that runs already, with data")
    parser.add_argument("--all", action="store_true", help="every page, language, colour scheme and width")
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.address:
        _take_all(asked.address.rstrip("/"), asked)
        return 0
    with served() as address:
        _take_all(address, asked)
    return 0


def _take_all(address: str, asked: argparse.Namespace) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        page = browser.new_page()
        for shot in shots(page, address, everything=asked.all):
            if asked.only in shot.name:
                take(browser, address, shot, asked.folder)
                print(asked.folder / f"{shot.name}.png")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
