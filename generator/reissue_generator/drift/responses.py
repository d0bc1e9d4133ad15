"""A status that no response documents, as one response with all that was seen of it: description, headers, and the schema of its body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from ..document import Node, essence, is_json
from .amend import Edit, document_response
from .locate import Locator
from .report import HEADERS, LIKE, NOTHING, STATUS, Bar, Event, Seen, fold, told_kind

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[\]")
_MEDIA = f"{HEADERS}Content-Type"
_KINDS = frozenset({"string", "number", "boolean", "null", "object", "array"})
_Key = tuple[str, int]


class NewResponses:
    """The responses to be documented, by operation and status."""

    def __init__(self, events: Iterable[Event], find: Locator, bar: Bar) -> None:
        self._find, self._bar = find, bar
        groups: dict[_Key, list[Event]] = {}
        for event in events:
            if event.status is not None and find.undocumented(event.operation, [event.status]):
                groups.setdefault((event.operation, event.status), []).append(event)
        self._seen = {key: {spot.path: spot.kinds for spot in fold(rows)} for key, rows in groups.items()}
        """What answers with the status showed, by path."""
        self._edits = {key: self._edit(*key, seen) for key, seen in self._seen.items()}

    def edit(self, operation: str, status: int) -> Edit | None:
        """The whole response; None where it was seen too seldom, or is a success of whose body nothing is known: a response
        without one would change the type of the method."""
        return self._edits.get((operation, status))

    def rest(self, events: Iterable[Event]) -> Iterator[Event]:
        """What is not told with the status that it was seen with: a body whose status is told, and what the response has."""
        for event in events:
            key = event.operation, event.status or 0
            is_told = event.path != STATUS and STATUS in self._seen.get(key, {})
            if not is_told or not (event.path.startswith(("$", _MEDIA)) or self._edits[key]):
                yield event

    def _edit(self, operation: str, status: int, seen: dict[str, list[Seen]]) -> Edit | None:
        content = self._content(operation, seen)
        if not self._bar.takes(seen.get(STATUS, [])) or (status < 400 and not content):
            return None
        value: dict[str, Any] = {"description": described(seen[STATUS])}
        headers = {
            path.removeprefix(HEADERS): {"description": described(kinds), "schema": {"type": "string"}}
            for path, kinds in sorted(seen.items())
            if path.startswith(HEADERS) and path != _MEDIA and self._is_new(kinds)
        }
        value |= {"headers": headers} if headers else {}
        value |= {"content": content} if content else {}
        return document_response(self._find.responses(operation), status, value)

    def _is_new(self, kinds: list[Seen]) -> bool:
        return self._bar.takes(kinds) and all(seen.expected == NOTHING for seen in kinds)

    # --- the body ---

    def _content(self, operation: str, seen: dict[str, list[Seen]]) -> dict[str, Any]:
        """What is known of the body; nothing where that is no JSON, or was seen too seldom."""
        bodies = [one for one in seen.get("$", []) if one.expected == NOTHING]
        media = [one.got for one in seen.get(_MEDIA, []) if is_json(one.got)]
        if not self._bar.takes(bodies) or len(media) > 1:
            return {}
        like = {one.got.removeprefix(LIKE) for one in bodies if one.got.startswith(LIKE)}
        schema = self._like(operation, like.pop()) if len(like) == len(bodies) == 1 else None
        if schema is None:
            schema = self._schema({path: kinds for path, kinds in seen.items() if path.startswith("$")})
        return {essence(media[0]) if media else "application/json": {"schema": schema}} if schema else {}

    def _like(self, operation: str, status: str) -> dict[str, Any] | None:
        """The reference by which another response of the operation names the schema; None where it spells it out."""
        document = self._find.document
        for media, entry in document.content(self._find.responses(operation).get(status)):
            schema = entry.get("schema").map
            if is_json(media) and schema.keys() == {"$ref"} and entry.source is document.main:
                return dict(schema)
        return None

    def _schema(self, seen: dict[str, list[Seen]]) -> dict[str, Any]:
        """The schema that a number of paths and kinds tell; what may be null or of several kinds is so."""
        whole: dict[str, Any] = {}
        for path, kinds in sorted(seen.items()):
            at, known = whole, True
            for step in _STEP.finditer(path):
                name = step["name"]
                at = (
                    at.setdefault("items", {}) if name is None else at.setdefault("properties", {}).setdefault(name, {})
                )
                known = known and name != "*"
            if known:
                at |= self._types([one.got for one in kinds if one.got in _KINDS])
        return _without_data(whole)

    def _types(self, kinds: Iterable[str]) -> dict[str, Any]:
        found = sorted(set(kinds), key=lambda kind: (kind == "null", kind))
        if not self._find.document.is_30:
            return {"type": found[0] if len(found) == 1 else found} if found not in ([], ["null"]) else {}
        rest = [kind for kind in found if kind != "null"]
        nullable = {"nullable": True} if len(rest) < len(found) and rest else {}
        return {"type": rest[0], **nullable, **({"items": {}} if rest == ["array"] else {})} if len(rest) == 1 else {}


def described(new: list[Seen]) -> str:
    """What is said of a thing that was seen, in the place of a description."""
    dates = sorted(match[0] for seen in new if (match := _DATE.match(seen.first)))
    since = f" since {dates[0]}" if dates else ""
    return f"Seen in answers{since}. The vendor does not document it."


def _without_data(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the members whose names may be data, the type first."""
    found: dict[str, Any] = {key: schema[key] for key in ("type", "nullable") if key in schema}
    if "items" in schema:
        found["items"] = _without_data(schema["items"])
    members = {name: _without_data(inner) for name, inner in schema.get("properties", {}).items() if name != "*"}
    return found | ({"properties": members} if members else {})


def shape(value: Any, path: str, told: Callable[[str], str], deepest: int = 4) -> Iterator[tuple[str, str]]:
    """Each place of a value, and its kind; `told` writes the name of a member."""
    yield path, told_kind(value)
    if isinstance(value, dict) and deepest:
        for name, inner in cast("dict[str, Any]", value).items():
            yield from shape(inner, path + told(name), told, deepest - 1)
    elif isinstance(value, list) and deepest:
        for inner in cast("list[Any]", value):
            yield from shape(inner, f"{path}[]", told, deepest - 1)


def documented_like(find: Locator, operation: Node, fits: Callable[[Node], bool]) -> str:
    """The status of the response whose schema a body fits as it is; '' where none does."""
    for status, told in operation.get("responses").children():
        for media, entry in find.document.content(told):
            if is_json(media) and fits(entry.get("schema")):
                return status
    return ""
