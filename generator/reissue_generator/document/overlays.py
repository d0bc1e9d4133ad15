"""Overlay documents (OpenAPI Overlay 1.0 and 1.1): read, and refused with a place where they are ill-formed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, cast

from ..errors import SpecError
from ..findings import Finding, Level, Place
from .node import Node
from .source import Source

MAX_ACTIONS = 10_000
_VERSION = re.compile(r"1\.([01])\.\d+")
_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "overlay": frozenset({"overlay", "info", "extends", "actions"}),
    "info": frozenset({"title", "version", "description"}),
    "action": frozenset({"target", "description", "update", "remove", "copy"}),
}
_TEXTS = {"overlay": ("extends",), "info": ("title", "version", "description"), "action": ("description", "copy")}
OPTIONAL = "x-reissue-optional"
"""On an action: `true` says that its target need not be there, as in an overlay for several documents."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `node` is where it stands; `copy` and `target` are JSONPath."""

    node: Node
    target: str
    remove: bool
    copy: str | None

    @property
    def updates(self) -> bool:
        """Whether it has a value to merge."""
        return "update" in self.node.map and not self.remove

    @property
    def optional(self) -> bool:
        """Whether nothing is wrong where its target is not there."""
        return self.node.map.get(OPTIONAL) is True


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay document that was read."""

    source: Source
    minor: int
    """Of its version: 0 for 1.0, 1 for 1.1."""
    extends: str
    """The document that it says it is for; '' where it says none."""
    actions: tuple[Action, ...]


def overlay_of(source: Source) -> Overlay:
    """The overlay that a file is. Raises SpecError with all that is wrong with it."""
    root = Node(source, (), source.data)
    if problems := list(_problems(root)):
        raise SpecError(*problems)
    actions = tuple(
        Action(node, node.map["target"], node.map.get("remove") is True, node.map.get("copy"))
        for node in root.get("actions").items()
    )
    return Overlay(source, _minor(root), root.map.get("extends", ""), actions)


def _minor(root: Node) -> int:
    found = _VERSION.fullmatch(str(root.map.get("overlay")))
    return int(found[1]) if found else 1


def _problem(message: str, place: Place, hint: str = "") -> Finding:
    return Finding("overlay", Level.ERROR, message, place, hint)


def _problems(root: Node) -> Iterator[Finding]:
    if not isinstance(root.value, dict):
        yield _problem("is no overlay: it is no object", root.place)
        return
    if "overlay" not in root.map:
        openapi = "; it is an OpenAPI document, which goes with --spec" if "openapi" in root.map else ""
        yield _problem(f"is no overlay: it has no 'overlay'{openapi}", root.place, "begin it with overlay: 1.1.0")
        return
    version = root.map["overlay"]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        said = f"{str(version)[:40]!r} is no version of overlays that is read here"
        yield _problem(said, root.get("overlay").place, "write overlay: 1.1.0, or 1.0.0")
    yield from _keys(root, "overlay")
    yield from _info(root)
    actions: Any = root.map.get("actions")
    if not isinstance(actions, list) or not actions:
        missing = "has no 'actions'" if actions is None else "'actions' is no list with at least one action"
        yield _problem(missing, root.get("actions").place if "actions" in root.map else root.place)
        return
    if len(root.get("actions").array) > MAX_ACTIONS:
        yield _problem(f"has more than {MAX_ACTIONS:,} actions", root.get("actions").place)
        return
    seen: set[str] = set()
    for action in root.get("actions").items():
        yield from _action(action, _minor(root))
        if (text := json.dumps(action.value, sort_keys=True)) in seen:
            yield _problem("the same action stands twice", action.place, "remove one of the two")
        seen.add(text)


def _info(root: Node) -> Iterator[Finding]:
    info = root.get("info")
    if not isinstance(info.value, dict):
        yield _problem("has no 'info' with title and version", info.place if info.value is not None else root.place)
        return
    for key in ("title", "version"):
        if key not in info.map:
            yield _problem(f"'info' has no {key!r}", info.place)
    yield from _keys(info, "info")


def _action(action: Node, minor: int) -> Iterator[Finding]:
    if not isinstance(action.value, dict):
        yield _problem("is no action: it is no object", action.place)
        return
    target = action.map.get("target")
    if target is None:
        yield _problem("the action has no 'target'", action.place, "write target: a JSONPath such as $.paths['/x'].get")
    elif not isinstance(target, str) or not target.startswith("$"):
        yield _problem("the target is no JSONPath: it does not begin with $", action.get("target").place)
    yield from _keys(action, "action")
    if "remove" in action.map and not isinstance(action.map["remove"], bool):
        yield _problem("'remove' is neither true nor false", action.get("remove").place)
    if "copy" in action.map and minor == 0:
        yield _problem("'copy' is of overlays 1.1", action.get("copy").place, "write overlay: 1.1.0")
    if "copy" in action.map and "update" in action.map:
        hint = "write two actions, one after the other"
        yield _problem("the action has both 'update' and 'copy'", action.get("copy").place, hint)


def _keys(node: Node, kind: str) -> Iterator[Finding]:
    """Keys that there are not, and texts that are none."""
    known = _KEYS[kind]
    for key in node.map:
        if key not in known and not key.startswith("x-"):
            near = get_close_matches(key, sorted(known), 1, 0.6)
            hint = f"is {near[0]!r} meant?" if near else f"there are: {', '.join(sorted(known))}"
            yield _problem(
                f"{key!r} is no key of an {kind}" if kind != "info" else f"{key!r} is no key of 'info'",
                node.get(key).place,
                hint,
            )
    for key in _TEXTS[kind]:
        value = cast(object, node.map.get(key, ""))
        if not isinstance(value, str):
            yield _problem(f"{key!r} is no text", node.get(key).place, "put it in quotes")
