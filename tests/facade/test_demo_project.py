"""The first step of the demo: it lints as `reissue lint` does, also what cannot be used."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from reissue.cli.demo.project import project_steps
from reissue.cli.demo.screen import Screen


def test_a_specification_that_cannot_be_used_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.reissue]\n")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "acme.yaml").write_text("openapi: [")
    monkeypatch.chdir(tmp_path)
    told = io.StringIO()
    assert not project_steps(Screen(Console(file=told, width=120)))
    assert "NO  acme: 1 findings in specs/acme.yaml" in told.getvalue()
