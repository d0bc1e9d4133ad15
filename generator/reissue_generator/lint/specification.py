"""A specification of a project, or any other file, through all that `lint` looks at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..document import Document
from ..errors import SpecError
from ..findings import Finding
from ..tree.project import Project
from .extensions import extensions_of
from .run import lint
from .status_table import check_statuses, table_of


def _statuses(project: Project | None, document: Document, path: Path) -> Iterable[Finding]:
    """What nobody has decided of the statuses of one of the project's own providers."""
    own = project is not None and Path(project.spec_files().get(path.stem, "")).resolve() == path.resolve()
    table = table_of(project.root, path.stem) if project and own else None
    return check_statuses(table, document, path.stem, project.show(str(table.path))) if project and table else ()


def lint_specification(project: Project | None, path: Path) -> tuple[list[Finding], bool]:
    """What was found in one file, and whether the file can be used at all."""
    name = project.show(str(path)) if project else str(path)
    extensions = extensions_of(project, path)
    try:
        document = Document.open(path, name)
        return [*lint(document, extensions), *_statuses(project, document, path)], True
    except SpecError as error:
        return list(error.findings), False
