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

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from worker processes whole, whatever their subclass takes to be made."""
        return _bare, (type(self), self.args), self.__dict__

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.data.items())
        return f"{self.code}({details})"


def _bare(kind: type[ScibridgeError], args: tuple[Any, ...]) -> ScibridgeError:
    error = kind.__new__(kind)
    error.args = args
    return error


class UnknownOption(ScibridgeError):
    """An option, backend or solver that does not exist; ``choices`` lists those that do."""

    code = "unknown_option"

    def __init__(self, option: str, value: object, choices: tuple[str, ...]) -> None:
        super().__init__(option=option, value=value, choices=choices)
