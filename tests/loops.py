"""Coroutines in tests: a browser test leaves its loop running in the main thread, where none may start."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run(what: Coroutine[Any, Any, Answer]) -> Answer:
    """What it gives, from a thread of its own."""
    with ThreadPoolExecutor(1) as fresh:
        return fresh.submit(asyncio.run, what).result()
