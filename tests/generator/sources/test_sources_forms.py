"""In which form a page is read: Markdown and OpenAPI where there is such a form, and no change of form passes for anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reissue_generator.findings import Level
from reissue_generator.sources import check as sources
from reissue_generator.sources import forms, watch
from reissue_generator.sources import lock as sources_lock
from reissue_generator.sources.lock import Entry
from tests.generator.sources.mirrors import plain
from tests.generator.sources.vendor_site import QUICK, Handler, Vendor, Workspace, make_workspace, page

TEXT = """The amount is in cents, the currency has three letters such as NGN, and the request is answered with the invoice
that was made, whose state is open until it was paid by bank transfer before its due date."""
OTHER = TEXT.replace("in cents", "in whole units")


@pytest.fixture
def site(vendor: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    made = make_workspace(vendor, tmp_path)
    vendor.pages["/docs/generate"] = page("Generate", f"<p>{TEXT}</p>")
    return made


def fetch(site: Workspace) -> None:
    site.fetch()
    project = site.project
    locked = {url: one.form for url, one in sources_lock.load(project).pages.items() if one.form}
    forms.fetch(site.cache, sources.sources_usage.pages(project), locked, QUICK, "2024-05-20")


def refresh(site: Workspace, accept: bool = False) -> sources.Refreshed:
    fetch(site)
    return sources.refresh(site.project, site.cache, accept=accept)


def rules(site: Workspace, least: Level = Level.WARNING) -> list[str]:
    fetch(site)
    found = watch.check(site.project, site.cache).findings
    return [one.rule for one in found if least is Level.NOTE or one.level is not Level.NOTE]


def entry(site: Workspace) -> Entry:
    return sources_lock.load(site.project).pages[site.vendor.url("/docs/generate")]


def markdown(text: str) -> tuple[int, dict[str, str], bytes]:
    return plain(f"# Generate\n\n---\n\n{text}\n", "text/markdown")


def negotiated(handler: Handler) -> None:
    if "text/markdown" in handler.headers["Accept"]:
        handler.send(*markdown(TEXT))
    else:
        handler.send(200, {"Content-Type": "text/html"}, page("Generate", f"<p>{TEXT}</p>").encode())


@pytest.mark.parametrize("how", ["link", "ending", "llms.txt", "accept"])
def test_a_page_is_read_as_markdown_where_it_is_so(site: Workspace, how: str) -> None:
    pages, url = site.vendor.pages, site.vendor.url
    form = url("/docs/generate.md")
    if how == "accept":
        pages["/docs/generate"], form = negotiated, url("/docs/generate#text/markdown")
    else:
        pages["/docs/generate.md"] = markdown(TEXT)
    if how == "llms.txt":
        pages["/llms.txt"] = plain("# Acme\n- [Generate](/docs/generate.md)")
    if how == "link":
        link = '<link href="/docs/generate.md" type="text/markdown" rel="alternate">'
        pages["/docs/generate"] = page("Generate", f"{link}<p>{TEXT}</p>")
    refresh(site)
    assert entry(site).form == form
    assert rules(site) == []
    if how != "accept":  # the layout of the page says nothing any more, the Markdown says all
        pages["/docs/generate"] = page("Generate", f"<div>Cookies! Subscribe!</div><p>{TEXT}</p>")
        assert rules(site) == []
        pages["/docs/generate.md"] = markdown(OTHER)
        assert rules(site) == ["source-changed"]


LIES = {
    "a page of HTML": (
        200,
        {"Content-Type": "text/markdown"},
        b"<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>",
    ),
    "not found": plain(
        "# Page not found\n\nThis page does not exist, but here is a list of others that you may want to see."
    ),
    "another page": plain(
        "# Changelog\n\n" + "We have added many new things that you will like very much indeed. " * 4
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_markdown_of_this_page_is_not_taken(site: Workspace, lie: str) -> None:
    site.vendor.pages["/docs/generate.md"] = LIES[lie]
    refresh(site)
    assert entry(site).form is None
    assert rules(site, Level.NOTE) == ["source-not-surveyed"]


def test_what_a_site_answers_to_anything_is_not_taken(site: Workspace) -> None:
    site.vendor.otherwise = plain(TEXT)
    refresh(site)
    assert entry(site).form is None


def test_markdown_that_comes_later_is_neither_a_change_nor_hides_one(site: Workspace) -> None:
    refresh(site)
    site.vendor.pages["/docs/generate.md"] = markdown(TEXT)
    before = entry(site).sha256
    assert rules(site, Level.NOTE) == ["source-not-surveyed", "source-other-form"]
    assert refresh(site).forms == [site.vendor.url("/docs/generate")]
    assert entry(site).form is not None
    assert entry(site).sha256 != before
    assert rules(site) == []


def test_markdown_that_says_something_else_waits_for_a_look(site: Workspace) -> None:
    refresh(site)
    site.vendor.pages["/docs/generate.md"] = markdown(OTHER)
    assert rules(site) == []
    before = entry(site)
    assert refresh(site).forms == []
    assert entry(site) == before
    (note,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-other-form"]
    assert "only one of the two has: cents, units, whole" in note.detail
    refresh(site, accept=True)
    assert entry(site).form is not None


def test_a_change_that_comes_with_the_markdown_is_told(site: Workspace) -> None:
    refresh(site)
    site.vendor.pages |= {"/docs/generate.md": markdown(OTHER), "/docs/generate": page("Generate", f"<p>{OTHER}</p>")}
    assert rules(site) == ["source-changed"]
    before = entry(site)
    assert refresh(site).forms == []
    assert entry(site) == before
    refresh(site, accept=True)
    assert rules(site) == []
    assert entry(site).form is not None


def test_markdown_that_is_behind_its_page_hides_nothing(site: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page alone says now is told, and then the page is read; until its Markdown says the same again."""
    pages, day = site.vendor.pages, "<p>It is kept for {} hours.</p>"
    pages["/docs/generate.md"] = markdown(f"{TEXT}\n\nIt is kept for 24 hours.")
    pages["/docs/generate"] = page("Generate", f"<p>{TEXT}</p>{day.format(24)}")
    refresh(site)
    assert entry(site).form is not None
    monkeypatch.setattr(sources, "today", lambda: "2024-05-21")
    pages["/docs/generate"] = page("Generate", f"<p>{TEXT}</p><p>Ask us anything.</p>{day.format(24)}")
    assert rules(site) == []  # no fact
    pages["/docs/generate"] = page("Generate", f"<p>{TEXT}</p>{day.format(48)}")
    assert rules(site) == ["source-changed"]
    (found,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-changed"]
    assert "generate.md does not say so" in found.detail
    assert '"\u2026 is kept for 24 hours." is now "\u2026 is kept for 48 hours."' in found.detail
    before = entry(site)
    assert refresh(site).waiting == [site.vendor.url("/docs/generate")]
    assert entry(site) == before
    refresh(site, accept=True)
    assert entry(site).form is None
    assert rules(site) == []
    assert not refresh(site, accept=True).written
    pages["/docs/generate.md"] = markdown(f"{TEXT}\n\nIt is kept for 48 hours.")
    assert refresh(site).forms == [site.vendor.url("/docs/generate")]
    assert rules(site) == []


def test_of_two_forms_the_richer_one_is_read(site: Workspace) -> None:
    rows = "".join(f"<tr><td>field_{n}</td><td>string</td><td>as it was</td></tr>" for n in range(5))
    site.vendor.pages |= {
        "/docs/generate.md": markdown(TEXT),
        "/docs/generate": page("G", f"<p>{TEXT}</p><table>{rows}</table>"),
    }
    refresh(site)
    assert entry(site).form is None


@pytest.mark.parametrize("named", [True, False])
def test_a_page_that_goes_is_gone_though_its_markdown_stays(site: Workspace, named: bool) -> None:
    site.vendor.pages["/docs/generate.md"] = markdown(TEXT)
    if named:
        site.vendor.pages["/llms.txt"] = plain("# Acme\n- [Generate](/docs/generate.md)")
    refresh(site)
    kept = site.vendor.pages.pop("/docs/generate")
    assert rules(site) == ["source-gone"]
    (found,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-gone"]
    assert "the server answers 404; only its Markdown at" in found.message
    before = entry(site)
    refresh(site, accept=True)
    assert entry(site) == before
    site.vendor.pages["/docs/generate"] = (301, {"Location": "https://elsewhere.example/"}, b"")
    assert rules(site) == ["source-elsewhere"]
    markdown_of_it = site.vendor.pages.pop("/docs/generate.md")
    assert rules(site) == ["source-elsewhere"]
    site.vendor.pages |= {"/docs/generate": kept, "/docs/generate.md": markdown_of_it}
    assert rules(site) == []


ANYTHING = (
    200,
    {"Content-Type": "text/html"},
    page("Handbook", "<p>All of our books, one by one, beside the lift.</p>").encode(),
)
NOT_THERE = {
    "says so": (
        page("Page not found", "<p>We could not find what you were looking for.</p>"),
        "that there is no such page, under",
    ),
    "leads home": ((302, {"Location": "/"}, b""), "it leads to the start page of the site"),
    "says anything": (ANYTHING, "the site answers any address with this text"),
}


@pytest.mark.parametrize("how", NOT_THERE)
@pytest.mark.parametrize("stays", [True, False])
def test_a_page_that_goes_under_status_200_is_told_whether_its_markdown_stays(
    site: Workspace, how: str, stays: bool
) -> None:
    site.vendor.pages |= {
        "/docs/generate.md": markdown(TEXT),
        "/": page("Home", "<p>Welcome to all that we have to say.</p>"),
    }
    refresh(site)
    answer, why = NOT_THERE[how]
    for path in ("/docs/generate", *(() if stays else ("/docs/generate.md",))):
        site.vendor.pages[path] = answer
    if how == "says anything":
        site.vendor.pages["/reissue-there-is-no-such-page.md"] = answer
    assert rules(site) == ["source-unreadable"]
    (found,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-unreadable"]
    assert why in found.message
    assert not sources.check(site.project, site.cache).clean


@pytest.mark.parametrize("answer", [answer for answer, _ in NOT_THERE.values()], ids=NOT_THERE)
def test_markdown_that_goes_under_status_200_is_another_form(
    site: Workspace, answer: str | tuple[int, dict[str, str], bytes]
) -> None:
    site.vendor.pages |= {
        "/docs/generate.md": markdown(TEXT),
        "/": page("Home", "<p>Welcome to all that we have to say.</p>"),
    }
    refresh(site)
    site.vendor.pages["/docs/generate.md"] = answer
    assert rules(site) == ["source-form"]


@pytest.mark.parametrize(
    "answer", [page("Sign in", "<form><input type=email><input type=password></form>"), (503, {}, b"")]
)
def test_markdown_is_read_though_its_page_is_not_to_be_had_just_now(
    site: Workspace, answer: str | tuple[int, dict[str, str], bytes]
) -> None:
    """A log-in or an error says nothing of the page; where its Markdown has gone with it, that is no other form."""
    site.vendor.pages["/docs/generate.md"] = markdown(TEXT)
    refresh(site)
    site.vendor.pages["/docs/generate"] = answer
    assert rules(site) == []
    site.vendor.pages["/docs/generate.md"] = answer
    assert rules(site) in (["source-unreadable"], ["source-unreachable"])


def test_a_document_that_a_page_shows_and_nobody_can_read_is_told(site: Workspace) -> None:
    """Beside words of the page, which are compared, and where there are none."""
    show = "<script>SwaggerUIBundle({spec: theLabels, dom_id: '#ui'})</script>"
    site.vendor.pages["/docs/generate"] = page("Generate", f"<p>{TEXT}</p>{show}")
    refresh(site)
    assert rules(site) == ["source-document-unread"]
    (told,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-document-unread"]
    assert "(line 7, \"spec: theLabels, dom_id: '#ui'})\"); whether it has changed is not known" in told.message
    assert "name the document itself" in told.hint
    site.vendor.pages["/docs/generate"] = f"<html><div id=ui></div>{show}</html>"
    fetch(site)
    (told,) = [one for one in watch.check(site.project, site.cache).findings if one.rule == "source-empty"]
    assert "the document that it hands over there (line 1, " in told.message


def test_a_page_that_never_was_there_beside_its_markdown_is_not_gone(site: Workspace) -> None:
    del site.vendor.pages["/docs/generate"]
    more = " It is sent to the payer by mail, who has thirty days to pay it, and is closed after that."
    site.vendor.pages["/docs/generate.md"] = markdown(TEXT + more)
    refresh(site)
    assert entry(site).form is not None
    assert rules(site) == []


def test_markdown_that_goes_leaves_a_page_of_which_nothing_is_known(site: Workspace) -> None:
    site.vendor.pages["/docs/generate.md"] = markdown(TEXT)
    refresh(site)
    del site.vendor.pages["/docs/generate.md"]
    assert rules(site) == ["source-form"]
    before = entry(site)
    refresh(site)
    assert entry(site) == before
    refresh(site, accept=True)
    assert entry(site).form is None
    assert rules(site) == []


# --- OpenAPI ---------------------------------------------------------------------------------------------------


def document(kind: str = "string", extra: str = "", sunset: str = "2026-01-01") -> str:
    return f"""openapi: 3.0.3
info: {{ title: PayPen, version: "1" }}
paths:
  /invoice/generate:
    post:
      x-sunset: "{sunset}"
      deprecated: true
      requestBody:
        content:
          application/json:
            schema: {{ type: object, required: [ppid{extra}], properties: {{ ppid: {{ type: {kind} }}, day: {{ type: string }} }} }}
      responses: {{ "200": {{ description: The invoice that was made of the schedule with this number }} }}
"""


def test_a_published_openapi_document_is_compared_by_diff(site: Workspace) -> None:
    pages = site.vendor.pages
    pages["/docs/generate"] = plain(document(), "application/yaml")
    refresh(site)
    assert entry(site).form == "openapi"
    pages["/docs/generate"] = plain("# made anew\n" + document().replace("  ", "    "), "application/yaml")
    assert rules(site) == []  # the same document, written in another way

    pages["/docs/generate"] = plain(document(extra=", day"), "application/yaml")
    assert rules(site) == ["source-changed", "source-openapi"]
    found = {one.rule: one for one in watch.check(site.project, site.cache).findings}
    assert (
        "[request-member-required]" in found["source-openapi"].message or "required" in found["source-openapi"].message
    )
    assert found["source-openapi"].message.endswith("rests on it: paypen invoices-generate")
    assert found["source-openapi"].level is Level.ERROR
    assert "reissue diff finds: 1 breaking" in found["source-changed"].detail
    assert "+" not in found["source-changed"].detail  # never as text

    pages["/docs/generate"] = plain(document(sunset="2025-06-01"), "application/yaml")
    assert "source-changed" in rules(site)  # a day is a fact here
    refresh(site, accept=True)
    assert rules(site) == []
    pages["/docs/generate"] = plain("<html><body>Sign in " + TEXT + "</body></html>", "text/html")
    assert "source-form" in rules(site)


@pytest.mark.parametrize("name", ["operationId: make", "summary: Make"])
def test_a_call_that_moved_is_told_of_what_rests_on_its_old_path(site: Workspace, name: str) -> None:
    """Also of what a schema says that it shares, which moved with it."""
    pages, old = site.vendor.pages, document().replace("    post:\n", f"    post:\n      {name}\n")
    pages["/docs/generate"] = plain(old, "application/yaml")
    refresh(site)
    new = old.replace("/invoice/generate", "/v2/invoice/generate").replace("required: [ppid]", "required: [ppid, day]")
    pages["/docs/generate"] = plain(new, "application/yaml")
    fetch(site)
    told = [one.message for one in watch.check(site.project, site.cache).findings if one.rule == "source-openapi"]
    assert any("/v2/invoice/generate" in one for one in told)
    calls = [one for one in told if "added" not in one]
    assert all(one.endswith("rests on it: paypen invoices-generate") for one in calls), calls


def test_what_cannot_be_compared_is_said(site: Workspace) -> None:
    pages = site.vendor.pages
    pages["/docs/generate"] = plain(document(), "application/yaml")
    refresh(site)
    told = json.dumps(
        {
            "openapi": "3.0.3",
            "info": {"title": "a b c d e f g h i j k l m n", "version": 1},
            "paths": {"/a": {"get": 3}},
        },
        indent=1,
    )
    pages["/docs/generate"] = plain(told, "application/json")
    assert "source-changed" in rules(site)
    for file in (site.cache.root / "published").iterdir():
        file.unlink()
    found = next(one for one in watch.check(site.project, site.cache).findings if one.rule == "source-changed")
    assert "nothing to compare it with" in found.detail


# --- age -------------------------------------------------------------------------------------------------------


def test_what_was_read_long_ago_is_told_and_what_has_no_day_too(
    site: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(site)
    monkeypatch.setattr(sources, "today", lambda: "2024-10-28")  # 180 days later
    assert rules(site) == []
    monkeypatch.setattr(sources, "today", lambda: "2024-10-29")
    assert rules(site) == ["source-old"]
    (site.root / "pyproject.toml").write_text("[tool.reissue.sources]\ndays = 365\n")
    assert rules(site) == []
    site.spec(read="unknown")
    sources.refresh(site.project, site.cache)
    found = [one for one in watch.check(site.project, site.cache).findings if one.rule.startswith("source-age")]
    assert [(one.level, one.message.partition(":")[0]) for one in found] == [(Level.NOTE, "1 page(s) of paypen")]
