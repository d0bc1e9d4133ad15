"""What emitted docstrings say: every argument, what comes back, what is raised, in a fixed order and never cut."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reissue_runtime import errors

from reissue_generator.emit.method_doc import ERROR_CLASSES, error_class
from reissue_generator.tree.project import find
from tests.generator.small_clients import asking, content, document, emit, operation, reading, ref, returns, sending

GENERATED = Path(find(str(Path(__file__).parent)).generated)
GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted([*GENERATED.rglob("*.py"), *GOLDEN.rglob("*.py")])
RESOURCES = [path for path in FILES if path.parent.name == "resources" and path.name != "__init__.py"]
ORDER = ("summary", "words", "bullets", "returns", "raises", "note", "source")

paths = pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-3:]))
resources = pytest.mark.parametrize("path", RESOURCES, ids=lambda path: "-".join(path.parts[-3:]))


def docstrings(tree: ast.AST) -> Iterator[str]:
    """Every text that stands as a statement: also those under members."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def sync_methods(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("Async"):
            yield from (part for part in node.body if isinstance(part, ast.FunctionDef))


def arguments(method: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*method.args.args[1:], *method.args.kwonlyargs)]


def doc_of(node: ast.FunctionDef) -> str:
    doc = ast.get_docstring(node)
    assert doc, node.name
    return doc


def kind_of(paragraph: str) -> str:
    """Which part of a docstring a paragraph is."""
    for start, kind in (("- ", "bullets"), ("Returns", "returns"), ("Yields", "returns"), ("Raises", "raises")):
        if paragraph.startswith(start):
            return kind
    if paragraph.startswith("Vendor's page"):
        return "note"
    return "source" if paragraph.startswith("Source:") else "words"


# --- every file that is kept -----------------------------------------------------------------------------------


@paths
def test_no_text_ends_in_the_middle(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comments = [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]
    told = [line for doc in docstrings(ast.parse(text)) for line in doc.splitlines()]
    assert [line for line in (*comments, *told) if line.rstrip().endswith(("...", "\N{HORIZONTAL ELLIPSIS}"))] == []


@paths
def test_no_line_is_longer_than_88_columns_but_one_unbreakable_word(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        shown = re.sub(r'"(?:[^"\\]|\\.)+"', '""', line) if '"""' not in line else line
        assert len(shown) <= 88 or len(line.split()) == 1, f"{path}:{number}"


@resources
def test_a_method_tells_each_argument_its_result_and_its_errors(path: Path) -> None:
    for method in sync_methods(path):
        doc = doc_of(method)
        pages = method.name.startswith("iterate")
        assert re.findall(r"^- (\w+): \S", doc, re.M)[: len(arguments(method))] == arguments(method)
        assert re.search(r"^Yields `" if pages else r"^Returns( `| None\.|, by status)", doc, re.M), method.name
        assert re.search(r"^Raises ", doc, re.M), method.name


@resources
def test_the_parts_stand_in_their_order(path: Path) -> None:
    for method in sync_methods(path):
        kinds = ["summary", *(kind_of(paragraph) for paragraph in doc_of(method).split("\n\n")[1:])]
        places = [ORDER.index(kind) for kind in kinds]
        assert places == sorted(places), (method.name, kinds)


@resources
def test_every_error_that_a_docstring_names_is_one_of_the_runtime(path: Path) -> None:
    for method in sync_methods(path):
        raised = " ".join(part for part in doc_of(method).split("\n\n") if part.startswith("Raises"))
        for name in re.findall(r"\b[A-Z]\w+Error\b", raised):
            assert issubclass(getattr(errors, name), errors.ReissueError), name


def test_the_class_for_a_status_is_the_one_that_the_runtime_raises() -> None:
    for status in range(400, 600):
        assert error_class(str(status)) == f"{errors.status_error(status).__name__} ({status})"
    assert {errors.status_error(int(status)).__name__ for status in ERROR_CLASSES} == set(ERROR_CLASSES.values())
    assert error_class("4XX") == "APIStatusError (4XX)"
    assert error_class("5XX") == "InternalServerError (5XX)"


# --- the vendor's page -----------------------------------------------------------------------------------------

ABOUT_THE_PAGE = re.compile(
    r"vendor'?s? (page|table|sample|text|error texts|print|show|doc|list|does not|names)|siblings?\b|undocumented"
    r"|not documented|the page (shows|lists|prints)",
    re.IGNORECASE,
)
"""How a remark on the vendor's page sounds, which is nothing that a caller needs."""


@paths
def test_what_is_said_for_callers_is_free_of_the_vendors_page(path: Path) -> None:
    for doc in docstrings(ast.parse(path.read_text(encoding="utf-8"))):
        for paragraph in doc.split("\n\n"):
            if "Vendor's page" not in paragraph and not paragraph.strip().startswith("Source:"):
                found = ABOUT_THE_PAGE.search(" ".join(paragraph.split()))
                assert found is None or "certainty `sibling`" in paragraph, paragraph


NOTE = {"x-reissue-note": "The page shows no type."}
LINE = "The page shows no type."


def noted() -> dict[str, Any]:
    """A document with a note in each place that may have one."""
    thing = {"type": "object", "description": "A thing.", **NOTE}
    thing["properties"] = {"id": {"type": "string", "description": "Its id.", **NOTE}, "kind": ref("Kind")}
    kind = {"type": "string", "enum": ["a", "b"], "description": "Its kind.", **NOTE}
    q = {"name": "q", "in": "query", "schema": {"type": "string"}, "description": "A question.", **NOTE}
    answer = {"description": "The thing.", **content(ref("Thing")), **NOTE}
    get = operation(summary="Read", description="Reads.", parameters=[q], responses={"200": answer}, **NOTE)
    doc = document({"/things": {"get": get}})
    doc["info"] |= {"description": "About things.", **NOTE}
    doc["servers"][0] |= {"description": "The only one.", **NOTE}
    hook = operation("things-done", requestBody=content(ref("Thing")), description="It is done.", **NOTE)
    scheme = {"type": "http", "scheme": "bearer", "description": "A key.", **NOTE}
    components = {"schemas": {"Thing": thing, "Kind": kind}, "securitySchemes": {"key": scheme}}
    return {**doc, "components": components, "security": [{"key": []}], "webhooks": {"done": {"post": hook}}}


def test_notes_stand_behind_what_callers_need(tmp_path: Path) -> None:
    doc = told(tmp_path, noted())
    assert doc.index("Raises ") < doc.index("Vendor's page: ")
    notes = f"\n\nVendor's page: {LINE}\nVendor's page, q: {LINE}\nVendor's page, answer 200: {LINE}"
    assert doc.rstrip().endswith(notes)  # whether blanks are left at the end differs between Pythons
    assert "- q: A question.\n" in doc


def test_each_place_of_a_note_is_printed(tmp_path: Path) -> None:
    files = emit(tmp_path, noted()).files
    assert f'A client of Acme.\n\nAbout things.\n\nVendor\'s page: {LINE}\n"""' in files["__init__.py"]
    assert f'    """The only one.\n\n    Vendor\'s page: {LINE}\n    """\n' in files["client.py"]
    assert f"    Vendor's page, key: {LINE}\n" in files["client.py"]
    assert f'    """A thing.\n\n    Vendor\'s page: {LINE}\n    """\n' in files["models.py"]
    assert f'    """Its id.\n\n    Vendor\'s page: {LINE}\n    """\n' in files["models.py"]
    assert f"    # Its kind.\n    # Vendor's page: {LINE}\n    Kind: TypeAlias" in files["models.py"]
    assert f"    Vendor's page: {LINE}\n" in files["webhooks.py"]


def test_a_long_note_is_given_whole(tmp_path: Path) -> None:
    text = "; ".join(f"remark {n} on a page that says many things" for n in range(60)) + "."
    doc = told(tmp_path, document({"/things": {"get": operation(**{"x-reissue-note": text})}}))
    assert f"Vendor's page: {text}" in " ".join(doc.split())


# --- single features -------------------------------------------------------------------------------------------


def told(tmp_path: Path, doc: dict[str, Any]) -> str:
    """The docstring of `client.things.do`."""
    client = emit(tmp_path, doc)
    found = vars(client.sub("resources.things"))["Things"].do.__doc__
    return "\n".join(line.strip() for line in found.splitlines())


def test_a_long_bullet_is_given_whole(tmp_path: Path) -> None:
    text = "The first of many words; " + ", ".join(f"word {n}" for n in range(60)) + ". And the last sentence."
    doc = told(tmp_path, asking({"name": "q", "in": "query", "description": text, "schema": {"type": "string"}}))
    assert f"- q: {text}" in " ".join(doc.split())


def test_a_text_without_end_ends_at_a_whole_sentence(tmp_path: Path) -> None:
    sentences = [f"This is sentence {n} of a long text, e.g. one that nobody reads." for n in range(400)]
    doc = told(tmp_path, document({"/things": {"get": operation(description=" ".join(sentences))}}))
    words = " ".join(doc.split("\n\n")[1].split())
    assert 3000 < len(words) <= 4000
    assert " ".join(sentences).startswith(words)
    assert words.endswith("that nobody reads.")


def test_an_argument_without_words_is_told_by_its_place(tmp_path: Path) -> None:
    q = {"name": "page-size", "in": "query", "schema": {"type": "integer"}}
    assert "- page_size: The query parameter `page-size`." in told(tmp_path, asking(q))


def test_a_body_is_told_by_its_own_words_or_those_of_its_model(tmp_path: Path) -> None:
    thing = {"type": "object", "description": "A thing to keep. It has a member.", "properties": {"id": {}}}
    doc = sending(ref("Thing"), Thing=thing)
    assert "- body: A thing to keep.\n" in told(tmp_path / "a", doc)
    doc["paths"]["/things"]["post"]["requestBody"]["description"] = "What to keep."
    assert "- body: What to keep.\n" in told(tmp_path / "b", doc)
    assert "- body: What is sent.\n" in told(tmp_path / "c", sending({"type": "array", "items": {"type": "string"}}))


def test_a_result_is_told_by_its_response_or_its_model(tmp_path: Path) -> None:
    thing = {"type": "object", "description": "A thing. With members.", "properties": {"id": {"type": "string"}}}
    doc = reading(ref("Thing"), Thing=thing)
    assert "Returns `Thing`: A thing.\n" in told(tmp_path / "a", doc)
    doc["paths"]["/things"]["get"]["responses"]["200"]["description"] = "The thing that was asked for."
    assert "Returns `Thing`: The thing that was asked for.\n" in told(tmp_path / "b", doc)
    assert "Returns None.\n" in told(tmp_path / "c", document({"/things": {"get": operation()}}))


def test_results_that_differ_are_told_by_status(tmp_path: Path) -> None:
    answers = {
        "200": {"description": "Done.", **content({"type": "string"})},
        "202": {"description": "Begun.", **content({"type": "integer"})},
    }
    doc = told(tmp_path, document({"/things": {"get": operation(responses=answers)}}))
    assert "Returns, by status:\n- 200: `str`: Done.\n- 202: `int`: Begun.\n" in doc


@pytest.mark.parametrize(
    ("method", "more", "text"),
    [
        ("get", {}, "the call can be made again."),
        ("put", {}, "it may have happened, and a repeat does no harm."),
        ("post", {}, "it may have happened, and is never repeated; look before you call again."),
        (
            "post",
            {"x-reissue-idempotency": {"in": "header", "name": "Key"}},
            "it may have happened; the error says whether to repeat with the same key.",
        ),
    ],
)
def test_what_follows_from_a_lost_answer_is_told(tmp_path: Path, method: str, more: dict[str, Any], text: str) -> None:
    doc = " ".join(told(tmp_path, document({"/things": {method: operation(**more)}})).split())
    assert f"Raises OutcomeUnknownError when no usable answer came: {text}" in doc


def test_the_documented_statuses_are_told(tmp_path: Path) -> None:
    errors_ = {status: {"description": "no"} for status in ("404", "4XX", "503", "default")}
    doc = told(tmp_path, document({"/things": {"get": operation(responses={**returns({}), **errors_})}}))
    assert (
        "Raises NotFoundError (404), APIStatusError (4XX), InternalServerError (503) and APIStatusError (any other "
        "status); OutcomeUnknownError" in " ".join(doc.split())
    )


def test_the_command_of_a_tree_of_its_own_is_the_one_for_its_specification(tmp_path: Path) -> None:
    client = emit(tmp_path, document({"/things": {"get": operation()}}), name="two words.json")
    head = client.files["client.py"].split('"""')[0].replace("\n# ", " ")
    assert head.strip() == (
        "# Generated by reissue from two words.json. Do not edit: run `reissue generate --spec 'two words.json' "
        f"--out FOLDER --package {client.package}`."
    )
