"""Pages to text: what counts, what does not, and that nothing that counts is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue_generator.sources import links
from reissue_generator.sources.page import compare, handed, lines, noise, review, text, unreadable
from reissue_generator.sources.told_calls import told_in
from tests.generator.sources.vendor_site import ARRAY, OBJECT, page

HTML = "text/html; charset=utf-8"


def digest(markup: str) -> str:
    return lines.digest(text.text_of(markup.encode(), HTML))


def read(shown: str) -> str:
    return lines.digest(text.text_of(shown.encode(), "text/plain"))


def test_date_menu_build_and_white_space_do_not_count() -> None:
    old = page("Invoices", OBJECT)
    new = page("Invoices", OBJECT, date="June 12, 2025", menu="Home Login Schedules New!", build="b7e2")
    new = new.replace("<p>", "\n\n   <p>\n").replace('  "ppid"', '\t "ppid"')
    assert old != new
    assert digest(old) == digest(new)


def test_the_vendors_real_change_is_seen() -> None:
    old, new = (text.text_of(page("Invoices", body).encode(), HTML) for body in (OBJECT, ARRAY))
    changed = compare.changes(old, new)
    assert '-   "success": true,' in changed.diff
    assert '+   "has_error": false,' in changed.diff
    assert not any("Operation succeeded" in f"{one.was}{one.now}" for one in changed.differences)
    assert {"success", "data.bank_code"} <= {one.at.line.field for one in changed.differences if not one.now}
    assert {"has_error", "data.settlement_code"} <= review.wire_names(changed.added, changed.differences) | {
        one.at.line.field for one in changed.differences if not one.was
    }


def test_the_text_reads_like_the_page() -> None:
    shown = text.text_of(page("Invoices", OBJECT + "<ul><li>one<li>two &amp; three</ul>").encode(), HTML)
    rows = shown.splitlines()
    assert "Invoices\t#1" in rows  # a heading in the header of an article is content
    first = rows.index("ppid\tppid\t-")
    assert rows[first:][:3] == ["ppid\tppid\t-", "string\tppid\t+", "tracking number\tppid\t+"]
    assert '    "amount_payable": 300000,\tdata.amount_payable' in rows  # samples keep their indentation
    assert "two & three\t\t-" in rows
    for noise_of_page in ("Search", "Schedules", "NetLine", "window", "color:red", "| Docs"):
        assert noise_of_page not in shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("due 2024-05-01", "due 05/01/2024"),
        ("at 2024-05-01T10:00:00Z", "at 2024-05-01T10:00:00+01:00"),
        ("at 2024-05-01 10:00:00", "at 2024-05-01T10:00:00"),
        ("at 2024-05-01 10:00:00", "at 2024-05-01"),
        ("api version 1.2", "api version 1.3"),
        ("release 2.0.1", "release 2.0.2"),
        ("Generated invoices expire after 7 days", "Generated invoices expire after 5 days"),
        ("Updated fields: amount", "Updated fields: amount, currency"),
        ("at most 255 characters", "at most 64 characters"),
        ("switched off on 2024-05-01", "switched off on 2024-06-01"),
        ("Sunset: 1 May 2024", "Sunset: 1 June 2024"),
        ("kept for 24 hours", "kept for 48 hours"),
        ("account 3fa85f64-5717-4562-b3fc-2c963f66afa6", "account 0e0e4736-5717-4562-b3fc-2c963f66afa6"),
        ("trace 4bf92f3577b34da6a3ce929d0e0e4736", "trace 00f067aa0ba902b74bf92f3577b34da6"),
        ("The test card is 4242 4242 4242 4242", "The test card is 4000 0000 0000 0002"),
        ("Available since build 1200", "Available since build 1300"),
        ("at least >= 100", "at least = 100"),
        ("id is 3fa85f64-5717-4562-b3fc-2c963f66afa6", "id is 12345"),
        ("Content-Type: text/plain", "Content-Type: application/json"),
    ],
)
def test_facts_count(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Last updated: 2024-05-01", "Last updated: 2025-11-30"),
        ("Last modified on Mar 3, 2024 by Jane", "Last modified on December 13, 2025 by Joe"),
        ("Updated 3 days ago", "Updated a year ago"),
        ("x\nUpdated 3 days ago", "x"),
        ("© 2024 Acme", "© 2019\u20132025 Acme"),
        ("build: 8f3a2bc", "build: 1c22e90"),
        ("12 people found this helpful", "13 people found this helpful"),
        ("★ 1.2k", "★ 1.3k"),
        ("a b\n\nc", "a  b c"),
        ("a\u200bb", "ab"),
    ],
)
def test_what_changes_by_itself_does_not_count(one: str, other: str) -> None:
    assert read(one) == read(other)


def test_a_wrapper_that_speaks_of_a_sidebar_is_no_sidebar() -> None:
    words = " ".join(f"word{n}" for n in range(20))
    assert "word7" in text.text_of_html(f'<body class="with-toc"><div class="has-sidebar">{words}</div></body>')
    assert "word7" not in text.text_of_html(f'<p>{"x " * 20}</p><div class="theme sidebar">{words}</div>')


def test_calls_in_rows_have_the_method_of_their_own_row() -> None:
    rows = "<div><p>POST</p><p>/v1/labels</p></div><div><p>GET</p><p>/v1/boxes</p></div><table><tr><td>/v1/bags<td>PUT<tr><td>/v1/tins</table>"
    told = told_in(lines.contents(text.text_of_html(rows)))
    assert {str(one) for one in told} == {"POST /v1/labels", "GET /v1/boxes"}


@pytest.mark.parametrize("name", ["apiDescriptionUrl", "api-description-url", "spec-url", "data-url"])
def test_documents_that_elements_show_are_known(name: str) -> None:
    shown = f'<html><body><elements-api {name}="/boxes/openapi.yaml" router="hash"></elements-api></body></html>'
    assert links.outline(shown.encode(), HTML).documents == ["/boxes/openapi.yaml"]


def test_closed_tabs_are_content() -> None:
    shown = text.text_of_html(
        "<main><p>" + "w " * 20 + '</p><div role="tabpanel" hidden><pre>{"a": 1}</pre></div></main>'
    )
    assert '"a": 1}' in shown


def test_other_kinds_of_documents() -> None:
    assert text.text_of(b'{"b": 1, "a": [2]}', "application/json") == text.text_of(
        b'{"a":[2],"b":1}', "application/vnd.x+json"
    )
    assert text.text_of("# Über".encode(), "text/markdown") == "Über\t#1"
    assert text.text_of("<p>Über</p>".encode("latin-1"), "text/html; charset=iso-8859-1") == "Über"
    assert text.text_of('<meta charset="windows-1252"><p>Preis 5 €</p>'.encode("cp1252"), "text/html") == "Preis 5 €"
    assert "sha256" in text.text_of(b"%PDF-1.7 ...", "application/pdf")
    assert text.text_of(b"%PDF-1.7 a", "application/pdf") != text.text_of(b"%PDF-1.7 b", "application/pdf")
    assert text.text_of(b"\xff\xfe\x00", "text/html; charset=no-such") is not None


def test_moved_line_breaks_beside_a_change_are_no_change() -> None:
    changed = compare.changes("a b\nc\nd\ne 1", "a\nb c\nd\ne 2")
    assert [(one.was, one.now) for one in changed.differences] == [("e 1", "e 2")]


def test_very_long_pages_are_compared_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "MOST_COMPARISONS", 10)
    changed = compare.changes("\n".join("abcd"), "\n".join("abxd"))
    assert [(one.was, one.now) for one in changed.differences] == [("c", "x")]


HOSTILE = (
    *("<!--", "<a", "<p ", "<a b='", "</", "<?", "<!", "<![CDATA[", "&#", "build ", "a_", "{", '\\"', '{"a":', "<div>", "<td>", "</div>", "| a "),
    *("<b>a</b>", "- a\n", "**", "`", "[", "last updated ", "GET /", "<dl><dt>a</dt>", "<p>a_b</p><p>string</p>", "<tr><td>a</td>"),
)  # fmt: skip


@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_hostile_markup_costs_no_more_than_its_length(end: str) -> None:
    for piece in HOSTILE if not end else HOSTILE[:8]:
        start = time.process_time()
        markup = piece * (6_000 // len(piece)) + end
        shown = text.text_of_html(markup)
        assert compare.changes(shown, shown).diff == []
        text.text_of_html(f'<pre>{markup}</pre><script type="application/json">{markup}</script>')
        handed.unread(f"<script>Redoc.init({{spec: {markup}")
        shown = text.text_of(markup.encode(), "text/markdown")
        review.wire_names([shown])
        noise.merged(shown, f"{shown}\nx")
        unreadable.why(markup.encode(), HTML, shown, "https://a.example/x", "https://a.example/x")
        assert time.process_time() - start < 3, piece  # far more, where anything is quadratic


@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/json", "text/plain", "", "image/png"]))
def test_no_body_is_too_odd(body: bytes, media: str) -> None:
    assert len(lines.digest(text.text_of(body, media))) == 64


@given(st.text(alphabet="<>/=\"' abdivnpre!-[]&;#\n", max_size=300))
def test_no_markup_is_too_broken(markup: str) -> None:
    shown = text.text_of_html(markup)
    assert compare.changes(shown, shown).diff == []
    text.text_of(markup.encode(), "text/markdown")
