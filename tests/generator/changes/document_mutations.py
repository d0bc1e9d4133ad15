"""Random changes of whole documents: of operations, parameters, bodies, answers, components, servers and security."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.generator.changes.mutations import mutated, schemas_in, some_schema

Doc = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_ENDS = ("s", "_new", "Two", "Extra")


def changed(chance: random.Random, document: Doc) -> tuple[Doc, str]:
    """A document with one change somewhere, and which change it was."""
    for _ in range(50):
        result = copy.deepcopy(document)
        change = chance.choice((*CHANGES, _schema, _schema, _schema))
        change(chance, result)
        if result != document:
            return result, change.__name__
    return document, "none"


def operations_in(document: Doc) -> list[Doc]:
    paths = document["paths"].values()
    return [item[method] for item in paths for method in _METHODS if isinstance(item.get(method), dict)]


def _schemas(document: Doc) -> Iterator[tuple[Doc, str]]:
    """The places of schemas: the object that has it, and the key."""
    parts = document.get("components", {}).get("schemas", {})
    yield from ((parts, name) for name in parts)
    for each in operations_in(document):
        yield from ((one, "schema") for one in each.get("parameters", []) if "schema" in one)
        answers = (answer for answer in each.get("responses", {}).values() if isinstance(answer, dict))
        for holder in (each.get("requestBody", {}), *answers):
            yield from ((entry, "schema") for entry in holder.get("content", {}).values() if "schema" in entry)


def _schema(chance: random.Random, document: Doc) -> None:
    holder, name = chance.choice(list(_schemas(document)))
    holder[name] = mutated(chance, holder[name])


def _inner(chance: random.Random, document: Doc) -> Doc:
    """One schema, however deep."""
    holder, name = chance.choice(list(_schemas(document)))
    return chance.choice([each for each in schemas_in(holder[name]) if isinstance(each, dict)])


def _format(chance: random.Random, document: Doc) -> None:
    here = _inner(chance, document)
    formats = ("date", "date-time", "uuid", "byte", "binary", "decimal", "int64")
    if "format" in here and chance.random() < 0.5:
        del here["format"]
    elif here.get("type") in ("string", "number", "integer"):
        here["format"] = chance.choice(formats)


def _tolerance(chance: random.Random, document: Doc) -> None:
    here = _inner(chance, document)
    here["x-reissue-coerce"] = chance.choice(("decimal", "list", "empty", "text", {"digits": 3}))


def _default(chance: random.Random, document: Doc) -> None:
    here = _inner(chance, document)
    match here.get("type"):
        case "string":
            here["default"] = (here.get("enum") or ["one"])[0]
        case "integer":
            here["default"] = chance.randint(1, 9)


def _direction(chance: random.Random, document: Doc) -> None:
    _inner(chance, document)[chance.choice(("readOnly", "writeOnly"))] = True


def _operation(chance: random.Random, document: Doc) -> Doc:
    return chance.choice(operations_in(document))


def _drop_operation(chance: random.Random, document: Doc) -> None:
    paths = document["paths"]
    if len(operations_in(document)) > 1:
        item = paths[chance.choice(sorted(paths))]
        if methods := [method for method in _METHODS if method in item]:
            del item[chance.choice(methods)]


def _add_operation(chance: random.Random, document: Doc) -> None:
    schema = some_schema(chance, 1)
    answers = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
    document["paths"]["/further"] = {"get": {"operationId": "further-read", "tags": ["further"], "responses": answers}}


def _rename_operation(chance: random.Random, document: Doc) -> None:
    each = _operation(chance, document)
    each["operationId"] = each.get("operationId", "some") + chance.choice(_ENDS)


def _move_operation(chance: random.Random, document: Doc) -> None:
    each = _operation(chance, document)
    each["tags"] = [chance.choice(("others", "things"))]


def _rename_path(chance: random.Random, document: Doc) -> None:
    paths = document["paths"]
    path = chance.choice(sorted(paths))
    paths[f"/v9{path}"] = paths.pop(path)


def _parameters(each: Doc) -> list[Doc]:
    return [one for one in each.get("parameters", []) if "$ref" not in one]


def _drop_parameter(chance: random.Random, document: Doc) -> None:
    each = _operation(chance, document)
    if others := [one for one in _parameters(each) if one["in"] != "path"]:
        each["parameters"].remove(chance.choice(others))


def _add_parameter(chance: random.Random, document: Doc) -> None:
    schema = chance.choice(({"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}))
    required = chance.random() < 0.4
    place = chance.choice(("query", "header"))
    one = {"name": f"extra{chance.randint(1, 3)}", "in": place, "required": required, "schema": schema}
    _operation(chance, document).setdefault("parameters", []).append(one)


def _require_parameter(chance: random.Random, document: Doc) -> None:
    if others := [one for one in _parameters(_operation(chance, document)) if one["in"] != "path"]:
        one = chance.choice(others)
        one["required"] = not one.get("required", False)


def _rename_parameter(chance: random.Random, document: Doc) -> None:
    if others := [one for one in _parameters(_operation(chance, document)) if one["in"] == "query"]:
        one = chance.choice(others)
        one["name"] = one["name"] + chance.choice(("s", "_new"))


def _body(chance: random.Random, document: Doc) -> None:
    each = _operation(chance, document)
    body = each.get("requestBody")
    if body is None or "$ref" in body:
        each["requestBody"] = {"required": chance.random() < 0.5, "content": _json(some_schema(chance, 1))}
    elif chance.random() < 0.2:
        del each["requestBody"]
    elif chance.random() < 0.6:
        body["required"] = not body.get("required", False)
    else:
        media = chance.choice(("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"))
        body["content"][media] = {"schema": next(iter(body["content"].values())).get("schema", {"type": "object"})}


def _json(schema: Doc) -> Doc:
    return {"application/json": {"schema": schema}}


def _answer(chance: random.Random, document: Doc) -> None:
    answers = _operation(chance, document)["responses"]
    status = chance.choice(("200", "201", "202", "204", "404", "default"))
    if status in answers and len(answers) > 1 and chance.random() < 0.5:
        del answers[status]
    elif status in answers or status == "204":
        answers[status] = {"description": "ok"}
    else:
        answers[status] = {"description": "ok", "content": _json(some_schema(chance, 1))}


def _answer_header(chance: random.Random, document: Doc) -> None:
    answers = _operation(chance, document)["responses"]
    answer = answers[chance.choice(sorted(answers))]
    headers = answer.setdefault("headers", {})
    name = chance.choice(("X-Total", "X-Rate"))
    if name in headers:
        del headers[name]
    else:
        headers[name] = {"required": chance.random() < 0.5, "schema": {"type": chance.choice(("integer", "string"))}}


def _rename_component(chance: random.Random, document: Doc) -> None:
    parts = document.get("components", {}).get("schemas", {})
    if parts:
        was = chance.choice(sorted(parts))
        now = was + chance.choice(("Two", "New"))
        parts[now] = parts.pop(was)
        _refer(document, f"#/components/schemas/{was}", f"#/components/schemas/{now}")


def _refer(value: Any, was: str, now: str) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        if each == was:
            value[key] = now
        else:
            _refer(each, was, now)


def _inline_component(chance: random.Random, document: Doc) -> None:
    """One reference becomes what it refers to, or another component."""
    parts = document.get("components", {}).get("schemas", {})
    places = [(holder, key) for holder, key in _schemas(document) if "$ref" in holder[key]]
    if places and parts:
        holder, key = chance.choice(places)
        name = holder[key]["$ref"].rpartition("/")[2]
        other = {"$ref": f"#/components/schemas/{chance.choice(sorted(parts))}"}
        holder[key] = copy.deepcopy(parts[name]) if name in parts and chance.random() < 0.5 else other


def _server(chance: random.Random, document: Doc) -> None:
    servers = document.setdefault("servers", [])
    if len(servers) > 1 and chance.random() < 0.5:
        servers.pop(chance.randrange(len(servers)))
    elif servers and chance.random() < 0.3:
        chance.choice(servers)["x-reissue-environment"] = {"name": chance.choice(("live", "test")), "live": True}
    else:
        servers.append({"url": f"https://{chance.choice(('a', 'b'))}.acme.example", "description": "Another one"})


def _security(chance: random.Random, document: Doc) -> None:
    schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
    match chance.choice(("add", "drop", "need", "free")):
        case "add":
            schemes["further"] = chance.choice(
                ({"type": "http", "scheme": "bearer"}, {"type": "apiKey", "in": "header", "name": "X-Further"})
            )
            document["security"] = [{"further": []}]
        case "drop" if schemes:
            del schemes[chance.choice(sorted(schemes))]
        case "need" if schemes:
            document["security"] = [{name: [] for name in sorted(schemes)}]
        case _:
            document["security"] = [*document.get("security", []), {}]


def _title(chance: random.Random, document: Doc) -> None:
    document["info"]["title"] += chance.choice((" ", "!", " Pay"))


def _word(chance: random.Random, document: Doc) -> None:
    _operation(chance, document)["description"] = f"Words {chance.random()}"


def _pages(chance: random.Random, document: Doc) -> None:
    each = _operation(chance, document)
    if "x-reissue-pagination" in each:
        del each["x-reissue-pagination"]
    else:
        _ = each.pop("deprecated", None) or each.update(deprecated=True)


CHANGES: tuple[Callable[[random.Random, Doc], None], ...] = (
    *(_drop_operation, _add_operation, _rename_operation, _move_operation, _rename_path, _drop_parameter),
    *(_add_parameter, _require_parameter, _rename_parameter, _body, _answer, _answer_header, _rename_component),
    *(_format, _format, _tolerance, _default, _direction),
    *(_inline_component, _server, _security, _title, _word, _pages),
)
