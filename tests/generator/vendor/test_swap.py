"""Whoever stops an update at any moment is left with the old copy or the new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reissue_generator.tree import atomic
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor import patching
from reissue_generator.vendor.origin import Origin
from tests.generator.vendor.vendored_copies import texts


def clients(folder: Path, version: str) -> Path:
    """A few files such as the generator writes, quickly: half of them differ from version to version."""
    facts = f'GENERATOR: Final = "{version}"\nSPEC: Final = "specs/acme.yaml"\nSPEC_SHA256: Final = "{version}"\n'
    files = {"acme/__init__.py": facts, "runtime/__init__.py": ""}
    files |= {f"acme/resources/r{number}.py": f"# {version}\n" * 500 for number in range(6)}
    files |= {f"runtime/r{number}.py": f"# {number}\n" for number in range(6)}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return clients(tmp_path / "old", "0.1.0")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return clients(tmp_path / "new", "0.2.0")


@pytest.fixture
def root(tmp_path: Path, old: Path) -> Path:
    found = tmp_path / "shop" / "_vendor"
    vendor.add(str(found), ["acme"], Origin(str(old)))
    return found


GENERATED = Path(__file__).parents[3] / "generated" / "reissue_clients"
KILL_ROUNDS = int(os.environ.get("REISSUE_KILLS", "50"))
KILLS = """
import os, random, shutil, signal, sys, time
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor.origin import find_origin

os.fsync = lambda handle: None  # a kill is no loss of power
root, old, new = sys.argv[1], find_origin(sys.argv[2]), find_origin(sys.argv[3])
stage = vendor.atomic.stage_of(root)
random.seed(7)
began = time.perf_counter()
vendor.update(root, new)
length = time.perf_counter() - began
current, other, killed, states = new, old, 0, {"old": 0, "new": 0}
wanted, round = int(sys.argv[4]), 0
while round < wanted or killed < wanted / 5 or not all(states.values()):  # on a busy machine it may take more rounds
    round += 1
    child = os.fork()
    if not child:
        vendor.update(root, other, force=True, downgrade=True)
        os._exit(0)
    time.sleep(random.uniform(0, 1.2 * length))
    os.kill(child, signal.SIGKILL)
    killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    found, old_found = ([one.rule for one in vendor_check.check(root, side) if one.level != "note"] for side in (other, current))
    if found:  # not the new one: then it is the old one, to the last file
        assert old_found == [], (round, found)
        states["old"] += 1
    else:
        states["new"] += 1
        current, other = other, current
vendor.update(root, new)
assert not os.path.exists(stage)
print(killed, states["old"], states["new"])
"""


def test_kill_at_any_moment(root: Path, old: Path, new: Path) -> None:
    command = [sys.executable, "-c", KILLS, str(root), str(old), str(new), str(KILL_ROUNDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    killed, stayed, went = map(int, done.stdout.split())
    assert killed >= KILL_ROUNDS / 5
    assert stayed
    assert went
    assert vendor_check.check(str(root), Origin(str(new))) == []


@pytest.mark.skipif(KILL_ROUNDS <= 50, reason="takes a minute; `make long` asks for it")
def test_kill_at_any_moment_of_an_update_of_a_real_provider(tmp_path: Path) -> None:
    trees = [tmp_path / name for name in ("old", "new")]
    for tree in trees:
        shutil.copytree(GENERATED / "qorepay", tree / "qorepay", ignore=shutil.ignore_patterns("__pycache__"))
        for path in tree.rglob("*.py"):
            path.write_text(f"{path.read_text()}# {tree.name}\n")
    found = tmp_path / "shop" / "_vendor"
    vendor.add(str(found), ["qorepay"], Origin(str(trees[0])))
    client = found / "qorepay" / "client.py"
    client.write_text(client.read_text().replace("import", "import os  # patched\nimport", 1))
    patching.save(str(found), "proxy", "because", Origin(str(trees[0])))
    command = [sys.executable, "-c", KILLS, str(found), *map(str, trees), "50"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (note,) = vendor_check.check(str(found), Origin(str(trees[1])))
    assert note.rule == "vendor-patched"
    assert client.read_text().count("# patched\n") == client.read_text().count("# new\n") == 1


STEPS = """
import os, sys
from reissue_generator.vendor import copies as vendor
from reissue_generator.tree import atomic
from reissue_generator.vendor.origin import find_origin

root, new, step, exchange = sys.argv[1], find_origin(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "exchange"
if not exchange:
    atomic.exchange = lambda first, second: False
left = [step]

def counted(function):
    def call(*arguments, **more):
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return function(*arguments, **more)
    return call

for name in ("rename", "link", "unlink", "rmdir", "makedirs"):
    setattr(os, name, counted(getattr(os, name)))
atomic.exchange = counted(atomic.exchange)
vendor.update(root, new)
"""
DRIVER = f"""
import os, shutil, sys
os.fsync = lambda handle: None
root, old, new, exchange = sys.argv[1:5]
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor import check as vendor_check
from reissue_generator.tree import atomic
from reissue_generator.vendor.origin import find_origin
before, after = find_origin(old), find_origin(new)
code = compile({STEPS!r}, "steps", "exec")
gone = went = 0
for step in range(1, 1000):
    child = os.fork()
    if not child:
        sys.argv = ["steps", root, new, str(step), exchange]
        exec(code, {{"__name__": "steps"}})
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9), (step, status)
    if not os.path.exists(root):
        gone += 1
        assert exchange == "two-steps", step
        (found,) = vendor_check.check(root, before)
        assert found.rule == "vendor-interrupted", found
    with atomic.alone(root):
        pass
    assert os.listdir(os.path.dirname(root)) == [os.path.basename(root)], step
    if vendor_check.check(root, after):
        assert vendor_check.check(root, before) == [], step
    else:
        went += 1
        vendor.update(root, before, force=True, downgrade=True)
    if not status or went == 12:  # what follows only removes the old copy
        break
print(step, gone, went)
"""


@pytest.mark.parametrize("way", ["exchange", "two-steps"])
def test_a_crash_at_every_step(root: Path, old: Path, new: Path, way: str) -> None:
    command = [sys.executable, "-c", DRIVER, str(root), str(old), str(new), way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    steps, gone, went = map(int, done.stdout.split())
    assert steps - went > 10
    assert gone == (way == "two-steps")


def test_an_error_halfway_leaves_the_old_copy(root: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts(root)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(atomic, "_swap", full)
    with pytest.raises(OSError, match="no space"):
        vendor.update(str(root), Origin(str(new)))
    assert texts(root) == before
    assert [path.name for path in root.parent.iterdir()] == [root.name]
