"""What `reissue update` begins for a new operation: a stand-in of the sandbox and a test, each to be decided, and failing until it is.

A file that is there is somebody's: it is never written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import naming
from .document import Described

UNDECIDED = "to be decided: "
"""How what nobody has decided begins, wherever it stands."""

_STAND_IN = '''\
"""Begun by `reissue update`: it fails until it is decided."""

from __future__ import annotations

from reissue_sandbox.call import Answer, Call

from .stand_in import stand_in


@stand_in.on({route})
def {name}(call: Call) -> Answer:
    raise NotImplementedError({words})
'''
_TEST = '''\
"""Begun by `reissue update`: it fails until it is decided."""

from __future__ import annotations

import pytest


def test_{name}() -> None:
    pytest.fail({words})
'''


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A file that is to be written."""

    path: Path
    text: str

    def write(self) -> None:
        """Write it. Raises FileExistsError where anything is there."""
        with self.path.open("x", encoding="utf-8", newline="") as file:
            file.write(self.text)


def stand_ins(folder: Path, described: Iterable[Described]) -> Iterator[Skeleton]:
    """Of operations that nothing in the folder of a stand-in answers; nothing where it is laid out otherwise."""
    if (folder / "stand_in.py").is_file():
        for one in described:
            route = f"{one.sent} {one.path}"
            name, words = naming.module(one.identity), f"{UNDECIDED}what answers {route}, and its import in __init__.py"
            yield from _new(folder / f"{name}.py", _STAND_IN.format(route=ascii(route), name=name, words=ascii(words)))


def tests(folder: Path, provider: str, described: Iterable[Described]) -> Iterator[Skeleton]:
    """Of operations that are new; nothing where there is no folder of tests."""
    if folder.is_dir():
        for one in described:
            name = f"{naming.module(provider)}_{naming.module(one.identity)}"
            words = f"{UNDECIDED}what {one.sent} {one.path} must do"
            yield from _new(folder / f"test_{name}.py", _TEST.format(name=name, words=ascii(words)))


def undecided(folder: Path) -> Iterator[tuple[Path, int]]:
    """Where files below a folder have something that nobody has decided: file and line."""
    for path in sorted(folder.rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if f'("{UNDECIDED}' in line or f"('{UNDECIDED}" in line:
                yield path, number


def _new(path: Path, text: str) -> Iterator[Skeleton]:
    if not path.exists() and not path.is_symlink():
        yield Skeleton(path, text)
