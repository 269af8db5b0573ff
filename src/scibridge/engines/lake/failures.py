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
