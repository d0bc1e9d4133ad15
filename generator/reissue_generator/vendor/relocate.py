"""The imports of a generated file, as a copy that carries its own runtime must write them.

Nothing is rendered again: an import of the installed runtime becomes a relative one, and moves to the other relative
imports, so that the file is sorted as its formatter had it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import cast

Import = ast.Import | ast.ImportFrom


def relocated(text: str, runtime: str, copy: str) -> str:
    """A file in which every ``from <runtime>.x import y`` reads ``from <copy>.x import y``.

    `runtime` is absolute, such as reissue_runtime; `copy` is relative, such as ``..runtime``.
    """
    lines = text.split("\n")
    for imports in sorted(_sections(ast.parse(text)), key=lambda run: run[0].lineno, reverse=True):
        moved = [one for one in imports if _is_runtime(one, runtime)]
        if moved:
            first, last = imports[0].lineno - 1, _end(imports[-1])
            lines[first:last] = _section(lines, imports, moved, runtime, copy)
    return "\n".join(lines)


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
    local = [one for one in imports if isinstance(one, ast.ImportFrom) and one.level]
    rest = [one for one in imports if one not in moved and one not in local]
    absolute: list[str] = []
    for before, one in zip([None, *rest], rest, strict=False):
        apart = before is not None and any(not line.strip() for line in lines[_end(before) : one.lineno - 1])
        absolute += ["", *_lines(lines, one)] if apart else _lines(lines, one)
    relative = [line.replace(f"from {runtime}", f"from {copy}", 1) for one in moved for line in _lines(lines, one)]
    relative += [line for one in local for line in _lines(lines, one)]
    return [*absolute, *([""] if absolute else []), *relative]


def _is_runtime(one: Import, runtime: str) -> bool:
    if not isinstance(one, ast.ImportFrom) or one.level or one.module is None:
        return False
    return one.module == runtime or one.module.startswith(f"{runtime}.")


def _lines(lines: Sequence[str], one: Import) -> list[str]:
    return list(lines[one.lineno - 1 : _end(one)])


def _end(one: Import) -> int:
    return one.end_lineno or one.lineno
