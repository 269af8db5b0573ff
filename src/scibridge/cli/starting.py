"""Before anything else: Django, and the language of the terminal."""

import os
from collections.abc import Sequence

LANGUAGES = ("en", "zh-hans")


def start_django() -> None:
    """Load settings and apps once."""
    import django

    django.setup()


def language_of(arguments: Sequence[str], environment: dict[str, str]) -> str:
    """``--ui``, else the terminal's locale (``zh…`` is Chinese), else English."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--ui":
            chosen = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
            if chosen in LANGUAGES:
                return chosen
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if found := environment.get(variable, ""):
            return "zh-hans" if found.lower().startswith("zh") else "en"
    return "en"


def choose_language(arguments: Sequence[str]) -> None:
    """Speak the language asked for from here on."""
    from django.utils import translation

    translation.activate(language_of(arguments, dict(os.environ)))
