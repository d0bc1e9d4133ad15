"""`reissue vendor patch`: changes of generated code that updates apply again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from .. import findings
from ..errors import ConfigurationError
from ..vendor import patching
from ..vendor.check import from_here
from ..vendor.copies import there
from ..vendor.copy import Copy
from ..vendor.origin import find_origin
from ..vendor.patch import Patch
from . import vendor_check
from .options import FromOption, JsonOption, group

app = group("Changes of your own in a copy, as files that updates apply again.")

NameArgument = Annotated[str, typer.Argument(help="Such as `proxy`.", show_default=False)]
FolderArgument = Annotated[
    str | None, typer.Argument(metavar="DIR", help="default: `vendored` of [tool.reissue]", show_default=False)
]


@app.command()
def save(
    name: NameArgument,
    folder: FolderArgument = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why the files are changed.", show_default=False)
    ] = "",
    paths: Annotated[
        list[str] | None,
        typer.Option("--path", metavar="PATH", help="This file of the copy only; repeatable.", show_default=False),
    ] = None,
    source: FromOption = None,
) -> None:
    """Make a patch of what was changed by hand: what `vendor check` calls edited, missing or extra.

    A patch belongs to one provider, or to what all share; edits of several become one each. It has the files as a whole, before
    and after, so that an update can merge it in any year. A patch of that name takes further edits in.

    Examples:

        reissue vendor patch save proxy --reason "goes through the proxy until NET-123 is done"

        reissue vendor patch save log src/app/_vendor --path qorepay/client.py --reason "logs what NET-7 asks for"
    """
    root = _one(folder)
    done = patching.save(os.path.realpath(root), name, reason, find_origin(source), paths or ())
    _warn(done.copy.warnings)
    for patch in done.patches:
        what = ", ".join(sorted(patch.edits)) or "changes nothing any more, and is gone"
        print(f"{root}/{patch.path}: {findings.clean(what)}")


@app.command(name="list")
def listed(folder: FolderArgument = None, as_json: JsonOption = False) -> None:
    """Say which patches there are, why, and what they change.

    Example:

        reissue vendor patch list src/app/_vendor
    """
    found: list[tuple[str, Patch]] = []
    for root in vendor_check.folders([folder] if folder else []):
        top = os.path.realpath(root)
        patches, wrong = Copy(top, there(top)).patches()
        _warn(f"{path}: {why}" for path, why in wrong)
        found += [(from_here(top), patch) for patch in patches]
    if as_json:
        rows = [{"folder": at, "patch": one.id, "reason": one.reason, "files": sorted(one.edits)} for at, one in found]
        sys.stdout.write(findings.dumped(rows))
        return
    for at, patch in found:
        print(f"{at}: {patch.id}: {findings.clean(patch.reason)}")
        for path in sorted(patch.edits):
            print(f"    {findings.clean(path)}")


@app.command()
def remove(name: NameArgument, folder: FolderArgument = None) -> None:
    """Take a patch back: its files are as they are generated, but for what other patches change.

    Example:

        reissue vendor patch remove proxy src/app/_vendor
    """
    root = _one(folder)
    done = patching.remove(os.path.realpath(root), name)
    _warn(done.copy.warnings)
    for patch in done.patches:
        print(f"{root}/{patch.path}: taken back from {findings.clean(', '.join(sorted(patch.edits)))}")


def _one(folder: str | None) -> str:
    """The one copy that is meant. Raises ConfigurationError where there are several."""
    roots = vendor_check.folders([folder] if folder else [])
    if len(roots) > 1:
        raise ConfigurationError(f"Name one of the folders: {', '.join(map(from_here, roots))}.")
    return from_here(os.path.realpath(roots[0]))


def _warn(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"reissue: {findings.clean(line)}", file=sys.stderr)
