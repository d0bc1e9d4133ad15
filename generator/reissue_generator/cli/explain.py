"""`reissue explain`: what became of a key of a document, or what a rule of `reissue diff` means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from .. import naming
from ..changes import OF_CLIENTS, RULES
from ..changes.report import explained as told_of
from ..errors import UsageError
from ..explain import Explained
from ..explain import explain as explained
from ..own_clients import Show, document_of, own_name
from ..tree.client import Client
from ..tree.project import Project, find_or_none
from .collector import without_collector
from .console import progress
from .options import JsonOption, OverlayOption
from .pinned import fetch_missing


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(explain)


def explain(
    where: Annotated[
        str,
        typer.Argument(
            metavar="SPEC#POINTER | RULE",
            help="A file, a provider or a client, and a JSON pointer in it; or a rule of `reissue diff`.",
        ),
    ],
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """What became of a key of a document: what it is to a client, the record, the emitted line, the warning.

    Of a rule of `reissue diff`: how much it weighs, whom it breaks, and which clause of the standard says so.

    Examples:

        reissue explain 'qorepay#/paths/~1purchases~1/post'

        reissue explain 'api.yaml#/components/schemas/Invoice/properties/total'

        reissue explain 'api.yaml#/paths/~1invoices/get' --overlay corrections.yaml

        reissue explain request-type-narrowed
    """
    if where in RULES:
        typer.echo(json.dumps(asdict(RULES[where]), indent=2) if as_json else told_of(RULES[where]))
        return
    if where in OF_CLIENTS:
        told = {"id": where, "level": "breaking", "reading": OF_CLIENTS[where]}
        typer.echo(
            json.dumps(told, indent=2) if as_json else f"{where} (breaking, of a whole project)\n{told['reading']}"
        )
        return
    spec, hash_, pointer = where.partition("#")
    if not hash_:
        near = get_close_matches(where, (*RULES, *OF_CLIENTS), 1)
        hint = (
            f"is {near[0]!r} meant?"
            if near
            else "say where: SPEC#POINTER, such as 'qorepay#/paths/~1purchases~1/post'."
        )
        raise UsageError(f"{where!r} is no rule of `reissue diff`, and no place: {hint}")
    client, show = _client(find_or_none(), spec, overlay or ())
    with progress() as tell, without_collector():
        fetch_missing(client, tell)
        name = client.package or naming.module(Path(client.spec).stem)
        found = explained(document_of(client, show), name, pointer)
    typer.echo(_json(found) if as_json else _text(found))


def _client(project: Project | None, spec: str, overlays: Sequence[str]) -> tuple[Client, Show]:
    """What a name or a file means, and how findings name files."""
    specs = project.spec_files() if project else {}
    if project and spec in project.clients and spec not in specs and not overlays:
        return project.clients[spec], project.show
    client = Client("", specs.get(spec, spec), "", overlays=overlays)
    return client, project.show if project else own_name(client)


def _json(found: Explained) -> str:
    return json.dumps(asdict(found), indent=2, ensure_ascii=False)


def _text(found: Explained) -> str:
    place = found.place
    lines = [f"{place.file}:{place.line}:{place.column} ({place.pointer or '/'}): {found.told}"]
    lines += [f"  {record}" for record in found.records]
    lines += [f"  {line.file}:{line.line}: {line.text}" for line in found.lines]
    lines += [f"  {one.level}: {one.message} [{one.rule}]" for one in found.findings]
    return "\n".join(lines)
