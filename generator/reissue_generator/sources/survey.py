"""What was found below the root of a documentation, and where that is kept on this machine.

The first survey stays as what later ones are compared with until sources.lock has one: then the lock says what is known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from ..findings import cut
from .cache import keep_in, key_of
from .fetch import Fetched, Wanted
from .page.text import text_of
from .root import shown

GONE = "gone"


@dataclass(slots=True)
class Found:
    """A page, as it was the last time that it was asked for."""

    url: str
    title: str = ""
    sha256: str = ""
    """Digest of its text; empty where it could not be read."""
    final: str = ""
    """Where its address leads to, if that is another page."""
    canonical: str = ""
    """The page that it says it is, if that is another one."""
    problem: str = ""
    """Why it could not be read; GONE where the vendor says that it is not there."""
    listed: bool = False
    """Whether an index or another page leads there."""
    document: bool = False
    """Whether it is an OpenAPI document."""


@dataclass(slots=True)
class Survey:
    """All that one documentation has. Pages by identity, calls as 'GET /path' with the page that tells of them."""

    root: str
    day: str = ""
    pages: dict[str, Found] = field(default_factory=dict[str, Found])
    calls: dict[str, str] = field(default_factory=dict[str, str])
    hosts: dict[str, str] = field(default_factory=dict[str, str])
    """By call: the host that it is told with, where it is told with one."""
    indexes: list[str] = field(default_factory=list[str])
    """The indexes that were there: llms.txt, sitemaps."""
    notes: list[str] = field(default_factory=list[str])
    """What could not be looked at, and why."""
    first: dict[str, str] = field(default_factory=dict[str, str])
    """Titles of the pages of the first survey, by identity."""
    first_calls: list[str] = field(default_factory=list[str])
    first_documents: dict[str, str] = field(default_factory=dict[str, str])
    """Digests of the OpenAPI documents among them, by identity."""

    @property
    def alive(self) -> dict[str, Found]:
        """The pages that were read."""
        return {key: page for key, page in self.pages.items() if page.sha256 and not page.problem}

    @property
    def whole(self) -> bool:
        """Whether all that there is was read: only then is gone what nothing tells of."""
        return not self.notes and all(page.problem in ("", GONE) for page in self.pages.values())


class Shelf:
    """Surveys and the pages that they met, beside the cache of the pages that specifications name."""

    def __init__(self, root: Path) -> None:
        self.root = root / "surveys"
        self.cache = root
        """The folder of the cache that all this stands in."""

    def survey(self, root: str) -> Survey | None:
        """The last survey of a documentation; None where there is none, or a damaged one."""
        try:
            told: dict[str, Any] = dict(json.loads((self.root / f"{key_of(root)}.json").read_text(encoding="utf-8")))
            pages = {key: Found(**page) for key, page in dict(told.pop("pages")).items()}
            survey = Survey(**told, pages=pages)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return survey if survey.root == root else None

    def keep(self, survey: Survey) -> None:
        """Keep a survey in the place of the last one, whose first pages stay."""
        before = self.survey(survey.root)
        if before is not None:
            survey.first, survey.first_calls = before.first, before.first_calls
            survey.first_documents = before.first_documents
        else:
            survey.first = {key: page.title for key, page in survey.alive.items()}
            survey.first_calls = sorted(survey.calls)
            survey.first_documents = {key: page.sha256 for key, page in survey.alive.items() if page.document}
        self._put(f"{key_of(survey.root)}.json", json.dumps(asdict(survey), indent=1, sort_keys=True).encode())

    def wanted(self, url: str) -> Wanted:
        """The request for a page: conditional where its body is here."""
        told = self._about(url)
        return (
            Wanted(url, told.get("etag", ""), told.get("modified", "")) if self.body(url) is not None else Wanted(url)
        )

    def take(self, fetched: Fetched) -> tuple[bytes, str] | None:
        """Body and media type of what came of a fetch, which is kept; None where nothing came."""
        if fetched.problem is not None:
            return None
        if fetched.same:
            body = self.body(fetched.url)
            return None if body is None else (body, self.media(fetched.url))
        about = {"etag": fetched.etag, "modified": fetched.modified, "content_type": fetched.content_type}
        about["sha256"] = hashlib.sha256(fetched.body).hexdigest()
        self._put(f"raw/{key_of(fetched.url)}", fetched.body)
        self._put(f"raw/{key_of(fetched.url)}.json", json.dumps(about).encode())
        return fetched.body, fetched.content_type

    def body(self, url: str) -> bytes | None:
        """The body of a page as it was last read, if it is here and whole."""
        try:
            body = (self.root / "raw" / key_of(url)).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == self._about(url).get("sha256") else None

    def text(self, url: str) -> str:
        """The text of a page as it was last read; '' where it is not here."""
        body = self.body(url)
        return "" if body is None else text_of(body, self.media(url))

    def media(self, url: str) -> str:
        """The media type of a page as it was last read."""
        return self._about(url).get("content_type", "")

    def _about(self, url: str) -> dict[str, str]:
        try:
            told: Any = json.loads((self.root / "raw" / f"{key_of(url)}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return cast("dict[str, str]", told) if isinstance(told, dict) else {}

    def _put(self, name: str, data: bytes) -> None:
        keep_in(self.cache, f"{self.root.name}/{name}", data)


def grouped(pages: Iterable[Found]) -> dict[str, list[Found]]:
    """Pages by the folder that they stand in."""
    groups: dict[str, list[Found]] = {}
    for page in sorted(pages, key=lambda page: page.url):
        groups.setdefault(shown(page.url).rpartition("/")[0] + "/", []).append(page)
    return groups


def listed(pages: list[Found]) -> str:
    """Pages with their titles, a line for each."""
    return "\n".join(cut([f"{shown(page.url)} {page.title}".rstrip() for page in pages], 100))
