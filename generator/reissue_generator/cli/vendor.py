"""`reissue vendor`: generated clients in the repositories of those who use them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from .. import findings
from ..errors import ConfigurationError
from ..tree.runtime_copy import CHOICES
from ..vendor import copies as vendor
from ..vendor.check import from_here
from ..vendor.origin import Origin, find_origin
from ..vendor.part_updates import PartUpdate
from ..vendor.repair import repair as repair_copy
from . import console, vendor_check, vendor_patch
from .options import FromOption, JsonOption, group

app = group("Copies of generated clients in other repositories.")
app.add_typer(vendor_patch.app, name="patch")

ProvidersArgument = Annotated[list[str], typer.Argument(help="One or several.", show_default=False)]
FolderArgument = Annotated[str, typer.Argument(metavar="DIR", help="The folder of the copy.", show_default=False)]
FoldersArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DIR]...", help="default: `vendored` of [tool.reissue], one after the other", show_default=False
    ),
]


WithoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help=f"Leave this out of the copy of the runtime ({', '.join(CHOICES)}); repeatable, remembered in reissue.lock.",
        show_default=False,
    ),
]


DowngradeOption = Annotated[
    bool,
    typer.Option(
        "--downgrade", help="Go back to an older version or commit, or to a history without the commit of the copy."
    ),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="vendor")


@app.command()
def add(
    providers: ProvidersArgument,
    into: Annotated[str, typer.Option("--into", metavar="DIR", help="A folder of its own, new or empty, or a copy.")],
    source: FromOption = None,
    specs: Annotated[
        bool, typer.Option("--specs/--no-specs", help="Copy the specifications too, so that updates can be explained.")
    ] = True,
    without: WithoutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy clients, and what they need of the runtime, into a folder of another repository.

    Imports are relative, so the folder may stand and be called as you like. `reissue.lock` records where all of it comes
    from; `sha256sum -c MANIFEST.sha256` in the folder verifies it with no tool of ours. Of the runtime the copy has the
    modules that its clients import, and those that only you can choose, but for --without; what was left out is said.

    Examples:

        reissue vendor add qorepay paypen --into src/app/_vendor

        reissue vendor add acme --into ../shop/src/shop/_acme --from .

        reissue vendor add paypen --into src/app/_vendor --without recorder
    """
    done = vendor.add(os.path.realpath(into), providers, _origin(source), specs=specs, without=without or ())
    if as_json:
        sys.stdout.write(findings.dumped(_summary(into, done)))
    else:
        _tell(into, done, "added" if done.changed else "there already: `reissue vendor update` brings it up to date")


@app.command(
    short_help=vendor_check.ABOUT,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def check(context: typer.Context) -> None:
    """Hand all words over to the front end that works with the base install."""
    raise typer.Exit(vendor_check.main(context.args))


@app.command()
def update(
    folders: FoldersArgument = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that were changed by hand.")] = False,
    downgrade: DowngradeOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and stop.")] = False,
    source: FromOption = None,
) -> None:
    """Bring a copy up to date: show what changes for callers, then replace the folder in one step.

    Patches are applied again by a three-way merge; where one does not fit, all of it is said and nothing is written.
    Another hand edit is not overwritten without --force. Of several copies each is replaced by itself, and what stops
    one stops no other.

    A file that [[keep]] of reissue.lock names stays as it is.

    Examples:

        reissue vendor update

        reissue vendor update src/app/_vendor --dry-run

        reissue vendor update src/app/_vendor
    """
    origin = _origin(source)

    def one(root: str) -> None:
        done = vendor.update(
            os.path.realpath(root), origin, force=force, downgrade=downgrade, dry_run=dry_run, show=_show_updates
        )
        what = ("would change" if dry_run else "changed") if done.changed else "up to date"
        _tell(from_here(root), done, what)

    _each(folders, one)


@app.command()
def repair(
    folders: FoldersArgument = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Overwrite files that were changed by hand, and remove those that no lock lists."),
    ] = False,
    downgrade: DowngradeOption = False,
    source: FromOption = None,
) -> None:
    """End a conflict: write all clients of a copy again, and its lock, whatever a merge has left of them.

    What is of neither side, nor a mixture of both, is not overwritten without --force. Both sides of the lock count, with what they keep; patches are applied as they stand in _patches. Where only the runtime is in
    conflict, the copy gets what all clients need.

    Example:

        reissue vendor repair src/app/_vendor
    """
    origin = _origin(source)

    def one(root: str) -> None:
        done = repair_copy(os.path.realpath(root), origin, force=force, downgrade=downgrade)
        _tell(from_here(root), done, "written again" if done.changed else "as it should be")

    _each(folders, one)


@app.command()
def remove(
    providers: ProvidersArgument,
    folder: FolderArgument,
    force: Annotated[bool, typer.Option("--force", help="Remove files that were changed by hand too.")] = False,
) -> None:
    """Remove clients from a copy; with the last one the folder goes.

    Example:

        reissue vendor remove paypen src/app/_vendor
    """
    done = vendor.drop(os.path.realpath(folder), providers, force=force)
    _tell(folder, done, "removed" if done.lock.providers else "removed, and the folder with the last client")


# --- what they share -----------------------------------------------------------------------------------------


def _each(folders: Sequence[str] | None, work: Callable[[str], None]) -> None:
    """One copy after the other: what stops one stops no other, and the gravest exit code counts. Says which were not done."""
    roots = vendor_check.folders(folders or [])
    if len(roots) == 1:
        return work(roots[0])
    codes: dict[str, int] = {}
    for root in roots:
        try:
            work(root)
        except Exception as error:
            print(f"{from_here(root)}:", file=sys.stderr)
            codes[from_here(root)] = console.ending(error)
    but = f", but not {findings.clean(', '.join(codes))}" if codes else ""
    print(f"{len(roots) - len(codes)} of {len(roots)} copies are done{but}.")
    if codes:
        raise typer.Exit(max(codes.values()))
    return None


def _origin(given: str | None) -> Origin:
    found = find_origin(given)
    if found is None:
        raise ConfigurationError("No generated clients are at hand: install reissue, or name a folder with --from.")
    return found


def _show_updates(updates: Sequence[PartUpdate]) -> None:
    """The meaning first, then how many files; the files themselves where the meaning is not at hand."""
    for part in updates:
        print(f"{part.name or 'shared'}: {findings.clean(part.summary)}")
        for line in part.semantic.splitlines():
            print(f"    {findings.clean(line)}")
        if part.semantic or not part.paths:
            print(f"    {len(part.paths)} file(s)")
        else:
            for path in part.paths:
                print(f"    {path}")


_AGAIN = "take it out of `without` in reissue.lock and run `reissue vendor update`"


def _summary(folder: str, done: vendor.CopyResult) -> dict[str, Any]:
    return {
        "folder": folder,
        "providers": sorted(done.lock.providers),
        "changed": done.changed,
        "runtime": done.runtime.summary(_AGAIN) if done.runtime else None,
        "warnings": done.warnings,
    }


def _tell(folder: str, done: vendor.CopyResult, what: str) -> None:
    for warning in done.warnings:
        print(f"reissue: {findings.clean(warning)}", file=sys.stderr)
    names = ", ".join(sorted(done.lock.providers))
    count = f" ({len(done.changed)} files)" if done.changed else ""
    print(f"{folder}: {f'{names}: ' if names else ''}{what}{count}.")
    if done.changed and done.runtime and (line := done.runtime.told(_AGAIN)):
        print(line)
    try:
        os.getcwd()
    except OSError:
        print("reissue: the folder you stand in was replaced: cd out of it and in again", file=sys.stderr)
