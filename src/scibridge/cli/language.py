"""The language of the command line: chosen once, before the first word, from ``--ui`` or the environment.

Standard gettext over this package's catalogue, so that ``--help`` needs no Django; click and typer look their
own words up in it too.
"""

import gettext as standard
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ENGLISH, CHINESE = "en", "zh-hans"
CHOICES = (ENGLISH, CHINESE)
_ALIASES = {"en": ENGLISH, "zh": CHINESE, "zh-hans": CHINESE, "zh-cn": CHINESE}
_LOCALES = Path(__file__).resolve().parent / "locale"
_DOMAIN = "django"


def read_language(text: str) -> str | None:
    """``en`` or ``zh-hans`` from what people write (zh, zh_CN.UTF-8, en-GB); none for another language."""
    code = text.strip().partition(".")[0].replace("_", "-").lower()
    if code in _ALIASES:
        return _ALIASES[code]
    return {"zh": CHINESE, "en": ENGLISH}.get(code.partition("-")[0])


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for by ``--ui``, else that of the environment, else English."""
    for place, argument in enumerate(arguments):
        if argument == "--ui" and place + 1 < len(arguments):
            return read_language(arguments[place + 1]) or ENGLISH
        if argument.startswith("--ui="):
            return read_language(argument.removeprefix("--ui=")) or ENGLISH
    for name in ("SCIBRIDGE_UI", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return read_language(environment[name]) or ENGLISH
    return ENGLISH


CHOSEN = choose(sys.argv[1:], os.environ)
_catalogue = standard.translation(
    _DOMAIN, str(_LOCALES), ["zh_Hans"] if CHOSEN == CHINESE else [], fallback=True
)
if CHOSEN == CHINESE:
    os.environ["LANGUAGE"] = "zh_Hans"
    standard.bindtextdomain(_DOMAIN, str(_LOCALES))
    standard.textdomain(_DOMAIN)


def _(message: str) -> str:
    """The message in the chosen language."""
    return _catalogue.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the message that fits the number."""
    return _catalogue.ngettext(one, many, number)


# What typer looks up itself, for the catalogue.
BORROWED = (
    _("Options"),
    _("Arguments"),
    _("Commands"),
    _("Error"),
    _("Aborted."),
    _("[required]"),
    _("[default: {}]"),
    _("Try [blue]'{command_path} {help_option}'[/] for help."),
    _("No such command {name!r}."),
)
