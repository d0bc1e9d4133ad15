"""In which form a page is read: as it is, as Markdown where the vendor has it so, or as the OpenAPI document that it is.

The lock holds in which form a page was read. Another form is taken over only where the page in its old form is just now
what the lock says, or was read again: a change of form is no change of a page, and never hides one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urlsplit

from . import behind, published
from . import fetch as sources_fetch
from .cache import Cache, State, keep_in
from .crawl import LOST
from .documents import path_of
from .fetch import NEGOTIATED, Fetched, Options, Problem, Wanted
from .links import is_html, of_markdown, outline
from .lock import Entry
from .page.lines import digest
from .page.text import text_of
from .root import Root, identity, split

_NAME = "twins.json"
_GUESSES = 2
"""Pages of a site that are asked for in a form that nobody names, before that is given up."""
_SHARED = 0.5
"""How much of the words of a page its Markdown form must have."""
_ALIKE = 0.95
"""So many of the words of both have two answers of a site for what is not there."""
_FACT = re.compile(r"\w{1,60}(?:[.,:-]\w{1,60}){0,4}")
_STAMP = re.compile(r"^(?=.{1,120}$).{0,40}\b(?:updated|modified|edited)\b.{0,80}$", re.MULTILINE)
"""A line that says when a page was written; only one of two forms may have it."""
_WORD = re.compile(r"[^\W_]{3,40}")


def read_as(cache: Cache, url: str, entry: Entry) -> State | None:
    """What is known of a page in the form in which the lock has it; None where it is not to be had in that form."""
    if entry.form is None:
        return cache.state(url)
    if entry.form == published.OPENAPI:
        return published.state_of(cache, url)
    state = cache.state(entry.form)
    if state is None or state.problem or not _is_told(cache, url, entry.form):
        return None
    return replace(state, url=url)


def preferred(cache: Cache, url: str) -> tuple[str | None, State | None]:
    """The best form of a page that is at hand, and what is known of it so."""
    if (document := published.state_of(cache, url)) is not None:
        return published.OPENAPI, document
    twin = twins(cache).get(url)
    state = cache.state(twin) if twin else None
    if twin and state is not None and state.sha256 and not state.problem and not _leads(cache, url, twin):
        return twin, replace(state, url=url)
    return None, cache.state(url)


def _leads(cache: Cache, url: str, twin: str) -> bool:
    """Whether a page is newer than its Markdown form, or says far more: then it is read itself."""
    page, state = behind.own(cache, url), cache.state(twin)
    here, there = cache.text_at(url), cache.text_at(twin)
    if page is None or state is None or not here or not there:
        return False
    return behind.is_richer(here, there) or (page.seen > state.seen and bool(differing(cache, url, twin)))


def differing(cache: Cache, url: str, form: str | None) -> list[str]:
    """The words that only the page or only its Markdown form has: facts, perhaps, that differ. Of a document there are none."""
    text, other = cache.text_at(url), cache.text_at(form) if form and form != published.OPENAPI else None
    if text is None or other is None:
        return []
    everything = set(_FACT.findall((cache.raw(url) or b"").decode("utf-8", "replace").lower()))
    here, there = (set(_FACT.findall(_STAMP.sub("", one.lower()))) for one in (text, other))
    return sorted((here - there) | (there - here - everything))


def apart(cache: Cache, url: str, form: str) -> list[str]:
    """The facts that only the page or only its Markdown form has."""
    text, other = cache.text_at(url), cache.text_at(form) if behind.is_twin(form) else None
    raw = (cache.raw(url) or b"").decode("utf-8", "replace")
    return [] if text is None or other is None else behind.apart(text, other, raw)


def text_of_digest(cache: Cache, form: str | None, sha256: str) -> str:
    """What a digest of some form of a page stands for, as far as it is here."""
    if form != published.OPENAPI:
        return cache.text(sha256) or ""
    try:
        return path_of(cache.root, sha256).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def titled(entry: Entry, cache: Cache, url: str) -> Entry:
    """An entry with what the page calls itself, where it leads to, and what it says itself, unless it holds that already."""
    state, form = cache.state(url), entry.form if entry.form and entry.form != published.OPENAPI else url
    page, about = cache.raw(form), cache.state(form)
    title = entry.title or (outline(page, about.content_type).title[:200] if page and about else "")
    if entry.form == published.OPENAPI:
        title = ""
    final = state.final if state is not None and state.sha256 and identity(state.final or url) != identity(url) else ""
    own = state.sha256 if state is not None and not state.problem and behind.is_twin(entry.form) else None
    return replace(entry, title=title or None, at=entry.at or final or None, page=entry.page or own or None)


def twins(cache: Cache) -> dict[str, str]:
    """The Markdown forms that were found and proved, by page."""
    try:
        told: Any = json.loads((cache.root / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = cast("dict[object, object]", told) if isinstance(told, dict) else {}
    return {key: value for key, value in rows.items() if isinstance(key, str) and isinstance(value, str)}


def _is_told(cache: Cache, url: str, form: str) -> bool:
    """Whether the last look at a page found this form of it."""
    return twins(cache).get(url) == form


# --- finding them --------------------------------------------------------------------------------------------


def fetch(cache: Cache, urls: Iterable[str], locked: dict[str, str], options: Options, today: str) -> None:
    """Look for the Markdown forms of pages that were fetched just now, and fetch them. `locked` are the forms of the lock."""
    before, found = twins(cache), dict(twins(cache))
    for base, pages in _by_site(urls, options).items():
        site = _Site(cache, base, options, today)
        for url, form in site.look(pages, before | locked).items():
            if form:
                found[url] = form
            else:
                found.pop(url, None)
    if found != before:
        keep_in(cache.root, _NAME, json.dumps(found, indent=1, sort_keys=True).encode())


def _by_site(urls: Iterable[str], options: Options) -> dict[str, list[str]]:
    sites: dict[str, list[str]] = {}
    for url in urls:
        parts = split(url)
        if parts is not None and (options.allow_local or parts.scheme == "https"):
            sites.setdefault(f"{parts.scheme}://{parts.netloc}", []).append(url)
    return sites


@dataclass
class _Site:
    """The pages of one site, all of which have their other form in the same way, if they have one."""

    cache: Cache
    base: str
    options: Options
    today: str
    _nowhere: str = field(default="", init=False)
    """Digest of what the site answers for a Markdown page that there cannot be."""
    _named: dict[str, str] = field(default_factory=dict[str, str], init=False)
    """What llms.txt names, by identity."""

    def look(self, pages: list[str], known: dict[str, str]) -> dict[str, str]:
        """The Markdown form of each page; '' where it has none."""
        pages = [url for url in pages if _may_have_one(self.cache, url)]
        if not pages:
            return {}
        self._index(pages)
        certain = {url: form for url in pages if (form := self._told(url, known))}
        found = self._proved(certain)
        left = [url for url in pages if not found.get(url)]
        for make in (_with_ending, _negotiated):
            tried = self._proved({url: make(url) for url in left[:_GUESSES]})
            if any(tried.values()):
                tried |= self._proved({url: make(url) for url in left[_GUESSES:]})
            found |= {url: form for url, form in tried.items() if form}
            left = [url for url in left if not found.get(url)]
        return dict.fromkeys(pages, "") | found

    def _index(self, pages: list[str]) -> None:
        """What llms.txt names, and how the site answers for a Markdown page that there cannot be."""
        impossible = f"{self.base}/reissue-there-is-no-such-page.md"
        folders = {root for url in pages for root in Root(url).beside("llms.txt")} if len(pages) == 1 else set[str]()
        first = f"/{pages[0].split('/', 3)[-1].partition('/')[0]}"
        asked = [impossible, f"{self.base}/llms.txt", f"{self.base}{first}/llms.txt", *folders]
        for fetched in self._fetched(dict.fromkeys(asked)):
            if fetched.problem is not None:
                continue
            if fetched.url == impossible:
                nowhere = text_of(fetched.body, fetched.content_type)
                self._nowhere = digest(nowhere)
                self._give_up(pages, nowhere)
                continue
            if is_html(fetched.body, fetched.content_type):
                continue
            for link in of_markdown(fetched.body.decode("utf-8", "replace")).links:
                there = Root(self.base + "/").address(link.address, fetched.url)
                if there.endswith((".md", ".mdx")):
                    self._named[identity(there)] = there

    def _give_up(self, pages: Iterable[str], nowhere: str) -> None:
        """Pages that say what the site says of a page that there cannot be are none, whatever their status. A start page is one."""
        for url in pages:
            state = self.cache.state(url)
            text = self.cache.text(state.sha256) if state is not None and state.sha256 and not state.problem else None
            if text and urlsplit(url).path.strip("/") and _is_alike(text, nowhere):
                reason = "the site answers any address with this text, also one that there cannot be"
                self.cache.store(Fetched(url, problem=Problem.UNREADABLE, reason=reason), self.today)

    def _told(self, url: str, known: dict[str, str]) -> str:
        """The form that the page itself, the index, or an earlier look names."""
        raw = self.cache.raw(url) or b""
        own = outline(raw, "text/html").markdown if is_html(raw, "") else ""
        for form in (Root(self.base + "/").address(own, url) if own else "", self._named.get(identity(url), "")):
            if form and identity(form).partition("?")[0] == identity(url).partition("?")[0]:
                return form
        form = known.get(url, "")
        return "" if form == published.OPENAPI else form

    def _proved(self, forms: dict[str, str]) -> dict[str, str]:
        """Which of these addresses hold the Markdown form of their page. What is proved is in the cache."""
        wanted = {form: url for url, form in forms.items()}
        for fetched in self._fetched(wanted, cached=True):
            if fetched.same or self._is_twin(wanted[fetched.url], fetched):
                self.cache.store(fetched, self.today)
            else:
                forms = forms | {wanted[fetched.url]: ""}
        return forms

    def _is_twin(self, url: str, fetched: Fetched) -> bool:
        """Whether an answer is a page in Markdown, and this page."""
        if fetched.problem is not None or is_html(fetched.body, fetched.content_type):
            return False
        text = text_of(fetched.body, fetched.content_type)
        about = of_markdown(fetched.body.decode("utf-8", "replace"))
        if digest(text) == self._nowhere or (LOST.search(about.title) and len(text) < 2000):
            return False
        if fetched.url.endswith(NEGOTIATED) and "markdown" not in fetched.content_type.lower():
            return False
        return _says_the_same(self.cache, url, text, about.title)

    def _fetched(self, urls: Iterable[str], cached: bool = False) -> list[Fetched]:
        found: list[Fetched] = []
        wanted = [self.cache.wanted(url) if cached else Wanted(url) for url in urls]
        sources_fetch.fetch(wanted, self.options, found.append)
        return found


def _may_have_one(cache: Cache, url: str) -> bool:
    """Whether a page is one that has another form: no Markdown itself, and no document."""
    raw = cache.raw(url)
    return not url.endswith((".md", ".mdx", ".txt", ".json", ".yaml", ".yml", ".pdf")) and (
        raw is None or is_html(raw, "")
    )


def _says_the_same(cache: Cache, url: str, text: str, title: str) -> bool:
    """Whether a text has most of the words of a page; of a page that a script fills nothing but the title can tell."""
    page = cache.text_at(url)
    if page is None:
        return bool(title) and len(text.split()) > 20
    words = _words(page)
    return len(words & _words(text)) >= _SHARED * len(words)


def _is_alike(text: str, other: str) -> bool:
    """Whether two texts have nearly the same words; an address that was asked for may stand in each."""
    one, two = _words(text), _words(other)
    return len(one & two) >= _ALIKE * max(len(one | two), 1)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _negotiated(url: str) -> str:
    """The address itself, asked for as Markdown."""
    return url.partition("#")[0] + NEGOTIATED


def _with_ending(url: str) -> str:
    """The address of the Markdown form where there is one by convention."""
    bare = url.partition("#")[0].partition("?")[0]
    return f"{bare.rstrip('/')}.md" if bare.count("/") > 3 or not bare.endswith("/") else f"{bare}index.md"
