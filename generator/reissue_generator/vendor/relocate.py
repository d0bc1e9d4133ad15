"""The imports of a generated file, as a copy that carries its own runtime must write them.

Nothing is rendered again: an import of the installed runtime becomes a relative one, and moves to the other relative
imports, so that the file is sorted as its formatter had it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

Import = ast.Import | ast.ImportFrom


def relocated(text: str, runtime: str, copy: str) -> str:
    """A file in which every ``from <runtime>.x import y`` reads ``from <copy>.x import y``.

    `runtime` is absolute, such as reissue_runtime; `copy` is relative, such as ``..runtime``.
    """
    lines = text.split("\n")
    for imports in reversed(list(_sections(ast.parse(text).body))):
        moved = [one for one in imports if _is_runtime(one, runtime)]
        if moved:
            first, last = imports[0].lineno - 1, _end(imports[-1])
            lines[first:last] = _section(lines, imports, moved, runtime, copy)
    return "\n".join(lines)


def _sections(body: Sequence[ast.stmt]) -> Iterable[list[Import]]:
    """The imports of a module, and those for type checkers, each as one run of statements."""
    run: list[Import] = []
    for statement in body:
        if isinstance(statement, Import):
            if not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                run.append(statement)
            continue
        if run:
            yield run
            run = []
        if isinstance(statement, ast.If):
            yield from _sections(statement.body)
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
