"""What a site answers in the place of a page, under status 200, is never taken over unread, whatever its words are."""

from __future__ import annotations

import pytest

from reissue_generator.findings import Level
from reissue_generator.sources.page import kept, sorry
from reissue_generator.sources.page.text import text_of_html
from tests.generator.sources.vendor_site import OBJECT, Workspace, page

MENU = "<div><a href=/a>Overview</a> <a href=/b>Labels</a> <a href=/c>Webhooks</a> <a href=/d>Changelog</a></div>"
END = """<div>Acme Shipping is a trading name of Acme Holdings limited, registered in Utrecht under number 12345678. Contact help@acme.example,
or call the desk between nine and five on working days. Products Pricing Customers Careers Partners Security Legal Privacy Terms Status</div>"""


def shown(title: str, body: str) -> str:
    """A page that no element tells from what surrounds it, so that all of that counts as text."""
    return f"<html><head><title>{title}</title></head><body>{MENU}<h1>{title}</h1>{body}{END}</body></html>"


FIELDS = "<table><tr><td>ppid</td><td>string</td><td>tracking number</td></tr><tr><td>bank_code</td><td>string</td><td>bank</td></tr></table>"
SHORT = shown(
    "Make an invoice",
    f"<p>POST /invoice/generate returns the invoice of a schedule.</p>{FIELDS}<p>At most 60 requests a minute.</p>",
)

SORRY = {
    "gone": shown("Oops!", "<p>We can't find the page you are looking for. It may have been moved or deleted. Try the search, or go back to the overview.</p>"),
    "back": shown("We will be right back", "<p>Our documentation is being updated. Please come back in a few minutes, and thank you for your patience.</p>"),
    "region": shown("Not available in your region", "<p>Ask your account manager which of our products can be had where you are.</p>"),
    "partners": shown("Reference", "<p>This page is for partners only. Please sign in with your partner account to read the reference.</p>"),
}  # fmt: skip
OTHERS = {
    "no words of ours": shown("Hei!", "<p>Her skulle det ha v\u00e6rt noe annet, men i dag er det bare kaffe og kaker til alle sammen.</p>"),
    "a shop": shown("Spring sale", "<p>Send three parcels and pay for two, all through the month of April, in every shop of ours.</p>"),
    "the first lines": SHORT.replace(FIELDS, "<p>Become a member to go on reading, for a year or for a month.</p>").replace("60", "many"),
    "another page": shown("Make a return", "<p>POST /returns makes one.</p><table><tr><td>label_id</td><td>string</td><td>which</td></tr></table>"),
    "an error with its number": shown("Hold on", "<p>Request 8f3a2bc was stopped by a rule of this network. Tell us this number: 1020, and the time.</p>"),
}  # fmt: skip


def test_nothing_in_the_place_of_a_short_page_is_taken_over(workspace: Workspace) -> None:
    url = "/docs/generate"
    workspace.vendor.pages[url] = SHORT
    workspace.refresh()
    before = workspace.lock.read_bytes()
    for rule, answers in (("source-unreadable", SORRY), ("source-replaced", OTHERS)):
        for name, answer in answers.items():
            workspace.vendor.pages[url] = answer
            assert workspace.refresh(accept=True).accepted == [], name
            assert workspace.lock.read_bytes() == before, name
            (found,) = workspace.check().findings
            assert (found.rule, found.level) == (rule, Level.ERROR), name
            assert "to review" not in found.detail
    assert "it begins: Overview Labels" in found.detail
    for text in (workspace.cache.root / "text").iterdir():  # as on a machine that never had the old text
        text.unlink()
    assert workspace.refresh(accept=True).accepted == []
    assert "no name that the specification has" in workspace.check().findings[0].message
    workspace.spec(read="2024-05-21")  # somebody looked, and says so
    assert len(workspace.refresh().accepted) == 1


def test_what_is_no_page_has_no_title_and_no_other_form(workspace: Workspace) -> None:
    terms = "".join(f"<dt>field_{n}</dt><dd>What it is for, and when it is there, number {n}.</dd>" for n in range(9))
    workspace.vendor.pages["/docs/generate"] = page("Invoices", f"<dl>{terms}</dl>")
    assert workspace.run("refresh")[0] == 0
    for title, body, rule in (
        ("We will be right back", "<p>Thank you for your patience, and have a good day with a lot of sun in it.</p>", "unreadable"),
        ("Pause", "<p>Thank you for your patience, and have a good day with a lot of sun.</p>", "unreadable"),
        ("Spring sale", OTHERS["a shop"] * 3, "replaced"),
    ):  # fmt: skip
        workspace.vendor.pages["/docs/generate"] = page(title, body)
        code, out, _ = workspace.run("refresh", "--accept")
        assert code == 1 and f"source-{rule}" in out and "source-renamed" not in out, title


def test_a_document_that_became_a_page_is_not_taken_over_for_it(workspace: Workspace) -> None:
    document = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths:\n  /invoice/generate:\n    post:\n      responses: { '200': { description: The invoice that was made } }\n"
    workspace.vendor.pages["/docs/generate"] = (200, {"Content-Type": "application/yaml"}, document.encode())
    workspace.refresh()
    before = workspace.lock.read_bytes()
    workspace.vendor.pages["/docs/generate"] = OTHERS["a shop"]
    assert workspace.refresh(accept=True).accepted == []
    assert workspace.lock.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "Die Seite wurde leider nicht gefunden.",
        "Cette page n\u2019existe plus.",
        "Esta p\u00e1gina no est\u00e1 disponible en tu regi\u00f3n.",
        "\u30da\u30fc\u30b8\u304c\u898b\u3064\u304b\u308a\u307e\u305b\u3093\u3002",
        "Wir sind gleich wieder da!",
        "We\u2019re sorry, this content isn\u2019t available in your country.",
        "This section is restricted to registered developers.",
    ],
)
def test_sorry_in_other_words(text: str) -> None:
    assert sorry.says(text)


@pytest.mark.parametrize(
    "text",
    [
        "Archived orders cannot be found by search. Sign in to the dashboard first.",
        "This service is available for merchants.",
        "Resources are under the account of the merchant.",
        "The page that you asked for does not exist: the answer has error_code E404.",
    ],
)
def test_a_page_about_such_things_is_one(text: str) -> None:
    assert sorry.says(text) == ""


def test_prose_without_facts_is_known_by_its_words() -> None:
    limits = (
        "<p>At most a hundred requests a minute are answered.</p><p>More are refused, and may be sent again later.</p>"
    )
    old = text_of_html(shown("Limits", limits))
    assert not kept.nothing_left(old, text_of_html(shown("Limits", limits.replace("a hundred", "sixty"))))
    assert not kept.nothing_left(old, text_of_html(shown("Limits", f"{limits}<p>Ask us for more.</p>")))
    assert kept.nothing_left(old, text_of_html(OTHERS["a shop"]))


@pytest.mark.parametrize(
    "edit",
    [
        SHORT.replace("bank_code", "settlement_code"),
        SHORT.replace("POST /invoice/generate", "POST /v2/invoices"),
        SHORT.replace("table>", "div>").replace("tr>", "p>").replace("td>", "span>"),
        SHORT.replace("60 requests", "30 requests").replace("Make an invoice", "Invoices"),
        SHORT.replace("<tr><td>bank_code</td><td>string</td><td>bank</td></tr>", ""),
        SHORT.replace("<div>Acme", f"{OBJECT * 3}<div>Acme"),
    ],
)
def test_an_edit_of_a_page_is_one(edit: str) -> None:
    assert not kept.nothing_left(text_of_html(SHORT), text_of_html(edit))
