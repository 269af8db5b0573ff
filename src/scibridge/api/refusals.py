"""What the API itself refuses, before any app is asked."""

from scibridge.engines.errors import ScibridgeError


class RequestRefused(ScibridgeError):
    """A request that goes no further: its HTTP status, a reason code, and what the sentence needs."""

    code = "request_refused"

    def __init__(
        self, status: int, reason: str, headers: dict[str, str] | None = None, **data: object
    ) -> None:
        super().__init__(reason=reason, **data)
        self.status = status
        self.reason = reason
        self.headers = headers or {}
