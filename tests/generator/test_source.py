"""Documents in: YAML 1.2, nothing unsafe, and a line and column for whatever is wrong."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue_generator.document import MAX_DEPTH, Document, parse, pointer_of, pointer_text
from reissue_generator.errors import SpecError
from reissue_generator.findings import Place

HERE = Path("/nowhere/api.yaml")


def read(text: str | bytes, path: Path = HERE) -> Any:
    return parse(text if isinstance(text, bytes) else text.encode(), path, path.name).data


def refused(text: str | bytes, path: Path = HERE) -> tuple[str, int, int]:
    """Rule, line and column of the finding with which a text is refused."""
    with pytest.raises(SpecError) as caught:
        read(text, path)
    assert len(caught.value.findings) == 1
    finding = caught.value.findings[0]
    return finding.rule, finding.place.line, finding.place.column


# --- scalars -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("NO", "NO"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("~", None),
        ("", None),
        ("Null", None),
        ("NuLL", "NuLL"),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1:2:3", "1:2:3"),
        ("2024-01-01", "2024-01-01"),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1.2.3", "1.2.3"),
        ("-x", "-x"),
        ("+", "+"),
        (".", "."),
        ("=", "="),
        ('"12"', "12"),
        ("'no'", "no"),
        ('"null"', "null"),
        ("!!str 12", "12"),
        ("!!str null", "null"),
        ("!!str a", "a"),
        ('"\\u2028"', "\u2028"),
        ("naïve ☃", "naïve ☃"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(scalar: str, value: object) -> None:
    found = read(f"a: {scalar}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("200: a\nno: b\n1.5: c\nnull: d\n'x': e\n") == {
        "200": "a",
        "no": "b",
        "1.5": "c",
        "null": "d",
        "x": "e",
    }


def test_block_scalars_anchors_and_merges() -> None:
    text = "base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nsame: *b\ntext: |\n  one\n  two\nfold: >-\n  a\n  b\n"
    assert read(text) == {
        "base": {"x": 1, "y": 2},
        "other": {"x": 1, "y": 3},
        "same": {"x": 1, "y": 2},
        "text": "one\ntwo\n",
        "fold": "a b",
    }


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_json_is_read_as_json(value: object) -> None:
    text = json.dumps({"a": value})
    assert read(text, Path("/nowhere/api.json")) == {"a": value}
    assert read(text, HERE) == {"a": value}  # also under another name


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
        ("o:\n  x: 1\n  'x': 2\n", "duplicate-key", 3, 3),
        ("200: a\n'200': b\n", "duplicate-key", 2, 1),
        ('{"a": 1,\n "b": {"c": 1,\n  "c": 2}}', "duplicate-key", 3, 3),
        ("a: !!python/object/apply:os.system ['true']\n", "tag", 1, 4),
        ("a: !!python/name:os.system\n", "tag", 1, 4),
        ("a: !!binary aGk=\n", "tag", 1, 4),
        ("a: !!set {x, y}\n", "tag", 1, 4),
        ("a:\n  - !custom 1\n", "tag", 2, 5),
        ("a: &x\n  b: *x\n", "alias-cycle", 1, 4),
        ("a: &x [1, *x]\n", "alias-cycle", 1, 4),
        ("? {a: 1}\n: 2\n", "key", 1, 3),
        ("a: *nobody\n", "syntax", 1, 4),
        ("a: [1, 2\nb: 3\n", "syntax", 2, 2),
        ("a: b: c\n", "syntax", 1, 5),
        ("a: 1\n--- \nb: 2\n", "syntax", 2, 1),
        ("\tb: 1\n", "syntax", 1, 1),
        ('{"a": 1,}', "syntax", 1, 8),  # the comma, on every Python
        ('{"a": [1\n , \n ]}', "syntax", 2, 2),
        ('{"a": [1,,2]}', "syntax", 1, 10),
        ('{"a": 1, "b" 2}', "syntax", 1, 14),
        ('{"a": NaN}', "syntax", 0, 0),
        ('{"a": 1e999}', "syntax", 0, 0),
        ("a: 1e999\n", "number", 1, 4),
        ("a: " + "9" * 5000 + "\n", "number", 1, 4),
        ('{"a": ' + "9" * 5000 + "}", "syntax", 0, 0),
    ],
)
def test_what_is_refused_and_where(text: str, rule: str, line: int, column: int) -> None:
    path = Path("/nowhere/api.json") if text.startswith("{") else HERE
    assert refused(text, path) == (rule, line, column)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_a_text_that_is_not_utf_8_is_refused(encoding: str) -> None:
    assert refused("a: 1\nb: naïve\n".encode(encoding))[0] == "encoding"


def test_the_line_of_a_byte_that_is_not_utf_8() -> None:
    assert refused(b"a: 1\nb: \xff\n") == ("encoding", 2, 1)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeffa: 1\n") == {"a": 1}
    assert read('\ufeff{"a": 1}') == {"a": 1}


def test_control_characters_are_refused() -> None:
    assert refused("a: \x00\n")[0] == "syntax"


def test_nothing_is_no_document_and_no_fault() -> None:
    assert read("") is None
    assert read("# only a comment\n") is None


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    began = time.process_time()
    assert refused("\n".join(lines))[0] == "alias-bomb"
    assert time.process_time() - began < 2


DEEP = {
    "block sequence": "- " * 60_000 + "x",
    "flow": "[" * 60_000 + "]" * 60_000,
    "flow whose ends are quoted": '["]",' * 60_000 + "1" + "]" * 60_000,
    "complex keys": "? " * 60_000 + "x",
    "block mapping": "".join(f"{' ' * n}a:\n" for n in range(600)),
    "json": '{"a":' * 60_000 + "1" + "}" * 60_000,
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_is_refused_and_does_not_crash_the_parser(kind: str) -> None:
    path = Path("/nowhere/api.json") if kind == "json" else HERE
    assert refused(DEEP[kind], path)[0] == "too-deep"


def test_the_place_at_which_a_document_gets_too_deep() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert refused("[" * 400 + "]" * 400) == ("too-deep", 1, MAX_DEPTH + 1)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.yaml", tmp_path):
        with pytest.raises(SpecError) as caught:
            Document.open(path)
        assert caught.value.findings[0].rule == "unreadable"


# --- places --------------------------------------------------------------------------------------------------

TEXT = "paths:\n  /a~b/{c}:\n    get:\n      tags: [one, two]\n"
COMPACT = '{\n\t"paths": {"/a~b/{c}": {\n\t\t"get": {"tags": ["one", "two"]}}}}'


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        (TEXT, (), 1, 1),
        (TEXT, ("paths", "/a~b/{c}"), 2, 3),
        (TEXT, ("paths", "/a~b/{c}", "get", "tags", "1"), 4, 19),
        (TEXT, ("paths", "/a~b/{c}", "get", "nothing", "here"), 3, 5),
        (COMPACT, ("paths", "/a~b/{c}"), 2, 12),
        (COMPACT, ("paths", "/a~b/{c}", "get"), 3, 3),
    ],
)
def test_every_node_has_a_line_and_a_column(text: str, pointer: tuple[str, ...], line: int, column: int) -> None:
    source = parse(text.encode(), HERE, "api.yaml")
    assert source.place(pointer) == Place("api.yaml", line, column, pointer_text(pointer))


@given(tokens=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_a_pointer_survives_being_text(tokens: list[str]) -> None:
    from urllib.parse import quote

    assert pointer_of(quote(pointer_text(tuple(tokens)), safe="/")) == tuple(tokens)


def test_the_digest_is_that_of_the_meaning() -> None:
    one = parse(b"a: 1\nb: [x, y]  # comment\n", HERE, "a")
    two = parse(b'{"b": ["x", "y"],\n "a": 1}', HERE, "b")
    other = parse(b"a: 1\nb: [y, x]\n", HERE, "c")
    assert one.digest == two.digest != other.digest


# --- references ----------------------------------------------------------------------------------------------


def opened(folder: Path, **files: str) -> Document:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Document.open(folder / "api.yaml", "api.yaml")


def ref_rule(document: Document, *pointer: str) -> tuple[str, int]:
    node = document.root
    for token in pointer:
        node = node.get(token)
    with pytest.raises(SpecError) as caught:
        document.resolve(node)
    return caught.value.findings[0].rule, caught.value.findings[0].place.line


def test_references_inside_one_file(tmp_path: Path) -> None:
    text = "a: {$ref: '#/b'}\nb: {$ref: '#/c/d~1e/0/%7Bx%7D'}\nc:\n  d/e:\n    - '{x}': found\n"
    document = opened(tmp_path, api_yaml=text)
    node = document.resolve(document.root.get("a"))
    assert node.value == "found"
    assert node.pointer == ("c", "d/e", "0", "{x}")
    assert node.place.line == 5


def test_references_into_other_files_start_where_they_stand(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        api_yaml="a: {$ref: 'parts/one.yaml#/x'}\nz: back\n",
        parts__one_yaml="x: {$ref: 'two.yaml'}\n",
        parts__two_yaml="$ref: '../api.yaml#/z'\n",
    )
    assert document.resolve(document.root.get("a")).value == "back"
    before = document.digest
    (tmp_path / "parts/two.yaml").write_text("$ref: '../api.yaml#/a/nothing'\n")
    changed = Document.open(tmp_path / "api.yaml", "api.yaml")
    with pytest.raises(SpecError):
        changed.resolve(changed.root.get("a"))
    assert changed.digest != before


def test_anchors(tmp_path: Path) -> None:
    document = opened(
        tmp_path, api_yaml="a: {$ref: '#here'}\nb: {$ref: '#gone'}\nc:\n  - {$anchor: here, type: string}\n"
    )
    assert document.resolve(document.root.get("a")).map["type"] == "string"
    assert ref_rule(document, "b") == ("ref-missing", 2)


@pytest.mark.parametrize(
    ("reference", "rule"),
    [
        ("#/nothing", "ref-missing"),
        ("#/x/7", "ref-missing"),
        ("#/x/-1", "ref-missing"),
        ("#/x/²", "ref-missing"),
        ("gone.yaml#/a", "ref-missing"),
        ("http://example.com/a.yaml", "ref-remote"),
        ("HTTPS://169.254.169.254/latest/meta-data", "ref-remote"),
        ("//example.com/a.yaml", "ref-remote"),
        ("file:///etc/passwd", "ref-remote"),
        ("/etc/passwd", "ref-outside"),
        ("../secret.yaml", "ref-outside"),
        ("%2e%2e/secret.yaml", "ref-outside"),
        ("sub/../../secret.yaml", "ref-outside"),
        ("link.yaml", "ref-outside"),
        ("a\x00b.yaml", "ref-missing"),
        ("#/loop", "ref-cycle"),
    ],
)
def test_a_reference_that_is_refused_and_where(tmp_path: Path, reference: str, rule: str) -> None:
    (tmp_path / "secret.yaml").write_text("a: 1\n")
    folder = tmp_path / "specs"
    text = f"x: [1]\nloop: {{$ref: '#/pool'}}\npool: {{$ref: '#/loop'}}\na: {{$ref: {json.dumps(reference)}}}\n"
    document = opened(folder, api_yaml=text)
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    found, line = ref_rule(document, "a")
    assert found == rule
    assert line == (4 if rule != "ref-cycle" else line)


def test_a_reference_to_itself_is_a_cycle_and_not_the_end(tmp_path: Path) -> None:
    document = opened(tmp_path, api_yaml="a: {$ref: '#/a'}\nb: {$ref: 'api.yaml#/c'}\nc: {$ref: '#/b'}\n")
    assert ref_rule(document, "a") == ("ref-cycle", 1)
    assert ref_rule(document, "b")[0] == "ref-cycle"


def test_a_reference_to_a_file_that_is_not_there_names_file_place_and_what_to_do(tmp_path: Path) -> None:
    """The words are those of the operating system (ENOENT of POSIX)."""
    document = opened(tmp_path, api_yaml="a: 1\nb:\n  $ref: sub/gone.yaml#/a\n")
    with pytest.raises(SpecError) as caught:
        document.resolve(document.root.get("b"))
    assert str(caught.value.findings[0].place) == "api.yaml:3:3 (/b/$ref)"
    assert "the file 'sub/gone.yaml' cannot be read: No such file or directory" in caught.value.findings[0].message
    assert "add the file" in caught.value.findings[0].hint


def test_what_is_wrong_in_another_file_is_told_of_that_file(tmp_path: Path) -> None:
    document = opened(tmp_path, api_yaml="a: {$ref: 'other.yaml'}\n", other_yaml="x: 1\nx: 2\n")
    with pytest.raises(SpecError) as caught:
        document.resolve(document.root.get("a"))
    assert caught.value.findings[0].place == Place("other.yaml", 2, 1)
