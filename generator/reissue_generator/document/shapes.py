"""Which kinds of JSON value each key of an object of OpenAPI may have: the one table behind `wrong-kind`.

What leads to objects follows from OBJECTS, the rest stands here. Keys whose value reaches nothing (said, lost) have no row:
whatever stands there, a client is the same. null says nothing, and is as good as no key, but for `security` and operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from .keys import KEYS, Role
from .node import Node
from .objects import EXTENSION, METHODS, OBJECTS, Inside

_NULL = type(None)
_KINDS: Mapping[str, tuple[type, ...]] = {
    "an object": (dict,),
    "a string": (str,),
    "a list": (list,),
    "a boolean": (bool,),
    "a number": (int, float),
}
_LETTERS = dict(zip("oslbn", _KINDS, strict=True))

_EVERYWHERE: Mapping[str, str] = {
    "boolean": "allowReserved deprecated explode nullable readOnly required uniqueItems writeOnly attribute wrapped",
    "number": "maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf",
    "string": "$anchor $dynamicAnchor $dynamicRef $id $ref $self contentEncoding contentMediaType contentType"
    " defaultMapping description format in name namespace nodeType operationId operationRef pattern prefix propertyName"
    " refreshUrl scheme style summary title tokenUrl url",
}
"""By kind: the keys that have it wherever they stand."""
_COMMON = {key: kind[0] for kind, keys in _EVERYWHERE.items() for key in keys.split()}

_OWN: Mapping[str, Mapping[str, str]] = {
    "document": {"security": "[o]"},
    "operation": {"security": "[o]", "tags": "[s]"},
    "webhook": {"security": "[o]", "tags": "[s]"},
    "callbackOperation": {"security": "[o]", "tags": "[s]"},
    "serverVariable": {"default": "sn", "enum": "[sn]"},
    "securityScheme": {"type": "s"},
    "flows": {"clientCredentials": "o"},
    "flow": {"scopes": "o"},
    "link": {"parameters": "o"},
    "tag": {"kind": "s", "parent": "s"},
    "discriminator": {"mapping": "{s}"},
    "schema": {
        "type": "s[s]",
        "required": "[s]",
        "enum": "[*]",
        "exclusiveMaximum": "nb",
        "exclusiveMinimum": "nb",
        "items": "ob[ob]",
        "dependencies": "{obl}",
        "dependentRequired": "{l}",
    },
}
"""By kind of object, by key: what none of the other rules says. A letter is a kind, brackets are a list or a map of such."""


class Shape(NamedTuple):
    """What a value may be: its kinds, and those of the items of a list, and of the members of a map (none: any)."""

    kinds: frozenset[type]
    items: frozenset[type] = frozenset()
    members: frozenset[type] = frozenset()


class Wrong(NamedTuple):
    """A value of another kind than its key may have."""

    node: Node
    key: str
    """The key that it stands under, or under which the list or map stands that has it."""
    wanted: frozenset[type]
    is_part: bool
    """Whether it is an item of a list, or a member of a map."""


def kinds_in_words(kinds: frozenset[type]) -> str:
    """As a sentence has it: "an object, a list or a boolean"."""
    words = [word for word, classes in _KINDS.items() if kinds.issuperset(classes)]
    return " or ".join([*filter(None, [", ".join(words[:-1])]), words[-1]])


def kind_in_words(value: object) -> str:
    """What kind of JSON value one is: "a list"."""
    return next((word for word, classes in _KINDS.items() if type(value) in classes), "null")


def _classes(letters: str) -> frozenset[type]:
    return frozenset(one for letter in letters for one in _KINDS[_LETTERS[letter]])


def _shape(told: str) -> Shape:
    """A row of the table as it is checked: 's[s]' is a string, or a list of strings."""
    plain, opening, rest = told.partition("[") if "[" in told else told.partition("{")
    inside = _classes(rest[:-1].replace("*", ""))
    if opening == "[":
        return Shape(_classes(plain + "l") | {_NULL}, inside)
    return Shape(
        _classes(plain + ("o" if opening else "")) | {_NULL}, frozenset(), inside | {_NULL} if inside else inside
    )


def _leading(inside: Inside) -> str:
    """What stands under a key that leads to objects; a schema may be a boolean."""
    one = "ob" if inside.kind == "schema" else "o"
    return {"": one, "[": f"[{one}]", "{": f"{{{one}}}"}[inside.shape]


def _shapes_of(kind: str) -> dict[str, Shape]:
    own, leading = _OWN.get(kind, {}), OBJECTS.get(kind, {})
    found: dict[str, Shape] = {}
    for key, meaning in KEYS.get(kind, {}).items():
        inside = leading.get(key)
        told = own.get(key) or (_leading(inside) if inside is not None and inside.kind else _COMMON.get(key, ""))
        if told and meaning.role in (Role.READ, Role.CHECKED):
            # Of components only what is used counts: the reference tells of it, or who reads all.
            told = "o" if kind == "components" and key != "securitySchemes" else told
            found[key] = _shape(told)
            if (
                key == "security" or key in METHODS
            ):  # a credential, or a whole operation, is too much to lose without a word
                found[key] = found[key]._replace(kinds=found[key].kinds - {_NULL})
    return found


SHAPES: Final[Mapping[str, Mapping[str, Shape]]] = {kind: shapes for kind in KEYS if (shapes := _shapes_of(kind))}
"""By kind of object, by key."""
NAMED: Final[Mapping[str, Shape]] = {
    kind: _shape(_leading(inside["*"])) for kind, inside in OBJECTS.items() if "*" in inside and kind != "flows"
}
"""By kind of map whose keys are names: what stands under each."""
_REFERENCE: Final = {"$ref": _shape("s")}


def wrong_kinds(kind: str, node: Node) -> Iterator[Wrong]:
    """The values directly inside an object of this kind that are of another kind than they may be."""
    mapping = node.map
    shapes = SHAPES.get(kind, {})
    if "$ref" in mapping and kind != "schema":
        shapes = {**_REFERENCE, **shapes}
    others = NAMED.get(kind)
    for key, value in mapping.items():
        shape = shapes.get(key)
        if shape is None:
            if others is None or key.startswith(EXTENSION):
                continue
            shape = others
        if value is None and key in METHODS and "$ref" in mapping:
            continue  # an operation of what it refers to, taken away here
        if type(value) not in shape.kinds:
            yield Wrong(node.get(key), key, shape.kinds, False)
        elif shape.items and type(value) is list:
            yield from _parts(node.get(key).items(), key, shape.items)
        elif shape.members and type(value) is dict:
            yield from _parts((one for _, one in node.get(key).children()), key, shape.members)


def _parts(parts: Iterable[Node], key: str, wanted: frozenset[type]) -> Iterator[Wrong]:
    for part in parts:
        if type(part.value) not in wanted:
            yield Wrong(part, key, wanted, True)
