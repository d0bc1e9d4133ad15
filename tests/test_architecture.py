"""docs/ARCHITECTURE.md says what is so: each answer names a place that exists, each word of the glossary has one meaning."""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
PACKAGES = {
    "reissue": "facade/reissue",
    "reissue_clients": "generated/reissue_clients",
    "reissue_generator": "generator/reissue_generator",
    "reissue_ledger": "ledger/reissue_ledger",
    "reissue_runtime": "runtime/reissue_runtime",
    "reissue_sandbox": "sandbox/reissue_sandbox",
}
HAND_WRITTEN = [folder for name, folder in PACKAGES.items() if name != "reissue_clients"]
Row = tuple[str, ...]


def rows(marker: str) -> list[Row]:
    """The rows of the table between two comments, without its head."""
    found = re.search(rf"<!-- {marker}\b.*?-->\n(.*?)\n<!-- /{marker} -->", PAGE.read_text(encoding="utf-8"), re.S)
    assert found, f"ARCHITECTURE.md has no table {marker}"
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in found[1].splitlines()[2:]]


ANSWERS = rows("where")
GLOSSARY = rows("glossary")


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a file defines: functions, classes, their members, and what it binds at its top."""
    found: set[str] = set()
    stack: list[tuple[str, ast.stmt]] = [("", node) for node in ast.parse(path.read_text(encoding="utf-8")).body]
    while stack:
        prefix, node = stack.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(prefix + name)
            case ast.ClassDef(name=name, body=body):
                found.add(prefix + name)
                stack += [(f"{prefix}{name}.", member) for member in body]
            case ast.Assign(targets=targets):
                found |= {prefix + target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(prefix + name)
            case _:
                pass
    return frozenset(found)


def linked(cell: str) -> Path:
    """The file that a cell links to; its text is the path from the top of the repository."""
    found = re.fullmatch(r"\[`([^`]+)`\]\(([^)]+)\)", cell)
    assert found, f"no link: {cell}"
    target = (PAGE.parent / found[2]).resolve()
    assert target == (ROOT / found[1]).resolve(), f"the text and the target of the link differ: {cell}"
    return target


# --- where is ...? --------------------------------------------------------------------------------------------


def test_there_are_thirty_questions_and_each_is_asked_once() -> None:
    questions = [question for question, _, _ in ANSWERS]
    assert len(questions) >= 30
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize(("question", "file", "name"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_the_answer_is_a_name_that_stands_in_that_file(question: str, file: str, name: str) -> None:
    path = linked(file)
    assert path.is_file()
    wanted = name.strip("`")
    if path.suffix == ".py":
        assert wanted in names_in(path), f"{file} defines no {wanted}"
    else:
        assert wanted in path.read_text(encoding="utf-8")


# --- the rooms ------------------------------------------------------------------------------------------------


def test_every_folder_of_the_repository_is_a_room_of_the_page() -> None:
    listed = {cell.strip("`/") for cell, *_ in rows("folders")}
    assert listed == {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {
        "dist",
        "build",
        "node_modules",
    }


@pytest.mark.parametrize(
    "room", ["generator/reissue_generator", "facade/reissue", "ledger/reissue_ledger", "sandbox/reissue_sandbox"]
)
def test_every_part_of_a_package_is_on_the_page(room: str) -> None:
    listed = {cell.strip("`") for cell, *_ in rows(room.partition("/")[0])}
    parts = {
        path.name + "/" if path.is_dir() else path.name
        for path in (ROOT / room).iterdir()
        if path.name not in ("__init__.py", "__main__.py", "__pycache__", "py.typed", "static")
    }
    assert listed == parts


def test_the_directions_of_the_generator_are_those_of_the_contract() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    sections = [
        contract[name] for name in contract.sections() if contract[name].get("containers") == "reissue_generator"
    ]
    layers = [re.split(r" [|:] ", line.strip()) for line in sections[0]["layers"].split("\n") if line.strip()]
    shown = re.search(r"<!-- directions -->\n```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert shown
    assert [line.split(" | ") for line in shown[1].splitlines()] == layers


# --- the glossary ---------------------------------------------------------------------------------------------


def test_each_word_stands_once_and_is_no_word_to_avoid() -> None:
    words = Counter(word.strip("*").lower() for word, _, _ in GLOSSARY)
    assert [word for word, count in words.items() if count > 1] == []
    avoided = {word.lower() for _, _, cell in GLOSSARY for word in re.findall(r"`([^`]+)`", cell)}
    assert sorted(avoided & set(words)) == []


def test_no_module_and_no_class_is_called_by_a_word_to_avoid() -> None:
    avoided = {word.lower().replace(" ", "_") for _, _, cell in GLOSSARY for word in re.findall(r"`([^`]+)`", cell)}
    assert len(avoided) >= 15
    found: list[str] = []
    for folder in HAND_WRITTEN:
        for path in (ROOT / folder).rglob("*.py"):
            classes = {name.lower() for name in names_in(path) if name[:1].isupper() and not name.isupper()}
            found += [f"{path.relative_to(ROOT)}: {name}" for name in sorted({path.stem, *classes} & avoided)]
    assert found == []


# --- the way there --------------------------------------------------------------------------------------------


def test_the_page_is_one_step_from_the_readme_and_from_the_index() -> None:
    assert "(docs/ARCHITECTURE.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(ARCHITECTURE.md)" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")


def test_the_version_of_pyproject_stands_in_every_other_place() -> None:
    """`pyproject.toml` is the source: the release is built from it, and `reissue update` proposes a new one there."""
    places = {
        "generator/reissue_generator/__init__.py": r'^__version__ = "([^"]+)"',
        "runtime/reissue_runtime/__init__.py": r'^__version__ = "([^"]+)"',
    }
    found = {path: re.findall(form, (ROOT / path).read_text(encoding="utf-8"), re.M) for path, form in places.items()}
    derived = {  # by `reissue generate`
        path.relative_to(ROOT).as_posix(): re.findall(r'GENERATOR: Final = "([^"]+)"|user_agent="reissue/(\S+) ', text)
        for path in (ROOT / "generated").rglob("*.py")
        if path.name in ("__init__.py", "client.py") and "reissue" in (text := path.read_text(encoding="utf-8"))
    }
    found |= {path: ["".join(one) for one in versions] for path, versions in derived.items() if versions}
    found["docs/adding-a-provider.md"] = re.findall(
        r"reissue ~= ([0-9.]+)", (ROOT / "docs" / "adding-a-provider.md").read_text(encoding="utf-8")
    )
    with (ROOT / "pyproject.toml").open("rb") as file:
        source = tomllib.load(file)["project"]["version"]
    other = {path: versions for path, versions in found.items() if set(versions) != {source}}
    assert not other, f"pyproject.toml, the source of the version, says {source}"
    assert len(found) > 10
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert all(f"`{path}`" in contributing for path in ("pyproject.toml", *places))


def test_what_contributing_names_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)) | {"lock"}
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_.]+)`", text):
        assert (ROOT / path).exists(), path
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
