"""A specification of a project, or any other file, through all that `lint` looks at."""

from __future__ import annotations

from pathlib import Path

from ..document import Document
from ..errors import SpecError
from ..findings import Finding
from ..tree.project import Project
from .extensions import extensions_of
from .run import lint


def lint_specification(project: Project | None, path: Path) -> tuple[list[Finding], bool]:
    """What was found in one file, and whether the file can be used at all."""
    name = project.show(str(path)) if project else str(path)
    extensions = extensions_of(project, path)
    try:
        return lint(Document.open(path, name), extensions), True
    except SpecError as error:
        return list(error.findings), False
