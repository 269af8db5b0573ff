"""The revision of the database: another after every commit, whoever committed; none if it cannot be told."""

import shutil
import sqlite3

import pytest
from django.db import connection, transaction

from scibridge.kernel.revisions import CommitCounter, revision


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "some data.sqlite3"
    with sqlite3.connect(path) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE things (name TEXT)")
    return path


def write(path, *names, commit=True):
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.executemany("INSERT INTO things VALUES (?)", [(name,) for name in names])
    writer.execute("COMMIT" if commit else "ROLLBACK")
    writer.close()


def test_every_commit_of_another_connection_makes_another_revision(file):
    counter, seen = CommitCounter(file), []
    seen.append(counter.count())
    assert counter.count() == seen[0]
    for name in ("a", "b", "c"):
        write(file, name)
        seen.append(counter.count())
        assert counter.count() == seen[-1]
    assert len(set(seen)) == 4


def test_what_was_rolled_back_or_only_read_changes_nothing(file):
    counter = CommitCounter(file)
    before = counter.count()
    write(file, "a", commit=False)
    sqlite3.connect(file).execute("SELECT * FROM things").fetchall()
    assert counter.count() == before


def test_a_file_put_in_its_place_is_another_revision(file, tmp_path):
    counter = CommitCounter(file)
    before = counter.count()
    copy = tmp_path / "copy"
    shutil.copy(file, copy)
    copy.replace(file)
    assert counter.count() not in (before, None)
    write(file, "a")
    assert counter.count() != before


def test_a_file_that_is_not_there_has_none_and_is_not_made(tmp_path):
    path = tmp_path / "absent.sqlite3"
    assert CommitCounter(path).count() is None
    assert not path.exists()


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_nobody_can_tell(monkeypatch, file):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    if connection.vendor == "sqlite":
        assert revision() is not None
    with transaction.atomic():
        assert revision() is None
