"""What a page says of itself and where it leads to: title, links, its other forms, and published documents.

Markup is scanned and not parsed into a tree: each pattern stops at the next `<`, so a hostile page costs its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..document import essence

_MOST_LINKS = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]{0,4000})>")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s{0,9}=\s{0,9}("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'>]{1,2000})""")
_DOCUMENT = re.compile(
    r"""(?:spec-?url|data-url|api-?description-?url|\burl|openapi)["']?\s{0,9}[:=]\s{0,9}["']([^"'<>\s]{1,500}\.(?:json|ya?ml))["']"""
    r"""|Redoc\.init\(\s{0,9}["']([^"'<>\s]{1,500})["']""",
    re.IGNORECASE,
)
_INITIALIZER = re.compile(
    r"""<script\b[^<>]{0,300}\bsrc\s{0,9}=\s{0,9}["']?([^"'<>\s]{0,300}swagger-(?:ui-)?init(?:ializer)?\.js)""",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"""\b(url|configUrl)["']?\s{0,9}:\s{0,9}["']([^"'<>\s]{1,500})["']""")
_MARKDOWN_LINK = re.compile(r"\[((?:[^\[\]\n]){0,300})\]\(\s{0,9}<?([^\s()<>]{1,2000})>?[^()\n]{0,200}\)")
_SOURCE = re.compile(r"^Source:\s{0,9}(\S{1,2000})", re.MULTILINE)
_HEADING = re.compile(r"#\s+(.{1,300})")


class Link(NamedTuple):
    """An address as it is written, and the words that lead there."""

    address: str
    text: str = ""


@dataclass(slots=True)
class Outline:
    """A page without its text."""

    title: str = ""
    """Its first heading; where it has none, what its head says."""
    links: list[Link] = field(default_factory=list[Link])
    markdown: str = ""
    """The address of its Markdown form, where it names one."""
    canonical: str = ""
    leads: str = ""
    """Where a page sends its reader by itself, as those of sites without a server do that have moved."""
    documents: list[str] = field(default_factory=list[str])
    """Documents that it shows or names: OpenAPI, most likely."""
    scripts: list[str] = field(default_factory=list[str])
    """Scripts of Swagger UI that name the documents in its place (`swagger-initializer.js`)."""


def is_html(body: bytes, content_type: str) -> bool:
    """Whether this is a page of HTML, whatever it is called."""
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return essence(content_type) in ("text/html", "application/xhtml+xml") or head.startswith(
        (b"<!doctype html", b"<html")
    )


def outline(body: bytes, content_type: str) -> Outline:
    """What a response says of itself."""
    text = body.decode("utf-8", "replace")
    return _of_html(text) if is_html(body, content_type) else of_markdown(text)


# --- HTML ----------------------------------------------------------------------------------------------------


def _of_html(text: str) -> Outline:
    found = Outline(
        documents=[one or other for one, other in _DOCUMENT.findall(text)], scripts=_INITIALIZER.findall(text)
    )
    text = without(without(without(text, "<!--", "-->"), "<style", "</style"), "<script", "</script")
    titles: dict[str, str] = {}
    for tag, attributes, words in _elements(text):
        if tag in ("h1", "title"):
            titles.setdefault(tag, words)
        elif tag == "a" and attributes.get("href"):
            found.links.append(Link(attributes["href"], words))
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            found.leads = attributes.get("content", "").partition("=")[2].strip(" '\"")
        elif tag == "link":
            _head(found, attributes)
        elif tag == "redoc" and attributes.get("spec-url"):
            found.documents.append(attributes["spec-url"])
    found.title = titles.get("h1") or re.split("\\s+[|\u00b7\u2013\u2014]\\s+", titles.get("title", ""))[0]
    return found


def _head(found: Outline, attributes: dict[str, str]) -> None:
    kind, target = attributes.get("rel", "").lower().split(), attributes.get("href", "")
    if "canonical" in kind:
        found.canonical = target
    elif "alternate" in kind and "markdown" in attributes.get("type", "").lower():
        found.markdown = target


def _elements(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The elements that count, each with its attributes and the words up to its end."""
    opened: dict[str, tuple[dict[str, str], int]] = {}
    for index, match in enumerate(_TAG.finditer(text)):
        closing, tag = bool(match[1]), match[2].lower()
        if index > 40 * _MOST_LINKS:
            return
        if tag in ("link", "meta", "redoc") and not closing:
            yield tag, _attributes(match[3]), ""
        elif tag in ("a", "h1", "title") and not closing:
            opened[tag] = _attributes(match[3]), match.end()
        elif tag in opened and closing:
            attributes, start = opened.pop(tag)
            yield tag, attributes, _words(text[start : min(match.start(), start + 2000)])


def _attributes(text: str) -> dict[str, str]:
    return {key.lower(): html.unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(text)}


def _words(markup: str) -> str:
    """The text of some markup; the mark that links a heading to itself is none."""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,4000}>", " ", markup)).replace("\u200b", "").split()).strip("#¶ ")


def without(text: str, start: str, end: str) -> str:
    """A text without what stands between two marks; what is never closed reaches to the end."""
    parts: list[str] = []
    small, at = text.lower(), 0
    while (begin := small.find(start, at)) >= 0:
        parts.append(text[at:begin])
        at = small.find(end, begin)
        if at < 0:
            return "".join(parts)
        at += len(end)
    return "".join([*parts, text[at:]])


def shown_by(script: str) -> tuple[list[str], list[str]]:
    """The addresses of documents that a script of Swagger UI shows, and of further files that name such."""
    found = [(match[1], match[2]) for match in _SHOWN.finditer(script)]
    return [url for key, url in found if key == "url"], [url for key, url in found if key != "url"]


# --- Markdown ------------------------------------------------------------------------------------------------


def of_markdown(text: str) -> Outline:
    """The outline of Markdown: also of llms.txt, whose links are its entries, and of llms-full.txt, which names sources."""
    found = Outline()
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and not found.title and (match := _HEADING.match(line)):
            found.title = re.sub(r"[*_`]|\s*\{#.*\}", "", match[1]).strip()
    found.links = [Link(match[2], match[1].strip()) for match in _MARKDOWN_LINK.finditer(text)][:_MOST_LINKS]
    found.links += [Link(address) for address in _SOURCE.findall(text)][:_MOST_LINKS]
    return found
