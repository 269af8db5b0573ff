"""The figures of a document's texts, read once when it is written and kept beside it in the index.

What is put forward on the platform is judged by its figures again and again, and reading them takes longer
than everything else about a judgement. Texts of the corpus are too many; they are read when asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from scibridge.engines.matching.documents import Document, TextFields
from scibridge.engines.text import quantities
from scibridge.engines.text.quantities import Operator, Quantity

LONGEST_TEXT: Final = 50_000
# Text, as far as it is read → its figures.
Figures: TypeAlias = Mapping[str, tuple[Quantity, ...]]
# Figure → operator, low, high, unit, where it begins and ends, metric.
Written: TypeAlias = list[list[Any]]
_OPERATORS: Final = {str(one): one for one in Operator}


def texts_of(fields: TextFields) -> Iterator[tuple[str, str]]:
    """The texts that are judged: name of the field, text as far as it is read; none empty."""
    given = (("title", fields.title), ("summary", fields.summary), ("body", fields.body))
    for name, text in (*given, *((str(one), text) for one, text in fields.elements.items())):
        if text:
            yield name, text[:LONGEST_TEXT]


def written(document: Document) -> list[Written]:
    """The figures of every text of the document, in the order of :func:`texts_of`."""
    return [
        [[one.operator, one.low, one.high, one.unit, *one.span, one.metric] for one in quantities.read(text)]
        for fields in document.texts.values()
        for _name, text in texts_of(fields)
    ]


def restored(document: Document, kept: Sequence[Written]) -> Figures:
    """What :func:`written` gave of that document; empty where it cannot be of it."""
    texts = [text for fields in document.texts.values() for _name, text in texts_of(fields)]
    if len(texts) != len(kept):
        return {}
    return {
        text: tuple(
            Quantity(_OPERATORS[operator], low, high, unit, (begin, end), text[begin:end], metric)
            for operator, low, high, unit, begin, end, metric in rows
        )
        for text, rows in zip(texts, kept, strict=True)
    }
