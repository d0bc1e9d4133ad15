"""The x-reissue-* facts of a node: as specs/extensions.schema.json defines them, or with a warning not at all.

`lint` checks them with the schema itself; this is the little that keeps a misspelt fact from becoming broken code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from ..document.source import Node

Warn = Callable[[str, str, Node], None]
_Test = Callable[[Any], bool]


def fact(node: Node, key: str, warn: Warn) -> Any:
    """The value of an extension on this node; None where there is none that can be used."""
    value = node.map.get(key)
    if value is None or _TESTS[key](value):
        return value
    warn("extension", f"{key} is not as its definition says; it is ignored", node.get(key))
    return None


def facts(node: Node, key: str, warn: Warn) -> dict[str, Any]:
    """The members of an extension that is an object; none where it cannot be used."""
    return fact(node, key, warn) or {}


# --- tests ---------------------------------------------------------------------------------------------------


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _among(*values: object) -> _Test:
    return lambda value: isinstance(value, str) and value in values


def _list(test: _Test) -> _Test:
    return lambda value: isinstance(value, list) and all(test(one) for one in cast("list[Any]", value))


def _object(required: Mapping[str, _Test], optional: Mapping[str, _Test]) -> _Test:
    known = {**required, **optional}

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        members = cast("dict[str, Any]", value)
        return required.keys() <= members.keys() and all(
            key in known and known[key](one) for key, one in members.items()
        )

    return test


def _any(*tests: _Test) -> _Test:
    return lambda value: any(test(value) for test in tests)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _duration(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?", value) is not None


_PATHS = _any(_text, _list(_text))
_TIMESTAMP = _object({"unit": _among("seconds", "milliseconds", "auto"), "tolerance": _duration}, {})
_TESTS: Mapping[str, _Test] = {
    "x-reissue-source": _object(
        {}, {"pages": _list(_text), "read": lambda _: True, "certainty": _among("documented", "inferred", "sibling")}
    ),
    "x-reissue-effect": _among("reads", "sets", "sends", "creates", "pays"),
    "x-reissue-idempotency": _object(
        {"in": _among("header", "body"), "name": _text}, {"maxLength": _whole, "retention": _duration}
    ),
    "x-reissue-envelope": _list(
        _object(
            {},
            {
                "data": _text,
                "flag": _object({"member": _text, "success": _boolean}, {}),
                "message": _PATHS,
                "code": _PATHS,
            },
        )
    ),
    "x-reissue-timezone": _text,
    "x-reissue-coerce": _any(
        _object({"digits": _whole}, {}), _among("single", "list", "offset", "decimal", "empty-array")
    ),
    "x-reissue-pagination": _any(
        _object({"style": _among("next-url"), "items": _text, "next": _text}, {}),
        _object({"style": _among("page"), "items": _text, "page": _text, "size": _text}, {}),
        _object({"style": _among("offset"), "limit": _text, "offset": _text}, {"items": _text}),
    ),
    "x-reissue-signature": _object(
        {
            "header": _text,
            "algorithm": _among("hmac-sha256", "hmac-sha512", "rsa-sha256"),
            "encoding": _among("hex", "base64"),
            "signed": _text,
        },
        {"parts": _object({"signature": _text}, {"timestamp": _text}), "timestamp": _TIMESTAMP},
    ),
    "x-reissue-token": _object({"operation": _text, "token": _text}, {}),
    "x-reissue-environment": _object({}, {"name": _text, "live": _boolean, "ask": _list(_text)}),
    "x-reissue-headers": lambda value: (
        isinstance(value, dict) and all(_text(one) for one in cast("dict[str, Any]", value).values())
    ),
    "x-reissue-url": _object({"hosts": _list(_text)}, {}),
}
