"""The type checker refuses what a provider cannot do, and nothing else."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reissue.capabilities import CAPABILITIES, matrix
from reissue.registry import BUILT_IN
from reissue.shared_gateway import SharedGateway

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHECKED = HERE / "typing_refused.py"


def marked() -> set[int]:
    return {number for number, line in enumerate(CHECKED.read_text().splitlines(), 1) if line.endswith("# refused")}


@pytest.mark.types
def test_pyright(tmp_path: Path) -> None:
    pytest.importorskip("pyright")
    settings = {
        "include": [str(CHECKED.name)],
        "extraPaths": [str(ROOT / name) for name in ("facade", "generated")],
        "pythonVersion": "3.11",
        "pythonPlatform": "Linux",
    }
    (tmp_path / CHECKED.name).write_text(CHECKED.read_text())
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    refused = {one["range"]["start"]["line"] + 1: one["message"] for one in found if one["severity"] == "error"}
    assert set(refused) == marked(), refused


@pytest.mark.types
def test_mypy(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--follow-imports=silent",
        "--no-error-summary",
        "--cache-dir",
        str(tmp_path),
        "--python-version",
        "3.11",
        str(CHECKED),
    ]
    import os

    paths = os.pathsep.join(str(ROOT / name) for name in ("facade", "generated"))
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "MYPYPATH": paths}
    )
    lines = [line for line in done.stdout.splitlines() if ": error: " in line and CHECKED.name in line]
    assert {int(line.split(":")[1]) for line in lines} == marked(), done.stdout + done.stderr


def written_out(verb: str) -> dict[str, set[str]]:
    """By provider that the verb of the gateway names: the arguments that it takes of that one, read off its overloads."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(SharedGateway)))
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == verb]
    stubs = [one for one in methods if one.decorator_list] or methods
    found: dict[str, set[str]] = {}
    for stub in stubs:
        annotation = stub.args.args[1].annotation
        assert annotation is not None
        names = {node.value for node in ast.walk(annotation) if isinstance(node, ast.Constant)}
        every = any(isinstance(node, ast.Name) and node.id == "BuiltIn" for node in ast.walk(annotation))
        for name in BUILT_IN if every else names:
            found[name] = {argument.arg for argument in stub.args.kwonlyargs}
    return found


@pytest.mark.parametrize("verb", CAPABILITIES)
def test_the_names_that_are_written_out_are_those_of_the_adapters(verb: str) -> None:
    """Literals stand in the signatures because checkers read no adapters; here the two are compared."""
    named = written_out(verb)
    assert set(named) == {name for name, verbs in matrix().items() if verbs[verb]}
    for name, arguments in named.items():
        parameters = inspect.signature(getattr(BUILT_IN[name].load(), verb)).parameters.values()
        own = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
        for argument in ("idempotency_key", "customer"):
            assert (argument in arguments) is (argument in own), (name, argument)
