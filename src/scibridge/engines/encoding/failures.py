"""What can go wrong with a sentence encoder: one error per remedy."""

from pathlib import Path

from scibridge.engines.errors import ScibridgeError

REMEDY_INSTALL = "make install-dense"


class EncoderNotInstalled(ScibridgeError):
    """A package the encoder needs is not installed; ``package`` names it."""

    code = "encoder_not_installed"

    def __init__(self, package: str) -> None:
        super().__init__(package=package, remedy=REMEDY_INSTALL)


class ModelAbsent(ScibridgeError):
    """No model of that name or path."""

    code = "model_absent"

    def __init__(self, model: str) -> None:
        super().__init__(model=model)


class ModelAltered(ScibridgeError):
    """The weights are not those that were examined: their SHA-256 is another."""

    code = "model_altered"

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(path=str(path), found=found, expected=expected, remedy=REMEDY_INSTALL)


class ModelUnreadable(ScibridgeError):
    """Files of the model are damaged, or of an architecture that is not read here; ``reason`` says which."""

    code = "model_unreadable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path=str(path), reason=reason)
