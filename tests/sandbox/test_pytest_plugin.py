"""The pytest plugin: it gives the fixture, and does no harm to a project that has no use for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from reissue_sandbox.pytest_plugin import EXTRA

ROOT = Path(__file__).parents[2]
# pytest, with this plugin alone, in an environment that has none of `missing`; then the modules that were loaded.
PROGRAM = """
import json, sys
for name in {missing!r}:
    sys.modules[name] = None  # whoever imports it gets an ImportError
import pytest
before = set(sys.modules)
import reissue_sandbox.pytest_plugin
loaded = sorted(set(sys.modules) - before)
code = pytest.main(["-q", "-p", "reissue_sandbox.pytest_plugin", "-p", "no:cacheprovider", *sys.argv[1:]])
print(json.dumps(loaded))
sys.exit(code)
"""


def run(folder: Path, test: str, missing: set[str]) -> tuple[int, str, list[str]]:
    """Somebody's test in an environment without some packages: exit code, output, modules that the plugin loads."""
    (folder / "test_it.py").write_text(test)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(missing=sorted(missing)), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    *output, loaded = done.stdout.splitlines()
    return done.returncode, "\n".join(output) + done.stderr, json.loads(loaded)


def test_the_fixture_is_fresh_for_each_test(tmp_path: Path) -> None:
    test = (
        "def test_it(reissue_sandbox):\n    reissue_sandbox.faults.add('paypen', '*', 'refuse')\n"
        "def test_again(reissue_sandbox):\n    assert reissue_sandbox.faults.dump() == []\n"
    )
    code, output, _ = run(tmp_path, test, set())
    assert code == 0 and "2 passed" in output, output


def test_the_fixture_tells_notices_and_can_be_strict(tmp_path: Path) -> None:
    """What a project writes that wants its requests to be held to the specifications."""
    headers = "{'authorization': 'Bearer k', 'content-type': 'application/json'}"
    call = f"httpx.get(reissue_sandbox.server_for('qorepay') + '/clients', headers={headers})"
    test = (
        "import httpx, pytest\n"
        f"def test_lenient(reissue_sandbox):\n    assert {call}.status_code == 200\n"
        "    assert [notice.where for notice in reissue_sandbox.notices] == ['path']\n"
        "class TestStrict:\n"
        "    @pytest.fixture\n    def reissue_sandbox_strict(self):\n        return True\n"
        f"    def test_strict(self, reissue_sandbox):\n        assert {call}.status_code == 400\n"
    )
    code, output, _ = run(tmp_path, test, set())
    assert code == 0 and "2 passed" in output, output


def test_a_foreign_test_runs_without_the_extra(tmp_path: Path) -> None:
    missing = {*EXTRA.values(), "httpx", "msgspec", "typer", "rich"}
    code, output, loaded = run(tmp_path, "def test_one(): assert True\n", missing)
    assert code == 0 and "1 passed" in output, output
    assert loaded == ["reissue_sandbox", "reissue_sandbox.pytest_plugin"]


def test_the_fixture_names_what_is_missing(tmp_path: Path) -> None:
    code, output, _ = run(tmp_path, "def test_one(reissue_sandbox): pass\n", {"uvicorn", "yaml"})
    assert code == 1 and "1 error" in output, output
    assert "needs pyyaml, uvicorn: pip install 'reissue[sandbox]'" in output
    assert "Traceback" not in output


def test_the_list_is_that_of_the_extra() -> None:
    """The command line's own packages apart: the fixture needs no shell."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = {requirement.partition(">=")[0] for requirement in extras["sandbox"]}
    assert set(EXTRA) == names - {requirement.partition(">=")[0] for requirement in extras["cli"]}
