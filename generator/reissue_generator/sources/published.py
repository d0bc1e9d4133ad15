"""A published OpenAPI document among a vendor's pages: held by its meaning, and compared by `diff`, never as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache as once
from pathlib import Path

from .. import changes
from ..changes import Change
from ..changes.levels import at_levels, levels_of
from ..changes.python.joined import folded
from ..changes.report import SEVERITY
from ..document import PATHS, Node, operations
from ..errors import ToolError
from ..findings import Finding, Level, few
from ..tree.project import Project
from .cache import Cache, State
from .documents import keep, path_of
from .told_calls import document_data, told_at
from .usage import Page

OPENAPI = "openapi"
"""The form of such a page in sources.lock."""


def state_of(cache: Cache, url: str) -> State | None:
    """What is known of a page that is an OpenAPI document, with the digest of its meaning; None where it is none."""
    state = cache.state(url)
    if state is None or not state.sha256:
        return None
    sha256 = _meaning(cache.root, url, state.raw_sha256)
    return replace(state, sha256=sha256) if sha256 else None


@once  # reading a large document takes seconds, and each page is asked for more than once in a run
def _meaning(root: Path, url: str, _raw_sha256: str) -> str:
    """The digest of what the document means that a page is, and which is kept; '' where it is none."""
    raw = Cache(root).raw(url)
    data = document_data(raw) if raw is not None else None
    return keep(root, data) if data is not None else ""


def compared(project: Project, cache: Path, page: Page, old: str, new: str) -> tuple[str, list[Finding]]:
    """What changed from one document to the other: in one line, and each change with our operations that rest on it."""
    before, after = path_of(cache, old), path_of(cache, new)
    if not before.exists():
        return "the document that was read is not in this cache, so there is nothing to compare it with", []
    try:
        found = folded(at_levels(changes.compared(str(before), str(after), page.providers[0]), levels_of(project.diff)))
    except (ToolError, RecursionError) as error:
        return f"it cannot be compared: {str(error)[:300]}", []
    counts = {level: sum(one.rule.level is level for one in found) for level in changes.Level}
    told = ", ".join(f"{count} {level}" for level, count in counts.items() if count)
    ours = _Ours(page, found)
    return f"reissue diff finds: {told or 'nothing that counts'}", [_finding(page, change, ours) for change in found]


def _finding(page: Page, change: Change, ours: _Ours) -> Finding:
    rest = ours.resting(change)
    text = f"rests on it: {few(rest, 6)}" if rest else "no operation of ours rests on it by method and path"
    level = SEVERITY[change.rule.level]
    message = f"{page.url}: {change.line} [{change.rule.id}]; {text}"
    hint = f"mend the specification where it says otherwise; what the rule means: reissue explain {change.rule.id}"
    return Finding("source-openapi", level, message, page.uses[0].place, hint if level is not Level.NOTE else "")


class _Ours:
    """Our operations by method and path, to be asked which of them rest on a change: by the call as it was or as it is now."""

    def __init__(self, page: Page, found: list[Change]) -> None:
        self._names = dict(_ours(page))
        both = [(_call(change.old), _call(change.new)) for change in found]
        self._was = {now: was for was, now in both if was and now and was != now}

    def resting(self, change: Change) -> list[str]:
        """The names of our operations that rest on what changed."""
        calls = {told_at(call) for call in change.operations} | {_call(change.old), _call(change.new)}
        calls |= {self._was[call] for call in calls if call in self._was}
        if calls == {""}:
            calls = {name for name in self._names if name in change.label}
        return sorted({self._names[call] for call in calls if call in self._names})


def _call(node: Node) -> str:
    """Method and path of the operation that a place of a document is in; '' where it is in none."""
    pointer = [str(one) for one in node.pointer[:3]]
    return told_at(f"{pointer[2].upper()} {pointer[1]}") if len(pointer) == 3 and pointer[0] == "paths" else ""


def _ours(page: Page) -> Iterator[tuple[str, str]]:
    """Our operations by method and path, of the specifications that name the page."""
    for provider, document in {use.provider: use.document for use in page.uses}.items():
        bases = [server.map.get("url") for server in document.root.get("servers").items()]
        for described in operations(document, PATHS):
            name = f"{provider} {described.id or described.identity}"
            for base in ("", *(url for url in bases if isinstance(url, str))):
                yield told_at(f"{described.sent} {base.rstrip('/')}{described.path}"), name
