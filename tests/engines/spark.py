"""What Spark's client needs of a process of tests."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def main_module_with_a_file() -> Iterator[None]:
    """Spark's client takes a main module without a file, as a worker of xdist has, for its own doctests.

    For as long as needed alone: a process spawned by another test would run that file as its main module.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not hasattr(sys.modules["__main__"], "__file__"):
            patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        yield
