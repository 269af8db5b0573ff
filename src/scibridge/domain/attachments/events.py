"""What happens to files. ``kind`` is ``need`` or ``offer``; ids are public ids."""

from dataclasses import dataclass

from scibridge.kernel.events import Event


@dataclass(frozen=True, slots=True)
class FileAdded(Event):
    """A file was put beside a posting."""

    kind: str
    subject_id: str
    file_id: str


@dataclass(frozen=True, slots=True)
class FileRemoved(Event):
    """A file was taken away for good."""

    kind: str
    subject_id: str
    file_id: str
