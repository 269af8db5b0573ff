"""What can be wrong with a file or a service somebody else made: one error per remedy."""

from pathlib import Path

from scibridge.engines.errors import ScibridgeError


class SourceAbsent(ScibridgeError):
    """Nothing at that path."""

    code = "source_absent"

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class SourceUnreadable(ScibridgeError):
    """Not the format it should be, or damaged: ``reason`` is a code, ``detail`` what the reader said.

    Reasons: ``not_a_zip``, ``truncated``, ``damaged``, ``broken_json``, ``no_json_inside``, ``not_a_list``,
    ``not_a_snapshot``, ``not_readable`` (the disk or its rights).
    """

    code = "source_unreadable"

    def __init__(self, path: Path, reason: str, detail: str = "") -> None:
        super().__init__(path=str(path), reason=reason, detail=detail)
        self.reason = reason


class RorSchemaOne(ScibridgeError):
    """A ROR file in schema version 1, which ROR has retired; take the file of schema version 2."""

    code = "ror_schema_v1"

    def __init__(self, path: Path, member: str) -> None:
        super().__init__(path=str(path), member=member)


class ServiceFailed(ScibridgeError):
    """A live service did not answer as it should: ``refused``, ``limit``, ``timeout`` or ``answer``."""

    code = "service_failed"

    def __init__(self, service: str, reason: str, status: int | None = None, detail: str = "") -> None:
        super().__init__(service=service, reason=reason, status=status, detail=detail)
        self.reason = reason
