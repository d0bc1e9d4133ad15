"""The generator's commands, thin: parse, call one function, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .. import __version__, findings
from .. import generate as pipeline
from ..document import Document
from ..emit.templates import TemplateError
from ..errors import ConfigurationError, SpecError
from ..findings import Finding, Format, Level
from ..tree.project import OWN_RUNTIME, Project, find
from ..tree.runtime_copy import CHOICES
from . import diff as cli_diff
from . import drift as cli_drift
from . import sources as cli_sources
from . import update as cli_update
from . import vendor as cli_vendor

CLEAN, FOUND, USAGE, INVALID, FAULT = 0, 1, 2, 3, 4
"""Exit codes, the same everywhere: clean; drift or findings; usage or configuration; invalid specification; internal fault."""

app = typer.Typer(
    name="reissue",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Typed clients from OpenAPI documents, and one interface for invoice and payment providers.",
)


FormatOption = Annotated[
    Format, typer.Option("--format", help="How findings are printed: for people, programs, or CI services.")
]


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Tell what is being done, on a terminal only; results go to stdout, this goes to stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("starting") as status:
        yield lambda text: status.update(findings.clean(text))


@contextmanager
def exit_codes() -> Generator[None]:
    """Turn the errors of the generator into messages and exit codes."""
    try:
        yield
    except (ConfigurationError, TemplateError) as error:
        print(f"reissue: {error}", file=sys.stderr)
        raise typer.Exit(USAGE) from None
    except SpecError as error:
        sys.stderr.write(findings.render(error.findings, "text"))
        raise typer.Exit(INVALID) from None


def report(found: Sequence[Finding], form: Format, *, clean: str) -> None:
    """Print findings in the chosen format; `clean` is what a person reads when there are none."""
    if form is Format.TEXT:
        _print_text(found)
        if not found:
            print(clean)
    else:
        sys.stdout.write(findings.render(found, form, version=__version__))


_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def _print_text(found: Sequence[Finding]) -> None:
    """For people: places and levels in colour, diffs in green and red."""
    console = Console(soft_wrap=True, highlight=False)
    for finding in found:
        place, message = findings.clean(str(finding.place)), findings.clean(finding.message)
        console.print(place, style="bold", end=": ", markup=False)
        console.print(finding.level, style=_COLOURS[finding.level], end=": ", markup=False)
        console.print(f"{message} [{finding.rule}]", markup=False)
        for line in finding.detail.splitlines():
            style = "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
            console.print("    " + findings.clean(line), style=style, markup=False)
        if finding.hint:
            console.print(f"    -> {findings.clean(finding.hint)}", style="cyan", markup=False)


@app.command()
def generate(
    providers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROVIDER]...", help="Providers of this project; none: all.", show_default=False),
    ] = None,
    spec: Annotated[
        Path | None, typer.Option("--spec", metavar="FILE", help="Any OpenAPI 3.0 or 3.1 document, YAML or JSON.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="With --spec: the folder in which the package is made.")
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(
            "--package", metavar="NAME", help="With --spec: the name of the package; default: from the title."
        ),
    ] = None,
    runtime: Annotated[
        str,
        typer.Option(
            "--runtime",
            metavar="MODULE",
            help="With --spec: import this runtime, such as reissue_runtime, instead of carrying a copy; for plug-ins.",
        ),
    ] = OWN_RUNTIME,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="NAME",
            help=f"With --spec: leave this out of the copy of the runtime ({', '.join(CHOICES)}); repeatable.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    fail_on_warning: Annotated[
        bool, typer.Option("--fail-on-warning", help="Exit with 1 where a construct could not be expressed in full.")
    ] = False,
) -> None:
    """Write typed clients.

    Files that are right already are not touched; the rest is replaced in one step.

    Examples:

        reissue generate                       all providers of the project

        reissue generate qorepay paypen        these only

        reissue generate --spec api.yaml --out src --package petstore

        reissue generate --spec api.yaml --out src --without recorder
    """
    with exit_codes(), progress() as tell:
        if spec is not None:
            if out is None or providers:
                raise ConfigurationError("--spec goes with --out, and without providers.")
            written = pipeline.generate_alone(spec, out, package, tell, runtime, without or ())
        else:
            if out is not None or package is not None or runtime != OWN_RUNTIME or without:
                raise ConfigurationError("--out, --package, --runtime and --without go with --spec.")
            written = pipeline.generate(find(), providers or (), tell)
    rendered = written.rendered
    sys.stderr.write(findings.render(rendered.findings, "text"))
    if as_json:
        print(json.dumps(_summary(written), indent=2))
    else:
        count = sum(len(api.operations) for api in rendered.apis)
        state = f"{len(written.changed)} files changed" if written.changed else "nothing to change"
        print(f"{count} operations of {len(rendered.apis)} provider(s) in {written.root}: {state}.")
        if rendered.runtime and (line := rendered.runtime.told(_AGAIN)):
            print(line)
    if rendered.failed:
        raise typer.Exit(INVALID)
    if fail_on_warning and rendered.findings:
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
        "warnings": [
            {
                "rule": one.rule,
                "message": one.message,
                "file": one.place.file,
                "line": one.place.line,
                "column": one.place.column,
                "pointer": one.place.pointer,
            }
            for one in rendered.findings
        ],
    }


@app.command()
def check(
    form: FormatOption = Format.TEXT,
    full: Annotated[
        bool, typer.Option("--full", help="Generate anew even where the manifest says that nothing has changed.")
    ] = False,
) -> None:
    """Say whether the generated clients are what their specifications, templates and generator would make now.

    Reads only, needs no network, names every file that is missing, stale, extra or edited, and the command that mends it.
    Exit code 0: clean; 1: drift; 3: a specification cannot be used.
    """
    with exit_codes():
        project = find()
        if not full and project.is_unchanged():
            report([], form, clean="The generated clients are up to date.")
            return
        with progress() as tell:
            found, rendered = pipeline.check(project, tell)
    report(found, form, clean="The generated clients are up to date.")
    if rendered is not None and rendered.failed:
        raise typer.Exit(INVALID)
    if found:
        raise typer.Exit(FOUND)


@app.command()
def lint(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SPEC]...", help="Files, or names of providers; none: all of the project.", show_default=False
        ),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Check specifications: the OpenAPI meta-schema, every example against its schema, the house rules.

    Examples:

        reissue lint

        reissue lint qorepay

        reissue lint ../elsewhere/openapi.yaml --format sarif
    """
    from ..lint.run import lint as lint_document

    with exit_codes(), progress() as tell:
        project = _project_or_none()
        found: list[Finding] = []
        for path in _lint_targets(project, specs or []):
            name = project.show(str(path)) if project else str(path)
            tell(f"checking {name}")
            extensions = _extensions(project, path)
            try:
                found += lint_document(Document.open(path, name), extensions)
            except SpecError as error:
                found += error.findings
    report(findings.ordered(found), form, clean="The specifications are clean.")
    if any(one.level is Level.ERROR for one in found):
        raise typer.Exit(FOUND)


def _project_or_none() -> Project | None:
    try:
        return find()
    except ConfigurationError:
        return None


def _lint_targets(project: Project | None, wanted: list[Path]) -> list[Path]:
    known = project.spec_files() if project else {}
    if not wanted:
        if not known:
            raise ConfigurationError(
                "No specification to check: name a file, or run this inside a project with [tool.reissue]."
            )
        return [Path(path) for path in known.values()]
    return [Path(known[str(one)]) if str(one) in known else one for one in wanted]


def _extensions(project: Project | None, path: Path) -> dict[str, Any] | None:
    """The schema of the x-reissue-* keys, for specifications that stand in the project's own folder."""
    if project is None or path.resolve().parent != Path(project.specs).resolve():
        return None
    schema = Path(project.specs) / "extensions.schema.json"
    return json.loads(schema.read_text(encoding="utf-8")) if schema.is_file() else None


for _module in (cli_diff, cli_vendor, cli_drift, cli_sources, cli_update):
    _module.register(app)
