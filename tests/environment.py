"""What a process that a test starts takes over from the test, and nothing else."""

from __future__ import annotations

import os

KEPT = ("PATH", "HOME", "TZ", "REISSUE_TEST_NOW", "REISSUE_TEST_OFFSET")


def bare_environment(*paths: object, **more: str) -> dict[str, str]:
    """An environment with the test's clock and these folders on PYTHONPATH; `more` are further variables.

    A test that wants no variable of whoever runs it begins with this one: an empty environment would lose the clock
    that the suite may have been given (see `tests.clock`).
    """
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": python_path(*paths), **more}


def python_path(*paths: object) -> str:
    """PYTHONPATH with these folders before those that the test's own process was given."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join([*map(str, paths), *filter(None, given)])
