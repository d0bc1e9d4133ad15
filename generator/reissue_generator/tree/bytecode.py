"""Byte code in the folders `__pycache__`: does Python run there what stands in the source?

Python runs byte code in place of the source where its head says that both belong together (PEP 552): by time and size, by a
digest of the source, or unchecked, whatever the source says. So the head proves nothing, and what is run is compared with
what the source compiles to. Nothing is imported, executed, or unmarshalled.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import MAGIC_NUMBER, source_hash

from .files import Folder, Seen, sha256

_NAME = re.compile(r"(?P<stem>[^.]+)\.(?P<tag>[^.]+)(?:\.opt-(?P<level>[0-9A-Za-z]+))?\.pyc")
_HALF_WRITTEN = re.compile(r".*\.pyc\.[0-9]+")
"""What a Python leaves that was stopped while it wrote byte code; none reads it."""
_HEAD = 16
_BY_TIME, _UNCHECKED, _CHECKED = 0, 0b01, 0b11


class _Code:
    """A file of byte code, by its name and its head."""

    __slots__ = ("body", "flags", "is_own", "level", "proof", "source")

    def __init__(self, path: str, data: bytes) -> None:
        folder, _, name = path.rpartition("/")
        found = _NAME.fullmatch(name)
        stem, tag, level = (found["stem"], found["tag"], found["level"] or "0") if found else ("", "", "")
        self.source = f"{folder.rpartition('/')[0]}/{stem}.py".lstrip("/") if found else ""
        """The path of its source; '' where the name is none of byte code."""
        self.level = min(int(level), 2) if level.isdecimal() else 0
        """How far it is optimised."""
        is_made_here = len(data) > _HEAD and data.startswith(MAGIC_NUMBER)
        self.is_own = is_made_here and tag == sys.implementation.cache_tag and level.isdecimal()
        """Whether the Python at hand would run it."""
        self.flags = int.from_bytes(data[4:8], "little")
        self.proof, self.body = data[8:_HEAD], data[_HEAD:]

    def belongs_to(self, source: Seen) -> bool:
        """Whether its head says that it was made from a source as that is now."""
        data = source.data or b""
        if self.flags == _BY_TIME:
            words = int(source.mtime) & 0xFFFFFFFF, len(data) & 0xFFFFFFFF
            return self.proof == b"".join(word.to_bytes(4, "little") for word in words)
        return self.proof == source_hash(data)


def is_harmless(path: str, seen: Seen, files: Mapping[str, Seen]) -> bool:
    """Whether nothing about a file of a cache is odd at first sight: byte code by time and size, beside its source."""
    code = _Code(path, seen.data or b"")
    return seen.data is not None and code.flags == _BY_TIME and _is_source(files.get(code.source))


def _is_source(seen: Seen | None) -> bool:
    return seen is not None and seen.data is not None


class ByteCode:
    """What is wrong with the byte code of a folder."""

    def __init__(self, folder: Folder, tracked: Iterable[str] | None = (), *, total: bool = True) -> None:
        """`tracked`: the paths that git has under version control; None where it cannot be asked. `total`: what belongs to
        its source by time and size is compared as well."""
        self._folder, self._total = folder, total
        self._tracked = frozenset(folder.cached if tracked is None else tracked)
        self._compiled: dict[tuple[str, int], object] = {}

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Path and reason."""
        for path, seen in sorted(self._folder.cached.items()):
            if reason := self._reason(path, seen):
                yield path, reason

    def _reason(self, path: str, seen: Seen) -> str:
        if seen.data is None:
            return seen.unusual
        tracked, code = path in self._tracked, _Code(path, seen.data)
        if not code.source:
            return (
                ""
                if _HALF_WRITTEN.fullmatch(path) and not tracked
                else "is no byte code, and stands where only that belongs"
            )
        source = self._folder.files.get(code.source)
        if source is None or source.data is None:
            return "is byte code without its source"
        if not code.is_own:
            return self._of_another(code, tracked)
        if code.flags not in (_BY_TIME, _UNCHECKED, _CHECKED):
            return "has a head that no Python writes"
        if code.flags == _UNCHECKED and tracked:
            return "is byte code under version control that Python runs whatever the source says"
        if code.flags == _BY_TIME and not tracked and not (self._total and code.belongs_to(source)):
            return ""  # one that does not belong to its source is not run, and is left behind by every checkout
        if code.flags == _CHECKED and not code.belongs_to(source):
            return "was made from another source"
        return "" if self._is_compiled(code, source.data) else "is not what its source compiles to"

    @staticmethod
    def _of_another(code: _Code, tracked: bool) -> str:
        """Byte code of another Python, which the one at hand cannot compare with anything."""
        if tracked:
            return "is byte code of another Python under version control, which nobody can compare with its source"
        if code.flags == _UNCHECKED:
            return "is byte code of another Python, which that one runs whatever the source says"
        return ""

    def _is_compiled(self, code: _Code, source: bytes) -> bool:
        from .marshalled import UnreadableError, compiled, parsed

        key = sha256(source), code.level
        try:
            if key not in self._compiled:
                self._compiled[key] = compiled(source, code.level)
            return parsed(code.body) == self._compiled[key]
        except UnreadableError:
            return False
