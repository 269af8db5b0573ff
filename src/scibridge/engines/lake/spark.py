"""A Spark Connect server as the engine: Apache Spark, a managed Spark, or Sail. Needs the extra ``spark``.

The server reads the same Parquet files, so it must see the lake's folder under the same path.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.lake.connecting import SPILL
from scibridge.engines.lake.failures import SparkAbsent, SparkGone
from scibridge.engines.lake.statements import Statement
from scibridge.engines.lake.writing import ROWS_A_GROUP, write_batches

_SECONDS_TO_ANSWER: Final = 5


class SparkConnectSession:
    """A session of its own on the server at ``address``."""

    engine = "spark"

    def __init__(self, address: str, root: Path) -> None:
        self._root, self._address = root, address
        self._taken = root / f"{SPILL}-{os.getpid()}-taken"
        try:
            from pyspark.sql.connect.session import SparkSession
        except ImportError as problem:
            raise SparkAbsent(address) from problem
        with self._going_away():
            _reach(address)
            self._spark = SparkSession.builder.remote(address).create()
            # Left to itself the client goes on asking a dead server for a quarter of an hour.
            self._spark.client.set_retry_policies([_patience()])

    def read(self, name: str, paths: Sequence[Path]) -> None:
        with self._going_away():
            files = [str(path) for path in paths]
            self._spark.read.parquet(*files).createOrReplaceTempView(name)

    def take(self, name: str, rows: pa.Table) -> None:
        # Through a file, like everything else: the client takes no table without rows.
        self._taken.mkdir(parents=True, exist_ok=True)
        path = self._taken / f"{name}-{len(list(self._taken.iterdir()))}.parquet"
        pq.write_table(rows, path)
        self.read(name, [path])

    def unnest(self, name: str, table: str, key: str, column: str, renamed: tuple[str, str]) -> None:
        text = f"SELECT {key} AS {renamed[0]}, explode({column}) AS {renamed[1]} FROM {table}"  # noqa: S608
        self.define(name, text)

    def define(self, name: str, text: str) -> None:
        with self._going_away():
            self._spark.sql(text).createOrReplaceTempView(name)

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
        with self._going_away():
            bound = dict(zip(statement.parameters, statement.bind(values), strict=True))
            answer = self._spark.sql(statement.named, args=bound).toArrow()
        yield from answer.to_batches()

    def write(
        self,
        statement: Statement,
        values: Mapping[str, Any],
        path: Path,
        schema: pa.Schema,
        rows_a_group: int = ROWS_A_GROUP,
    ) -> int:
        # A group holds no more than a batch as it comes.
        return write_batches(self._root, path, schema, self.rows(statement, values), rows_a_group)

    def close(self) -> None:
        with self._going_away():
            self._spark.stop()
        shutil.rmtree(self._taken, ignore_errors=True)

    @contextmanager
    def _going_away(self) -> Iterator[None]:
        """A server that cannot be reached, or is no more, as the lake's own error."""
        from grpc import FutureTimeoutError, RpcError, StatusCode
        from pyspark.errors.exceptions.connect import SparkConnectGrpcException

        try:
            yield
        except (FutureTimeoutError, RpcError, SparkConnectGrpcException) as problem:
            answered = isinstance(problem, SparkConnectGrpcException)
            if answered and problem.getGrpcStatusCode() is not StatusCode.UNAVAILABLE:
                raise
            words = str(problem).splitlines()
            raise SparkGone(self._address, words[0][:200] if words else "") from problem


def _reach(address: str) -> None:
    """Wait for the server to answer, a little. Raises grpc's FutureTimeoutError."""
    import grpc
    from pyspark.sql.connect.client.core import DefaultChannelBuilder

    channel = DefaultChannelBuilder(address).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=_SECONDS_TO_ANSWER)
    finally:
        channel.close()


def _patience() -> Any:
    """Ask again a few times, for about half a minute."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    return DefaultPolicy(max_retries=6, initial_backoff=500, max_backoff=10_000)
