"""A new word of a payment's status is forced into the table that says what it means, and stays a finding until it is decided."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from reissue_generator.lint.specification import lint_specification
from reissue_generator.lint.status_table import read_table, with_words
from reissue_generator.tree.project import find
from reissue_generator.update import with_entry
from tests.generator.command_line import run

ROOT = Path(__file__).resolve().parents[2]
PROVIDERS = ("qorepay", "irembopay", "abillify", "paypen")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A specification and a table of ours, under version control."""
    for name in (
        "specs/irembopay.yaml",
        "specs/extensions.schema.json",
        "facade/reissue/providers/irembopay/statuses.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "pyproject.toml").write_text("[tool.reissue]\n")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    return tmp_path


def test_a_new_word_fails_lint_until_somebody_decides(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    spec, table = project / "specs/irembopay.yaml", project / "facade/reissue/providers/irembopay/statuses.py"
    text = spec.read_text()
    assert text.count("enum: [NEW, PARTIALLY_PAID, PAID]") == 1
    spec.write_text(text.replace("enum: [NEW, PARTIALLY_PAID, PAID]", "enum: [NEW, PARTIALLY_PAID, PAID, ON_HOLD]"))
    found, _ = lint_specification(find(str(project)), spec)
    (one,) = [one for one in found if one.rule == "status-undecided"]
    assert one.message.startswith("irembopay: PaymentStatus: 'ON_HOLD' (specs/irembopay.yaml:")
    assert (one.place.file, one.place.line) == ("facade/reissue/providers/irembopay/statuses.py", 8)

    done = run("update", "irembopay", "--yes")
    assert done.code == 1 and "statuses.py:12: what does 'ON_HOLD' mean?" in done.out
    assert '    "PAID": S.PAID,\n    "ON_HOLD": S.UNKNOWN,  # to be decided\n}' in table.read_text()
    written = table.read_text()
    assert run("update", "irembopay", "--yes").code == 1 and table.read_text() == written, (
        "it waits, and writes it once"
    )
    assert "status-undecided" in run("lint", "irembopay").out
    table.write_text(written.replace("S.UNKNOWN,  # to be decided", "S.OPEN,"))
    assert run("lint", "irembopay").code == 0


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_word_is_written_into_each_of_our_tables(tmp_path: Path, provider: str) -> None:
    path = tmp_path / "statuses.py"
    shutil.copy(ROOT / f"facade/reissue/providers/{provider}/statuses.py", path)
    table = read_table(path)
    assert table is not None and table.schemas and not table.open
    text = with_words(table, ['say "x"', "new"])
    assert text is not None
    path.write_text(text)
    made = read_table(path)
    assert made is not None and list(made.words) == [*table.words, 'say "x"', "new"]
    assert list(made.open) == ['say "x"', "new"]
    kept = [line for line in table.text.splitlines() if "{" not in line]
    assert set(kept) <= set(text.splitlines()), "nothing else is touched"


def test_an_entry_goes_under_its_heading_and_once() -> None:
    text = "# Changelog\n\n## Unreleased\n\n### Fixed\n\n- a\n\n## 1.0\n\n- b\n"
    lines = ["### Breaking", "- p: gone", "### Fixed", "- p: c"]
    made = with_entry(text, lines)
    assert (
        made
        == "# Changelog\n\n## Unreleased\n\n### Breaking\n\n- p: gone\n\n### Fixed\n\n- p: c\n- a\n\n## 1.0\n\n- b\n"
    )
    assert with_entry(made, lines) == made
    assert with_entry("# Changelog\n\n## 1.0\n", lines) is None
    assert with_entry("## Unreleased\n", lines[:2]) == "## Unreleased\n\n### Breaking\n\n- p: gone\n"
