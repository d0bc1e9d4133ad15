"""What a documentation has beside the pages that were read: found in five layouts, told once as what it is, and never read.

The mirrors are made here; what decides is what was done to them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reissue_generator.findings import Finding, Level
from reissue_generator.sources import check as sources
from reissue_generator.sources import discover, forms, watch
from reissue_generator.sources import lock as sources_lock
from tests.generator.sources.mirrors import COVERED, DOCS, LAYOUTS, Doc, html, plain, redirect, render, spec
from tests.generator.sources.vendor_site import QUICK, Vendor, Workspace, make_workspace

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("REISSUE_MIRRORS", "1"))
"""Renderings of each layout that are looked at; 10 make the fifty mirrors of the acceptance."""


class Mirror(Workspace):
    """A project whose specification was written from a mirror, and that knows its documentation."""

    layout = "plain"

    def render(self, docs: tuple[Doc, ...] = DOCS, seed: int = 0) -> None:
        render(self.vendor, self.layout, docs, seed)

    def look(self) -> list[Finding]:
        """Fetch, look through, and judge; gives what is more than a note."""
        project = self.project
        used = sources.sources_usage.pages(project)
        self.fetch()
        locked = {url: one.form for url, one in sources_lock.load(project).pages.items() if one.form}
        forms.fetch(self.cache, used, locked, QUICK, sources.today())
        discover.survey(project, self.cache, (), QUICK, sources.today(), lambda text: None)
        return [one for one in watch.check(project, self.cache).findings if one.level is not Level.NOTE]

    def told(self) -> list[tuple[str, str]]:
        """What a look tells: the rule, and the first word, without the host."""
        base = self.vendor.url("")
        return sorted((one.rule, one.message.partition(" ")[0].removeprefix(base)) for one in self.look())

    def note(self, accept: bool = False) -> sources.Refreshed:
        return sources.refresh(self.project, self.cache, accept=accept)


def made(vendor: Vendor, root: Path, layout: str) -> Mirror:
    make_workspace(vendor, root)
    mirror = Mirror(vendor, root)
    mirror.layout = layout
    (root / "specs" / "paypen.yaml").write_text(spec(vendor, layout))
    mirror.render()
    mirror.look()
    mirror.note()
    return mirror


@pytest.fixture(params=LAYOUTS)
def mirror(request: pytest.FixtureRequest, vendor: Vendor, tmp_path: Path) -> Iterator[Mirror]:
    yield made(vendor, tmp_path, request.param)


@pytest.fixture
def by_hand(vendor: Vendor, tmp_path: Path) -> Mirror:
    return made(vendor, tmp_path, "plain")


def test_fifty_mirrors_without_a_change(mirror: Mirror) -> None:
    for seed in range(1, ROUNDS + 1):
        mirror.render(seed=seed)
        assert mirror.look() == []
    noted = mirror.note()
    assert not noted.written, noted.summary
    if mirror.layout != "redoc":
        assert "/docs/guides/testing" in mirror.lock.read_text()


NEW = Doc(
    "/docs/refunds/create",
    "Refund an invoice",
    "Gives the money back to whom it came from, in one piece.",
    "POST /v1/refunds",
)


def test_each_thing_that_happens_to_a_page_is_named(mirror: Mirror) -> None:
    if mirror.layout == "redoc":
        pytest.skip("it has one page")
    intro, create, get, _, testing = DOCS
    moved, renamed = replace(create, path="/docs/billing/create"), replace(testing, title="Trying it out")
    mirror.render((intro, moved, get, renamed, NEW), seed=7)
    for _ in range(1 + (mirror.layout == "gitbook")):  # looking again tells the same, and nothing twice
        assert mirror.told() == [
            ("source-added", NEW.path),
            *([("source-changed", "/docs/openapi.json")] if mirror.layout == "mintlify" else []),
            ("source-gone", "/docs/errors"),
            ("source-moved", "/docs/invoices/create"),
            ("source-operation-added", "POST"),
            ("source-renamed", "/docs/guides/testing"),
        ]
    assert not mirror.note().written  # nobody has looked at it
    locked = sources_lock.load(mirror.project)
    assert mirror.vendor.url(NEW.path) not in locked.pages.keys() | locked.known.others.keys()


def test_what_was_told_is_known_when_it_is_accepted_and_still_without_a_reason(by_hand: Mirror) -> None:
    intro, create, get, errors, testing = DOCS
    by_hand.render((intro, create, get, errors, replace(testing, title="Trying it out"), NEW))
    assert len(by_hand.look()) == 3
    assert by_hand.note(accept=True).noted == 2  # a page and an operation
    assert by_hand.look() == []
    locked = sources_lock.load(by_hand.project)
    assert set(locked.pages) == {by_hand.vendor.url(path) for path in COVERED}  # nothing that nobody read
    notes = {one.rule: one.message for one in watch.check(by_hand.project, by_hand.cache).findings}
    assert "POST /v1/refunds" in notes["source-operation-uncovered"]
    assert "source-uncovered" in notes


def test_what_became_of_a_page_that_was_read_ends_with_its_review(vendor: Vendor, tmp_path: Path) -> None:
    mirror = made(vendor, tmp_path, "mintlify")
    _, create, get, *_ = DOCS
    mirror.render((DOCS[0], replace(create, path="/docs/bills"), replace(get, title="Look at an invoice"), *DOCS[3:]))
    expected = [("source-moved", "/docs/invoices/create"), ("source-renamed", "/docs/invoices/get")]
    document = [("source-changed", "/docs/openapi.json")]  # it has the title too
    assert mirror.told() == document + expected
    mirror.note()
    assert sources.check(mirror.project, mirror.cache).changed  # still there to be reviewed
    mirror.note(accept=True)
    assert mirror.told() == expected[:1]  # an address stands in the specification alone
    path = mirror.root / "specs" / "paypen.yaml"
    path.write_text(path.read_text().replace("/docs/invoices/create", "/docs/bills"))
    mirror.look()
    mirror.note()
    assert mirror.look() == []


def test_a_redirect_and_a_page_that_leads_home(by_hand: Mirror) -> None:
    by_hand.render((DOCS[0], DOCS[4], replace(DOCS[1], path="/docs/bills")))
    redirect(by_hand.vendor, "/docs/invoices/create", "/docs/bills")
    redirect(by_hand.vendor, "/docs/invoices/get", "/docs")
    assert by_hand.told() == [
        ("source-gone", "/docs/errors"),
        ("source-gone", "/docs/invoices/get"),
        ("source-moved", "/docs/invoices/create"),
    ]
    (found,) = [one for one in by_hand.look() if one.rule == "source-moved"]
    assert "its address leads there; it carries paypen invoices-create" in found.message


def test_a_page_that_moved_and_was_edited_at_once_is_no_new_one(by_hand: Mirror) -> None:
    rows = [f"- field_{n} (string): what it is, number {n}." for n in range(6)]
    before = replace(DOCS[1], text="</p><p>".join(rows))
    by_hand.render((DOCS[0], before, *DOCS[2:]))
    by_hand.look()
    by_hand.note(accept=True)
    rows[1:3] = ["- field_1 (integer): what it is, number 1.", "- field_9 (string): new."]
    by_hand.render((DOCS[0], Doc("/docs/bills", "Bills", "</p><p>".join(rows), DOCS[1].call), *DOCS[2:], NEW))
    found = {one.rule: one for one in by_hand.look()}
    assert sorted(found) == ["source-added", "source-moved", "source-operation-added"]
    assert "/docs/bills: 5 of 7 lines are there, the others were edited" in found["source-moved"].message
    told = '"- field_1 (string): what it is, \u2026" is now "- field_1 (integer): what it is, \u2026"'
    assert told in found["source-moved"].detail


def test_a_page_that_sends_its_reader_on_has_moved(by_hand: Mirror) -> None:
    """Sites of files alone have no redirects; Docusaurus writes such pages in their place."""
    by_hand.render((*DOCS, replace(DOCS[1], path="/docs/bills")))
    stub = '<html><head><meta http-equiv="refresh" content="0; url=/docs/bills"></head></html>'
    by_hand.vendor.pages["/docs/invoices/create"] = html(stub)
    assert by_hand.told() == [("source-moved", "/docs/invoices/create")]


def test_a_document_that_no_specification_names_is_compared_too(vendor: Vendor, tmp_path: Path) -> None:
    mirror = made(vendor, tmp_path, "mintlify")
    mirror.render((*DOCS[:2], replace(DOCS[2], call="GET /v1/bills/{id}"), *DOCS[3:]))
    found = mirror.look()
    (head,) = [one for one in found if one.message.startswith(vendor.url("/docs/openapi.json "))]
    assert "reissue diff finds: 1 breaking, 1 addition" in head.message
    (gone,) = [one for one in found if one.rule == "source-openapi" and one.level is Level.ERROR]
    assert gone.message.endswith("rests on it: paypen invoices-get")
    mirror.note(accept=True)
    assert [one.rule for one in mirror.look() if "openapi" in one.message] == []


CRATES = '{"openapi": "3.0.3", "info": {"title": "Crates", "version": "1"}, "paths": {"/v1/crates": {"get": {"responses": {}}}}}'
LOADS = 'window.onload = function() { window.ui = SwaggerUIBundle({ %s, dom_id: "#swagger-ui" }) }'


@pytest.mark.parametrize(
    ("script", "told", "document"),
    [
        ("swagger-initializer.js", LOADS % 'url: "../crates.json"', "/docs/crates.json"),
        ("swagger-initializer.js", LOADS % "urls: [{name: 'Crates', url: '/docs/crates'}]", "/docs/crates"),
        ("swagger-initializer.js", LOADS % 'configUrl: "settings.json"', "/docs/console/crates.json"),
        (
            "swagger-ui-init.js",
            f'let options = {{"swaggerDoc": {CRATES}, "customOptions": {{}}}}',
            "/docs/console/swagger-ui-init.js",
        ),
    ],
)
def test_what_the_script_beside_swagger_ui_names_is_looked_at(
    by_hand: Mirror, script: str, told: str, document: str
) -> None:
    pages = by_hand.vendor.pages
    pages["/llms.txt"] = plain("# Boxes\n- [Console](/docs/console/)")
    pages["/docs/console/"] = html(f'<div id="swagger-ui"></div><script src="./{script}?v=3" charset="UTF-8"></script>')
    pages["/docs/console/settings.json"] = plain('{"validatorUrl": "", "urls": [{"url": "./crates.json"}]}')
    pages[document] = plain(CRATES, "application/json")
    pages[f"/docs/console/{script}"] = plain(told, "text/javascript")
    assert by_hand.told() == [
        ("source-added", "/docs/console/"),
        ("source-added", document),
        ("source-operation-added", "GET"),
    ]
    by_hand.note(accept=True)
    pages[document] = plain(CRATES.replace('"get"', '"put"'), "application/json")
    pages[f"/docs/console/{script}"] = plain(told.replace('"get"', '"put"'), "text/javascript")
    assert ("source-changed", document) in by_hand.told()
    del pages[f"/docs/console/{script}"]
    (lost,) = [one for one in by_hand.look() if one.rule == "source-survey"]
    assert f"/docs/console/{script} says which documents" in lost.message
    assert "could not be read: the server answers 404" in lost.message


def test_markdown_that_goes_is_no_page_that_goes(vendor: Vendor, tmp_path: Path) -> None:
    mirror = made(vendor, tmp_path, "gitbook")
    vendor.otherwise = (404, {}, b"no such page")
    del vendor.pages["/docs/errors.md"]
    for _ in range(2):
        assert mirror.told() == [("source-form", "/docs/errors")]
    for path in [path for path in vendor.pages if path.endswith((".md", "llms.txt"))]:
        del vendor.pages[path]
    assert mirror.told() == [("source-form", path) for path in sorted(COVERED)]
    del vendor.pages["/docs/errors"]
    assert ("source-gone", "/docs/errors") in mirror.told()


@pytest.mark.parametrize(("layout", "index"), [("mintlify", "/llms.txt"), ("gitbook", "/docs/llms.txt")])
def test_an_operation_that_only_the_index_names_is_told(
    vendor: Vendor, tmp_path: Path, layout: str, index: str
) -> None:
    mirror = made(vendor, tmp_path, layout)
    _, _, body = vendor.pages[index]  # type: ignore[misc]
    text = f"{body.decode()}\n\n## Calls\n\n- `PUT /v1/labels/{{id}}`: sticks it on\n- GET /v1/boxes: all boxes.\n"
    vendor.pages[index] = plain(text)
    found = [one for one in mirror.look() if one.rule == "source-operation-added"]
    assert [one.message.partition(",")[0] for one in found] == ["GET /v1/boxes", "PUT /v1/labels/{}"]
    assert f"which {vendor.url(index)} tells of" in found[0].message


def test_an_index_of_a_whole_site_tells_of_other_apis_too(vendor: Vendor, tmp_path: Path) -> None:
    mirror = made(vendor, tmp_path, "gitbook")
    vendor.pages["/llms.txt"] = plain(
        "# Acme\n- [Shop](/shop/intro.md)\n- [Pay](/docs/intro.md)\n- GET /v9/shops: all shops"
    )
    assert mirror.told() == []


def test_a_lost_index_is_no_lost_page(by_hand: Mirror) -> None:
    """What no index names any more, and is still there, is not gone; what cannot be read is not gone either."""
    pages = dict(by_hand.vendor.pages)
    by_hand.vendor.pages = {path: page for path, page in pages.items() if path in COVERED} | {
        "/docs": html("<p>soon</p>")
    }
    by_hand.vendor.pages["/docs/guides/testing"] = (503, {}, b"")
    by_hand.vendor.pages["/docs/intro"] = html(
        "<title>Sign in</title><h1>Sign in to continue</h1><input type=password>"
    )
    assert [(rule, path) for rule, path in by_hand.told() if rule != "source-gone"] == []
    assert ("source-gone", "/docs/guides/testing") not in by_hand.told()
    by_hand.note(accept=True)
    assert "Sign in" not in by_hand.lock.read_text()


# --- left alone, and the commands ------------------------------------------------------------------------------


def test_pages_and_operations_are_left_alone_for_a_reason(by_hand: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(by_hand.root)
    by_hand.render((*DOCS, NEW, replace(NEW, path="/docs/blog/one", title="One", call="")))
    by_hand.look()
    code, out, _ = by_hand.run("discover", "--offline")
    assert code == 1
    assert "source-added" in out
    assert by_hand.run("ignore", by_hand.vendor.url(NEW.path))[0] == 2  # no reason
    assert by_hand.run("ignore", by_hand.vendor.url("/docs/nowhere"), "--reason", "x")[0] == 2
    assert (
        by_hand.run(
            "ignore", by_hand.vendor.url(NEW.path), "POST https://api.acme.example/v1/refunds/", "--reason", "not sold"
        )[0]
        == 0
    )
    assert by_hand.run("ignore", by_hand.vendor.url("/docs/blog/*"), "--reason", "news")[0] == 0
    by_hand.render((*DOCS, NEW, *(replace(NEW, path=f"/docs/blog/{n}", title=f"{n}", call="") for n in range(3))))
    assert by_hand.look() == []
    assert not any("/docs/blog/" in path for path in by_hand.vendor.paths[-15:])
    assert by_hand.run("ignore", "--all", "--reason", "guides")[0] == 0
    assert "source-uncovered" not in by_hand.run("discover", "--offline")[1]
    text = by_hand.lock.read_text()
    assert '"reason": "not sold"' in text
    assert (
        sources_lock.rendered(sources_lock.load(by_hand.project).pages, sources_lock.load(by_hand.project).known)
        == text
    )


def test_the_first_look_tells_by_folder_and_is_a_note(vendor: Vendor, tmp_path: Path) -> None:
    make_workspace(vendor, tmp_path)
    first = Mirror(vendor, tmp_path)
    (tmp_path / "specs" / "paypen.yaml").write_text(spec(vendor, "plain"))
    many = tuple(
        replace(NEW, path=f"/docs/guides/{n}", title=f"Guide {n}", call=f"GET /v1/things/{n}a") for n in range(8)
    )
    first.render((*DOCS, *many))
    assert {one.rule for one in first.look()} <= {"source-unlocked", "source-no-lock"}
    first.note()
    assert first.look() == []
    found = [one for one in watch.check(first.project, first.cache).findings if one.rule == "source-uncovered"]
    assert [one.message.partition(" page")[0] for one in found] == ["1", "9"]
    assert "/docs/guides/7 Guide 7" in found[1].detail


def test_check_says_what_was_not_done(by_hand: Mirror, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(by_hand.root)
    code, out, _ = by_hand.run("check", "--cache", str(tmp_path / "elsewhere"))
    assert code == 0
    assert "source-not-surveyed" in out
    code, out, _ = by_hand.run("check", "--fetch")
    assert code == 0
    assert "source-not-surveyed" not in out


# --- bounds ----------------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'


def test_hostile_sitemaps_and_links_lead_nowhere(by_hand: Mirror) -> None:
    vendor, url = by_hand.vendor, by_hand.vendor.url
    wild = [
        "http://user:pass@127.0.0.1/docs/x", "http://10.0.0.1/docs/x", "file:///etc/passwd", url("/admin"), url("/docs/../admin"),
        url("/docs/%2e%2e/admin"), "https://elsewhere.example/docs/x", url("/docs/" + "x" * 3000), "//[", url("/docs/\n::error::x"),
    ]  # fmt: skip
    rows = "".join(f"<url><loc>{one}</loc></url>" for one in wild)
    vendor.pages["/sitemap.xml"] = plain(f"<urlset>{rows}</urlset>", "text/xml")
    vendor.pages["/docs/sitemap.xml"] = plain(BOMB, "text/xml")
    vendor.asked.clear()
    found = by_hand.look()
    assert [one.rule for one in found] == ["source-survey"]
    assert "declares a document type" in found[0].message
    asked = set(vendor.paths)
    assert not any(path.startswith(("/admin", "/docs/x", "/docs/..")) for path in asked)


def test_a_survey_ends(by_hand: Mirror) -> None:
    vendor = by_hand.vendor
    (by_hand.root / "pyproject.toml").write_text("[tool.reissue.sources]\npages = 8\n")
    endless = "".join(f'<a href="/docs/n{n}">n</a>' for n in range(500))
    vendor.pages["/docs"] = html(f"<h1>Getting started</h1>{endless}")
    vendor.asked.clear()
    told = by_hand.look()
    assert "source-survey" in {one.rule for one in told}
    assert len([path for path in vendor.paths if path.startswith("/docs/n")]) <= 8
    assert "pages beyond the first 8" in next(one.message for one in told if one.rule == "source-survey")


def test_robots_txt_counts_for_a_survey_too(by_hand: Mirror) -> None:
    by_hand.vendor.pages["/robots.txt"] = plain("User-agent: *\nDisallow: /docs/refunds\n")
    by_hand.render((*DOCS, NEW))
    by_hand.vendor.pages["/robots.txt"] = plain("User-agent: *\nDisallow: /docs/refunds\n")
    by_hand.vendor.asked.clear()
    assert by_hand.look() == []
    (note,) = [one for one in watch.check(by_hand.project, by_hand.cache).findings if one.rule == "source-unread"]
    assert "robots.txt of the site does not allow /docs/refunds/create" in note.detail
    assert not any("refunds" in path for path in by_hand.vendor.paths)
