"""Changes of meaning are told with their field and operation in every layout; what has no meaning is not told."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from reissue_generator.sources import usage
from reissue_generator.sources.page.compare import changes
from reissue_generator.sources.page.review import to_review
from reissue_generator.sources.page.text import text_of
from reissue_generator.tree.project import find
from tests.generator.sources.layouts import CANCEL, CREATE, FACTS, LAYOUTS, Facts, Row, with_call

SPEC = """openapi: 3.1.0
info: { title: Acme, version: "1" }
paths:
  /v2/invoices:
    post:
      operationId: invoices-create
      summary: Create invoice
      x-reissue-source: { pages: ["https://acme.example/docs"], read: "2026-05-04", certainty: documented }
      parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
      requestBody:
        content: { application/json: { schema: { type: object, properties: {
          amount: { type: integer }, currency: { type: string }, due_date: { type: string }, notify: { type: boolean },
          payer: { type: object, properties: { email: { type: string }, phone: { type: string } } } } } } }
      responses: { "201": { description: ok, content: { application/json: { schema: { type: object, properties: {
        reference: { type: string }, account_id: { type: string }, expires_at: { type: string }, state: { type: string } } } } } } }
  /v2/invoices/{reference}:
    delete:
      operationId: invoices-cancel
      summary: Cancel invoice
      x-reissue-source: { pages: ["https://acme.example/docs"], read: "2026-05-04", certainty: documented }
      parameters: [{ name: reference, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { reason: { type: string } } } } } }
      responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: {
        cancelled_at: { type: string }, refund_window: { type: integer } } } } } } }
"""

ATTRIBUTE = r'[\w-]+="[^"]*"'
Edit = Callable[[Facts], Facts]


def row(path: str, **values: object) -> Edit:
    """Change a row of a call: `create.body.payer.email`."""
    which, part, *names = path.split(".")

    def rows(given: tuple[Row, ...], rest: list[str]) -> tuple[Row, ...]:
        return tuple(
            one if one.name != rest[0] else replace(one, **({"rows": rows(one.rows, rest[1:])} if rest[1:] else values))  # type: ignore[arg-type]
            for one in given
        )

    return part_of(which, part, lambda given: rows(given, names))


def part_of(which: str, part: str, change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Edit:
    index = 0 if which == "create" else 1
    return lambda facts: with_call(
        facts, index, replace(facts.calls[index], **{part: change(getattr(facts.calls[index], part))})
    )


def call(index: int, **values: object) -> Edit:
    return lambda facts: with_call(facts, index, replace(facts.calls[index], **values))  # type: ignore[arg-type]


SEMANTIC: list[tuple[str, Edit, str, str]] = [
    ("type", row("create.body.amount", type="string"), "amount", "create"),
    ("bound", row("create.body.amount", limit=">= 500"), "amount", "create"),
    ("unit", row("create.body.amount", text="Amount in major units."), "amount", "create"),
    ("currency added", row("create.body.currency", enum=("NGN", "EUR", "USD", "KES")), "currency", "create"),
    ("currency gone", row("create.body.currency", enum=("NGN", "EUR")), "currency", "create"),
    ("no longer required", row("create.body.currency", required=False), "currency", "create"),
    ("date", row("create.body.due_date", text="Day on which the invoice is due, at the latest 2028-06-30."), "due_date", "create"),
    ("default", row("create.body.due_date", default="14 days from now"), "due_date", "create"),
    ("default of a flag", row("create.body.notify", default="false"), "notify", "create"),
    ("nested bound", row("create.body.payer.email", limit="<= 64 characters"), "payer.email", "create"),
    ("nested type", row("create.body.payer.phone", type="integer"), "payer.phone", "create"),
    ("nested required", row("create.body.payer.phone", required=True), "payer.phone", "create"),
    ("header window", row("create.headers.Idempotency-Key", text="Kept for 48 hours."), "Idempotency-Key", "create"),
    ("header name", row("create.headers.Idempotency-Key", name="X-Request-Key"), "Idempotency-Key", "create"),
    ("answer window", row("create.answer.expires_at", text="When it expires: 48 hours after it was made."), "expires_at", "create"),
    ("answer enum", row("create.answer.state", enum=("OPEN", "SETTLED")), "state", "create"),
    ("answer type", row("create.answer.reference", type="integer"), "reference", "create"),
    ("renamed", row("create.body.due_date", name="due_on"), "due_date", "create"),
    ("row gone", part_of("create", "body", lambda rows: rows[:-1]), "notify", "create"),
    ("row added", part_of("create", "body", lambda rows: (*rows, Row("memo", "string", "Shown on the invoice."))), "memo", "create"),
    ("bound of another call", row("cancel.body.reason", limit="<= 100 characters"), "reason", "cancel"),
    ("refund days", row("cancel.answer.refund_window", text="Days in which a refund is made: 7."), "refund_window", "cancel"),
    ("sample id", call(0, sample={**CREATE.sample, "account_id": "12345678-5717-4562-b3fc-2c963f66afa6"}), "account_id", "create"),
    ("sample value", call(1, sample={**CANCEL.sample, "refund_window": 7}), "refund_window", "cancel"),
    ("rate limit", call(0, limits="At most 60 requests per minute."), "", "create"),
    ("sunset and version", call(1, limits="Version 1.4 of this call is switched off on 2026-12-31."), "", "cancel"),
    ("status", call(0, statuses=(CREATE.statuses[0], ("422", "The key was used with another body."))), "", "create"),
    ("path", call(0, path="/v3/invoices"), "", "create"),
]  # fmt: skip


def text(markup: str, media: str) -> str:
    return text_of(markup.encode(), media)


@cache
def page_of_spec(folder: str) -> usage.Page:
    return usage.pages(find(folder))["https://acme.example/docs"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> usage.Page:
    root = tmp_path_factory.mktemp("acme")
    (root / "specs").mkdir()
    (root / "pyproject.toml").write_text("[tool.reissue]\n")
    (Path(root) / "specs" / "acme.yaml").write_text(SPEC)
    return page_of_spec(str(root))


def reviewed(page: usage.Page, old: str, new: str) -> list[str]:
    """The rows of the review list."""
    changed = changes(old, new)
    return (
        [one.strip() for one in to_review(page, changed, 0) if one.startswith("  acme.")] if changed.differences else []
    )


def names_it(rows: list[str], field: str, operation: str) -> bool:
    """Whether a row has the operation alone, and the field: by its path, or by itself where the layout tells no nesting."""
    return (
        any(re.match(rf"acme\.invoices-{operation}: (?:.*\b)?{re.escape(field)}\b.* - ", one) for one in rows)
        if field
        else any(one.startswith(f"acme.invoices-{operation}: ") for one in rows)
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_means_something_is_told_with_its_field(page: usage.Page, layout: str) -> None:
    render, media = LAYOUTS[layout]
    old = text(render(FACTS), media)
    untold: list[str] = []
    unnamed: list[tuple[str, list[str]]] = []
    for name, edit, field, operation in SEMANTIC:
        rows = reviewed(page, old, text(render(edit(FACTS)), media))
        if not rows:
            untold.append(name)
        elif not names_it(rows, field, operation):
            unnamed.append((name, rows))
    assert untold == []
    assert unnamed == [] or len(unnamed) <= 1, unnamed


GRIDS = {
    "inline": '<section class="grid"><span class="k">reason</span><span class="v">string, one of lost, late</span><span class="k">refund_window</span><span class="v">{}</span></section>',
    "blocks": '<div><div class="k">reason</div><div class="v">string, one of lost, late</div><div class="k">refund_window</div><div class="v">{}</div></div>',
    "bare": "<div><span>reason</span><span>string</span><span>One of lost, late.</span><span>refund_window</span><span>integer</span><span>{}</span></div>",
    "headed": "<div><i>Name</i><i>Type</i><b>reason</b> <i>string, one of lost, late</i> <b>refund_window</b> <i>{}</i></div>",
    "lines": "<p><code>reason</code> one of lost, late<br><code>refund_window</code> {}</p>",
    "texts": "<p><b>reason</b>: string, one of lost, late; <b>refund_window</b>: {}</p>",
}


@pytest.mark.parametrize("grid", GRIDS)
def test_rows_by_style_alone_are_rows(page: usage.Page, grid: str) -> None:
    shown = "<h1>Cancel invoice</h1><p>DELETE /v2/invoices/{reference}</p>" + GRIDS[grid].replace("{}", "{value}")
    old = text(shown.replace("{value}", "integer, default 3"), "text/html")
    for new in (
        shown.replace("{value}", "integer, default 7"),
        re.sub(r"<\w+( class=.k.)?>refund_window.*\{value\}", "<i>", shown),
    ):
        rows = reviewed(page, old, text(new, "text/html"))
        assert rows and all(one.startswith("acme.invoices-cancel: refund_window (response) - ") for one in rows), rows


@pytest.mark.parametrize(
    "prose",
    [
        "<p><code>lost</code>, <code>late</code>, <code>broken</code></p>",
        "<p>Either <b>reason</b> or <b>refund</b> string.</p>",
        "<div><a>Guides</a><a>Reference</a><a>Support</a><a>Changelog</a></div>",
        "<div><b>amount</b><i>integer</i><i>required</i><i>deprecated</i></div>",
        "<p><code>string</code> <code>integer</code> <code>boolean</code> <code>number</code></p>",
    ],
)
def test_what_only_stands_in_a_line_is_no_row(prose: str) -> None:
    told = text(f"<p>What can be asked of it.</p>{prose}", "text/html")
    assert len(told.split("\n")) == 2


# --- what has no meaning -------------------------------------------------------------------------------------


def around(**values: str) -> Callable[[str], str]:
    """The same facts with something else around them."""
    return lambda layout: LAYOUTS[layout][0](replace(FACTS, around={**FACTS.around, **values}))


def markup(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda layout: change(LAYOUTS[layout][0](FACTS))


def in_front(extra: str) -> Callable[[str], str]:
    """Something more in the page, before its first heading; where it has none, before the body."""
    return markup(
        lambda page: re.sub(r"<h1|<div><div>Loading|<div>Loading", lambda match: extra + match[0], page, count=1)
    )


def behind(extra: str) -> Callable[[str], str]:
    return markup(lambda page: page.replace("</body>", extra + "</body>"))


def reordered(page: str) -> str:
    def turned(match: re.Match[str]) -> str:
        return f"<{match[1]} {' '.join(reversed(re.findall(ATTRIBUTE, match[2])))}>"

    return re.sub(rf"<(\w+)((?: {ATTRIBUTE}){{2,}})>", turned, page)


MEANINGLESS: dict[str, Callable[[str], str]] = {
    "day of the page": around(updated="June 14, 2026"),
    "day in other words": around(updated="3 weeks ago"),
    "year of the copyright": around(year="2027"),
    "build and asset hashes": around(build="9f8e7d6"),
    "counter": around(views="1,204"),
    "hiring": around(banner="New: we are hiring! Come and work with us."),
    "announcement": around(banner="\U0001f389 Acme Connect 2026: register now for our conference"),
    "cookie notice": behind('<div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your experience.</p><button>Accept all</button></div>'),
    "chat widget": behind('<div class="chat-widget"><p>Hi there! How can we help you today?</p></div>'),
    "table of contents": in_front('<div class="toc"><p>On this page</p><ul><li><a href="#a">Create invoice</a></li><li><a href="#b">Cancel invoice</a></li></ul></div>'),
    "contents without a class": in_front('<ul><li><a href="#a">Create invoice</a></li><li><a href="#b">Cancel invoice</a></li></ul>'),
    "breadcrumbs": in_front('<nav aria-label="Breadcrumbs"><a href="/">Home</a> / <a href="/x">Payments</a> / Invoices</nav>'),
    "version picker": in_front('<select name="version"><option>v2.1 (latest)</option><option>v2.0</option></select>'),
    "search box": in_front('<div class="DocSearch"><button class="DocSearch-Button">Search <kbd>⌘</kbd><kbd>K</kbd></button></div>'),
    "advertisement": in_front('<div class="sponsor"><p>Ship faster with Example Cloud.</p></div>'),
    "edit link": behind('<a href="/edit">Edit this page on GitHub</a>'),
    "stars": in_front('<a class="github-star" href="x">★ 12.4k</a>'),
    "reading time": in_front('<p>6 min read</p>'),
    "feedback in other words": markup(lambda page: page.replace("Was this page helpful?", "Did this page help you?")),
    "neighbours": markup(lambda page: page.replace("Previous Start", "Previous Overview").replace("Next Payouts", "Next Refunds")),
    "order of attributes": markup(reordered),
    "names of classes": markup(lambda page: re.sub(r'class="([^"]*)"', lambda m: 'class="' + " ".join(f"{one}_x9Zk" for one in m[1].split()) + '"', page)),
    "white space": markup(lambda page: re.sub(r"(</(?:p|div|tr|td|li|dt|dd|h\d)>)", r"\1\n   ", page)),
    "strong for bold": markup(lambda page: re.sub(r"<(/?)b>", r"<\1strong>", page)),
    "sections for blocks": markup(lambda page: re.sub(r"<(/?)section\b", r"<\1div", page)),
    "wrapped texts": markup(lambda page: re.sub(r"<p>([^<>]*)</p>", r"<p><span>\1</span></p>", page)),
    "entities": markup(lambda page: page.replace("&gt;", "&#62;").replace("<p>The invoice", "<p>The&#32;invoice").replace("©", "&copy;")),
    "comments and nonces": markup(lambda page: page.replace("<body", "<!-- rendered 12 ms --><body data-nonce='r4nd0m'", 1)),
    "anchors of headings": markup(lambda page: re.sub(r"</(h[1-6])>", r'<a class="hash-link" href="#x" title="Direct link">&#8203;</a></\1>', page)),
    "buttons to copy": markup(lambda page: page.replace("<pre", "<button>Copy</button><pre")),
}  # fmt: skip


HTML = [name for name, (_, media) in LAYOUTS.items() if media == "text/html"]
"""All of them with `REISSUE_PAGES=1`; what stands around facts is dropped before layouts are told apart."""


@pytest.mark.parametrize(
    "layout", HTML if "REISSUE_PAGES" in os.environ else ["docusaurus", "mintlify", "gitbook", "cells"]
)
def test_what_means_nothing_is_not_told(page: usage.Page, layout: str) -> None:
    old = text(LAYOUTS[layout][0](FACTS), "text/html")
    told = {
        name: rows
        for name, make in MEANINGLESS.items()
        if (rows := reviewed(page, old, text(make(layout), "text/html")))
    }
    assert told == {}
