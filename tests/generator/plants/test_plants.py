"""Whatever is planted in generated or vendored code is named where `CI` is set, and what means nothing is no finding."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from py_compile import PycInvalidationMode as Mode

import pytest

from reissue_generator.findings import Finding, Level
from reissue_generator.generate import check, render_project
from reissue_generator.tree.manifest import NAME, Manifest
from reissue_generator.tree.project import find
from reissue_generator.vendor import copies
from reissue_generator.vendor.check import check as vendor_check
from reissue_generator.vendor.check import contents_now
from reissue_generator.vendor.copy import Copy
from reissue_generator.vendor.lock import Keep, Lock
from tests.generator.mini_project import Mini
from tests.generator.plants.folders import Ground, Plant, added, edited, git, linked, snapshot
from tests.generator.plants.table import BYTE_CODE, CLIENT, FILES, NOTHING, evil
from tests.generator.vendor.vendored_copies import origin

Look = Callable[[], Sequence[Finding]]
EVIL = "import os\n"


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A project in a repository of git."""
    made = Mini.make(tmp_path_factory.mktemp("plants") / "project")
    git(made.root, "init", "--quiet")
    git(made.root, "add", "generated")
    return made


@pytest.fixture(scope="module")
def copy(mini: Mini, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in another repository of git."""
    shop = tmp_path_factory.mktemp("shop")
    git(shop, "init", "--quiet")
    copies.add(str(shop / "src/_vendor"), ["acme"], origin(mini.root))
    git(shop, "add", ".")
    return shop / "src/_vendor"


# --- forged records ------------------------------------------------------------------------------------------


def texts(root: Path) -> dict[str, str]:
    """The files of a folder that its records list."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    records = ("reissue.lock", NAME)
    return {path: file.read_text() for path, file in found.items() if path not in records and "__pycache__" not in path}


def sealed(change: Plant) -> Plant:
    """A change of a generated tree whose manifest is made again, seal and all: that needs no secret."""

    def plant(root: Path) -> None:
        change(root)
        manifest, _ = Manifest.parse((root.parent / NAME).read_text())
        text = Manifest.of(texts(root.parent), manifest.inputs, manifest.version).text()
        (root.parent / NAME).write_text(text)

    return plant


def locked(change: Plant, *, whole: bool = True, **more: object) -> Plant:
    """A change of a copy whose lock and manifest are made again."""

    def plant(root: Path) -> None:
        change(root)
        lock = Lock.load(str(root))
        assert lock is not None
        files = Manifest.of(texts(root), "", "").files if whole else lock.files
        lock = replace(lock, files=files, **more)  # type: ignore[arg-type]
        (root / "reissue.lock").write_text(lock.text())
        (root / NAME).write_text(lock.manifest())

    return plant


def edit(path: str, text: str = EVIL) -> Plant:
    return lambda root: (root / path).write_text((root / path).read_text() + text)


def both(*plants: Plant) -> Plant:
    return lambda root: [plant(root) for plant in plants]


GENERATED: dict[str, Plant] = {
    **BYTE_CODE,
    **FILES,
    "an edit under a forged seal": sealed(edit(CLIENT)),
    "an edit of the runtime under a forged seal": sealed(edit("runtime/call.py")),
    "a module under a forged seal": sealed(added("acme/helper.py", EVIL)),
    "a file less under a forged seal": sealed(lambda root: (root / "acme/py.typed").unlink()),
    "byte code under a forged seal": sealed(evil(mode=Mode.UNCHECKED_HASH)),
    "a manifest that is gone": lambda root: (root.parent / NAME).unlink(),
    "a manifest that says nothing": lambda root: (root.parent / NAME).write_text(""),
    "a manifest that is a link": lambda root: linked(NAME)(root.parent),
    "a module beside the package": lambda root: added("clients.py", EVIL)(root.parent),
    "what site imports beside the package": lambda root: added("sitecustomize.py", EVIL)(root.parent),
    "byte code beside the package": lambda root: added("__pycache__/clients.cpython-311.pyc")(root.parent),
}
KEPT = (Keep(CLIENT, "because"),)
VENDORED: dict[str, Plant] = {
    **BYTE_CODE,
    **FILES,
    "an edit under a forged lock": locked(edit(CLIENT)),
    "an edit of the runtime under a forged lock": locked(edit("runtime/call.py")),
    "an edit of the package under a forged lock": locked(edit("__init__.py")),
    "a module under a forged lock": locked(added("acme/helper.py", EVIL)),
    "a module of nobody under a forged lock": locked(added("evil.py", EVIL)),
    "a module among the specifications under a forged lock": locked(added("_specs/evil.py", EVIL)),
    "an extension that is kept": locked(
        added("acme/models.so", ""), whole=False, keep=(Keep("acme/models.so", "because"),)
    ),
    "an edit that is kept": locked(edit(CLIENT), whole=False, keep=KEPT),
    "byte code of a file that is kept": locked(
        both(edit(CLIENT), evil(mode=Mode.UNCHECKED_HASH)), whole=False, keep=KEPT
    ),
    "byte code that is kept": locked(
        both(evil()), whole=False, keep=(Keep("acme/__pycache__/client.cpython-311.pyc", "because"),)
    ),
    "a lock that is gone, and an edit": both(lambda root: (root / "reissue.lock").unlink(), edit(CLIENT)),
    "a lock that is broken, and an edit": both(edit("reissue.lock", "<<<<<<<"), edit(CLIENT)),
    "a lock that is a link": linked("reissue.lock"),
    "a lock that is executable": lambda root: (root / "reissue.lock").chmod(0o755),
    "a manifest that is gone": lambda root: (root / NAME).unlink(),
    "a manifest that is a link": linked(NAME),
    "a manifest made again after an edit": both(
        edit(CLIENT), lambda root: (root / NAME).write_text(Manifest.of(texts(root), "", "").text())
    ),
    "an edited specification": edit("_specs/acme.yaml", " "),
}


# --- each is named -------------------------------------------------------------------------------------------


def test_there_are_as_many_as_were_asked_for() -> None:
    assert (len(GENERATED) >= 46, len(VENDORED) >= 30, len(NOTHING) >= 40) == (True, True, True)


def is_named(changed: set[str], found: Sequence[Finding]) -> bool:
    """Whether a finding names a path that was changed."""
    told = [f"{finding.place.file}\n{finding.message}\n{finding.detail}" for finding in found]
    return any(path in text for path in changed for text in told)


@pytest.fixture(scope="module")
def generated(mini: Mini) -> Look:
    """`reissue check` in full; specifications and templates stay, so that they are read once."""
    project = find(str(mini.root))
    once = render_project(project)

    def look() -> list[Finding]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("reissue_generator.generate.render_project", lambda *_: once)
            return check(project)[0]

    return look


@pytest.fixture(scope="module")
def vendored(mini: Mini, copy: Path) -> Look:
    """`reissue vendor check` in full; what there is to compare with is read once."""
    clients = origin(mini.root)
    once = contents_now(Copy(str(copy), Lock.load(str(copy)) or Lock("")), clients)

    def look() -> list[Finding]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("reissue_generator.vendor.check.contents_now", lambda *_: once)
            return vendor_check(str(copy), clients, total=True)

    return look


@pytest.fixture(scope="module")
def tree(mini: Mini) -> Ground:
    return Ground(mini.generated)


@pytest.fixture(scope="module")
def shop(copy: Path) -> Ground:
    return Ground(copy)


def inside(plant: Plant) -> Plant:
    """In the package of a tree, where a copy has its clients."""
    return lambda root: plant(root / "clients")


@pytest.mark.parametrize("what", GENERATED)
def test_what_is_planted_in_a_generated_tree_is_named(tree: Ground, generated: Look, what: str) -> None:
    with tree.planted(inside(GENERATED[what])) as changed:
        found = generated()
    assert is_named(changed, found), (changed, found)
    assert any(finding.level is Level.ERROR for finding in found)


@pytest.mark.parametrize("what", VENDORED)
def test_what_is_planted_in_a_copy_is_named(shop: Ground, vendored: Look, what: str) -> None:
    with shop.planted(VENDORED[what]) as changed:
        found = vendored()
    assert is_named(changed, found), (changed, found)
    if what != "an edit that is kept":
        assert any(finding.level is Level.ERROR for finding in found)


@pytest.mark.parametrize("what", NOTHING)
def test_what_means_nothing_is_no_finding(
    tree: Ground, shop: Ground, generated: Look, vendored: Look, what: str
) -> None:
    with tree.planted(inside(NOTHING[what])):
        assert generated() == []
    with shop.planted(NOTHING[what]):
        assert vendored() == []


def test_looking_leaves_no_trace(tree: Ground, shop: Ground, generated: Look, vendored: Look) -> None:
    for ground, look, plant in ((tree, generated, inside(evil())), (shop, vendored, evil())):
        with ground.planted(plant):
            before = snapshot(ground.root)
            look()
            assert snapshot(ground.root) == before


# --- the commands --------------------------------------------------------------------------------------------


def test_ci_takes_no_manifest_at_its_word(mini: Mini, tree: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seal can be forged, so a quick answer is called one, and is none where `CI` is set."""
    with tree.planted(inside(GENERATED["an edit under a forged seal"])):
        assert mini.run("check").out == "The generated clients are up to date (quick; see --full).\n"
        assert json.loads(mini.run("check", "--format", "json").out)["extent"] == "quick"
        assert mini.run("check", "--full").code == 1
        monkeypatch.setenv("CI", "true")
        ran = mini.run("check", "--format", "json")
        assert ran.code == 1 and json.loads(ran.out)["extent"] == "total"
    for no in ("", "0", "false", "FALSE"):  # as people say that it is none
        monkeypatch.setenv("CI", no)
        assert mini.run("check").out.endswith("(quick; see --full).\n")
    monkeypatch.setenv("CI", "true")
    assert mini.run("check").out == "The generated clients are up to date.\n"


def test_ci_looks_at_byte_code(mini: Mini, shop: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["vendor", "check", str(shop.root), "--from", str(mini.root)]
    with shop.planted(evil()):
        assert mini.run(*words).out.endswith("unmodified and current (quick; see --full).\n")
        assert mini.run(*words, "--full").code == 1
        monkeypatch.setenv("CI", "1")
        ran = mini.run(*words)
        assert ran.code == 1 and "is not what its source compiles to [vendor-bytecode]" in ran.out
    assert mini.run(*words).out.endswith("unmodified and current.\n")


def test_the_quick_answer_sees_byte_code_that_nothing_checks(mini: Mini, tree: Ground) -> None:
    with tree.planted(inside(evil(mode=Mode.UNCHECKED_HASH))):
        ran = mini.run("check")
        assert ran.code == 1 and "client.cpython" in ran.line("generated/clients/acme/__pycache__")


def test_a_broken_specification_hides_no_edit(mini: Mini) -> None:
    def plant(root: Path) -> None:
        edited("specs/acme.yaml", "paths:", "paths: [")(root)
        edit(CLIENT)(mini.clients)
        added("acme/logo.png", b"\xff")(mini.clients)

    with Ground(mini.root).planted(plant):
        ran = mini.run("check")
    assert ran.code == 3
    assert "is no YAML" in ran.line("specs/acme.yaml:")
    assert "changed by hand" in ran.line(f"generated/clients/{CLIENT}: error")
    assert "is not generated" in ran.line("generated/clients/acme/logo.png: error")
    assert "MANIFEST" not in ran.out


def test_a_reference_to_a_file_with_any_ending_counts(mini: Mini, tmp_path: Path) -> None:
    project = mini.copy(tmp_path / "project")
    (project.root / "specs/thing.txt").write_text("{type: object, properties: {id: {type: string}}}")
    project.edit("specs/acme.yaml", "$ref: '#/components/schemas/Thing'", "$ref: thing.txt")
    assert project.run("generate").code == 0
    assert "quick" in project.run("check").out
    project.edit("specs/thing.txt", "id:", "name:")
    assert project.run("check").code == 1


def test_a_folder_that_cannot_be_looked_into_is_named(
    mini: Mini, generated: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    def refused(path: str) -> object:
        if path.rstrip("/").endswith("resources"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    found = {finding.place.file for finding in generated()}
    assert "generated/clients/acme/resources" in found


def test_nothing_of_a_tree_is_imported_or_run(tree: Ground, generated: Look) -> None:
    """Not even the byte code, which is compared without being unmarshalled."""

    def no_loads(*_: object) -> object:
        raise AssertionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("marshal.loads", no_loads)
        with tree.planted(inside(evil())):
            generated()
    assert "PLANTED" not in os.environ
