"""What type checkers say of emitted clients, each with the libraries that it needs installed."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.checkers.six import CHECKERS, CheckerFailed, Question
from tests.checkers.six import findings as found_by
from tests.checkers.tools import checkers
from tests.ci.environments import Environment
from tests.node import cache_root

__all__ = ["CHECKERS", "findings"]

_LIBRARIES = {
    "ours": ["httpx", "msgspec"],
    "opc": ["httpx", "attrs", "python-dateutil", "types-python-dateutil"],
    "ogc": ["pydantic", "urllib3", "python-dateutil", "typing-extensions", "types-python-dateutil"],
    "dcg": ["httpx2", "msgspec", "pydantic", "email-validator"],
}


def findings(checker: str, out: Path, generator: str) -> int | None:
    """How much a checker finds in what a generator has written into a folder; None where it gives up."""
    root = out / "gen" if generator == "ogc" else out
    package = "measured" if generator == "ours" else "gen"
    try:
        return len(found_by(checker, Question(root, (package,), _libraries(generator), checkers())))
    except CheckerFailed:
        return None


def _libraries(generator: str) -> Path:
    """An environment with what the clients of a generator import, made once."""
    home = cache_root() / "peers" / f"{generator}-libraries"
    if not (home / ".ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        Environment.make(home).install(*_LIBRARIES[generator])
        (home / ".ready").touch()
    return home
