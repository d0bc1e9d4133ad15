"""A whole document of Swagger 2.0: its top, what others share, and its paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from ..converted import Conversion, ConvertedSource
from ..node import Node
from ..objects import EXTENSION
from ..problem import problem
from ..source import Source
from .bodies import request_body
from .operations import CONVERTERS, path_item
from .parameters import parameter
from .responses import response
from .schemas import schema
from .security import security_scheme
from .servers import servers_of
from .work import File, Original, Spot, Work

VERSION = "Swagger 2.0"
_OPENAPI = "3.0.3"


def is_swagger2(data: object) -> bool:
    """Whether a document says that it is Swagger 2.0, and nothing else."""
    if not isinstance(data, dict):
        return False
    top = cast("dict[str, object]", data)
    return str(top.get("swagger")) in ("2.0", "2") and "openapi" not in top


def convert(original: Original) -> tuple[ConvertedSource, dict[Path, Source], Conversion]:
    """The main file and the others as OpenAPI 3.0, and what was lost. Raises SpecError where it is nested too deeply."""
    work = Work(original)
    try:
        _root(work)
        work.settle(CONVERTERS)
    except RecursionError:
        root = Node(original.main, (), None)
        raise problem("too-deep", "is nested too deeply", root.place) from None
    main = _source(work.file(original.main))
    others = {path: _source(work.file(source)) for path, source in original.others.items()}
    kinds = {pointer: kind for (source, pointer), kind in work.kinds.items() if source is original.main}
    return main, dict(others), Conversion(VERSION, kinds, work.losses)


def _source(file: File) -> ConvertedSource:
    read = file.source
    moves = {written: pointer for written, (pointer, _) in file.moves.items()}
    return ConvertedSource(
        read.path, read.name, read.text, file.data, read.yaml, original=read, origins=file.origins, moves=moves
    )


def _root(work: Work) -> None:
    """The top of the document. What is no object or list where one is asked for stays, for who refuses it."""
    source = work.original.main
    root, file = Node(source, (), source.data), work.file(source)
    spot = Spot(file, ())
    out: dict[str, Any] = {"openapi": _OPENAPI}
    file.take(out)
    file.origins[()] = source, ()
    file.origins[("openapi",)] = source, ("swagger",)
    work.copied(out, root, ("info", "security", "tags", "externalDocs"))
    work.consumes = work.texts(out, root, "consumes") or []
    work.produces = work.texts(out, root, "produces") or []
    if servers := servers_of(work, out, root, spot, work.texts(out, root, "schemes") or []):
        out["servers"] = servers
    out["components"] = _components(work, out, root, spot)
    paths = root.get("paths")
    if isinstance(paths.value, dict):
        out["paths"] = {
            name: paths.map[name]
            if name.startswith(EXTENSION)
            else path_item(work, paths.get(name), spot.at("paths", name))
            for name in paths.map
        }
    elif "paths" in root.map:
        out["paths"] = paths.value
    work.rest(out, root, "document")


def _components(work: Work, out: dict[str, Any], root: Node, spot: Spot) -> dict[str, Any]:
    """What others share: definitions, parameters, answers and security definitions."""
    found: dict[str, dict[str, Any]] = {}
    groups = (
        ("definitions", "schemas", schema),
        ("responses", "responses", response),
        ("securityDefinitions", "securitySchemes", security_scheme),
    )
    for key, group, one in groups:
        given = _objects(work, out, root, key)
        work_group = {name: one(work, given.get(name), spot.at("components", group, name)) for name in given.map}
        found |= {group: work_group} if work_group else {}
        spot.file.origins["components", group] = root.source, (key,)
    given = _objects(work, out, root, "parameters")
    for name in given.map:
        node = given.get(name)
        place = node.map.get("in")
        if place == "formData":
            continue  # it goes to the forms that use it
        group, one = ("requestBodies", request_body) if place == "body" else ("parameters", parameter)
        found.setdefault(group, {})[name] = one(work, node, spot.at("components", group, name))
    return found


def _objects(work: Work, out: dict[str, Any], root: Node, key: str) -> Node:
    given = root.get(key)
    if given.value is not None and not isinstance(given.value, dict):
        work.lose(out, f"{key!r} is not an object", given, "structure")
    return given
