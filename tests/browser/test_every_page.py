"""Every page of the list in a real browser: axe, both appearances, small windows, targets, and whom it asks.

A page is opened once, in one of four ways (language × appearance × window); the entries of a family take
turns, so that each family is seen in all four.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.core.cache import cache
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page
from tests.everything import Everything, build, come
from tests.kept import kept
from tests.pages import FAMILIES, Entry, Sample

from scibridge.domain.indexing.selectors import current_lexicon

pytestmark = pytest.mark.browser
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
WIDE, PHONE, NARROW = (1440, 900), (390, 844), (320, 800)
WAYS = (
    ("en", "light", WIDE),
    ("zh-hans", "dark", PHONE),
    ("zh-hans", "light", WIDE),
    ("en", "dark", PHONE),
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The size of targets has to be asked for by name.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LOOK = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 140)} ${(node.any[0] || {}).message || ''}`));
}"""
# What makes a page wider than its window; what scrolls by itself may.
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .filter(one => !one.closest('.tabs, .scroll, .unseen, .skip'))
    .slice(0, 5).map(one => `too wide: ${one.outerHTML.slice(0, 120)}`)"""
# Whatever the keyboard reaches shows that it has been reached.
NO_FOCUS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(one => !one.disabled && one.checkVisibility({checkVisibilityCSS: true}))
  .filter(one => { one.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== one) return false;
    const rings = [one, one.parentElement].map(each => getComputedStyle(each));
    return rings[0].boxShadow === 'none' && !rings.some(
      each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0); })
  .map(one => `focus is not seen: ${one.outerHTML.slice(0, 120)}`)"""
# Nothing moves for who asked for that.
MOVING = """() => document.getAnimations()
  .filter(one => one.playState === 'running' && one.effect.getComputedTiming().duration > 10)
  .map(one => `moves: ${one.animationName || one.transitionProperty}`)"""


class Visitors:
    """Browsers of everyone, each opened once; ``trouble`` gathers what pages said or asked."""

    def __init__(self, browser: Browser, everything: Everything, address: str) -> None:
        self.browser, self.everything, self.address = browser, everything, address
        self.pages: dict[Any, Page] = {}
        self.contexts: list[BrowserContext] = []
        self.trouble: list[str] = []

    def page(self, entry: Entry) -> Page:
        """A page of whoever sees the entry."""
        key = (entry.who, entry.prepare)
        if key not in self.pages or entry.prepare is not None:
            self.pages[key] = self._opened(entry)
        return self.pages[key]

    def _opened(self, entry: Entry) -> Page:
        context = self.browser.new_context(base_url=self.address, reduced_motion="reduce")
        context.set_default_timeout(45_000)
        client = come(self.everything, entry.who, entry.prepare)
        host = urlsplit(self.address).hostname
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "domain": host, "path": "/"}
                for name, cookie in client.cookies.items()
            ]
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("request", self._asked)
        return page

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.trouble.append(f"asks elsewhere: {request.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitors(
    browser: Browser, transactional_db: None, live_server: Any, mailoutbox: list[Any]
) -> Iterator[Visitors]:
    cache.clear()
    everything = kept(build)
    current_lexicon()
    made = Visitors(browser, everything, live_server.url)
    yield made
    made.close()


def seen(visitors: Visitors, entry: Entry, way: tuple[str, str, tuple[int, int]]) -> list[str]:
    """What is wrong with a page, looked at in one way, then in the other appearance, then narrow."""
    language, scheme, (width, height) = way
    page, other = visitors.page(entry), "dark" if scheme == "light" else "light"
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    answer = page.goto(f"/{language}/{visitors.everything.path(entry.path)}")
    found = []
    if answer is None or answer.status != entry.status:
        found.append(f"status {answer and answer.status}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found += page.evaluate(LOOK, OPTIONS)
    for script in (MOVING, NO_FOCUS):
        found += page.evaluate(script)
    page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
    contrast = page.evaluate(LOOK, {"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
    found += [f"in {other}: {one}" for one in contrast]
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    found += page.evaluate(TOO_WIDE)
    # A page that is not there says so on the console as well.
    said = [one for one in visitors.trouble if entry.status == 200 or "status of" not in one]
    visitors.trouble.clear()
    return found + said


def few_of_each(entries: tuple[Entry, ...]) -> list[Entry]:
    """At most two of one kind of page; the walk without a browser reads them all."""
    kinds: Counter[str] = Counter()
    chosen = []
    for entry in entries:
        try:
            kind = resolve(f"/en/{entry.path.partition('?')[0].format_map(Sample())}").view_name
        except Resolver404:
            kind = entry.path
        kinds[kind] += 1
        if kinds[kind] <= 2:
            chosen.append(entry)
    return chosen


@pytest.mark.parametrize("family", FAMILIES)
def test_every_page_of_the_family(visitors: Visitors, family: str) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for turn, entry in enumerate(few_of_each(FAMILIES[family])):
        way = WAYS[turn % len(WAYS)]
        for fault in dict.fromkeys(seen(visitors, entry, way)):
            found[fault].append(f"{entry.path} {way[0]} {way[1]} {way[2][0]}")
    assert not found, "\n".join(["", *(f"{fault}\n      {places[:3]}" for fault, places in found.items())])
