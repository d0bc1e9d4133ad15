"""Several copies at a time: one report, one exit code, and what is wrong with one hides nothing of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reissue_generator.vendor import copies as vendor
from tests.generator import command_line
from tests.generator.plants.folders import git
from tests.generator.vendor.vendored_copies import command, copied, document, origin, respecify


@pytest.fixture
def app(tmp_path: Path, old_project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with three copies, of which the second is no copy."""
    for name in ("one", "three"):
        vendor.add(str(tmp_path / name), ["acme"], origin(old_project))
    (tmp_path / "two").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.reissue]\nvendored = ["one", "two", "three", "./one"]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_check_names_each_and_hides_none(app: Path, old_project: Path) -> None:
    (app / "three/acme/models.py").write_text("x = 1\n")
    code, out, _ = command("check", "--from", old_project)
    assert code == 2
    assert out.count("one: unmodified and current") == 1
    assert "two: error: cannot be checked: There is no vendored copy in two" in out
    assert "three/acme/models.py: error: edited" in out
    assert out.endswith("2 of 3 copies are not as they should be: two, three.\n")
    code, out, _ = command("check", "--from", old_project, "--json")
    assert (code, {one["rule"] for one in json.loads(out)["findings"]}) == (2, {"vendor-unread", "vendor-edited"})
    assert command("check", "one", "three", "--from", old_project)[0] == 1


def test_update_says_what_was_done_and_what_not(app: Path, new_project: Path) -> None:
    (app / "three/acme/models.py").write_text("x = 1\n")
    code, out, error = command("update", "--from", new_project)
    assert code == 2
    assert out.endswith("1 of 3 copies are done, but not two, three.\n")
    assert "two:\nreissue: There is no vendored copy in" in error
    assert "three:\nreissue: Files were changed by hand" in error
    assert command("check", "one", "--from", new_project)[0] == 0
    code, out, _ = command("update", "one", "three", "--force", "--from", new_project)
    assert (code, out.endswith("2 of 2 copies are done.\n")) == (0, True)


def test_repair_ends_all_conflicts(app: Path, old_project: Path) -> None:
    for name in ("one", "three"):
        lock = app / name / "reissue.lock"
        lock.write_text("<<<<<<< a\n" + lock.read_text())
    code, out, _ = command("repair", "one", "three", "--from", old_project)
    assert (code, out.endswith("2 of 2 copies are done.\n")) == (0, True)
    assert command("check", "one", "three", "--from", old_project)[0] == 0


def test_the_gate_goes_on_after_what_it_cannot_read(app: Path) -> None:
    (app / "three/acme/models.py").write_text("x = 1\n")
    git(app, "init", "--quiet")
    git(app, "add", ".")
    git(app, "commit", "--quiet", "--message", "x")
    done = command_line.run("ci", "--against", "HEAD")
    assert done.code == 3
    assert "[vendor-unread]" in done.out
    assert "three/acme/models.py: error: edited" in done.out


def test_where_all_was_asked_for_what_was_not_compared_is_an_error(
    app: Path, old_project: Path, tmp_path: Path
) -> None:
    """A check in CI without the clients at hand has not told whether the copy is stale, and says what it takes."""
    other = copied(old_project, tmp_path / "other")
    (other / "generated/reissue_clients/acme/__init__.py").unlink()
    rows = json.loads(command("check", "one", "--full", "--json", "--from", other)[1])["findings"]
    (row,) = [one for one in rows if one["rule"] == "vendor-unknown"]
    assert row["level"] == "error"
    assert "--from" in row["hint"]
    lock = Path("one/reissue.lock")
    lock.write_text(lock.read_text().replace("format = 2\n", 'format = 2\npin = "v9"\n'))
    code, out, _ = command("check", "one", "--full", "--from", old_project)
    assert code == 1 and "has v9 with --from" in out
    assert "-> ->" not in out and "pip install" not in out and "unmodified" not in out
    code, out, _ = command("check", "one", "--from", old_project)
    assert code == 0 and out.endswith(": as its lock says, and not compared (quick; see --full).\n")


def test_an_update_weighs_changes_as_the_project_does(app: Path, old_project: Path, tmp_path: Path) -> None:
    """The project around the copy, which is not the one that the clients come from."""
    later = respecify(copied(old_project, tmp_path / "later"), acme=document("Acme", ["closed"]))
    words = ("update", "one", "--dry-run", "--from", later)
    assert '    breaking: ThingsGetResponseState: fixed value "open" -> "closed"' in command(*words)[1]
    with (app / "pyproject.toml").open("a") as file:
        file.write('[tool.reissue.diff]\nresponse-constant-changed = "cosmetic"\n')
    assert '    cosmetic: ThingsGetResponseState: fixed value "open" -> "closed"' in command(*words)[1]
    assert "breaking" not in command(*words)[1]
    (app / "pyproject.toml").write_text('[tool.reissue.diff]\nno-such-rule = "cosmetic"\n')
    assert "there is no rule 'no-such-rule'" in command(*words)[1]
