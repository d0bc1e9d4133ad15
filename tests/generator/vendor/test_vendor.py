"""Vendored copies: made, checked, updated and removed, without the loss of anybody's edit."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reissue_generator import generate as pipeline
from reissue_generator.cli.vendor_check import folders
from reissue_generator.errors import ConfigurationError
from reissue_generator.tree.client import Client
from reissue_generator.tree.manifest import Manifest
from reissue_generator.tree.project import find
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.copies import RefusedError
from reissue_generator.vendor.lock import Lock
from reissue_generator.vendor.origin import Origin, find_origin
from reissue_generator.vendor.part_updates import PartUpdate
from tests.generator.plants.folders import git
from tests.generator.vendor.vendored_copies import base_python, command, copied, keep, origin, rules, texts


def sums(root: Path) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


# --- a copy is whole, and works alone --------------------------------------------------------------------------

CALL = """
import asyncio, importlib, sys
sys.path.insert(0, sys.argv[1])
import httpx

from app._vendor.qorepay import AsyncQorePay, QorePay
from app._vendor.paypen import PayPen

def answer(request):
    if request.url.path.endswith("/auth/login"):
        return httpx.Response(200, json={"success": True, "message": "", "data": {"token": "t"}})
    if "/invoice/" in request.url.path:
        return httpx.Response(200, json={"success": True, "data": {"ppid": "TX1", "amount_payable": 3000,
            "payment_due_date": "2026-12-01 15:45:23", "account_name": "a", "account_number": "0123456789", "bank_name": "b",
            "invoice_status": "PENDING", "created_by": "c", "created_on": "2026-11-21 15:45:23"}})
    return httpx.Response(200, json={"id": "p1", "type": "purchase", "status": "created", "created_on": 1, "updated_on": 1,
        "brand_id": "b", "purchase": {}})

transport = httpx.MockTransport(answer)
server = "https://api.example"
qorepay = QorePay(secret_key="sk", server=server, http=httpx.Client(transport=transport))
print(qorepay.purchases.get("p1").status)
paypen = PayPen(api_key="k", email="a@example.com", server=server, http=httpx.Client(transport=transport))
print(paypen.invoices.get("TX1").ppid)

async def main():
    client = AsyncQorePay(secret_key="sk", server=server, http=httpx.AsyncClient(transport=transport))
    print((await client.purchases.get("p1")).id)

asyncio.run(main())
for name in ("typer", "rich", "jinja2", "yaml", "reissue_clients", "reissue_generator", "reissue"):
    assert name not in sys.modules, name
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    raise SystemExit(f"{name} can be imported: this proves nothing")
"""


def test_a_copy_in_another_repository_works_with_httpx_and_msgspec_alone(tmp_path: Path) -> None:
    root = tmp_path / "shop" / "src" / "app" / "_vendor"
    root.parent.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "shop")], check=True)
    found = find_origin()
    assert found is not None
    vendor.add(str(root), ["qorepay", "paypen"], found)
    assert base_python(tmp_path / "base", CALL, root.parent.parent).split() == ["created", "TX1", "p1"]
    assert sorted(path.name for path in root.iterdir() if path.name != "__pycache__") == [
        ".gitattributes",
        "LICENSE",
        "MANIFEST.sha256",
        "__init__.py",
        "_specs",
        "paypen",
        "qorepay",
        "reissue.lock",
        "runtime",
    ]
    assert not sums(root).stderr
    assert not [one for one in vendor_check.check(str(root), found) if one.rule != "vendor-stale"]
    assert sorted(path.name for path in root.parent.iterdir()) == ["_vendor"]


CHECK = """
from reissue_generator.cli.vendor_check import main
code = main(sys.argv[1:])
heavy = {"typer", "rich", "click", "jinja2", "yaml", "jsonschema", "httpx", "msgspec"} & set(sys.modules)
assert not heavy, heavy
print("exit", code)
"""


def test_check_needs_the_standard_library_only(vendored: Path, old_project: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> str:
        return base_python(tmp_path / "base", CHECK, *arguments, reissue=True, cwd=tmp_path)

    assert run(vendored, "--from", old_project).endswith("unmodified and current (quick; see --full).\nexit 0\n")
    with (vendored / "acme" / "client.py").open("a") as file:
        file.write("# mine\n")
    out = run(vendored, "--from", old_project, "--json")
    assert out == run(vendored, "--from", old_project, "--format", "json")
    body, _, code = out.rpartition("exit ")
    (finding,) = json.loads(body)["findings"]
    assert (finding["rule"], code.strip()) == ("vendor-edited", "1")
    assert "+# mine" in finding["detail"]
    assert "vendor-edited" in run(vendored, "--from", old_project, "--format", "sarif")
    assert run("--format", "nothing").endswith("exit 2\n")
    assert run(tmp_path).endswith("exit 2\n")


def test_a_copy_is_checked_where_its_source_is_not(vendored: Path, tmp_path: Path) -> None:
    """As in CI, with the base install: against the lock, and what was not looked at is said. Nothing is wrong for that."""

    def run() -> str:
        return base_python(tmp_path / "base", CHECK, vendored, "--full", reissue=True, cwd=tmp_path)

    out = run()
    assert "comes from project, which is not here: held against its lock" in out
    assert "_specs/acme.yaml: note: its bytes are those of the lock" in out and "[vendor-spec-unread]" in out
    assert out.endswith("_vendor: as its lock says, and not compared.\nexit 0\n")
    (vendored / "acme" / "more.pyc").write_bytes(b"")
    assert "acme/more.pyc: error" in run()
    (vendored / "acme" / "more.pyc").unlink()
    lock = vendored / "reissue.lock"
    lock.write_text(lock.read_text().replace('source = "project"', 'source = "reissue"'))
    out = run()  # what comes from an installed Reissue can be had
    assert "staleness cannot be told [vendor-unknown]" in out and "pip install reissue==" in out
    assert out.endswith("exit 1\n")


# --- each way to drift apart is named ----------------------------------------------------------------------------


def test_every_kind_of_change_is_named(vendored: Path, old_project: Path) -> None:
    assert rules(vendored, old_project) == {}
    (vendored / "acme" / "client.py").write_bytes((vendored / "acme" / "client.py").read_bytes() + b"#")
    (vendored / "acme" / "models.py").chmod(0o755)
    (vendored / "runtime" / "call.py").unlink()
    (vendored / "runtime" / "body.py").unlink()
    (vendored / "runtime" / "body.py").symlink_to("call.py")
    data = (vendored / "runtime" / "auth.py").read_bytes()
    (vendored / "runtime" / "auth.py").write_bytes(data.replace(b"\n", b"\r\n"))
    (vendored / "beta" / "client.py").rename(vendored / "beta" / "klient.py")
    (vendored / "_specs" / "beta.yaml").write_text("{}")
    assert rules(vendored, old_project) == {
        "acme/client.py": "vendor-edited",
        "acme/models.py": "vendor-edited",
        "runtime/call.py": "vendor-missing",
        "runtime/body.py": "vendor-edited",
        "runtime/auth.py": "vendor-edited",
        "beta/client.py": "vendor-missing",
        "beta/klient.py": "vendor-extra",
        "_specs/beta.yaml": "vendor-edited",
    }


def test_line_ends_are_those_that_git_gives_a_file(vendored: Path, old_project: Path, tmp_path: Path) -> None:
    """What git itself checks out with its attributes is no change, and all else is; gitattributes(5)."""
    keep(vendored, ".gitattributes", "only Python is checked out with CRLF")
    (vendored / ".gitattributes").write_text("*.py text eol=crlf\n")
    vendor.update(str(vendored), origin(old_project))
    shop = tmp_path / "shop"
    git(shop, "init", "--quiet")
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "--message", "x")
    shutil.rmtree(vendored)
    git(shop, "checkout", "--", ".")
    client = vendored / "acme/client.py"
    assert b"\r\n" in client.read_bytes() and b"\r\n" not in (vendored / "_specs/acme.yaml").read_bytes()
    assert rules(vendored, old_project) == {}
    client.write_bytes(client.read_bytes().replace(b"\r\n", b"\n", 3))
    (vendored / "LICENSE").write_bytes((vendored / "LICENSE").read_bytes().replace(b"\n", b"\r\n"))
    assert rules(vendored, old_project) == {"acme/client.py": "vendor-edited", "LICENSE": "vendor-edited"}


def test_a_mended_manifest_hides_nothing(vendored: Path, old_project: Path) -> None:
    (vendored / "acme" / "client.py").write_text("# mine\n")
    listed = [line.split("  ")[1] for line in (vendored / "MANIFEST.sha256").read_text().splitlines() if "  " in line]
    done = subprocess.run(["sha256sum", *listed], cwd=vendored, capture_output=True, text=True, check=True)
    (vendored / "MANIFEST.sha256").write_text(done.stdout)
    assert not sums(vendored).returncode
    assert rules(vendored, old_project) == {"acme/client.py": "vendor-edited", "MANIFEST.sha256": "vendor-edited"}
    (vendored / "MANIFEST.sha256").unlink()
    assert rules(vendored, old_project)["MANIFEST.sha256"] == "vendor-missing"


def test_a_lock_that_is_gone_or_broken(vendored: Path, old_project: Path) -> None:
    lock = vendored / "reissue.lock"
    text = lock.read_text()
    for broken in (
        "<<<<<<< ours\n" + text,
        text.replace("format = 2", "format = 9"),
        text.replace('"LICENSE"', '"../x"'),
    ):
        lock.write_text(broken)
        assert rules(vendored, old_project) == {"reissue.lock": "vendor-lock"}
    lock.unlink()
    assert rules(vendored, old_project) == {"reissue.lock": "vendor-missing"}


def test_a_specification_that_is_not_that_of_the_lock_is_told(vendored: Path, old_project: Path) -> None:
    """Who forges `_specs` and both lists would make an update tell a wrong story."""
    spec, lock, listed = (vendored / name for name in ("_specs/acme.yaml", "reissue.lock", "MANIFEST.sha256"))
    was = spec.read_bytes()
    for text, found in ((was + b"# read\n", []), (was.replace(b"open", b"shut"), ["vendor-lock"])):
        data = spec.read_bytes()
        spec.write_bytes(text)
        read = Lock.parse(lock.read_text(), adds_up=False)
        digests = {**read.files, "_specs/acme.yaml": hashlib.sha256(text).hexdigest()}
        forged = replace(read, files=digests)
        lock.write_text(forged.text())
        listed.write_text(forged.manifest())
        assert data != text
        assert [one.rule for one in vendor_check.check(str(vendored), origin(old_project), total=True)] == found


def test_a_link_cannot_be_kept(vendored: Path, old_project: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("x = 1\n")
    (vendored / "acme/client.py").unlink()
    (vendored / "acme/client.py").symlink_to(tmp_path / "mine.py")
    keep(vendored, "acme/client.py")
    found = vendor_check.check(str(vendored), origin(old_project))
    assert "names what nobody can read: is a symbolic link" in str([one.message for one in found])


def test_staleness_is_apart_from_edits(vendored: Path, old_project: Path, new_project: Path) -> None:
    assert rules(vendored, new_project) == {"acme": "vendor-stale"}
    (one,) = vendor_check.check(str(vendored), origin(new_project))
    assert "its specification has changed" in one.message
    assert "acme/models.py" in one.detail
    (vendored / "beta" / "client.py").write_text("")
    assert rules(vendored, new_project) == {"acme": "vendor-stale", "beta/client.py": "vendor-edited"}


def test_a_fault_of_the_comparer_is_told_as_a_fault_and_a_missing_extra_as_one(
    vendored: Path, new_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        nothing: Any = None
        return nothing.at_all

    monkeypatch.setattr("reissue_generator.changes.comparison.compare", broken)
    code, out, _ = command("update", vendored, "--from", new_project, "--dry-run")
    assert code == 0
    assert "a fault of reissue itself hides what that means for callers, please report it (AttributeError" in out
    assert "pip install" not in out
    monkeypatch.setattr("reissue_generator.extras.missing", lambda *_: ["jinja2"])
    code, out, _ = command("update", vendored, "--from", new_project, "--dry-run")
    assert code == 0
    assert "to see what that means for callers: pip install 'reissue[generator]'" in out and "a fault" not in out


def test_an_older_reissue_is_not_taken_for_news(vendored: Path, old_project: Path, tmp_path: Path) -> None:
    lock = Lock.parse((vendored / "reissue.lock").read_text())
    newer = {name: f.__class__(f.name, "9.0.0", f.spec, f.spec_sha256) for name, f in lock.providers.items()}
    digests = {**lock.files, "acme/client.py": "0" * 64}
    (vendored / "reissue.lock").write_text(Lock("9.0.0", newer, digests, ()).text())
    found = {one.rule: one for one in vendor_check.check(str(vendored), origin(old_project))}
    assert "which is older" in found["vendor-stale"].message
    with pytest.raises(RefusedError, match="older than the one that made this copy"):
        vendor.update(str(vendored), origin(old_project))


def test_where_modes_do_not_count_git_says_what_is_executable(tmp_path: Path, old_project: Path) -> None:
    """`core.filemode = false` is what git notes on drives without modes; git-config(1)."""
    root = copied(old_project, tmp_path / "project")
    copy = root / "_vendor"
    vendor.add(str(copy), ["acme"], origin(root))
    git(root, "init", "--quiet")
    (copy / "acme/client.py").chmod(0o755)
    git(root, "add", ".")
    for path in root.rglob("*.*"):
        if path.is_file() and ".git" not in path.parts:
            path.chmod(0o777)
    assert len(rules(copy, old_project)) > 9
    git(root, "config", "core.filemode", "false")
    assert rules(copy, root) == {"acme/client.py": "vendor-edited"}
    git(root, "update-index", "--chmod=-x", "_vendor/acme/client.py")
    assert rules(copy, root) == {}
    assert pipeline.check(find(str(root)))[0] == []
    git(root, "rm", "--cached", "-r", "--quiet", ".")  # what git does not track has no mode anywhere
    assert rules(copy, root) == {}


# --- update --------------------------------------------------------------------------------------------------


def test_update_shows_the_changes_first_and_brings_the_copy_up_to_date(vendored: Path, new_project: Path) -> None:
    shown: list[PartUpdate] = []
    before = texts(vendored)

    def show(changes: list[PartUpdate]) -> None:
        assert texts(vendored) == before
        shown.extend(changes)

    done = vendor.update(str(vendored), origin(new_project), dry_run=True, show=show)
    assert texts(vendored) == before
    assert "acme/models.py" in done.changed
    vendor.update(str(vendored), origin(new_project), show=show)
    assert [part.name for part in shown] == ["acme", "acme"]
    assert "its specification has changed" in shown[0].summary
    assert '"paid" is new' in shown[0].semantic
    assert shown[0].paths
    assert rules(vendored, new_project) == {}
    assert not sums(vendored).returncode
    assert vendor.update(str(vendored), origin(new_project)).changed == []


def test_files_that_are_right_are_not_touched(vendored: Path, new_project: Path) -> None:
    same, lock = vendored / "beta" / "client.py", vendored / "reissue.lock"
    os.utime(same, (1, 1))
    vendor.update(str(vendored), origin(new_project))
    assert same.stat().st_mtime == 1
    os.utime(lock, (1, 1))
    vendor.update(str(vendored), origin(new_project))
    assert lock.stat().st_mtime == 1


def test_a_hand_edit_is_overwritten_by_force_only(vendored: Path, new_project: Path) -> None:
    (vendored / "beta" / "client.py").write_text("# mine\n")
    (vendored / "notes.txt").write_text("mine")
    before = texts(vendored)
    with pytest.raises(RefusedError) as refused:
        vendor.update(str(vendored), origin(new_project))
    assert [row.path for row in refused.value.rows] == ["beta/client.py", "notes.txt"]
    assert texts(vendored) == before
    vendor.update(str(vendored), origin(new_project), force=True)
    assert rules(vendored, new_project) == {}
    assert not (vendored / "notes.txt").exists()


def test_missing_files_come_back_without_force(vendored: Path, old_project: Path) -> None:
    shutil.rmtree(vendored / "beta")
    vendor.update(str(vendored), origin(old_project))
    assert rules(vendored, old_project) == {}


# --- keep ----------------------------------------------------------------------------------------------------


def test_a_kept_file_stays_as_edited_and_the_reader_learns_what_it_misses(vendored: Path, new_project: Path) -> None:
    (vendored / "acme" / "models.py").write_text("# mine\n")
    (vendored / "acme" / "helpers.py").write_text("# mine too\n")
    keep(vendored, "acme/models.py")
    keep(vendored, "acme/helpers.py")
    assert rules(vendored, new_project) == {"acme": "vendor-stale", "acme/models.py": "vendor-manifest"}
    done = vendor.update(str(vendored), origin(new_project))
    assert done.warnings == ["acme/models.py is kept as edited, and what is generated has changed since: compare them"]
    assert (vendored / "acme" / "models.py").read_text() == "# mine\n"
    assert (vendored / "acme" / "helpers.py").read_text() == "# mine too\n"
    assert rules(vendored, new_project) == {}
    assert not sums(vendored).returncode
    lock = Lock.load(str(vendored))
    assert lock is not None
    assert [(one.path, one.reason) for one in lock.keep] == [
        ("acme/helpers.py", "because"),
        ("acme/models.py", "because"),
    ]


@pytest.mark.parametrize("path,reason", [("acme/nothing.py", "because"), ("acme/client.py", "because"), ("x.py", " ")])
def test_a_keep_entry_that_does_not_count_is_a_finding(
    vendored: Path, old_project: Path, path: str, reason: str
) -> None:
    (vendored / "x.py").write_text("")
    keep(vendored, "x.py") if path != "x.py" else None
    keep(vendored, path, reason)
    assert rules(vendored, old_project) == {"reissue.lock": "vendor-keep"}


# --- add and remove ------------------------------------------------------------------------------------------


def test_a_provider_is_added_to_a_copy_and_removed_again(tmp_path: Path, old_project: Path, new_project: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["acme"], origin(old_project))
    one = texts(root)
    vendor.add(str(root), ["beta", "acme"], origin(old_project))
    assert rules(root, old_project) == {}
    (root / "beta" / "mine.py").write_text("")
    with pytest.raises(RefusedError):
        vendor.drop(str(root), ["beta"])
    (root / "beta" / "mine.py").unlink()
    vendor.drop(str(root), ["beta"])
    assert texts(root) == one
    vendor.drop(str(root), ["acme"])
    assert list(tmp_path.iterdir()) == []


def test_add_leaves_the_edits_of_others_alone(tmp_path: Path, old_project: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["acme"], origin(old_project))
    (root / "acme" / "client.py").write_text("# mine\n")
    (root / "runtime" / "call.py").write_text("# mine\n")
    vendor.add(str(root), ["beta"], origin(old_project))
    assert rules(root, old_project) == {"acme/client.py": "vendor-edited", "runtime/call.py": "vendor-edited"}


def test_providers_of_two_versions_do_not_share_a_runtime(tmp_path: Path, old_project: Path) -> None:
    root, later = tmp_path / "_vendor", copied(old_project, tmp_path / "later")
    vendor.add(str(root), ["acme"], origin(old_project))
    (later / "generated" / "reissue_clients" / "runtime" / "call.py").write_text("# later\n")
    (later / "generated" / "MANIFEST.sha256").unlink()
    with pytest.raises(RefusedError, match="vendor update"):
        vendor.add(str(root), ["beta"], origin(later))


def test_what_stood_there_before_is_kept_or_refused(tmp_path: Path, old_project: Path) -> None:
    root = tmp_path / "_vendor"
    root.mkdir()
    (root / "__init__.py").write_text("")
    vendor.add(str(root), ["acme"], origin(old_project))
    assert rules(root, old_project) == {}
    other = tmp_path / "other"
    other.mkdir()
    (other / "__init__.py").write_text("X = 1\n")
    vendor.add(str(other), ["acme"], origin(old_project))
    assert (other / "__init__.py").read_text() == "X = 1\n"
    assert rules(other, old_project) == {}
    full = tmp_path / "full"
    (full / "requests").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="a folder of its own"):
        vendor.add(str(full), ["acme"], origin(old_project))


def test_the_header_of_a_copy_names_the_command_that_works_there(tmp_path: Path, old_project: Path) -> None:
    vendor.add(str(tmp_path / "_vendor"), ["acme"], origin(old_project))
    files = sorted((tmp_path / "_vendor" / "acme").rglob("*.py"))
    told = [line for file in files for line in file.read_text().splitlines() if "Do not edit" in line]
    assert files and told == ["# Do not edit: run `reissue vendor update`."] * len(files)


def test_the_leavings_of_tools_are_no_files_of_a_folder(tmp_path: Path, old_project: Path) -> None:
    root = tmp_path / "_vendor"
    (root / ".ruff_cache").mkdir(parents=True)
    (root / ".ruff_cache" / "x").write_bytes(b"\xff")
    vendor.add(str(root), ["acme"], origin(old_project))
    assert not vendor_check.check(str(root), origin(old_project))


def test_the_nearest_table_counts_and_must_be_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for every other command: a pyproject.toml without [tool.reissue] on the way is another tool's."""
    (tmp_path / "pyproject.toml").write_text('[tool.reissue]\nvendored = "v"\n')
    (tmp_path / "part" / "src").mkdir(parents=True)
    (tmp_path / "part" / "pyproject.toml").write_text("[project]\n")
    monkeypatch.chdir(tmp_path / "part" / "src")
    assert folders([]) == [str(tmp_path / "v")]
    (tmp_path / "pyproject.toml").write_text("[tool.reissue]\nvendored = [1]\n")
    with pytest.raises(ConfigurationError, match="vendored is no folder"):
        folders([])
    (tmp_path / "pyproject.toml").write_text("[tool.reissue]\n")
    with pytest.raises(ConfigurationError, match="Name a folder"):
        folders([])


def test_a_hand_edit_of_the_generated_tree_is_not_spread(tmp_path: Path, old_project: Path) -> None:
    edited = copied(old_project, tmp_path / "edited")
    (edited / "generated" / "reissue_clients" / "acme" / "client.py").write_text("# mine\n")
    with pytest.raises(ConfigurationError, match="not as it was generated"):
        vendor.add(str(tmp_path / "_vendor"), ["acme"], origin(edited))
    with pytest.raises(ConfigurationError, match="no client of 'gamma'"):
        vendor.add(str(tmp_path / "_vendor"), ["gamma"], origin(old_project))


def test_an_edited_client_is_told_by_the_folder_that_it_stands_in(tmp_path: Path, old_project: Path) -> None:
    """A client of `[[tool.reissue.clients]]` stands where its table says, and there may be no other folder."""
    out = tmp_path / "src/shop"
    shutil.copytree(old_project / "generated/reissue_clients/acme", out / "acme")
    (out / "acme/MANIFEST.sha256").write_text(Manifest.of({}, "", "").text())
    alone = Origin(str(tmp_path / "generated/reissue_clients"), own={"acme": Client("acme", "", str(out))})
    with pytest.raises(ConfigurationError) as error:
        vendor.known_to(["acme"], alone)
    assert f"{out}/acme is not as it was generated (__init__.py" in str(error.value)
    with pytest.raises(ConfigurationError, match=f"no client of 'gamma' in {out}/acme; there are: acme"):
        vendor.known_to(["gamma"], alone)


# --- the commands --------------------------------------------------------------------------------------------


def test_the_commands(tmp_path: Path, old_project: Path, new_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.reissue]\nvendored = ["v"]\n')

    assert command("add", "acme", "beta", "--into", "v", "--from", old_project)[0] == 0
    assert command("check", "--from", old_project)[:2] == (0, "v: unmodified and current (quick; see --full).\n")
    code, out, _ = command("check", "v", "--from", new_project, "--format", "github")
    assert (code, out[:35]) == (1, "::error file=v/acme,title=vendor-st")
    (tmp_path / "v" / "acme" / "client.py").write_text("")
    code, out, err = command("update", "v", "--from", new_project)
    assert code == 1
    assert "acme: its specification has changed" in out
    assert "acme/client.py: edited: was changed by hand" in err
    assert command("update", "--from", new_project, "--force")[0] == 0
    assert command("remove", "beta", "acme", "v")[0] == 0
    assert not (tmp_path / "v").exists()
    code, _, err = command("update", "v")
    assert code == 2
    assert "no vendored copy" in err


def test_a_specification_of_several_files_is_kept_whole(tmp_path: Path, old_project: Path) -> None:
    source = copied(old_project, tmp_path / "source")
    main, part = source / "specs" / "acme.yaml", source / "specs" / "parts" / "state.txt"
    document = json.loads(main.read_text())
    schema = document["paths"]["/things"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    part.parent.mkdir()
    part.write_text(json.dumps(schema["properties"]["state"]))
    schema["properties"]["state"] = {"$ref": "parts/state.txt"}
    main.write_text(json.dumps(document))
    pipeline.generate(find(str(source)))
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["acme", "beta"], origin(source))
    assert sorted(path for path in texts(root) if path.startswith("_specs")) == [
        "_specs/acme/acme.yaml",
        "_specs/acme/parts/state.txt",
        "_specs/beta.yaml",
    ]
    assert rules(root, source) == {}
    part.write_text(part.read_text().replace('"open"', '"open", "paid"'))
    pipeline.generate(find(str(source)))
    shown: list[PartUpdate] = []
    vendor.update(str(root), origin(source), show=shown.extend)
    assert ([one.name for one in shown], '"paid" is new' in shown[0].semantic) == (["acme"], True)
    assert rules(root, source) == {}
    vendor.drop(str(root), ["acme"])
    assert sorted(path for path in texts(root) if path.startswith("_specs")) == ["_specs/beta.yaml"]
