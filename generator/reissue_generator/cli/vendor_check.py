"""`reissue vendor check`: its one front end, which needs the standard library only.

Whoever vendors a client checks it with the base install, so there is no Typer here; `reissue vendor --help` lists this
command, and hands over every word that follows it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence

from .. import findings
from ..errors import CLEAN, FOUND, USAGE, ConfigurationError
from ..findings import Format, Level
from ..tree.extent import QUICK, TOTAL, is_total
from ..tree.project import nearest
from ..vendor.origin import find_origin
from ..vendor.targets import Checked, checked
from . import console

FORMAT_HELP = "How findings are printed: for people, programs, CI services, or a page."
FROM_HELP = "A project or a folder of generated clients; default: the project around here, else the installed ones."
FULL_HELP = "Compare byte code with its source too, ask git what it tracks, name what is kept; always with CI set, but to 0 or false."
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
    copies = checked(folders(given), find_origin(source), total=total)
    if len(copies) == 1 and copies[0].error:
        raise copies[0].error
    found = findings.ordered(finding for copy in copies for finding in copy.found)
    console.report(found, form, clean="", extent=TOTAL if total else QUICK)
    if form is Format.TEXT:
        sys.stdout.write("".join(f"{copy.shown}: {_state(copy, total)}.\n" for copy in copies if not _failed(copy)))
        if len(copies) > 1 and (wrong := [copy.shown for copy in copies if _failed(copy)]):
            print(
                f"{len(wrong)} of {len(copies)} copies are not as they should be: {findings.clean(', '.join(wrong))}."
            )
    codes = [copy.error.code if copy.error else FOUND if _failed(copy) else CLEAN for copy in copies]
    return max(codes)


def _failed(copy: Checked) -> bool:
    return any(finding.level is Level.ERROR for finding in copy.found)


def _state(copy: Checked, total: bool) -> str:
    rules = Counter(finding.rule for finding in copy.found)
    state = "as its lock says, and not compared" if rules["vendor-unknown"] else "unmodified and current"
    but = " and ".join([*(["what is kept"] if rules["vendor-kept"] else ()), *_patches(rules["vendor-patched"])])
    state += f" but for {but}" if but else ""
    return state if total else f"{state} (quick; see --full)"


def _patches(count: int) -> list[str]:
    return [f"{count} patch{'es' if count > 1 else ''}"] if count else []


def folders(given: Sequence[str]) -> list[str]:
    """The copies to look at, each once: those named, else those under `vendored` of [tool.reissue]. Raises ConfigurationError."""
    if given:
        return _each_once(given)
    project = nearest()
    if project is None or not project.vendored:
        raise ConfigurationError(
            "Name a folder, or list the folders as `vendored` under [tool.reissue] of pyproject.toml."
        )
    return _each_once(project.vendored)


def _each_once(folders: Sequence[str]) -> list[str]:
    return list({os.path.realpath(folder): folder for folder in reversed(folders)}.values())[::-1]
