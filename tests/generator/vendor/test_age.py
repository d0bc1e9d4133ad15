"""What counts as older than a copy: by the history of the repository that it is from, not by the date of its last commit alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from reissue_generator import __version__
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.age import older_clients, older_runtime
from reissue_generator.vendor.copies import RefusedError
from reissue_generator.vendor.lock import Lock
from reissue_generator.vendor.origin import Origin
from reissue_generator.vendor.repair import repair
from tests.generator.plants.folders import git
from tests.generator.vendor.vendored_copies import (
    command,
    committed,
    copied,
    document,
    origin,
    respecify,
    rules,
    texts,
)

FOREIGN = r"acme was copied from commit .* is not in the history of what is at hand \(.*\), and nothing there was like"
LATER = ["open", "sent"]


class Source:
    """A repository: `first`, then `acme` changed on `main`, and branches with other commits, all of a later date."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "branch", "--move", "main")
        git(root, "tag", "first")
        self.commit("main", "2026-02-01", acme=LATER)
        git(root, "tag", "copied")

    def on(self, name: str, start: str = "") -> Path:
        git(self.root, "switch", "--quiet", *(("--create", name, start) if start else (name,)))
        return self.root

    def commit(self, branch: str, day: str, start: str = "", readme: str = "", **states: list[str]) -> Path:
        self.on(branch, start)
        (self.root / "README").write_text(f"{readme}{day}")
        respecify(self.root, **{name: document(name.title(), values) for name, values in states.items()})
        return committed(self.root, f"{day}T00:00:00Z")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, old_project: Path) -> Path:
    folder = tmp_path_factory.mktemp("age")
    first = committed(copied(old_project, folder / "source"), "2026-01-01T00:00:00Z")
    source = Source(first)
    vendor.add(str(folder / "_vendor"), ["acme", "beta"], origin(source.root))
    return folder


@pytest.fixture
def world(tmp_path: Path, made: Path) -> tuple[Source, Path]:
    """The source, and a copy of its commit `copied`."""
    copied(made / "source", tmp_path / "source")
    source = Source.__new__(Source)
    source.root = tmp_path / "source"
    return source, copied(made / "_vendor", tmp_path / "_vendor")


def test_a_branch_that_was_cut_before_the_copy_takes_nothing_back(world: tuple[Source, Path]) -> None:
    """Its last commit is the youngest of all, and knows nothing of what was copied."""
    source, copy = world
    before = texts(copy)
    for branch, states in (("hotfix", {}), ("feature", {"beta": ["off"]}), ("other", {"acme": ["open", "void"]})):
        source.commit(branch, "2026-03-01", "first", **states)
        for step in (vendor.update, repair):
            with pytest.raises(RefusedError, match=FOREIGN):
                step(str(copy), origin(source.root))
        (found,) = [one for one in vendor_check.check(str(copy), origin(source.root)) if "acme" in one.place.file]
        assert "is not in the history" in found.message and found.hint.endswith("--downgrade")
    assert texts(copy) == before
    code, out, error = command("update", copy, "--from", source.on("hotfix"))
    assert (code, "acme: was copied from commit" in out, "--downgrade" in error) == (1, True, True)
    assert command("update", copy, "--from", source.root, "--downgrade")[0] == 0
    assert rules(copy, source.root) == {}
    assert vendor.update(str(copy), origin(source.on("main"))).changed  # what is at hand has the commit of the copy


def test_a_client_that_is_as_it_was_copied_is_not_older(world: tuple[Source, Path]) -> None:
    """The branch has the same client, by another commit, and a change of the other one."""
    source, copy = world
    source.commit("same", "2026-03-01", "first", readme="same", acme=LATER)
    assert vendor.update(str(copy), origin(source.root)).changed == []
    source.commit("same", "2026-03-02", beta=["on", "off"])
    with pytest.raises(RefusedError, match="acme"):
        vendor.update(str(copy), origin(source.on("hotfix", "first")))
    assert vendor.update(str(copy), origin(source.on("same"))).changed
    assert rules(copy, source.root) == {}


@pytest.mark.parametrize("is_gone", [False, True], ids=["on a branch", "deleted"])
def test_a_branch_that_was_squashed_is_in_what_came_of_it(world: tuple[Source, Path], is_gone: bool) -> None:
    """Its content stands in the history, under another commit, and main has gone on since."""
    source, copy = world
    source.commit("squashed", "2026-03-01", "first", readme="squash", acme=LATER)
    source.commit("squashed", "2026-03-02", acme=[*LATER, "paid"])
    if is_gone:
        git(source.root, "branch", "--quiet", "--delete", "--force", "main")
        git(source.root, "tag", "--delete", "copied")
        git(source.root, "reflog", "expire", "--expire=now", "--all")
        git(source.root, "gc", "--quiet", "--prune=now")
    assert vendor.update(str(copy), origin(source.root)).changed
    assert rules(copy, source.root) == {}


def test_dates_do_not_count_where_one_commit_comes_from_the_other(world: tuple[Source, Path]) -> None:
    """Who commits has a clock that is wrong, or the copy is of the later of two commits of one second."""
    source, copy = world
    source.commit("main", "2025-01-01", acme=[*LATER, "paid"])
    assert vendor.update(str(copy), origin(source.root)).changed
    source.on("back", "copied")
    with pytest.raises(RefusedError, match="which is older"):
        vendor.update(str(copy), origin(source.root))


def test_what_all_share_goes_back_with_no_client_that_stays(world: tuple[Source, Path]) -> None:
    source, copy = world
    lock = Lock.load(str(copy))
    assert lock is not None
    shared = replace(lock, files={**lock.files, "runtime/errors.py": "0" * 64})
    source.commit("main", "2026-03-01")
    for branch, start, older in (("back", "first", ["acme", "beta"]), ("main", "", [])):
        there = origin(source.on(branch, start))
        assert [*older_clients(lock, shared, there)] == older
        assert older_clients(lock, lock, there) == {}


def test_the_runtime_alone_goes_back_no_more_than_clients_do(world: tuple[Source, Path]) -> None:
    """The clients stay as they are, of the commit that they were copied from: their blocks say nothing of the runtime."""
    source, copy = world

    def runtime(branch: str, day: str, more: str, start: str = "") -> Origin:
        generated = source.on(branch, start) / "generated"
        (generated / "MANIFEST.sha256").unlink(missing_ok=True)  # who lists it says nothing here
        errors = generated / "reissue_clients/runtime/errors.py"
        errors.write_text(errors.read_text() + more)
        return origin(committed(source.root, f"{day}T00:00:00Z"))

    later = runtime("main", "2026-03-01", "# one\n")
    assert vendor.update(str(copy), later).changed == ["runtime/errors.py"]
    before = texts(copy)
    hotfix = runtime("hotfix", "2026-04-01", "# other\n", "copied")
    for back in (hotfix, origin(source.on("back", "copied"))):
        for step in (vendor.update, repair):
            with pytest.raises(
                RefusedError, match=r"runtime was copied from a state that is not in the history of what"
            ):
                step(str(copy), back)
        (found,) = vendor_check.check(str(copy), back)
        assert "the shared runtime was copied from a state that is not in" in found.message
        assert found.hint.endswith("--downgrade")
    assert texts(copy) == before
    assert runtime("squashed", "2026-04-02", "# one\n", "copied")
    squashed = runtime("squashed", "2026-04-03", "# two\n")
    assert vendor.update(str(copy), squashed).changed == ["runtime/errors.py"]
    assert command("update", copy, "--from", source.on("back"), "--downgrade")[0] == 0
    assert rules(copy, source.root) == {}


def test_a_runtime_of_an_older_version_is_told(world: tuple[Source, Path]) -> None:
    source, copy = world
    lock = copy / "reissue.lock"
    text = lock.read_text()
    lock.write_text(text.replace(f'reissue = "{__version__}"', 'reissue = "9.1.0"'))
    shared = Lock.parse(lock.read_text())
    assert older_runtime(shared, shared.files, origin(source.root)) == ""
    assert older_runtime(shared, {**shared.files, "runtime/errors.py": "0" * 64}, origin(source.root)).startswith(
        f"was written by Reissue 9.1.0, and the one at hand is {__version__}, which is older"
    )


def test_a_repository_without_the_history_is_told(world: tuple[Source, Path], tmp_path: Path) -> None:
    """Old content in a new repository; a part of the history says less, and there the date must do."""
    source, copy = world
    again = copied(source.on("old", "first"), tmp_path / "again")
    shutil.rmtree(again / ".git")
    committed(again, "2026-03-01T00:00:00Z")
    with pytest.raises(RefusedError, match=FOREIGN):
        vendor.update(str(copy), origin(again))
    source.commit("main", "2026-03-02", acme=[*LATER, "paid"])
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{source.root}", "shallow")
    assert vendor.update(str(copy), origin(tmp_path / "shallow")).changed


def test_a_pin_says_which_branch_is_wanted(world: tuple[Source, Path]) -> None:
    source, copy = world
    source.commit("hotfix", "2026-03-01", "first")
    lock = copy / "reissue.lock"
    lock.write_text(lock.read_text().replace("format = 2\n", 'format = 2\npin = "hotfix"\n'))
    assert vendor.update(str(copy), origin(source.on("main"))).changed
