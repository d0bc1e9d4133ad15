"""The collector of Python's garbage, put off while documents are read."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Generator[None]:
    """A document makes millions of objects that live until the end: looking for garbage among them takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what lives until now lives until the end of the command
        if was:
            gc.enable()
