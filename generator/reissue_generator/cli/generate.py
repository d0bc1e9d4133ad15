"""`reissue generate`: specifications in, typed clients out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import findings
from .. import generate as pipeline
from ..errors import FOUND, INVALID, SpecError, UsageError
from ..findings import Finding, Format, Level
from ..tree.client import Client
from ..tree.extent import is_total
from ..tree.made import Made
from ..tree.project import Project, find
from ..tree.runtime_copy import CHOICES, known
from ..tree.runtime_name import OWN_RUNTIME, imported_runtime
from . import unchanged
from .collector import without_collector
from .console import Tell, progress
from .given import AllowHttpOption, SpecOption, given
from .options import JsonOption, OverlayOption, ProvidersArgument
from .pinned import fetch_missing

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
AllComponentsOption = Annotated[
    bool, typer.Option("--all-components", help="With --spec: the schemas of components that nothing reaches, too.")
]
TypedDictsOption = Annotated[
    bool,
    typer.Option("--typed-dicts", help="With --spec: tell type checkers of dicts in the place of models, too."),
]
FullOption = Annotated[
    bool,
    typer.Option(
        "--full",
        help="Read and render also what has not changed since: packages of --spec, and clients. Always with CI set, but to 0 or false.",
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
    overlay: OverlayOption = None,
    ref_root: RefRootOption = None,
    runtime: RuntimeOption = OWN_RUNTIME,
    without: WithoutOption = None,
    all_components: AllComponentsOption = False,
    typed_dicts: TypedDictsOption = False,
    allow_http: AllowHttpOption = False,
    as_json: JsonOption = False,
    fail_on_warning: FailOnWarningOption = False,
    full: FullOption = False,
) -> None:
    """Write typed clients.

    Files that are right already are not touched; the rest is replaced in one step.

    Examples:

        reissue generate                       all providers and clients of the project

        reissue generate qorepay paypen        these only

        reissue generate --spec api.yaml --overlay corrections.yaml --out src --package petstore

        reissue generate --spec https://api.example.com/swagger.json --out src

        curl ... | reissue generate --spec - --out src --package acme
    """
    with progress() as tell, without_collector():
        if spec is not None:
            if out is None or providers:
                raise UsageError("--spec goes with --out, and without providers.")
            shared = imported_runtime(runtime, "--runtime")
            client = Client(
                package or "",
                given(spec, tell, allow_http),
                str(out),
                overlays=overlay or (),
                ref_root=str(ref_root) if ref_root else "",
                runtime=shared,
                without=known(without or ()),
                all_components=all_components,
                typed_dicts=typed_dicts,
            )
            trees = [_client(client, None, tell, is_total(full or as_json))]
        else:
            alone = (out, package, overlay, without, ref_root, all_components, typed_dicts, allow_http)
            if any(alone) or runtime != OWN_RUNTIME:
                raise UsageError(
                    "--out, --package, --overlay, --ref-root, --all-components, --typed-dicts, --allow-http, --runtime and"
                    " --without go with --spec."
                )
            trees = list(_project(find(), providers or (), tell, is_total(full or as_json)))
    _report(trees, as_json)
    _end(trees, fail_on_warning)


def _report(trees: Sequence[_Tree], as_json: bool) -> None:
    """What was found goes to the standard error stream, what was written to the standard output."""
    sys.stderr.write(findings.render([one for tree in trees for one in tree.found], Format.TEXT))
    if as_json:
        summaries = [_summary(tree) for tree in trees]
        sys.stdout.write(findings.dumped(summaries[0] if len(summaries) == 1 else {"trees": summaries}))
    else:
        for tree in trees:
            _tell(tree)


@dataclass(frozen=True)
class _Tree:
    """What became of one tree: written now, found to be right already, or failed."""

    root: str
    written: pipeline.Written | None = None
    found: Sequence[Finding] = ()
    made: Made | None = None
    """The record of a package that needed no look at its document."""
    failed: bool = False


def _project(project: Project, names: Sequence[str], tell: Tell, full: bool) -> Iterator[_Tree]:
    providers, clients = project.picked(names)
    if providers or not clients:
        written = pipeline.generate(project, providers if names else (), tell)
        yield _Tree(str(written.root), written, written.rendered.findings, failed=bool(written.rendered.failed))
    for client in clients:
        try:
            yield _client(client, project, tell, full)
        except SpecError as error:  # the others are written all the same
            yield _Tree(client.root, found=error.findings, failed=True)


def _client(client: Client, project: Project | None, tell: Tell, full: bool) -> _Tree:
    """Write one package, or find that nothing has changed since it was written."""
    if not full and (found := unchanged.package(client)):
        return _Tree(found[0], made=found[1])
    fetch_missing(client, tell)
    written = pipeline.generate_client(client, project, tell)
    return _Tree(str(written.root), written, written.rendered.findings)


def _tell(tree: _Tree) -> None:
    if tree.made is not None:
        print("\n".join(unchanged.lines_of(tree.root, tree.made)))
    elif tree.written is not None:
        rendered = tree.written.rendered
        count = sum(len(api.operations) for api in rendered.apis)
        state = f"{len(tree.written.changed)} files changed" if tree.written.changed else "nothing to change"
        print(f"{count} operations of {len(rendered.apis)} provider(s) in {tree.root}: {state}.")
        if rendered.runtime and (line := rendered.runtime.told(_AGAIN)):
            print(line)


def _end(trees: Sequence[_Tree], fail_on_warning: bool) -> None:
    if any(tree.failed for tree in trees):
        raise typer.Exit(INVALID)
    levels = {one.level for tree in trees for one in tree.found}
    levels |= {Level(level) for tree in trees if tree.made for level in tree.made.told if level in ("error", "warning")}
    if Level.ERROR in levels or (fail_on_warning and Level.WARNING in levels):
        raise typer.Exit(FOUND)


_AGAIN = "generate without that option"


def _summary(tree: _Tree) -> dict[str, Any]:
    told: dict[str, Any] = {"root": tree.root, "changed": [], "failed": [], "runtime": None, "providers": []}
    if tree.written is None:
        failed = [os.path.basename(tree.root)] if tree.failed else []
        return {**told, "failed": failed, "warnings": [findings.row(finding) for finding in tree.found]}
    rendered = tree.written.rendered
    return {
        "root": tree.root,
        "changed": tree.written.changed,
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
