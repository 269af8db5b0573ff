"""What can go wrong with the atlas: one error per remedy."""

from pathlib import Path
from typing import Final

from scibridge.engines.errors import ScibridgeError

REMEDY: Final = "scibridge atlas build"


class AtlasAbsent(ScibridgeError):
    """No tables have been computed yet."""

    code = "atlas_absent"

    def __init__(self) -> None:
        super().__init__(remedy=REMEDY)


class AtlasBroken(ScibridgeError):
    """A table the manifest names is missing or unreadable, or the manifest is: compute anew."""

    code = "atlas_broken"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name=name, reason=reason, remedy=f"{REMEDY} --anew")


class AtlasBusy(ScibridgeError):
    """Another process is computing the tables."""

    code = "atlas_busy"

    def __init__(self, root: Path) -> None:
        super().__init__(directory=str(root))


class UnitAbsent(ScibridgeError):
    """No work of the corpus, in this selection, is by this country, organisation or person."""

    code = "atlas_not_found"

    def __init__(self, level: str, unit: str) -> None:
        super().__init__(level=level, unit=unit)


class ScienceAbsent(ScibridgeError):
    """No aggregate of all science was imported."""

    code = "atlas_science_absent"

    def __init__(self) -> None:
        super().__init__(remedy="scibridge import collaboration FILE")
