"""Files to take away: tables a spreadsheet opens without being asked anything, and JSON as the API writes it.

Owns the form of a file; what stands in it was made for its reader before. A cell that a spreadsheet would run
as a formula is defused as in the files that are read in again.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from scibridge.flows.exchange_import.columns import safe_cell

FORMS = ("csv", "json")
_BYTE_ORDER_MARK = "\ufeff"
_AT_ONCE = 200


class _Line:
    """What ``csv`` writes to: hands every line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def file_name(name: str, form: str) -> str:
    """The header that names a file of today."""
    return f'attachment; filename="scibridge-{name}-{timezone.localdate():%Y-%m-%d}.{form}"'


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    # A control that no reader sees can begin a cell that a formula follows.
    return safe_cell(str(value).replace("\x00", "").lstrip("\ufeff\u200b\u00a0 "))


def _lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    held = [_BYTE_ORDER_MARK + writer.writerow([_cell(one) for one in header])]
    for row in rows:
        held.append(writer.writerow([_cell(one) for one in row]))
        if len(held) >= _AT_ONCE:
            yield "".join(held)
            held = []
    yield "".join(held)


def csv_file(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table: UTF-8 with a byte order mark, so that Excel reads it; sent while the rows are read."""
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = file_name(name, "csv")
    return response


def json_file(name: str, content: Any) -> HttpResponse:
    """One JSON value."""
    response = HttpResponse(orjson.dumps(content), content_type="application/json")
    response.headers["Content-Disposition"] = file_name(name, "json")
    return response


def _array(items: Iterable[Any]) -> Iterator[bytes]:
    yield b"["
    for place, item in enumerate(items):
        yield (b",\n" if place else b"\n") + orjson.dumps(item)
    yield b"\n]\n"


def json_lines_file(name: str, items: Iterable[Any]) -> StreamingHttpResponse:
    """A JSON array, one item a line, sent while the items are read."""
    response = StreamingHttpResponse(_array(items), content_type="application/json")
    response.headers["Content-Disposition"] = file_name(name, "json")
    return response
