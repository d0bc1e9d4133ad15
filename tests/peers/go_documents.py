"""What a test of oasdiff does with a document that it has opened: the fields of kin-openapi, as keys of OpenAPI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.peers.reading import Unread

_RENAMED = {
    "OperationID": "operationId",
    "AuthorizationURL": "authorizationUrl",
    "TokenURL": "tokenUrl",
    "Max": "maximum",
    "Min": "minimum",
    "MaxProps": "maxProperties",
    "MinProps": "minProperties",
}
_SAME = (
    "info paths components security servers tags webhooks parameters requestBody responses content schema headers schemas "
    "securitySchemes get put post delete options head patch trace description summary title version name in required "
    "deprecated type format pattern enum default const items properties allOf anyOf oneOf not nullable readOnly writeOnly "
    "maxLength minLength maxItems minItems uniqueItems multipleOf discriminator mapping propertyName flows implicit scopes "
    "example extensions callbacks links license contact tokenUrl "
)
FIELDS = {**{f"{key[:1].upper()}{key[1:]}": key for key in _SAME.split()}, **_RENAMED}
"""The fields that are known, and what each is called in a document."""


class Ref(dict[str, Any]):
    """A reference, with the document that it stands in."""

    root: Any = None


class Extensions:
    """The keys of an object that begin with `x-`."""

    def __init__(self, of: dict[str, Any]) -> None:
        self.of = of


class Held:
    """A number or a flag that a pointer leads to: it is set, even where it is zero."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _Loader(yaml.SafeLoader):
    """Dates stay texts, as they do in JSON."""


_LETTERS: Any = yaml.SafeLoader.yaml_implicit_resolvers  # pyright: ignore
_Loader.yaml_implicit_resolvers = {
    letter: [one for one in resolvers if not one[0].endswith(":timestamp")] for letter, resolvers in _LETTERS.items()
}


class Opened:
    """A document that a test has opened, and may change."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise Unread(f"there is no file {path.name}")
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.data = self._read()

    def _read(self) -> Any:
        root = dict[str, Any]()
        root.update(_keyed(yaml.load(self.text, _Loader), root))
        return root

    def now(self) -> Path | dict[str, Any]:
        """The file, or what has become of it."""
        if self.data == self._read():
            return self.path
        if any(not target.startswith("#") for target in _targets(self.data)):
            raise Unread("it changes a document that refers to other files")
        return _plain(self.data)


def _keyed(node: Any, root: Any) -> Any:
    """The same with texts for keys, and with references that know their document."""
    if isinstance(node, dict):
        result = Ref() if isinstance(node.get("$ref"), str) else dict[str, Any]()
        if isinstance(result, Ref):
            result.root = root
        result.update({str(key): _keyed(value, root) for key, value in node.items()})
        return result
    return [_keyed(one, root) for one in node] if isinstance(node, list) else node


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(one) for one in node] if isinstance(node, list) else node


def _targets(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [target for value in node.values() for target in _targets(value)]
    return [target for one in node for target in _targets(one)] if isinstance(node, list) else []


def resolved(node: Any) -> Any:
    """What stands behind a reference inside of the document."""
    for _ in range(20):
        if not isinstance(node, Ref):
            return node
        target: Any = node.root
        if not node["$ref"].startswith("#/"):
            raise Unread("it goes through a reference to another file")
        for token in node["$ref"][2:].split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        node = target
    raise Unread("a reference leads to itself")


def field_of(node: Any, name: str) -> Any:
    """A field of a struct."""
    if name == "Value":
        return resolved(node)
    if name == "Extensions":
        return Extensions(node)
    if name not in FIELDS:
        raise Unread(f"a field of a document that is not known: {name}")
    if not isinstance(node, dict):
        raise Unread(f"{name} of what is no object")
    return node.get(FIELDS[name])


def set_field(node: Any, name: str, value: Any, *, is_kept: bool = False) -> None:
    """Set a field; the zero of its type takes it away, as Go writes it, unless a pointer leads to it (`is_kept`)."""
    if name == "Extensions" and isinstance(value, dict):
        for key in [key for key in node if key.startswith("x-")]:
            del node[key]
        node.update(value)
        return
    if name not in FIELDS or not isinstance(node, dict):
        raise Unread(f"a field of a document that is not known: {name}")
    if is_zero(value) and not is_kept:
        node.pop(FIELDS[name], None)
    else:
        node[FIELDS[name]] = value


def is_zero(value: Any) -> bool:
    return value is None or value == [] or value in (False, 0, "")


def called(node: Any, method: str, given: list[Any]) -> Any:
    """A method of a struct of kin-openapi."""
    match method, given:
        case (("Value" | "Find"), [key]):
            return node.get(key)
        case "Delete", [key]:
            return node.pop(key, None)
        case "Set", [key, value]:
            node[key] = value
        case "GetByInAndName", [where, name]:
            found = (resolved(one) for one in node)
            return next((one for one in found if (one["in"], one["name"]) == (where, name)), None)
        case "GetOperation", [name]:
            return node.get(str(name).lower())
        case "WithRequired", [value]:
            set_field(node, "Required", value)
            return node
        case _:
            raise Unread(f"a method of a document that is not known: {method}")


def made(name: str, members: list[tuple[Any, Any]], fields: list[str]) -> Any:
    """A literal of kin-openapi. `fields` are the names of its members where it is a struct."""
    kind = name.removeprefix("openapi3.")
    if kind == "Types":
        types = [value for _, value in members]
        return types[0] if len(types) == 1 else types
    if kind.startswith("[]") or kind in ("SchemaRefs", "Parameters"):
        return [value for _, value in members]
    if kind.startswith("map[") or kind in ("Schemas", "Content", "Headers"):
        return {str(key): value for key, value in members}
    by_field = dict(zip(fields, (value for _, value in members), strict=True))
    if kind.endswith("Ref") and set(by_field) <= {"Value"}:
        return by_field.get("Value")
    result = dict[str, Any]()
    for key, value in by_field.items():
        held = value.value if isinstance(value, Held) else value
        set_field(result, key, held, is_kept=isinstance(value, Held))
    return result
