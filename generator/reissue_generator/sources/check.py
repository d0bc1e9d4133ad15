"""Pages that changed: which vendor pages say something else than when a specification was written from them.

The lock holds what was reviewed; the cache holds what was fetched. `check` compares the two and reads only; `refresh`
fetches and brings the lock up to date, but never takes over a changed page that nobody has looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ..findings import Finding, Level, Place, few, ordered
from ..tree.project import Project
from . import behind, doubt, failures, forms, published
from . import fetch as sources_fetch
from . import lock as sources_lock
from . import usage as sources_usage
from .cache import Cache, State
from .fetch import Fetched, Options
from .lock import Entry, Lock
from .page import review as sources_review
from .page.compare import changes
from .page.text import NORMALISER
from .record import record
from .usage import UNKNOWN, Page, Use

Tell = Callable[[int, int, str], None]
"""Progress: pages done, pages in all, the address of the last one."""

DIFF_LINES = 60


def today() -> str:
    """The present day in UTC."""
    return datetime.now(UTC).date().isoformat()


# --- fetch ---------------------------------------------------------------------------------------------------


def fetch(pages: Iterable[Page], cache: Cache, options: Options, tell: Tell) -> None:
    """Fetch pages into the cache. What went wrong is remembered there, page by page."""
    # A page that is only there over http is a note for every run, not a failure: it is read by hand.
    wanted = [cache.wanted(page.url) for page in pages if options.allow_local or not page.url.startswith("http:")]
    count = 0

    def done(fetched: Fetched) -> None:
        nonlocal count
        count += 1
        cache.store(fetched, today())
        tell(count, len(wanted), fetched.url)

    sources_fetch.fetch(wanted, options, done)


# --- check ---------------------------------------------------------------------------------------------------


@dataclass
class Checked:
    """What a check found, and how many pages it could say what about."""

    findings: list[Finding] = field(default_factory=list[Finding])
    same: list[Page] = field(default_factory=list[Page])
    changed: list[Page] = field(default_factory=list[Page])
    never: list[Page] = field(default_factory=list[Page])
    """In the lock without a digest."""
    other_rules: list[Page] = field(default_factory=list[Page])
    """With a digest in the lock that other rules made, and nothing here that says what the present ones make of that text."""
    absent: list[Page] = field(default_factory=list[Page])
    """With a digest in the lock, and not in the cache of this machine."""
    by_hand: list[Page] = field(default_factory=list[Page])
    """Without https, so never fetched."""
    oldest: str = ""
    """The day of the oldest fetch that `same` rests on."""

    @property
    def clean(self) -> bool:
        """Whether there is nothing to do; notes do not count."""
        return all(finding.level is Level.NOTE for finding in self.findings)

    @property
    def summary(self) -> str:
        """One sentence that claims no more than was looked at."""
        parts = [f"{len(self.same)} unchanged" + (f" (fetched {self.oldest} or later)" if self.same else "")]
        parts += [f"{len(self.changed)} changed"] if self.changed else []
        parts += [f"{len(self.never)} never fetched"] if self.never else []
        parts += [f"{len(self.other_rules)} with a digest by other rules"] if self.other_rules else []
        parts += [f"{len(self.absent)} not fetched on this machine"] if self.absent else []
        parts += [f"{len(self.by_hand)} to be read by hand"] if self.by_hand else []
        return f"Vendor pages: {', '.join(parts)}."


def check(
    project: Project,
    cache: Cache,
    providers: Iterable[str] = (),
    lines: int = DIFF_LINES,
    used: dict[str, Page] | None = None,
) -> Checked:
    """Compare the cache with the lock. Reads only, needs no network. `used` are all pages, where they are at hand.

    Raises SpecError and ConfigurationError.
    """
    providers = list(providers)
    lock, used = sources_lock.load(project), sources_usage.pages(project) if used is None else used
    pages = sources_usage.chosen(project, used, providers)
    if not pages and (providers or not lock.pages):
        sources_usage.refuse_none(project, providers)
    result = Checked()
    if not lock.exists:
        result.findings.append(_no_lock(lock))
        return result
    for page in pages:
        _check_page(project, result, page, lock, cache, lines)
    if not providers:
        result.findings += [_unused(lock, url) for url in lock.pages if url not in used]
    result.findings += _not_looked_at(result, lock)
    result.findings = ordered(result.findings)
    return result


def _check_page(project: Project, result: Checked, page: Page, lock: Lock, cache: Cache, lines: int) -> None:
    entry = lock.pages.get(page.url)
    locked = entry
    entry, state = _in_force(cache, page.url, entry) if entry is not None else (None, cache.state(page.url))
    lost = behind.lost(cache, page.url, entry) if entry is not None else None
    if entry is not None and lost is not None:
        result.findings.append(failures.failed(page, lost, entry.form if state is not None else None))
    elif state is None and entry is not None and entry.form and (own := cache.state(page.url)) is not None:
        result.findings.append(failures.failed(page, own) if own.problem else failures.no_such_form(page, entry))
    if state is not None and state.problem:
        result.findings.append(failures.failed(page, state))
    if entry is None:
        result.findings.append(_unlocked(page))
        return
    if state is None or not entry.comparable:
        _not_comparable(result, page, entry, state).append(page)
    elif state.sha256 and not cache.same(entry.sha256 or "", state.sha256):
        if not was_read_again(page, entry, state):
            behind_ = locked.form if locked is not None and locked.form != entry.form else None
            result.findings += _changed(project, page, entry, state, cache, lines, behind_)
            result.changed.append(page)
    elif state.sha256 and not state.problem and lost is None:
        result.same.append(page)
        result.oldest = min(result.oldest or state.fetched, state.fetched)
    if entry.read != page.read:
        result.findings.append(_other_date(page, entry, lock))


def _not_comparable(result: Checked, page: Page, entry: Entry, state: State | None) -> list[Page]:
    """Where a page is listed of which the lock has no digest, or this machine no text."""
    if entry.sha256 is not None:
        return result.absent if entry.comparable else result.other_rules
    return result.by_hand if state is None and page.url.startswith("http:") else result.never


def _in_force(cache: Cache, url: str, entry: Entry) -> tuple[Entry, State | None]:
    """An entry, and what is known of its page in that form; of Markdown that is behind its page, those of the page itself."""
    state = forms.read_as(cache, url, entry)
    entry = present(entry, state)
    if entry.comparable and (page := behind.itself(cache, url, entry)) is not None:
        return page, cache.state(url)
    return entry, state


def present(entry: Entry, state: State | None) -> Entry:
    """The entry by the present rules, where the very fetch that it was made from is still here."""
    if (
        state is None
        or entry.comparable
        or state.former.get(str(entry.normaliser)) != entry.sha256
        or entry.sha256 is None
    ):
        return entry
    return replace(entry, sha256=state.sha256, normaliser=NORMALISER, page=None)


def was_read_again(page: Page, entry: Entry, state: State) -> bool:
    """Whether every operation that rests on a page was read again since its present text was first fetched."""
    if sources_usage.UNKNOWN in (page.read, entry.read):  # a first day is news; a day that nobody knows is none
        return entry.read != page.read != sources_usage.UNKNOWN and page.read >= state.seen
    return page.read > entry.read and page.read >= state.seen


# --- findings ------------------------------------------------------------------------------------------------


def _changed(
    project: Project, page: Page, entry: Entry, state: State, cache: Cache, lines: int, behind_: str | None = None
) -> Iterator[Finding]:
    old, new = cache.text(entry.sha256 or ""), cache.text(state.sha256) or ""
    detail = [f"rests on it: {use.provider} {use.operation} ({use.title})" for use in page.uses]
    if reason := doubt.replaced(cache, page, entry, entry.form, state):
        yield _replaced(page, entry, state, reason, [*detail, f"it begins: {doubt.beginning(new)}"])
        return
    detail += [f"{behind_} does not say so: it is behind the page, which is read itself from now on"] if behind_ else []
    detail += [question] if (question := doubt.cut_short(cache, entry, entry.form, state)) else []
    more: list[Finding] = []
    if entry.form == published.OPENAPI:
        told, more = published.compared(project, cache.root, page, entry.sha256 or "", state.sha256)
        detail.append(told)
    elif old is None:
        detail.append(
            f"The text of {entry.fetched} is not in this cache, so there is no diff: read the page as a whole."
        )
    else:
        detail += sources_review.to_review(page, changes(old, new), lines)
    message = f"{page.url} has changed since {entry.fetched or entry.read}; it carries {_operations(page.uses)}"
    hint = (
        f'read it, mend the specification, set `read: "{state.seen}"` under x-reissue-source where you did, then: '
        f"reissue sources refresh {page.whose}"
    )
    yield Finding("source-changed", Level.ERROR, message, page.uses[0].place, hint, "\n".join(detail))
    yield from more


def _replaced(page: Page, entry: Entry, state: State, reason: str, detail: list[str]) -> Finding:
    """An answer that shares nothing with the page: none of it is told as a fact, and none taken over unread."""
    message = f"{page.url} has another text since {entry.fetched or entry.read}: {reason}; it carries {_operations(page.uses)}"
    hint = (
        "look at it in a browser: `--accept` does not take it over. Where it is the page, mend the specification, set "
        f'`read: "{state.seen}"` under x-reissue-source, then: reissue sources refresh {page.whose}'
    )
    return Finding("source-replaced", Level.ERROR, message, page.uses[0].place, hint, "\n".join(detail))


def _operations(uses: list[Use], most: int = 4) -> str:
    return few([f"{use.provider} {use.operation}" for use in uses], most)


def _unlocked(page: Page) -> Finding:
    message = f"{page.url} is not in sources.lock"
    return Finding("source-unlocked", Level.ERROR, message, page.uses[0].place, f"reissue sources refresh {page.whose}")


def _unused(lock: Lock, url: str) -> Finding:
    message = f"no operation rests on {url} any more"
    return Finding("source-unused", Level.WARNING, message, lock.place(url), "reissue sources refresh --offline")


def _other_date(page: Page, entry: Entry, lock: Lock) -> Finding:
    message = f"{page.url} was read on {page.read}, say the specifications; the lock has {entry.read}"
    hint = f"reissue sources refresh --offline {page.whose}"
    return Finding("source-date", Level.WARNING, message, lock.place(page.url), hint)


def _no_lock(lock: Lock) -> Finding:
    hint = "reissue sources refresh (with --offline: without fetching anything)"
    return Finding("source-no-lock", Level.ERROR, "does not exist", Place(lock.name), hint)


def _not_looked_at(result: Checked, lock: Lock) -> list[Finding]:
    """Notes, one for each provider: silence about a page must not be taken for 'unchanged'."""
    found: list[Finding] = []
    for rule, pages, text, hint in (
        ("source-never-fetched", result.never, "no digest yet", "reissue sources refresh"),
        (
            "source-by-hand",
            result.by_hand,
            "not https, so never fetched",
            "reissue sources list",
        ),
        (
            "source-other-rules",
            result.other_rules,
            f"digest by other rules than those of this version ({NORMALISER})",
            "read the pages, set `read` under x-reissue-source, then: reissue sources refresh",
        ),
        ("source-not-here", result.absent, "not in the cache of this machine", "reissue sources check --fetch"),
    ):
        for provider in sorted({name for page in pages for name in page.providers}):
            count = sum(provider in page.providers for page in pages)
            message = f"{count} page(s) of {provider}: {text}; whether they have changed is not known"
            level = Level.WARNING if rule == "source-other-rules" else Level.NOTE
            found.append(Finding(rule, level, message, lock.place(), f"{hint} {provider}".strip()))
    return found


# --- refresh -------------------------------------------------------------------------------------------------


@dataclass
class Refreshed:
    """What became of the lock."""

    recorded: list[str] = field(default_factory=list[str])
    """Pages whose first digest was taken."""
    accepted: list[str] = field(default_factory=list[str])
    """Changed pages whose new text is now the reviewed one."""
    waiting: list[str] = field(default_factory=list[str])
    """Changed pages that nobody has read again; their old digest stays."""
    forms: list[str] = field(default_factory=list[str])
    """Pages that are what the lock says, and are read in a better form from now on."""
    noted: int = 0
    """Pages and calls that no specification has, and that are known now."""
    added: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])
    written: bool = False

    @property
    def summary(self) -> str:
        """One sentence about the lock."""
        parts = (
            (self.added, "added"),
            (self.removed, "dropped"),
            (self.recorded, "first digests"),
            (self.accepted, "changes taken over as reviewed"),
            (self.waiting, "changes that wait for a review"),
            (self.forms, "unchanged, and read in another form from now on"),
            (range(self.noted), "pages and operations that no specification has, noted"),
        )
        return ", ".join(f"{len(pages)} {text}" for pages, text in parts if pages) or "the lock is as it was"


def refresh(project: Project, cache: Cache, providers: Iterable[str] = (), accept: bool = False) -> Refreshed:
    """Bring the lock up to date with the specifications and the cache.

    A changed page keeps its old digest until the specifications say that it was read since (`read`), or `accept` says so.
    """
    lock, used = sources_lock.load(project), sources_usage.pages(project)
    if not used and not lock.pages:
        sources_usage.refuse_none(project, providers)
    result = Refreshed()
    for url in [url for url in lock.pages if url not in used]:
        del lock.pages[url]
        result.removed.append(url)
    for page in sources_usage.chosen(project, used, providers):
        entry = lock.pages.get(page.url)
        if entry is None:
            result.added.append(page.url)
        lock.pages[page.url] = _entry(result, page, entry, cache, accept)
    result.noted = record(project, lock, cache, providers, accept, used)
    result.written = lock.write()
    return result


def _entry(result: Refreshed, page: Page, entry: Entry | None, cache: Cache, accept: bool) -> Entry:
    old, state = _in_force(cache, page.url, entry or Entry(page.read))
    form, best = forms.preferred(cache, page.url)
    locked = old
    if entry is not None and old.form != entry.form:  # its Markdown form is behind
        locked, form, best = entry, None, state
    lost = state is None and old.sha256 is not None and accept
    gone = (
        old.page if behind.lost(cache, page.url, old) is not None else None
    )  # that is told until another page is named
    if best is None or not best.sha256 or ((state is None or not state.sha256) and old.sha256 is not None and not lost):
        return replace(old, read=page.read)
    is_same = state is not None and old.comparable and cache.same(old.sha256 or "", state.sha256)
    if best.problem and not is_same:  # what the page says today is not known, so nothing of it can have been read
        result.waiting += [page.url] if old.sha256 is not None else []
        return locked
    if old.sha256 is None:
        result.recorded.append(page.url)
    elif state is not None and is_same:
        if form == old.form or state.problem:
            anew = accept or (UNKNOWN not in (page.read, old.read) and page.read > old.read)
            kept = replace(old, title=None, at=None, page=gone) if anew else old
            return forms.titled(replace(kept, read=page.read), cache, page.url)
        if not accept and forms.differing(cache, page.url, form):
            return forms.titled(replace(old, read=page.read), cache, page.url)
        result.forms.append(page.url)
    elif (accept and not doubt.question(cache, page, old, form, best)) or (
        state is not None and was_read_again(page, old, state)
    ):
        result.accepted.append(page.url)
    else:
        result.waiting.append(page.url)
        return locked  # with its old date: the page was not read again, whatever one of its operations says
    return forms.titled(Entry(page.read, best.fetched, best.sha256, form=form, page=gone), cache, page.url)
