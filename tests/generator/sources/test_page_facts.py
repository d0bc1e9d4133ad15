"""What is a fact though it looks like a move, a stamp or a decoration, and what is none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from reissue_generator.sources.page import handed, literals, noise
from reissue_generator.sources.page.compare import changes
from reissue_generator.sources.page.lines import VARIES, read
from reissue_generator.sources.page.text import text_of


def differ(old: str, new: str, media: str = "text/html") -> bool:
    filler = "<p>Words about the life of an order, at some length.</p>" if media == "text/html" else ""
    before, after = (text_of(f"{filler}{one}".encode(), media) for one in (old, new))
    return bool(changes(before, after).differences)


def rows(*given: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in given)
    return f"<h2>Outcomes</h2><table>{''.join(f'<tr>{one}</tr>' for one in cells)}</table>"


def blocks(*given: str) -> str:
    """Rows of blocks, their cells parted by `|`."""
    cells = ("".join(f"<div><p>{cell}</p></div>" for cell in row.split("|")) for row in given)
    return (
        "<h2>Outcomes</h2><div>"
        + "".join(f'<div class="r{at % 2}">{row}</div>' for at, row in enumerate(cells))
        + "</div>"
    )


def sample(text: str) -> str:
    return f"<h2>Sample</h2><pre><code>{text}</code></pre>"


FIELD = {"name": "ship_to", "type": "string", "description": "Where it is sent."}


def data(*values: object) -> str:
    """A page that its script fills from the data in it."""
    return f'<div></div><script id="x" type="application/json">{json.dumps(values)}</script>'


def tabs(**panels: str) -> str:
    """Tabs by the ARIA Authoring Practices: a list of tabs, and a panel for each in the same order."""
    labels = "".join(f"<li role=tab>{label}</li>" for label in panels)
    shown = "".join(f"<div role=tabpanel><p>{text}</p></div>" for text in panels.values())
    return f"<h2>Answers</h2><div><ul role=tablist>{labels}</ul><div>{shown}</div></div><p>After.</p>"


def items(**panels: str) -> str:
    shown = "".join(f'<Tab title="{label}">\n{text}\n</Tab>\n' for label, text in panels.items())
    return f"# Orders\n\nWords about orders.\n\n<Tabs>\n{shown}</Tabs>\n"


@pytest.mark.parametrize(("make", "media"), [(tabs, "text/html"), (items, "text/markdown")])
def test_of_tabs_the_order_says_nothing_and_the_label_does(make: Callable[..., str], media: str) -> None:
    old = make(s200="It was made.", s400="It was wrong.", s404="There is none.")
    assert not differ(old, make(s404="There is none.", s200="It was made.", s400="It was wrong."), media)
    assert differ(old, make(s400="It was made.", s200="It was wrong.", s404="There is none."), media)
    assert differ(old, make(s200="It was made.", s400="There is none.", s404="It was wrong."), media)
    assert differ(old, make(s200="It was made.", s400="It was wrong."), media)


def test_of_tabs_without_their_panels_the_order_says_nothing_either() -> None:
    shown = "<div role=tablist><button role=tab>{}</button><button role=tab>{}</button></div><div role=tabpanel><p>It was made.</p></div>"
    assert not differ(shown.format("200", "400"), shown.format("400", "200"))
    assert differ(shown.format("200", "400"), shown.format("200", "404"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rows("Status|Meaning", "E12|Ask the bank", "E14|Send it again"), rows("Status|Meaning", "E14|Ask the bank", "E12|Send it again")),
        (rows("Plan|Setup fee|Monthly fee", "Basic|4 EUR|9 EUR"), rows("Plan|Setup fee|Monthly fee", "Basic|9 EUR|4 EUR")),
        (rows("Plan|Setup fee|Monthly fee", "Basic|4 EUR|9 EUR"), rows("Plan|Monthly fee|Setup fee", "Basic|4 EUR|9 EUR")),
        ("<p>Trial address:</p><p>https://a.example</p><p>Real address:</p><p>https://b.example</p>", "<p>Trial address:</p><p>https://b.example</p><p>Real address:</p><p>https://a.example</p>"),
        ("<dl><dt>Slow<dd>1 a second<dt>Fast<dd>9 a second</dl>", "<dl><dt>Fast<dd>1 a second<dt>Slow<dd>9 a second</dl>"),
        # two sections that are called the same below two others
        (f"<h1>A</h1>{rows('x|1', 'y|2')}<h1>B</h1>{rows('v|1', 'w|2')}", f"<h1>A</h1>{rows('w|2', 'y|2')}<h1>B</h1>{rows('v|1', 'x|1')}"),
        # two calls without a heading of their own
        ("<p>GET /a</p><h4>Answer</h4><p>Keep x_id.</p><p>GET /b</p><h4>Answer</h4><p>Keep y_id.</p>", "<p>GET /a</p><h4>Answer</h4><p>Keep y_id.</p><p>GET /b</p><h4>Answer</h4><p>Keep x_id.</p>"),
        (data({"request": [FIELD], "response": []}), data({"request": [], "response": [FIELD]})),
        (data({"code": "E1", "text": "Ask."}, {"code": "E2", "text": "Wait."}), data({"code": "E1", "text": "Wait."}, {"code": "E2", "text": "Ask."})),
        (data({"example": {"age": 36}}), data({"example": {"age": "36"}})),
        ("<ol><li>Hold the money<li>Ship the order<li>Take the money</ol>", "<ol><li>Ship the order<li>Hold the money<li>Take the money</ol>"),
        # what is said line by line in a sample
        (sample("box.seal()\nbox.send()"), sample("box.send()\nbox.seal()")),
        (sample("h = sha1()\nh.add(day)\nh.add(text)"), sample("h = sha1()\nh.add(text)\nh.add(day)")),
        (sample("sent_at\nparcel_id\nraw_text"), sample("parcel_id\nsent_at\nraw_text")),
        (sample("&lt;?php\nseal();\nsend();"), sample("&lt;?php\nsend();\nseal();")),
        (sample("for box in boxes:\n  seal(box)\nsend()"), sample("for box in boxes:\n  seal(box)\n  send()")),
        # rows of blocks, whose name is not the first cell
        (blocks("Visa|card_visa|Oslo, Rome", "Amex|card_amex|Oslo, Bonn"), blocks("Visa|card_amex|Oslo, Rome", "Amex|card_visa|Oslo, Bonn")),
        (blocks("404|no_parcel|It is not here.", "423|parcel_held|It is held."), blocks("404|parcel_held|It is not here.", "423|no_parcel|It is held.")),
        (blocks("404|NO-PARCEL|Not here.", "423|PARCEL-HELD|Held."), blocks("404|PARCEL-HELD|Not here.", "423|NO-PARCEL|Held.")),
        (blocks("Sent|parcel.sent", "Lost|parcel.lost"), blocks("Sent|parcel.lost", "Lost|parcel.sent")),
        (blocks("Must|zip_code|Where to.", "May|door_code|At the door."), blocks("Must|door_code|Where to.", "May|zip_code|At the door.")),
        ("<p>404<p>no_parcel<p>It is not here.<p>423<p>parcel_held<p>It is held.", "<p>404<p>parcel_held<p>It is not here.<p>423<p>no_parcel<p>It is held."),
    ],
)  # fmt: skip
def test_facts_that_swap_their_places_are_told(old: str, new: str) -> None:
    assert differ(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rows("E12|Yes|Ask the bank", "E14|Yes|Send it again"), rows("E14|Yes|Send it again", "E12|Yes|Ask the bank")),
        ("<ul><li>Card<li>Bank<li>Cash</ul>", "<ul><li>Cash<li>Card<li>Bank</ul>"),
        ("<dl><dt>Slow<dd>1 a second<dt>Fast<dd>9 a second</dl>", "<dl><dt>Fast<dd>9 a second<dt>Slow<dd>1 a second</dl>"),
        (blocks("404|no_parcel|It is not here.", "423|parcel_held|It is held."), blocks("423|parcel_held|It is held.", "404|no_parcel|It is not here.")),
        (sample("// an answer\n{\n'a_b': 1,\n'c_d': 2,\n'e_f': 3\n}"), sample("// an answer\n{\n'c_d': 2,\n'a_b': 1,\n'e_f': 3\n}")),
        (sample("X-Trace: 1\nX-Day: 2"), sample("X-Day: 2\nX-Trace: 1")),
        (sample("BOX_KEY='1'\nBOX_DAY='2'"), sample("BOX_DAY='2'\nBOX_KEY='1'")),
        (sample("curl /boxes \\\n -d a_b=1 \\\n -d c_d=2 \\\n -d e_f=3"), sample("curl /boxes \\\n -d c_d=2 \\\n -d a_b=1 \\\n -d e_f=3")),
        (sample("def send():\n  seal()\n  go()"), sample("def send():\n      seal()\n      go()")),
        (sample("seal()\nsend()") + "<p>One thing.</p>" + sample("open()"), sample("open()") + "<p>One thing.</p>" + sample("seal()\nsend()")),
        (blocks("Sent|parcel.sent", "Lost|parcel.lost"), blocks("Lost|parcel.lost", "Sent|parcel.sent")),
        (rows(f"payer|{rows('zip|5', 'phone|+')}"), rows(f"payer|{rows('phone|+', 'zip|5')}")),
        (data({"code": "E1", "text": "Ask."}, {"code": "E2", "text": "Wait."}), data({"code": "E2", "text": "Wait."}, {"code": "E1", "text": "Ask."})),
        ("<p>GET /a</p><h4>Answer</h4><p>Keep x_id.</p><p>GET /b</p><h4>Answer</h4><p>Keep y_id.</p>", "<p>GET /b</p><h4>Answer</h4><p>Keep y_id.</p><p>GET /a</p><h4>Answer</h4><p>Keep x_id.</p>"),
        ("<h2>A</h2><p>One thing.</p><h2>B</h2><p>Other thing.</p>", "<h2>B</h2><p>Other thing.</p><h2>A</h2><p>One thing.</p>"),
    ],
)  # fmt: skip
def test_whole_rows_in_another_order_say_the_same(old: str, new: str) -> None:
    assert not differ(old, new)


def test_rows_that_swap_a_cell_are_told_beside_another_change() -> None:
    old = (
        blocks("404|no_parcel|It is not here.", "423|parcel_held|It is held.") + "<h2>Keep</h2><p>Kept for 8 days.</p>"
    )
    new = (
        blocks("404|parcel_held|It is not here.", "423|no_parcel|It is held.") + "<h2>Keep</h2><p>Kept for 9 days.</p>"
    )
    told = changes(*(text_of(one.encode(), "text/html") for one in (old, new))).differences
    assert {one.at.headings for one in told} == {("Outcomes",), ("Keep",)}


def test_what_follows_a_row_of_blocks_is_not_about_its_field() -> None:
    told = text_of(blocks("Visa|card_visa|Oslo, Rome", "Amex|card_amex|Oslo, Bonn").encode(), "text/html")
    assert told.splitlines()[1:5] == ["Visa\t\t-", "card_visa\tcard_visa\t+", "Oslo, Rome\tcard_visa\t+", "Amex\t\t-"]


def test_steps_in_markdown_are_in_order() -> None:
    steps = "# Order\n\n1. Hold the money\n2. Ship it\n\nThen wait.\n"
    assert differ(steps, "# Order\n\n1. Ship it\n2. Hold the money\n\nThen wait.\n", "text/markdown")


def test_two_pages_that_are_served_in_turn_hide_no_change() -> None:
    page = "\n".join(
        ("Orders", "Orders are kept.", *(f"Line {n}." for n in range(20)), "Ends on {}.", "{} people are here.")
    )
    old = noise.merged(page.format("1 May 2027", "3"), page.format("1 May 2027", "4"))
    assert VARIES in old and "1 May 2027" in old
    for day, again in (("9 Oct 2027", "1 May 2027"), ("9 Oct 2027", "2 Feb 2028")):
        new = noise.merged(page.format(day, "5"), page.format(again, "6"), old)
        assert [one.now for one in changes(old, new).differences] == ["Ends on 9 Oct 2027."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("https://api.acme.example/v1", "https://api.acme.example/v2", True),
        ("https://sandbox.acme.example", "https://sandbox2.acme.example", True),
        ("https://acme.example/api/v1", "https://acme.example/api/v2", True),
        ("/openapi.yaml", "/2/openapi.yaml", True),
        ("/openapi.yaml?utm_source=a&v=9f8e7d6a", "/openapi.yaml?utm_source=b&v=1a2b3c4d", False),
        ("/files/openapi-9f8e7d6a.yaml", "/files/openapi-1a2b3c4d.yaml", False),
        ("/docs/orders", "/docs/all-orders", False),
        ("https://docs.acme.example/api/orders", "https://docs.acme.example/api/all-orders", False),
        ("https://api.acme.example/docs/orders", "https://api.acme.example/docs/all-orders", False),
        ("https://api.whatsapp.com/send?text=a", "https://api.whatsapp.com/send?text=b", False),
        ("mailto:api@acme.example", "mailto:help@acme.example", False),
    ],
)
def test_where_a_link_leads_is_a_fact_where_it_is_one_of_the_api(old: str, new: str, told: bool) -> None:
    cell, text = (
        '<table><tr><td>Trial<td><a href="{}">Link</a></table>',
        "# Orders\n\nGet it [here]({}), and ![that]({}).\n",
    )
    assert differ(cell.format(old), cell.format(new)) is told
    assert differ(text.format(old, "/a"), text.format(new, "/b"), "text/markdown") is told
    assert not differ(f"<nav>{cell.format(old)}</nav>", f"<nav>{cell.format(new)}</nav>")


CORE = "<main><h1>Orders</h1><p>An order is kept for as long as the account is, and is shown to its owner.</p></main>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h2>End of life</h2><time>1 May 2027</time>", "<h2>End of life</h2><time>9 May 2027</time>"),
        ("<p>Copyright holder field: at most 20</p>", "<p>Copyright holder field: at most 30</p>"),
        ("<p>© 2026 rates apply until 1 May</p>", "<p>© 2026 rates apply until 9 May</p>"),
        ("<h2>Limit</h2><p><span>30 users</span></p>", "<h2>Limit</h2><p><span>40 users</span></p>"),
        ("<p>30 users in a team</p>", "<p>40 users in a team</p>"),
        (rows("memo|<img alt=Yes>"), rows("memo|<img alt=No>")),
        (rows("memo|<svg><title>Yes</title></svg>"), rows("memo|<svg><title>No</title></svg>")),
        (rows("memo|<i aria-label=Yes></i>"), rows("memo|<i aria-label=No></i>")),
        (rows("memo|<abbr title=must>*</abbr>"), rows("memo|<abbr title=may>*</abbr>")),
        (rows("<span title='At most 30 letters'>memo</span>|string"), rows("<span title='At most 20 letters'>memo</span>|string")),
        (rows("memo|<span data-tooltip='Takes the place of lid_code'>string</span>"), rows("memo|<span data-tooltip='Takes the place of lid_name'>string</span>")),
        (rows("memo|string").replace("<td>memo", '<td aria-label="optional">memo'), rows("memo|string").replace("<td>memo", '<td aria-label="required">memo')),
        (rows("memo|string").replace("<td>string", '<td title="one of red, green">string'), rows("memo|string").replace("<td>string", '<td title="one of red, blue">string')),
        ("<dl><dt title='Up to 9 of them'>lids</dt><dd>All lids.</dd></dl>", "<dl><dt title='Up to 5 of them'>lids</dt><dd>All lids.</dd></dl>"),
        ("<p>Ask for a <dfn title='number that only one box has'>box number</dfn>.</p>", "<p>Ask for a <dfn title='number that boxes of a day have'>box number</dfn>.</p>"),
        ("<p>A box is <code title='until 2028-05-01'>open</code> first.</p>", "<p>A box is <code title='until 2028-06-01'>open</code> first.</p>"),
        ("<svg><rect/><text>packed</text><text><tspan>sent</tspan></text></svg>", "<svg><rect/><text>packed</text><text><tspan>lost</tspan></text></svg>"),
        ("<svg><g><foreignObject><div>packed</div></foreignObject></g></svg>", "<svg><g><foreignObject><div>sealed</div></foreignObject></g></svg>"),
        (rows("memo|<input type=checkbox checked>"), rows("memo|<input type=checkbox>")),
        ("<ul><li><input type=checkbox disabled checked> a lid</ul>", "<ul><li><input type=checkbox disabled> a lid</ul>"),
        ("<p>Host: <input readonly value='https://a.acme.example'></p>", "<p>Host: <input readonly value='https://b.acme.example'></p>"),
        ("<p>lid_code <span aria-label=required>*</span></p>", "<p>lid_code <span aria-label=optional>*</span></p>"),
        ("<p>At most <del>5</del> 9.</p>", "<p>At most 5 <del>9</del>.</p>"),
        ("<p>At most 10<sup>3</sup>.</p>", "<p>At most 103.</p>"),
        ("<pre>keep:\n  days: 3\n  limit: 2</pre>", "<pre>keep:\n  days: 3\nlimit: 2</pre>"),
        (f"{CORE}<footer><p>The old list is removed on 2027-05-01.</p></footer>", f"{CORE}<footer><p>The old list is removed on 2027-06-01.</p></footer>"),
        ('<api-param name="street" type="string" required></api-param>', '<api-param name="street" type="string"></api-param>'),
        ('<api-param name="street" type="string" default="a"></api-param>', '<api-param name="street" type="string" default="b"></api-param>'),
        ('<api-param name="street" type="string" nillable></api-param>', '<api-param name="street" type="string"></api-param>'),
        ('<api-call method="post" path="/v1/labels" deprecated></api-call>', '<api-call method="post" path="/v1/labels"></api-call>'),
        ('<rate-limit per-minute="60"></rate-limit>', '<rate-limit per-minute="90"></rate-limit>'),
        ('<api-x><template shadowrootmode=open><p>At most 5.</p></template></api-x>', '<api-x><template shadowrootmode=open><p>At most 9.</p></template></api-x>'),
        ("<p>The sandbox is free.</p>", "<p hidden>The sandbox is free.</p>"),
        ("<p>The sandbox is free.</p>", '<p style="color: red; display: none">The sandbox is free.</p>'),
        ("<section><h2>Limits</h2><p>At most 5.</p></section>", "<section hidden><h2>Limits</h2><p>At most 5.</p></section>"),
        (rows("memo|string", "note|string"), rows("memo|string", "note|string").replace("<tr><td>note", "<tr hidden><td>note")),
        ("<div id=a hidden><p>At most 5.</p></div>", "<div id=a hidden><p>At most 9.</p></div>"),
        (f'<div class="announcement-bar">Deprecated: ends on 2027-05-01</div>{CORE}', f'<div class="announcement-bar">Deprecated: ends on 2027-06-01</div>{CORE}'),
    ],
)  # fmt: skip
def test_facts_in_an_odd_dress_are_told(old: str, new: str) -> None:
    assert differ(old, new)


def test_a_tooltip_is_of_the_field_of_its_row() -> None:
    table = rows("lid_code|string|Of the lid.", "<span title='At most {} letters'>memo</span>|string|Of the box.")
    filler = "<p>Words about the life of an order, at some length.</p>"
    found = changes(*(text_of((filler + table.format(most)).encode(), "text/html") for most in (30, 20))).differences
    assert [one.at.line.field for one in found] == ["memo"]


def inside(part: str) -> str:
    return f"<main><article><h1>Boxes</h1><p>A box is kept for as long as its owner has an account here.</p>{part}</article></main>"


@pytest.mark.parametrize("name", ["banner", "announcement-bar", "top-banner", "related", "share", "feedback"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PUT /v3/boxes is there until 2028-05-01.", "PUT /v3/boxes is there until 2028-06-01."),
        ("From 3 May 2028 a box needs a lid.", "From 4 May 2028 a box needs a lid."),
        ("Use lid_code in its place.", "Use lid_name in its place."),
        ("At most 30 boxes.", "At most 20 boxes."),
        ("", "GET /boxes is there again."),
    ],
)
def test_what_stands_in_the_text_of_a_page_and_is_a_fact_is_told_whatever_it_is_called(
    name: str, old: str, new: str
) -> None:
    before, after = (f"<p>{one}</p>" if one else "" for one in (old, new))
    for tag in ("div", "footer"):
        assert differ(*(inside(f'<{tag} class="{name}">{one}</{tag}>') for one in (before, after)))
    around = f'{CORE}<div class="{name}">{{}}</div>'
    assert not differ(around.format(before), around.format(after))


@pytest.mark.parametrize(
    "part",
    [
        '<div class="banner">Our webinar on 2028-05-01: register now</div>',
        '<footer><p>Last updated on 2028-05-01</p><a href="/edit">Edit this page</a><p>Tags: boxes</p></footer>',
        '<div class="related"><a href="/a">All of box_lids</a> <a href="/b">Limits of 30 boxes</a></div>',
        '<div class="feedback"><p>Was this page helpful?</p><button>Yes</button></div>',
        '<div class="share"><time datetime="2028-05-01">2028-05-01</time></div>',
    ],
)
def test_what_stands_in_the_text_of_a_page_and_is_none_is_not_told(part: str) -> None:
    assert not differ(inside(part), inside(""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>All systems operational</p>", "<p>Partial outage</p>"),
        ("<p>x <input type=checkbox checked> <input value=a></p>", "<p>x <input type=checkbox> <input value=b></p>"),
        ("<p>x <input type=hidden readonly value=a></p>", "<p>x <input type=hidden readonly value=b></p>"),
        ("<p>x <span title='Copy it'>*</span></p>", "<p>x <span title='Copy that'>*</span></p>"),
        (rows("<span title=memo>memo</span>|string"), rows("memo|string")),
        (rows("memo|<code title='Copy lid_code'>lid_code</code>"), rows("memo|<code>lid_code</code>")),
        (rows("memo|<a title='All of lid_code'>string</a>"), rows("memo|<a>string</a>")),
        ("<p>Made <span title='2028-05-01 10:00'>3 days ago</span> by us.</p>", "<p>Made <span title='2028-05-02 10:00'>3 days ago</span> by us.</p>"),
        (rows("memo|string").replace("<td>string", "<td title='Last updated on 2028-05-01'>string"), rows("memo|string")),
        (rows("memo|string").replace("<td>string", "<td title='seen 3 days ago by us'>string"), rows("memo|string")),
        ("<svg aria-hidden=true><text>packed</text></svg>", "<svg aria-hidden=true><text>sent</text></svg>"),
        ("<svg><path d='M0 0'/><text>1</text></svg>", "<svg><path d='M1 1'/><text>2</text></svg>"),
        ("<pre>keep:\n  days: 3</pre>", "<pre>  keep:\n      days: 3</pre>"),
        ("<a rel=next href=/a>Refunds</a>", "<a rel=next href=/b>Payouts</a>"),
        ("<p>x y</p><section class=newsletter><h3>Our letter</h3><p>Once a month.</p></section>", "<p>x y</p>"),
        ("<header><time>1 May 2026</time><h1>Orders</h1></header>", "<header><time>9 May 2026</time><h1>Orders</h1></header>"),
        ('<api-param name="a_b" type="string" class="x" id="p1" data-v-1a2b3c="" uid="9f8e7d6" style="top: 1px" hydrated></api-param>', '<api-param type="string" name="a_b" class="y" id="p2" data-v-9f8e7d="" uid="1a2b3c4"></api-param>'),
        ('<api-param name="a_b" type="string" required></api-param>', '<api-param name="a_b" type="string" required="true" deprecated="false"></api-param>'),
        ('<relative-time datetime="2026-05-01">1 May</relative-time><sl-icon name="copy"></sl-icon>', '<relative-time datetime="2026-05-09">1 May</relative-time><sl-icon name="paste"></sl-icon>'),
        ("<div role=tabpanel><p>At most 5.</p></div>", "<div role=tabpanel hidden><p>At most 5.</p></div>"),
        ("<button aria-controls=a>More</button><div id=a><p>At most 5.</p></div>", "<button aria-controls=a>More</button><div id=a hidden><p>At most 5.</p></div>"),
        ('<div id="S:0"><p>At most 5.</p></div>', '<div hidden id="S:0"><p>At most 5.</p></div><script>$RC("B:0","S:0")</script>'),
        ("<p>At most 5.</p><span hidden>Copied!</span>", "<p>At most 5.</p>"),
        ("<p>Copyright © 2025 Acme Ltd.</p>", "<p>Copyright © 2026 Acme Ltd.</p>"),
    ],
)  # fmt: skip
def test_decorations_are_not_told(old: str, new: str) -> None:
    assert not differ(old, new)


def test_elements_of_a_site_are_rows_of_fields() -> None:
    inner = '<api-param name="email" type="string" deprecated max="64">Where it is sent.</api-param>'
    told = text_of(f'<h2>Body</h2><api-object name="payer" type="object">{inner}</api-object>'.encode(), "text/html")
    assert told.split("\n")[1:] == [
        "payer\tpayer\t-",
        "object\tpayer\t+",
        "email\tpayer.email\t-",
        "string deprecated max: 64\tpayer.email\t+",
        "Where it is sent.\tpayer.email\t+",
    ]


@pytest.mark.parametrize(
    "shown", ["SwaggerUIBundle({dom_id: '#ui', spec: %s})", 'const conf = {"content": %s, theme: 1}; make(conf)']
)
def test_a_document_that_a_page_hands_to_what_shows_it_is_read(shown: str) -> None:
    words = "<h1>Labels</h1><p>" + "All that can be asked of labels, with all that is answered. " * 9 + "</p>"

    def of(needed: bool) -> str:
        call = {"parameters": [{"name": "zip_code", "in": "query", "required": needed, "schema": {"type": "string"}}]}
        document = {"openapi": "3.1.0", "paths": {"/labels": {"get": call}}}
        return f"{words}<div id=ui></div><script>window.onload = () => {{ {shown % json.dumps(document)} }}</script>"

    found = changes(*(text_of(of(needed).encode(), "text/html") for needed in (False, True))).differences
    assert [(one.at.line.field, one.at.call) for one in found] == [("zip_code", "GET /labels")]


LITERAL = """{
  // of labels alone
  openapi: '3.1.0', servers: [{url: window.location.origin + "/v2"}],
  paths: {
    '/labels': {get: {parameters: [
      {name: 'zip_code', in: 'query', required: %s, schema: {type: "string", maxLength: %s,},}, /* more } */
    ]}},
  },
  ...common,
}"""


@pytest.mark.parametrize(
    "shown",
    [
        "SwaggerUIBundle({spec: %s, deepLinking: true})",
        "Redoc.init(%s, {}, null)",
        "const labels = %s;\nSwaggerUIBundle({spec: labels})",
    ],
)
def test_a_document_that_is_no_json_is_read_too(shown: str) -> None:
    words = "<h1>Labels</h1><p>" + "All that can be asked of labels, with all that is answered. " * 9 + "</p>"

    def of(needed: str, length: str) -> str:
        return f"{words}<div id=ui></div><script>{shown.replace('%s', LITERAL % (needed, length))}</script>"

    read_once, *others = (
        text_of(of(*one).encode(), "text/html") for one in (("false", "9"), ("!0", "9"), ("false", "limits.zip"))
    )
    assert not handed.unread(of("false", "9"))
    assert {one.at.line.field for other in others for one in changes(read_once, other).differences} == {"zip_code"}
    assert all(one.at.call == "GET /labels" for other in others for one in changes(read_once, other).differences)


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("let theme = {content: {a: 1}};" * 12 + "</script><script>Redoc.init(labels)", "line 2, 'Redoc.init(labels)'"),
        ("SwaggerUIBundle({spec: labels, dom_id: '#ui'})", 'line 2, "spec: labels, dom_id'),
        ("SwaggerUIBundle({spec: {paths: {'/labels': {}})", 'line 2, "spec: {paths'),
        ("Redoc.init({paths: {pattern: /[\"']/}})", "line 2, 'Redoc.init({paths"),
    ],
)
def test_a_document_that_cannot_be_read_is_named(script: str, place: str) -> None:
    assert handed.unread(f"<h1>Labels</h1>\n<script>{script}</script>").startswith(place)
    assert not handed.unread(f"<h1>Labels</h1>\n<pre>{script}</pre>".replace("script>", "pre>"))
    there = (
        f"<script>{'let theme = {content: {a: 1}};' * 12}</script><script>let labels = {{info: 1, paths: 2}}</script>"
    )
    assert not handed.unread(f"{there}<script>{script}</script>")


def test_literals_are_read_as_scripts_read_them() -> None:
    text = r"""x = {a: 'it\'s', "b-c": "\u00e9\x41" + `!` , 1: [.5, -2e3, null,], on() { return {} }, f: (a) => ({b: [1]}), [k]: 1}; more"""
    assert literals.value_at(text, 4) == {
        "a": "it's",
        "b-c": "\u00e9A!",
        "1": [".5", -2000.0, None],
        "on() { return {} }": "on() { return {} }",
        "f": "(a) => ({b: [1]})",
        "[k]: 1": "[k]: 1",
    }
    for broken in ("{a: 'b", "{a: 1", "[" * 400, "{a:" * 4000, "a", "{a: 1 /* }"):
        with pytest.raises(ValueError, match=r"has no end|is no object"):
            literals.value_at(broken)


@pytest.mark.parametrize("name", ["note", "warning", "info"])
@pytest.mark.parametrize(
    "made",
    [
        "<h4>{}</h4><span>string</span><p>{}</p>",
        "<p>{}</p><p>string</p><p>{}</p>",
        "<ul><li><b>{}</b> (string, optional) \u2013 {}</li></ul>",
    ],
)
def test_a_field_may_be_called_as_remarks_are(made: str, name: str) -> None:
    told = text_of((made.format("lid_code", "Of the lid.") + made.format(name, "At most 9.")).encode(), "text/html")
    assert {line.field for line in read(told) if "At most 9" in line.content} == {name}
    remark = text_of(
        (made.format("lid_code", "Of the lid.") + f"<p><b>{name}</b> Dates end.</p>").encode(), "text/html"
    )
    assert all(line.field != name for line in read(remark))


def test_markdown_in_the_data_of_a_page_is_a_page() -> None:
    body = "# Orders\\n\\n| Name | Type |\\n| --- | --- |\\n| ship_to | string |\\n"
    data = f'{{"props": {{"pageProps": {{"doc": {{"body": "{body}"}}}}, "__N_SSG": true}}}}'
    told = text_of(
        f'<div></div><script id="__NEXT_DATA__" type="application/json">{data}</script>'.encode(), "text/html"
    )
    assert "Orders\t#1" in told and "string\tship_to" in told and "__N" not in told


def flight(window: str, kind: str, build: str, shown: str = "") -> str:
    """A page of the App Router of Next.js: rows of React's wire format in pieces that end anywhere."""
    note = f"Kept for {window}, \u00e9."
    fields = [{"name": "ship_to", "type": kind, "description": "Where it is sent."}]
    main = ["$", "main", None, {"children": [["$", "h1", None, {"children": "Orders"}], ["$", "p", None, {"children": ["Costs ", "$$5."]}],
                                             ["$", "p", None, {"children": "$8"}], ["$", "$L9", None, {"fields": fields, "notFound": ["$", "h1", None, {}]}]]}]  # fmt: skip
    rows = [
        f'2:I[7,["/_next/{build}.js"],""]\n:HL["/{build}.css"]\n0:{json.dumps({"b": build, "f": [["", ["$", "$L2", None, {"children": "$L7"}]]]})}',
        f"\n7:{json.dumps(main)}\n8:T{len(note.encode()):x},{note}9:I[9,[],0]\n",
    ]
    text = "".join(rows)
    pieces = [text[at : at + 50] for at in range(0, len(text), 50)]
    return f"{shown}<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(
        f"<script>self.__next_f.push({json.dumps([1, one])})</script>" for one in pieces
    )


def test_flight_data_is_read_as_what_it_shows_and_as_the_data_of_its_components() -> None:
    old = flight("24 hours", "string", "a1b2c3d")
    told = text_of(old.encode(), "text/html")
    assert [*told.splitlines()][:3] == ["Orders\t#1", "Costs $5.", "Kept for 24 hours, \u00e9."]
    assert "type: string\tship_to" in told
    assert not differ(old, flight("24 hours", "string", "d3c2b1a"))
    assert differ(old, flight("48 hours", "string", "a1b2c3d"))
    whole = "<p>What an order is, and how long it is kept.</p>" * 12
    assert differ(flight("24 hours", "string", "", whole), flight("24 hours", "integer", "", whole))
    assert (
        text_of(flight("24 hours", "string", "", whole).encode(), "text/html").count("Kept") == 0
    )  # it is in the page
