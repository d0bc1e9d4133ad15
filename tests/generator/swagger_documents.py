"""Small documents of Swagger 2.0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reissue_generator.document import Document

STRING = {"type": "string"}
HOST = "api.acme.example"


def swagger(paths: Any, **more: Any) -> dict[str, Any]:
    """A document with these paths; `more` are further top-level members, None takes one away."""
    head = {"swagger": "2.0", "info": {"title": "Acme", "version": "1"}, "host": HOST, "basePath": "/v1"}
    whole = {**head, "schemes": ["https"], "paths": paths, **more}
    return {key: value for key, value in whole.items() if value is not None}


def operation(*parameters: Any, name: str = "things-do", **more: Any) -> dict[str, Any]:
    """An operation with these parameters; its method is `do` unless named otherwise."""
    head = {"operationId": name, "tags": ["things"], "responses": {"200": {"description": "ok"}}}
    return {**head, **({"parameters": list(parameters)} if parameters else {}), **more}


def one(*parameters: Any, path: str = "/things", method: str = "post", top: Any = None, **more: Any) -> dict[str, Any]:
    """A document of one operation, `client.things.do(...)`."""
    return swagger({path: {method: operation(*parameters, **more)}}, **(top or {}))


def answering(response: Any, **more: Any) -> dict[str, Any]:
    """A document of one operation that answers so."""
    return one(method="get", responses={"200": {"description": "ok", **response}}, **more)


def listed(place: str, form: str | None = None, **more: Any) -> dict[str, Any]:
    """A parameter `ids` that is a list of texts, written in a format."""
    told = {} if form is None else {"collectionFormat": form}
    return {"name": "ids", "in": place, "type": "array", "items": STRING, "required": place == "path", **told, **more}


def opened(folder: Path, doc: Any, name: str = "swagger.json", **others: Any) -> Document:
    """The document as it is read; `others` are further files, by name without '.json'."""
    for other, value in others.items():
        (folder / f"{other}.json").write_text(json.dumps(value, indent=1), encoding="utf-8")
    path = folder / name
    path.write_text(json.dumps(doc, indent=1), encoding="utf-8")
    return Document.open(path, name)
