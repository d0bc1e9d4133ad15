"""The vendor pages of some providers fetched into the cache, and their documentations looked through, with a word of how far."""

from __future__ import annotations

from collections.abc import Iterable

from ..sources import check as sources
from ..sources import discover, forms, lock, usage
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import Project
from . import console


def fetch_pages(project: Project, cache: Cache, providers: Iterable[str], options: Options) -> None:
    """Fetch the pages of these providers; none named: all. Raises SpecError and ConfigurationError."""
    pages = usage.chosen(project, usage.pages(project), providers)
    with console.progress_bar("fetching", len(pages)) as tell:
        sources.fetch(pages, cache, options, tell)
    locked = {url: entry.form for url, entry in lock.load(project).pages.items() if entry.form}
    with console.progress() as say:
        say("looking for pages in Markdown")
        forms.fetch(cache, [page.url for page in pages], locked, options, sources.today())


def look_through(project: Project, cache: Cache, providers: Iterable[str], options: Options) -> None:
    """Look for what the documentations of these providers have. Raises SpecError and ConfigurationError."""
    with console.progress() as tell:
        discover.survey(project, cache, providers, options, sources.today(), tell)
