"""Chinese names of domains, fields and subfields of OpenAlex, which names them in English only.

The table is our own translation, of the classification OpenAlex took from Scopus and of the one it drew up
itself later; topics are left in English.
"""

from functools import cache
from importlib.resources import files


def chinese_subject(name: str) -> str:
    """The Chinese name of a subject by its English one; nothing where there is none."""
    return _names().get(_folded(name), "")


def _folded(name: str) -> str:
    """Older records write ``&`` where newer ones write ``and``."""
    return " ".join(name.replace("&", " and ").casefold().split())


@cache
def _names() -> dict[str, str]:
    text = files("scibridge.engines.atlas").joinpath("subject_names.tsv").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {_folded(english): chinese for english, chinese in lines}
