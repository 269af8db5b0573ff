"""A process of its own that writes a shard of a generation: ``python -m scibridge.engines.matching.shard
FOLDER HEAP_BYTES NUMBER``.

Stored documents come by standard input, in frames: four bytes of length, then documents separated by line
ends. An empty frame says that this was all; then the shard is committed. Input that ends before it leaves
nothing committed, so that a caller that dies takes its shards with it. What went wrong is told on standard
output.
"""

import contextlib
import fcntl
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import BinaryIO, Final

from scibridge.engines.matching.writing import BATCH, make_generation, writing

LENGTH_BYTES: Final = 4
_FRAMES_AHEAD: Final = 24
_PIPE_BYTES: Final = 1 << 20
_SECONDS_BETWEEN_THREADS: Final = 0.0005


class CallerGoneError(Exception):
    """The input ended before everything was said."""


def write(folder: Path, heap_bytes: int, given: BinaryIO) -> None:
    """Make the shard in ``folder`` of the documents that are ``given``.

    Raises:
        CallerGoneError: the input ended early; nothing is committed.
        IndexWriteFailed: the disk refused.
    """
    make_generation(folder)
    with writing(folder, heap_bytes) as writer:
        for batch in _batches(given):
            writer.put_stored(batch)


def _batches(given: BinaryIO) -> Iterator[list[bytes]]:
    frames: Queue[bytes | None] = Queue(_FRAMES_AHEAD)
    # Frames are read ahead, so that whoever sends them is not kept waiting by the batch that is written.
    threading.Thread(target=_take, args=(given, frames), daemon=True).start()
    held: list[bytes] = []
    while frame := frames.get():
        held += frame.split(b"\n")
        if len(held) >= BATCH:
            yield held
            held = []
    if frame is None:
        raise CallerGoneError
    if held:
        yield held


def _take(given: BinaryIO, frames: "Queue[bytes | None]") -> None:
    while head := given.read(LENGTH_BYTES):
        length = int.from_bytes(head, "big")
        frame = given.read(length)
        if len(frame) < length:
            break
        frames.put(frame)
        if not length:
            return
    frames.put(None)


def _settle(number: int) -> None:
    """Keep to one core: what one thread made, the other finds in its cache, and neither wakes the other."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[number % len(cores)]})


def main() -> int:
    """Serve one caller; returns the code to exit with."""
    # Ctrl-C reaches the caller too, which then ends the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _settle(int(sys.argv[3]))
    with contextlib.suppress(OSError):
        fcntl.fcntl(sys.stdin.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    # What is made here lives for a batch and has no circles; looking for them takes a tenth of the time.
    gc.disable()
    sys.setswitchinterval(_SECONDS_BETWEEN_THREADS)
    try:
        write(Path(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer)
    except Exception as problem:  # noqa: BLE001 - told to the caller, who raises
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{type(problem).__name__}: {problem}")
            sys.stdout.flush()
        return 1
    return 0


if __name__ == "__main__":
    # What is left to do is to take hundreds of megabytes apart.
    os._exit(main())
