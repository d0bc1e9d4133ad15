"""Hostile documents: whatever their strings say, emitted files hold what the templates mean and nothing else."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reissue_generator.api.records import Api
from reissue_generator.builder import build
from reissue_generator.document import Document, parse
from reissue_generator.emit.layout import Layout
from reissue_generator.emit.proof import prove
from reissue_generator.emit.render import render
from reissue_generator.errors import SpecError
from reissue_generator.own_files import own_templates
from tests.generator.hostile_documents import HOSTILE, MARK, WRONG, full, replaced, rotated, spots
from tests.generator.small_clients import document, emit

FUZZ = int(os.environ.get("REISSUE_FUZZ", "0"))
"""How many documents each of the two random tests makes; 0: a few, for every run."""
ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
NASTY_TEXT = st.text("\"'\\\n\r{}%#\u2028\x00\ud800 ab_", max_size=30)


def made(doc: Any) -> tuple[Api, dict[str, str]]:
    """The Api and the files of a document, in memory; the files are proven."""
    path = Path("/nowhere/api.json")
    api, _ = build(Document(parse(json.dumps(doc).encode(), path, "api.json"), path.parent), "acme", "0")
    files = render(api, Layout("acme", standalone=True, typed_dicts=True), Path(own_templates()))
    assert [f"{one.place}: {one.message}" for one in prove(files)] == []
    return api, files


# --- texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_in_every_place_of_a_document(kind: str) -> None:
    doc = full(HOSTILE[kind])
    api, files = made(doc)
    assert len(api.operations) == sum(len(item) for path, item in doc["paths"].items() if not path.startswith("x-"))
    for path in files:
        assert len(path.encode()) < 150
        assert all(part.isidentifier() for part in path.removesuffix(".py").removesuffix(".typed").split("/"))


@settings(max_examples=FUZZ or 20)
@given(text=ANY_TEXT | NASTY_TEXT)
def test_any_text_in_every_place_of_a_document(text: str) -> None:
    made(full(text))


@pytest.mark.parametrize("offset", [0, 7, 19, 31])
def test_hostile_documents_are_written_and_imported_and_nothing_happens(
    tmp_path: Path, offset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = emit(tmp_path, rotated(full(MARK), offset), complete=False, typed_dicts=True)
    assert prove(client.own_files) == []
    _nothing_but(tmp_path, client)
    monkeypatch.chdir(tmp_path)
    client.import_all()
    for resource in client.api.resources:
        for one in resource.operations:
            descriptor = vars(client.sub(f"resources.{resource.module}"))[one.constant]
            assert (descriptor.id, descriptor.method, descriptor.path) == (one.id, one.method, one.path)
    assert not list(tmp_path.rglob("*CANARY*"))
    assert not list(Path("/tmp").glob("CANARY*"))


def _nothing_but(folder: Path, client: Any) -> None:
    """Exactly the listed files were written, and Python reads each of them as the text that was meant."""
    assert {path.name for path in folder.iterdir()} == {"api.json", "out"}
    assert {path.name for path in (folder / "out").iterdir()} == {client.package}
    written = {path.relative_to(client.root).as_posix() for path in client.root.rglob("*") if path.is_file()}
    assert written == set(client.files)
    for path in written:
        if path.endswith(".py") and not path.startswith("runtime/"):
            source = importlib.util.decode_source(
                (client.root / path).read_bytes()
            )  # as Python does, coding lines and all
            assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(client.files[path]))


def test_a_file_name_is_hostile_too(tmp_path: Path) -> None:
    name = "coding=utf-7 +AG- {{7*7}} \"'.json"
    client = emit(tmp_path, document({"/a": {"get": {"responses": {}}}}), name=name)
    assert prove(client.own_files) == []
    assert name in client.module.SPEC


# --- values of a wrong type ------------------------------------------------------------------------------------

BASE = full("x")
HEADS = {("openapi",), ("info",), ("paths",), ("webhooks",), ("components",), ("servers",), ("tags",)}
"""The places where a wrong type makes a document unusable as a whole."""


@settings(max_examples=FUZZ or 60)
@given(spot=st.sampled_from(spots(BASE)), value=st.sampled_from(WRONG))
def test_a_value_of_a_wrong_type_anywhere_is_refused_or_told_and_never_a_crash(
    spot: tuple[Any, ...], value: Any
) -> None:
    try:
        made(replaced(BASE, spot, value))
    except SpecError as error:
        assert spot in HEADS, error
