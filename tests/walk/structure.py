"""What is wrong with how a page is built: each detector takes a document and names what it finds.

Owns what needs no browser; colours, sizes and focus are for the browser tests. Every detector is proved by a
planted fault in ``tests/web/test_walk_detectors.py``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from tests.walk.document import Document, Element

CONTROLS = ("input", "select", "textarea")
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "list", "form")
_LANGUAGES = {"en", "zh-Hans", "zh-Hant"}
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def name_of(element: Element, document: Document) -> str:
    """What software calls a control, link or picture."""
    if element.get("aria-label").strip():
        return element.get("aria-label").strip()
    if element.has("aria-labelledby"):
        named = [one for one in document.all() if one.get("id") in element.get("aria-labelledby").split()]
        return " ".join(one.text for one in named).strip()
    pictures = [one.get("alt") for one in element.all("img") if one is not element]
    titles = [one.text for one in element.all("title")]
    shown = [name_of(one, document) for one in element.all("svg") if one is not element and not one.unread]
    return " ".join([element.text, *pictures, *titles, *shown, element.get("title")]).strip()


def nesting(document: Document) -> Iterator[str]:
    """What a browser would have to mend."""
    yield from document.faults


def frame(document: Document) -> Iterator[str]:
    """Title, description, one main part, one heading above all, a language."""
    for tag, most in (("title", 1), ("h1", 1), ("main", 1), ("html", 1)):
        found = [one for one in document.all(tag) if not one.inside("svg")]
        if len(found) != most:
            yield f"{len(found)} <{tag}>"
        yield from (f"<{tag}> is empty" for one in found if not one.text)
    described = [one.get("content") for one in document.all("meta") if one.get("name") == "description"]
    if len(described) != 1 or not described[0].strip():
        yield f"description: {described}"
    title = document.first("title")
    if title is not None and title.text.startswith(("–", "-", ":", "：")):
        yield f"title begins with nothing: {title.text}"


def headings(document: Document) -> Iterator[str]:
    """No level is left out on the way down; none is empty."""
    last = 0
    for one in document.all("h1", "h2", "h3", "h4", "h5", "h6"):
        if one.unread:
            continue
        level = int(one.tag[1])
        if level > last + 1:
            yield f"h{last} is followed by {one}"
        if not one.text:
            yield f"an empty heading: {one}"
        last = level


def ids(document: Document) -> Iterator[str]:
    """Each once, and whatever is referred to is there."""
    counted = Counter(one.get("id") for one in document.all() if one.has("id"))
    yield from (f"id {name!r} {times} times" for name, times in counted.items() if times > 1 or not name)
    yield from (f"id with a space: {name!r}" for name in counted if re.search(r"\s", name))
    for one in document.all():
        for attribute in _REFERRING:
            for target in one.get(attribute).split():
                if target not in counted:
                    yield f"{attribute}={target!r} leads nowhere: {one}"
        if one.tag == "a" and one.get("href").startswith("#") and one.get("href")[1:] not in counted:
            yield f"no {one.get('href')} on the page: {one}"
        for attribute in ("hx-target", "hx-include", "hx-indicator"):
            wanted = one.get(attribute)
            if re.fullmatch(r"#[\w-]+", wanted) and wanted[1:] not in counted:
                yield f"{attribute}={wanted!r} leads nowhere: {one}"


def labels(document: Document) -> Iterator[str]:
    """Every control of a form says what it is for."""
    targets = {one.get("for"): one for one in document.all("label") if one.has("for")}
    for one in document.all(*CONTROLS):
        if one.get("type") in {"hidden", "submit", "button"}:
            continue
        label = targets.get(one.get("id"))
        wrapped = next((each for each in one.up() if each.tag == "label"), None)
        words = [each.text for each in (label, wrapped) if each is not None]
        if not any(words) and not name_of(Element(one.tag, one.attributes), document):
            yield f"no label: {one}"
    for one in document.all("fieldset"):
        legend = next((each for each in one.children if isinstance(each, Element)), None)
        if legend is None or legend.tag != "legend" or not legend.text:
            yield f"a fieldset without legend: {one}"


def names(document: Document) -> Iterator[str]:
    """Links, buttons, pictures and landmarks have names; several landmarks of a kind have different ones."""
    for one in document.all("a", "button", "summary"):
        if not one.unread and not name_of(one, document):
            yield f"without a name: {one}"
    for one in document.all("input"):
        if one.get("type") in {"submit", "button"} and not one.get("value"):
            yield f"without a name: {one}"
    for one in document.all("img"):
        if not one.has("alt"):
            yield f"without an alternative: {one}"
    for one in document.all("svg"):
        if not one.unread and not name_of(one, document):
            yield f"neither named nor hidden: {one}"
        elif not one.unread and one.get("role") not in {"img", "group", "graphics-document"}:
            yield f"named but without a role: {one}"
    for tag in ("nav", "aside"):
        # One that is there twice, folded for small windows and spread for wide ones, is one to its reader.
        different = {(one.get("aria-label"), one.text): one for one in document.all(tag)}
        found = [name_of(Element(tag, one.attributes), document) for one in different.values()]
        if len(found) > 1 and len(set(found)) != len(found):
            yield f"{tag} landmarks cannot be told apart: {found}"


def links(document: Document) -> Iterator[str]:
    """Links lead somewhere; whatever opens elsewhere does not hand over the page."""
    for one in document.all("a"):
        address = one.get("href").strip()
        if not address or address == "#" or address.startswith("javascript:"):
            yield f"leads nowhere: {one}"
        if one.get("target") == "_blank" and "noopener" not in one.get("rel"):
            yield f"opens a window without noopener: {one}"
    for one in document.all("a", "link"):
        if one.has("hreflang") and not one.get("href"):
            yield f"an alternate without address: {one}"


def tables(document: Document) -> Iterator[str]:
    """Tables say what their columns and rows are."""
    for one in document.all("table"):
        if one.get("role") in {"presentation", "none"}:
            continue
        heads = one.all("th")
        if not heads:
            yield f"no headers: {one}"
        yield from (f"no scope: {head}" for head in heads if not head.get("scope"))
        yield from (f"an empty header: {head}" for head in heads if not head.text)
        widths = {
            sum(int(cell.get("colspan") or 1) for cell in row.children if isinstance(cell, Element))
            for row in one.all("tr")
        }
        if len(widths) > 1 and not any(cell.has("rowspan") for cell in one.all("td", "th")):
            yield f"rows of different widths {sorted(widths)}: {one}"


def lists(document: Document) -> Iterator[str]:
    """Lists hold items, and definition lists terms with what they mean."""
    allowed = {"ul": {"li"}, "ol": {"li"}, "menu": {"li"}, "dl": {"dt", "dd", "div"}}
    for one in document.all(*allowed):
        inside = {child.tag for child in one.children if isinstance(child, Element)} - {"script", "template"}
        if inside - allowed[one.tag]:
            yield f"{sorted(inside - allowed[one.tag])} in {one}"
        if not inside and not one.get("class"):
            yield f"an empty list: {one}"
        if any(isinstance(child, str) and child.strip() for child in one.children):
            yield f"words between items: {one}"
    for one in document.all("dt", "dd"):
        if not one.text and not one.all("img", "svg", "input", "select", "form"):
            yield f"empty: {one} in {one.parent}"
    for one in document.all("li"):
        if not one.text and not one.all("img", "svg", "input", "select", "form"):
            yield f"empty: {one} in {one.parent}"


def language_tags(document: Document) -> Iterator[str]:
    """``lang`` is a tag, and one the house writes in unless the words are somebody's own."""
    for one in document.all():
        if one.has("lang") and not _TAG.fullmatch(one.get("lang")):
            yield f"lang={one.get('lang')!r}: {one}"
        if one.get("lang").lower().startswith("zh") and one.get("lang") not in _LANGUAGES | {"zh"}:
            yield f"lang={one.get('lang')!r}: {one}"


def forms(document: Document) -> Iterator[str]:
    """What writes carries a token and goes by POST to ourselves; each form can be sent."""
    for one in document.all("form"):
        method = (one.get("method") or "get").lower()
        token = [each for each in one.all("input") if each.get("name") == "csrfmiddlewaretoken"]
        # A signed link is its own token, and is told to nobody.
        signed = any(each.get("content") == "no-referrer" for each in document.all("meta"))
        if method == "post" and not token and not signed:
            yield f"no token: {one}"
        if method == "get" and token:
            yield f"the token stands in an address: {one}"
        if re.match(r"[a-z]+:|//", one.get("action")):
            yield f"goes elsewhere: {one}"
        own = [each for each in document.all("button", "input") if each.get("form") == one.get("id") != ""]
        buttons = [
            each
            for each in [*one.all("button", "input"), *own]
            if (each.tag == "button" and each.get("type") in {"", "submit"}) or each.get("type") == "submit"
        ]
        # A security key speaks to scripts alone; the page says so where there are none.
        by_key = one.get("id") == "webauthn_form" or any(
            each.get("id") == "mfa_webauthn_add" for each in one.all("button")
        )
        if not buttons and not by_key:
            yield f"no button to send it: {one}"


def inline(document: Document) -> Iterator[str]:
    """Nothing inline, which the security policy would not let through."""
    for one in document.all():
        if one.has("style"):
            yield f"inline style: {one}"
        yield from (f"inline handler {name}: {one}" for name in one.attributes if re.match(r"on[a-z]", name))
        kind = one.get("type")
        if one.tag == "style" or (one.tag == "script" and not one.has("src") and "json" not in kind):
            yield f"inline {one.tag}"


def plain(document: Document) -> Iterator[str]:
    """Everything works without scripts: what htmx enhances is a link or a form, a button sends one."""
    asking = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")
    for one in document.all():
        # What listens to others, or loads by itself, adds to a page that is whole without it.
        adds = "from:" in one.get("hx-trigger") or "load" in one.get("hx-trigger")
        if any(one.has(name) for name in asking) and not one.unread and not adds:
            link = any(each.get("href") for each in one.all("a"))
            form = one.inside("form") or one.has("form") or one.all("form")
            if not link and not form:
                yield f"works with scripts alone: {one}"
        alone = one.tag == "button" and one.get("type") == "button" and not one.unread
        if alone and not one.get("id").startswith(("mfa_", "passkey_")):
            yield f"works with scripts alone: {one}"


def keyboard(document: Document) -> Iterator[str]:
    """Tab goes in the order of the page."""
    for one in document.all():
        if one.get("tabindex") not in {"", "0", "-1"}:
            yield f"takes a place in line: {one}"


DETECTORS: tuple[Callable[[Document], Iterator[str]], ...] = (
    nesting, frame, headings, ids, labels, names, links, tables, lists, language_tags, forms, inline,
    plain, keyboard,
)  # fmt: skip


def faults(document: Document) -> list[str]:
    """Everything wrong with how the page is built."""
    return [f"{detector.__name__}: {fault}" for detector in DETECTORS for fault in detector(document)]
