"""`reissue explain`: what became of a key of a document."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from ..explain import Explained
from ..explain import explain as explained
from ..tree.project import find_or_none
from .options import JsonOption


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(explain)


def explain(
    where: Annotated[
        str, typer.Argument(metavar="SPEC#POINTER", help="A file or a provider, and a JSON pointer in it.")
    ],
    as_json: JsonOption = False,
) -> None:
    """What became of a key of a document: what it is to a client, the record, the emitted line, the warning.

    Examples:

        reissue explain 'qorepay#/paths/~1purchases~1/post'

        reissue explain 'api.yaml#/components/schemas/Invoice/properties/total'
    """
    spec, hash_, pointer = where.partition("#")
    if not hash_:
        raise UsageError("say where: SPEC#POINTER, such as 'qorepay#/paths/~1purchases~1/post'.")
    project = find_or_none()
    known = project.spec_files() if project else {}
    path = Path(known.get(spec, spec))
    found = explained(path, project.show(str(path)) if project else path.name, pointer)
    typer.echo(_json(found) if as_json else _text(found))


def _json(found: Explained) -> str:
    return json.dumps(asdict(found), indent=2, ensure_ascii=False)


def _text(found: Explained) -> str:
    place = found.place
    lines = [f"{place.file}:{place.line}:{place.column} ({place.pointer or '/'}): {found.told}"]
    lines += [f"  {record}" for record in found.records]
    lines += [f"  {line.file}:{line.line}: {line.text}" for line in found.lines]
    lines += [f"  {one.level}: {one.message} [{one.rule}]" for one in found.findings]
    return "\n".join(lines)
