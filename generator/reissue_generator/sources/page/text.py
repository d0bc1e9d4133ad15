"""A vendor's page as text: what it says, without what surrounds it and without what changes by itself.

Two fetches of a page whose facts are the same give the same digest: markup, menus, widgets, white space and the day on which the
page was made do not count. A date, a window, an id or a version in the facts does. How the text is written: `lines.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress

from ...document import essence, is_json
from . import (
    addresses,
    chrome,
    columns,
    components,
    data,
    elements,
    grids,
    markdown,
    rows,
    spoken,
    stamps,
    tabs,
    tips,
    unseen,
)
from .lines import Line, plain, written
from .markup import Tag, tree, without

NORMALISER = 2
"""Number of these rules. Digests of other numbers are not comparable; a change of any rule raises it."""

FEW_WORDS = 12
"""A page with fewer words is a shell that a script fills: its digest would never change."""

_THIN = 80
"""A page with fewer words of its own gets them from its data."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)


def text_of(body: bytes, content_type: str) -> str:
    """The text of a response. A binary document is only its digest: that it changed can be told, not how."""
    media = essence(content_type)
    text = decoded(body, content_type)
    if is_html(media, text):
        return text_of_html(text)
    if is_json(media):
        return _written(_lines_of_json(text))
    if media in ("text/markdown", "text/x-markdown", "text/mdx"):
        return _text_of_tree(tree(markdown.html_of(text)))
    if media == "text/plain" or not media:
        return (
            _text_of_tree(tree(markdown.html_of(text))) if _looks_like_markdown(text) else _written(_plain_lines(text))
        )
    if media.startswith("text/") or media.endswith(("yaml", "xml", "javascript")):
        return _written(_plain_lines(text))
    return f"(a document of type {media}, {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()})"


def is_html(media: str, text: str) -> bool:
    """Whether a body is a page in HTML."""
    return media in ("text/html", "application/xhtml+xml") or (not media and "<html" in text[:2000].lower())


def text_of_html(markup: str) -> str:
    """The text of a page in HTML."""
    return _text_of_tree(tree(markup))


def _text_of_tree(page: Tag) -> str:
    shown = tree_without_scripts(page)
    found = rows.lines_of(shown)
    words = sum(len(line.content.split()) for line in found)
    found += data.lines_of(page, words < _THIN, rows.lines_of)
    return _written(found)


def tree_without_scripts(page: Tag) -> Tag:
    """What a page shows."""
    tabs.labelled(page)
    unseen.marked(page)
    components.spelt_out(page)
    elements.spelt_out(page)
    grids.laid_out(page)
    spoken.written_out(page)
    tips.written_out(page)
    addresses.written_out(page)
    shown = Tag(page.tag, page.attributes, list(page.children))
    shown = _copied(shown)
    without(shown, "script", "style", "title", "head")
    return chrome.pruned(shown)


def _copied(element: Tag) -> Tag:
    children = [child if isinstance(child, str) else _copied(child) for child in element.children]
    return Tag(element.tag, element.attributes, children)


def _written(lines: list[Line]) -> str:
    return written(columns.attributed(list(stamps.counted(lines))))


def _lines_of_json(text: str) -> list[Line]:
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False)
    return _plain_lines(text)


def _plain_lines(text: str) -> list[Line]:
    return [Line(plain(row.replace("\t", "    "))) for row in text.replace("\r\n", "\n").split("\n") if row.strip()]


def _looks_like_markdown(text: str) -> bool:
    return any(row.startswith(("# ", "## ", "### ", "```", "| ", "---")) for row in text[:200_000].split("\n"))


def decoded(body: bytes, content_type: str) -> str:
    """The characters of a body, by what the server and the page say of them."""
    found = re.search(r"charset\s*=\s*\"?([a-z0-9_-]+)", content_type.lower().partition(";")[2])
    meta = _CHARSET.search(body[:4096])
    for name in (found[1] if found else "", meta[1].decode("ascii") if meta else "", "utf-8"):
        try:
            return body.decode(name) if name else body.decode("utf-8-sig")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return body.decode("utf-8", "replace")
