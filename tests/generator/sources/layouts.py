"""One set of facts in many layouts: pages as tools for documentation build them, each with what surrounds the facts.

The markup follows that of the tools' own output (classes, nesting), written anew with facts of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape


@dataclass(frozen=True)
class Row:
    """A field as a page tells it."""

    name: str
    type: str
    text: str
    required: bool = False
    enum: tuple[str, ...] = ()
    default: str = ""
    limit: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Call:
    """An operation as a page tells it."""

    title: str
    method: str
    path: str
    headers: tuple[Row, ...]
    body: tuple[Row, ...]
    answer: tuple[Row, ...]
    statuses: tuple[tuple[str, str], ...]
    sample: dict[str, object]
    limits: str


@dataclass(frozen=True)
class Facts:
    """What a page says."""

    calls: tuple[Call, ...]
    around: dict[str, str] = field(default_factory=dict[str, str])
    """What surrounds it: `updated`, `year`, `build`, `banner`, `views`."""


CREATE = Call(
    title="Create invoice",
    method="POST",
    path="/v2/invoices",
    headers=(Row("Idempotency-Key", "string", "Kept for 24 hours.", required=True),),
    body=(
        Row("amount", "integer", "Amount in minor units.", required=True, limit=">= 100"),
        Row("currency", "string", "Currency of the amount.", required=True, enum=("NGN", "EUR", "USD")),
        Row("due_date", "string", "Day on which the invoice is due, at the latest 2027-06-30.", default="30 days from now"),
        Row("payer", "object", "Who pays.", rows=(
            Row("email", "string", "Where the invoice is sent.", required=True, limit="<= 255 characters"),
            Row("phone", "string", "In the form of E.164."),
        )),
        Row("notify", "boolean", "Whether a mail is sent.", default="true"),
    ),
    answer=(
        Row("reference", "string", "Reference of the invoice.", required=True),
        Row("expires_at", "string", "When it expires: 72 hours after it was made."),
        Row("state", "string", "State of the invoice.", enum=("OPEN", "PAID")),
    ),
    statuses=(("201", "The invoice was made."), ("409", "The key was used with another body.")),
    sample={"reference": "inv_7Hq2", "account_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "payer": {"email": "ada@example.com"}, "amount": 300000},
    limits="At most 100 requests per minute.",
)  # fmt: skip
CANCEL = Call(
    title="Cancel invoice",
    method="DELETE",
    path="/v2/invoices/{reference}",
    headers=(),
    body=(Row("reason", "string", "Shown to the payer.", limit="<= 140 characters"),),
    answer=(
        Row("cancelled_at", "string", "When it was cancelled."),
        Row("refund_window", "integer", "Days in which a refund is made: 14."),
    ),
    statuses=(("200", "The invoice is cancelled."), ("404", "There is no such invoice.")),
    sample={"cancelled_at": "2026-04-01T10:00:00Z", "refund_window": 14},
    limits="Version 1.4 of this call is switched off on 2027-03-31.",
)
FACTS = Facts(
    (CREATE, CANCEL), {"updated": "May 3, 2026", "year": "2026", "build": "a1b2c3d", "banner": "", "views": "12"}
)


def sample(call: Call) -> str:
    return json.dumps(call.sample, indent=2)


def page(around: dict[str, str], inner: str, *, head: str = "", after: str = "") -> str:
    """A whole page with what surrounds its facts."""
    banner = (
        f'<div class="announcement-bar" role="region" aria-label="Announcement">{around["banner"]}</div>'
        if around["banner"]
        else ""
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>Invoices | Acme Docs</title>
<link rel="stylesheet" href="/assets/styles.{around["build"]}.css"><script src="/assets/main.{around["build"]}.js"></script>{head}</head>
<body class="docs-wrapper with-sidebar">{banner}<nav class="navbar"><a href="/">Acme</a><a href="/login">Log in</a></nav>
<div class="sidebar-container"><aside class="sidebar"><ul><li><a href="/a">Start</a></li><li><a href="/b">Invoices</a></li></ul></aside></div>
{inner}
<footer class="footer">© {around["year"]} Acme Ltd. Build {around["build"]}</footer>{after}</body></html>"""


def _tail(around: dict[str, str]) -> str:
    return (
        f'<div class="last-updated">Last updated on <time datetime="x">{around["updated"]}</time></div>'
        f'<div class="feedback"><p>Was this page helpful?</p><button>Yes</button><button>No</button><span>{around["views"]} people found this helpful</span></div>'
        '<nav class="pagination-nav"><a href="/x">Previous Start</a><a href="/y">Next Payouts</a></nav>'
    )


def _statuses(call: Call) -> str:
    return "".join(f"<tr><td>{code}</td><td>{text}</td></tr>" for code, text in call.statuses)


def _about(row: Row) -> list[str]:
    told = [f"Possible values: {', '.join(row.enum)}"] if row.enum else []
    told += [f"Default: {row.default}"] if row.default else []
    return [*told, *([row.limit] if row.limit else [])]


# --- layouts -------------------------------------------------------------------------------------------------


def tables(facts: Facts) -> str:
    def table(rows: tuple[Row, ...], outer: str = "") -> str:
        shown = ""
        for row in rows:
            shown += f"<tr><td><code>{outer}{row.name}</code></td><td>{row.type}</td><td>{'Yes' if row.required else 'No'}</td><td><p>{row.text}</p>"
            shown += "".join(f"<p>{escape(one)}</p>" for one in _about(row)) + "</td></tr>"
            shown += table(row.rows, f"{outer}{row.name}.")
        return shown

    def whole(rows: tuple[Row, ...]) -> str:
        return f"<table><thead><tr><th>Field</th><th>Type</th><th>Required</th><th>Description</th></tr></thead><tbody>{table(rows)}</tbody></table>"

    inner = "".join(
        f"<h2>{call.title}</h2><p><code>{call.method} {call.path}</code></p><p>{call.limits}</p><h3>Headers</h3>{whole(call.headers) if call.headers else ''}"
        f"<h3>Body</h3>{whole(call.body)}<h3>Response</h3>{whole(call.answer)}<h3>Statuses</h3><table><tr><th>Code</th><th>Meaning</th></tr>{_statuses(call)}</table>"
        f"<h3>Sample</h3><pre><code>{escape(sample(call), False)}</code></pre>"
        for call in facts.calls
    )
    return page(facts.around, f"<main><h1>Invoices</h1>{inner}{_tail(facts.around)}</main>")


def docusaurus(facts: Facts) -> str:
    def item(row: Row) -> str:
        head = f'<strong class="openapi-schema__property">{row.name}</strong><span class="openapi-schema__name">{row.type}</span>'
        head += (
            '<span class="openapi-schema__divider"></span><span class="openapi-schema__required">required</span>'
            if row.required
            else ""
        )
        about = f"<p>{row.text}</p>" + "".join(
            f"<p><strong>{one.partition(': ')[0]}: </strong><code>{escape(one.partition(': ')[2] or one)}</code></p>"
            for one in _about(row)
        )
        if row.rows:
            inside = "".join(map(item, row.rows))
            return (
                f'<div class="openapi-schema__list-item"><details class="openapi-markdown__details"><summary><span class="openapi-schema__container">{head}</span></summary>'
                f'<div style="margin-left:1rem">{about}{inside}</div></details></div>'
            )
        return f'<div class="openapi-schema__list-item"><div><span class="openapi-schema__container">{head}</span>{about}</div></div>'

    def rows(title: str, rows: tuple[Row, ...]) -> str:
        return (
            f'<details class="openapi-markdown__details mime" open><summary class="openapi-markdown__details-summary-mime"><h3>{title}</h3></summary>'
            f'<ul style="margin-left:1rem">{"".join(map(item, rows))}</ul></details>'
        )

    inner = "".join(
        f'<h1 class="openapi__heading">{call.title}</h1><pre class="openapi__method-endpoint"><span class="badge badge--primary">{call.method}</span> <h2 class="openapi__method-endpoint-path">{call.path}</h2></pre>'
        f"<p>{call.limits}</p><h2>Request</h2>{rows('Header Parameters', call.headers)}{rows('Body', call.body)}<h2>Responses</h2>"
        + '<ul role="tablist" class="openapi-tabs__response-list-container">'
        + "".join(f'<li role="tab">{code}</li>' for code, _ in call.statuses)
        + "</ul>"
        + "".join(f'<div role="tabpanel"><p>{text}</p></div>' for _, text in call.statuses)
        + rows("Schema", call.answer)
        + f'<div class="openapi-code"><pre class="prism-code language-json"><code>{escape(sample(call), False)}</code></pre></div>'
        for call in facts.calls
    )
    return page(
        facts.around,
        f'<div class="main-wrapper"><main><article><nav class="theme-doc-breadcrumbs"><ul><li>Home</li></ul></nav><div class="theme-doc-markdown">{inner}</div>'
        f'<footer class="theme-doc-footer">{_tail(facts.around)}</footer></article></main></div><div class="theme-doc-toc-desktop"><ul><li><a href="#a">Request</a></li></ul></div>',
    )


def mintlify(facts: Facts) -> str:
    def item(row: Row) -> str:
        head = f'<div class="font-semibold text-primary" data-component-part="field-name">{row.name}</div><div class="flex items-center gap-2"><div class="field-info-pill"><span>{row.type}</span></div>'
        head += f'<div class="field-info-pill"><span>default:{row.default}</span></div>' if row.default else ""
        head += '<div class="field-required-pill">required</div>' if row.required else ""
        text = (
            f"<p>{row.text}</p>"
            + (
                f"<div>Available options: {', '.join(f'<code>{one}</code>' for one in row.enum)}</div>"
                if row.enum
                else ""
            )
            + (f"<div>{escape(row.limit)}</div>" if row.limit else "")
        )
        inside = (
            f'<div class="mt-4"><div class="expandable"><details><summary>Show child attributes</summary><div class="mx-3">{"".join(map(item, row.rows))}</div></details></div></div>'
            if row.rows
            else ""
        )
        return f'<div class="primitive-param-field border-gray-100 py-6"><div class="flex font-mono text-sm group"><div class="flex-1">{head}</div></div></div><div class="mt-4 prose">{text}</div>{inside}</div>'

    inner = "".join(
        f'<h2>{call.title}</h2><div class="flex"><div class="method-pill">{call.method}</div><div class="font-mono">{call.path}</div></div><p>{call.limits}</p>'
        f"<h4>Headers</h4>{''.join(map(item, call.headers))}<h4>Body</h4>{''.join(map(item, call.body))}<h4>Response</h4>"
        + "".join(f"<p>{code} {text}</p>" for code, text in call.statuses)
        + "".join(map(item, call.answer))
        + "".join(
            f'<pre class="shiki"><code>{lines}</code></pre>'
            for lines in [
                "\n".join(f'<span class="line">{escape(one, False)}</span>' for one in sample(call).split("\n"))
            ]
        )
        for call in facts.calls
    )
    return page(
        facts.around,
        f'<div id="content-area"><h1 id="page-title">Invoices</h1>{inner}{_tail(facts.around)}</div><div id="table-of-contents"><p>On this page</p></div>',
    )


def gitbook(facts: Facts) -> str:
    def item(row: Row) -> str:
        head = f'<span class="openapi-schema-propertyname">{row.name}</span><span class="openapi-schema-type">{row.type}</span>'
        head += (
            '<span class="openapi-schema-required">required</span>'
            if row.required
            else '<span class="openapi-schema-optional">optional</span>'
        )
        about = "".join(f'<div class="openapi-schema-enum">{escape(one)}</div>' for one in _about(row))
        inside = (
            f'<div class="openapi-disclosure-group"><div class="openapi-schema-properties">{"".join(map(item, row.rows))}</div></div>'
            if row.rows
            else ""
        )
        return f'<div class="openapi-schema"><div class="openapi-schema-presentation"><div class="openapi-schema-name">{head}</div><div class="openapi-schema-description"><p>{row.text}</p></div>{about}</div>{inside}</div>'

    inner = "".join(
        f'<div class="openapi-operation"><h2 class="openapi-summary-title">{call.title}</h2><div class="openapi-path"><div class="openapi-method">{call.method}</div><div class="openapi-path-title">{call.path}</div></div>'
        f'<div class="openapi-description"><p>{call.limits}</p></div><div class="openapi-section"><div>Headers</div><div class="openapi-schemas">{"".join(map(item, call.headers))}</div></div>'
        f'<div class="openapi-section"><div>Body</div><div class="openapi-schemas">{"".join(map(item, call.body))}</div></div>'
        f'<div class="openapi-responses">{"".join(f"<div><span>{code}</span><p>{text}</p></div>" for code, text in call.statuses)}<div class="openapi-schemas">{"".join(map(item, call.answer))}</div></div>'
        f"<pre><code>{''.join(f'<div>{escape(one, False)}</div>' for one in sample(call).split(chr(10)))}</code></pre></div>"
        for call in facts.calls
    )
    return page(facts.around, f"<main><header><h1>Invoices</h1></header>{inner}{_tail(facts.around)}</main>")


def redoc(facts: Facts) -> str:
    def rows(rows: tuple[Row, ...]) -> str:
        shown = ""
        for row in rows:
            name = f'<span class="property-name">{row.name}</span>'
            name = (
                f'<button aria-label="expand {row.name}">{name}<svg></svg></button>'
                if row.rows
                else f'<span class="sc-kEjbxe"></span>{name}'
            )
            name += '<div class="sc-iqHYGH">required</div>' if row.required else ""
            about = f"<span>{escape(row.limit)}</span>" if row.limit else ""
            about += f"<div><span>Default: </span> <span>{row.default}</span></div>" if row.default else ""
            about += (
                "<div><span>Enum:</span> " + " ".join(f"<span>&quot;{one}&quot;</span>" for one in row.enum) + "</div>"
                if row.enum
                else ""
            )
            shown += f'<tr class=""><td kind="field" title="{row.name}" class="sc-dkPtRN">{name}</td><td class="sc-hKwDye"><div><div><span></span><span class="sc-jRQBWg">{row.type}</span> {about}</div> <div><div class="sc-x"><p>{row.text}</p></div></div></div></td></tr>'
            if row.rows:
                shown += f'<tr class=""><td colspan="2" class="sc-bqiRlB"><div class="sc-ksdxgE"><table><tbody>{rows_of(row.rows)}</tbody></table></div></td></tr>'
        return shown

    rows_of = rows

    def shown(value: object) -> str:
        if not isinstance(value, dict):
            return f'<span class="token">{escape(json.dumps(value), False)}</span>'
        inside = "".join(
            f'<li><div class="hoverable"><span class="property token string">"{key}"</span>: {shown(one)}</div></li>'
            for key, one in value.items()
        )
        return f'<button class="collapser"></button><span class="token punctuation">{{</span><ul class="obj collapsible">{inside}</ul><span class="token punctuation">}}</span>'

    inner = "".join(
        f'<div id="operation/{n}" data-section-id="operation/{n}"><div class="sc-eCImPb"><h2 class="sc-fujznN">{call.title}</h2><div><button><span class="http-verb">{call.method.lower()}</span><span>{call.path}</span></button></div><p>{call.limits}</p>'
        f"<div><h5>header Parameters</h5><table><tbody>{rows(call.headers)}</tbody></table></div><h5>Request Body schema: <span>application/json</span></h5><div><table><tbody>{rows(call.body)}</tbody></table></div>"
        + "<div><h3>Responses</h3>"
        + "".join(
            f"<div><button><strong>{code} </strong><div><p>{text}</p></div></button></div>"
            for code, text in call.statuses
        )
        + f'<h5>Response Schema: <span>application/json</span></h5><table><tbody>{rows(call.answer)}</tbody></table></div><div class="redoc-json"><code>{shown(call.sample)}</code></div></div></div>'
        for n, call in enumerate(facts.calls)
    )
    return page(
        facts.around,
        f'<div class="redoc-wrap"><div class="menu-content"><div role="search"><input></div></div><div class="api-content"><h1>Invoices</h1>{inner}{_tail(facts.around)}</div></div>',
    )


def swagger_ui(facts: Facts) -> str:
    def model(rows: tuple[Row, ...]) -> str:
        shown = ""
        for row in rows:
            star = '<span class="star">*</span>' if row.required else ""
            inside = (
                f'<span class="model"><span class="inner-object">{model(row.rows)}</span></span>' if row.rows else ""
            )
            about = "".join(f'<span class="prop-enum">{escape(one)}</span><br>' for one in _about(row))
            shown += f'<tr class="property-row{" required" if row.required else ""}"><td>{row.name}{star}</td><td><span class="model"><span class="prop"><span class="prop-type">{row.type}</span><div class="renderedMarkdown"><p>{row.text}</p></div>{about}</span></span>{inside}</td></tr>'
        return f'<table class="model"><tbody>{shown}</tbody></table>'

    def parameter(row: Row) -> str:
        star = "<span>&nbsp;*</span>" if row.required else ""
        return f'<tr data-param-name="{row.name}" data-param-in="header"><td class="parameters-col_name"><div class="parameter__name required">{row.name}{star}</div><div class="parameter__type">{row.type}</div><div class="parameter__in"><em>(header)</em></div></td><td class="parameters-col_description"><div class="renderedMarkdown"><p>{row.text}</p></div></td></tr>'

    inner = "".join(
        f'<div class="opblock is-open"><div class="opblock-summary"><button class="opblock-summary-control"><span class="opblock-summary-method">{call.method}</span><span class="opblock-summary-path"><a><span>{call.path}</span></a></span><div class="opblock-summary-description">{call.title}</div></button></div>'
        f'<div class="opblock-body"><div class="opblock-description"><p>{call.limits}</p></div><table class="parameters"><thead><tr class="headers"><th>Name</th><th>Description</th></tr></thead><tbody>{"".join(map(parameter, call.headers))}</tbody></table>'
        f'<div class="model-box">{model(call.body)}</div><h4>Responses</h4><table class="responses-table"><thead><tr><td>Code</td><td>Description</td></tr></thead><tbody>'
        + "".join(
            f'<tr class="response"><td class="response-col_status">{code}</td><td class="response-col_description"><p>{text}</p></td></tr>'
            for code, text in call.statuses
        )
        + f'</tbody></table><div class="model-box">{model(call.answer)}</div><div class="highlight-code"><pre class="example microlight"><code>{escape(sample(call), False)}</code></pre></div></div></div>'
        for call in facts.calls
    )
    return page(facts.around, f'<div class="swagger-ui"><h1>Invoices</h1>{inner}{_tail(facts.around)}</div>')


def readme(facts: Facts) -> str:
    def item(row: Row) -> str:
        inside = (
            f'<div class="Param-children3a"><div class="rm-ParamGroup">{"".join(map(item, row.rows))}</div></div>'
            if row.rows
            else ""
        )
        enum = "<div>Allowed: " + " ".join(f"<code>{one}</code>" for one in row.enum) + "</div>" if row.enum else ""
        default = f'<span class="Param-default1x">Defaults to {row.default}</span>' if row.default else ""
        required = '<div class="Param-required3f">required</div>' if row.required else ""
        return (
            f'<div class="Param1jK"><div class="Param-top2e"><div class="Param-header3h"><label class="Param-name1a">{row.name}</label><div class="Param-type2b">{row.type}</div>{required}{default}<div class="Param-limit">{escape(row.limit)}</div></div>'
            f'<div class="Param-description1c"><p>{row.text}</p>{enum}</div></div>{inside}</div>'
        )

    inner = "".join(
        f'<header id="content-head"><h2>{call.title}</h2><div class="rm-APIMethod"><span>{call.method}</span> <span>https://api.acme.example{call.path}</span></div></header><p>{call.limits}</p>'
        f"<section><h3>Headers</h3><div>{''.join(map(item, call.headers))}</div></section><section><h3>Body Params</h3><div>{''.join(map(item, call.body))}</div></section>"
        f"<section><h3>Responses</h3>{''.join(f'<div><button>{code}</button> <p>{text}</p></div>' for code, text in call.statuses)}<div>{''.join(map(item, call.answer))}</div></section>"
        f'<pre><code class="cm-s-neo">{escape(sample(call), False)}</code></pre>'
        for call in facts.calls
    )
    return page(
        facts.around,
        f'<div class="rm-Container"><article class="rm-Article"><h1>Invoices</h1>{inner}{_tail(facts.around)}</article></div>',
    )


def spa(facts: Facts) -> str:
    def item(row: Row) -> dict[str, object]:
        told: dict[str, object] = {
            "name": row.name,
            "type": row.type,
            "required": row.required,
            "description": row.text,
        }
        told |= {"enum": list(row.enum)} if row.enum else {}
        told |= {"default": row.default} if row.default else {}
        told |= {"constraints": row.limit} if row.limit else {}
        return told | ({"children": [item(one) for one in row.rows]} if row.rows else {})

    calls = [
        {
            "title": call.title, "method": call.method, "path": call.path, "description": call.limits,
            "headers": [item(row) for row in call.headers], "body": [item(row) for row in call.body], "response": [item(row) for row in call.answer],
            "statuses": [{"code": code, "description": text} for code, text in call.statuses], "example": call.sample,
        }
        for call in facts.calls
    ]  # fmt: skip
    data = {
        "props": {
            "pageProps": {
                "page": {
                    "title": "Invoices",
                    "lastUpdated": facts.around["updated"],
                    "views": facts.around["views"],
                    "operations": calls,
                },
                "announcement": facts.around["banner"],
            }
        },
        "buildId": facts.around["build"],
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    return page(facts.around, '<div id="__next"><div>Loading…</div></div>', after=script)


def terms(facts: Facts) -> str:
    def listed(rows: tuple[Row, ...]) -> str:
        return (
            "<dl>"
            + "".join(
                f"<dt><code>{row.name}</code> <em>{row.type}</em> {'<b>required</b>' if row.required else ''}</dt><dd><p>{row.text}</p>{''.join(f'<p>{escape(one)}</p>' for one in _about(row))}{listed(row.rows) if row.rows else ''}</dd>"
                for row in rows
            )
            + "</dl>"
        )

    inner = "".join(
        f"<h2>{call.title}</h2><p>{call.method} {call.path}</p><p>{call.limits}</p>{listed(call.headers)}<h3>Body</h3>{listed(call.body)}<h3>Response</h3>{listed(call.answer)}"
        f"<ul>{''.join(f'<li><b>{code}</b> {text}</li>' for code, text in call.statuses)}</ul><pre>{escape(sample(call), False)}</pre>"
        for call in facts.calls
    )
    return page(facts.around, f"<main><h1>Invoices</h1>{inner}{_tail(facts.around)}</main>")


def cards(facts: Facts) -> str:
    def card(row: Row, outer: str = "") -> str:
        shown = f'<div class="card"><h4>{outer}{row.name}</h4><p class="kind">{row.type}{", required" if row.required else ""}</p><p>{row.text}</p>{"".join(f"<p>{escape(one)}</p>" for one in _about(row))}</div>'
        return shown + "".join(card(one, f"{outer}{row.name}.") for one in row.rows)

    def listed(rows: tuple[Row, ...]) -> str:
        return f'<div class="cards">{"".join(map(card, rows))}</div>'

    inner = "".join(
        f"<h2>{call.title}</h2><p>{call.method} {call.path}</p><p>{call.limits}</p>{listed(call.headers)}<h3>Request</h3>{listed(call.body)}<h3>Response</h3>{listed(call.answer)}"
        f"<h3>Statuses</h3>{''.join(f'<p>{code}: {text}</p>' for code, text in call.statuses)}<pre>{escape(sample(call), False)}</pre>"
        for call in facts.calls
    )
    return page(facts.around, f"<main><h1>Invoices</h1>{inner}{_tail(facts.around)}</main>")


def divs(facts: Facts) -> str:
    def line(row: Row, outer: str = "") -> str:
        about = " ".join(_about(row))
        shown = f"<div><div>{outer}{row.name}</div><div>{row.type}</div><div>{'required' if row.required else 'optional'}</div><div>{row.text} {escape(about)}</div></div>"
        return shown + "".join(line(one, f"{outer}{row.name}.") for one in row.rows)

    def listed(rows: tuple[Row, ...]) -> str:
        return f"<div><div><div>Name</div><div>Type</div><div>Required</div><div>Description</div></div>{''.join(map(line, rows))}</div>"

    inner = "".join(
        f"<h2>{call.title}</h2><div>{call.method} {call.path}</div><div>{call.limits}</div>{listed(call.headers) if call.headers else ''}<h3>Request</h3>{listed(call.body)}<h3>Response</h3>{listed(call.answer)}"
        f"<h3>Statuses</h3>{''.join(f'<div><div>{code}</div><div>{text}</div></div>' for code, text in call.statuses)}<pre>{escape(sample(call), False)}</pre>"
        for call in facts.calls
    )
    return page(facts.around, f"<main><h1>Invoices</h1>{inner}{_tail(facts.around)}</main>")


def cells(facts: Facts) -> str:
    """Each cell of a row in a line of its own, as when a table was copied as text."""

    def line(row: Row, outer: str = "") -> str:
        told = [
            f"{outer}{row.name}",
            row.type,
            "Required" if row.required else "Optional",
            " ".join([row.text, *_about(row)]),
        ]
        return "".join(f"<p>{escape(one)}</p>" for one in told) + "".join(
            line(one, f"{outer}{row.name}.") for one in row.rows
        )

    def listed(rows: tuple[Row, ...]) -> str:
        return "<p>Field</p><p>Type</p><p>Required</p><p>Description</p>" + "".join(map(line, rows))

    inner = "".join(
        f"<h2>{call.title}</h2><p>{call.method}</p><p>{call.path}</p><p>{call.limits}</p>{listed(call.headers)}<h3>Request</h3>{listed(call.body)}<h3>Response</h3>{listed(call.answer)}"
        f"<h3>Statuses</h3>{''.join(f'<p>{code}</p><p>{text}</p>' for code, text in call.statuses)}<h3>Sample</h3>{''.join(f'<p>{escape(one.strip(), False)}</p>' for one in sample(call).split(chr(10)))}"
        for call in facts.calls
    )
    return page(facts.around, f"<main><h1>Invoices</h1>{inner}{_tail(facts.around)}</main>")


def mintlify_markdown(facts: Facts) -> str:
    def item(row: Row, tag: str) -> str:
        told = (
            f' type="{row.type}"'
            + (" required" if row.required else "")
            + (f' default="{row.default}"' if row.default else "")
        )
        inside = (
            "\n".join(['<Expandable title="properties">', *(item(one, tag) for one in row.rows), "</Expandable>"])
            if row.rows
            else ""
        )
        about = [f"Options: {', '.join(f'`{one}`' for one in row.enum)}"] if row.enum else []
        return "\n".join(
            [
                f'<{tag} {"name" if tag == "ResponseField" else "body"}="{row.name}"{told}>',
                f"  {row.text}",
                *about,
                *([row.limit] if row.limit else []),
                inside,
                f"</{tag}>",
                "",
            ]
        )

    parts = [f"---\ntitle: Invoices\nlastUpdated: {facts.around['updated']}\n---\n"]
    for call in facts.calls:
        parts += [
            f"## {call.title}\n",
            f"`{call.method} {call.path}`\n",
            call.limits,
            "",
            *(item(row, "ParamField") for row in (*call.headers, *call.body)),
            "### Response",
            "",
        ]
        parts += [item(row, "ResponseField") for row in call.answer]
        parts += [
            "| Code | Meaning |",
            "| --- | --- |",
            *(f"| {code} | {text} |" for code, text in call.statuses),
            "",
            "```json",
            sample(call),
            "```",
            "",
        ]
    return "\n".join(parts)


def gitbook_markdown(facts: Facts) -> str:
    def item(row: Row, outer: str = "") -> str:
        about = " ".join([row.text, *_about(row)])
        shown = f'{{% swagger-parameter in="body" name="{outer}{row.name}" type="{row.type}" required="{str(row.required).lower()}" %}}\n{about}\n{{% endswagger-parameter %}}\n'
        return shown + "".join(item(one, f"{outer}{row.name}.") for one in row.rows)

    parts = ["# Invoices", ""]
    for call in facts.calls:
        parts += [
            f'{{% swagger method="{call.method.lower()}" path="{call.path}" baseUrl="https://api.acme.example" summary="{call.title}" %}}',
            "{% swagger-description %}",
            call.limits,
            "{% endswagger-description %}",
            "",
        ]
        parts += [item(row) for row in (*call.headers, *call.body)]
        parts += [
            f'{{% swagger-response status="{code}" description="{text}" %}}\n```json\n{sample(call)}\n```\n{{% endswagger-response %}}'
            for code, text in call.statuses
        ]
        parts += ["{% endswagger %}", "", "| Name | Type | Description |", "| --- | --- | --- |"]
        parts += [f"| `{row.name}` | {row.type} | {' '.join([row.text, *_about(row)])} |" for row in call.answer] + [""]
    return "\n".join(parts)


LAYOUTS: dict[str, tuple[Callable[[Facts], str], str]] = {
    **{
        one.__name__: (one, "text/html")
        for one in (tables, docusaurus, mintlify, gitbook, redoc, swagger_ui, readme, spa, terms, cards, divs, cells)
    },
    **{one.__name__: (one, "text/markdown") for one in (mintlify_markdown, gitbook_markdown)},
}


def with_call(facts: Facts, index: int, call: Call) -> Facts:
    calls = list(facts.calls)
    calls[index] = call
    return replace(facts, calls=tuple(calls))
