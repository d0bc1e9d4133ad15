"""`reissue generate`: specifications in, typed clients out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import findings
from .. import generate as pipeline
from ..errors import FOUND, INVALID, UsageError
from ..findings import Format, Level
from ..tree.project import OWN_RUNTIME, find
from ..tree.runtime_copy import CHOICES
from .console import progress
from .options import JsonOption, ProvidersArgument

SpecOption = Annotated[
    Path | None, typer.Option("--spec", metavar="FILE", help="Any OpenAPI 3.0 to 3.2 document, YAML or JSON.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="With --spec: the folder in which the package is made.")
]
PackageOption = Annotated[
    str | None,
    typer.Option("--package", metavar="NAME", help="With --spec: the name of the package; default: from the title."),
]
RefRootOption = Annotated[
    Path | None,
    typer.Option(
        "--ref-root",
        metavar="DIR",
        help="With --spec: the folder that references may lead into; default: that of the document.",
        show_default=False,
    ),
]
RuntimeOption = Annotated[
    str,
    typer.Option(
        "--runtime",
        metavar="MODULE",
        help="With --spec: import this runtime, such as reissue_runtime, instead of carrying a copy; for plug-ins.",
    ),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help=f"With --spec: leave this out of the copy of the runtime ({', '.join(CHOICES)}); repeatable.",
        show_default=False,
    ),
]
FailOnWarningOption = Annotated[
    bool, typer.Option("--fail-on-warning", help="Exit with 1 where a construct could not be expressed in full.")
]


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(generate)


def generate(
    providers: ProvidersArgument = None,
    spec: SpecOption = None,
    out: OutOption = None,
    package: PackageOption = None,
    ref_root: RefRootOption = None,
    runtime: RuntimeOption = OWN_RUNTIME,
    without: WithoutOption = None,
    as_json: JsonOption = False,
    fail_on_warning: FailOnWarningOption = False,
) -> None:
    """Write typed clients.

    Files that are right already are not touched; the rest is replaced in one step.

    Examples:

        reissue generate                       all providers of the project

        reissue generate qorepay paypen        these only

        reissue generate --spec api.yaml --out src --package petstore

        reissue generate --spec api.yaml --out src --without recorder
    """
    with progress() as tell:
        if spec is not None:
            if out is None or providers:
                raise UsageError("--spec goes with --out, and without providers.")
            written = pipeline.generate_alone(spec, out, package, tell, runtime, without or (), ref_root)
        else:
            if out is not None or package is not None or runtime != OWN_RUNTIME or without or ref_root:
                raise UsageError("--out, --package, --ref-root, --runtime and --without go with --spec.")
            written = pipeline.generate(find(), providers or (), tell)
    rendered = written.rendered
    sys.stderr.write(findings.render(rendered.findings, Format.TEXT))
    if as_json:
        sys.stdout.write(findings.dumped(_summary(written)))
    else:
        count = sum(len(api.operations) for api in rendered.apis)
        state = f"{len(written.changed)} files changed" if written.changed else "nothing to change"
        print(f"{count} operations of {len(rendered.apis)} provider(s) in {written.root}: {state}.")
        if rendered.runtime and (line := rendered.runtime.told(_AGAIN)):
            print(line)
    if rendered.failed:
        raise typer.Exit(INVALID)
    weighty = [one.level for one in rendered.findings if one.level is not Level.NOTE]
    if Level.ERROR in weighty or (fail_on_warning and weighty):
        raise typer.Exit(FOUND)


_AGAIN = "generate without that option"


def _summary(written: pipeline.Written) -> dict[str, Any]:
    rendered = written.rendered
    return {
        "root": str(written.root),
        "changed": written.changed,
        "failed": rendered.failed,
        "runtime": rendered.runtime.summary(_AGAIN) if rendered.runtime else None,
        "providers": [
            {
                "name": api.provider,
                "operations": len(api.operations),
                "models": len(api.models),
                "webhooks": len(api.webhooks),
                "spec_sha256": api.digest,
            }
            for api in rendered.apis
        ],
        "warnings": [findings.row(finding) for finding in rendered.findings],
    }
