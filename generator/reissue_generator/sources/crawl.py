"""A documentation looked through from its root: llms.txt, sitemaps, navigation, link by link, within bounds.

What is named by anyone is only an address to ask for: `fetch` asks public hosts alone and follows robots.txt, and nothing
out of the root is asked for at all. What is known already is always asked for, so that a page that no index names any
more is not taken for gone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from . import fetch as sources_fetch
from .documents import keep
from .fetch import Fetched, Options, Problem
from .links import Outline, is_html, of_markdown, outline, shown_by
from .page import cut, handed, unreadable
from .page.cut import Answer
from .page.lines import contents, digest
from .page.text import text_of
from .root import Root, identity, is_document, shown
from .sitemap import SitemapError, sitemap
from .survey import GONE, Found, Shelf, Survey
from .told_calls import Told, document_data, is_openapi, told_by, told_in

DEPTH = 8
"""Links from the root to the last page that is looked at."""
MOST_SITEMAPS = 50
MOST_BYTES = 200 * 2**20
"""Of all pages of one documentation together."""
_AT_A_TIME = 50
_NO_PAGE = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "ico",
        "avif",
        "css",
        "js",
        "mjs",
        "map",
        "woff",
        "woff2",
        "ttf",
        "eot",
        "zip",
        "gz",
        "tar",
        "pdf",
        "mp4",
        "webm",
        "xml",
        "txt",
        "rss",
        "atom",
        "csv",
    ]
)
LOST = re.compile(r"not found|\b404\b|can(?:not|'t|\u2019t) be found|does(?: not|n't|n\u2019t) exist", re.IGNORECASE)
_LISTS = ("llms.txt", "llms-full.txt")

Tell = Callable[[str], None]


@dataclass
class Crawl:
    """One look at one documentation."""

    root: Root
    known: Iterable[str]
    """Addresses that are asked for whether anything leads there or not."""
    passed: Callable[[str], bool]
    """Whether an address is not to be asked for."""
    shelf: Shelf
    options: Options
    most: int
    tell: Tell
    _survey: Survey = field(init=False)
    _next: dict[str, str] = field(default_factory=dict[str, str])
    """What is to be asked for, by identity."""
    _nowhere: set[str] = field(default_factory=set[str])
    """What the site answers for a page that there cannot be: the digest of the text, and its title."""
    _listed: set[str] = field(default_factory=set[str])
    _maps: list[str] = field(default_factory=list[str])
    """Further sitemaps, of which a sitemap tells."""
    _shows: dict[str, str] = field(default_factory=dict[str, str])
    """Scripts of Swagger UI that say which documents it shows, each with its page."""
    _scripts: list[str] = field(default_factory=list[str])
    """Those of them that are still to be asked for."""
    _bytes: int = 0

    def run(self, day: str) -> Survey:
        """Look through it."""
        self._survey = Survey(self.root.start, day)
        self._indexes()
        self._want(self.root.start)
        for url in self.known:
            self._want(url, listed=False)
        for depth in range(DEPTH + 1):
            wave = self._wave()
            if not wave:
                break
            self.tell(f"{len(self._survey.pages)} pages of {self.root.start}")
            for at in range(0, len(wave), _AT_A_TIME):
                if self._bytes > MOST_BYTES:
                    self._note(f"only {MOST_BYTES >> 20} MiB of it were looked at")
                    break
                self._fetch(wave[at : at + _AT_A_TIME], self._page)
                self._fetch(self._instead(), self._page)
                self._follow()
            if depth == DEPTH and self._next:
                self._note(f"links deeper than {DEPTH} were not followed")
        self._settle()
        return self._survey

    def _wave(self) -> list[str]:
        """The pages to ask for next: those that are known first, then by address, so that a bound always cuts at the same."""
        survey, known = self._survey, {identity(url) for url in self.known}
        order = sorted(self._next.items(), key=lambda one: (one[0] not in known, one[0]))
        self._next = {}
        room = max(0, self.most - len(survey.pages))
        if len(order) > room:
            self._note(f"{len(order) - room} pages beyond the first {self.most} were not looked at")
        wave = order[:room]
        for key, url in wave:
            survey.pages[key] = Found(url)
        return [url for _, url in wave]

    def _fetch(self, urls: Iterable[str], done: Callable[[Fetched], None]) -> None:
        sources_fetch.fetch([self.shelf.wanted(url) for url in urls], self.options, done)

    def _note(self, text: str) -> None:
        if text not in self._survey.notes:
            self._survey.notes.append(text)

    # --- indexes ---------------------------------------------------------------------------------------------

    def _indexes(self) -> None:
        """llms.txt and sitemaps, and what the site says of a page that there cannot be."""
        self._fetch([*self.root.beside("llms.txt"), self._impossible()], self._list)
        if not any(url.endswith(_LISTS[0]) for url in self._survey.indexes):
            self._fetch(self.root.beside("llms-full.txt"), self._list)
        asked: set[str] = set()
        maps = self.root.beside("sitemap.xml")
        while maps and len(asked) < MOST_SITEMAPS:
            maps = [url for url in dict.fromkeys(maps) if url not in asked][: MOST_SITEMAPS - len(asked)]
            asked.update(maps)
            self._maps = []
            self._fetch(maps, self._sitemap)
            maps = self._maps

    def _impossible(self) -> str:
        word = hashlib.sha256(self.root.start.encode()).hexdigest()[:12]
        return f"{self.root.base}{self.root.folder}/reissue-{word}"

    def _list(self, fetched: Fetched) -> None:
        taken = self.shelf.take(fetched)
        if taken is None:
            return
        body, media = taken
        if fetched.url == self._impossible():
            # A site that answers anything with a page says "not found" in its own way: this is that way.
            self._nowhere = {digest(text_of(body, media)), outline(body, media).title} - {""}
        elif not is_html(body, media):
            text = body.decode("utf-8", "replace")
            links = of_markdown(text).links
            wanted = [url for link in links if (url := self.root.address(link.address, fetched.url))]
            if wanted:
                self._survey.indexes.append(fetched.url)
            if self.root.holds(fetched.url) or len(wanted) * 2 > len(
                links
            ):  # else it is of a site with other APIs, too
                self._tell_calls(fetched.url, told_in(text))
            for url in wanted:
                self._want(url)

    def _sitemap(self, fetched: Fetched) -> None:
        taken = self.shelf.take(fetched)
        if taken is None or is_html(*taken):
            return
        try:
            found = sitemap(taken[0])
        except SitemapError as error:
            self._note(f"{fetched.url} {error}")
            return
        self._survey.indexes.append(fetched.url)
        for page in found.pages:
            self._want(self.root.address(page, fetched.url))
        same_site = Root(self.root.base + "/")
        self._maps += [url for more in found.more if (url := same_site.address(more, fetched.url))]

    # --- pages -----------------------------------------------------------------------------------------------

    def _want(self, url: str, listed: bool = True) -> None:
        """Ask for a page in the next round, unless it was asked for, or is none. Its Markdown form is asked for instead."""
        if not url or not self.root.holds(url) or self.passed(shown(url)):
            return
        ending = url.rpartition("/")[2].rpartition(".")
        if (ending[1] and ending[2].lower() in _NO_PAGE) or url.endswith(_LISTS):
            return
        key = identity(url)
        if key in self._survey.pages:
            self._survey.pages[key].listed |= listed
        elif key not in self._next or url.endswith(".md"):
            self._next[key] = url
        if listed:
            self._listed.add(key)

    def _instead(self) -> list[str]:
        """The pages whose Markdown form is gone: that says nothing of the page itself."""
        lost = [page for page in self._survey.pages.values() if page.problem == GONE and page.url != shown(page.url)]
        for page in lost:
            page.url, page.problem = shown(page.url), ""
        return [page.url for page in lost]

    def _page(self, fetched: Fetched) -> None:
        key = identity(fetched.url)
        found = self._survey.pages[key]
        reason = self._is_no_page(fetched)
        taken = None if reason else self.shelf.take(fetched)
        if taken is None:
            found.problem = GONE if fetched.problem is Problem.GONE else reason or fetched.reason or "was not read"
            return
        body, media = taken
        self._bytes += len(body)
        data = document_data(body) if is_document(fetched.url) or not is_html(body, media) else None
        if data is not None:
            self._document(found, data)
            return
        if is_document(fetched.url) and not is_html(body, media):  # some other JSON, which is no documentation
            del self._survey.pages[key]
            return
        self._read(found, fetched, body, media)

    def _is_no_page(self, fetched: Fetched) -> str:
        """Why an answer is only a part of a page, or none where there was one; that tells of nothing that is gone."""
        if fetched.problem is not None or fetched.same:
            return ""
        known, url, media = self.shelf.body(fetched.url), fetched.url, fetched.content_type
        text = text_of(fetched.body, media)
        before = None if known is None else Answer(known, self.shelf.media(url), self.shelf.text(url))
        lost = self._is_lost(digest(text), outline(fetched.body, media).title, text)
        other = "" if before is None or lost else unreadable.why(fetched.body, media, text, url, "", before.text)
        return other or cut.why(Answer(fetched.body, media, text), before)

    def _is_lost(self, sha256: str, title: str, text: str) -> bool:
        """Whether a text is what the site says of a page that there cannot be."""
        return sha256 in self._nowhere or (title in self._nowhere and LOST.search(text[:1000]) is not None)

    def _document(self, found: Found, data: dict[str, object]) -> None:
        info = data.get("info")
        title = info.get("title") if isinstance(info, dict) else None  # pyright: ignore
        found.title, found.document = title if isinstance(title, str) else "", True
        found.sha256 = keep(self.shelf.cache, data)
        self._tell_calls(found.url, told_by(data))

    def _read(self, found: Found, fetched: Fetched, body: bytes, media: str) -> None:
        text, about = text_of(body, media), outline(body, media)
        found.title, found.sha256 = about.title[:200], digest(text)
        if self._is_lost(found.sha256, found.title, text):
            found.sha256, found.problem = "", GONE
            return
        final = fetched.final or fetched.url
        final = (self.root.address(about.leads, final) if about.leads else "") or final
        if identity(final) != identity(fetched.url):
            found.final = final
            self._want(self.root.address(final, final))
        else:
            # Fences and components of Markdown name calls as they are written.
            as_written = "" if is_html(body, media) else body.decode("utf-8", "replace")
            self._tell_calls(fetched.url, told_in(contents(text)) | told_in(as_written))
        canonical = self.root.address(about.canonical, final) if about.canonical else ""
        found.canonical = canonical if canonical and identity(canonical) != identity(final) else ""
        self._links(about, final, is_html(body, media))

    def _follow(self) -> None:
        """Ask the scripts of Swagger UI, and the settings that they name, which documents it shows."""
        while self._scripts:
            scripts, self._scripts = self._scripts, []
            self._fetch(scripts, self._shown)

    def _shown(self, fetched: Fetched) -> None:
        page, taken = self._shows[fetched.url], self.shelf.take(fetched)
        if taken is None:
            why = fetched.reason or "was not read"
            self._note(f"{fetched.url} says which documents {page} shows, and could not be read: {why}")
            return
        script = taken[0].decode("utf-8", "replace")
        documents, more = shown_by(script)
        for address in documents:
            self._want(self.root.address(address, page))
        self._ask(more, page)
        if is_openapi(data := handed.document_in(script)):
            key = identity(fetched.url)
            self._listed.add(key)
            self._document(self._survey.pages.setdefault(key, Found(fetched.url)), data or {})

    def _ask(self, scripts: Iterable[str], page: str) -> None:
        for address in scripts:
            url = Root(self.root.base + "/").address(address, page)
            if url and url not in self._shows and not self.passed(shown(url)):
                self._shows[url] = page
                self._scripts.append(url)

    def _links(self, about: Outline, final: str, markup: bool) -> None:
        for address in [link.address for link in about.links] + (about.documents if markup else []):
            self._want(self.root.address(address, final))
        self._ask(about.scripts, final)

    def _tell_calls(self, url: str, told: Iterable[Told]) -> None:
        for call in told:
            name, host = str(call), call.host
            where = self._survey.calls.setdefault(name, shown(url))
            self._survey.calls[name] = min(where, shown(url))  # the same whatever the order in which pages came
            if host:
                self._survey.hosts[name] = min(host, self._survey.hosts.get(name, host))

    def _settle(self) -> None:
        """What leads to a page; and where the documentation itself could not be read."""
        for key, page in self._survey.pages.items():
            page.listed = key in self._listed
        home = self._survey.pages.get(identity(self.root.start))
        if home is not None and home.problem and home.problem != GONE and not self._survey.indexes:
            self._note(f"{self.root.start} {home.problem}")
