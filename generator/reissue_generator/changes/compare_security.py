"""Security: schemes, and the ways to authenticate that a document or an operation accepts."""

from __future__ import annotations

from typing import NamedTuple

from ..document import Document, Node
from .compare_words import compare_words
from .record import Log, show
from .schema import canonical

_WORDS = frozenset({"description", "x-displayName", "x-reissue-note"})


def compare_security(log: Log, old: Node, new: Node, label: str, key: str) -> None:
    """The alternatives of a requirement and their scopes. A requirement in one document only is another way in."""
    if old.value == new.value:
        return
    before, after = _alternatives(old), _alternatives(new)
    for names in sorted(before.keys() | after.keys()):
        told = " and ".join(names) or "no credentials"
        if names not in after:
            text = f"{told} alone no longer suffices" if names else "credentials are wanted now"
            log.named("security-alternative-removed", label, text, before[names].node, new, f"{key} {told}")
        elif names not in before:
            text = f"{told} is accepted"
            log.named("security-alternative-added", label, text, old, after[names].node, f"{key} {told}")
        else:
            _scopes(log, before[names], after[names], label, f"{key} {told}")


def _scopes(log: Log, before: Alternative, after: Alternative, label: str, key: str) -> None:
    for scope in sorted(before.scopes ^ after.scopes):
        is_new = scope in after.scopes
        rule = f"security-scope-{'added' if is_new else 'removed'}"
        text = f"the scope '{scope}' is {'needed now' if is_new else 'no longer needed'}"
        log.named(rule, label, text, before.node, after.node, f"{key} {scope}")


class Alternative(NamedTuple):
    """One way to authenticate: where it stands, and its scopes."""

    node: Node
    scopes: frozenset[str]


def _alternatives(node: Node) -> dict[tuple[str, ...], Alternative]:
    """The ways to authenticate by the names of their schemes. No requirement is the empty one."""
    found: dict[tuple[str, ...], Alternative] = {}
    for needed in node.items():
        scopes = frozenset(f"{name} {scope}" for name, child in needed.children() for scope in child.array)
        found[tuple(sorted(needed.map))] = Alternative(needed, scopes)
    if not found and isinstance(node.value, list | None):
        found[()] = Alternative(node, frozenset())
    return found


def compare_schemes(log: Log, old: Document, new: Document) -> None:
    """Security schemes, matched by their name."""
    parents = [document.root.get("components").get("securitySchemes") for document in (old, new)]
    before, after = dict(parents[0].children()), dict(parents[1].children())
    for name in sorted(before.keys() | after.keys()):
        label = f"security scheme '{name}'"
        if name not in after:
            log.removed("security-scheme-removed", label, "is gone", before[name], parents[1])
        elif name not in before:
            log.added("security-scheme-added", label, "is new", parents[0], after[name])
        else:
            _scheme(log, before[name], after[name], label)


def _scheme(log: Log, old: Node, new: Node, label: str) -> None:
    compare_words(log, old, new, label, frozenset({*old.map, *new.map}) - _WORDS, deprecated="property")
    skip = _WORDS | {"deprecated"}
    was = {key: value for key, value in old.map.items() if key not in skip}
    now = {key: value for key, value in new.map.items() if key not in skip}
    different = sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
    if different:
        text = "; ".join(f"{key} {show(was.get(key))} -> {show(now.get(key))}" for key in different)
        log.changed("security-scheme-changed", label, text, old, new, canonical(now))
