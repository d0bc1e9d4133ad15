"""The vendor pages of some providers fetched into the cache, with a bar that says how far."""

from __future__ import annotations

from collections.abc import Iterable

from ..sources import check as sources
from ..sources import usage
from ..sources.cache import Cache
from ..sources.fetch import Options
from ..tree.project import Project
from . import console


def fetch_pages(project: Project, cache: Cache, providers: Iterable[str], options: Options) -> None:
    """Fetch the pages of these providers; none named: all. Raises SpecError and ConfigurationError."""
    pages = usage.chosen(project, usage.pages(project), providers)
    with console.progress_bar("fetching", len(pages)) as tell:
        sources.fetch(pages, cache, options, tell)
