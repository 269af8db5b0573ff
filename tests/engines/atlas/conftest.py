"""One corpus for all tests of equality, its atlas by DuckDB, and sessions that read it on every engine."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engines.atlas.corpus import FAMILIES, REGIONS, TOPICS, living, works, write_lake
from tests.engines.atlas.recount import Recount
from tests.engines.spark import main_module_with_a_file

from scibridge.engines.atlas.building import build
from scibridge.engines.atlas.families import families_table


@pytest.fixture(scope="package", autouse=True)
def spark_can_start() -> Iterator[None]:
    with main_module_with_a_file():
        yield


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus") / "lake"
    write_lake(root, works())
    return root


@pytest.fixture(scope="session")
def recount() -> Recount:
    return Recount(living(works()).values(), TOPICS)


def built(lake: Path, root: Path, address: str = "duckdb") -> Path:
    """The tables of the newest atlas at ``root``."""
    manifest = build(
        lake,
        root,
        families=families_table(FAMILIES, REGIONS),
        made="now",
        seconds=lambda: 0.0,
        address=address,
    )
    return root / "tables" / manifest.directory


@pytest.fixture(scope="session")
def tables(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(lake, tmp_path_factory.mktemp("atlas") / "duckdb")


@pytest.fixture(scope="package")
def apache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Apache Spark Connect server, of SPARK_HOME or of the package ``pyspark``."""
    client = pytest.importorskip("pyspark.sql.connect", reason="Spark's client is not installed")
    package = Path(client.__file__).parents[2]
    home = Path(os.environ.get("SPARK_HOME") or package)
    submit = home / "bin" / "spark-submit"
    if not submit.is_file() or not any((home / "jars").glob("spark-connect_*.jar")):
        pytest.skip("no Apache Spark in SPARK_HOME or the package pyspark: see test_apache_spark.py")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("no Java, which Apache Spark runs on")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("spark") / "log").open("w")
    settings = {
        "spark.connect.grpc.binding.port": str(port),
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    arguments = [f for name, value in settings.items() for f in ("--conf", f"{name}={value}")]
    process = subprocess.Popen(
        [
            str(submit),
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "--master",
            "local[2]",
            *arguments,
        ],
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    try:
        _wait_for(port, process)
        yield f"sc://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_for(port: int, process: Any) -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.skip("Apache Spark does not start: is Java 17 there?")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    pytest.skip("Apache Spark did not start within two minutes")
