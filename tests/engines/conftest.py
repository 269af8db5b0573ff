"""What tests of several engines stand on."""

from collections.abc import Iterator

import pytest
from tests.engines.spark import main_module_with_a_file


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """The address of a Sail server in this process."""
    spark = pytest.importorskip("pysail.spark", reason="the light Spark Connect server is not installed")
    with main_module_with_a_file():
        pytest.importorskip("pyspark.sql.connect", reason="Spark's client is not installed")
    server = spark.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    server.stop()
