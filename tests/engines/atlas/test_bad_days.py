"""What goes wrong is named, and the last good tables go on serving."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.engines.atlas.corpus import FAMILIES, works, write_lake

from scibridge.engines.atlas import building
from scibridge.engines.atlas.failures import AtlasBroken, AtlasBusy
from scibridge.engines.atlas.families import families_table, uppermost
from scibridge.engines.atlas.manifest import AtlasManifest
from scibridge.engines.atlas.reading import Atlas
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.units import unit_view
from scibridge.engines.errors import UnknownOption
from scibridge.engines.lake.failures import LakeBroken, LakeDrift, SparkGone


def build(
    lake: Path,
    root: Path,
    *,
    anew: bool = False,
    address: str = "duckdb",
    progress: building.Progress | None = None,
) -> AtlasManifest:
    return building.build(
        lake,
        root,
        families=families_table(FAMILIES),
        made="now",
        seconds=lambda: 0.0,
        address=address,
        anew=anew,
        progress=progress,
    )


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path]:
    """A lake whose first delivery was counted, and whose second was not yet."""
    lake, root = tmp_path / "lake", tmp_path / "atlas"
    write_lake(lake, works()[:1])
    build(lake, root)
    write_lake(lake, works()[1:])
    return lake, root


def still_serves(root: Path) -> None:
    assert Atlas(root).manifest.works == 221
    assert unit_view(Atlas(root), "CN", Selection()).figures[0].value


def newest(lake: Path, table: str) -> Path:
    return max((lake / "parts").iterdir()) / f"{table}.parquet"


def test_half_written_parquet(world: tuple[Path, Path]) -> None:
    lake, root = world
    path = newest(lake, "authorships")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LakeBroken) as caught:
        build(lake, root)
    assert f"{path.parent.name}/authorships.parquet" in caught.value.data["reason"]
    still_serves(root)


def test_a_lost_partition(world: tuple[Path, Path]) -> None:
    lake, root = world
    shutil.rmtree(newest(lake, "works").parent)
    with pytest.raises(LakeBroken) as caught:
        build(lake, root)
    assert "works.parquet" in caught.value.data["reason"]
    still_serves(root)


def test_schema_drift(world: tuple[Path, Path]) -> None:
    lake, root = world
    path = newest(lake, "works_topics")
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["topic_id"]), path)
    with pytest.raises(LakeDrift) as caught:
        build(lake, root)
    assert caught.value.data["columns"] == ("topic_id",)
    still_serves(root)


def test_a_spark_server_that_is_not_there(world: tuple[Path, Path]) -> None:
    pytest.importorskip("pyspark.sql.connect", reason="Spark's client is not installed")
    lake, root = world
    with pytest.raises(SparkGone):
        build(lake, root, address="sc://127.0.0.1:1")
    still_serves(root)


SERVER = """
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(server.listening_address[1], flush=True)
input()
"""


@pytest.mark.filterwarnings("ignore:.*RETRIES_EXCEEDED")
def test_a_spark_server_that_goes_away_in_the_middle(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pysail.spark", reason="the light Spark Connect server is not installed")
    pytest.importorskip("pyspark.sql.connect", reason="Spark's client is not installed")
    from pyspark.sql.connect.client.retries import DefaultPolicy

    from scibridge.engines.lake import spark

    monkeypatch.setattr(spark, "_patience", lambda: DefaultPolicy(max_retries=1, initial_backoff=10))
    lake, root = world
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", SERVER], **pipes) as server:  # type: ignore[call-overload]
        steps: list[str] = []

        def killing(done: int, _all: int, step: str) -> None:
            steps.append(step)
            if done == 1:
                server.kill()
                server.wait()

        with pytest.raises(SparkGone):
            build(lake, root, address=f"sc://127.0.0.1:{server.stdout.readline().strip()}", progress=killing)
    assert len(steps) == 2
    still_serves(root)
    # What was counted before is kept; another engine goes on from there.
    assert len([one for one in (root / "partitions").iterdir() if ".building" not in one.name]) == 2
    assert build(lake, root).works == 259


def test_an_unknown_engine(world: tuple[Path, Path]) -> None:
    lake, root = world
    with pytest.raises(UnknownOption):
        build(lake, root, address="postgres://somewhere")
    still_serves(root)


def test_a_damaged_table_is_named_and_made_again(world: tuple[Path, Path]) -> None:
    lake, root = world
    (root / "tables" / AtlasManifest.load(root).directory / "country_cells.parquet").write_bytes(b"PAR1")
    with pytest.raises(AtlasBroken) as caught:
        unit_view(Atlas(root), "CN", Selection())
    assert caught.value.data["name"] == "country_cells"
    build(lake, root)
    assert unit_view(Atlas(root), "CN", Selection()).figures[0].value


def test_a_damaged_partition_or_manifest_is_counted_anew(world: tuple[Path, Path]) -> None:
    lake, root = world
    build(lake, root)
    damaged = next((root / "partitions").iterdir()) / "country_cells.parquet"
    damaged.write_bytes(b"PAR1")
    with pytest.raises(AtlasBroken):
        build(lake, root)
    assert Atlas(root).manifest.works == 259
    (root / "manifest.json").write_text("{")
    with pytest.raises(AtlasBroken):
        build(lake, root)
    assert build(lake, root, anew=True).works == 259


def test_two_at_once(world: tuple[Path, Path]) -> None:
    lake, root = world
    handle = os.open(root / "building.lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(AtlasBusy):
        build(lake, root)
    os.close(handle)
    still_serves(root)


def test_only_what_changed_is_counted_again(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, root = world
    counted: list[int] = []
    compute = building.compute

    def note(*arguments: object) -> None:
        counted.append(arguments[-1].part.number)  # type: ignore[attr-defined]
        compute(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "compute", note)
    build(lake, root)
    # Rows of the first part lost to newer ones: both are counted.
    assert counted == [1, 2]
    build(lake, root)
    assert counted == [1, 2]
    build(lake, root, anew=True)
    assert counted == [1, 2, 1, 2]


def test_killed_outright_it_goes_on(world: tuple[Path, Path]) -> None:
    lake, root = world
    # A process of its own that dies as by kill -9, with one part counted and the next begun.
    dying = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from scibridge.engines.atlas import building, partitions\n"
        "from scibridge.engines.atlas.families import families_table\n"
        "counted, begun = [], partitions._count\n"
        "def count(session, folder):\n"
        "    if counted: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    counted.append(folder)\n"
        "    begun(session, folder)\n"
        "partitions._count = count\n"
        "building.build(Path(sys.argv[1]), Path(sys.argv[2]), families=families_table(eval(sys.argv[3])),"
        " made='now', seconds=lambda: 0.0)\n"
    )
    arguments = [sys.executable, "-c", dying, str(lake), str(root), repr(FAMILIES)]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    still_serves(root)
    assert list((root / "partitions").glob("*.building-*"))
    assert build(lake, root).works == 259
    assert not list((root / "partitions").glob("*.building-*"))


def test_killed_between_two_parts_it_goes_on(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, root = world
    compute, counted = building.compute, []

    def dying(*arguments: object) -> None:
        if counted:
            raise KeyboardInterrupt
        counted.append(arguments[-1])
        compute(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "compute", dying)
    with pytest.raises(KeyboardInterrupt):
        build(lake, root)
    still_serves(root)
    counted.clear()
    assert build(lake, root).works == 259
    assert len(counted) == 1


def test_a_reader_takes_up_new_tables_by_itself(world: tuple[Path, Path]) -> None:
    lake, root = world
    atlas = Atlas(root)
    assert atlas.manifest.works == 221
    build(lake, root)
    assert atlas.manifest.works == 259


def test_an_empty_lake(tmp_path: Path) -> None:
    assert build(tmp_path / "lake", tmp_path / "atlas").works == 0


def test_families_in_a_circle() -> None:
    assert uppermost(1, {1: 2, 2: 3, 3: 1}, {1, 2, 3}) == 3
    assert uppermost(1, {1: 2, 2: 3}, {1, 2}) == 2
    assert uppermost(1, {}, {1}) == 1
