"""`reissue vendor check`: its one front end, which needs the standard library only.

Whoever vendors a client checks it with the base install, so there is no Typer here; `reissue vendor --help` lists this
command, and hands over every word that follows it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from .. import findings
from ..errors import CLEAN, FOUND, USAGE, ConfigurationError
from ..findings import Finding, Format, Level
from ..tree.extent import QUICK, TOTAL, is_total
from ..tree.project import nearest
from ..vendor.check import check, from_here
from ..vendor.origin import find_origin
from . import console

FORMAT_HELP = "How findings are printed: for people, programs, CI services, or a page."
FROM_HELP = "A project or a folder of generated clients; default: the project around here, else the installed ones."
FULL_HELP = "Compare byte code with its source too, ask git what it tracks, name what is kept; always where CI is set."
ABOUT = "Say which files of a copy were edited, are missing or extra, and whether it is stale."
_MORE = """\
Reads only, needs no network, and only the base install. Exit code 0: clean; 1: findings; 2: usage or configuration.

examples:
  reissue vendor check src/app/_vendor
  reissue vendor check src/app/_vendor --format sarif
"""


def main(arguments: Sequence[str]) -> int:
    """`reissue vendor check` with the words that follow it; gives the exit code."""
    try:
        given = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or has printed the help
        return CLEAN if stop.code in (0, None) else USAGE
    try:
        return run(given.folders, Format(given.format), given.source, is_total(given.full))
    except (Exception, KeyboardInterrupt) as error:
        return console.ending(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reissue vendor check",
        description=ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", metavar="DIR", nargs="*", help="default: `vendored` of [tool.reissue]")
    parser.add_argument("--format", choices=[str(form) for form in Format], default=str(Format.TEXT), help=FORMAT_HELP)
    parser.add_argument(
        "--json", dest="format", action="store_const", const=str(Format.JSON), help="The same as --format json."
    )
    parser.add_argument("--full", action="store_true", help=FULL_HELP)
    parser.add_argument("--from", dest="source", metavar="DIR", help=FROM_HELP)
    return parser


def run(given: Sequence[str], form: Format = Format.TEXT, source: str | None = None, total: bool = False) -> int:
    """Check some copies and print what was found; gives the exit code. Raises ConfigurationError."""
    roots, origin = folders(given), find_origin(source)
    found = findings.ordered(
        finding for root in roots for finding in check(os.path.realpath(root), origin, total=total)
    )
    console.report(found, form, clean="", extent=TOTAL if total else QUICK)
    failed = any(finding.level is Level.ERROR for finding in found)
    if form is Format.TEXT and not failed:
        sys.stdout.write("".join(f"{from_here(os.path.realpath(root))}: {_state(found, total)}.\n" for root in roots))
    return FOUND if failed else CLEAN


def _state(found: Sequence[Finding], total: bool) -> str:
    rules = {finding.rule for finding in found}
    state = "unmodified" if "vendor-unknown" in rules else "unmodified and current"
    but = " but for what is kept" if "vendor-kept" in rules else ""
    return f"{state}{but}" if total else f"{state}{but} (quick; see --full)"


def folders(given: Sequence[str]) -> list[str]:
    """The copies to look at: those named, else those under `vendored` of [tool.reissue]. Raises ConfigurationError."""
    if given:
        return list(given)
    project = nearest()
    if project is None or not project.vendored:
        raise ConfigurationError(
            "Name a folder, or list the folders as `vendored` under [tool.reissue] of pyproject.toml."
        )
    return project.vendored
