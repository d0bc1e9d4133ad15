"""Two branches that change one copy: git merges what belongs to two providers, and one command ends what it cannot merge."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.errors import ConfigurationError
from reissue_generator.tree import atomic
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.copies import RefusedError
from reissue_generator.vendor.lock import Lock
from reissue_generator.vendor.repair import repair
from tests.generator.plants.folders import git
from tests.generator.vendor.vendored_copies import (
    command,
    committed,
    copied,
    document,
    filing,
    origin,
    project,
    respecify,
    rules,
    texts,
)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A project, and what became of it: `acme` changed, `beta` changed, both, and clients that need more of the runtime."""
    top = tmp_path_factory.mktemp("worlds")
    both = {"acme": document("Acme", ["open", "paid"]), "beta": document("Beta", ["on", "off"])}
    more = {"gamma": document("Gamma", ["on"]), "filing": filing("Filing"), "streaming": streaming()}
    base = project(top / "base", acme=document("Acme", ["open"]), beta=document("Beta", ["on"]), **more)
    made = {name: copied(base, top / name) for name in ("acme", "beta", "both")}
    for name in ("acme", "beta"):
        respecify(made[name], **{name: both[name]})
    return {"base": base, **made, "both": respecify(made["both"], **both)}


def streaming() -> dict[str, Any]:
    """A document with an operation that needs other parts of the runtime than one that takes a file."""
    doc = document("Streaming", ["on"])
    item = {"schema": {"type": "string"}}
    doc["paths"]["/events"] = {
        "get": {
            "operationId": "events",
            "responses": {"200": {"description": "", "content": {"text/event-stream": item}}},
        }
    }
    return doc


class Shop:
    """A repository with a copy."""

    def __init__(self, root: Path, first: Callable[[str], object]) -> None:
        self.root, self.copy = root, root / "src" / "_vendor"
        root.mkdir()
        git(root, "init", "--quiet", "--initial-branch=main")
        first(str(self.copy))
        self.commit()

    def commit(self) -> None:
        git(self.root, "add", ".")
        git(self.root, "commit", "--quiet", "--message", "x")

    def merged(self, ours: Callable[[str], object], theirs: Callable[[str], object]) -> list[str]:
        """The paths in the copy that are in conflict after two branches have been merged."""
        for name, change in (("ours", ours), ("theirs", theirs)):
            git(self.root, "switch", "--quiet", "--create", name, "main")
            change(str(self.copy))
            self.commit()
        words = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "--quiet", "--no-edit", "ours"]
        subprocess.run(words, cwd=self.root, capture_output=True, check=False)
        told = git(self.root, "diff", "--name-only", "--diff-filter=U", "--relative=src/_vendor")
        return told.split()

    def is_clean(self, source: Path) -> bool:
        words = ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"]
        sums = subprocess.run(words, cwd=self.copy, capture_output=True, check=False)
        return rules(self.copy, source) == {} and sums.returncode == 0


def updates(source: Path) -> Callable[[str], object]:
    return lambda copy: vendor.update(copy, origin(source))


def adds(source: Path, *names: str) -> Callable[[str], object]:
    return lambda copy: vendor.add(copy, names, origin(source))


def test_updates_of_two_providers_are_merged(tmp_path: Path, worlds: dict[str, Path]) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme", "beta"))
    assert shop.merged(updates(worlds["acme"]), updates(worlds["beta"])) == []
    assert shop.is_clean(worlds["both"])


def test_an_update_and_a_further_provider_are_merged(tmp_path: Path, worlds: dict[str, Path]) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme"))
    assert shop.merged(updates(worlds["acme"]), adds(worlds["base"], "beta")) == []
    assert shop.is_clean(worlds["acme"])


def test_two_further_providers_are_merged(tmp_path: Path, worlds: dict[str, Path]) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme"))
    assert shop.merged(adds(worlds["base"], "beta"), adds(worlds["base"], "gamma")) == []
    assert shop.is_clean(worlds["base"])


def test_where_two_need_other_parts_of_the_runtime_its_block_alone_conflicts(
    tmp_path: Path, worlds: dict[str, Path]
) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme"))
    conflicts = shop.merged(adds(worlds["base"], "filing"), adds(worlds["base"], "streaming"))
    assert set(conflicts) == {"reissue.lock", "MANIFEST.sha256"}
    for record in conflicts:
        inside, end, outside = (shop.copy / record).read_text().partition("# runtime: end")
        assert end and "<<<<<<<" in inside and "<<<<<<<" not in outside
    assert rules(shop.copy, worlds["base"])["reissue.lock"] == "vendor-lock"
    repair(str(shop.copy), origin(worlds["base"]))
    assert shop.is_clean(worlds["base"])


def test_two_updates_of_one_provider_conflict_and_one_command_ends_it(tmp_path: Path, worlds: dict[str, Path]) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme", "beta"))
    conflicts = shop.merged(updates(worlds["acme"]), updates(respecified(tmp_path, worlds["base"])))
    assert "reissue.lock" in conflicts
    assert rules(shop.copy, worlds["acme"])["reissue.lock"] == "vendor-lock"
    done = command("repair", shop.copy, "--from", worlds["acme"])
    assert (done[0], "written again" in done[1]) == (0, True), done
    assert shop.is_clean(worlds["acme"])
    assert command("repair", shop.copy, "--from", worlds["acme"])[1].endswith("as it should be.\n")


def respecified(tmp_path: Path, source: Path) -> Path:
    """Another change of the same provider."""
    return respecify(copied(source, tmp_path / "other"), acme=document("Acme", ["closed", "open"]))


def test_a_conflict_that_is_ended_by_choosing_lines_is_seen(tmp_path: Path, worlds: dict[str, Path]) -> None:
    """A tree of files of two versions is never called unmodified."""
    copy, other = tmp_path / "_vendor", tmp_path / "other"
    vendor.add(str(copy), ["acme", "beta"], origin(worlds["base"]))
    vendor.add(str(other), ["acme", "beta"], origin(worlds["acme"]))
    path = "acme/models.py"
    shutil.copy(other / path, copy / path)
    assert rules(copy, worlds["base"]) == {path: "vendor-edited"}
    mine, theirs = (Lock.load(str(root)) for root in (copy, other))
    assert mine and theirs
    lock = copy / "reissue.lock"
    lock.write_text(lock.read_text().replace(mine.files[path], theirs.files[path]))
    for source in (worlds["base"], worlds["acme"]):
        assert rules(copy, source)["reissue.lock"] == "vendor-lock"
    (found,) = [one for one in vendor_check.check(str(copy), None) if one.rule == "vendor-lock"]
    assert "lines of two versions are mixed" in found.message
    repair(str(copy), origin(worlds["base"]))
    assert rules(copy, worlds["base"]) == {}


def test_repair_loses_nothing_that_no_lock_lists(tmp_path: Path, worlds: dict[str, Path]) -> None:
    shop = Shop(tmp_path / "shop", adds(worlds["base"], "acme"))
    (shop.copy / "notes.txt").write_text("mine")
    (shop.copy / "reissue.lock").write_text("<<<<<<< nonsense\n")
    with pytest.raises(RefusedError) as refused:
        repair(str(shop.copy), origin(worlds["base"]))
    assert [row.path for row in refused.value.rows] == ["notes.txt"]
    repair(str(shop.copy), origin(worlds["base"]), force=True)
    assert shop.is_clean(worlds["base"])


# --- where a copy is from ------------------------------------------------------------------------------------


def test_the_lock_says_where_from_and_an_older_checkout_is_refused(tmp_path: Path, worlds: dict[str, Path]) -> None:
    old = committed(copied(worlds["base"], tmp_path / "old"), "2026-01-01T00:00:00Z")
    new = committed(respecify(copied(old, tmp_path / "new"), acme=document("Acme", ["new"])), "2026-02-01T00:00:00Z")
    copy = tmp_path / "_vendor"
    vendor.add(str(copy), ["acme", "beta"], origin(new))
    lock = Lock.load(str(copy))
    assert lock is not None
    told = lock.providers["acme"]
    assert (told.source, told.order) == ("https://git.example/clients.git", 1769904000)
    assert told.commit == git(new, "rev-parse", "HEAD").strip()
    before = texts(copy)
    with pytest.raises(RefusedError, match=r"acme was copied from commit .*, which is older"):
        vendor.update(str(copy), origin(old))
    with pytest.raises(RefusedError, match="which is older"):
        repair(str(copy), origin(old))
    assert texts(copy) == before
    (found,) = vendor_check.check(str(copy), origin(old))
    assert "which is older" in found.message and found.hint == "update Reissue here"
    code, _, error = command("update", copy, "--from", old)
    assert (code, "--downgrade" in error) == (1, True)
    for fact, wrong in (
        (f"order = {told.order}", "order = 4102444800"),
        (f'generator = "{told.generator}"', 'generator = "99.0.0"'),
        (told.spec_sha256, "0" * 64),
        (told.commit, "main"),
    ):
        (copy / "reissue.lock").write_bytes(before["reissue.lock"].replace(fact.encode(), wrong.encode(), 1))
        assert rules(copy, new) == {"reissue.lock": "vendor-lock"}, wrong
    (copy / "reissue.lock").write_bytes(before["reissue.lock"])
    assert rules(copy, new) == {}
    exported = copied(old / "generated", tmp_path / "exported")
    with pytest.raises(RefusedError, match=f"which is older: the copy of acme is of commit {told.commit[:12]}"):
        vendor.update(str(copy), origin(exported / "reissue_clients"))
    assert texts(copy) == before
    assert command("update", copy, "--from", old, "--downgrade")[0] == 0
    assert rules(copy, old) == {}


def test_a_copy_can_be_pinned_to_a_revision(tmp_path: Path, worlds: dict[str, Path]) -> None:
    source = committed(copied(worlds["base"], tmp_path / "source"), "2026-01-01T00:00:00Z")
    git(source, "tag", "v1")
    copy = tmp_path / "_vendor"
    vendor.add(str(copy), ["acme"], origin(source))
    before = texts(copy)
    committed(respecify(source, acme=document("Acme", ["new"])), "2026-02-01T00:00:00Z")
    pin = before["reissue.lock"].replace(b"format = 2\n", b'format = 2\npin = "v1"\n')
    (copy / "reissue.lock").write_bytes(pin)
    assert vendor.update(str(copy), origin(source)).changed == []
    assert texts(copy) == {**before, "reissue.lock": pin}
    assert git(source, "status", "--porcelain") == ""
    assert rules(copy, source) == {}
    (copy / "reissue.lock").write_bytes(pin.replace(b'"v1"', b'"main-2"'))
    with pytest.raises(ConfigurationError, match="pinned to main-2"):
        vendor.update(str(copy), origin(source))
    assert rules(copy, source) == {"reissue.lock": "vendor-unknown"}
    (copy / "reissue.lock").write_bytes(before["reissue.lock"])
    assert vendor.update(str(copy), origin(source)).changed


def test_a_lock_of_the_first_format_is_read_and_written_anew(vendored: Path, old_project: Path) -> None:
    lock = Lock.load(str(vendored))
    assert lock is not None
    facts = [
        f'[provider.{name}]\ngenerator = "{one.generator}"\nspec = "{one.spec}"\nspec_sha256 = "{one.spec_sha256}"\n'
        for name, one in lock.providers.items()
    ]
    files = [f'"{path}" = "{digest}"' for path, digest in lock.files.items()]
    text = "\n".join(['format = 1\nreissue = "0.1.0"', *facts, "[sha256]", *files])
    (vendored / "reissue.lock").write_text(text + "\n")
    assert rules(vendored, old_project) == {}
    vendor.update(str(vendored), origin(old_project))
    assert (vendored / "reissue.lock").read_text().count("\nformat = 2\n") == 1
    assert rules(vendored, old_project) == {}


def test_all_is_on_the_disk_before_the_swap(vendored: Path, new_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(os.readlink(f"/proc/self/fd/{handle}")))
    swap = atomic._swap

    def swapped(*places: str) -> None:
        done.append("swap")
        swap(*places)

    monkeypatch.setattr(atomic, "_swap", swapped)
    vendor.update(str(vendored), origin(new_project))
    assert done[-1] == "swap"
    ends = [path.rpartition("/new")[2] for path in done]
    assert {"/acme/models.py", "/acme", "/reissue.lock", "/MANIFEST.sha256", ""} <= set(ends)
