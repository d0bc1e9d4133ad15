"""Changes of one's own in a copy: saved as patches, applied again by each update, or told line by line where they do not fit."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reissue_generator.errors import ConfigurationError
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor import patching
from reissue_generator.vendor.patches import MisfitError
from reissue_generator.vendor.repair import repair
from reissue_generator.vendor.writing import RefusedError
from tests.generator.plants.folders import git
from tests.generator.vendor.patched_copies import TEXT, Shop, changed
from tests.generator.vendor.vendored_copies import command, keep

PATCH = "_patches/acme/0001-proxy.patch"
MODELS = "acme/models.py"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


# --- saved ---------------------------------------------------------------------------------------------------


def test_an_edit_becomes_a_patch_and_the_copy_is_sound(shop: Shop) -> None:
    shop.edit(MODELS, changed(x5="x5 = 50\n"))
    assert shop.rules()[MODELS] == "vendor-edited"
    assert shop.save() == ["acme/0001-proxy"]
    assert shop.rules() == {PATCH: "vendor-patched"}
    assert (
        subprocess.run(
            ["sha256sum", "-c", "--strict", "--quiet", "MANIFEST.sha256"], cwd=shop.root, check=False
        ).returncode
        == 0
    )
    assert not shop.update().changed


def test_any_tool_applies_a_patch(shop: Shop, tmp_path: Path) -> None:
    """`git apply` makes of what is generated what stands there: changed, added, removed, and without an end of line."""
    shutil.copytree(shop.root, tmp_path / "plain")
    shop.edit(MODELS, changed(x5="x5 = 50\n", x30="x30 = 0"))
    shop.edit("acme/extra.py", "y = 1\n")
    shop.edit("acme/client.py", None)
    shop.save()
    subprocess.run(["git", "apply", "--unsafe-paths", shop.root / PATCH], cwd=tmp_path / "plain", check=True)
    for path in (MODELS, "acme/extra.py"):
        assert (tmp_path / "plain" / path).read_text() == shop.read(path)
    assert not (tmp_path / "plain" / "acme/client.py").exists()
    assert shop.rules() == {PATCH: "vendor-patched"}


def test_each_provider_has_a_patch_of_its_own(shop: Shop) -> None:
    for path in (MODELS, "beta/client.py", "runtime/quiet.py"):
        shop.edit(path, changed(x5="x5 = 50\n"))
    assert shop.save() == ["acme/0001-proxy", "beta/0001-proxy", "runtime/0001-proxy"]
    vendor.drop(str(shop.root), ["beta"], force=True)
    assert set(shop.rules().values()) == {"vendor-patched"}
    assert sorted(shop.lock().patches) == ["acme/0001-proxy", "runtime/0001-proxy"]


def test_who_removes_a_provider_is_told_of_its_patches(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    with pytest.raises(RefusedError) as refused:
        vendor.drop(str(shop.root), ["acme"])
    assert [row.path for row in refused.value.rows] == [PATCH]


def test_further_edits_go_into_the_patch_of_that_name(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.patch(MODELS, changed(x5="x5 = 50\n", x9="x9 = 90\n"))
    assert list(shop.lock().patches) == ["acme/0001-proxy"]
    shop.patch(MODELS, TEXT)
    assert not shop.lock().patches
    assert shop.rules() == {}


def test_what_was_there_comes_from_history_where_the_clients_are_newer(shop: Shop) -> None:
    git(shop.root.parent, "init", "--quiet")
    git(shop.root.parent, "add", ".")
    git(shop.root.parent, "commit", "--quiet", "--message", "x")
    shop.later({MODELS: changed(x20="x20 = 200\n")})
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    assert shop.update().changed
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x20="x20 = 200\n")


def test_where_nobody_has_what_was_there_nothing_is_made_up(shop: Shop) -> None:
    shop.later({MODELS: changed(x20="x20 = 200\n")})
    shop.edit(MODELS, changed(x5="x5 = 50\n"))
    with pytest.raises(RefusedError, match="can be a patch") as refused:
        shop.save()
    assert "is not at hand as it was vendored" in refused.value.rows[0].reason


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        (MODELS, b"x = '\xff'\n", "is not UTF-8: invalid start byte at byte 5"),
        (MODELS, TEXT.replace("\n", "\r\n").encode(), "has other line ends"),
        (MODELS, b"x = 1\r\ny = 2\n", "line ends or characters"),
        ("acme/native.so", b"\x7fELF", "is what Python runs and nobody can read"),
        ("notes/todo.txt", b"mine\n", "stands in no folder of a provider"),
        ("_specs/acme.yaml", b"x: 1\n", "is a record of the copy"),
    ],
)
def test_what_cannot_be_a_patch_is_told(shop: Shop, path: str, data: bytes, reason: str) -> None:
    (shop.root / path).parent.mkdir(exist_ok=True)
    (shop.root / path).write_bytes(data)
    before = shop.all()
    with pytest.raises(RefusedError) as refused:
        shop.save()
    assert reason in refused.value.rows[0].reason
    assert shop.all() == before


def test_a_link_is_no_patch(shop: Shop) -> None:
    (shop.root / MODELS).unlink()
    (shop.root / MODELS).symlink_to("client.py")
    with pytest.raises(RefusedError) as refused:
        shop.save()
    assert refused.value.rows[0].reason == "is a symbolic link"


@pytest.mark.parametrize("name", ["", "Proxy", "../proxy", "a--b", "a/b"])
def test_names_of_patches(shop: Shop, name: str) -> None:
    shop.edit(MODELS, "")
    with pytest.raises(ConfigurationError, match="is no name of a patch"):
        shop.save(name)


# --- applied again -------------------------------------------------------------------------------------------


def test_an_update_keeps_the_change(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.later({MODELS: changed(x20="x20 = 200\n")})
    assert shop.rules()["acme"] == "vendor-stale"
    shop.update()
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x20="x20 = 200\n")
    assert shop.rules() == {PATCH: "vendor-patched"}


def test_lines_that_have_moved_far_are_found(shop: Shop) -> None:
    shop.patch(MODELS, changed(x25="x25 = 0\n"))
    head = "".join(f"new{number} = 0\n" for number in range(200))
    shop.later({MODELS: head + TEXT})
    shop.update()
    assert shop.read(MODELS) == head + changed(x25="x25 = 0\n")


def test_several_updates_one_after_the_other(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    text = TEXT
    for number in range(2, 5):
        text = changed(text, **{f"x{number * 6}": f"x{number * 6} = 0\n"})
        shop.later({MODELS: text}, f"0.{number}.0")
        shop.update()
    assert shop.read(MODELS) == changed(text, x5="x5 = 50\n")
    assert shop.rules() == {PATCH: "vendor-patched"}


def test_two_patches_of_one_file_stand_on_each_other(shop: Shop) -> None:
    first = changed(x5="x5 = 50\n")
    shop.patch(MODELS, first, "one")
    shop.patch(MODELS, changed(first, x6="x6 = 60\n"), "two")
    shop.later({MODELS: changed(x20="x20 = 200\n")})
    shop.update()
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x6="x6 = 60\n", x20="x20 = 200\n")
    assert set(shop.rules().values()) == {"vendor-patched"}
    with pytest.raises(ConfigurationError, match="A later patch changes"):
        shop.patch(MODELS, TEXT, "one")


def test_a_patch_below_another_is_taken_back(shop: Shop) -> None:
    first = changed(x5="x5 = 50\n")
    shop.patch(MODELS, first, "one")
    shop.patch(MODELS, changed(first, x16="x16 = 0\n"), "two")
    patching.remove(str(shop.root), "one")
    assert shop.read(MODELS) == changed(x16="x16 = 0\n")
    assert shop.rules() == {"_patches/acme/0002-two.patch": "vendor-patched"}
    patching.remove(str(shop.root), "two")
    assert (shop.rules(), shop.read(MODELS)) == ({}, TEXT)


def test_a_patch_that_another_needs_is_not_taken_back(shop: Shop) -> None:
    first = changed(x5="x5 = 50\n")
    shop.patch(MODELS, first, "one")
    shop.patch(MODELS, changed(first, x5="x5 = 500\n"), "two")
    before = shop.all()
    with pytest.raises(MisfitError):
        patching.remove(str(shop.root), "one")
    assert shop.all() == before


def test_added_and_removed_files_stay_so(shop: Shop) -> None:
    shop.edit("acme/extra.py", "y = 1\n")
    shop.edit("beta/client.py", None)
    shop.save()
    shop.later({MODELS: changed(x20="x20 = 200\n")})
    shop.update()
    assert shop.read("acme/extra.py") == "y = 1\n"
    assert not (shop.root / "beta/client.py").exists()
    assert set(shop.rules().values()) == {"vendor-patched"}


def test_what_is_generated_now_is_no_part_of_the_patch_any_more(shop: Shop) -> None:
    shop.edit("beta/client.py", None)
    shop.edit(MODELS, changed(x5="x5 = 50\n"))
    shop.edit("acme/client.py", TEXT)
    shop.save()
    shop.later({MODELS: changed(x5="x5 = 50\n"), "acme/client.py": TEXT})
    done = shop.update()
    assert [line for line in done.warnings if "is generated now" in line] == [
        f"{PATCH}: what it changes in {path} is generated now, so that is no part of it any more"
        for path in ("acme/client.py", MODELS)
    ]
    assert list(shop.lock().patches) == ["beta/0001-proxy"]
    assert not (shop.root / PATCH).exists()


def test_half_of_a_patch_that_is_generated_now_leaves_the_other_half(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n", x15="x15 = 0\n"))
    shop.later({MODELS: changed(x5="x5 = 50\n")})
    shop.update()
    assert shop.read(MODELS) == changed(x5="x5 = 50\n", x15="x15 = 0\n")
    assert "-x5" not in shop.read(PATCH)


def test_what_a_patched_file_imports_of_the_runtime_is_there(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"runtime/spare.py": "z = 1\n"})
    assert not (shop.root / "runtime/spare.py").exists()
    shop.patch(MODELS, f"from ..runtime import spare\n{TEXT}")
    assert shop.rules() != {}  # the module is not there yet
    shop.update()
    assert (shop.root / "runtime/spare.py").exists()
    assert shop.rules() == {PATCH: "vendor-patched"}


# --- what does not fit ---------------------------------------------------------------------------------------


def refused(shop: Shop) -> list[str]:
    """What an update says that does not fit; nothing is written."""
    before = shop.all()
    with pytest.raises(MisfitError) as raised:
        shop.update()
    assert shop.all() == before
    assert raised.value.code == 1
    return raised.value.lines


def test_a_conflict_is_told_with_both_sides(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n", x12="x12 = 0\n"))
    shop.patch("beta/client.py", changed(x5="x5 = 50\n"), "fine")
    head = "new = 0\n"
    shop.later({MODELS: head + changed(x5="x5 = 500\n"), "beta/client.py": changed(x20="x20 = 0\n")})
    lines = refused(shop)
    assert lines[2:] == [
        f"{MODELS}: {PATCH}: changes what has changed in what is generated too",
        "    line 6:",
        "            was | x5 = 5",
        "      generated | x5 = 500",
        "        patched | x5 = 50",
    ]
    code, _, error = command("update", shop.root, "--from", shop.origin.package)
    assert (code, "generated | x5 = 500" in error) == (1, True)


@pytest.mark.parametrize(
    ("edit", "generated", "reason"),
    [
        (None, changed(x20="x20 = 0\n"), "removes it, and what is generated has changed"),
        (changed(x5="x5 = 50\n"), None, "is no longer generated"),
    ],
)
def test_files_that_vanish(shop: Shop, edit: str | None, generated: str | None, reason: str) -> None:
    shop.patch(MODELS, edit)
    shop.later({MODELS: generated or ""}, gone=() if generated else (MODELS,))
    assert refused(shop)[2:] == [f"{MODELS}: {PATCH}: {reason}"]


def test_a_file_that_has_another_name_now_is_named(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.later({"acme/records.py": changed(x20="x20 = 0\n")}, gone=(MODELS,))
    assert refused(shop)[2:] == [f"{MODELS}: {PATCH}: is no longer generated; it may be acme/records.py now"]


def test_a_file_that_a_patch_adds_and_that_is_generated_otherwise(shop: Shop) -> None:
    shop.patch("acme/extra.py", "y = 1\n")
    shop.later({"acme/extra.py": "y = 2\n"})
    assert refused(shop)[2:] == [f"acme/extra.py: {PATCH}: adds it, and another one is generated now"]


def test_a_conflict_ends_by_taking_the_patch_back(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.later({MODELS: changed(x5="x5 = 500\n")})
    refused(shop)
    patching.remove(str(shop.root), "proxy")
    shop.update()
    shop.patch(MODELS, changed(x5="x5 = 5000\n"))
    assert shop.rules() == {PATCH: "vendor-patched"}


# --- never called unmodified ---------------------------------------------------------------------------------


def test_an_edit_beyond_the_patch_is_one(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    shop.edit(MODELS, changed(x5="x5 = 51\n"))
    assert shop.rules() == {PATCH: "vendor-patched", MODELS: "vendor-edited"}
    (found,) = [one for one in vendor_check.check(str(shop.root), shop.origin) if one.rule == "vendor-edited"]
    assert "-x5 = 50\n+x5 = 51" in found.detail
    with pytest.raises(RefusedError, match="patch save"):
        shop.update()
    shop.edit(MODELS, TEXT)
    assert shop.rules()[MODELS] == "vendor-edited"


def test_a_lock_that_blesses_an_edit_is_seen(shop: Shop) -> None:
    """Whoever writes the digest of an edit into the lock has a patch that says something else."""
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    was = shop.lock().patches["acme/0001-proxy"].files[MODELS]
    shop.edit(MODELS, changed(x5="import os\n"))
    now = vendor.digests({"": (shop.root / MODELS).read_bytes()})[""]
    for record in ("reissue.lock", "MANIFEST.sha256"):
        shop.edit(record, shop.read(record).replace(was, now))
    assert _all_rules(shop) == {"vendor-patch", "vendor-patched"}
    with pytest.raises(RefusedError, match="repair"):
        shop.update()
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 50\n")


def test_a_patch_for_another_text_than_the_generated_one_is_seen(shop: Shop) -> None:
    """A patch that calls an edit the generated text hides it from who reads the patch."""
    shop.patch(MODELS, changed(x5="x5 = 50\n", x9="import os\n"))
    was, text = shop.lock().patches["acme/0001-proxy"].digest, shop.read(PATCH)
    text = text.replace("-x9 = 9\n", "").replace("+import os\n", " import os\n")
    shop.edit(PATCH, text)
    now = vendor.digests({"": text.encode()})[""]
    for record in ("reissue.lock", "MANIFEST.sha256"):
        shop.edit(record, shop.read(record).replace(was, now))
    assert _all_rules(shop) == {"vendor-patch", "vendor-patched"}


def test_patches_that_are_gone_edited_or_unlisted(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    text = shop.read(PATCH)
    shop.edit(PATCH, None)
    assert shop.rules()[PATCH] == "vendor-missing"
    with pytest.raises(RefusedError, match="takes them as they stand"):
        vendor.update(str(shop.root), shop.origin, force=True)
    shop.edit(PATCH, text.replace("+x5 = 50", "+x5 = 55"))
    assert "vendor-edited" in _all_rules(shop)
    shop.edit(PATCH, text)
    shop.edit("_patches/acme/0002-more.patch", text.replace("x5 = 50", "x5 = 55"))
    assert shop.rules()["_patches/acme/0002-more.patch"] == "vendor-extra"
    shop.edit("_patches/acme/0002-more.patch", None)
    shop.edit(PATCH, text.replace("+x5 = 50", "+x5 = 55"))
    repair(str(shop.root), shop.origin)
    assert shop.read(MODELS) == changed(x5="x5 = 55\n")
    shop.edit(PATCH, None)
    assert "is gone, and so is what it changed" in repair(str(shop.root), shop.origin).warnings[0]
    assert (shop.rules(), shop.read(MODELS)) == ({}, TEXT)


def _all_rules(shop: Shop) -> set[str]:
    return {one.rule for one in vendor_check.check(str(shop.root), shop.origin)}


def test_a_file_is_kept_or_patched(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    entry = f'\n[[keep]]\npath = "{MODELS}"\nreason = "mine"\n\n# runtime: begin'
    shop.edit("reissue.lock", shop.read("reissue.lock").replace("\n# runtime: begin", entry))
    assert "vendor-patch" in _all_rules(shop)


def test_a_checkout_with_other_line_ends_is_no_change(shop: Shop) -> None:
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    keep(shop.root, ".gitattributes", "line ends are those of the system")
    shop.edit(".gitattributes", "* text=auto\n")
    for path in shop.root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(shop.folder, "init", "--quiet")
    git(shop.folder, "config", "core.autocrlf", "true")
    assert shop.rules() == {PATCH: "vendor-patched", ".gitattributes": "vendor-manifest"}


# --- patches of others ---------------------------------------------------------------------------------------

HEAD, SILENT = "Reason: x\n\n", "Reason: \n\n"
NEW = "--- /dev/null\n+++ b/{}\n@@ -0,0 +1,1 @@\n+y = 1\n"


@pytest.mark.parametrize("text", [
    "",
    "Reason: x\n",
    HEAD,
    NEW.format("acme/x.py"),
    SILENT + NEW.format("acme/x.py"),
    *(HEAD + NEW.format(path) for path in (
        "../x.py", "/etc/x.py", "acme/../../x.py", "acme\\x.py", "beta/x.py", "runtime/x.py", "x.py", "_specs/acme.yaml",
        "_patches/acme/0002-x.patch", "reissue.lock", "MANIFEST.sha256", "acme/x.pth", "acme/__pycache__/x.py", "C:/x.py",
    )),
    HEAD + NEW.format("acme/x.py") * 2,
    HEAD + "--- a/acme/x.py\n+++ b/acme/y.py\n@@ -1,1 +1,1 @@\n-a\n+b\n",
    HEAD + "--- /dev/null\n+++ /dev/null\n",
    HEAD + "--- a/acme/models.py\n+++ b/acme/models.py\n@@ -4,3 +4,3 @@\n x4 = 4\n-x5 = 5\n+x5 = 50\n x6 = 6\n",
    HEAD + "--- a/acme/x.py\n+++ b/acme/x.py\n@@ -1,2 +1,1 @@\n-a\n",
    HEAD + "--- a/acme/x.py\n+++ b/acme/x.py\n@@ -1,1 +1,1 @@\n-a\n+b\n+c\n",
    HEAD + "--- a/acme/x.py\n+++ b/acme/x.py\n@@ -1,1 +1,1 @@\n a\n",
    HEAD + "--- /dev/null\n+++ b/acme/x.py\n@@ -1,1 +1,1 @@\n-a\n+b\n",
    HEAD + "--- /dev/null\n+++ b/acme/x.py\n@@ -0,0 +1,1 @@\n+y = 1\r\n",
])  # fmt: skip
def test_what_is_no_patch_of_this_copy(copy_of_patch: Shop, text: str) -> None:
    """A patch comes with a repository, as a lock does: it is not trusted to stay among the files of its provider."""
    copy_of_patch.edit(PATCH, text)
    before = copy_of_patch.all()
    with pytest.raises(RefusedError) as refused:
        repair(str(copy_of_patch.root), copy_of_patch.origin)
    assert [row.path for row in refused.value.rows] == [PATCH]
    assert copy_of_patch.all() == before
    assert "vendor-patch" in _all_rules(copy_of_patch)


@pytest.fixture(scope="module")
def copy_of_patch(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("foreign"))
    shop.patch(MODELS, changed(x5="x5 = 50\n"))
    return shop


def test_a_patch_of_a_provider_that_is_not_there(shop: Shop) -> None:
    """As after a merge of a branch that removes the provider."""
    vendor.drop(str(shop.root), ["beta"])
    shop.edit("_patches/beta/0001-x.patch", HEAD + NEW.format("beta/x.py"))
    with pytest.raises(RefusedError) as refused:
        repair(str(shop.root), shop.origin)
    assert [row.reason for row in refused.value.rows] == ["there is no beta here"]


def test_a_further_provider_leaves_patches_alone(shop: Shop) -> None:
    vendor.drop(str(shop.root), ["beta"])
    shop.patch("runtime/quiet.py", changed(x5="x5 = 50\n"))
    vendor.add(str(shop.root), ["beta"], shop.origin)
    assert shop.rules() == {"_patches/runtime/0001-proxy.patch": "vendor-patched"}


def test_the_commands(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = shop.origin.package
    shop.edit(MODELS, changed(x5="x5 = 50\n"))
    assert command("patch", "save", "proxy", shop.root, "--from", source)[0] == 2  # without a reason
    code, out, _ = command("patch", "save", "proxy", shop.root, "--reason", "NET-123", "--from", source)
    assert (code, out.endswith(f"{PATCH}: {MODELS}\n")) == (0, True)
    assert command("patch", "list", shop.root)[1].splitlines()[0].endswith(": acme/0001-proxy: NET-123")
    assert '"patch": "acme/0001-proxy"' in command("patch", "list", shop.root, "--json")[1]
    monkeypatch.delenv("CI", raising=False)
    checked = command("check", shop.root, "--from", source)
    assert checked[1].endswith("unmodified and current but for 1 patch (quick; see --full).\n")
    assert command("patch", "remove", "proxy", shop.root)[1].endswith(f"{PATCH}: taken back from {MODELS}\n")
    assert command("patch", "remove", "proxy", shop.root)[0] == 2
    assert os.listdir(shop.root.parent) == ["_vendor"]
