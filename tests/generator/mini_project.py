"""A project of two providers in a temporary folder, and `reissue` run inside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tests.generator.small_clients  # noqa: F401  (remembers what it has formatted)
from reissue_generator.generate import generate
from reissue_generator.own_files import own_templates
from reissue_generator.tree.project import find
from tests.generator.command_line import Ran, run

SPEC = """\
openapi: 3.1.0
info: {{title: {name}, version: '1', description: Words about {name}.}}
servers: [{{url: 'https://api.{name}.example'}}]
paths:
  /things:
    get:
      operationId: things-list
      tags: [things]
      summary: List things
      parameters: [{{name: page, in: query, schema: {{type: integer}}}}]
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
components:
  schemas:
    Thing: {{type: object, properties: {{id: {{type: string}}, kind: {{type: string, enum: [a, b]}}}}}}
"""


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must stand in a file, wherever it stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


class Mini:
    """A project on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generated = root / "generated"
        self.clients = self.generated / "clients"

    @classmethod
    def make(cls, root: Path) -> Mini:
        (root / "specs").mkdir(parents=True)
        (root / "pyproject.toml").write_text(
            '[tool.reissue]\ntemplates = "templates"\npackage = "clients"\nruntime = ".runtime"\n'
        )
        for name in ("acme", "bolt"):
            (root / f"specs/{name}.yaml").write_text(SPEC.format(name=name))
        shutil.copytree(own_templates(), root / "templates", ignore=shutil.ignore_patterns("__pycache__", ".*"))
        generate(find(str(root)))
        return cls(root)

    def copy(self, root: Path) -> Mini:
        shutil.copytree(self.root, root, symlinks=True)
        return Mini(root)

    def run(self, *arguments: str) -> Ran:
        with inside(self.root):
            return run(*arguments)

    def edit(self, path: str, old: str, new: str) -> None:
        edit(self.root / path, old, new)

    def snapshot(self) -> dict[str, tuple[int, int, bytes]]:
        """Mode, time and bytes of every file and link."""
        found: dict[str, tuple[int, int, bytes]] = {}
        for path in sorted(self.root.rglob("*")):
            facts = path.lstat()
            found[str(path)] = (facts.st_mode, facts.st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        return found


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
