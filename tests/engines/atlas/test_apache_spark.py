"""One job on real Apache Spark: pairs and their measures, the same to the digit as DuckDB's.

Spark with its jars is some 450 MB and is in no lock. Where there is none, in an environment of its own:

    python -m venv SPARK && SPARK/bin/pip install pyspark==4.2.0
    SPARK_HOME=$(echo SPARK/lib/python*/site-packages/pyspark) pytest tests/engines/atlas/test_apache_spark.py

Java 17 or newer is needed too.
"""

from pathlib import Path

import pyarrow.parquet as pq
from tests.engines.atlas.recount import Recount
from tests.engines.atlas.test_equality import ASKS, keyed, same, values_of

from scibridge.engines.atlas.naming import views_of
from scibridge.engines.atlas.selections import MOST_UNITS, Level
from scibridge.engines.atlas.tables import TABLES
from scibridge.engines.lake.sessions import session_at
from scibridge.engines.lake.statements import atlas_statement


def test_pairs_and_partners(apache: str, tables: Path, recount: Recount, tmp_path: Path) -> None:
    with session_at(apache, tmp_path) as session:
        for name in ("scopes", *(one for one in TABLES if one in {"corpus", "places"} or "country" in one)):
            session.read(name if name == "scopes" else f"all_{name}", [tables / f"{name}.parquet"])
        session.read("facts", sorted((tables.parents[1] / "partitions").glob("*/facts.parquet")))
        for name, text in views_of(Level.COUNTRY, "all_").items():
            session.define(name, text)
        path = tmp_path / "pairs.parquet"
        limit = {"most_units": MOST_UNITS[Level.COUNTRY]}
        session.write(atlas_statement("pairs"), limit, path, TABLES["country_pairs"])
        same(keyed(pq.read_table(path).to_pylist(), 5), recount.pairs("country"))
        for ask in ASKS[:2]:
            statement = atlas_statement("unit_partners")
            values = {one: values_of(ask, unit="CN")[one] for one in statement.parameters}
            rows = [row for batch in session.rows(statement, values) for row in batch.to_pylist()]
            found = {row["partner"]: tuple(row.values())[1:] for row in rows}
            same(found, recount.partners("country", "CN", ask))
