"""The first two steps of the demo: the specifications, and the clients that they give."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from .screen import Screen


def project_steps(screen: Screen) -> bool:
    """Lint, generate into a scratch folder, compare; outside of a checkout there is nothing to compare with."""
    from reissue_generator.tree.project import find_or_none

    project = find_or_none()
    if project is None:
        screen.head("1. and 2. Specifications and clients")
        screen.line("skipped: this is no checkout of a project with [tool.reissue]; the installed clients are used.")
        return True
    return _lint(screen, project) and _compare(screen, project)


def _lint(screen: Screen, project: Any) -> bool:
    from reissue_generator.lint.specification import lint_specification

    screen.head("1. Lint: OpenAPI's meta-schema, every example against its schema, the house rules")
    fine = True
    for provider, path in project.spec_files().items():
        found, _ = lint_specification(project, Path(path))
        fine = fine and not found
        screen.tick(not found, f"{provider}: {len(found) or 'no'} findings in {project.show(path)}")
    return fine


def _compare(screen: Screen, project: Any) -> bool:
    from reissue_generator.generate import render_project, with_runtime
    from reissue_generator.tree.files import Folder
    from reissue_generator.tree.manifest import NAME
    from reissue_generator.tree.write import compare, write

    screen.head("2. Generate into a scratch folder, and compare with generated/")
    rendered = with_runtime(project, render_project(project))
    with tempfile.TemporaryDirectory(prefix="reissue-demo-") as folder:
        scratch = Path(folder, "generated")
        write(scratch, rendered.files)
        lines = sum(text.count("\n") for path, text in rendered.files.items() if "/runtime/" not in path)
        count = sum(len(api.operations) for api in rendered.apis)
        screen.line(f"{count} operations of {len(rendered.apis)} providers in {lines} lines, and one runtime for all")
    found = compare(Folder(project.generated), rendered.files)
    different = [file for file in found if file.path != NAME]
    screen.tick(not different, f"generated/ is what the specifications say ({len(different) or 'no'} differences)")
    return not different
