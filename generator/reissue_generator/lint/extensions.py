"""Which schema of the x-reissue-* keys holds for a specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..tree.project import Project

NAME = "extensions.schema.json"


def extensions_of(project: Project | None, path: Path) -> dict[str, Any] | None:
    """The schema that stands beside the specifications of a project, for one of these; None: no house rules hold."""
    if project is None or path.resolve().parent != Path(project.specs).resolve():
        return None
    schema = Path(project.specs) / NAME
    if not schema.is_file():
        return None
    found: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    return found
