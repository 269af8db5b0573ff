"""Message catalogues without GNU gettext: ``messages.py update | check | compile``.

One catalogue per package, Simplified Chinese; English is the source. Extraction reads Python through Babel,
words within f-strings too, and templates through Django's own ``templatize``. A catalogue in English, kept by
hand, says sentences of other packages in our own words.
"""

import ast
import sys
from io import BytesIO
from pathlib import Path

import django
from babel.messages import extract
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "scibridge"
KEYWORDS = {
    **extract.DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}


def packages() -> list[Path]:
    """The packages that hold words: each has its own catalogue."""
    domain = sorted(path for path in (SOURCE / "domain").iterdir() if (path / "__init__.py").exists())
    return [SOURCE / "kernel", *domain, SOURCE / "flows", SOURCE / "web", SOURCE / "api", SOURCE / "cli"]


def _extract(package: Path) -> Catalog:
    catalog = Catalog(charset="utf-8")
    for path in sorted(package.rglob("*")):
        if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "templates" not in path.parts:
                continue
            text = templatize(text, origin=str(path))
        else:
            text = _opened(text)
        found = extract.extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=["Translators:"]
        )
        for _, message, comments, context in found:
            catalog.add(
                message,
                locations=[(str(path.relative_to(ROOT)), None)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def _opened(source: str) -> str:
    """The source, and below it what its f-strings hold: before Python 3.12 they are single tokens."""
    held = [
        ast.unparse(value.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        for value in node.values
        if isinstance(value, ast.FormattedValue)
    ]
    return "\n".join((source, *held))


def _path(package: Path, locale: str = "zh_Hans") -> Path:
    return package / "locale" / locale / "LC_MESSAGES" / "django.po"


def _read(package: Path, locale: str = "zh_Hans") -> Catalog:
    path = _path(package, locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def update() -> int:
    """Bring every catalogue up to date with the sources; translations are kept, no fuzzy guesses are made."""
    kept = _translations()
    for package in packages():
        template, catalog = _extract(package), _read(package)
        if not len(template):
            continue
        catalog.fuzzy = False
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        for message in catalog:
            if message.id and not message.string and (message.id, message.context) in kept:
                message.string = kept[message.id, message.context]
        catalog.header_comment = f"# Simplified Chinese messages of {package.relative_to(SOURCE)}."
        path = _path(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = BytesIO()
        write_po(buffer, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
        stable = [line for line in buffer.getvalue().splitlines(keepends=True) if not _volatile(line)]
        path.write_bytes(b"".join(stable))
    return 0


def _translations() -> dict[tuple[object, object], object]:
    """What any catalogue says of a sentence, so that one that moves keeps its translation."""
    return {
        (message.id, message.context): message.string
        for package in packages()
        for message in _read(package)
        if message.id and isinstance(message.id, str) and message.string
    }


def _volatile(line: bytes) -> bool:
    headers = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Last-Translator',
        b'"Language-Team',
        b'"Generated-By',
    )
    return line.startswith((*headers, b'"Project-Id-Version', b'"Report-Msgid-Bugs-To'))


def check() -> int:
    """Say what is missing, stale, or loses a placeholder; 1 if anything is."""
    problems = []
    for package in packages():
        template, catalog = _extract(package), _read(package)
        name = package.relative_to(SOURCE)
        for message in template:
            if not message.id:
                continue
            known = catalog.get(message.id, message.context)
            strings = (
                ()
                if known is None
                else (known.string if isinstance(known.string, tuple) else (known.string,))
            )
            if not strings or not all(strings):
                problems.append(f"{name}: not translated: {message.id!r}")
                continue
            problems += [f"{name}: {error}: {message.id!r}" for error in known.check(catalog)]
        for message in (*catalog, *_read(package, "en")):
            if message.id and template.get(message.id, message.context) is None:
                problems.append(f"{name}: no longer in the source: {message.id!r}")
    for problem in problems:
        print(problem)
    print(
        f"{len(problems)} problems in the message catalogues" if problems else "message catalogues complete"
    )
    return 1 if problems else 0


def compile_catalogues() -> int:
    """Write the .mo beside every .po that is newer."""
    for package in packages():
        for locale in ("zh_Hans", "en"):
            path = _path(package, locale)
            target = path.with_suffix(".mo")
            if path.exists() and (not target.exists() or target.stat().st_mtime < path.stat().st_mtime):
                buffer = BytesIO()
                write_mo(buffer, _read(package, locale))
                target.write_bytes(buffer.getvalue())
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_catalogues}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: messages.py {' | '.join(COMMANDS)}")
    settings.configure(USE_I18N=True)
    django.setup()
    sys.exit(COMMANDS[sys.argv[1]]())
