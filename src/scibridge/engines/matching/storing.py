"""The stored form of a document: compact JSON that gives the same document back."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from scibridge.engines.matching.documents import Contributor, Document, Element, Kind, Stage, TextFields
from scibridge.engines.matching.failures import DocumentInvalid

# Looked up, not called: an enumeration takes its time to find a member, and a search decodes hundreds.
_KINDS = {str(kind): kind for kind in Kind}
_STAGES = {str(stage): stage for stage in Stage}
_ELEMENTS = {str(element): element for element in Element}


def record_from(document: Document, figures: Sequence[Any] = ()) -> dict[str, Any]:
    """The document with short keys and without empty fields; ``figures`` as :mod:`measured` writes them."""
    record: dict[str, Any] = {
        "i": document.id,
        "k": document.kind,
        "n": document.origin,
        "t": {language: _encode_fields(fields) for language, fields in document.texts.items()},
    }
    if not record["t"]:
        del record["t"]
    if document.countries:
        record["c"] = document.countries
    # A year or a level of 0 is something said.
    if document.year is not None:
        record["y"] = document.year
    if document.readiness is not None:
        record["r"] = document.readiness
    if document.stage is not None:
        record["s"] = document.stage
    if document.contributors:
        record["b"] = [(one.kind, one.key, one.name) for one in document.contributors]
    rest = (document.topics, document.challenges, document.orientations, document.aliases, document.names)
    record.update((key, value) for key, value in zip("pgoam", rest, strict=True) if value)
    if document.known:
        record["w"] = document.known
    if document.fingerprint:
        record["f"] = document.fingerprint
    if figures:
        record["q"] = figures
    return record


def encode(document: Document, figures: Sequence[Any] = ()) -> bytes:
    """JSON bytes of :func:`record_from`.

    Raises:
        DocumentInvalid: a text holds what UTF-8 cannot carry (half a surrogate pair).
    """
    try:
        return orjson.dumps(record_from(document, figures))
    except TypeError as problem:
        raise DocumentInvalid(document.id, "texts", str(problem)) from problem


def record_of(stored: bytes) -> dict[str, Any]:
    """The record that :func:`encode` wrote, for :func:`from_record`."""
    record: dict[str, Any] = orjson.loads(stored)
    return record


def from_record(record: Mapping[str, Any]) -> Document:
    """The document of parsed JSON."""
    stage = record.get("s")
    return Document(
        id=record["i"],
        kind=_KINDS[record["k"]],
        texts={language: _decode_fields(fields) for language, fields in record.get("t", {}).items()},
        countries=tuple(record.get("c", ())),
        year=record.get("y"),
        readiness=record.get("r"),
        stage=None if stage is None else _STAGES[stage],
        topics=tuple(record.get("p", ())),
        challenges=tuple(record.get("g", ())),
        orientations=tuple(record.get("o", ())),
        contributors=tuple(Contributor(_KINDS[kind], key, name) for kind, key, name in record.get("b", ())),
        aliases=tuple(record.get("a", ())),
        names=tuple(record.get("m", ())),
        known=record.get("w", 0),
        origin=record["n"],
        fingerprint=record.get("f", ""),
    )


def _encode_fields(fields: TextFields) -> dict[str, Any]:
    found: dict[str, Any] = {"t": fields.title} if fields.title else {}
    if fields.summary:
        found["s"] = fields.summary
    if fields.body:
        found["b"] = fields.body
    if fields.keywords:
        found["k"] = fields.keywords
    if fields.elements:
        found["e"] = {str(element): text for element, text in fields.elements.items()}
    return found


def _decode_fields(record: Mapping[str, Any]) -> TextFields:
    return TextFields(
        title=record.get("t", ""),
        summary=record.get("s", ""),
        body=record.get("b", ""),
        keywords=tuple(record.get("k", ())),
        elements={_ELEMENTS[element]: text for element, text in record.get("e", {}).items()},
    )
