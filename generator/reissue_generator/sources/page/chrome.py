"""What surrounds the text of a page: menus, banners, widgets. Taken out by what an element is and where it stands.

Class names count only as whole names of a part (`cookie-banner`), never of a page that has one (`with-sidebar`), and what
holds facts (a table, a sample, a heading of the page) is left out only for a name that can mean nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .addresses import fact
from .endings import WARNS, endings, warnings
from .markup import BLOCKS, Tag, words_of
from .stamps import is_count, is_stamp

_TAGS = frozenset(
    [
        "nav",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "head",
        "script",
        "dialog",
        "video",
        "audio",
    ]
)
_ROLES = frozenset(
    [
        "navigation",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "tooltip",
    ]
)
_HOLDERS = frozenset(["main", "article", "header", "section", "body"])
_WHOLE = frozenset(["html", "body", "main", "article"])

_PLAIN = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "sidebar",
        "sidenav",
        "breadcrumb",
        "breadcrumbs",
        "toc",
        "cookie",
        "cookies",
        "gdpr",
        "footer",
        "topbar",
        "skiplink",
        "cookiebot",
        "onetrust",
        "intercom",
        "crisp",
        "drift",
        "zendesk",
        "hubspot",
        "tawk",
        "docsearch",
        "algolia",
        "adsbygoogle",
        "carbonads",
    ]
)
"""Words that name what surrounds a page, whatever it holds."""
_LIKELY = frozenset(
    [
        "banner",
        "announcement",
        "announcements",
        "promo",
        "promotion",
        "advert",
        "advertisement",
        "ad",
        "ads",
        "sponsor",
        "sponsors",
        "sponsored",
        "newsletter",
        "subscribe",
        "chat",
        "chatbot",
        "chatwidget",
        "feedback",
        "helpful",
        "rating",
        "ratings",
        "reactions",
        "votes",
        "vote",
        "stars",
        "views",
        "counter",
        "pagination",
        "pager",
        "paginator",
        "prev",
        "prevnext",
        "menu",
        "search",
        "searchbar",
        "searchbox",
        "switcher",
        "picker",
        "share",
        "social",
        "hiring",
        "toast",
        "popup",
        "modal",
        "consent",
        "community",
        "related",
        "contributors",
        "editpage",
        "lastupdated",
    ]
)
"""Words that name it, or else a fact (`pagination` of a list, `status` of an invoice)."""
_PHRASES = (
    ("table", "of", "contents"), ("on", "this", "page"), ("hash", "link"), ("edit", "this", "page"), ("last", "updated"),
    ("last", "modified"), ("page", "nav"), ("page", "navigation"), ("skip", "to"), ("version", "select"), ("version", "dropdown"),
    ("prev", "next"), ("next", "prev"), ("previous", "next"), ("skip", "link"), ("side", "bar"), ("bread", "crumbs"), ("bread", "crumb"), ("reading", "time"),
    ("tocs",), ("theme", "toggle"), ("theme", "switch"), ("color", "mode"), ("dark", "mode"),
)  # fmt: skip
_HARMLESS = frozenset(
    [
        "theme",
        "doc",
        "docs",
        "site",
        "page",
        "main",
        "top",
        "bottom",
        "left",
        "right",
        "desktop",
        "mobile",
        "bar",
        "container",
        "wrapper",
        "wrap",
        "widget",
        "box",
        "inner",
        "outer",
        "list",
        "item",
        "items",
        "link",
        "links",
        "btn",
        "button",
        "css",
        "module",
        "sc",
        "root",
        "section",
        "block",
        "area",
        "content",
        "body",
        "text",
        "icon",
        "fixed",
        "sticky",
        "global",
        "js",
        "md",
        "lg",
        "sm",
        "xl",
        "table",
        "of",
        "contents",
        "on",
        "this",
        "in",
        "the",
        "api",
        "reference",
        "layout",
        "version",
        "versions",
        "light",
        "dark",
        "title",
        "heading",
        "label",
        "group",
        "row",
        "form",
        "input",
        "select",
        "dropdown",
        "helpful",
        "was",
        "we",
        "are",
        "new",
        "is",
        "open",
        "close",
        "small",
        "large",
        "count",
        "vertical",
        "horizontal",
        "primary",
        "secondary",
        "col",
        "column",
        "date",
        "time",
        "user",
        "site",
        "md",
    ]
)
"""Words that may stand beside one of those in a name, and change nothing."""
_NOT_A_PART = frozenset(
    ["with", "has", "no", "without", "uses", "have", "enable", "enabled", "is", "show", "hide", "not"]
)
_FACTS = frozenset(["table", "pre", "dl", "code", "h1"])


def pruned(page: Tag) -> Tag:
    """The part of a page that says something: its `main` or `article` where that has text, without what surrounds it."""
    words = max(1, len(page.text.split()))
    _prune(page, False, words)
    cores = [core for core in (_first(page, "main"), _first(page, "article"), _by_role(page)) if core is not None]
    for core in cores:
        if len(core.text.split()) >= 12:
            return Tag(core.tag, core.attributes, [*warnings(page, core), *core.children])
    return page


def _first(page: Tag, tag: str) -> Tag | None:
    """The only element of a tag; where there are several, what holds them is the page."""
    found = [element for element in page.within if element.tag == tag]
    return found[0] if len(found) == 1 else None


def _by_role(page: Tag) -> Tag | None:
    return next((element for element in page.within if element.role == "main"), None)


def _prune(element: Tag, inside: bool, words: int) -> None:
    """Take out what surrounds; `inside` says whether this is part of the page's `main` or `article`."""
    inside = inside or element.tag in ("main", "article") or element.role == "main"
    kept: list[Tag | str] = []
    for child in element.children:
        if isinstance(child, Tag):
            is_day = element.tag in _HOLDERS and _is_day(element, child)
            if is_day or _surrounds(child, inside, words):
                kept += [" ", *endings(child, inside and not is_day)]
                continue
            _prune(child, inside, words)
        kept.append(child)
    element.children = kept
    element.changed()


_DAY_OF_PAGE = frozenset(
    ["updated", "published", "modified", "edited", "posted", "byline", "meta", "metadata", "pubdate"]
)


def _is_day(holder: Tag, element: Tag) -> bool:
    """Whether an element says only the day of the page: in its header, or by what it is called. Any other day is a fact."""
    if not any(one.tag == "time" and one.text and one.text == element.text for one in element.within):
        return False
    named = [word for one in (holder, *element.within) for name in one.names for word in name]
    named += [word for one in element.within for word in words_of(one.attributes.get("itemprop", ""))]
    return holder.tag == "header" or bool(_DAY_OF_PAGE & set(named))


def _surrounds(element: Tag, inside: bool, words: int) -> bool:
    if element.tag in _TAGS or (
        element.tag in ("button", "a", "span", "label") and is_stamp(element.text) and not is_count(element.text)
    ):
        return True
    if element.tag == "a" and {"next", "prev"} & set(element.attributes.get("rel", "").lower().split()):
        return True
    if element.tag == "select":
        return _is_picker(element)
    if element.tag in _WHOLE or element.role == "main":
        return False
    plain, likely = _called(element)
    told = plain or likely or element.tag in ("header", "footer") or element.role in _ROLES or element.role == "banner"
    if not told:
        return _is_contents(element)
    holds = {one.tag for one in element.within}
    if holds & {"main", "article"}:
        return False
    if element.tag in ("header", "footer"):
        return element.tag == "footer" or not (inside or "h1" in holds)
    if element.role in _ROLES or (element.role == "banner" and not inside) or _is_contents(element):
        return True
    size = len(element.text.split())
    if plain:
        return "h1" not in holds and (size < 40 or size * 2 < words)
    headed = holds & {"h2", "h3"} and not any("newsletter" in name for name in element.names)
    return likely and not holds & _FACTS and not headed and size < 60 and not WARNS.search(element.text)


def _called(element: Tag) -> tuple[bool, bool]:
    """Whether what an element is called names what surrounds a page: for sure, or else likely."""
    told = element.attributes
    label = told.get("aria-label", "")
    # An id is also the anchor of a heading, so what it says must be plain.
    anchor = told.get("id", "") if element.tag in BLOCKS else ""
    return _kind(told.get("class", ""), told.get("data-component-part", ""), told.get("data-testid", ""), label, anchor)


@lru_cache(4096)
def _kind(classes: str, part: str, test: str, label: str, anchor: str) -> tuple[bool, bool]:
    names = [words_of(one) for one in (*classes.split(), part, test) if one]
    names.append(re.findall("[a-z]+", label[:80].lower()))
    told = re.findall("[a-z]+", anchor[:80].lower())
    plain = any(_names(one, _PLAIN) or _is_phrase(one) for one in names) or _names(told, _PLAIN) or _is_phrase(told)
    return plain, any(_names(one, _LIKELY) for one in names)


_PICKERS = re.compile(r"(?i)version|lang|locale|theme|release|region|edition")
_VERSION = re.compile(
    r"(?i)v?\d+(?:\.[\dx]+){0,3}(?: ?\(.{0,30}\))?|latest|next|stable|beta|english|deutsch|fran\u00e7ais|espa\u00f1ol"
)


def _is_picker(select: Tag) -> bool:
    """Whether a choice is one of versions or languages of the page, and not of values of a field."""
    told = " ".join(select.attributes.get(one, "") for one in ("id", "name", "class", "aria-label"))
    options = [one.text for one in select.elements if one.text]
    return _PICKERS.search(told) is not None or all(_VERSION.fullmatch(one) for one in options)


def _names(words: list[str], wanted: frozenset[str]) -> bool:
    """Whether a name is that of such a part: one of the words, and none that makes something else of it."""
    if not words or _NOT_A_PART & set(words):
        return False
    return bool(wanted & set(words)) and all(
        word in wanted
        or word in _HARMLESS
        or word in _PLAIN
        or word in _LIKELY
        or len(word) <= 2
        or word.isdigit()
        or _is_hash(words, word)
        for word in words
    )


def _is_hash(words: list[str], word: str) -> bool:
    """Whether a word at the end can be what a bundler added."""
    return words.index(word) >= max(1, len(words) - 3) and len(word) <= 3


def _is_phrase(words: list[str]) -> bool:
    return any(
        words[at : at + len(phrase)] == list(phrase) for phrase in _PHRASES for at in range(min(len(words), 4))
    ) and not _NOT_A_PART & set(words)


def _is_contents(element: Tag) -> bool:
    """Whether a list is made of links alone: a table of contents, a menu, or neighbouring pages."""
    if element.tag not in ("ul", "ol", "aside"):
        return False
    links = [one for one in element.within if one.tag == "a"]
    if len(links) < 2 or all(map(fact, links)) or any(one.tag in _FACTS for one in element.within):
        return False
    return "".join(link.text for link in links).replace(" ", "") == element.text.replace(" ", "")
