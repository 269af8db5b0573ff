"""Rows of a JSON Lines or CSV file, one at a time. Refuses whole files it cannot read; a bad row is data."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from scibridge.domain.exchange.content import fields_of
from scibridge.engines.matching.documents import Kind
from scibridge.flows.exchange_import.columns import known_columns, read_cells
from scibridge.kernel.errors import FieldProblem, ScibridgeError

Progress = Callable[[int, int], None]
JSON_LINES = (".jsonl", ".ndjson")
LONGEST_LINE = 2_000_000
KEY = "external_reference"
_CHUNK = 1 << 20


class FileRefused(ScibridgeError):
    """The file as a whole cannot be imported; each reason is a class and a code of its own."""

    code = "file_refused"

    def __init__(self, path: Path, **data: object) -> None:
        super().__init__(path=path.name, **data)


class FileAbsent(FileRefused):
    """There is no such file."""

    code = "file_absent"


class FileFormatUnknown(FileRefused):
    """Its ending is none of ``choices``."""

    code = "file_format_unknown"


class FileEmpty(FileRefused):
    """Nothing in it."""

    code = "file_empty"


class FileEncodingWrong(FileRefused):
    """It cannot be read in the encoding ``asked``."""

    code = "file_encoding_wrong"


class FileEncodingOther(FileRefused):
    """It is not UTF-8 but reads well in the encoding ``looks_like``."""

    code = "file_encoding_other"


class ColumnsUnknown(FileRefused):
    """Some ``columns`` have names that mean nothing here."""

    code = "columns_unknown"


class ColumnsRepeated(FileRefused):
    """Some ``columns`` are there twice."""

    code = "columns_repeated"


class ColumnsMissing(FileRefused):
    """Some ``columns`` that are needed are not there."""

    code = "columns_missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: the line it begins on, and its fields or what is wrong with its form.

    ``by_column``: what has no column is left as it is, down to one language of a text and one field's tier.
    """

    line: int
    fields: Mapping[str, Any]
    problems: tuple[FieldProblem, ...] = ()
    by_column: bool = False


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_encoding(path: Path, encoding: str | None) -> str:
    """UTF-8 with or without a mark unless another is asked for; the refusal names the likely one."""
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise FileEncodingWrong(path, asked=encoding) from None
        if not _decodes(path, encoding):
            raise FileEncodingWrong(path, asked=encoding)
        return encoding
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileEncodingOther(path, looks_like="utf-16")
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    if _decodes(path, "gb18030"):
        raise FileEncodingOther(path, looks_like="gb18030")
    raise FileEncodingWrong(path, asked="utf-8")


def read_rows(path: Path, kind: Kind, encoding: str | None, progress: Progress | None) -> Iterator[Row]:
    """The entries of the file, told by its ending. Raises FileRefused before the first row."""
    if not path.is_file():
        raise FileAbsent(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", *JSON_LINES):
        raise FileFormatUnknown(path, choices=(".csv", *JSON_LINES))
    size = path.stat().st_size
    if not size:
        raise FileEmpty(path)
    used = _check_encoding(path, encoding)

    def rows() -> Iterator[Row]:
        with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=used, newline="") as file:
            for row in (_csv_rows if suffix == ".csv" else _json_rows)(file, path, kind):
                if progress is not None:
                    progress(raw.tell(), size)
                yield row

    return rows()


def _not_json(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _json_rows(file: TextIO, _path: Path, _kind: Kind) -> Iterator[Row]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith("\n"):
                line = file.readline(LONGEST_LINE)
            yield Row(
                number,
                {},
                (FieldProblem("", "too_long", {"most": LONGEST_LINE, "length": f">{LONGEST_LINE}"}),),
            )
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        found = json.loads(line, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        return Row(number, {}, (FieldProblem("", "broken_json", {"error": str(error)}),))
    if not isinstance(found, dict):
        return Row(number, {}, (FieldProblem("", "not_a_mapping"),))
    return Row(number, found)


def _header(file: TextIO, path: Path, kind: Kind) -> tuple[list[str], str]:
    """The columns and the separator: whichever of comma, semicolon and tab gives the most known columns."""
    first = file.readline()
    known = known_columns(kind)
    split = {
        mark: [name.strip().lower() for name in next(csv.reader([first], delimiter=mark), [])]
        for mark in ",;\t"
    }
    mark = max(split, key=lambda one: len(known.intersection(split[one])))
    names = split[mark]
    if not first.strip():
        raise FileEmpty(path)
    named = [name for name in names if name and not name.startswith("#")]
    unknown = sorted(set(named) - known)
    if unknown:
        choices = tuple(field.name for field in fields_of(kind))
        raise ColumnsUnknown(path, columns=tuple(unknown[:20]), choices=choices)
    duplicates = sorted({name for name in named if named.count(name) > 1})
    if duplicates:
        raise ColumnsRepeated(path, columns=tuple(duplicates))
    if KEY not in named:
        raise ColumnsMissing(path, columns=(KEY,))
    return names, mark


def _csv_rows(file: TextIO, path: Path, kind: Kind) -> Iterator[Row]:
    names, mark = _header(file, path, kind)
    # Cells of 20,000 characters in two languages are legal; the module's default limit is a little over one.
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(iter(lambda: file.readline(LONGEST_LINE), ""), delimiter=mark)
    line = 1
    while True:
        start = line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Row(start, {}, (FieldProblem("", "broken_csv", {"error": str(error)}),))
            cells = []
        line = 1 + reader.line_num
        if cells is None:
            return
        if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("# "):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            data = {"expected": len(names), "found": len(cells)}
            yield Row(start, {}, (FieldProblem("", "too_many_cells", data),))
            continue
        named = {
            name: cell for name, cell in zip(names, cells, strict=False) if name and not name.startswith("#")
        }
        yield Row(start, read_cells(kind, named), by_column=True)
