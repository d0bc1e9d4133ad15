"""`reissue diff`: what changed between two documents."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from .. import __version__, findings
from ..changes import Base, Level, clients_now, compare, edition, ignore, opened, opened_now, report, weight
from ..changes.levels import at_levels, levels_of
from ..changes.places import Places
from ..changes.python.joined import folded
from ..changes.unread import unread_in_both
from ..document import AS_IT_IS, Document, Reading, taken
from ..errors import FOUND, UsageError
from ..findings import Finding, Format, dumped, row
from ..gate.base import named_base
from ..own_clients import from_here, reading_of
from ..tree.atomic import replace_file
from ..tree.client import Client
from ..tree.project import Project, find, find_or_none
from . import console
from .collector import without_collector
from .options import FormatOption, OverlayOption
from .pinned import fetch_missing


class FailOn(StrEnum):
    """From which level on the command fails."""

    BREAKING = "breaking"
    DEPRECATION = "deprecation"
    ADDITION = "addition"
    ANY = "any"

    @property
    def level(self) -> Level:
        return Level.COSMETIC if self is FailOn.ANY else Level(self.value)


WhatArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[OLD NEW | NAME...]",
        help="The document before and after: files, or REF:path in git; or providers and clients of this project, each "
        "against its version at --against; none: all of the project.",
        show_default=False,
    ),
]
AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="REF",
        help="The revision in git that providers and clients are compared with; "
        "it is the commit at which this branch left it that counts.",
    ),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 where a change weighs this much or more.")]
LevelOption = Annotated[
    Level | None,
    typer.Option(
        "--level",
        help="Print changes that weigh this much or more; default: addition, and all with --fail-on any.",
        show_default=False,
    ),
]
IgnoreOption = Annotated[
    Path | None,
    typer.Option("--ignore", metavar="FILE", help="Leave out the changes whose fingerprints stand in this file."),
]
WriteIgnoreOption = Annotated[
    Path | None,
    typer.Option("--write-ignore", metavar="FILE", help="Write the changes that would fail into an ignore file."),
]

Accepted = tuple[Path, Sequence[ignore.Entry]]
"""An ignore file, and its entries."""


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(diff)


def diff(
    what: WhatArgument = None,
    against: AgainstOption = "HEAD",
    overlay: OverlayOption = None,
    form: FormatOption = Format.TEXT,
    fail_on: FailOnOption = FailOn.BREAKING,
    level: LevelOption = None,
    ignored: IgnoreOption = None,
    write_ignore: WriteIgnoreOption = None,
) -> None:
    """Say what changed between two OpenAPI documents, for the wire and for Python callers.

    Every change has a rule, a level (breaking, deprecation, addition, cosmetic), a direction, its effect on Python
    callers, its place in both documents, and a fingerprint. The command suggests the next version: major, minor, patch.
    What Python callers notice is told by the types of the two packages, and with the change that it follows from unless it
    weighs more.
    What a rule means and why it weighs what it weighs: `reissue explain RULE`; [tool.reissue.diff] of pyproject.toml gives
    rules another level. With --format markdown it prints an entry for a changelog. A client is compared with its overlays, each as it stood
    at its time; --overlay lays one over both documents.

    Of all of the project it tells what is gone, is made in another folder or has another runtime, too (client-removed,
    client-moved, client-runtime-changed): that breaks who imports it.

    Exit code 0: nothing weighs as much as --fail-on; 1: something does; 2: usage, such as a revision that is not in this
    clone; 3: a document cannot be used.

    Examples:

        reissue diff main:specs/qorepay.yaml specs/qorepay.yaml

        reissue diff acme --against main

        reissue diff old.json new.json --overlay corrections.yaml

        reissue diff old.json new.json --fail-on any --format sarif > diff.sarif

        reissue diff v1.4.0:specs/paypen.yaml HEAD:specs/paypen.yaml --format markdown >> CHANGELOG.md

        reissue diff old.yaml new.yaml --write-ignore accepted.txt

        reissue diff old.yaml new.yaml --ignore accepted.txt
    """
    limit = level or (Level.COSMETIC if fail_on is FailOn.ANY else Level.ADDITION)
    project = find_or_none()
    levels = levels_of(project.diff) if project else {}
    told: list[report.Report] = []
    printed = _Printed(form)
    with console.progress() as tell, without_collector():
        pairs, gone = _asked(what or [], against, overlay or (), tell)
        gone, accepted = _accepted(gone, ignored)
        printed.clients(gone)
        for pair in pairs:
            told.append(_compare(pair, levels, accepted, limit, printed, tell))
        printed.end()
        heavy = [change for one in told for change in weight.heavy(one.all, fail_on.level)]
        if write_ignore is not None:
            replace_file(write_ignore, ignore.text_of([*gone, *heavy]).encode())
    if gone or heavy or (any(one.dead for one in told) and fail_on is FailOn.ANY):
        raise typer.Exit(FOUND)


@dataclass(frozen=True)
class Pair:
    """Two documents that are to be compared, and what both are called."""

    old: str
    new: str
    stem: str
    before: AbstractContextManager[Document]
    after: AbstractContextManager[Document]
    typed_dicts: tuple[bool, bool] = (False, False)
    client: str = ""
    """Which client of the project both are of."""


def _asked(
    what: Sequence[str], against: str, overlays: Sequence[str], tell: console.Tell
) -> tuple[Iterable[Pair], list[Finding]]:
    """What is to be compared, and which clients of the whole project are gone or made elsewhere."""
    project = find_or_none()
    known = [*project.spec_files(), *project.clients] if project else []
    if len(what) == 2 and not (set(what) <= set(known)):
        both = Client("", "", "", overlays=overlays)
        fetch_missing(both, tell)
        reading = reading_of(both, from_here) if overlays else AS_IT_IS
        old, new = what
        return [Pair(old, new, _stem(new), _taken(opened(old), reading), _taken(opened(new), reading))], []
    if len(what) == 1 and what[0] not in known:
        raise UsageError(
            f"{what[0]!r} is no provider and no client of this project; two documents are compared, OLD NEW."
        )
    if overlays:
        raise UsageError("--overlay goes with two documents; a client names its overlays in its table.")
    project = find()
    then, clients = Base(project, named_base(Path(project.root), against)), clients_of(project, what)
    return _pairs(project, clients, then, tell), list(then.elsewhere(clients, whole=not what))


def _accepted(gone: list[Finding], file: Path | None) -> tuple[list[Finding], Accepted | None]:
    """Which of the clients that are gone are not accepted, and the entries that can be of a change."""
    if file is None:
        return gone, None
    entries, known = ignore.load(file), {one.fingerprint for one in gone}
    left, _ = ignore.apply(gone, entries, file)
    return left, (file, [entry for entry in entries if entry.fingerprint not in known])


def _pairs(project: Project, clients: Iterable[Client], base: Base, tell: console.Tell) -> Iterator[Pair]:
    for client in clients:
        pair = pair_of(project, client, base, tell)
        if pair is None:
            shown = project.show(client.spec)
            if client.package not in base.clients:
                told = f"{client.package}: {shown} is not in {base.revision}, so there is nothing to compare it with."
                print(told, file=sys.stderr)
        else:
            yield pair


def clients_of(project: Project, names: Sequence[str] = ()) -> list[Client]:
    """The providers and clients of a project, or those that are named. Raises ConfigurationError."""
    providers, clients = project.picked(names)
    now = clients_now(project)
    return [*(now[name] for name in providers), *clients]


def pair_of(project: Project, client: Client, base: Base, tell: console.Tell) -> Pair | None:
    """A provider or a client at a revision, and now; None where it was not there then.

    Raises ConfigurationError and SpecError.
    """
    old = base.client(client)
    if old is None:
        return None
    for one in (old, client):
        fetch_missing(one, tell)
    before, after = base.opened(old), nullcontext(opened_now(project, client))
    dicts = old.typed_dicts, client.typed_dicts
    return Pair(base.shown(old), project.show(client.spec), client.package, before, after, dicts, client.package)


@contextmanager
def _taken(document: AbstractContextManager[Document], reading: Reading) -> Generator[Document]:
    with document as found:
        yield taken(found, reading)


def _compare(
    pair: Pair,
    levels: Mapping[str, Level],
    ignored: Accepted | None,
    limit: Level,
    printed: _Printed,
    tell: console.Tell,
) -> report.Report:
    """Compare two documents and print the changes from `limit` on; gives all that was found."""
    with compared(pair, levels, ignored, limit, tell) as (told, places):
        printed.add(told, places)
    return told


@contextmanager
def compared(
    pair: Pair, levels: Mapping[str, Level], ignored: Accepted | None, limit: Level, tell: console.Tell
) -> Generator[tuple[report.Report, Places]]:
    """What changed from one document to the other, of which `shown` is what weighs `limit` or more.

    Raises ConfigurationError and SpecError.
    """
    file, entries = ignored or (Path(), [])
    tell("reading")
    with pair.before as before, pair.after as after:
        tell("building both clients")
        both = zip((before, after), pair.typed_dicts, strict=True)
        old, new = (edition(each, pair.stem, typed_dicts=dicts, client=pair.client) for each, dicts in both)
        tell("comparing")
        found = folded(at_levels(compare(old, new), levels))
        changes, dead = ignore.apply(found, entries, file)
        told = report.Report(
            pair.old,
            pair.new,
            new.api.title,
            (_version(before), _version(after)),
            changes,
            weight.heavy(changes, limit),
            len(found) - len(changes),
            dead,
            unread_in_both(old, new),
        )
        for words in told.unread:
            print(f"{pair.new}: {words}, on neither side: what stands behind it is not compared.", file=sys.stderr)
        yield told, Places(before, after)


class _Printed:
    """What is printed: results to stdout, the summary too where a person reads it there."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._texts: list[str] = []
        self._gone: Sequence[Finding] = ()

    def clients(self, gone: Sequence[Finding]) -> None:
        """Print which clients are gone or made elsewhere, or keep it as a comparison is kept."""
        self._gone = gone
        if not gone:
            return
        is_text = self._form is Format.TEXT
        if is_text:
            console.report(gone, self._form, clean="")
        elif self._form is Format.MARKDOWN:
            self._texts.append(f"## Clients\n\nSuggested version: **major**.\n\n{findings.render(gone, self._form)}\n")
        elif self._form is not Format.JSON:
            self._texts.append(findings.render(gone, self._form, version=__version__))
        summary = f"clients gone or made elsewhere: {len(gone)}. Suggested version: major."
        print(summary, file=sys.stdout if is_text else sys.stderr)

    def add(self, told: report.Report, places: Places) -> None:
        """Print one comparison, or keep it where the format has one whole for all of them."""
        if self._form is Format.TEXT:
            console.report(report.as_findings(told, places), self._form, clean="")
            print(told.summary)
            return
        self._texts.append(report.render(told, self._form, places))
        print(told.summary, file=sys.stderr)

    def end(self) -> None:
        """Print what was kept as one document of the format, however many comparisons there were."""
        texts = self._texts
        if self._form is Format.JSON:
            told = [json.loads(text) for text in texts]
            whole = told[0] if len(told) == 1 else {"tool": "reissue", "version": __version__, "comparisons": told}
            texts = [dumped({**whole, "clients": [row(one) for one in self._gone]})]
        elif not texts:
            texts = [findings.render([], self._form, version=__version__)]
        elif len(texts) > 1 and self._form is Format.SARIF:
            first, *others = (json.loads(text) for text in texts)
            texts = [dumped({**first, "runs": [*first["runs"], *(run for other in others for run in other["runs"])]})]
        elif len(texts) > 1 and self._form is Format.JUNIT:
            head, *_ = texts[0].partition("<testsuites")
            suites = "".join(
                text.partition("<testsuites")[2].partition(">\n")[2].rpartition("</testsuites>")[0] for text in texts
            )
            texts = [f'{head}<testsuites name="reissue">\n{suites}</testsuites>\n']
        sys.stdout.write("".join(texts))


def _stem(text: str) -> str:
    """What the provider is called: the file without its ending, as in `specs/`."""
    return PurePosixPath(text.replace("\\", "/").rpartition(":")[2]).stem


def _version(document: Document) -> str:
    return str(document.root.get("info").map.get("version") or "")
