"""The same specification gives the same bytes: on any day, in any place, by any Python."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import reissue_generator
from reissue_generator.generate import generate_alone
from tests.environment import bare_environment
from tests.generator.hostile_documents import MARK, full, rotated

pytestmark = pytest.mark.slow

SPEC = Path(__file__).parents[1] / "golden/tallypost.yaml"

RUN = """
import sys
from pathlib import Path
from reissue_generator.generate import generate_alone
generate_alone(Path(sys.argv[1]), Path(sys.argv[2]), "same")
"""
NEEDED = "import jinja2, yaml, ruff, reissue_generator.generate"
PATHS = [
    str(Path(reissue_generator.__file__).parents[1]),
    *(path for path in sys.path if path.endswith("site-packages")),
]


def content(path: Path) -> bytes:
    """The bytes of a file; of the manifest without its head, which names the files that it was made from, byte by byte."""
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if path.name != "MANIFEST.sha256" or not line.startswith(b"# "))


def digest(root: Path) -> str:
    """SHA-256 over the names and bytes of a tree."""
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    seed = b"".join(path.relative_to(root).as_posix().encode() + b"\0" + content(path) + b"\0" for path in paths)
    return hashlib.sha256(seed).hexdigest()


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The specifications that are looked at: a friendly one and a hostile one."""
    folder = tmp_path_factory.mktemp("specs")
    shutil.copy(SPEC, folder / "golden.yaml")
    (folder / "hostile.json").write_text(json.dumps(rotated(full(MARK), 3)))
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def expected(specs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("expected")
    return {name: digest(generate_alone(path, folder / name, "same").root) for name, path in specs.items()}


def run(python: str, spec: Path, folder: Path, **environment: str) -> str:
    """The digest of what another process makes of a specification."""
    kept = bare_environment(*PATHS, PYTHONDONTWRITEBYTECODE="1")
    (folder / "elsewhere").mkdir()
    command = [python, "-c", RUN, os.path.relpath(spec, folder / "elsewhere"), str(folder / "out")]
    subprocess.run(command, cwd=folder / "elsewhere", env={**kept, **environment}, check=True, capture_output=True)
    return digest(folder / "out/same")


ENVIRONMENTS = {
    "one hash seed": {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    "another one, and an ASCII locale far away": {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Pacific/Chatham",
    },
    "a locale of its own": {
        "PYTHONHASHSEED": "7",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Asia/Kathmandu",
    },
}


@pytest.mark.parametrize("where", ENVIRONMENTS)
def test_in_another_environment_and_folder(
    tmp_path: Path, specs: dict[str, Path], expected: dict[str, str], where: str
) -> None:
    name = "golden" if where == "a locale of its own" else "hostile"
    assert run(sys.executable, specs[name], tmp_path, **ENVIRONMENTS[where]) == expected[name]


def python(minor: int) -> str | None:
    """An interpreter of this machine of that version."""
    installed = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
    return str(installed[-1]) if installed else shutil.which(f"python3.{minor}")


@pytest.mark.parametrize("minor", [one for one in range(11, 16) if one != sys.version_info.minor])
def test_by_another_python(tmp_path: Path, specs: dict[str, Path], expected: dict[str, str], minor: int) -> None:
    """Compiled parts of our packages are not for that Python: it reads YAML with the parser that is written in Python."""
    found = python(minor)
    if found is None:
        pytest.skip(f"Python 3.{minor} is not installed")
    environment = bare_environment(*PATHS)
    if subprocess.run([found, "-c", NEEDED], env=environment, capture_output=True, check=False).returncode:
        pytest.skip(f"Python 3.{minor} cannot import the generator and its packages")
    assert run(found, specs["golden"], tmp_path) == expected["golden"]


def shuffled(value: Any, seed: random.Random) -> Any:
    """The same value with the members of every map in another order."""
    if isinstance(value, list):
        return [shuffled(one, seed) for one in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    seed.shuffle(keys)
    return {key: shuffled(value[key], seed) for key in keys}


@pytest.mark.parametrize("name", ["golden", "hostile"])
@pytest.mark.parametrize("seed", [1, 2])
def test_in_another_order_of_all_maps(
    tmp_path: Path, specs: dict[str, Path], expected: dict[str, str], name: str, seed: int
) -> None:
    text = specs[name].read_text(encoding="utf-8")
    value = yaml.safe_load(text) if name == "golden" else json.loads(text)
    value = json.loads(json.dumps(value, default=str))
    if name == "golden":  # what the loader above reads as YAML 1.1
        value["components"]["schemas"]["Status"]["enum"] = ["open", "paid", "void", "on hold"]
    spec = tmp_path / specs[name].name
    spec.write_text(json.dumps(shuffled(value, random.Random(seed))))
    assert digest(generate_alone(spec, tmp_path / "out", "same").root) == expected[name]


def test_twice_in_one_process_and_over_an_older_tree(
    tmp_path: Path, specs: dict[str, Path], expected: dict[str, str]
) -> None:
    generate_alone(specs["hostile"], tmp_path, "same")
    written = generate_alone(specs["golden"], tmp_path, "same")
    assert written.changed
    assert digest(written.root) == expected["golden"]
    assert generate_alone(specs["golden"], tmp_path, "same").changed == []


@pytest.mark.parametrize("character", ["\U0001fae8", "\U0001e4d0", "\u0ecf", "\U0003134a", "\U0002ebf0", "\u1c89"])
def test_a_character_that_is_newer_than_some_python(character: str) -> None:
    """What is printable is not asked of the Python that runs: each knows another version of Unicode."""
    from reissue_generator.emit import sinks

    assert str(sinks.literal(character)) == f'"{character}"'
    assert str(sinks.docstring(character, 0)) == f'"""{character}"""'
    assert str(sinks.comment(character)) == character
