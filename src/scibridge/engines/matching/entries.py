"""How a document lies in tantivy: the schema, and one entry per language.

A document becomes one *entry* per language it has words in, all in one text field. Scores of entries are
therefore comparable whatever the language (one average length, one collection), and a document in two
languages answers with its better entry instead of counting twice. Title and keywords weigh more by being
repeated, which is BM25F with integer weights (Robertson, Zaragoza & Taylor 2004) at the cost of one field.
Chinese lies there as words, and once more as pairs of neighbouring characters in a field of its own, since
what is remembered of a text begins and ends in the middle of words. Bare figures lie there too: they make no
text longer for those who ask by words.
Things and actors (people, organisations) lie in two partitions, since the short profiles of many actors
would otherwise distort the average length that BM25 divides by.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import tantivy

from scibridge.engines.matching import measured, packing
from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.failures import DocumentInvalid
from scibridge.engines.matching.storing import encode
from scibridge.engines.text import tokens
from scibridge.engines.text.bulk import PlainTexts

SCHEMA_VERSION: Final = 7
TEXT: Final = "text"
PIECES: Final = "pieces"
FIRST: Final = "first"
MARK: Final = "mark"
MARKED: Final = frozenset({"country", "entry", "language", "orientation", "origin", "stage", "topic"})
PLATFORM: Final = "platform"
TITLE_WEIGHT: Final = 2
KEYWORD_WEIGHT: Final = 2
ASSIGNED_KEYWORD_WEIGHT: Final = 1
_PLACED: Final = 12
_RANKS: Final = {" ": 0} | {
    character: rank for rank, character in enumerate("0123456789abcdefghijklmnopqrstuvwxyz", 2)
}
_PARTS: Final = 3  # of a text: title, keywords, the rest
_LISTED: Final = (("country", "c"), ("topic", "p"), ("orientation", "o"))
_RADIX: Final = 38  # the highest whose twelfth power fits 63 bits
_SHIFTS: Final[tuple[int, ...]] = tuple(_RADIX**number for number in range(_PLACED + 2))
LONGEST_ENTRY: Final = 400_000
LONGEST_ID: Final = 500
THINGS: Final = "things"
ACTORS: Final = "actors"
PARTITIONS: Final = (THINGS, ACTORS)
NAMES: Final = "names"
PARTS: Final = (*PARTITIONS, NAMES)
# The stronger first: a record may bear several.
STRONG: Final = ("ror:", "orcid:", "openalex:")
ACTOR_KINDS: Final = frozenset({Kind.PERSON, Kind.ORGANISATION})


def build_schema() -> tantivy.Schema:
    """The schema of both partitions. Raw fields hold codes; ``mark`` holds those of several, since every
    field has its price.

    ``key`` hashes the id and finds it, ``place`` orders it, ``same`` is equal for records of one thing.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("place", fast=True)
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("same", fast=True)
    builder.add_text_field(TEXT, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(PIECES, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(MARK, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("challenge", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("contributor", "alias"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True)
    for name in packing.COLUMNS:
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


@lru_cache(maxsize=1_024)
def key_of(document_id: str) -> int:
    """A 63-bit hash of the id: what the index tells documents apart by while it ranks."""
    return int.from_bytes(hashlib.blake2b(document_id.encode(), digest_size=8).digest(), "big") >> 1


def place_of(document_id: str) -> int:
    """Orders ids as text does, regardless of case, as far as their first twelve characters after the kind."""
    place, written = 0, document_id.partition(":")[2][:_PLACED].lower()
    for character in written:
        place = place * _RADIX + _RANKS.get(character, 1)
    return place * _SHIFTS[_PLACED - len(written)]


def same_of(record: Mapping[str, Any], key: int) -> int:
    """Equal for records that bear the same ROR, ORCID or OpenAlex id; else ``key``, the document's own."""
    aliases = record.get("a", ())
    strong = (alias for scheme in STRONG for alias in aliases if alias.startswith(scheme))
    found = next(strong, None) if aliases else None
    return key if found is None else key_of(found)


def partition_of(document_id: str) -> str:
    """Where the document lies, read from the kind its id begins with."""
    return ACTORS if document_id.partition(":")[0] in ACTOR_KINDS else THINGS


def check(document: Document) -> None:
    """Refuse what could not be found or replaced again.

    Raises:
        DocumentInvalid: the id does not begin with the kind, or is too long.
    """
    if not document.id.startswith(f"{document.kind}:") or document.id.endswith(":"):
        raise DocumentInvalid(document.id, "id", f"must be {document.kind}:<identifier>")
    if len(document.id) > LONGEST_ID:
        raise DocumentInvalid(document.id[:80], "id", f"longer than {LONGEST_ID} characters")


def stored_form(document: Document) -> bytes:
    """What is kept of a document, and all that its entries are made from.

    Raises:
        DocumentInvalid: it could not be found or replaced again, or a text cannot be written.
    """
    check(document)
    is_put_forward = document.origin == PLATFORM and document.kind not in ACTOR_KINDS
    return encode(document, measured.written(document) if is_put_forward else ())


def entries(
    record: Mapping[str, Any], stored: bytes, texts: Mapping[str, tuple[str, str]], key: int, same: int
) -> list[tantivy.Document]:
    """One tantivy document per language with words; a document without words keeps one, to be found by id.

    ``record`` is what ``stored`` says, ``texts`` what :class:`Reading` makes of it.
    """
    held, marks = _codes(record, texts), _marks(record, texts)
    held["key"], held["same"], held["stored"] = key, same, stored
    schema = _schema()
    found: list[tantivy.Document] = []
    for language, (words, pieces) in texts.items():
        # From one mapping, since every call into tantivy has its price and this is done for millions.
        own = [language] if found else [language, FIRST] if language else [FIRST]
        held[MARK] = " ".join(marks + [mark("entry", one) for one in own])
        if language:
            held[TEXT] = words
        if pieces:
            held[PIECES] = pieces
        else:
            held.pop(PIECES, None)
        found.append(tantivy.Document.from_dict(held, schema))
    return found


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    return build_schema()


def indexed_texts(document: Document) -> dict[str, tuple[str, str]]:
    """Language → the terms of its words and of its pieces, separated by spaces; ``""`` where it has none."""
    weight = _keyword_weight(document)
    return {
        language: (weighted_terms(fields, weight), _weighted(fields, weight, index_pieces))
        for language, fields in document.texts.items()
        if has_words(fields)
    } or {"": ("", "")}


class Reading:
    """Reads the words of many records; remembers what it read. Not shared between threads."""

    def __init__(self) -> None:
        self._plain = PlainTexts()

    def texts(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, tuple[str, str]]]:
        """Of each record what :func:`indexed_texts` gives of its document."""
        flat: list[str] = []
        for record in records:
            for fields in record.get("t", {}).values():
                if fields:
                    flat += _parts(fields)
        words, pieces = self._terms(flat)
        found, place = [], 0
        for record in records:
            weight = KEYWORD_WEIGHT if record["n"] == PLATFORM else ASSIGNED_KEYWORD_WEIGHT
            texts = {}
            for language, fields in record.get("t", {}).items():
                if fields:
                    part = slice(place, place + _PARTS)
                    texts[language] = _joined(words[part], weight), _joined(pieces[part], weight)
                    place += _PARTS
            found.append(texts or {"": ("", "")})
        return found

    def _terms(self, flat: Sequence[str]) -> tuple[list[str], list[str]]:
        """The words and the pieces of each text."""
        kept = [text[:LONGEST_ENTRY] for text in flat]
        words, pieces = [""] * len(kept), [""] * len(kept)
        plain = [place for place, text in enumerate(kept) if text and text.isascii()]
        for place, *found in zip(plain, *self._plain.read([kept[one] for one in plain]), strict=True):
            words[place], pieces[place] = found
        for place, text in enumerate(kept):
            if not text.isascii():
                words[place], pieces[place] = index_terms(text), index_pieces(text)
        return words, pieces


def _parts(fields: Mapping[str, Any]) -> tuple[str, str, str]:
    """Title, keywords and the rest, as :func:`_weighted` takes them apart."""
    rest = [fields[name] for name in ("s", "b") if name in fields]
    rest += (text for text in fields.get("e", {}).values() if text)
    return fields.get("t", ""), " ; ".join(fields.get("k", ())), "\n".join(rest)


def _joined(parts: Sequence[str], keyword_weight: int) -> str:
    title, keywords, rest = parts
    if not (title or keywords):
        return rest
    return " ".join([*[title] * TITLE_WEIGHT, *[keywords] * keyword_weight, rest])


def has_words(fields: TextFields) -> bool:
    """Whether a language holds anything to find."""
    return bool(fields.title or fields.summary or fields.body or fields.keywords or fields.elements)


def _keyword_weight(document: Document) -> int:
    # The keywords of the corpus are assigned by a classifier (Medicine, Internal medicine), not by authors.
    return KEYWORD_WEIGHT if document.origin == PLATFORM else ASSIGNED_KEYWORD_WEIGHT


def weighted_terms(fields: TextFields, keyword_weight: int = KEYWORD_WEIGHT) -> str:
    """Index terms joined by spaces, title and keywords repeated by their weights."""
    return _weighted(fields, keyword_weight, index_terms)


def _weighted(fields: TextFields, keyword_weight: int, terms_of: Callable[[str], str]) -> str:
    rest = "\n".join(part for part in (fields.summary, fields.body, *fields.elements.values()) if part)
    title, keywords = terms_of(fields.title), terms_of(" ; ".join(fields.keywords))
    return _joined((title, keywords, terms_of(rest)), keyword_weight).strip()


def index_terms(text: str) -> str:
    """Index terms of a text, separated by spaces."""
    # Plain ASCII holds English alone; anything else may mix scripts, whatever the field says.
    kept = text[:LONGEST_ENTRY]
    return tokens.english_text(kept) if kept.isascii() else tokens.chinese_text(kept)


def index_pieces(text: str) -> str:
    """Pairs of Chinese characters and bare figures, separated by spaces."""
    return tokens.pieces_text(text[:LONGEST_ENTRY])


def field_of(term: str) -> str:
    """The field an index term lies in."""
    return PIECES if term.startswith(tokens.PIECE) else TEXT


def mark(name: str, code: str) -> str:
    """The term of a code of one of the fields in ``MARKED``."""
    return f"{name}:{code.replace(' ', '_')}"


def _codes(record: Mapping[str, Any], languages: Iterable[str]) -> dict[str, Any]:
    """Field → what it holds of everything but the words and the marks."""
    document_id, kind, year = record["i"], record["k"], record.get("y")
    challenges, countries = record.get("g", ()), record.get("c", ())
    packed = packing.packed(kind, record.get("s"), year, challenges, countries, languages)
    found: dict[str, Any] = dict(zip(packing.COLUMNS, packed, strict=True))
    found["kind"], found["place"] = kind, place_of(document_id)
    if year is not None:
        found["year"] = year
    for name, codes in (
        ("challenge", challenges),
        ("alias", record.get("a", ())),
        ("contributor", [one[1] for one in record.get("b", ())]),
    ):
        if codes and (kept := [code for code in dict.fromkeys(codes) if code]):
            found[name] = kept
    return found


def _marks(record: Mapping[str, Any], languages: Iterable[str]) -> list[str]:
    """The terms of the marks that all entries of a document bear."""
    found = [mark("language", language) for language in languages if language]
    if record["n"]:
        found.append(mark("origin", record["n"]))
    if "s" in record:
        found.append(mark("stage", record["s"]))
    for name, letter in _LISTED:
        if letter in record:
            found += [mark(name, code) for code in dict.fromkeys(record[letter]) if code]
    return found
