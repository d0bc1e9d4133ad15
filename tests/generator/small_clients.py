"""Small documents in, imported clients out: what the tests of the generator share."""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from reissue_generator import generate as pipeline
from reissue_generator.api.records import Api
from reissue_generator.findings import Finding
from tests.corpus.documents import operations_of
from tests.importing import import_folder

SERVER = "https://api.acme.example/v1"
V30, V31 = "3.0.3", "3.1.0"
DIALECTS = (V30, V31)
JSON = "application/json"
_numbers = itertools.count(1)


# --- documents -----------------------------------------------------------------------------------------------


def document(paths: dict[str, Any], version: str = V31, **more: Any) -> dict[str, Any]:
    """An OpenAPI document with these paths; `more` are further top-level members."""
    head = {"openapi": version, "info": {"title": "Acme", "version": "1"}, "servers": [{"url": SERVER}]}
    return {**head, "paths": paths, **more}


def operation(name: str = "things-do", **more: Any) -> dict[str, Any]:
    """An operation of the tag `things`; its method is `do` unless named otherwise."""
    tag = name.partition("-")[0]
    return {"operationId": name, "tags": [tag], "responses": {"200": {"description": "ok"}}, **more}


def content(schema: Any, media: str = JSON) -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def returns(schema: Any, media: str = JSON, status: str = "200") -> dict[str, Any]:
    """The `responses` of an operation that answers with this schema."""
    return {status: {"description": "ok", **content(schema, media)}}


def reading(schema: Any, version: str = V31, **schemas: Any) -> dict[str, Any]:
    """A document of one operation, `client.things.do()`, that returns this schema."""
    more = {"components": {"schemas": schemas}} if schemas else {}
    return document({"/things": {"get": operation(responses=returns(schema))}}, version, **more)


def sending(schema: Any, version: str = V31, media: str = JSON, **schemas: Any) -> dict[str, Any]:
    """A document of one operation, `client.things.do(body)`, that takes this schema."""
    more = {"components": {"schemas": schemas}} if schemas else {}
    body = {"required": True, **content(schema, media)}
    return document({"/things": {"post": operation(requestBody=body)}}, version, **more)


def asking(*parameters: dict[str, Any], path: str = "/things", version: str = V31) -> dict[str, Any]:
    """A document of one operation, `client.things.do(...)`, with these parameters."""
    return document({path: {"get": operation(parameters=list(parameters))}}, version)


def ref(name: str, group: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{group}/{name}"}


def count(doc: dict[str, Any]) -> int:
    """The operations of a document, counted without the generator."""
    return len(operations_of({"openapi": "3", **doc}))  # those of Swagger 2.0 stand in the same place


# --- clients -------------------------------------------------------------------------------------------------


@dataclass
class Wire:
    """A client over a transport that records; answers in turn, the last one for ever."""

    client: Any
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    @property
    def sent(self) -> httpx.Request:
        return self.requests[-1]

    @property
    def query(self) -> str:
        return self.sent.url.query.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.sent.content)


@dataclass
class Emitted:
    """A client that was written and can be imported."""

    package: str
    root: Path
    api: Api
    files: dict[str, str]
    findings: list[Finding]

    @property
    def module(self) -> ModuleType:
        return load(self.root, self.package)

    def sub(self, name: str) -> ModuleType:
        _ = self.module
        return importlib.import_module(f"{self.package}.{name}")

    @property
    def models(self) -> Any:
        return self.sub("models")

    @property
    def own_files(self) -> dict[str, str]:
        """The files of the client itself, without the copy of the runtime."""
        return {path: text for path, text in self.files.items() if not path.startswith("runtime/")}

    def import_all(self) -> None:
        """Import every module of the client itself (the runtime is imported on the way)."""
        for path in self.own_files:
            if path.endswith(".py"):
                self.sub(path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".") or "models")

    @property
    def methods(self) -> list[str]:
        """Every method of every sync resource, as `resource.method`."""
        found: list[str] = []
        for resource in self.api.resources:
            cls = getattr(self.sub(f"resources.{resource.module}"), resource.name)
            found += [
                f"{resource.path}.{name}"
                for name, one in vars(cls).items()
                if inspect.isfunction(one) and name[0] != "_"
            ]
        return sorted(found)

    def wire(self, *answers: Any, **arguments: Any) -> Wire:
        """A sync client; an answer is a JSON value, or a function of the request, or an httpx.Response."""
        wire = Wire(None)
        left = list(answers) or [{}]

        def answer(request: httpx.Request) -> httpx.Response:
            request.read()
            wire.requests.append(request)
            one = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(one, httpx.Response):
                return one
            return one(request) if isinstance(one, Callable) else httpx.Response(200, json=one)

        http = httpx.Client(transport=httpx.MockTransport(answer))
        if "server" not in arguments and len(self.api.servers) != 1:
            arguments["server"] = SERVER
        wire.client = getattr(self.module, self.api.class_name)(http=http, **arguments)
        return wire

    def rules(self) -> list[str]:
        return sorted(finding.rule for finding in self.findings)


# --- what is the same in every client is imported once, and all is formatted at once --------------------------------------------

_texts: dict[str, str] = {}


def _kept(files: Mapping[str, str]) -> dict[str, str]:
    """The files as they are: formatted, they mean the same, and `format_all` formats them at once."""
    _texts.update((text, path.rpartition("/")[2]) for path, text in files.items())
    return dict(files)


@contextmanager
def formatted_later() -> Iterator[None]:
    """Let whatever is written be formatted by `format_all`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "formatted", _kept)
        yield


def format_all() -> None:
    """Format whatever was emitted, once each. Raises FormatError where the formatter takes some of it for no Python."""
    pipeline.formatted({f"f{number}/{name}": text for number, (text, name) in enumerate(_texts.items())})


def _lend_runtime(root: Path, package: str) -> None:
    """Let a client use the modules of the runtime itself in place of those that it carries: they are the same files."""
    for path in sorted((root / "runtime").glob("*.py")):
        name = "" if path.stem == "__init__" else f".{path.stem}"
        sys.modules.setdefault(f"{package}.runtime{name}", importlib.import_module(f"reissue_runtime{name}"))


def load(root: Path, package: str) -> ModuleType:
    """Import an emitted client from its folder."""
    if package not in sys.modules:
        import_folder(root, package)
        _lend_runtime(root, package)
    return sys.modules[package]


def emit(
    folder: Path, doc: Any, *, complete: bool = True, name: str = "api.json", typed_dicts: bool = False
) -> Emitted:
    """Write the client of a document (an object, or the text of a file) below `folder`.

    Where the document is an object, no operation may be missing, and every module must import.
    """
    package = f"emitted_{next(_numbers)}"
    spec = folder / name
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(doc if isinstance(doc, str) else json.dumps(doc), encoding="utf-8")
    with formatted_later():
        written = pipeline.generate_alone(spec, folder / "out", package, typed_dicts=typed_dicts)
    rendered = written.rendered
    made = Emitted(package, written.root, rendered.apis[0], rendered.files, rendered.findings)
    if complete and isinstance(doc, dict):
        made.import_all()
        pages = sum(one.pagination is not None for one in made.api.operations)
        pages += sum(one.streaming is not None and not one.streaming.alone for one in made.api.operations)
        assert len(made.methods) == count(doc) + pages, f"operations lost: {made.methods}"
    return made
