"""What a vendored copy has of the runtime: what its clients need together, less what was left out by name."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from reissue_generator.errors import ConfigurationError
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.copies import RefusedError
from reissue_generator.vendor.lock import Lock
from tests.generator.vendor.vendored_copies import command, copied, document, keep, origin, project, rules, texts


def test_a_copy_has_what_its_clients_need_of_the_runtime(tmp_path: Path, both: Path) -> None:
    """`filing` sends files, and `plain` does not."""
    root = tmp_path / "_vendor"
    done = vendor.add(str(root), ["plain"], origin(both))
    assert not (root / "runtime" / "files.py").exists()
    assert "files" in str(done.runtime and done.runtime.unused)
    assert rules(root, both) == {}
    alone = texts(root)
    done = vendor.add(str(root), ["filing"], origin(both))
    assert "runtime/files.py" in done.changed
    assert "files" not in str(done.runtime and done.runtime.unused)
    assert rules(root, both) == {}
    together = tmp_path / "together"
    vendor.add(str(together), ["plain", "filing"], origin(both))
    assert texts(together) == texts(root)
    vendor.drop(str(root), ["filing"])
    assert texts(root) == alone
    assert rules(root, both) == {}


def test_a_module_that_became_needless_stays_where_an_edit_hides_what_is_needed(tmp_path: Path, both: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["plain", "filing"], origin(both))
    (root / "plain" / "client.py").write_text("# mine\n")
    vendor.drop(str(root), ["filing"])
    assert (root / "runtime" / "files.py").exists()
    assert rules(root, both) == {"plain/client.py": "vendor-edited", "runtime": "vendor-stale"}
    vendor.update(str(root), origin(both), force=True)
    assert not (root / "runtime" / "files.py").exists()


def test_what_a_kept_file_imports_of_the_runtime_is_there(tmp_path: Path, both: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["plain"], origin(both))
    client = root / "plain" / "client.py"
    client.write_text("from ..runtime.files import FileContent\n" + client.read_text())
    keep(root, "plain/client.py")
    assert rules(root, both) == {"plain/client.py": "vendor-manifest", "runtime": "vendor-stale"}
    vendor.update(str(root), origin(both))
    assert (root / "runtime" / "files.py").exists()
    assert rules(root, both) == {}


def test_another_runtime_is_not_mixed_in_by_an_added_client(tmp_path: Path, both: Path) -> None:
    later = copied(both, tmp_path / "later")
    (later / "generated" / "reissue_clients" / "runtime" / "files.py").unlink()
    (later / "generated" / "MANIFEST.sha256").unlink()
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["filing"], origin(both))
    with pytest.raises(RefusedError, match="another runtime"):
        vendor.add(str(root), ["plain"], origin(later))


def test_where_one_client_is_unknown_its_modules_are_not_stale(tmp_path: Path, both: Path, old_project: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["plain", "filing"], origin(both))
    other = copied(both, tmp_path / "other")
    shutil.rmtree(other / "generated" / "reissue_clients" / "filing")
    assert rules(root, other) == {"filing": "vendor-unknown"}


# --- without -------------------------------------------------------------------------------------------------


def without(root: Path) -> tuple[str, ...]:
    lock = Lock.load(str(root))
    assert lock is not None
    return lock.without


def test_what_is_left_out_by_name_is_remembered(tmp_path: Path, both: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["plain"], origin(both), without=["webhooks"])
    assert not (root / "runtime" / "webhooks.py").exists()
    assert without(root) == ("webhooks",)
    vendor.add(str(root), ["filing"], origin(both))
    vendor.update(str(root), origin(both))
    assert not (root / "runtime" / "webhooks.py").exists()
    assert without(root) == ("webhooks",)
    assert rules(root, both) == {}
    assert vendor.add(str(root), ["filing"], origin(both), without=["webhooks"]).changed == []
    with pytest.raises(ConfigurationError, match=r"has recorder: put it into `without`"):
        vendor.add(str(root), ["filing"], origin(both), without=["recorder"])


def test_the_lock_says_what_is_left_out_and_may_be_edited(tmp_path: Path, both: Path) -> None:
    root = tmp_path / "_vendor"
    vendor.add(str(root), ["plain"], origin(both), without=["webhooks"])
    lock = root / "reissue.lock"
    lock.write_text(lock.read_text().replace('without = ["webhooks"]\n', ""))
    (found,) = vendor_check.check(str(root), origin(both))
    assert (found.rule, found.place.file.rpartition("/")[2]) == ("vendor-stale", "runtime")
    assert "other modules of the shared runtime are needed" in found.message
    vendor.update(str(root), origin(both))
    assert (root / "runtime" / "webhooks.py").exists()
    assert rules(root, both) == {}


@pytest.mark.parametrize(
    "name,said", [("recoder", "no 'recoder' to leave out"), ("webhooks", "hooked/webhooks.py needs")]
)
def test_what_cannot_be_left_out_is_refused(tmp_path: Path, both: Path, name: str, said: str) -> None:
    root = tmp_path / "_vendor"
    with pytest.raises(ConfigurationError, match=said):
        vendor.add(str(root), ["hooked"], origin(both), without=[name])
    assert not root.exists()
    vendor.add(str(root), ["hooked"], origin(both))
    lock = root / "reissue.lock"
    lock.write_text(lock.read_text().replace("\n# runtime", f'\nwithout = ["{name}"]\n\n# runtime', 1))
    (found,) = vendor_check.check(str(root), origin(both))
    assert (found.rule, said in found.message) == ("vendor-lock", True)
    with pytest.raises(ConfigurationError, match=said):
        vendor.update(str(root), origin(both))


def test_a_client_called_runtime_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path / "own", runtime=document("Run", ["on"]), acme=document("Acme", ["on"]), shared=True)
    assert origin(folder).providers() == ["acme", "runtime"]
    with pytest.raises(ConfigurationError, match="'runtime' cannot be copied"):
        vendor.add(str(tmp_path / "_vendor"), ["runtime"], origin(folder))
    vendor.add(str(tmp_path / "_vendor"), ["acme"], origin(folder))
    assert (tmp_path / "_vendor" / "runtime" / "errors.py").is_file()
    with pytest.raises(ConfigurationError, match=r"runtime\.yaml: a provider cannot be called runtime"):
        project(tmp_path / "beside", runtime=document("Run", ["on"]))


def test_add_says_what_was_left_out(tmp_path: Path, both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = command("add", "plain", "--into", "v", "--from", both)
    assert code == 0
    assert re.search(r"^left out of the runtime: .*files.* \(nothing here imports it", out, re.M)
    code, out, _ = command("add", "plain", "--into", "w", "--from", both, "--without", "webhooks", "--json")
    told = json.loads(out)
    assert (code, told["providers"], told["runtime"]["left_out"]["without"]) == (0, ["plain"], ["webhooks"])
    assert "files" in told["runtime"]["left_out"]["unused"]
    assert "client" in told["runtime"]["modules"]
    assert "take it out of `without`" in told["runtime"]["hint"]
    code, _, err = command("add", "plain", "--into", "x", "--from", both, "--without", "nothing")
    assert (code, "recorder" in err) == (2, True)
