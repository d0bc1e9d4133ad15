"""Lock, cache and pages against each other: every way in which they can differ is named, and none is taken for clean."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reissue_generator.ci_files import Needs
from reissue_generator.errors import ConfigurationError
from reissue_generator.findings import Finding, Level
from reissue_generator.sources import cache as sources_cache
from reissue_generator.sources import check as sources
from reissue_generator.sources import discover
from reissue_generator.sources import lock as sources_lock
from reissue_generator.sources import usage as sources_usage
from reissue_generator.tree.project import find
from tests.generator.mini_project import Mini
from tests.generator.sources.vendor_site import ARRAY, OBJECT, QUICK, Handler, Workspace, page

pytestmark = pytest.mark.slow

CHANGED = page("Invoice generation", ARRAY, date="June 1, 2025", build="c3")
LEFT_OVER = """{
  "version": 1,
  "normaliser": 2,
  "pages": {
    "https://acme.example/docs": {"read": "unknown", "fetched": null, "sha256": null}
  }
}
"""
REPO = Path(__file__).resolve().parents[3]


def only(workspace: Workspace, rule: str) -> Finding:
    (found,) = [one for one in workspace.check().findings if one.rule == rule]
    return found


def today_is(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr(sources, "today", lambda: day)


# --- the way of a change -------------------------------------------------------------------------------------


def test_from_first_digest_over_a_change_to_its_review(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    today_is(monkeypatch, "2024-05-02")
    first = workspace.refresh()
    assert len(first.added) == len(first.recorded) == 2
    checked = workspace.check()
    assert checked.clean
    assert checked.summary == "Vendor pages: 2 unchanged (fetched 2024-05-02 or later)."

    today_is(monkeypatch, "2025-06-03")
    workspace.vendor.pages["/docs/generate"] = CHANGED
    before = workspace.lock.read_bytes()
    assert len(workspace.refresh().waiting) == 1
    assert workspace.lock.read_bytes() == before  # what nobody has read again is not taken over

    finding = only(workspace, "source-changed")
    assert finding.level is Level.ERROR
    assert finding.place.file == "specs/paypen.yaml"
    assert "paypen invoices-generate" in finding.message
    assert "auth-login" not in finding.message
    detail = finding.detail.splitlines()
    assert "rests on it: paypen invoices-generate (POST /invoice/generate)" in detail
    assert '  paypen.invoices-generate: success (response) - gone: ""success": true,"' in detail
    assert any(row.startswith("  paypen.invoices-generate: data.bank_code (response) - ") for row in detail)
    assert any(row.startswith("  paypen.invoices-generate: data.settlement_code (not in the spec") for row in detail)
    assert "names that the specification does not know: has_error, settlement_code" in detail
    assert '-   "success": true,' in detail
    assert '+   "has_error": false,' in detail
    assert not any("Last updated" in line for line in detail)

    workspace.spec(read="2025-06-04")
    accepted = sources.refresh(workspace.project, workspace.cache)
    assert len(accepted.accepted) == 1
    assert workspace.check().clean
    assert '"read": "2025-06-04", "fetched": "2025-06-03"' in workspace.lock.read_text()


def test_reading_before_the_change_was_there_reviews_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    today_is(monkeypatch, "2024-05-02")
    workspace.refresh()
    today_is(monkeypatch, "2025-06-03")
    workspace.vendor.pages["/docs/generate"] = CHANGED
    workspace.spec(read="2025-06-02")
    assert len(workspace.refresh().waiting) == 1
    assert "source-changed" in workspace.rules()


def test_what_was_read_again_waits_for_the_lock_only(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = CHANGED
    today_is(monkeypatch, "2025-06-03")
    workspace.fetch()
    workspace.spec(read="2025-06-03")
    assert workspace.rules() == ["source-date"]


def test_a_copy_without_a_day_is_older_than_any(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its day is never made up, it never counts as read again, and the first day that is known is news."""
    workspace.spec(read="unknown")
    today_is(monkeypatch, "2024-05-02")
    workspace.refresh()
    assert '"read": "unknown", "fetched": "2024-05-02"' in workspace.lock.read_text()
    today_is(monkeypatch, "2025-06-03")
    workspace.vendor.pages["/docs/generate"] = CHANGED
    assert len(workspace.refresh().waiting) == 1
    workspace.spec(read="2025-06-04")
    assert len(workspace.refresh().accepted) == 1
    workspace.spec(read="unknown")
    workspace.vendor.pages["/docs/generate"] = page("Invoice generation", OBJECT)
    assert len(workspace.refresh().waiting) == 1


def test_a_page_of_the_whole_document_is_watched_too(workspace: Workspace) -> None:
    spec = workspace.root / "specs" / "paypen.yaml"
    errors = workspace.vendor.url("/docs/errors")
    about = f'title: PayPen, x-reissue-source: {{ pages: ["{errors}"], read: unknown, certainty: documented }}'
    spec.write_text(spec.read_text().replace("title: PayPen", about))
    workspace.vendor.pages["/docs/errors"] = page("Errors", OBJECT)
    used = sources.sources_usage.pages(workspace.project)
    assert [use.operation for use in used[errors].uses] == ["all operations"]
    assert {"ppid", "bank_code"} <= used[errors].uses[0].fields()
    workspace.refresh()
    workspace.vendor.pages["/docs/errors"] = CHANGED
    workspace.fetch()
    assert "paypen all operations" in only(workspace, "source-changed").message


def test_accept_takes_over_all(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = CHANGED
    assert len(workspace.refresh(accept=True).accepted) == 1
    assert workspace.check().clean


def test_dates_menus_and_white_space_are_no_findings(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = page(
        "Invoice generation", OBJECT + "\n\n ", date="July 7, 2026", menu="New", build="z9"
    )
    workspace.fetch()
    assert workspace.check().clean
    assert len(workspace.check().same) == 2


def test_conditional_requests(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.asked.clear()
    workspace.fetch()
    assert all("if-none-match" in headers for path, headers in workspace.vendor.asked if path != "/robots.txt")
    assert len(workspace.check().same) == 2


def test_an_old_text_that_is_not_here_any_more(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = CHANGED
    for text in (workspace.cache.root / "text").iterdir():
        text.unlink()
    workspace.fetch()
    assert "read the page as a whole" in only(workspace, "source-changed").detail


def test_long_diffs_are_cut(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = page("Other", OBJECT + "".join(f"<p>line {n}</p>" for n in range(200)))
    workspace.fetch()
    assert "more lines; --lines 0 shows all" in only(workspace, "source-changed").detail
    assert "line 199" in sources.check(workspace.project, workspace.cache, lines=0).findings[0].detail


# --- failures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        ((404, {}, b""), "source-gone"),
        ((403, {}, b""), "source-refused"),
        ((500, {}, b""), "source-unreachable"),
        ((302, {"Location": "http://127.0.0.9/x"}, b""), "source-elsewhere"),
        ((200, {"Content-Type": "text/html"}, b"<div id=app></div><script>run()</script>"), "source-empty"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_failed_fetch_is_never_unchanged(
    workspace: Workspace, reply: tuple[int, dict[str, str], bytes], rule: str, known: bool
) -> None:
    if known:
        workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = reply
    workspace.refresh()
    checked = workspace.check()
    assert rule in [one.rule for one in checked.findings]
    assert not checked.clean
    assert [one.url for one in checked.same] == [workspace.vendor.url("/docs/login")]
    assert "whether it has changed is not known" in only(workspace, rule).message
    workspace.vendor.pages["/docs/generate"] = page("Invoice generation", OBJECT)
    workspace.refresh()
    assert workspace.check().clean  # and it is forgotten when it works again


LOGIN_FORM = "<html><title>Sign in</title><h1>Sign in to continue</h1><form><input type=email><input type=password></form></html>"
LONG_LOGIN = LOGIN_FORM.replace("Sign in to continue", "Welcome back").replace(
    "</html>", f"<p>{'Payments for everybody, in a day. ' * 60}</p></html>"
)
CHALLENGE = "<html><title>Just a moment...</title><body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
MISSING = "<html><title>Page not found | Docs</title><main><h1>Page not found</h1><p>We could not find what you were looking for. {0}</p></main></html>"
OTHER = f"<html><title>Docs</title><main><h1>Welcome</h1><p>{'All about us. ' * 8}</p></main></html>"


@pytest.mark.parametrize(
    ("markup", "word"),
    [
        (LOGIN_FORM, "log-in"),
        (LONG_LOGIN, "log-in"),
        (CHALLENGE, "challenge"),
        (MISSING.format("Please tell the owner of the site that the link is broken. " * 5), "no such page"),
        (
            MISSING.format("Please tell the owner of the site. " * 14)
            .replace("Page not found | Docs", "404 \u2013 Acme")
            .replace("<h1>Page not found", "<h1>Hello"),
            "no such page",
        ),
        ("<html><title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center><hr>nginx</html>", "failed"),
        (
            "<title>Docs</title><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
            "JavaScript",
        ),
        (OTHER, "words are left"),
    ],
)
def test_what_is_no_page_is_never_taken_for_one(workspace: Workspace, markup: str, word: str) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = page("Invoice generation", OBJECT + "<p>ppid</p>" * 40)
    workspace.refresh(accept=True)
    before = workspace.lock.read_bytes()
    workspace.vendor.pages["/docs/generate"] = markup
    assert workspace.refresh(accept=True).accepted == []
    assert workspace.lock.read_bytes() == before
    finding = only(workspace, "source-unreadable")
    assert finding.level is Level.ERROR
    assert word in finding.message
    assert not any(markup[:40] in text.read_text() for text in (workspace.cache.root / "text").iterdir())
    assert workspace.run("refresh", "--accept")[0] == 1


def test_what_a_site_says_of_any_address_is_no_page(workspace: Workspace) -> None:
    """However long it is, and whatever its status."""
    workspace.refresh()
    url = workspace.vendor.url("/docs/generate")
    before = json.loads(workspace.lock.read_text())["pages"][url]
    home = page("Acme", "<h2>Products</h2><p>Payments, invoices, payouts and cards for shops of every size.</p>" * 30)
    del workspace.vendor.pages["/docs/generate"]
    workspace.vendor.otherwise = (200, {"Content-Type": "text/html"}, home.encode())
    assert workspace.run("refresh", "--accept")[0] == 1
    assert json.loads(workspace.lock.read_text())["pages"][url] == before
    assert "answers any address" in only(workspace, "source-unreadable").message


def test_nobody_has_read_a_page_tomorrow(workspace: Workspace) -> None:
    path = workspace.root / "specs" / "paypen.yaml"
    path.write_text(path.read_text().replace("2024-05-0", "2994-05-0"))
    workspace.refresh()
    assert "says that it was read on 2994-05-0" in workspace.run("check")[1]


def test_a_page_that_leads_to_the_start_page_is_gone(workspace: Workspace) -> None:
    workspace.vendor.pages["/"] = page("Welcome", OBJECT)
    workspace.vendor.pages["/docs/generate"] = (302, {"Location": "/"}, b"")
    workspace.refresh()
    assert "start page" in only(workspace, "source-unreadable").message
    assert workspace.lock.read_text().count("null") == 2  # of that page: neither day nor digest


def test_nothing_is_accepted_while_a_page_cannot_be_read(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = CHANGED
    workspace.fetch()
    workspace.vendor.pages["/docs/generate"] = LOGIN_FORM
    assert len(workspace.refresh(accept=True).waiting) == 1


def test_what_differs_between_two_fetches_is_no_change(workspace: Workspace) -> None:
    """A page is fetched twice where its bytes are new; what differs is masked in its place, and only there."""
    count = 0

    def counted(days: int) -> Callable[[Handler], None]:
        def answer(handler: Handler) -> None:
            nonlocal count
            count += 1
            shown = page(
                "Invoice generation",
                f"{OBJECT}<p>Order number {count * 7919} of today.</p><p>Valid for {days} days.</p>",
            )
            handler.send(200, {"Content-Type": "text/html"}, shown.encode())

        return answer

    workspace.vendor.pages["/docs/generate"] = counted(30)
    workspace.refresh()
    workspace.refresh()
    assert count == 4
    assert workspace.check().clean
    workspace.vendor.pages["/docs/generate"] = counted(14)
    workspace.refresh()
    assert '"Valid for 30 days." is now "Valid for 14 days."' in only(workspace, "source-changed").detail


def test_a_change_that_was_seen_stays_found_while_fetching_fails(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = CHANGED
    workspace.fetch()
    workspace.vendor.pages["/docs/generate"] = (500, {}, b"")
    workspace.fetch()
    assert set(workspace.rules()) == {"source-changed", "source-unreachable"}


def test_an_interrupted_run_keeps_what_it_had(workspace: Workspace) -> None:
    used = sources_usage.pages(workspace.project)

    def stop(done: int, total: int, url: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, BaseExceptionGroup)):
        sources.fetch(used.values(), workspace.cache, QUICK, stop)
    kept = [url for url in used if workspace.cache.state(url)]
    assert len(kept) == 1
    assert list(workspace.cache.root.rglob(".*-*")) == []


# --- lock and cache ------------------------------------------------------------------------------------------


def test_no_lock(workspace: Workspace) -> None:
    assert workspace.rules() == ["source-no-lock"]


def test_a_watch_of_nothing_is_refused(tmp_path: Path) -> None:
    """It would be green for ever; pages that only the lock still has are told and dropped."""
    mini = Mini.make(tmp_path / "project")
    for words in (["check"], ["check", "acme"], ["refresh", "--offline"]):
        ran = mini.run("sources", *words)
        assert ran.code == 2 and "no page is watched" in ran.error, words
    (mini.root / "specs/sources.lock").write_text(LEFT_OVER)
    assert "source-unused" in mini.run("sources", "check").out


CLIENT = """[tool.reissue]
[[tool.reissue.clients]]
package = "boxes"
spec = "boxes.yaml"
out = "made"
overlays = ["more.yaml"]
[[tool.reissue.clients]]
package = "others"
spec = "others.yaml"
out = "made"
[tool.reissue.sources.docs]
boxes = "{docs}"
"""


@pytest.mark.parametrize("by", ["document", "overlay"])
def test_pages_of_the_document_of_a_client_are_watched(workspace: Workspace, by: str) -> None:
    root, url = workspace.root, workspace.vendor.url("/docs/generate")
    source = {"x-reissue-source": {"pages": [url], "read": "2024-05-01", "certainty": "documented"}}
    own, added = (source, {"summary": "All"}) if by == "document" else ({}, source)
    (root / "specs" / "paypen.yaml").unlink()
    (root / "specs").rmdir()
    (root / "pyproject.toml").write_text(CLIENT.format(docs=workspace.vendor.url("/docs/")))
    call = {"operationId": "list", "responses": {"200": {"description": "ok"}}, **own}
    head = {"info": {"title": "Boxes", "version": "1"}}
    (root / "boxes.yaml").write_text(json.dumps({"openapi": "3.1.0", **head, "paths": {"/boxes": {"get": call}}}))
    actions = [{"target": "$.paths['/boxes'].get", "update": added}]
    (root / "more.yaml").write_text(json.dumps({"overlay": "1.0.0", **head, "actions": actions}))
    (root / "others.yaml").write_text("not: [a document")
    assert Needs(workspace.project).has_pages
    assert workspace.refresh().recorded == [url]
    workspace.vendor.pages["/docs/generate"] = CHANGED
    workspace.fetch()
    found = only(workspace, "source-changed")
    assert "it carries boxes list" in found.message
    assert [
        one.url for one in sources_usage.chosen(workspace.project, sources_usage.pages(workspace.project), ["boxes"])
    ] == [url]
    assert [one.providers for one in discover.documentations(workspace.project)] == [["boxes"]]
    assert workspace.lock.is_file()
    with pytest.raises(ConfigurationError, match="no page is watched"):
        sources_usage.refuse_none(workspace.project, ["others"])


def test_nothing_fetched_is_said_and_not_called_unchanged(workspace: Workspace) -> None:
    workspace.spec(generate="https://docs.example.com/generate")
    sources.refresh(workspace.project, workspace.cache)
    checked = workspace.check()
    assert checked.clean
    assert [one.rule for one in checked.findings] == ["source-by-hand", "source-never-fetched"]
    assert checked.summary == "Vendor pages: 0 unchanged, 1 never fetched, 1 to be read by hand."


def test_a_machine_without_the_cache_claims_nothing(workspace: Workspace, tmp_path: Path) -> None:
    workspace.refresh()
    checked = sources.check(workspace.project, sources_cache.Cache(tmp_path / "elsewhere"))
    assert [one.rule for one in checked.findings] == ["source-not-here"]
    assert not checked.same


def test_pages_that_come_go_and_move(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.spec(generate=workspace.vendor.url("/docs/other"), read="2024-05-01")
    assert set(workspace.rules()) == {"source-unlocked", "source-unused"}
    unused = only(workspace, "source-unused")
    assert unused.place.line == 5
    assert "/docs/generate" in workspace.lock.read_text().splitlines()[unused.place.line - 1]
    done = sources.refresh(workspace.project, workspace.cache)
    assert (len(done.added), len(done.removed)) == (1, 1)


def test_dates_follow_the_specification(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.spec(read="2024-06-01")
    assert only(workspace, "source-date").place.file == "specs/sources.lock"
    sources.refresh(workspace.project, workspace.cache)
    assert workspace.check().clean


def test_the_oldest_reading_counts(workspace: Workspace) -> None:
    spec = workspace.root / "specs" / "paypen.yaml"
    spec.write_text(spec.read_text().replace('#webhooks"], read: "2024-05-01"', '#webhooks"], read: "2023-01-01"'))
    used = sources_usage.pages(workspace.project)
    assert used[workspace.vendor.url("/docs/login")].read == "2023-01-01"
    assert len(used[workspace.vendor.url("/docs/login")].uses) == 2  # a fragment is a part of the same page


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<<<<<<< HEAD\n{}", "merge"),
        ("[]", "built"),
        ('{"version": 2, "pages": {}}', "version 2"),
        ('{"version": 1, "normaliser": 1, "pages": {"https://a.b": {"read": 1}}}', "entry"),
        (
            '{"version": 1, "normaliser": 1, "pages": {"https://a.b": {"read": "2024-01-01", "sha256": "x"}}}',
            "odd value",
        ),
    ],
)
def test_a_lock_that_cannot_be_used(workspace: Workspace, text: str, word: str) -> None:
    workspace.lock.write_text(text)
    with pytest.raises(ConfigurationError, match=word):
        workspace.check()
    assert workspace.run("check")[0] == 2


def test_the_lock_is_the_same_bytes_whatever_the_order(workspace: Workspace) -> None:
    workspace.refresh()
    text = workspace.lock.read_text()
    assert sources.refresh(workspace.project, workspace.cache).written is False
    pages = sources_lock.load(workspace.project).pages
    assert sources_lock.rendered(dict(reversed(pages.items()))) == text
    assert json.loads(text)["pages"].keys() == pages.keys()
    assert workspace.lock.stat().st_mode & 0o777 == (workspace.root / "pyproject.toml").stat().st_mode & 0o777


def test_digests_of_other_rules_are_not_compared_and_not_given_up(workspace: Workspace) -> None:
    """What other rules made of a page says nothing about a change, and nothing is recorded in its place unread."""
    workspace.refresh()
    old = workspace.lock.read_text().replace('"normaliser": 2', '"normaliser": 1')
    workspace.lock.write_text(old)
    assert workspace.rules() == ["source-other-rules"]
    assert only(workspace, "source-other-rules").level is Level.WARNING
    done = sources.refresh(workspace.project, workspace.cache)
    assert (len(done.recorded), len(done.waiting)) == (0, 2)
    assert workspace.lock.read_text().count('"normaliser": 1,') == 2
    assert workspace.rules() == ["source-other-rules"]
    assert len(sources.refresh(workspace.project, workspace.cache, accept=True).accepted) == 2
    assert workspace.check().clean


def test_a_digest_by_other_rules_is_made_anew_where_the_fetch_is_here(workspace: Workspace) -> None:
    workspace.refresh()
    for record in (workspace.cache.root / "pages").iterdir():
        record.write_text(json.dumps({**json.loads(record.read_text()), "normaliser": 1, "sha256": "1" * 64}))
    pages = {
        url: replace(entry, sha256="1" * 64, normaliser=1)
        for url, entry in sources_lock.load(workspace.project).pages.items()
    }
    workspace.lock.write_text(sources_lock.rendered(pages))
    assert workspace.check().clean
    assert len(workspace.check().same) == 2
    sources.refresh(workspace.project, workspace.cache)
    assert '"normaliser": 1' not in workspace.lock.read_text()


def test_a_text_by_other_rules_is_made_anew_from_the_raw_page(workspace: Workspace) -> None:
    workspace.refresh()
    for record in (workspace.cache.root / "pages").iterdir():
        told = json.loads(record.read_text())
        record.write_text(json.dumps({**told, "normaliser": 0, "sha256": "0" * 64}))
    assert len(workspace.check().same) == 2


@pytest.mark.parametrize("damage", ["pages", "text"])
def test_a_damaged_cache_is_no_evidence(workspace: Workspace, damage: str) -> None:
    workspace.refresh()
    for file in (workspace.cache.root / damage).iterdir():
        file.write_text("{ damaged")
    assert workspace.check().same == []
    workspace.vendor.asked.clear()
    workspace.fetch()
    assert all("if-none-match" not in headers for _, headers in workspace.vendor.asked)
    assert len(workspace.check().same) == 2


def test_the_cache_stays_out_of_git(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    workspace.refresh()
    assert (workspace.cache.root / ".gitignore").read_text() == "*\n"
    assert sources_cache.folder(workspace.project) == workspace.cache.root
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert sources_cache.folder(workspace.project) == tmp_path / "xdg" / "reissue" / "sources"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert sources_cache.folder(workspace.project) == workspace.cache.root


def test_pages_over_http_only_are_read_by_hand(workspace: Workspace) -> None:
    sources.refresh(workspace.project, workspace.cache)
    workspace.fetch(replace(QUICK, allow_local=False))
    assert workspace.vendor.asked == []
    assert workspace.rules() == ["source-by-hand"]


def test_unknown_provider(workspace: Workspace) -> None:
    with pytest.raises(ConfigurationError, match="nobody"):
        sources.check(workspace.project, workspace.cache, ["nobody"])


def test_hostile_pages_stay_text(workspace: Workspace) -> None:
    workspace.refresh()
    workspace.vendor.pages["/docs/generate"] = page("x", OBJECT + "<p>::error file=a::\x1b[31m ``` @everyone</p>")
    workspace.fetch()
    code, out, _ = workspace.run("check", "--format", "github", "--report", str(workspace.root / "report.md"))
    assert code == 1
    assert all(line.startswith(("::error file=specs/paypen.yaml", "::notice")) for line in out.splitlines())
    report = (workspace.root / "report.md").read_text()
    assert "\x1b" not in report
    assert all(line.startswith("    ") for line in report.splitlines() if "@everyone" in line)


# --- the command ---------------------------------------------------------------------------------------------


def test_commands_and_exit_codes(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.root)
    assert workspace.run("check")[0] == 1  # no lock
    code, out, err = workspace.run("refresh", "--offline")
    assert code == 0
    assert "2 added" in err
    assert "to be read by hand" in out
    code, out, err = workspace.run("refresh")
    assert code == 0
    assert "2 first digests" in err
    workspace.vendor.pages["/docs/generate"] = CHANGED
    assert workspace.run("check")[0] == 0  # offline: what was fetched is as it was
    code, out, _ = workspace.run("check", "--fetch")
    assert code == 1
    assert "1 unchanged" in out and "1 changed" in out
    told = json.loads(workspace.run("check", "--format", "json")[1])
    assert [one["rule"] for one in told["findings"]] == ["source-changed"]
    assert workspace.run("check", "nobody")[0] == 2
    assert workspace.run("refresh", "--accept")[0] == 0
    assert "POST /invoice/generate" in workspace.run("list")[1]
    assert len(json.loads(workspace.run("list", "--json")[1])) == 2


def test_a_broken_specification(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace.root)
    (workspace.root / "specs" / "paypen.yaml").write_text("a: [")
    assert workspace.run("check")[0] == 3


def test_the_projects_own_lock_is_in_step_with_its_specifications() -> None:
    project = find(str(REPO))
    lock, used = sources_lock.load(project), sources_usage.pages(project)
    assert {url: entry.read for url, entry in lock.pages.items()} == {url: page.read for url, page in used.items()}
    assert sources_lock.rendered(lock.pages) == lock.text
