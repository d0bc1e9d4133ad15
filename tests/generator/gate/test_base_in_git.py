"""The base as a checkout of it would have it: behind links, in submodules, in another folder; and what git does not hold is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue_generator.tree.at_revision import file_at, names_at
from tests.generator.gate.test_base_table import compared, with_a_client
from tests.generator.gate.test_ci import Branch

GONE = "orders.make_order: is orders.place_order now"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    return with_a_client(tmp_path_factory.mktemp("in-git") / "plain")


def commit(branch: Branch, words: str) -> None:
    branch.git("add", "--all", ".")
    branch.git("commit", "-qm", words)


def begin(branch: Branch) -> None:
    branch.git("init", "-q", "-b", "main")
    commit(branch, "first")


def nothing(branch: Branch) -> None:
    begin(branch)


def linked_folder(branch: Branch) -> None:
    (branch.root / "vendor").rename(branch.root / "apis")
    (branch.root / "vendor").symlink_to("apis")
    begin(branch)


def linked_files(branch: Branch) -> None:
    for name in ("shop", "parts", "fixes"):
        path = branch.root / f"vendor/{name}.yaml"
        path.rename(path.with_name(f"{name}-1.yaml"))
        path.symlink_to(f"{name}-1.yaml")
    begin(branch)


def submodule(branch: Branch) -> None:
    up = Branch(branch.root.with_name("up"))
    (branch.root / "vendor").rename(up.root)
    begin(up)
    branch.git("init", "-q", "-b", "main")
    branch.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(up.root), "vendor")
    commit(branch, "first")


def linked_specifications(branch: Branch) -> None:
    (branch.root / "specs").rename(branch.root / "documents")
    (branch.root / "specs").symlink_to("documents")
    begin(branch)


HELD: list[Callable[[Branch], None]] = [nothing, linked_folder, linked_files, submodule, linked_specifications]


def told(branch: Branch) -> list[str]:
    return [f"{row.finding.rule} {row.finding.message}" for row in compared(branch).rows if row.fails]


@pytest.mark.parametrize("laid", HELD)
def test_what_a_checkout_of_the_base_has_is_compared(
    plain: Branch, tmp_path: Path, laid: Callable[[Branch], None]
) -> None:
    branch = Branch(plain.copy(tmp_path / "copy").root)
    laid(branch)
    step = compared(branch)
    assert (step.rows, step.summary) == ([], "acme: none, bolt: none, shop: none")
    branch.edit("vendor/shop.yaml", "makeOrder", "placeOrder")
    branch.edit(
        "vendor/parts.yaml", "description: ok\n", "description: ok\n  headers: {X-Left: {schema: {type: integer}}}\n"
    )
    branch.edit("specs/acme.yaml", "things-list", "things-all")
    if laid is submodule:
        commit(Branch(branch.root / "vendor"), "second")
    commit(branch, "second")
    branch.git("switch", "-qc", "change")
    branch.git("branch", "-qf", "main", "HEAD~1")
    found = "\n".join(told(branch))
    assert GONE in found and "things.list" in found and "client-" not in found and "reference-" not in found


def test_what_git_does_not_hold_is_told(plain: Branch, tmp_path: Path) -> None:
    branch = Branch(plain.copy(tmp_path / "copy").root)
    (branch.root / ".gitignore").write_text("vendor/shop.yaml\nvendor/fixes.yaml\n")
    begin(branch)
    words = "git does not hold there"
    assert told(branch) == [
        f"client-unread shop was not compared: the base names vendor/shop.yaml, which {words}",
        f"client-unread shop was compared without an overlay: the base names vendor/fixes.yaml, which {words}",
    ]
    assert compared(branch).summary == "acme: none, bolt: none, shop was not compared"
    for asked in ((), ("shop",)):
        ran = branch.run("diff", *asked)
        assert ran.code == 1 and "client-unread" in branch.run("diff", *asked, "--format", "json").out


def test_a_submodule_that_is_not_at_hand_is_told(plain: Branch, tmp_path: Path) -> None:
    branch = Branch(plain.copy(tmp_path / "copy").root)
    submodule(branch)
    shutil.rmtree(branch.root / ".git/modules")
    assert any(one.startswith("client-unread shop was not compared") for one in told(branch))


def test_a_reference_that_git_does_not_hold_is_told(plain: Branch, tmp_path: Path) -> None:
    """JSON Schema, Core 8.2.3.1: `$ref` applies what it leads to; where that is not there, nothing is known of the value."""
    branch = Branch(plain.copy(tmp_path / "copy").root)
    (branch.root / ".gitignore").write_text("vendor/parts.yaml\n")
    begin(branch)
    (one,) = [one for one in told(branch) if one.startswith("reference-unread")]
    assert "in the old document the reference 'parts.yaml" in one


def test_a_project_that_moves_is_compared_with_where_it_was(plain: Branch, tmp_path: Path) -> None:
    branch = Branch(plain.copy(tmp_path / "copy").root)
    begin(branch)
    (branch.root / "service").mkdir()
    for name in ("pyproject.toml", "specs", "vendor", "templates", "generated"):
        branch.git("mv", name, f"service/{name}")
    moved = Branch(branch.root / "service")
    assert [one.split()[0] for one in told(moved)] == ["client-moved"] * 3
    moved.edit("vendor/shop.yaml", "makeOrder", "placeOrder")
    assert any(GONE in one for one in told(moved))


def test_links_that_lead_out_or_round_are_no_files(tmp_path: Path) -> None:
    branch = Branch(tmp_path / "r")
    branch.root.mkdir()
    for name, target in (
        ("out", "../x"),
        ("whole", "/etc/passwd"),
        ("round", "round"),
        ("none", "nowhere"),
        ("up", "in/.."),
    ):
        (branch.root / name).symlink_to(target)
    (branch.root / "in").mkdir()
    (branch.root / "in/file").write_text("text\n")
    begin(branch)
    where = str(branch.root), "HEAD"
    assert [file_at(*where, path) for path in ("out", "whole", "round", "none", "in", "../r/in/file")] == [None] * 6
    assert file_at(*where, "up/in/file") == file_at(str(branch.root / "in"), "HEAD", "./file") == b"text\n"
    assert [names_at(*where, path) for path in ("in", "in/file", "nowhere", "out", "round")] == [
        ["file"],
        [],
        [],
        None,
        None,
    ]
