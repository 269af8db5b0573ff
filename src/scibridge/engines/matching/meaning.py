"""The meaning of whole texts beside their words, where a sentence encoder is installed.

A quick encoder holds every document and gathers those near the query; a thorough one, slow to compute, speaks
for those it has read. Owns what is encoded of a document and of a query; refuses scores, which
:mod:`~scibridge.engines.matching.fusing` gives.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from scibridge.engines.encoding.encoder import Encoder, Vectors
from scibridge.engines.encoding.vectors import VectorFile, digest_of
from scibridge.engines.matching.documents import Document, Query, TextFields
from scibridge.engines.matching.entries import key_of
from scibridge.engines.text import languages
from scibridge.engines.text.lexicon import Lexicon

# Longer texts are not read to their end by any encoder.
_LONGEST: Final = 4_000
_BATCH: Final = {True: 2_000, False: 64}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """An encoder and the vectors it has given."""

    encoder: Encoder
    held: VectorFile

    @classmethod
    def open(cls, encoder: Encoder, folder: Path) -> "Reader":
        """With the vectors kept in the folder."""
        return cls(encoder, VectorFile(folder / f"{encoder.name}.vectors", encoder.dimensions))

    def vector(self, text: str) -> Vectors:
        """One text as a vector of length one, or of zeros."""
        found: Vectors = self.encoder.encode([text])[0]
        return found


class Meaning:
    """``quick`` holds all documents; ``thorough``, where there is one, those it has read.

    ``spoken`` are the languages the encoders read; texts in others reach them word by word through the
    lexicon. ``at_once`` documents may be read thoroughly while somebody waits.
    """

    def __init__(
        self,
        quick: Reader,
        thorough: Reader | None,
        lexicon: Lexicon,
        spoken: Sequence[str] = (languages.ENGLISH,),
        at_once: int = 0,
    ) -> None:
        self.quick, self.thorough, self.at_once = quick, thorough, at_once
        self._lexicon, self._spoken = lexicon, tuple(spoken)

    @property
    def name(self) -> str:
        """The encoders that speak."""
        readers = [self.quick, self.thorough] if self.thorough else [self.quick]
        return "+".join(one.encoder.name for one in readers if one)

    def reload(self) -> None:
        """See what was encoded since."""
        self.quick.held.reload()
        if self.thorough is not None:
            self.thorough.held.reload()

    def __len__(self) -> int:
        """How many documents the quick encoder holds."""
        return len(self.quick.held)

    def asked(self, query: Query, lexicon: Lexicon) -> str:
        """What the encoders read of a query."""
        texts = {name or languages.detect(text): text for name, text in query.texts.items() if text.strip()}
        spoken = [texts[name] for name in self._spoken if name in texts]
        parts = spoken[:1] or [self._carried(text, name, lexicon) for name, text in texts.items()]
        for text in query.elements.values():
            if text.strip():
                parts.append(self._carried(text, languages.detect(text), lexicon))
        return "\n".join(parts)[:_LONGEST]

    def text(self, document: Document) -> str:
        """What the encoders read of a document: one language's words, those they read if it has them."""
        names = [name for name in self._spoken if _whole(document.texts.get(name))]
        if names:
            return _whole(document.texts[names[0]])[:_LONGEST]
        for name in sorted(document.texts):
            if whole := _whole(document.texts[name]):
                return self._carried(whole[:_LONGEST], name, self._lexicon)[:_LONGEST]
        return ""

    def _carried(self, text: str, language: str, lexicon: Lexicon) -> str:
        """The text in a language the encoders read: glossed with the likeliest renderings if need be."""
        if language in self._spoken or languages.ENGLISH not in self._spoken:
            return text
        segments = lexicon.translate_text(text, languages.CHINESE) if language == languages.CHINESE else ()
        if not segments:
            return text
        return " ".join(one.translations[0].text if one.translations else one.surface for one in segments)

    def read(self, documents: Iterable[Document], *, thoroughly: bool, progress: Progress) -> int:
        """Encode those whose text has no vector yet, in batches that stay when this is stopped.

        ``progress`` gets how many were looked at. Returns how many were encoded.
        """
        reader = self.thorough if thoroughly else self.quick
        if reader is None:
            return 0
        encoded, looked_at, rest = 0, 0, iter(documents)
        while batch := list(islice(rest, _BATCH[not thoroughly])):
            encoded += self._append(reader, batch)
            looked_at += len(batch)
            progress(looked_at)
        return encoded

    def _append(self, reader: Reader, documents: Sequence[Document]) -> int:
        keys = [key_of(one.id) for one in documents]
        texts = [self.text(one) for one in documents]
        digests = [digest_of(text) for text in texts]
        fresh = [place for place in reader.held.lacks(keys, digests) if texts[place]]
        if fresh:
            vectors = reader.encoder.encode([texts[place] for place in fresh])
            reader.held.append([keys[one] for one in fresh], [digests[one] for one in fresh], vectors)
        return len(fresh)


def _whole(fields: TextFields | None) -> str:
    if fields is None:
        return ""
    parts = (fields.title, fields.summary, fields.body, "; ".join(fields.keywords), *fields.elements.values())
    return "\n".join(part for part in parts if part)
