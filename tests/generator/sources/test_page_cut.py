"""A page of which only a part came is never taken for the page, and a page that lost rows is one.

What may be left out is by HTML, 13.1.2.4 "Optional tags"; what JSON is by RFC 8259, 2.
"""

from __future__ import annotations

import re

import pytest

from reissue_generator.sources.page import cut
from reissue_generator.sources.page.cut import Answer
from reissue_generator.sources.page.text import text_of
from tests.generator.sources.vendor_site import Workspace, page

HTML, MARKDOWN = "text/html", "text/markdown"
ROWS = [f"<tr><td>field_{n}</td><td>string</td><td>What it is for, number {n}.</td></tr>" for n in range(30)]


def table(rows: list[str]) -> str:
    return page("Orders", f"<table>{''.join(rows)}</table>")


WHOLE = table(ROWS)
FLAT = "<html><body>" + "".join(f"<p>What is so, number {n}.</p>" for n in range(9)) + "</body></html>"
FRAGMENT = f"<h1>Orders</h1><div><div>{FLAT[12:-14]}</div>"
TEXT = (
    "# Orders\n\n"
    + "".join(f"- `field_{n}`: what it is for\n" for n in range(9))
    + "\n```json\n{}\n```\n\nThat is all.\n"
)


def answer(body: str, media: str) -> Answer:
    return Answer(body.encode(), media, text_of(body.encode(), media))


@pytest.mark.parametrize(
    ("old", "new", "media", "word"),
    [
        (WHOLE, WHOLE[: WHOLE.find("field_20")], HTML, "table"),
        (WHOLE, WHOLE[: WHOLE.find("field_20") - 6], HTML, "a tag"),
        (None, WHOLE[: WHOLE.find("field_20")], HTML, "table"),
        (None, WHOLE[: WHOLE.rfind(".build")], HTML, "script"),
        (FLAT, FLAT[: FLAT.find("<p>What is so, number 6")], HTML, "end tag"),
        (FRAGMENT, FRAGMENT[:-20], HTML, "div"),
        (None, '{"a": [1, 2, {"b": "c', "application/json", "JSON"),
        (TEXT, TEXT[: TEXT.find("{}")], MARKDOWN, "sample"),
        (TEXT, TEXT[: TEXT.find("_5")], MARKDOWN, "line"),
    ],
)
def test_a_part_is_no_page(old: str | None, new: str, media: str, word: str) -> None:
    assert word in cut.why(answer(new, media), answer(old, media) if old else None)


@pytest.mark.parametrize(
    ("old", "new", "media"),
    [
        (WHOLE, table(ROWS[:3]), HTML),
        (WHOLE, re.sub("</(?:html|body|tr|td|p)>", "", table(ROWS[:9])), HTML),  # what a minifier leaves out
        (FLAT, FLAT.replace("</body></html>", "").replace("number 8", "no. 8"), HTML),
        (FRAGMENT, FRAGMENT.replace("<p>What is so, number 8.</p>", ""), HTML),  # it was never closed
        (None, FLAT.replace("</body></html>", ""), HTML),
        (None, '{"a": 1,}\n}', "application/json"),  # no JSON, and nothing is missing at its end
        (TEXT, TEXT.replace("\nThat is all.\n", ""), MARKDOWN),
    ],
)
def test_a_page_that_lost_something_is_one(old: str | None, new: str, media: str) -> None:
    assert cut.why(answer(new, media), answer(old, media) if old else None) == ""


def test_nothing_of_a_part_is_taken_over_and_of_less_than_half_only_what_was_read(workspace: Workspace) -> None:
    vendor = workspace.vendor
    vendor.pages["/docs/generate"] = WHOLE
    workspace.refresh()
    before = workspace.lock.read_bytes()
    vendor.pages["/docs/generate"] = WHOLE[: WHOLE.find("field_20")]
    assert workspace.refresh(accept=True).accepted == []
    assert workspace.rules() == ["source-unreadable"]

    vendor.pages["/docs/generate"] = table(ROWS[:9])
    assert len(workspace.refresh(accept=True).waiting) == 1
    (told,) = workspace.check().findings
    assert "28 of 91 lines are left: is that the whole page?" in told.detail
    assert workspace.lock.read_bytes() == before
    workspace.spec(read="2024-05-21")
    assert len(workspace.refresh().accepted) == 1
    assert workspace.check().clean


def test_the_second_answer_masks_nothing_that_it_lacks(workspace: Workspace) -> None:
    """Two answers that come together differ in what says nothing; what one of them lacks at its end was cut."""
    workspace.vendor.pages["/docs/generate"] = lambda handler: handler.send(
        200, {"Content-Type": MARKDOWN}, next(answers).encode()
    )
    for answers in (iter((TEXT, TEXT[: TEXT.find("`field_7")])), iter((TEXT[: TEXT.find("`field_7")], TEXT))):
        workspace.fetch()
        assert workspace.cache.text_at(workspace.vendor.url("/docs/generate")) == text_of(TEXT.encode(), MARKDOWN)
