"""All that can be said of the vendors' pages: what changed, what is there beside them, and what is long ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Level, cut, few, ordered
from ..tree.project import Project
from . import age, discover, forms
from . import check as sources
from . import lock as sources_lock
from . import usage as sources_usage
from .cache import Cache
from .check import DIFF_LINES, Checked
from .discover import Judged
from .lock import Lock
from .page import handed
from .page.lines import digest
from .page.text import decoded
from .settings import settings_of
from .usage import Page


def check(project: Project, cache: Cache, providers: Iterable[str] = (), lines: int = DIFF_LINES) -> Checked:
    """What `check` of the pages says, and beside that what the documentations have. Reads only, needs no network.

    Raises SpecError and ConfigurationError.
    """
    providers = list(providers)
    used = sources_usage.pages(project)
    result = sources.check(project, cache, providers, lines, used)
    lock = sources_lock.load(project)
    if not lock.exists:
        return result
    pages = sources_usage.chosen(project, used, providers)
    judged = discover.judge(project, cache, providers, used)
    found = [one for one in result.findings if not _is_said(one, judged, pages, lock, cache)]
    none = {_address(one) for one in found if one.rule in _NO_PAGE}
    found += [one for one in judged.findings if one.rule != "source-renamed" or _address(one) not in none]
    found += age.old(pages, settings_of(project).days, sources.today())
    found += _other_forms(pages, lock, cache)
    found += [one for page in pages for one in _document_unread(page, cache)]
    result.findings = ordered(found)
    return result


_NO_PAGE = ("source-gone", "source-form", "source-empty", "source-unreadable", "source-replaced")
"""What tells of an answer that is not the page, as that was read."""


def _address(one: Finding) -> str:
    """The page that a finding is about."""
    return one.message.partition(" ")[0]


def _is_said(one: Finding, judged: Judged, pages: list[Page], lock: Lock, cache: Cache) -> bool:
    """Whether what became of a page is said by a finding that knows more."""
    url = _address(one)
    if one.rule in _NO_PAGE and url in judged.moved:
        return True
    if one.rule in (*_NO_PAGE, "source-changed") and url in judged.gone:
        return True
    entry = lock.pages.get(url)
    if one.rule != "source-changed" or url not in judged.renamed or entry is None:
        return False
    state, (was, now) = forms.read_as(cache, url, entry), judged.renamed[url]
    old = cache.text(entry.sha256 or "")
    return old is not None and state is not None and digest(old.replace(was, now)) == state.sha256


def _other_forms(pages: list[Page], lock: Lock, cache: Cache) -> list[Finding]:
    """A note for each specification: how many of its pages could be read in a better form, and what differs there; and one of how
    many are read as Markdown that has not the same facts as the page.
    """
    better: dict[str, list[str]] = {}
    differ: dict[str, list[str]] = {}
    for page in pages:
        entry = lock.pages.get(page.url)
        form, state = forms.preferred(cache, page.url)
        if entry is None or not entry.sha256 or state is None or form is None:
            continue
        if form != entry.form:
            words = forms.differing(cache, page.url, form)
            told = f"only one of the two has: {few(words, 20)}" if words else "both say the same"
            better.setdefault(page.providers[0], []).append(f"{page.url} ({form}): {told}")
        elif facts := forms.apart(cache, page.url, form):
            differ.setdefault(page.providers[0], []).append(f"{page.url} ({form}): {few(facts, 20)}")
    hint = "taken over where both say the same: reissue sources refresh {}; elsewhere with --accept, after a look"
    found = [
        _note(
            f"{len(rows)} page(s) of {provider} are to be had as Markdown or OpenAPI too; the lock holds another form of them",
            lock,
            hint.format(provider),
            rows,
        )
        for provider, rows in sorted(better.items())
    ]
    message = "{} page(s) of {} are read as Markdown, and only one of page and Markdown has some facts"
    hint = "look at both; a change of the page that its Markdown does not have is told from now on"
    return found + [
        _note(message.format(len(rows), provider), lock, hint, rows) for provider, rows in sorted(differ.items())
    ]


def _document_unread(page: Page, cache: Cache) -> Iterator[Finding]:
    """What a page hands over to what shows it, where nobody can read that: the rest of the page was compared alone."""
    state, raw = cache.state(page.url), cache.raw(page.url)
    if raw is None or state is None or state.problem or not (where := handed.unread(decoded(raw, state.content_type))):
        return
    message = f"{page.url} shows a document that cannot be read ({where}); whether it has changed is not known"
    hint = "name the document itself, or the script that has it, under x-reissue-source in place of the page"
    yield Finding("source-document-unread", Level.WARNING, message, page.uses[0].place, hint)


def _note(message: str, lock: Lock, hint: str, rows: list[str]) -> Finding:
    return Finding("source-other-form", Level.NOTE, message, lock.place(), hint, "\n".join(cut(rows, 40)))
