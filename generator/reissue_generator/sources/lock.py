"""`specs/sources.lock`: address, date and digest of every vendor page that a specification was written from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ..errors import ConfigurationError
from ..findings import Place
from ..tree.atomic import replace_file
from ..tree.project import Project
from .known import NOTHING, Known
from .page.text import NORMALISER

NAME = "sources.lock"
_VERSION = 1
_MORE = ("form", "title", "at", "page")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. Days are ISO dates."""

    read: str
    """The oldest day of a text that was read for an operation, as the specifications say; "unknown" counts as older."""
    fetched: str | None = None
    """The day on which the text of the digest was fetched."""
    sha256: str | None = None
    """Digest of the page's text; None where it has never been fetched."""
    normaliser: int = NORMALISER
    """The rules that made the digest; one of other rules is kept until the page is known to be the same, or read again."""
    form: str | None = None
    """What the digest is of, where it is not the page itself: the address of its Markdown form, or OPENAPI."""
    title: str | None = None
    """What the page called itself then."""
    at: str | None = None
    """Where its address led to then, if that was another page."""
    page: str | None = None
    """Digest of the page itself where `sha256` is that of its Markdown form, which may be behind it."""

    @property
    def comparable(self) -> bool:
        """Whether there is a digest by the present rules."""
        return self.sha256 is not None and self.normaliser == NORMALISER


@dataclass(slots=True)
class Lock:
    """The lock as a whole: which page is which line, and what stands there."""

    path: Path
    name: str
    """How findings call the file."""
    pages: dict[str, Entry] = field(default_factory=dict[str, Entry])
    known: Known = field(default_factory=Known)
    """What the documentations have beside these pages."""
    exists: bool = False
    normaliser: int = NORMALISER
    text: str = ""
    """As it was read."""

    def place(self, url: str = "") -> Place:
        """The line of a page; without one, the file."""
        at = self.text.find(f"    {json.dumps(url)}: ") if url else -1
        return Place(self.name, self.text.count("\n", 0, at) + 1, 5) if at >= 0 else Place(self.name)

    def write(self) -> bool:
        """Write the lock in one step; False where it says the same already."""
        text = rendered(self.pages, self.known)
        if self.exists and text == self.text:
            return False
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)  # a project of clients alone has no such folder
        replace_file(self.path, text.encode())
        self.text, self.exists, self.normaliser = text, True, NORMALISER
        return True


def rendered(pages: Mapping[str, Entry], known: Known = NOTHING) -> str:
    """One line for each page, in the order of addresses: a change is a line of a diff, and merges rarely collide."""
    lines = [f"    {json.dumps(url)}: {json.dumps(_row(entry))}" for url, entry in sorted(pages.items())]
    body = ",\n".join(lines)
    head = f'{{\n  "version": {_VERSION},\n  "normaliser": {NORMALISER},\n  "pages": {{\n{body}\n  }}'
    return f"{head}{known.rendered()}\n}}\n"


def _row(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"read": entry.read, "fetched": entry.fetched, "sha256": entry.sha256}
    other_rules = entry.sha256 is not None and not entry.comparable
    more = {
        "normaliser": entry.normaliser if other_rules else None,
        "form": entry.form,
        "title": entry.title,
        "at": entry.at,
        "page": entry.page,
    }
    return told | {key: value for key, value in more.items() if value is not None}


def load(project: Project) -> Lock:
    """The lock of a project, empty where there is none. Raises ConfigurationError for one that cannot be used."""
    path = Path(project.specs) / NAME
    lock = Lock(path, project.show(str(path)))
    try:
        lock.text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return lock
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(lock, str(error)) from None
    lock.exists = True
    try:
        told: Any = json.loads(lock.text)
    except ValueError as error:
        conflict = " (an unfinished merge?)" if "<<<<<<<" in lock.text else ""
        raise _unusable(lock, f"is no JSON{conflict}: {error}") from None
    document = _object(lock, told)
    if document.get("version") != _VERSION:
        raise _unusable(lock, f"has version {document.get('version')!r}; this reissue reads version {_VERSION}")
    number = document.get("normaliser")
    lock.normaliser = number if isinstance(number, int) else 0
    for url, entry in _object(lock, document.get("pages")).items():
        lock.pages[url] = _entry(lock, url, _object(lock, entry))
    try:
        lock.known = Known.read(document)
    except ValueError as error:
        raise _unusable(lock, str(error)) from None
    return lock


def _object(lock: Lock, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unusable(lock, "is not built as a lock is")
    return cast("dict[str, Any]", value)


def _entry(lock: Lock, url: str, told: dict[str, Any]) -> Entry:
    read, fetched, sha256 = told.get("read"), told.get("fetched"), told.get("sha256")
    if not isinstance(read, str) or set(told) - {"read", "fetched", "sha256", "normaliser", *_MORE}:
        raise _unusable(lock, f"has an entry that is none: {url}")
    for value, pattern in ((fetched, _DAY), (sha256, _DIGEST)):
        if value is not None and not (isinstance(value, str) and pattern.match(value)):
            raise _unusable(lock, f"has an odd value at {url}: {str(value)[:80]!r}")
    number = told.get("normaliser", lock.normaliser)
    if not isinstance(number, int):
        raise _unusable(lock, f"has an odd value at {url}: {str(number)[:80]!r}")
    more = {key: value for key in _MORE if isinstance(value := told.get(key), str)}
    return Entry(read, fetched, sha256, number if sha256 is not None else NORMALISER, **more)


def _unusable(lock: Lock, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"{lock.name} {reason}. Take it from version control again (git checkout -- {lock.name}), or remove it and run: reissue sources refresh"
    )
