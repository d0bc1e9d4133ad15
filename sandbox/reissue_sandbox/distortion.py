"""How a good answer is spoilt, as a fault asks: broken JSON, or a member that is not as documented."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from .faults import Fault, FaultError
from .spec import Operation, Spec, is_list, is_object


def malform(kind: str, body: bytes) -> tuple[bytes, str]:
    """A broken body, and its media type."""
    text = body.decode()
    if kind == "html":
        return b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>", "text/html"
    if kind == "login":
        return b'<!doctype html><title>Log in</title><form method="post"><input name="user"></form>', "text/html"
    if kind == "text":
        return b"upstream said OK", "text/plain"
    if kind == "leading_zero":
        return _first_value(text, "0123456789").encode(), "application/json"
    if kind == "nan":
        return _first_value(text, "NaN").encode(), "application/json"
    if kind == "newline":
        return re.sub(r'": ?"', '": "line\nbreak ', text, count=1).encode(), "application/json"
    return body[: max(1, len(body) * 2 // 3)], "application/json"


def _first_value(text: str, literal: str) -> str:
    """Replace the first scalar that stands in a list or object below the top by a literal that JSON does not allow."""
    start = text.find('"data"')
    head, tail = (text[:start], text[start:]) if start >= 0 else ("", text)
    return head + re.sub(r'(": ?)("(?:[^"\\]|\\.)*"|-?[\d.]+)', lambda found: found[1] + literal, tail, count=1)


def distort(fault: Fault, spec: Spec, operation: Operation, status: int, body: Any) -> Any:
    """The body after `retype`, `unknown_enum`, `set`, `extra_member` or `missing_member`."""
    body = json.loads(json.dumps(body))
    if fault.name == "set":
        return _set(body, str(fault.args["path"]).split("/"), fault.args["value"])
    if fault.name == "extra_member":
        target = _at(body, str(fault.args["path"]).split("/")) if "path" in fault.args else data_of(spec, body)
        if is_object(target):
            target[str(fault.args.get("name", "sandbox_extra"))] = {
                "since": 1,
                "why": "not documented",
            }
        return body
    places = _enums(spec, operation, status, body) if fault.name == "unknown_enum" else _scalars(data_of(spec, body))
    holder, key = _place(body, str(fault.args["path"]).split("/")) if "path" in fault.args else _first(places)
    if holder is None:
        return body
    if fault.name == "unknown_enum":
        holder[key] = fault.args.get("value", "sandbox_unknown_value")
    elif fault.name == "missing_member":
        del holder[key]
    else:
        holder[key] = _retyped(holder[key], fault.args.get("to"))
    return body


def data_of(spec: Spec, body: Any) -> Any:
    """The data inside an envelope (of a list, its first row), or the body itself."""
    names = [envelope["data"] for envelope in spec.envelopes if "data" in envelope]
    inner = next((body[name] for name in names if is_object(body) and name in body), cast("Any", body))
    if is_list(inner):
        rows = inner
        return rows[0] if rows else rows
    return inner


def _retyped(value: Any, to: Any) -> Any:
    others = {
        "string": "changed",
        "number": 7,
        "null": None,
        "list": [value],
        "object": {"value": value},
        "boolean": True,
    }
    if to is None:
        return f"{value}" if isinstance(value, (int, float)) else 7
    return others[to]


def _first(places: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The best member to distort: a status, else anything but the kind of object, which decoders may need to choose."""
    ranked = sorted(places, key=lambda place: (place[1] == "type", "status" not in str(place[1]).lower()))
    return ranked[0] if ranked else (None, None)


def _scalars(node: Any) -> list[tuple[Any, Any]]:
    """Members with a text or number, the nearest first."""
    if not is_object(node):
        return []
    members = node
    return [(members, key) for key, value in members.items() if isinstance(value, (str, int, float))]


def _enums(spec: Spec, operation: Operation, status: int, body: Any) -> list[tuple[Any, Any]]:
    """Members whose schema has an enum; if there are none, members that are called status or type."""
    media = operation.response_media(status)
    found: list[tuple[Any, Any]] = []
    if media is not None and media.pointer is not None:
        _walk_enums(spec, spec.at(media.pointer), body, found, 0)
    if not found:
        found = [
            (holder, key)
            for holder, key in _scalars(data_of(spec, body))
            if "status" in key or key in ("state", "type")
        ]
    return found


def _walk_enums(spec: Spec, schema: Any, value: Any, found: list[tuple[Any, Any]], depth: int) -> None:
    node = spec.resolve(schema)
    if depth > 12:
        return
    for part in spec.parts(node):
        _walk_enums(spec, part, value, found, depth + 1)
    if is_object(value):
        members = value
        for name, sub in node.get("properties", {}).items():
            if name in members and _has_enum(spec, sub):
                found.append((members, name))
            elif name in members:
                _walk_enums(spec, sub, members[name], found, depth + 1)
    elif is_list(value) and value:
        _walk_enums(spec, node.get("items"), value[0], found, depth + 1)


def _has_enum(spec: Spec, schema: Any) -> bool:
    node = spec.resolve(schema)
    return "enum" in node or any("enum" in part for part in spec.parts(node))


def _set(body: Any, parts: list[str], value: Any) -> Any:
    """The body with another value at a path; a member that is not there is added."""
    holder = _at(body, parts[:-1])
    if is_object(holder):
        holder[parts[-1]] = value
    elif is_list(holder) and (index := _index(holder, parts[-1])) is not None:
        holder[index] = value
    else:
        raise FaultError(f"the answer has no place {'/'.join(parts)}")
    return body


def failed_ticket(fault: Fault, body: Any) -> Any:
    """The ticket of a job, which says that the job failed. Raises FaultError where the answer is no ticket."""
    if not is_object(body) or "resultcode" not in body:
        raise FaultError("the answer of this operation is no ticket of a job")
    said = {"result": str(fault.args.get("result", "ERROR")), "resultcode": str(fault.args.get("resultcode", "1"))}
    return {**body, **said}


def _index(rows: list[Any], part: str) -> int | None:
    """A part of a path as the index of a row that there is."""
    found = int(part) if part.isascii() and part.isdigit() and len(part) < 9 else len(rows)
    return found if found < len(rows) else None


def _at(body: Any, parts: list[str]) -> Any:
    for part in parts:
        if is_list(body) and (index := _index(body, part)) is not None:
            body = body[index]
        elif is_object(body):
            body = body.get(part)
        else:
            return None
    return body


def _place(body: Any, parts: list[str]) -> tuple[Any, Any]:
    holder = _at(body, parts[:-1])
    if is_list(holder):
        index = _index(holder, parts[-1])
        return (holder, index) if index is not None else (None, None)
    return (cast("Any", holder), parts[-1]) if is_object(holder) and parts[-1] in holder else (None, None)
