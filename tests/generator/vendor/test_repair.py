"""`vendor repair`: what it may write over, and what it knows of a copy whose lock a merge has spoilt."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue_generator.errors import ConfigurationError
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.branches import is_mixed
from reissue_generator.vendor.copies import RefusedError
from reissue_generator.vendor.lock import Lock, LockError
from reissue_generator.vendor.repair import repair
from tests.generator.plants.folders import git
from tests.generator.vendor.vendored_copies import command, committed, copied, document, origin, respecify, rules, texts

MODELS, CLIENT = "acme/models.py", "acme/client.py"


class Source:
    """Three commits of a project, one after the other, each checked out."""

    def __init__(self, folder: Path, first: Path) -> None:
        self.one = committed(copied(first, folder / "one"), "2026-01-01T00:00:00Z")
        two = respecify(copied(self.one, folder / "two"), acme=document("Acme", ["open", "paid"]))
        self.two = committed(two, "2026-02-01T00:00:00Z")
        three = respecify(copied(self.two, folder / "three"), acme=document("Acme", ["closed", "open"]))
        self.three = committed(three, "2026-03-01T00:00:00Z")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, old_project: Path) -> Source:
    return Source(tmp_path_factory.mktemp("source"), old_project)


class Shop:
    """A repository with a copy of the first commit."""

    def __init__(self, root: Path, source: Source) -> None:
        self.root, self.copy, self.source = root, root / "_vendor", source

    @classmethod
    def made(cls, root: Path, source: Source) -> Shop:
        root.mkdir()
        git(root, "init", "--quiet", "--initial-branch=main")
        shop = cls(root, source)
        vendor.add(str(shop.copy), ["acme", "beta"], origin(source.one))
        shop.commit()
        return shop

    def commit(self) -> None:
        git(self.root, "add", "--all", ".")
        git(self.root, "commit", "--quiet", "--message", "x")

    def branch(self, name: str, change: Callable[[], object]) -> None:
        git(self.root, "switch", "--quiet", "--create", name, "main")
        change()
        self.commit()

    def update(self, source: Path) -> None:
        vendor.update(str(self.copy), origin(source))

    def git(self, *words: str) -> int:
        name = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        return subprocess.run(["git", *name, *words], cwd=self.root, capture_output=True, check=False).returncode

    def edit(self, path: str, more: str = "# mine\n") -> None:
        (self.copy / path).write_text((self.copy / path).read_text() + more)

    def refused(self, source: Path) -> list[tuple[str, str]]:
        """What stands in the way of a repair, which has written nothing."""
        before = texts(self.copy)
        with pytest.raises(RefusedError) as refused:
            repair(str(self.copy), origin(source))
        assert texts(self.copy) == before
        return [(row.path, row.reason) for row in refused.value.rows]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, source: Source) -> Shop:
    """With a branch for each of the later commits of the source."""
    shop = Shop.made(tmp_path_factory.mktemp("made") / "shop", source)
    shop.branch("theirs", lambda: shop.update(source.three))
    shop.branch("ours", lambda: shop.update(source.two))
    git(shop.root, "switch", "--quiet", "main")
    return shop


@pytest.fixture
def shop(tmp_path: Path, made: Shop) -> Shop:
    return Shop(copied(made.root, tmp_path / "shop"), made.source)


@pytest.fixture
def branches(shop: Shop) -> Shop:
    git(shop.root, "switch", "--quiet", "ours")
    return shop


# --- what is in no lock --------------------------------------------------------------------------------------


def test_a_hand_edit_is_named_and_stays_without_force(shop: Shop) -> None:
    shop.edit(CLIENT)
    (shop.copy / MODELS).chmod(0o755)
    assert shop.refused(shop.source.one) == [(CLIENT, "was changed by hand"), (MODELS, "is executable")]
    assert shop.refused(shop.source.three)
    code, _, error = command("repair", shop.copy, "--from", shop.source.one)
    assert (code, CLIENT in error, "--force overwrites" in error) == (1, True, True)
    assert repair(str(shop.copy), origin(shop.source.one), force=True).changed == [CLIENT, MODELS]
    assert rules(shop.copy, shop.source.one) == {}


def test_a_hand_edit_beside_a_conflict_is_named_too(shop: Shop) -> None:
    """Committed on one of the branches, or in the lines between the marks of a conflict."""
    git(shop.root, "switch", "--quiet", "theirs")
    shop.edit(CLIENT)
    shop.commit()
    git(shop.root, "switch", "--quiet", "ours")
    assert shop.git("merge", "theirs") == 1
    assert shop.refused(shop.source.three) == [(CLIENT, "was changed by hand")]
    git(shop.root, "checkout", "--quiet", "ours", "--", f"_vendor/{CLIENT}")
    marked = (shop.copy / MODELS).read_text()
    assert "<<<<<<< " in marked
    for edited in (marked.replace("=======\n", "# mine\n=======\n"), marked.replace("import ", "import os, ", 1)):
        (shop.copy / MODELS).write_text(edited)
        assert shop.refused(shop.source.three) == [(MODELS, "was changed by hand")]
    (shop.copy / MODELS).write_text(marked)
    repair(str(shop.copy), origin(shop.source.three))
    assert rules(shop.copy, shop.source.three) == {}


@pytest.mark.parametrize("words", [["-c", "merge.conflictStyle=diff3", "merge"], ["cherry-pick"]], ids=" ".join)
def test_what_git_makes_of_two_branches_is_no_hand_edit(branches: Shop, words: list[str]) -> None:
    assert branches.git(*words, "theirs") == 1
    repair(str(branches.copy), origin(branches.source.three))
    assert rules(branches.copy, branches.source.three) == {}


def test_a_merge_that_was_committed_as_it_was_can_be_ended(branches: Shop) -> None:
    branches.git("merge", "theirs")
    branches.commit()
    repair(str(branches.copy), origin(branches.source.three))
    assert rules(branches.copy, branches.source.three) == {}


@pytest.mark.parametrize("how", ["a commit on it", "a touch of the lock", "merged on", "one file ended"])
def test_a_merge_that_was_committed_as_it_was_can_be_ended_later(branches: Shop, how: str) -> None:
    """Somebody went on, beside the copy or in the lock itself, or brought it to another branch."""
    shop, readme = branches, branches.root / "README"
    shop.git("merge", "theirs")
    if how == "one file ended":
        git(shop.root, "checkout", "--quiet", "--ours", "--", f"_vendor/{MODELS}")
    shop.commit()
    for words in ("one", "two"):
        readme.write_text(words)
        if how == "a touch of the lock":
            shop.edit("reissue.lock", f"# {words}\n")
        shop.commit()
    if how == "merged on":
        git(shop.root, "branch", "--quiet", "feature")
        git(shop.root, "switch", "--quiet", "main")
        git(shop.root, "-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "--quiet", "--no-ff", "feature")
    shop.edit(CLIENT)
    assert shop.refused(shop.source.three) == [(CLIENT, "was changed by hand")]
    git(shop.root, "checkout", "--quiet", "HEAD", "--", f"_vendor/{CLIENT}")
    with pytest.raises(RefusedError, match=r"acme was copied from commit .*, which is older"):
        repair(str(shop.copy), origin(shop.source.two))
    assert repair(str(shop.copy), origin(shop.source.three)).warnings == []
    assert rules(shop.copy, shop.source.three) == {}


def test_a_lock_of_one_side_beside_files_of_the_other(branches: Shop) -> None:
    branches.git("merge", "theirs")
    git(branches.root, "checkout", "--quiet", "--ours", "--", "_vendor/reissue.lock")
    git(branches.root, "checkout", "--quiet", "theirs", "--", f"_vendor/{MODELS}")
    with pytest.raises(RefusedError, match="which is older"):
        repair(str(branches.copy), origin(branches.source.two))
    repair(str(branches.copy), origin(branches.source.three))
    assert rules(branches.copy, branches.source.three) == {}


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("a b C d e f", True),  # a change of each, and none of both
        ("a B c d e F", False),  # what neither has
        ("a B C d e f g", True),
        ("a B C d e f", True),  # a choice of lines
        ("a B C d f", False),  # without a line that both have
        ("a B C d e e f", False),  # with one twice
        ("a B C e d f", False),
        ("a B C d a e f", False),
        ("a B C x d e f", False),
    ],
)
def test_what_is_made_of_two_texts_and_nothing_else(text: str, is_so: bool) -> None:
    made, one, other = (words.replace(" ", "\n") for words in (text, "a B c d e f", "a b C d e f g"))
    assert is_mixed(made, [one, other]) is is_so


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, source: Source) -> Shop:
    """One branch has `beta` in the place of its twin `acme`; the other one has a later `acme`, with a further file."""
    folder = tmp_path_factory.mktemp("twins")
    doc = document("Acme", ["closed", "open"])
    doc["paths"]["/rooms"] = {"get": {**doc["paths"]["/things"]["get"], "operationId": "rooms-get", "tags": ["rooms"]}}
    later = committed(respecify(copied(source.three, folder / "source"), acme=doc), "2026-04-01T00:00:00Z")
    shop = Shop(folder / "shop", source)
    shop.root.mkdir()
    git(shop.root, "init", "--quiet", "--initial-branch=main")
    vendor.add(str(shop.copy), ["acme"], origin(source.one))
    shop.commit()

    def swap() -> None:
        vendor.add(str(shop.copy), ["beta"], origin(source.one))
        vendor.drop(str(shop.copy), ["acme"])

    shop.branch("swapped", swap)
    shop.branch("updated", lambda: shop.update(later))
    return shop


STAYS = "one side has removed acme, which stays: reissue vendor remove acme DIR"


@pytest.mark.parametrize("is_over", [False, True], ids=["waits", "committed"])
@pytest.mark.parametrize(("ours", "theirs"), [("swapped", "updated"), ("updated", "swapped")])
def test_a_client_that_git_takes_for_another_one_that_was_moved(
    tmp_path: Path, twins: Shop, ours: str, theirs: str, is_over: bool
) -> None:
    """gitdiffcore(7): a file that is gone and one that is new and alike are a rename, into which the change of the other side is merged."""
    shop = Shop(copied(twins.root, tmp_path / "shop"), twins.source)
    later = twins.root.parent / "source"
    git(shop.root, "switch", "--quiet", ours)
    assert shop.git("merge", theirs) == 1
    assert "closed" in (shop.copy / "beta/models.py").read_text()  # what it is about
    assert (shop.copy / "beta/resources/rooms.py").is_file()
    if is_over:
        shop.commit()
    edited = (shop.copy / "beta/client.py").read_text()
    shop.edit("beta/client.py")
    assert shop.refused(later) == [("beta/client.py", "was changed by hand")]
    (shop.copy / "beta/client.py").write_text(edited)
    with pytest.raises(RefusedError, match=r"acme was copied from commit .*, which is older"):
        repair(str(shop.copy), origin(shop.source.two))
    assert repair(str(shop.copy), origin(later)).warnings == [STAYS]
    assert rules(shop.copy, later) == {}
    assert {path.parent.name for path in shop.copy.glob("*/models.py")} == {"acme", "beta"}


# --- a lock that nobody can read -----------------------------------------------------------------------------


def test_a_lock_with_the_lines_of_both_sides_is_not_written_back_to_the_older(branches: Shop) -> None:
    """gitattributes(5), "union": the lines of both versions stand in the file, which is no TOML then."""
    (branches.root / ".git/info").mkdir(exist_ok=True)
    (branches.root / ".git/info/attributes").write_text("_vendor/** merge=union\n")
    branches.git("merge", "theirs")
    with pytest.raises(LockError, match="no TOML"):
        Lock.load(str(branches.copy))
    shutil.rmtree(branches.root / ".git")  # what stands in the lock must do
    before = texts(branches.copy)
    with pytest.raises(RefusedError, match=r"acme was copied from commit .*, which is older"):
        repair(str(branches.copy), origin(branches.source.two), force=True)
    assert texts(branches.copy) == before
    repair(str(branches.copy), origin(branches.source.three), force=True)
    assert rules(branches.copy, branches.source.three) == {}


def test_what_is_left_of_a_broken_lock_counts(shop: Shop) -> None:
    shop.update(shop.source.three)
    lock = shop.copy / "reissue.lock"
    text = lock.read_text().replace(
        "format = 2\n", 'format = 2\nwithout = ["recorder"]\nwithout = ["recorder"]\nwhat is this\n'
    )
    lock.write_text(text + '[[keep]]\npath = "notes.txt"\nreason = "mine"\n')
    (shop.copy / "notes.txt").write_text("mine")
    shutil.rmtree(shop.root / ".git")
    with pytest.raises(RefusedError, match="which is older"):
        repair(str(shop.copy), origin(shop.source.two))
    done = repair(str(shop.copy), origin(shop.source.three))
    assert (done.lock.without, done.lock.kept, done.warnings) == (("recorder",), {"notes.txt"}, [])


def test_where_the_lock_is_gone_git_tells(shop: Shop) -> None:
    shop.update(shop.source.three)
    shop.commit()
    (shop.copy / "reissue.lock").unlink()
    with pytest.raises(RefusedError, match="which is older"):
        repair(str(shop.copy), origin(shop.source.two))
    shop.edit(CLIENT)
    assert shop.refused(shop.source.three) == [(CLIENT, "was changed by hand")]
    _, _, error = command("repair", shop.copy, "--from", shop.source.three, "--force")
    assert "reissue.lock is not there; what git has of it counts" in error
    assert rules(shop.copy, shop.source.three) == {}


def test_where_nothing_tells_that_is_said(shop: Shop) -> None:
    shutil.rmtree(shop.root / ".git")
    (shop.copy / "reissue.lock").write_text("nothing")
    shop.edit(CLIENT)
    assert shop.refused(shop.source.one) == [(CLIENT, "was changed by hand")]  # as the list for `sha256sum -c` has it
    (shop.copy / "MANIFEST.sha256").unlink()
    assert {path for path, _ in shop.refused(shop.source.three)} > {CLIENT, MODELS}
    done = repair(str(shop.copy), origin(shop.source.three), force=True)
    assert done.warnings == [
        "nothing can be read in reissue.lock, and git has none: nobody can tell which version this copy is of, "
        "or whether what is at hand is older"
    ]


def test_a_lock_of_a_later_format_is_not_written_back(shop: Shop) -> None:
    lock = shop.copy / "reissue.lock"
    lock.write_text(lock.read_text().replace("format = 2\n", "format = 3\n"))
    with pytest.raises(ConfigurationError, match="has format 3"):
        repair(str(shop.copy), origin(shop.source.one))


# --- pins ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["", "  "])
def test_an_empty_pin_pins_nothing_and_is_refused(shop: Shop, pin: str) -> None:
    lock = shop.copy / "reissue.lock"
    lock.write_text(lock.read_text().replace("format = 2\n", f'format = 2\npin = "{pin}"\n'))
    assert rules(shop.copy, shop.source.one) == {"reissue.lock": "vendor-lock"}
    with pytest.raises(ConfigurationError, match="pin is empty: name a version or a revision, or remove the line"):
        vendor.update(str(shop.copy), origin(shop.source.one))
    shutil.rmtree(shop.root / ".git")
    assert repair(str(shop.copy), origin(shop.source.one)).warnings == []
    assert rules(shop.copy, shop.source.one) == {}


def test_a_pin_of_either_side_stays_and_two_are_no_pin(shop: Shop) -> None:
    lock = shop.copy / "reissue.lock"
    text = lock.read_text()

    def conflict(ours: str, theirs: str) -> None:
        lock.write_text(text.replace("format = 2\n", f"format = 2\n<<<<<<< a\n{ours}=======\n{theirs}>>>>>>> b\n"))

    conflict("", 'pin = "HEAD"\n')
    assert repair(str(shop.copy), origin(shop.source.one)).lock.pin == "HEAD"
    conflict('pin = "v1"\n', 'pin = "v2"\n')
    with pytest.raises(ConfigurationError, match="pinned to v1 on one side and to v2 on the other"):
        repair(str(shop.copy), origin(shop.source.one))
