"""Two branches with patches of one copy: git merges what stands apart, the rest is told, and `vendor repair` ends it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor.patches import MisfitError
from reissue_generator.vendor.repair import repair
from reissue_generator.vendor.writing import RefusedError
from tests.generator.plants.folders import git
from tests.generator.vendor.patched_copies import TEXT, Shop, changed

MODELS, CLIENT = "acme/models.py", "acme/client.py"
APART = {"acme/middle.py": TEXT}  # stands between the two in each list, so that lines that change do not touch


class Branches(Shop):
    """A copy under version control."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, APART)
        git(self.root.parent, "init", "--quiet", "--initial-branch=main")
        self.commit()

    def commit(self) -> None:
        git(self.root.parent, "add", ".")
        git(self.root.parent, "commit", "--quiet", "--message", "x")

    def merged(self, ours: Callable[[], object], theirs: Callable[[], object]) -> list[str]:
        """The paths in the copy that are in conflict after two branches have been merged."""
        for name, change in (("theirs", theirs), ("ours", ours)):
            git(self.root.parent, "switch", "--quiet", "--create", name, "main")
            change()
            self.commit()
        words = [
            "git",
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "merge",
            "--quiet",
            "--no-edit",
            "theirs",
        ]
        subprocess.run(words, cwd=self.root.parent, capture_output=True, check=False)
        told = git(self.root.parent, "diff", "--name-only", "--diff-filter=U", "--relative=_vendor")
        return told.split()

    def found(self) -> set[str]:
        return {one.rule for one in vendor_check.check(str(self.root), self.origin, total=True)}

    def is_sound(self) -> bool:
        words = ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"]
        sums = subprocess.run(words, cwd=self.root, capture_output=True, check=False)
        return self.found() == {"vendor-patched"} and sums.returncode == 0


@pytest.fixture
def shop(tmp_path: Path) -> Branches:
    return Branches(tmp_path)


def test_patches_of_two_files_of_one_provider_are_merged(shop: Branches) -> None:
    one = changed(shop.read(CLIENT), x5="x5 = 50\n")
    assert shop.merged(lambda: shop.patch(CLIENT, one, "one"), lambda: shop.patch(MODELS, changed(x6=""), "two")) == []
    assert shop.is_sound()
    assert sorted(shop.lock().patches) == ["acme/0001-one", "acme/0001-two"]


def test_an_update_of_one_provider_and_a_patch_of_another_are_merged(shop: Branches) -> None:
    def update() -> None:
        shop.later({**APART, MODELS: changed(x20="x20 = 200\n")})
        (Path(shop.origin.package) / "beta/__init__.py").write_text(shop.read("beta/__init__.py"))
        shop.update()

    assert shop.merged(lambda: shop.patch("beta/client.py", changed(x5="x5 = 50\n")), update) == []
    assert shop.is_sound()


def test_patches_of_one_file_that_git_merges_are_told_and_one_command_ends_it(shop: Branches) -> None:
    """Each stands on what was generated, and none on the other."""
    one, two = changed(x5="x5 = 50\n"), changed(x20="x20 = 200\n")
    shop.merged(lambda: shop.patch(MODELS, one, "one"), lambda: shop.patch(MODELS, two, "two"))
    assert shop.found() & {"vendor-patch", "vendor-lock"}
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x20="x20 = 200\n")
    assert shop.is_sound()


def test_a_patch_on_one_branch_and_an_update_on_the_other(shop: Branches) -> None:
    """The patch is made for the older text, which it carries itself."""

    def update() -> None:
        shop.later({**APART, MODELS: changed(x6="x6 = 60\n")})
        shop.update()

    shop.merged(lambda: shop.patch(MODELS, changed(x5="x5 = 50\n", x7="x7 = 70\n"), "one"), update)
    assert shop.found() - {"vendor-patched"}
    before = shop.all()
    with pytest.raises(MisfitError):
        repair(str(shop.root), shop.origin)  # 5, 6 and 7 touch each other
    assert shop.all() == before
    shop.later({**APART, MODELS: changed(x20="x20 = 200\n")}, "0.3.0")
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x7="x7 = 70\n", x20="x20 = 200\n")
    assert shop.is_sound()


def test_two_updates_with_one_patch_conflict_and_one_command_ends_it(shop: Branches) -> None:
    """Both sides have the patch, each on another text: what git has mixed of them is no patch, and one of them will do."""
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.commit()

    def update(version: str, **lines: str) -> Callable[[], object]:
        def change() -> None:
            shop.later({**APART, MODELS: changed(**lines)}, version)
            shop.update()

        return change

    conflicts = shop.merged(
        update("0.3.0", x15="x15 = 0\nnew = 0\n", x28="x28 = 0\n"), update("0.2.0", x15="x15 = 150\n", x10="")
    )
    assert {"reissue.lock", "_patches/acme/0001-proxy.patch"} <= set(conflicts)
    shop.later({**APART, MODELS: changed(x15="x15 = 0\nnew = 0\n", x28="x28 = 0\n")}, "0.3.0")
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x15="x15 = 0\nnew = 0\n", x28="x28 = 0\n")
    assert shop.is_sound()


def test_one_patch_that_each_branch_has_changed_is_not_chosen(shop: Branches) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.commit()
    shop.merged(
        lambda: shop.patch(MODELS, changed(x5="x5 = 51\n")), lambda: shop.patch(MODELS, changed(x5="x5 = 52\n"))
    )
    with pytest.raises(RefusedError, match="--ours"):
        repair(str(shop.root), shop.origin)
    git(shop.root.parent, "checkout", "--quiet", "--theirs", "--", "_vendor/_patches")
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 52\n")
    assert shop.is_sound()


def test_a_side_that_is_chosen_line_by_line_is_seen(shop: Branches) -> None:
    """Whoever takes our files and their patches has a tree of two branches, and it is never called unmodified."""
    one, two = changed(x5="x5 = 50\n"), changed(x5="x5 = 500\n")
    shop.merged(lambda: shop.patch(MODELS, one), lambda: shop.patch(MODELS, two))
    git(shop.root.parent, "checkout", "--quiet", "--ours", "--", "_vendor")
    assert shop.is_sound()
    git(shop.root.parent, "checkout", "--quiet", "--theirs", "--", "_vendor/_patches")
    assert shop.found() & {"vendor-edited", "vendor-patch"}
