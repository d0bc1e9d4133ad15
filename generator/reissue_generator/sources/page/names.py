"""What can be the name of a field, and what says something about one."""

from __future__ import annotations

import re

_PART = r"[A-Za-z_$@][A-Za-z0-9_$@-]*(?:\[[A-Za-z0-9_]*\])*"
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,12}}", re.ASCII)
_WIRE = re.compile(
    r"[a-z]+[0-9]*(?:_[a-z0-9]+)+|[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+|[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+|[a-z]+(?:-[a-z]+)+"
)
LONGEST = 80

_TYPES = frozenset(
    [
        "string",
        "str",
        "text",
        "integer",
        "int",
        "int32",
        "int64",
        "long",
        "number",
        "float",
        "double",
        "decimal",
        "boolean",
        "bool",
        "object",
        "array",
        "list",
        "map",
        "enum",
        "enumeration",
        "date",
        "datetime",
        "date-time",
        "timestamp",
        "uuid",
        "uri",
        "url",
        "email",
        "file",
        "binary",
        "bytes",
        "null",
        "any",
        "hash",
        "dict",
        "dictionary",
        "json",
        "base64",
        "char",
        "varchar",
        "numeric",
        "byte",
        "unknown",
        "set",
    ]
)
_FLAGS = frozenset(
    [
        "required",
        "optional",
        "mandatory",
        "nullable",
        "deprecated",
        "readonly",
        "read-only",
        "writeonly",
        "write-only",
        "conditional",
        "req",
        "opt",
        "yes",
        "no",
        "true",
        "false",
        "header",
        "query",
        "path",
        "body",
        "cookie",
        "formdata",
        "unique",
        "immutable",
        "internal",
        "m",
        "o",
        "c",
        "*",
        "✓",
        "✔",
        "✗",
        "-",
    ]
)
HEADER_WORDS = frozenset(
    [
        "field",
        "fields",
        "parameter",
        "parameters",
        "param",
        "property",
        "properties",
        "attribute",
        "attributes",
        "key",
        "keys",
        "name",
        "type",
        "types",
        "data",
        "datatype",
        "format",
        "description",
        "meaning",
        "details",
        "notes",
        "note",
        "remarks",
        "required",
        "mandatory",
        "optional",
        "presence",
        "default",
        "example",
        "sample",
        "value",
        "values",
        "constraints",
        "location",
        "in",
        "position",
        "length",
        "max",
        "min",
        "status",
        "code",
        "header",
        "headers",
        "variable",
        "argument",
        "member",
        "element",
        "comment",
        "explanation",
        "purpose",
        "req",
    ]
)
NAME_HEADERS = (
    *(
        "field name",
        "parameter name",
        "property name",
        "attribute name",
        "field",
        "parameter",
        "param",
        "property",
        "attribute",
    ),
    *(
        "key",
        "member",
        "argument",
        "variable",
        "element",
        "header",
        "name",
        "fields",
        "parameters",
        "properties",
        "attributes",
    ),
)
_TYPE_START = re.compile(
    rf"(?:array|list|map|set)(?:\s+of\b|<|\[|\()|(?:{'|'.join(sorted(_TYPES, key=len, reverse=True))})\b(?![-_.]|\s*:)",
    re.IGNORECASE,
)
_TRIMMED = " \t\n:*?`\"'\u200b"


def name_in(text: str) -> str:
    """The name that a text consists of, also with a mark that it is required, or quoted; empty where it is none."""
    if len(text) > LONGEST + 40:
        return ""
    text = text.strip(_TRIMMED)
    if len(text) > LONGEST or not _NAME.fullmatch(text):
        return ""
    return re.sub(r"\[[A-Za-z0-9_]*\]", "", text)


def leading_name(text: str) -> str:
    """The name with which a text begins that goes on only with types and flags: `amount integer required`."""
    first, _, rest = text.strip().partition(" ")
    if not rest:
        return name_in(text)
    if len(text) > 160 or not all(is_about(word) for word in re.split(r"[\s,|/()<>\[\]·•]+", rest) if word):
        return ""
    return name_in(first)


def is_about(word: str) -> bool:
    """Whether a word is a type or says whether a field must be there."""
    word = word.lower().strip(":;.")
    return word in _TYPES or (word[-1:] == "s" and word[:-1] in _TYPES) or word in _FLAGS or word in ("of", "or")


def begins_with_type(text: str) -> bool:
    """Whether a text begins with a type."""
    return _TYPE_START.match(text.strip()) is not None


def is_type(text: str) -> bool:
    """Whether a text is a type with what belongs to one: `array of objects`, `integer (int64), required`; no sentence."""
    text = text.strip()
    if len(text) > 80 or not _TYPE_START.match(text):
        return False
    rest = re.split(r"[\s,|/]+", text)[1:6]
    return all(
        not word
        or word[0] in "<([{\u00b7\u2022-=>"
        or is_about(word)
        or word.rstrip("s>])") in _TYPES
        or word[-1] in ")]>"
        for word in rest
    )


def is_flag(text: str) -> bool:
    """Whether a text is one word that says whether a field must be there."""
    return text.strip().lower() in _FLAGS


def is_wire(name: str) -> bool:
    """Whether a name cannot be a word of prose: snake_case, camelCase, a header."""
    return _WIRE.fullmatch(name) is not None or "." in name or "_" in name


def joined(outer: str, name: str) -> str:
    """The path of a field inside another; a name that tells the whole path already stays."""
    if not outer or name == outer or name.startswith(f"{outer}."):
        return name or outer
    last = outer.rpartition(".")[2]
    if name.startswith(f"{last}."):
        return f"{outer}{name[len(last) :]}"
    return f"{outer}.{name}"[-300:]
