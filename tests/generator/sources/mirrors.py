"""Documentations as five tools publish them, each made of the same pages, and rendered anew as often as one likes.

What the tools write was looked up in what they say of themselves: llmstxt.org, sitemaps.org, the pages of Docusaurus on its
sitemap plugin, of Mintlify on llms.txt and Markdown export, of GitBook on documentation for LLMs, of Redoc on `spec-url`.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass, replace

from tests.generator.sources.vendor_site import Reply, Vendor

LAYOUTS = ("docusaurus", "mintlify", "gitbook", "redoc", "plain")


@dataclass(frozen=True)
class Doc:
    """One page: its path below the root, and what it says."""

    path: str
    title: str
    text: str
    call: str = ""


DOCS = (
    Doc(
        "/docs/intro",
        "Getting started",
        "Ask the operator for a key and keep it secret; every request carries it as a bearer token.",
    ),
    Doc(
        "/docs/invoices/create",
        "Create an invoice",
        "The amount is in cents and the currency has three letters, such as NGN.",
        "POST /v1/invoices",
    ),
    Doc(
        "/docs/invoices/get",
        "Get an invoice",
        "Gives the invoice with its state, which is open, paid or void.",
        "GET /v1/invoices/{id}",
    ),
    Doc(
        "/docs/errors", "Errors", "An error has a code and a message; codes never change once they are published here."
    ),
    Doc(
        "/docs/guides/testing",
        "Testing",
        "In the test mode no money moves, and every card number is taken as it is given.",
    ),
)
COVERED = ("/docs/invoices/create", "/docs/invoices/get", "/docs/errors")

SPEC = """openapi: 3.1.0
info: {{ title: Acme, version: "1", x-reissue-source: {{ pages: [{errors}], read: "2024-05-01", certainty: documented }} }}
servers: [{{ url: https://api.acme.example/v1 }}]
paths:
  /invoices:
    post:
      operationId: invoices-create
      x-reissue-source: {{ pages: [{create}], read: "2024-05-01", certainty: documented }}
      responses: {{ "200": {{ description: ok }} }}
  /invoices/{{id}}:
    get:
      operationId: invoices-get
      x-reissue-source: {{ pages: [{get}], read: "2024-05-01", certainty: documented }}
      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]
      responses: {{ "200": {{ description: ok }} }}
"""


def spec(vendor: Vendor, layout: str) -> str:
    """The specification that was written from a mirror."""
    if layout == "redoc":
        only = vendor.url("/docs/openapi.json")
        return SPEC.format(errors=only, create=only, get=only)
    create, get, errors = (vendor.url(path) for path in COVERED)
    return SPEC.format(errors=errors, create=create, get=get)


def published(docs: tuple[Doc, ...], noise: random.Random) -> bytes:
    """The OpenAPI document behind a documentation, with its maps in some order."""
    calls = [doc for doc in docs if doc.call]
    noise.shuffle(calls)
    paths: dict[str, dict[str, object]] = {}
    for doc in calls:
        method, path = doc.call.split()
        slots = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] if "{" in path else []
        operation = {
            "summary": doc.title,
            "description": doc.text,
            "parameters": slots,
            "responses": {"200": {"description": "ok"}},
        }
        paths.setdefault(path, {})[method.lower()] = operation
    head = {"openapi": "3.0.3", "info": {"title": "Acme API", "version": "1"}, "paths": paths}
    return json.dumps(head, indent=noise.choice([None, 1, 2])).encode()


def render(vendor: Vendor, layout: str, docs: tuple[Doc, ...] = DOCS, seed: int = 0) -> None:
    """Put a documentation onto a vendor. Another seed: other build, other stamps, other order, the same facts."""
    noise = random.Random(f"{layout} {seed}")
    vendor.pages = {}
    {"docusaurus": _docusaurus, "mintlify": _mintlify, "gitbook": _gitbook, "redoc": _redoc, "plain": _plain}[layout](
        vendor, docs, noise
    )


def html(body: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/html; charset=utf-8"}, body.encode()


def plain(body: str, media: str = "text/plain; charset=utf-8") -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": media}, body.encode()


def redirect(vendor: Vendor, path: str, to: str) -> None:
    vendor.pages[path] = (301, {"Location": to}, b"")


def _shuffled(docs: tuple[Doc, ...], noise: random.Random) -> list[Doc]:
    return noise.sample(docs, len(docs))


def _build(noise: random.Random) -> tuple[str, str]:
    return f"{noise.getrandbits(32):08x}", f"2026-0{noise.randint(1, 9)}-1{noise.randint(0, 9)}"


def _sitemap(vendor: Vendor, docs: list[Doc], day: str) -> bytes:
    rows = "".join(f"<url><loc>{vendor.url(doc.path)}</loc><lastmod>{day}</lastmod></url>" for doc in docs)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def _lost(build: str) -> str:
    return f"<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>{build}</p></body></html>"


def _docusaurus(vendor: Vendor, docs: tuple[Doc, ...], noise: random.Random) -> None:
    """The sidebar shows the open category alone; the sitemap has every page."""
    (build, day), order = _build(noise), _shuffled(docs, noise)
    for doc in docs:
        folder = doc.path.rpartition("/")[0]
        menu = "".join(
            f'<li class="menu__list-item"><a class="menu__link" href="{one.path}">{one.title}</a></li>'
            for one in order
            if one.path.startswith(folder)
        )
        method, _, path = doc.call.partition(" ")
        call = (
            f'<pre><span class="badge">{method}</span><h2 class="endpoint-path">{path}</h2></pre>' if doc.call else ""
        )
        vendor.pages[doc.path] = html(
            f'<!doctype html><html class="docs-{build}"><head><title data-rh="true">{doc.title} | Acme</title>'
            f'<script src="/assets/js/main.{build}.js" defer></script></head><body><nav class="navbar"><a href="/docs/intro">'
            f'Acme</a></nav><aside><nav class="menu"><ul>{menu}</ul></nav></aside><main><article>'
            f'<header><h1>{doc.title}<a class="hash-link" href="#top">\u200b</a></h1></header>{call}<p>{doc.text}</p>'
            f'</article><span class="theme-last-updated">Last updated on <time>{day}</time></span></main></body></html>'
        )
    vendor.pages["/docs"] = (302, {"Location": "/docs/intro"}, b"")
    vendor.pages["/sitemap.xml"] = (200, {"Content-Type": "text/xml"}, _sitemap(vendor, order, day))


def _mintlify(vendor: Vendor, docs: tuple[Doc, ...], noise: random.Random) -> None:
    """Pages that a script fills, each with its Markdown beside it; llms.txt names them and the OpenAPI document."""
    (build, _), order = _build(noise), _shuffled(docs, noise)
    for doc in docs:
        shell = f'<html><head><title>{doc.title} - Acme</title></head><body><div id="app"></div><script src="/_next/{build}.js"></script></body></html>'
        vendor.pages[doc.path] = html(shell)
        method, _, path = doc.call.partition(" ")
        fence = f"\n\n````yaml openapi.json {method.lower()} {path}\nopenapi: 3.0.3\n````" if doc.call else ""
        text = f"> ## Documentation Index\n> Fetch the index at: {vendor.url('/llms.txt')}\n\n# {doc.title}\n\n{doc.text}{fence}\n"
        vendor.pages[f"{doc.path}.md"] = plain(text, "text/markdown; charset=utf-8")
    rows = "\n".join(f"- [{doc.title}]({vendor.url(doc.path)}.md): {doc.text[:20]}" for doc in order)
    vendor.pages["/llms.txt"] = plain(
        f"# Acme\n\n## Docs\n\n{rows}\n\n## OpenAPI Specs\n\n- [openapi]({vendor.url('/docs/openapi.json')})\n"
    )
    vendor.pages["/docs/openapi.json"] = (200, {"Content-Type": "application/json"}, published(docs, noise))


def _gitbook(vendor: Vendor, docs: tuple[Doc, ...], noise: random.Random) -> None:
    """A sitemap of sitemaps, llms.txt and Markdown below the root of the space; a page that is not there is answered with 200."""
    (build, day), order = _build(noise), _shuffled(docs, noise)
    for doc in docs:
        call = f"<p><code>{doc.call}</code></p>" if doc.call else ""
        vendor.pages[doc.path] = html(
            f'<html><head><title>{doc.title} | Acme</title><link rel="alternate" type="text/markdown" href="{doc.path}.md"/>'
            f'<link rel="preload" href="/_next/static/{build}.css"/></head><body><main><h1>{doc.title}</h1>{call}<p>{doc.text}</p>'
            f"<p>Last updated {noise.randint(2, 11)} months ago</p></main></body></html>"
        )
        fence = ""
        if doc.call:
            fence = f"\n\n```json\n{published((doc,), random.Random(2)).decode().replace(chr(10), '')}\n```"
        vendor.pages[f"{doc.path}.md"] = plain(f"# {doc.title}\n\n{doc.text}{fence}\n", "text/markdown; charset=utf-8")
    vendor.pages["/docs/llms.txt"] = plain(
        "# Acme\n\n" + "\n".join(f"- [{doc.title}]({vendor.url(doc.path)}.md)" for doc in order)
    )
    packed = gzip.compress(_sitemap(vendor, order, day))
    vendor.pages["/docs/sitemap-pages.xml.gz"] = (200, {"Content-Type": "application/gzip"}, packed)
    more = f"<sitemap><loc>{vendor.url('/docs/sitemap-pages.xml.gz')}</loc></sitemap>"
    vendor.pages["/docs/sitemap.xml"] = plain(
        f"<sitemapindex>{more * 2}<sitemap><loc>{vendor.url('/docs/sitemap.xml')}</loc></sitemap></sitemapindex>",
        "text/xml",
    )
    vendor.otherwise = html(_lost(build))


def _redoc(vendor: Vendor, docs: tuple[Doc, ...], noise: random.Random) -> None:
    """One page, made of one document."""
    build, _ = _build(noise)
    vendor.pages["/docs"] = html(
        f'<html><head><title>Acme API</title></head><body><redoc spec-url="/docs/openapi.json"></redoc>'
        f'<script src="/redoc.{build}.js"></script></body></html>'
    )
    vendor.pages["/docs/openapi.json"] = (200, {"Content-Type": "application/json"}, published(docs, noise))


def _plain(vendor: Vendor, docs: tuple[Doc, ...], noise: random.Random) -> None:
    """Pages by hand: a list of links on each, no index of any kind."""
    (build, day), order = _build(noise), _shuffled(docs, noise)
    menu = "".join(f'<li><a href="{doc.path}?v={build}#{doc.title[:3]}">{doc.title}</a></li>' for doc in order)
    other = '<a href="https://elsewhere.example/docs/x">elsewhere</a><a href="/blog/news">News</a><a href="mailto:a@b.c">us</a>'
    for doc in [*docs, replace(docs[0], path="/docs")]:
        call = f"<p>{doc.call}</p>" if doc.call else ""
        vendor.pages[doc.path] = html(
            f'<html><head><title>{doc.title}</title></head><body><nav><ul>{menu}</ul></nav>{other}<div class="content">'
            f"<h1>{doc.title}</h1>{call}<p>{doc.text}</p></div><footer>{day}</footer></body></html>"
        )
    # the menu names its pages with a query that changes with each build
    answers: dict[str, tuple[int, dict[str, str], bytes] | str | Reply] = dict(vendor.pages)
    vendor.pages |= {f"{doc.path}?v={build}": answers[doc.path] for doc in docs}
