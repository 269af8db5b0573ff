"""What can go wrong with an index: one error per remedy."""

from pathlib import Path

from scibridge.engines.errors import ScibridgeError

REMEDY_REBUILD = "scibridge index rebuild"


class IndexAbsent(ScibridgeError):
    """No index in the directory; build one."""

    code = "index_absent"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=str(directory), remedy=REMEDY_REBUILD)


class IndexOutdated(ScibridgeError):
    """The index was written with another schema; rebuild it."""

    code = "index_outdated"

    def __init__(self, directory: Path, found: object, expected: int) -> None:
        super().__init__(directory=str(directory), found=found, expected=expected, remedy=REMEDY_REBUILD)


class IndexCorrupt(ScibridgeError):
    """Files of the index are missing or unreadable; rebuild it."""

    code = "index_corrupt"

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(directory=str(directory), reason=reason, remedy=REMEDY_REBUILD)


class IndexBusy(ScibridgeError):
    """Another process writes; ``what`` is ``writer`` or ``rebuild``. Try again later."""

    code = "index_busy"

    def __init__(self, directory: Path, what: str, waited_seconds: float) -> None:
        super().__init__(directory=str(directory), what=what, waited_seconds=waited_seconds)


class IndexWriteFailed(ScibridgeError):
    """The disk or the index refused a write; the batch is not complete and can be written again."""

    code = "index_write_failed"

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(directory=str(directory), reason=reason)


class DocumentInvalid(ScibridgeError):
    """A document that cannot be indexed: ``field`` and ``reason`` say why."""

    code = "document_invalid"

    def __init__(self, document_id: str, field: str, reason: str) -> None:
        super().__init__(id=document_id, field=field, reason=reason)
