"""What a documentation has that no specification rests on, and what became of pages: added, moved, renamed, gone.

A survey is compared with what is known: the pages of the specifications, and what sources.lock has beside them (the first
survey of this machine, as long as the lock has nothing). Nothing of it counts as read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..document import Document
from ..findings import Finding, Level, Place, cut, few
from ..tree.project import Project
from . import lock as sources_lock
from . import published
from . import usage as sources_usage
from .cache import Cache
from .crawl import Crawl
from .fetch import Options, Problem
from .known import Other, is_page
from .lock import Lock
from .moves import Moved, edits, moves, plain
from .page import kept
from .root import Root, identity, roots_of, shown
from .settings import settings_of
from .survey import GONE, Found, Shelf, Survey, grouped, listed
from .told_calls import Calls, Told, covers
from .usage import Page

_ONE_BY_ONE = 5
"""So many pages of a folder are told one by one; more are told together."""


@dataclass
class Documentation:
    """One root, the specifications that rest on it, and their pages below it by identity."""

    root: Root
    providers: list[str] = field(default_factory=list[str])
    pages: dict[str, Page] = field(default_factory=dict[str, Page])
    documents: list[Document] = field(default_factory=list[Document])
    """The specifications themselves."""


def documentations(
    project: Project, providers: Iterable[str] = (), used: Mapping[str, Page] | None = None
) -> list[Documentation]:
    """The documentations behind some specifications; none named: all. `used` are all pages, where they are at hand.

    Raises SpecError and ConfigurationError.
    """
    settings, used = settings_of(project), sources_usage.pages(project) if used is None else used
    found: dict[str, Documentation] = {}
    documents = {use.provider: use.document for page in used.values() for use in page.uses}
    for provider in sources_usage.named(project, list(providers)):
        urls = [url for url, page in used.items() if provider in page.providers]
        for root in roots_of(urls, settings.docs.get(provider, ())):
            one = found.setdefault(root.start, Documentation(root))
            one.providers.append(provider)
            one.documents.append(documents.get(provider) or sources_usage.document_of(project, provider))
    for one in found.values():
        one.pages = {identity(url): page for url, page in used.items() if set(page.providers) & set(one.providers)}
    return list(found.values())


# --- looking -------------------------------------------------------------------------------------------------


def survey(
    project: Project, cache: Cache, providers: Iterable[str], options: Options, day: str, tell: Callable[[str], None]
) -> None:
    """Look through the documentations of some specifications, and keep what was found in the cache."""
    settings, known, shelf = settings_of(project), sources_lock.load(project).known, Shelf(cache.root)
    for one in documentations(project, providers):
        if not may_look(one.root, options):
            continue
        first = shelf.survey(one.root.start)
        urls = [page.url for page in one.pages.values()]
        urls += [url for url in known.others if is_page(url) and "*" not in url]
        urls += (
            [page.url for key, page in first.pages.items() if not page.problem or key in first.first] if first else []
        )
        urls = [one.root.address(url, url) or url for url in dict.fromkeys(urls) if one.root.holds(url)]
        crawl = Crawl(one.root, urls, known.passes, shelf, options, settings.pages, tell)
        shelf.keep(crawl.run(day))


def may_look(root: Root, options: Options) -> bool:
    """Whether a documentation is fetched at all: without https it is read by hand."""
    return options.allow_local or root.start.startswith("https:")


# --- judging -------------------------------------------------------------------------------------------------


@dataclass
class Judged:
    """What became of the documentations. Pages by their address in the specifications."""

    findings: list[Finding] = field(default_factory=list[Finding])
    moved: set[str] = field(default_factory=set[str])
    """Pages of specifications that have another address: that the old one is gone is said with it."""
    goals: set[str] = field(default_factory=set[str])
    """Where they are now, by identity: these belong to their specifications, and are known for nothing else."""
    gone: set[str] = field(default_factory=set[str])
    """Pages of specifications that are gone: what their address answers now says nothing of them."""
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Pages of specifications with another title: the old one, the new one."""


def judge(
    project: Project, cache: Cache, providers: Iterable[str] = (), used: Mapping[str, Page] | None = None
) -> Judged:
    """Compare the last surveys with what is known. Reads only. Raises SpecError and ConfigurationError."""
    lock, shelf, result = sources_lock.load(project), Shelf(cache.root), Judged()
    for one in documentations(project, providers, used):
        found = shelf.survey(one.root.start)
        if found is None:
            result.findings.append(_not_looked(one, lock))
        else:
            _Judge(project, one, found, lock, cache, shelf, result).run()
    return result


def _not_looked(one: Documentation, lock: Lock) -> Finding:
    names = " ".join(one.providers)
    message = f"nobody has looked through {one.root.start} ({names}) on this machine; new pages are not known"
    if one.root.start.startswith("http:"):
        message = f"{one.root.start} ({names}) is not https, so new pages are to be looked for by hand"
    return Finding("source-not-surveyed", Level.NOTE, message, lock.place(), f"reissue sources discover {names}")


def before(lock: Lock, found: Survey) -> tuple[dict[str, tuple[str, Other]], set[str]]:
    """The other pages of a documentation that are known, by identity with their address, and the known calls."""
    others = {key: one for key, one in lock.known.pages().items() if Root(found.root).holds(one[0])}
    calls = {what.rpartition(" at ")[0] for what in lock.known.others if what.endswith(f" at {found.root}")}
    if found.root not in lock.known.docs:
        for key, title in found.first.items():
            url = found.pages[key].url if key in found.pages else f"{Root(found.root).base.partition(':')[0]}://{key}"
            others.setdefault(key, (shown(url), Other(title, sha256=found.first_documents.get(key, ""))))
        calls |= set(found.first_calls)
    return others, calls


@dataclass
class _Judge:
    project: Project
    docs: Documentation
    found: Survey
    lock: Lock
    cache: Cache
    shelf: Shelf
    result: Judged
    others: dict[str, tuple[str, Other]] = field(default_factory=dict[str, tuple[str, Other]])
    known: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def run(self) -> None:
        others, calls = before(self.lock, self.found)
        self.others = {key: one for key, one in others.items() if key not in self.docs.pages}
        known = self.docs.pages.keys() | self.others.keys()
        new = {
            key: page
            for key, page in self.found.alive.items()
            if key not in known and not page.final and not self.lock.known.passes(shown(page.url))
        }
        self.known = self._known()
        moved = moves(self.found, self.known, new, self.shelf.text, self._text)
        for move in moved.values():
            self._moved(move)
            new.pop(identity(move.there), None)
        for key in sorted(known - moved.keys()):
            self._stays(key)
        self._new(new)
        self._open(moved.keys())
        self._calls(calls)
        self._unread(known)
        for note in self.found.notes:
            text = f"{self.found.root}: {note}"
            self._tell("source-survey", Level.WARNING, text, "what was not looked at is not known to be as it was")

    def _known(self) -> dict[str, tuple[str, str]]:
        """Address and title of every known page below the root, as they are in the lock."""
        known = {key: (page.url, self._entry_title(page)) for key, page in self.docs.pages.items()}
        known |= {key: (url, other.title) for key, (url, other) in self.others.items()}
        return {key: one for key, one in known.items() if self.docs.root.holds(one[0])}

    def _entry_title(self, page: Page) -> str:
        entry = self.lock.pages.get(page.url)
        if entry is not None and entry.title:
            return entry.title
        return self.found.first.get(identity(page.url), "")

    def _text(self, key: str) -> str:
        """The text that a known page had."""
        page = self.docs.pages.get(key)
        entry = self.lock.pages.get(page.url) if page is not None else None
        text = self.cache.text(entry.sha256) if entry is not None and entry.sha256 else None
        return text or self.shelf.text(self.found.pages[key].url if key in self.found.pages else "")

    # --- each kind ---------------------------------------------------------------------------------------

    def _moved(self, move: Moved) -> None:
        page = self.docs.pages.get(move.key)
        entry = self.lock.pages.get(page.url) if page is not None else None
        if entry is not None and entry.at is not None and identity(entry.at) == identity(move.there):
            return  # so it was when the page was read
        there = shown(move.there)
        message = f"{move.url} has moved to {there}: {move.why}"
        if page is None:
            hint = "take over the new address, known as the old one was: reissue sources refresh --accept"
            self._tell("source-moved", Level.WARNING, message, hint, url=move.url)
            return
        self.result.moved.add(page.url)
        self.result.goals.add(identity(move.there))
        hint = (
            f"compare it, put {there} into x-reissue-source, then: reissue sources refresh {' '.join(page.providers)}"
        )
        # What an address says that leads there was compared as the page itself.
        led = self.found.pages[move.key].final
        detail = "" if led else edits(page, self._text(move.key), self.shelf.text(move.there))
        self._tell("source-moved", Level.ERROR, f"{message}; {_carried(page)}", hint, page, detail=detail)

    def _stays(self, key: str) -> None:
        page, found = self.docs.pages.get(key), self.found.pages.get(key)
        url, title = self.known.get(key, ("", ""))
        if found is None or not url:
            return
        if found.problem == GONE or self._is_home(found):
            self._gone(page, url, found)
        elif found.document and page is None:
            self._document(found, self.others[key][1])
        elif found.sha256 and title and found.title and plain(title) != plain(found.title):
            if self._is_another(key, page, found):  # what stands in the place of a page is no title of it
                return
            message = f"{url} is called {found.title!r} now; it was {title!r}"
            if page is None:
                hint = "take over the new title: reissue sources refresh --accept"
                self._tell("source-renamed", Level.WARNING, message, hint, url=url)
                return
            self.result.renamed[page.url] = title, found.title
            hint = (
                f"read it, set `read:` under x-reissue-source, then: reissue sources refresh {' '.join(page.providers)}"
            )
            self._tell("source-renamed", Level.WARNING, f"{message}; {_carried(page)}", hint, page)

    def _is_another(self, key: str, page: Page | None, found: Found) -> bool:
        """Whether an address has no page now, or one that shares nothing with what is known of it."""
        state = self.cache.state(page.url) if page is not None else None
        failed = state is not None and state.problem == Problem.UNREADABLE
        return failed or kept.nothing_left(self._text(key), self.shelf.text(found.url))

    def _document(self, found: Found, other: Other) -> None:
        """A published OpenAPI document that no specification names: compared all the same, as what it describes is ours."""
        if not other.sha256 or other.sha256 == found.sha256:
            return
        uses = [use for page in self.docs.pages.values() for use in page.uses]
        if not uses:
            return
        page = Page(shown(found.url), uses)
        told, changes = published.compared(self.project, self.cache.root, page, other.sha256, found.sha256)
        message = f"{page.url} has changed; it is an OpenAPI document that no specification names: {told}"
        hint = "compare with the specification, then: reissue sources refresh --accept"
        self._tell("source-changed", Level.WARNING, message, hint, url=page.url)
        self.result.findings += changes

    def _is_home(self, found: Found) -> bool:
        """Whether an address leads to where the documentation begins, as those of pages that are gone do."""
        home = identity(self.found.root)
        ends = {home, identity(self.found.pages[home].final)} if home in self.found.pages else {home}
        return bool(found.final) and identity(found.final) in ends and identity(found.url) != home

    def _gone(self, page: Page | None, url: str, found: Found) -> None:
        why = "its address leads to where the documentation begins" if found.final else "there is no such page any more"
        if page is None:
            hint = "drop it from what is known: reissue sources refresh --accept"
            self._tell("source-gone", Level.WARNING, f"{url} is gone: {why}", hint, url=url)
            return
        self.result.gone.add(page.url)
        hint = "ask the vendor what became of it; take it out of x-reissue-source where another page says the same"
        self._tell("source-gone", Level.ERROR, f"{url} is gone: {why}; {_carried(page)}", hint, page)

    def _new(self, new: dict[str, Found]) -> None:
        names = " ".join(self.docs.providers)
        hint = (
            "read it and name it in x-reissue-source of what it tells of, or leave it alone: "
            "reissue sources ignore ADDRESS --reason TEXT"
        )
        for folder, pages in sorted(grouped(new.values()).items()):
            if len(pages) <= _ONE_BY_ONE:
                for page in pages:
                    told = f" {page.title!r}" if page.title else ""
                    what = "a new OpenAPI document" if page.document else "a new page"
                    message = f"{shown(page.url)}{told} is {what} of {names}: no specification rests on it"
                    self._tell("source-added", Level.WARNING, message, hint)
                continue
            message = f"{len(pages)} new pages of {names} below {folder}: no specification rests on them"
            self._tell("source-added", Level.WARNING, message, hint, detail=listed(pages))

    def _open(self, told: Iterable[str]) -> None:
        """Known pages of which nobody has said why no specification rests on them: one note for each folder."""
        told = set(told)
        open_ = [
            self.found.pages[key]
            for key, (_, other) in self.others.items()
            if not other.reason
            and key in self.found.alive
            and key not in told
            and not self.found.pages[key].final
            and not self._is_start(key)
        ]
        for folder, pages in sorted(grouped(open_).items()):
            message = f"{len(pages)} page(s) below {folder} that no specification rests on, for no reason that is told"
            hint = "say why: reissue sources ignore ADDRESS --reason TEXT (--all: of everything)"
            self._tell("source-uncovered", Level.NOTE, message, hint, detail=listed(pages))

    def _unread(self, known: Iterable[str]) -> None:
        """Pages that something leads to, that nobody knows, and that could not be read: they may be anything."""
        known = set(known)
        pages = [
            page
            for key, page in self.found.pages.items()
            if key not in known and page.listed and page.problem not in ("", GONE)
        ]
        if pages:
            message = f"{len(pages)} page(s) of {self.found.root} could not be read; what they tell of is not known"
            detail = "\n".join(cut([f"{shown(page.url)}: {page.problem}" for page in pages], 100))
            self._tell("source-unread", Level.NOTE, message, "look at them by hand", detail=detail)

    def _is_start(self, key: str) -> bool:
        return key == identity(self.found.root)

    def _calls(self, known: set[str]) -> None:
        """Operations that are told of and that no specification has."""
        has, names = Calls(self.docs.documents), " ".join(self.docs.providers)
        lacking = missing(self.found, has)
        reasons = {what.rpartition(" at ")[0] for what, one in self.lock.known.others.items() if one.reason}
        added = [call for call in lacking if call not in known]
        hint = 'add it to the specification, or leave it alone: reissue sources ignore "GET /path" --reason TEXT'
        if len(added) <= 2 * _ONE_BY_ONE:
            for call in added:
                message = f"{call}, which {self.found.calls[call]} tells of, is new and in no specification of {names}"
                self._tell("source-operation-added", Level.WARNING, message, hint)
        else:
            message = f"{len(added)} operations are new and in no specification of {names}: {few(added, 6)}"
            self._tell("source-operation-added", Level.WARNING, message, hint, detail="\n".join(self._told(added)))
        rest = [call for call in lacking if call in known and call not in reasons]
        if rest:
            message = f"{len(rest)} operation(s) of {self.found.root} that no specification has: {few(rest, 6)}"
            self._tell("source-operation-uncovered", Level.NOTE, message, hint, detail="\n".join(self._told(rest)))

    def _told(self, calls: list[str]) -> list[str]:
        return cut([f"{call} ({self.found.calls[call]})" for call in calls], 100)

    def _tell(
        self,
        rule: str,
        level: Level,
        message: str,
        hint: str,
        page: Page | None = None,
        url: str = "",
        detail: str = "",
    ) -> None:
        place = page.uses[0].place if page is not None else self._line(url)
        self.result.findings.append(Finding(rule, level, message, place, hint, detail))

    def _line(self, url: str) -> Place:
        return self.lock.place(url)


def missing(found: Survey, has: Calls) -> list[str]:
    """The calls of a documentation that specifications lack; an example of a call beside its template is none of its own."""
    told = {
        name: Told(name.partition(" ")[0], name.partition(" ")[2], found.hosts.get(name, "")) for name in found.calls
    }
    lacking = [name for name, call in told.items() if not has.know(call)]
    patterns = [told[name] for name in lacking if "{}" in name]
    return sorted(
        name
        for name in lacking
        if not any(
            one.method == told[name].method and one.path != told[name].path and covers(one.path, told[name].path)
            for one in patterns
        )
    )


def _carried(page: Page) -> str:
    return "it carries " + few([f"{use.provider} {use.operation}" for use in page.uses], 4)
