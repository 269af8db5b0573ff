"""The root of every error the product raises on purpose.

Owns the shape (a stable code and data); refuses sentences: only the roof turns a code into words.
"""

from typing import Any, ClassVar


class ScibridgeError(Exception):
    """Something the caller can act on: a stable ``code`` and the ``data`` a message needs."""

    code: ClassVar[str] = "error"

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.code, data)

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.data.items())
        return f"{self.code}({details})"


class UnknownOption(ScibridgeError):
    """An option, backend or solver that does not exist; ``choices`` lists those that do."""

    code = "unknown_option"

    def __init__(self, option: str, value: object, choices: tuple[str, ...]) -> None:
        super().__init__(option=option, value=value, choices=choices)
