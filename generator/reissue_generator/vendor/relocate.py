"""The imports of a generated file, as a copy that carries its own runtime must write them, and what its header tells to run.

Nothing is rendered again: an import of the installed runtime becomes a relative one, and moves to the other relative
imports, so that the file is sorted as its formatter had it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import cast

from .. import DO_NOT_EDIT

Import = ast.Import | ast.ImportFrom
_WIDTH = 88
"""Columns of emitted code."""


def relocated(text: str, runtime: str, copy: str) -> str:
    """A file in which every ``from <runtime>.x import y`` reads ``from <copy>.x import y``.

    `runtime` is absolute, such as reissue_runtime; `copy` is relative, such as ``..runtime``.
    """
    lines = text.split("\n")
    for imports in sorted(_sections(ast.parse(text)), key=lambda run: run[0].lineno, reverse=True):
        moved = [statement for statement in imports if _is_runtime(statement, runtime)]
        if moved:
            first, last = imports[0].lineno - 1, _end(imports[-1])
            lines[first:last] = _section(lines, imports, moved, runtime, copy)
    return "\n".join(lines)


def absolute(text: str, copy: str, runtime: str) -> str:
    """A file in which every ``from <copy>.x import y`` reads ``from <runtime>.x import y``, as `relocated` takes it."""
    return re.sub(rf"^([ \t]*from ){re.escape(copy)}(?=[. ])", rf"\g<1>{runtime}", text, flags=re.MULTILINE)


_COMMAND = re.compile(rf"^# {re.escape(DO_NOT_EDIT)}.*?`\.$", re.MULTILINE | re.DOTALL)
UPDATE = "reissue vendor update"


def readdressed(text: str) -> str:
    """A file whose header names the command that brings a copy up to date: where the copy stands, there is no specification."""
    header = "".join(takewhile(lambda line: line.startswith("#"), text.splitlines(keepends=True)))
    return _COMMAND.sub(f"# {DO_NOT_EDIT}{UPDATE}`.", header, count=1) + text.removeprefix(header)


def _sections(tree: ast.Module) -> Iterable[list[Import]]:
    """The imports of a file, each run of statements by itself: of the module, for type checkers, inside of functions."""
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list):
                yield from _runs(cast("list[object]", value))


def _runs(statements: Iterable[object]) -> Iterable[list[Import]]:
    """The runs of imports among some statements. The future is no section: it stays where it is."""
    run: list[Import] = []
    for statement in statements:
        if isinstance(statement, Import):
            if not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                run.append(statement)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _section(
    lines: Sequence[str], imports: Sequence[Import], moved: Sequence[Import], runtime: str, copy: str
) -> list[str]:
    """The lines of one run: what is absolute, a blank line, what is relative with the runtime first."""
    local = [statement for statement in imports if isinstance(statement, ast.ImportFrom) and statement.level]
    rest = [statement for statement in imports if statement not in moved and statement not in local]
    absolute: list[str] = []
    for before, statement in zip([None, *rest], rest, strict=False):
        apart = before is not None and any(not line.strip() for line in lines[_end(before) : statement.lineno - 1])
        absolute += ["", *_lines(lines, statement)] if apart else _lines(lines, statement)
    relative = [
        short
        for statement in moved
        for line in _lines(lines, statement)
        for short in _wrapped(line.replace(f"from {runtime}", f"from {copy}", 1))
    ]
    relative += [line for statement in local for line in _lines(lines, statement)]
    return [*absolute, *([""] if absolute else []), *relative]


def _wrapped(line: str) -> list[str]:
    """An import as a formatter has it: what a longer name made too long stands in brackets."""
    head, _, names = line.partition(" import ")
    if len(line) <= _WIDTH or not names or "(" in names:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return [f"{head} import (", *(f"{indent}    {name.strip()}," for name in names.split(",")), f"{indent})"]


def _is_runtime(statement: Import, runtime: str) -> bool:
    if not isinstance(statement, ast.ImportFrom) or statement.level or statement.module is None:
        return False
    return statement.module == runtime or statement.module.startswith(f"{runtime}.")


def _lines(lines: Sequence[str], statement: Import) -> list[str]:
    return list(lines[statement.lineno - 1 : _end(statement)])


def _end(statement: Import) -> int:
    return statement.end_lineno or statement.lineno
