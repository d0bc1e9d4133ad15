"""Findings: five formats of one record, which nothing in a message can get out of."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue_generator.findings import Finding, Format, Level, Place, clean, cut, few, ordered, render

ONE = Finding(
    "house-tag",
    Level.ERROR,
    "the tag is not declared",
    Place("specs/a.yaml", 3, 7, "/paths/~1a/get"),
    "declare it",
    "- old\n+ new",
)
TEXT = st.text(st.characters(codec=None), max_size=40) | st.text(':#[]%\n\r,"<>&\x1b\u2028 a', max_size=20)


def with_text(text: str) -> Finding:
    return Finding("rule-x", Level.ERROR, text, Place(f"f{text}", 1, 1, f"/{text}"), text, text)


# --- what a person and a program read --------------------------------------------------------------------------


def test_text() -> None:
    assert render([ONE], "text") == (
        "specs/a.yaml:3:7 (/paths/~1a/get): error: the tag is not declared [house-tag]\n    - old\n    + new\n    -> declare it\n"
    )
    whole = Finding("stale", Level.WARNING, "is old", Place("a.py"))
    assert render([whole], "text") == "a.py: warning: is old [stale]\n"


def test_json() -> None:
    found = json.loads(render([ONE], "json", version="1"))
    assert (found["tool"], found["version"]) == ("reissue", "1")
    assert found["findings"] == [
        {
            "rule": "house-tag",
            "level": "error",
            "message": "the tag is not declared",
            "hint": "declare it",
            "detail": "- old\n+ new",
            "place": {"file": "specs/a.yaml", "line": 3, "column": 7, "pointer": "/paths/~1a/get"},
            "fingerprint": ONE.fingerprint,
        }
    ]


def test_more_than_is_shown_is_counted() -> None:
    names = ["a", "b", "c"]
    assert (few(names, 3), few(names, 1), few([], 1)) == ("a, b, c", "a and 2 more", "")
    assert cut(names, 3) == names
    assert cut(names, 1, "; --lines 0 shows all") == ["a", "... 2 more lines; --lines 0 shows all"]


def test_github() -> None:
    assert render([ONE], "github") == (
        "::error file=specs/a.yaml,line=3,col=7,title=house-tag::the tag is not declared -> declare it\n"
    )
    note = Finding("x", Level.NOTE, "50% of a:b", Place("dir,a:b.py"))
    assert render([note], "github") == "::notice file=dir%2Ca%3Ab.py,title=x::50%25 of a:b\n"


def test_junit() -> None:
    suites = ElementTree.fromstring(render([ONE, replace(ONE, level=Level.WARNING)], "junit"))
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    failure = suites.find(".//failure")
    assert failure is not None
    assert failure.get("type") == "house-tag"
    assert failure.get("message") == "the tag is not declared"


def test_sarif() -> None:
    run = json.loads(render([ONE, replace(ONE, rule="a-rule")], "sarif", version="1"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert (result["level"], place["artifactLocation"]["uri"]) == ("error", "specs/a.yaml")
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert result["partialFingerprints"] == {"reissue/v1": ONE.fingerprint}


def test_markdown_is_a_list_whose_text_stands_in_code_spans() -> None:
    assert render([ONE], Format.MARKDOWN) == (
        "- error: `specs/a.yaml:3:7 (/paths/~1a/get)`: `the tag is not declared` [house-tag]; next: `declare it`\n"
    )
    hostile = replace(ONE, message="x` <img src=y> `z", hint="")
    assert render([hostile], Format.MARKDOWN).count("`") == 4


@pytest.mark.parametrize("form", Format)
def test_nothing_found(form: Format) -> None:
    text = render([], form)
    assert text == "" or text.endswith("\n")


# --- what nobody gets out of -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", Format)
@given(text=TEXT)
def test_no_text_starts_a_command_or_moves_the_cursor(form: Format, text: str) -> None:
    out = render([with_text(text)], form)
    out.encode("utf-8")
    assert all(c.isprintable() or c == "\n" for c in out)
    commands = [line for line in out.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == (1 if form == "github" else 0)
    assert "##[" not in out


@given(text=TEXT)
def test_one_finding_is_one_line_of_github(text: str) -> None:
    out = render([with_text(text)], "github")
    assert out.count("\n") == 1
    head = out[2:].partition("::")[0]
    assert head.count("=") - text.count("=") == 4  # file, line, col, title
    assert head.count(",") == 3


@given(text=TEXT)
def test_the_text_of_json_and_the_shape_of_xml_survive(text: str) -> None:
    assert json.loads(render([with_text(text)], "json"))["findings"][0]["message"] == text
    suites = ElementTree.fromstring(render([with_text(text)], "junit").encode())
    assert len(suites.findall(".//testcase/failure")) == 1
    assert json.loads(render([with_text(text)], "sarif"))["runs"][0]["results"][0]["ruleId"] == "rule-x"


@pytest.mark.parametrize(
    "text",
    [
        "::error::x",
        "  ::set-env name=a::b",
        "\n::error::x",
        "a\r\n::x",
        "##[error]x",
        "a ##[command]b",
        "\x1b[31mred",
        "\u202eabc",
        "\x00",
    ],
)
def test_hostile_lines_are_disarmed(text: str) -> None:
    line = clean(text)
    assert not line.lstrip().startswith("::")
    assert "##[" not in line
    assert line.isprintable()


def test_plain_text_stays_as_it_is() -> None:
    for text in ("a::b", "std::vector", "naïve 日本 # [x]", "", "50%"):
        assert clean(text) == text


# --- fingerprints and order --------------------------------------------------------------------------------------


def test_a_fingerprint_stays_when_lines_move_and_words_beside_it_change() -> None:
    assert (
        ONE.fingerprint == "4ccb2fc5244f780b"
    )  # known to services that remember findings: never change how it is made
    moved = replace(
        ONE, place=Place("specs/a.yaml", 99, 1, "/paths/~1a/get"), hint="other", detail="other", level=Level.NOTE
    )
    assert moved.fingerprint == ONE.fingerprint
    for other in (
        replace(ONE, rule="x"),
        replace(ONE, message="x"),
        replace(ONE, place=Place("b.yaml", 3, 7, "/paths/~1a/get")),
        replace(ONE, place=Place("specs/a.yaml", 3, 7, "/x")),
    ):
        assert other.fingerprint != ONE.fingerprint


def test_findings_are_in_order_and_each_once() -> None:
    late, other = replace(ONE, place=Place("specs/a.yaml", 9, 1, "/x")), replace(ONE, place=Place("a.yaml", 50, 1))
    assert ordered([late, ONE, other, replace(ONE, detail="x")]) == [other, ONE, late]
