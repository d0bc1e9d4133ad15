"""The environment of the type checkers: what requirements/checkers.lock pins, installed once into the cache of the user."""

from __future__ import annotations

import hashlib
import os
import shutil

from tests.ci.environments import ROOT, Environment
from tests.node import cache_root

LOCK = ROOT / "requirements/checkers.lock"


def checkers() -> Environment:
    """The environment of exactly this lock. Raises CommandFailed where it cannot be installed."""
    made = cache_root() / f"checkers-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    if (made / "ready").exists():
        return Environment(made)
    made.parent.mkdir(parents=True, exist_ok=True)
    lock = made.with_suffix(".lock")
    with lock.open("w") as held:
        _wait_for(held.fileno())
        if not (made / "ready").exists():
            shutil.rmtree(made, ignore_errors=True)
            Environment.make(made).install("--require-hashes", "--requirement", LOCK)
            (made / "ready").touch()
    return Environment(made)


def _wait_for(file: int) -> None:
    """Only one process installs; the others wait for it."""
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def versions() -> dict[str, str]:
    """Name and version of each checker, as the lock has them."""
    pinned = [line.split(" ")[0].split("==") for line in LOCK.read_text().splitlines() if line[:1].isalpha()]
    wanted = (ROOT / "requirements/checkers.in").read_text().split("\n")
    return {name: version for name, version in pinned if name in wanted}
