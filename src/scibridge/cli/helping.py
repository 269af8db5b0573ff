"""Help texts in the reader's language: docstrings and option helps are English sentences of the catalogue."""

import inspect

import typer
from django.utils.translation import get_language, gettext
from typer.models import OptionInfo, ParameterInfo


def translate_help(app: typer.Typer) -> None:
    """Translate the help of every command below ``app``; English needs nothing."""
    if not (get_language() or "").startswith("zh"):
        return
    callbacks = [app.registered_callback, *app.registered_commands]
    for info in callbacks:
        if info is not None and info.callback is not None:
            info.help = gettext(inspect.cleandoc(info.callback.__doc__ or ""))
            _translate_options(info.callback)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            inner = group.typer_instance
            if isinstance(inner.info.help, str):
                inner.info.help = gettext(inner.info.help)
            translate_help(inner)


def _translate_options(command: object) -> None:
    for hint in getattr(command, "__annotations__", {}).values():
        for detail in getattr(hint, "__metadata__", ()):
            if isinstance(detail, OptionInfo | ParameterInfo) and detail.help:
                detail.help = gettext(detail.help)
