"""YAML by the core schema of YAML 1.2, as OpenAPI asks (`no` and `12:30` are strings, `012` is twelve), read safely.

Duplicate keys, unknown tags, alias bombs, cycles and what is nested too deeply are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ..errors import SpecError
from ..findings import Place
from .json_text import INFINITY, MAX_DIGITS
from .problem import problem

MAX_NODES = 20_000_000
"""Nodes after aliases are followed; more is an attack, not a document."""
MAX_DEPTH = 250
"""Collections inside each other in YAML; deeper ones end the stack of whoever reads them."""

_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL: Mapping[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_SCALAR_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
_LEADS = frozenset("+-.0123456789~nNtTfF") | {""}
"""What a plain scalar that is no text begins with."""


def parse_yaml(text: str, name: str) -> Any:
    """The value of a YAML text. `name` is how findings call the file. Raises SpecError for what is no safe YAML."""
    import yaml

    try:
        if _is_suspect(text):
            _refuse_depth(text, name)
        return _Builder(name).build(composed(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        raise problem("syntax", f"is no YAML: {error.problem or error.context}", place) from None
    except yaml.YAMLError as error:
        raise problem("syntax", f"is no YAML: {str(error).splitlines()[0]}", Place(name)) from None
    except RecursionError:
        raise problem("too-deep", "is nested too deeply", Place(name)) from None


def composed(text: str) -> Any:
    """The YAML nodes of a text, which know their lines and columns. Raises yaml.YAMLError."""
    import yaml

    return yaml.compose(text, Loader=_loader())


def _loader() -> Any:
    """The parser in C where PyYAML has it: it is ten times as fast."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _is_suspect(text: str) -> bool:
    """Whether a text may nest so deeply that the parser, which recurses in C, would crash on it."""
    if text.count("[") + text.count("{") > 10_000:
        return True
    runs = re.finditer(r"(?<![ \t\-?:])[ \t\-?:]{5000,}", text)  # indentation, or '- - - -': one blank for each level
    return any(run[0].count(" ") + run[0].count("\t") > 5000 for run in runs)


def _refuse_depth(text: str, name: str) -> None:
    """Go through the events, which needs no stack, and stop at the first collection that is too deep."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(name, event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(name: str, mark: Any) -> SpecError:
    return problem(
        "too-deep", f"is nested more than {MAX_DEPTH} levels deep", Place(name, mark.line + 1, mark.column + 1)
    )


@dataclass
class _Builder:
    """Plain Python values from YAML nodes. A node that several aliases name is built once and shared."""

    name: str
    done: dict[int, tuple[Any, int]] = field(default_factory=dict[int, tuple[Any, int]])
    """By node: its value, and how many nodes it has when aliases are followed."""
    open: set[int] = field(default_factory=set[int])

    def build(self, root: Any) -> Any:
        return None if root is None else self._node(root)[0]

    def _node(self, node: Any) -> tuple[Any, int]:
        """The value, and how many nodes it has when aliases are followed."""
        if node.id == "scalar":
            return self._scalar(node), 1
        key = id(node)
        if key in self.done:
            return self.done[key]
        if key in self.open:
            raise problem("alias-cycle", "an alias leads back to its own anchor", self._place(node))
        if len(self.open) >= MAX_DEPTH:
            raise _too_deep(self.name, node.start_mark)
        self.open.add(key)
        value, size = self._mapping(node) if node.id == "mapping" else self._sequence(node)
        self.open.discard(key)
        if size > MAX_NODES:
            raise problem("alias-bomb", f"aliases make more than {MAX_NODES} nodes", self._place(node))
        self.done[key] = value, size
        return value, size

    def _sequence(self, node: Any) -> tuple[list[Any], int]:
        if node.tag != "tag:yaml.org,2002:seq":
            raise self._tag(node)
        parts = [self._node(child) for child in node.value]
        return [value for value, _ in parts], 1 + sum(size for _, size in parts)

    def _mapping(self, node: Any) -> tuple[dict[str, Any], int]:
        if node.tag != "tag:yaml.org,2002:map":
            raise self._tag(node)
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        total = 1
        for key, child in node.value:
            if key.id != "scalar":
                raise problem("key", "a key is not a scalar", self._place(key))
            value, size = self._node(child)
            total += size
            if key.value == "<<" and not key.style:
                merged = _merged(value, merged)
            elif key.value in found:
                raise problem("duplicate-key", f"the key {key.value!r} stands twice in one object", self._place(key))
            else:
                found[key.value] = value
        return {**merged, **found} if merged else found, total

    def _scalar(self, node: Any) -> Any:
        text: str = node.value
        if node.tag not in _SCALAR_TAGS:
            raise self._tag(node)
        if node.style or _is_said_to_be_text(node):
            return text
        if text in _SPECIAL:
            return _SPECIAL[text]
        if text[0] not in "+-.0123456789":
            return text
        if _INT.match(text):
            if len(text) > MAX_DIGITS:
                raise problem("number", f"a number of {len(text)} digits", self._place(node))
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        return self._float(node) if _FLOAT.match(text) else text

    def _float(self, node: Any) -> float:
        value = float(node.value)
        if value in (INFINITY, -INFINITY):
            raise problem("number", f"the number {node.value[:40]} is beyond all limits", self._place(node))
        return value

    def _tag(self, node: Any) -> SpecError:
        return problem(
            "tag", f"the YAML tag {node.tag} is not allowed", self._place(node), "write plain maps, lists and scalars"
        )

    def _place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)


def _merged(value: object, before: dict[str, Any]) -> dict[str, Any]:
    """What `<<` brings: a map or several, of which the first that has a key counts; `before` counts before them."""
    for part in cast("list[object]", value) if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            before = {**cast("dict[str, Any]", part), **before}
    return before


def _is_said_to_be_text(node: Any) -> bool:
    """Whether a plain scalar carries the tag !!str: by itself it would be something else."""
    import yaml

    if node.tag != "tag:yaml.org,2002:str" or node.value[:1] not in _LEADS:
        return False
    resolvers: Any = yaml.SafeLoader.yaml_implicit_resolvers
    return any(pattern.match(node.value) for _, pattern in resolvers.get(node.value[:1], ()))
