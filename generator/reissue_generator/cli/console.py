"""How each command ends and what it tells: exit codes, progress and reports, the same for all of them.

Only the standard library is needed, because `reissue vendor check` must work with the base install. Colours and progress
come with the extra `cli`, and on a terminal only. Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from .. import __version__, extras, findings
from ..errors import EXIT_CODES, FAULT, INTERRUPTED, SpecError, ToolError
from ..findings import Finding, Format, Level, Part
from .streams import STDOUT_CLOSED

# --- how a command ends --------------------------------------------------------------------------------------

EXIT_CODES_TEXT: Final = "\n".join(
    ["\b", "Exit codes:", *(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())]
)
"""The table of exit codes for --help."""

_EXPECTED: Final = MappingProxyType(
    {
        errno.EADDRINUSE: "choose another port, or stop what listens there",
        errno.EADDRNOTAVAIL: "name an address of this machine",
        errno.EACCES: "change the permissions, or name another place",
        errno.EPERM: "change the permissions, or name another place",
        errno.ENOENT: "check the name, and make the folder that it stands in",
        errno.ENOTDIR: "a file stands where a folder is needed: name another place",
        errno.EISDIR: "a folder stands where a file is needed: name another place",
        errno.EEXIST: "name another place, or move away what stands there",
        errno.ENOTEMPTY: "name another place, or move away what stands there",
        errno.EROFS: "name a place that can be written",
        errno.ENOSPC: "make room, and run it again",
        errno.EDQUOT: "make room, and run it again",
        errno.ENAMETOOLONG: "choose a shorter name",
        errno.ELOOP: "name a place without a circle of symbolic links",
        errno.EMFILE: "raise the limit of open files (ulimit -n)",
    }
)
"""What to do where the system refuses something that may happen on any machine; any other refusal is a fault of ours."""


def expected(error: BaseException) -> ToolError | None:
    """An error that a person can do something about, with its exit code; None for a fault of reissue itself."""
    if isinstance(error, ToolError):
        return error if error.code != FAULT else None
    if isinstance(error, OSError) and error.strerror == STDOUT_CLOSED:
        return ToolError(STDOUT_CLOSED, hint="give it one, such as >/dev/null")
    if isinstance(error, OSError) and (hint := _EXPECTED.get(error.errno or 0)):
        name: object = error.filename
        place = os.fsdecode(name) if isinstance(name, bytes) else str(name or "")
        return ToolError(error.strerror or type(error).__name__, place=place, hint=hint)
    return None


def tell(error: ToolError) -> None:
    """Say on stderr what happened, where, and what to do."""
    if isinstance(error, SpecError):
        sys.stderr.write(findings.render(error.findings, Format.TEXT))
        return
    tell_lines(error.lines)


def tell_lines(lines: Sequence[str]) -> None:
    """Say something on stderr: what happened, and below it what else is known."""
    first, *rest = lines
    told = [f"reissue: {findings.clean(first)}", *(f"    {findings.clean(line)}" for line in rest)]
    print("\n".join(told), file=sys.stderr)


def ending(error: BaseException) -> int:
    """The exit code for whatever ended a command, after it was said on stderr what that was."""
    if isinstance(error, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    if told := expected(error):
        tell(told)
        return told.code
    _tell_fault(error)
    return FAULT


def _tell_fault(error: BaseException) -> None:
    """The trace without the values of variables, which may be secrets."""
    import traceback

    traceback.print_exception(error)
    print("reissue: this is a fault of reissue itself; please report it with the lines above.", file=sys.stderr)


# --- progress ------------------------------------------------------------------------------------------------

Tell = Callable[[str], None]
"""Told what is being done."""
TellCount = Callable[[int, int, str], None]
"""Told how many are done, how many there are in all, and which was the last."""


def _is_terminal(stream: object) -> bool:
    """Whether colours and progress are wanted on this stream, and the packages for them are there."""
    wanted = getattr(stream, "isatty", lambda: False)() or os.environ.get("FORCE_COLOR")
    return bool(wanted) and not extras.missing("cli")


@contextmanager
def progress() -> Generator[Tell]:
    """Tell what is being done, on a terminal only."""
    if not _is_terminal(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda text: status.update(findings.clean(text))


@contextmanager
def progress_bar(what: str, total: int) -> Generator[TellCount]:
    """Tell how many of `total` are done and which was the last, on a terminal only."""
    if not _is_terminal(sys.stderr):
        yield lambda done, total, last: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, total, last: bar.update(task, completed=done, total=total, description=findings.clean(last))


# --- reports -------------------------------------------------------------------------------------------------

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_STYLES = {Part.PLACE: "bold", Part.HINT: "cyan"}


def report(found: Sequence[Finding], form: Format, *, clean: str, extent: str = "") -> None:
    """Print findings in the chosen format; `clean` is what a person reads when there are none, '' for nothing.

    `extent`: how much was looked at, for programs, where that is not always the same.
    """
    if form is Format.TEXT and found and _is_terminal(sys.stdout):
        _print_in_colour(found)
    else:
        sys.stdout.write(findings.render(found, form, version=__version__, extent=extent))
    if form is Format.TEXT and clean and not found:
        print(clean)


def _print_in_colour(found: Sequence[Finding]) -> None:
    """What `findings.render` writes as text, with places, levels and differences in colour."""
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    for finding in found:
        for part, text in findings.text_parts(finding):
            console.print(text, style=_style(finding, part, text[4:]), end="", markup=False)


def _style(finding: Finding, part: Part, line: str) -> str | None:
    """The colour of a piece of a finding; a `line` that a diff adds or removes has its own."""
    if part is Part.LEVEL:
        return _COLOURS[finding.level]
    if part is Part.DETAIL:
        return "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
    return _STYLES.get(part)
