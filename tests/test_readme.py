"""Nothing stands in the README that does not work: its matrix is the code's, its examples run, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from reissue import matrix
from reissue.cli.entry import main
from reissue_sandbox.server import Sandbox
from tests.environment import bare_environment

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table() -> str:
    """The capability matrix as Markdown."""
    found = matrix()
    verbs = list(next(iter(found.values())))
    lines = ["| | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    lines += [
        f"| `{verb}` | " + " | ".join("yes" if found[name][verb] else "" for name in found) + " |" for verb in verbs
    ]
    return "\n".join(lines)


def block(marker: str) -> str:
    match = re.search(rf"<!-- {marker}.*?-->\n(.*?)(?=\n<!--|\n## |\nTo )", README, re.S)
    assert match, marker
    return match[1].strip()


def test_the_matrix_is_that_of_the_code() -> None:
    assert block("matrix") == table(), f"put this into README.md:\n{table()}"


def test_the_library_example_runs(tmp_path: Path) -> None:
    code = re.search(r"```python\n(.*?)```", block("example: library"), re.S)
    assert code
    with Sandbox() as sandbox:
        environ = bare_environment(
            REISSUE_QOREPAY_SECRET_KEY="anything", REISSUE_QOREPAY_SERVER=sandbox.server_for("qorepay")
        )
        done = subprocess.run(
            [sys.executable, "-c", code[1]], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "sent to" in done.stdout
        assert len(sandbox.outbox) == 1


def test_every_command_that_is_named_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    named = set(re.findall(r"^reissue (\w+)", README, re.M)) | set(re.findall(r"`reissue (\w+)", README))
    assert named
    for command in sorted(named):
        monkeypatch.setattr(sys, "argv", ["reissue", command, "--help"])
        assert main() == 0, command


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
