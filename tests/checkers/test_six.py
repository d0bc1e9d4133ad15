"""Six type checkers find nothing in what is emitted, see the documented types in it, and find what is wrong.

The whole of it, with a sample of public documents, is `make long ARGS=checkers`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from reissue_generator.generate import generate_alone
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.origin import find_origin
from tests.checkers.six import CHECKERS, QUICK, Question, findings, told
from tests.checkers.tools import checkers, versions
from tests.ci.environments import ROOT
from tests.generator.test_dicts import everything
from tests.generator.vendor.bare_environment import bare_environment

CALLER = Path(__file__).parent / "caller.py"
DICT_CALLER = Path(__file__).parent / "dict_caller.py"
COMMENT = re.compile(r"#\s*(type:\s*ignore|(basedpyright|pyright|mypy|ty|pyrefly|zuban):)")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with httpx and msgspec alone."""
    return bare_environment(tmp_path_factory.mktemp("bare") / "env")


def mistakes_in(caller: Path) -> list[tuple[str, int]]:
    """The lines of a caller that are wrong."""
    lines = caller.read_text(encoding="utf-8").splitlines()
    return [(caller.name, place) for place, line in enumerate(lines, 1) if line.endswith("# found")]


@pytest.mark.types
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_caller_sees_documented_types_and_every_mistake_is_found(tmp_path: Path, bare: Path, checker: str) -> None:
    """In a client that stands alone, beside httpx and msgspec; what is found are the mistakes and nothing else."""
    generate_alone(ROOT / "tests/golden/tallypost.yaml", tmp_path, "tallypost")
    shutil.copy(CALLER, tmp_path)
    found = findings(checker, Question(tmp_path, ("tallypost", CALLER.name), bare, checkers()))
    assert sorted({(one.file, one.line) for one in found}) == mistakes_in(CALLER), told(found)


@pytest.mark.types
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_caller_gives_dicts_and_every_mistake_is_found(tmp_path: Path, bare: Path, checker: str) -> None:
    """With `typed-dicts`; and nothing is found in a client with odd names and types that hold themselves."""
    generate_alone(ROOT / "tests/golden/tallypost.yaml", tmp_path, "tallypost", typed_dicts=True)
    spec = tmp_path / "odd.json"
    spec.write_text(json.dumps(everything()), encoding="utf-8")
    generate_alone(spec, tmp_path, "odd", typed_dicts=True)
    shutil.copy(DICT_CALLER, tmp_path)
    found = findings(checker, Question(tmp_path, ("tallypost", "odd", DICT_CALLER.name), bare, checkers()))
    assert sorted({(one.file, one.line) for one in found}) == mistakes_in(DICT_CALLER), told(found)


@pytest.mark.types
@pytest.mark.parametrize("checker", QUICK)
def test_the_quick_ones_find_nothing_in_any_of_ours(tmp_path: Path, bare: Path, checker: str) -> None:
    """The four clients with the whole runtime, and a vendored copy of all of them."""
    for folder in ("generated/reissue_clients", "runtime/reissue_runtime"):
        shutil.copytree(ROOT / folder, tmp_path / Path(folder).name, ignore=shutil.ignore_patterns("__pycache__"))
    origin = find_origin()
    assert origin is not None
    vendor.add(str(tmp_path / "own"), ["abillify", "irembopay", "paypen", "qorepay"], origin)
    question = Question(tmp_path, ("reissue_clients", "reissue_runtime", "own"), bare, checkers())
    assert told(findings(checker, question)) == ""


def test_each_checker_is_pinned_and_documented() -> None:
    """Versions as the page for users names them, and those of pyright and mypy as the project's own."""
    page = (ROOT / "docs/checkers.md").read_text(encoding="utf-8")
    own = (ROOT / "requirements/dev.lock").read_text(encoding="utf-8")
    assert set(versions()) == set(CHECKERS)
    for name, version in versions().items():
        assert f"| {name} | {version} |" in page
        assert f"\n{name}=={version} " in own or name not in ("mypy", "pyright")


def test_no_checker_is_told_to_look_away() -> None:
    """Nothing is suppressed, so a copy has nothing that another checker, or a later version, calls unused."""
    texts = [*(ROOT / "runtime").rglob("*.py"), *(ROOT / "generated").rglob("*.py"), *(ROOT / "templates").iterdir()]
    assert len(texts) > 100
    assert [path for path in texts if COMMENT.search(path.read_text(encoding="utf-8"))] == []
    assert COMMENT.search("x = 1  # pyright: ignore[reportUnknownVariableType]") and COMMENT.search("# type: ignore")
