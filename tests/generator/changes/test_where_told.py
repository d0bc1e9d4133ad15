"""What is told of a change, by which rule, in which words, and where it stands in both documents."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from reissue_generator.changes import Change, comparison
from reissue_generator.changes.comparison import compare
from reissue_generator.changes.documents import edition, opened
from reissue_generator.changes.schemas.walker import Walker
from reissue_generator.document import Document, pointer_text
from tests.generator.changes import told_documents, told_nests, told_parts, told_python
from tests.generator.changes.document_pairs import STRING, call, changes, named, thing
from tests.generator.small_clients import content, document, operation, ref, returns


def at(change: Change) -> str:
    """Where a change stands: once where that is one address."""
    places = dict.fromkeys(pointer_text(node.pointer) for node in (change.old, change.new))
    return f"{change.rule.id} | {change.message} | {' > '.join(places)}"


def known(name: str, *found: list[Change]) -> str:
    """A line of known_by.txt: a row, and a digest of what its changes are known by in lists of ignored and approved ones."""
    prints = "\n".join(one.fingerprint for some in found for one in some)
    return f"{name}: {hashlib.sha256(prints.encode()).hexdigest()[:16]}"


PLACED = {**told_parts.ROWS, **told_nests.ROWS}
KNOWN = Path(__file__).with_name("known_by.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.usefixtures("wire_alone")
@pytest.mark.parametrize("name", told_documents.ROWS)
def test_of_the_wire(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = told_documents.ROWS[name]
    there, back = changes(tmp_path, old, new), changes(tmp_path, new, old)
    assert list(map(at, there)) == told
    assert turned is None or list(map(at, back)) == turned
    assert known(f"wire, {name}", there, back) in KNOWN, "what somebody has decided on would come back"


@pytest.mark.usefixtures("wire_alone")
@pytest.mark.parametrize("name", PLACED)
def test_with_both_places(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = PLACED[name]
    there, back = changes(tmp_path, old, new), changes(tmp_path, new, old)
    assert list(map(at, there)) == told
    assert {(one.old.source.path.stem, one.new.source.path.stem) for one in there} <= {("old", "new")}
    assert list(map(at, back)) == turned
    assert known(f"placed, {name}", there, back) in KNOWN, "what somebody has decided on would come back"


@pytest.fixture
def python_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are not compared: what Python sees is read off the packages."""

    def unread(_: Walker) -> None:
        """Leaves what waits."""

    monkeypatch.setattr(Walker, "run", unread)


@pytest.mark.usefixtures("python_alone")
@pytest.mark.parametrize("name", told_python.ROWS)
def test_of_python(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = told_python.ROWS[name]
    there, back = ([one for one in changes(tmp_path, *pair) if one.is_of_python] for pair in ((old, new), (new, old)))
    assert list(map(at, there)) == told
    assert turned is None or list(map(at, back)) == turned
    assert known(f"python, {name}", there, back) in KNOWN, "what somebody has decided on would come back"


@pytest.mark.usefixtures("python_alone")
@pytest.mark.parametrize("name", told_python.DICTS)
def test_of_dicts(name: str, tmp_path: Path) -> None:
    """What is told of the dicts that may be given for models, beside what is told of these."""
    (old, new), told, turned = told_python.ROWS[name]
    for pair, plain, expected in zip(((old, new), (new, old)), (told, turned), told_python.DICTS[name], strict=True):
        paths = [tmp_path / f"{name}.json" for name in ("old", "new")]
        for path, doc in zip(paths, pair, strict=True):
            path.write_text(json.dumps(doc), encoding="utf-8")
        with opened(str(paths[0])) as before, opened(str(paths[1])) as after:
            found = compare(*(edition(each, "acme", typed_dicts=True) for each in (before, after)))
        assert [line for line in map(at, found) if "python-" in line and line not in (plain or ())] == expected


@pytest.mark.usefixtures("wire_alone")
def test_what_nothing_reaches(tmp_path: Path) -> None:
    """It is compared where both clients have a model for it: by whoever asks for all components."""
    old, new = (named(call(), Unused=one) for one in (thing(required=["id"]), thing()))
    paths = [tmp_path / "old.json", tmp_path / "new.json"]
    for path, doc in zip(paths, (old, new), strict=True):
        path.write_text(json.dumps(doc), encoding="utf-8")
    for everywhere in ((True, True), (True, False), (False, True), (False, False)):
        with opened(str(paths[0])) as before, opened(str(paths[1])) as after:
            for document, whole in zip((before, after), everywhere, strict=True):
                document.reading = replace(document.reading, all_components=whole)
            found = [at(one) for one in compare(edition(before, "acme"), edition(after, "acme"))]
        place = "/components/schemas/Unused/required > /components/schemas/Unused"
        text = f"response-property-became-optional | Unused.id: may be missing now | {place}"
        assert found == ([text] if all(everywhere) else [])
    for path, name in zip(paths, ("Gone", "Came"), strict=True):  # what one client alone has, is told of Python
        path.write_text(json.dumps(named(call(), **{name: thing(required=["id"])})), encoding="utf-8")
    with opened(str(paths[0])) as before, opened(str(paths[1])) as after:
        for document in (before, after):
            document.reading = replace(document.reading, all_components=True)
        assert compare(edition(before, "acme"), edition(after, "acme")) == []


def test_a_revision_is_read_in_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Path | None]] = []

    def opening(text: str, here: Path | None = None) -> AbstractContextManager[Document]:
        asked.append((text, here))
        return opened(str(tmp_path / "a.json"))

    monkeypatch.setattr(comparison, "opened", opening)
    (tmp_path / "a.json").write_text(json.dumps(call()), encoding="utf-8")
    assert comparison.compared("HEAD:./a.json", "HEAD~1:./a.json", "acme", tmp_path) == []
    assert asked == [("HEAD:./a.json", tmp_path), ("HEAD~1:./a.json", tmp_path)]


@pytest.mark.usefixtures("python_alone")
def test_a_further_server_has_a_name_and_makes_callers_choose(tmp_path: Path) -> None:
    one, two = ((f"https://{name}.example", None) for name in "ab")
    pair = told_parts.servers(one), told_parts.servers(one, two)
    there, back = (
        [at(each) for each in changes(tmp_path, *sides) if each.is_of_python] for sides in (pair, pair[::-1])
    )
    assert there == [
        "python-credential-became-required | Acme(server=): must be given now | /servers",
        "python-server-added | Server.B_EXAMPLE: is new | /servers",
    ]
    assert back == [
        "python-server-removed | Server.B_EXAMPLE: is gone | /servers",
        "python-credential-became-optional | Acme(server=): may be left out now | /servers",
    ]


@pytest.mark.usefixtures("python_alone")
def test_a_method_is_told_with_its_operation(tmp_path: Path) -> None:
    """The one of the new document, where there is one."""
    made = {"get": operation(operationId="things-make")}
    asked = operation(parameters=[{"name": "x", "in": "query", "schema": STRING}])
    old, without, moved = (
        document({"/a": {"get": operation()}, "/b": made}),
        document({"/a": {"get": operation()}}),
        document({"/moved": {"get": asked}, "/b": made}),
    )
    found = [[one for one in changes(tmp_path, old, new) if one.is_of_python] for new in (without, moved)]
    told = [[(one.rule.id, one.operations) for one in each] for each in found]
    assert told == [[("python-method-removed", ("GET /b",))], [("python-argument-added", ("GET /moved",))]]


@pytest.mark.usefixtures("python_alone")
def test_a_model_that_is_no_longer_given(tmp_path: Path) -> None:
    """It had a dict that may be given for it, and under its new name it has none."""
    paths = [tmp_path / f"{name}.json" for name in ("old", "new")]
    for path, name, more in zip(paths, ("Was", "Now"), ({"requestBody": content(ref("Was"))}, {}), strict=True):
        met = {"get": operation(responses=returns(ref(name))), "post": operation("things-make", **more)}
        named_so = {"schemas": {name: {"type": "object", "properties": {"a": STRING}}}}
        path.write_text(json.dumps(document({"/things": met}, components=named_so)), encoding="utf-8")
    with opened(str(paths[0])) as before, opened(str(paths[1])) as after:
        found = compare(*(edition(each, "acme", typed_dicts=True) for each in (before, after)))
    told = [one.message for one in found if one.is_of_python]
    assert told == ["Was: is Now now (it stands in the same places)", "things.make(body=): is gone"]
