"""What the database knows of its own tables: without it SQLite begins at the wrong end of large ones."""

from django.db import connection

# Rows of an index that are looked at: enough to tell a key from a state, and done in a tenth of a second.
_ROWS_LOOKED_AT = 1000


def learn_sizes() -> None:
    """Have SQLite sample its indexes; PostgreSQL does the like by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
