"""The proof that emitted files hold what the templates mean and nothing else, whatever a specification says.

It knows neither OpenAPI nor the encoders: it reads the finished text as Python does, and accepts only the few kinds of
statements, the imports and the calls of which clients are made. Text that got out of its literal, its docstring or its
comment shows here as a statement, a name or a call that no client has, even where an encoder were wrong.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from ...findings import Finding
from .report import RULE, Report
from .statements import Statements

__all__ = ["RULE", "prove"]

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Characters that end a line for somebody, or show text in another order than it is read."""
_DIRECTIVE = re.compile(r"#.*?coding[:=]")


def prove(files: Mapping[str, str], runtime: str = "") -> list[Finding]:
    """What in the files of clients no template means.

    `runtime`: the absolute name of the runtime that they may import; '': the copy in the tree.
    """
    reports = [Report(path) for path in sorted(files) if path.endswith(".py")]
    for report in reports:
        _characters(files[report.path], report)
        _syntax(files[report.path], Statements(files, runtime, report), report)
    return [finding for report in reports for finding in report.findings]


def _characters(text: str, report: Report) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if match := _HIDDEN.search(line):
            report.tell(f"holds the character {match[0]!r}", number, match.start())
        if number <= 2 and _DIRECTIVE.match(line):
            report.tell("names an encoding", number, 0)


def _syntax(text: str, statements: Statements, report: Report) -> None:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        report.tell(f"is no Python: {error}", getattr(error, "lineno", 0) or 0, 0)
        return
    statements.check(tree)
