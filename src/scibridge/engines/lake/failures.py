"""What can go wrong with the lake: one error per remedy."""

from pathlib import Path

from scibridge.engines.errors import ScibridgeError


class LakeBusy(ScibridgeError):
    """Another process is loading; try again when it has finished."""

    code = "lake_busy"

    def __init__(self, root: Path) -> None:
        super().__init__(directory=str(root))


class LakeBroken(ScibridgeError):
    """A file the manifest names is missing or unreadable, or the manifest is: load the source again."""

    code = "lake_broken"

    def __init__(self, root: Path, reason: str) -> None:
        super().__init__(directory=str(root), reason=reason)


class LoadingInterrupted(ScibridgeError):
    """A worker was ended from outside, often for want of memory; finished parts are kept: run it again."""

    code = "loading_interrupted"

    def __init__(self, root: Path) -> None:
        super().__init__(directory=str(root))


class LakeFull(ScibridgeError):
    """The disk is full; nothing half-written is visible, and loading goes on once there is room."""

    code = "disk_full"

    def __init__(self, root: Path) -> None:
        super().__init__(directory=str(root))


class LakeDrift(ScibridgeError):
    """A file of the lake has other columns than this version reads: load the source again with it."""

    code = "lake_drift"

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        super().__init__(path=str(path), columns=columns)


class SparkAbsent(ScibridgeError):
    """The lake is to be read by Spark, but its client is not installed."""

    code = "lake_spark_absent"

    def __init__(self, address: str) -> None:
        super().__init__(address=address, remedy="pip install 'scibridge[spark]'")


class SparkGone(ScibridgeError):
    """The Spark server cannot be reached; what was finished is kept and the last tables go on serving."""

    code = "lake_spark_gone"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address=address, reason=reason)
