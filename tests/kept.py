"""Worlds are made once in a process, and laid down again for each test that wants one.

Making one through the services and indexing it takes ten times as long as putting back its rows and files.
What it takes for granted: a test that asks for a world has made nothing of its own before.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction

T = TypeVar("T")
Rows = tuple[list[str], list[tuple[Any, ...]]]
FOLDERS = ("LAKE_DIRECTORY", "ATLAS_DIRECTORY", "INDEX_DIRECTORY", "MEDIA_ROOT")


@dataclass(frozen=True)
class _Kept:
    made: Any
    tables: dict[str, Rows]
    # Those that had rows before it was made: laid down anew, rather than added to.
    filled: frozenset[str]
    files: tempfile.TemporaryDirectory[str]


_held: dict[Callable[[], Any], _Kept] = {}


def kept(make: Callable[[], T]) -> T:
    """What ``make`` made, with its rows in the database and its files in this test's folders."""
    held = _held.get(make)
    if held is None:
        before = _rows()
        outbox = len(mail.outbox)
        made = make()
        # Made or laid down, a world brings no mail and nothing remembered.
        del mail.outbox[outbox:]
        cache.clear()
        tables = {table: rows for table, rows in _rows().items() if rows != before[table]}
        files = tempfile.TemporaryDirectory(prefix="scibridge-world-")
        _copy({name: Path(getattr(settings, name)) for name in FOLDERS}, _places(files.name))
        filled = frozenset(table for table in tables if before[table][1])
        _held[make] = _Kept(copy.deepcopy(made), tables, filled, files)
        return made
    _copy(_places(held.files.name), {name: Path(getattr(settings, name)) for name in FOLDERS})
    _lay_down(held)
    return copy.deepcopy(held.made)


def _places(folder: str) -> dict[str, Path]:
    return {name: Path(folder) / name for name in FOLDERS}


def _copy(source: dict[str, Path], target: dict[str, Path]) -> None:
    for name, folder in source.items():
        if folder.exists():
            shutil.copytree(folder, target[name], symlinks=True, dirs_exist_ok=True)


def _rows() -> dict[str, Rows]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = ([column[0] for column in cursor.description], list(cursor.fetchall()))
    return found


def _lay_down(held: _Kept) -> None:
    quote, tables = connection.ops.quote_name, held.tables
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            cursor.execute(f"SELECT 1 FROM {quote(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone() and table not in held.filled:
                raise RuntimeError(f"{table} has rows already: ask for a world before anything is made")
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608
            names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)  # noqa: S608
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
