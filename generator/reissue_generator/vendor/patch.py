"""A patch of a copy: what somebody has changed in generated files, with the reason, as a file that says all by itself.

It is a unified diff that any tool applies, with each file as a whole instead of a few lines around a change. So both texts are in it,
the one that was generated and the one that somebody made of it, and a three-way merge needs neither network, history nor an
older Reissue, in whichever year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import RUNTIME
from ..errors import ToolError
from ..findings import clean
from ..tree.manifest import NAME as MANIFEST
from .layout import PATCHES, SPECS, patch_name, patch_path
from .lock import NAME as LOCK
from .lock import LockError, path_inside
from .merging import lines_of, matching

_NAME = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_REASON = "Reason: "
_OLD, _NEW, _NOTHING = "--- ", "+++ ", "/dev/null"
_HUNK = re.compile(r"@@ -([01])(?:,([0-9]{1,7}))? \+([01])(?:,([0-9]{1,7}))? @@\n\Z")
_NO_END = "\\ No newline at end of file\n"
RUN_AND_NOT_READ = (".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib", ".pth", ".zip", ".egg")
"""What Python runs and nobody can read."""


class PatchError(ToolError):
    """A file that is no patch of a copy; the text says why."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One file before and after; None where there was none, or is none any more."""

    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Patch:
    """What was changed of one provider, or of what all share."""

    id: str
    """`PROVIDER/NUMBER-NAME`: where it stands, and which comes first."""
    reason: str
    edits: Mapping[str, Edit]
    """By path in the copy."""

    @property
    def path(self) -> str:
        """Where it stands in the copy."""
        return patch_path(self.id)

    @property
    def name(self) -> str:
        """What its author calls it."""
        return patch_name(self.id)

    @property
    def owner(self) -> str:
        return self.id.partition("/")[0]

    def text(self) -> str:
        parts = (_file(path, edit) for path, edit in sorted(self.edits.items()))
        return f"{_REASON}{clean(self.reason)}\n\n{''.join(parts)}"


def id_of(path: str) -> str:
    """The patch that stands at a path of a copy. Raises PatchError."""
    owner, _, name = path.removeprefix(f"{PATCHES}/").removesuffix(".patch").partition("/")
    if patch_path(f"{owner}/{name}") != path or not owner.isidentifier() or not _NAME.match(name):
        raise PatchError(f"is no {PATCHES}/PROVIDER/0001-NAME.patch")
    return f"{owner}/{name}"


def refuse_place(path: str, owner: str) -> None:
    """A patch is not trusted to stay among the files of its provider. Raises PatchError."""
    try:
        path_inside(path)
    except LockError as error:
        raise PatchError(str(error)) from None
    top = path.split("/")[0]
    if top in (SPECS, PATCHES) or path in (LOCK, MANIFEST):
        raise PatchError(f"{path} is a record of the copy, and no code")
    if path.endswith(RUN_AND_NOT_READ) or "__pycache__" in path.split("/"):
        raise PatchError(f"{path} is what Python runs and nobody can read")
    if owner != (top if "/" in path else RUNTIME):
        raise PatchError(f"{path} is not a file of {owner}")


# --- writing -------------------------------------------------------------------------------------------------


def _file(path: str, edit: Edit) -> str:
    old, new = lines_of(edit.old or ""), lines_of(edit.new or "")
    head = [
        _OLD + (_NOTHING if edit.old is None else f"a/{path}"),
        _NEW + (_NOTHING if edit.new is None else f"b/{path}"),
    ]
    lines = [f"{line}\n" for line in head]
    if old or new:
        lines.append(f"@@ -{_range(old)} +{_range(new)} @@\n")
    at = there = 0
    for first, second, size in matching(old, new):
        lines += [
            *_marked("-", old[at:first]),
            *_marked("+", new[there:second]),
            *_marked(" ", old[first : first + size]),
        ]
        at, there = first + size, second + size
    return "".join(lines)


def _range(lines: Sequence[str]) -> str:
    return f"{1 if lines else 0},{len(lines)}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_END}"


# --- reading -------------------------------------------------------------------------------------------------


def parse(patch: str, data: bytes) -> Patch:
    """The patch in a file. Raises PatchError."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise PatchError(f"is not UTF-8: {error.reason} at byte {error.start}") from None
    if "\r" in text or "\0" in text:
        raise PatchError("has line ends or characters that no generated file has")
    lines = lines_of(text)
    if len(lines) < 2 or not lines[0].startswith(_REASON) or lines[1] != "\n":
        raise PatchError(f"does not begin with '{_REASON}...' and an empty line")
    owner, edits, at = patch.partition("/")[0], dict[str, Edit](), 2
    while at < len(lines):
        path, edit, at = _Reader(lines, at).file()
        refuse_place(path, owner)
        if path in edits:
            raise PatchError(f"has {path} twice")
        edits[path] = edit
    reason = lines[0].removeprefix(_REASON).strip()
    if not edits or not reason:
        raise PatchError("gives no reason" if edits else "changes nothing")
    return Patch(patch, reason, edits)


class _Reader:
    """Reads one file of a patch."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines, self._at = lines, at

    def file(self) -> tuple[str, Edit, int]:
        """Path, both texts, and the line that follows."""
        old, new = self._name(_OLD, "a/"), self._name(_NEW, "b/")
        path = old if old is not None else new
        if path is None or (new is not None and new != path):
            raise self._wrong("names no file, or two")
        before, after = list[str](), list[str]()
        if self._next("@@"):
            self._hunk(before, after)
        texts = ("".join(before), "".join(after))
        if (old is None and texts[0]) or (new is None and texts[1]):
            raise self._wrong("has lines of a file that is not there")
        if old is not None and new is not None and texts[0] == texts[1]:
            raise self._wrong("changes nothing")
        return path, Edit(None if old is None else texts[0], None if new is None else texts[1]), self._at

    def _name(self, mark: str, side: str) -> str | None:
        line = self._take()
        name = line.removeprefix(mark).removesuffix("\n")
        if not line.startswith(mark) or (name != _NOTHING and not name.startswith(side)):
            raise self._wrong(f"is not '{mark}{side}PATH'")
        return None if name == _NOTHING else name.removeprefix(side)

    def _hunk(self, before: list[str], after: list[str]) -> None:
        found = _HUNK.match(self._take())
        if found is None:
            raise self._wrong("is a part of a file, where a patch of a copy has it whole")
        counts = [int(found[number] or 1) for number in (2, 4)]
        while [len(before), len(after)] != counts:
            line = self._take()
            sides = {" ": (before, after), "-": (before,), "+": (after,)}.get(line[:1])
            if sides is None:
                raise self._wrong("is no line of a patch")
            text = line[1:].removesuffix("\n") if self._next(_NO_END) else line[1:]
            self._at += self._next(_NO_END)
            for side in sides:
                side.append(text)
            if len(before) > counts[0] or len(after) > counts[1]:
                raise self._wrong("is one line too many")
        if any(not line.endswith("\n") for side in (before, after) for line in side[:-1]):
            raise self._wrong("follows on a line without an end")

    def _next(self, start: str) -> bool:
        return self._at < len(self._lines) and self._lines[self._at].startswith(start)

    def _take(self) -> str:
        if self._at >= len(self._lines):
            raise self._wrong("is the end, and there is more to come")
        self._at += 1
        return self._lines[self._at - 1]

    def _wrong(self, what: str) -> PatchError:
        return PatchError(f"line {self._at} {what}")
