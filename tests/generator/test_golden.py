"""One golden: a made-up provider that shows each feature once, and the files that a person reads.

To look at what a change of templates does: `REISSUE_GOLDEN=write pytest tests/generator/test_golden.py`, then the diff.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reissue_generator.generate import generate_alone

GOLDEN = Path(__file__).parents[1] / "golden"
SPEC, CLIENT, DICTS = GOLDEN / "tallypost.yaml", GOLDEN / "tallypost", GOLDEN / "typed_dicts"
WRITE = os.environ.get("REISSUE_GOLDEN") == "write"


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of the client itself; the runtime and the manifest are nothing to read."""
    rendered = generate_alone(SPEC, tmp_path_factory.mktemp("golden"), "tallypost").rendered
    assert [finding.rule for finding in rendered.findings] == []
    return {
        path: text for path, text in rendered.files.items() if path.endswith(".py") and not path.startswith("runtime/")
    }


@pytest.fixture(scope="module")
def with_dicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same with `typed-dicts`."""
    return generate_alone(SPEC, tmp_path_factory.mktemp("golden"), "tallypost", typed_dicts=True).rendered.files


@pytest.mark.parametrize("path", ["params.py", "resources/invoices.py"])
def test_what_dicts_add_is_byte_by_byte_what_it_was(with_dicts: dict[str, str], path: str) -> None:
    if WRITE:
        (DICTS / path).parent.mkdir(parents=True, exist_ok=True)
        (DICTS / path).write_text(with_dicts[path], encoding="utf-8", newline="\n")
    assert with_dicts[path].encode() == (DICTS / path).read_bytes(), (
        "REISSUE_GOLDEN=write writes it anew; read the diff"
    )


@pytest.fixture(scope="module", autouse=True)
def written(emitted: dict[str, str]) -> None:
    if WRITE:
        shutil.rmtree(CLIENT, ignore_errors=True)
        for path, text in emitted.items():
            (CLIENT / path).parent.mkdir(parents=True, exist_ok=True)
            (CLIENT / path).write_text(text, encoding="utf-8", newline="\n")


def test_the_files_are_those_of_the_golden(emitted: dict[str, str]) -> None:
    kept = {path.relative_to(CLIENT).as_posix() for path in CLIENT.rglob("*.py")}
    assert kept == set(emitted)


@pytest.mark.parametrize(
    "path",
    [
        "__init__.py",
        "client.py",
        "models.py",
        "webhooks.py",
        "resources/__init__.py",
        "resources/auth.py",
        "resources/untagged.py",
        "resources/files.py",
        "resources/invoices.py",
    ],
)
def test_a_file_is_byte_by_byte_what_it_was(emitted: dict[str, str], path: str) -> None:
    assert emitted[path].encode() == (CLIENT / path).read_bytes(), "REISSUE_GOLDEN=write writes it anew; read the diff"
