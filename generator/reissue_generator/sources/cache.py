"""What was fetched, on this machine and outside git: the raw page, its text, and what the server said about it.

Texts are stored by their digest, so that the text behind the lock is at hand for a diff while a newer one is there too.
Every file takes its place by renaming, the record of a page last: who stops a run halfway keeps all that was complete.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from ..tree.atomic import replace_file
from ..tree.project import Project
from .fetch import MARKDOWN, NEGOTIATED, Fetched, Problem, Wanted
from .page import cut, handed, noise, unreadable
from .page.compare import changes
from .page.cut import Answer
from .page.lines import digest
from .page.text import FEW_WORDS, NORMALISER, decoded, text_of


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a page here. Days are ISO dates, empty where there is none."""

    url: str
    sha256: str = ""
    """Digest of the newest text; empty where no fetch has succeeded."""
    seen: str = ""
    """The day on which that text was first fetched."""
    fetched: str = ""
    """The day of the last fetch that succeeded."""
    raw_sha256: str = ""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    final: str = ""
    normaliser: int = NORMALISER
    former: dict[str, str] = field(default_factory=dict[str, str])
    """Digests of the very same fetch by other rules, by the number of these."""
    problem: str = ""
    """Why the last fetch failed; empty where it did not."""
    reason: str = ""
    failed: str = ""
    """The day of the last fetch, where that failed."""


IN_PROJECT = (".reissue", "sources")
"""The folder of the cache in a project."""


def folder(project: Project, given: Path | None = None) -> Path:
    """Where the cache of a project is: as asked for, in $XDG_CACHE_HOME, or in `.reissue` of the project."""
    if given is not None:
        return given.absolute()
    home = os.environ.get("XDG_CACHE_HOME", "")
    if home and os.path.isabs(home):  # the XDG specification wants a relative one ignored
        return Path(home) / "reissue" / "sources"
    return Path(project.root, *IN_PROJECT)


class Cache:
    """The pages that were fetched on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def state(self, url: str) -> State | None:
        """What is known of a page; None where nothing is, or the record or its text is damaged."""
        try:
            told: Any = json.loads((self.root / "pages" / f"{key_of(url)}.json").read_text(encoding="utf-8"))
            state = State(**cast("dict[str, Any]", told))
        except (OSError, ValueError, TypeError):
            return None
        if state.url != url or state.problem not in ("", *Problem):
            return None
        if state.normaliser != NORMALISER:
            state = self._again(state)
        if state.sha256 and self.text(state.sha256) is None:
            state = replace(state, sha256="", seen="", fetched="", etag="", modified="")
        return state if state.sha256 or state.problem else None

    def _again(self, state: State) -> State:
        """A page that other rules made text of: its raw form is here, so the present rules are applied to that."""
        try:
            raw = (self.root / "raw" / key_of(state.url)).read_bytes()
        except OSError:
            raw = b""
        text = text_of(raw, state.content_type)
        damaged = hashlib.sha256(raw).hexdigest() != state.raw_sha256
        if damaged or unreadable.why(raw, state.content_type, text, state.url, state.final):
            return replace(state, sha256="", normaliser=NORMALISER)
        keep_in(self.root, f"text/{digest(text)}.txt", text.encode("utf-8", "replace"))
        former = {**state.former, str(state.normaliser): state.sha256}
        return replace(state, sha256=digest(text), normaliser=NORMALISER, former=former)

    def same(self, one: str, other: str) -> bool:
        """Whether two texts, named by their digests, say the same; False where one of them is not here."""
        if one == other:
            return True
        old, new = self.text(one), self.text(other)
        return old is not None and new is not None and not changes(old, new).differences

    def text(self, sha256: str) -> str | None:
        """The text with this digest, if it is here and whole."""
        try:
            text = (self.root / "text" / f"{sha256}.txt").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return text if digest(text) == sha256 else None

    def text_at(self, url: str) -> str | None:
        """The newest text of a page, if there is one."""
        state = self.state(url)
        return self.text(state.sha256) if state is not None and state.sha256 else None

    def raw(self, url: str) -> bytes | None:
        """The page as it was last fetched, if it is here."""
        try:
            return (self.root / "raw" / key_of(url)).read_bytes()
        except OSError:
            return None

    def wanted(self, url: str) -> Wanted:
        """The request for a page: conditional where there is something that a 304 could stand for."""
        state = self.state(url)
        accept = MARKDOWN if url.endswith(NEGOTIATED) else ""
        if state is None or not state.sha256:
            return Wanted(url, accept=accept)
        return Wanted(url, state.etag, state.modified, state.raw_sha256, accept)

    def store(self, fetched: Fetched, today: str) -> State:
        """Keep what came of a fetch. A failure leaves the text of an earlier fetch in place, and is remembered."""
        before = self.state(fetched.url) or State(fetched.url)
        if fetched.problem is not None:
            after = replace(before, problem=fetched.problem, reason=fetched.reason, failed=today)
        elif fetched.same:
            after = replace(before, fetched=today, problem="", reason="", failed="")
        else:
            after = self._new(before, fetched, today)
        record = json.dumps(asdict(after), indent=1, sort_keys=True)
        keep_in(self.root, f"pages/{key_of(fetched.url)}.json", record.encode())
        return after

    def _known(self, before: State, fetched: Fetched) -> Answer | None:
        """The page as it was before; where nobody has it, as it came the second time."""
        body = self.raw(fetched.url) if before.sha256 else None
        return _again(fetched) if body is None else Answer(body, before.content_type, self.text(before.sha256) or "")

    def _new(self, before: State, fetched: Fetched, today: str) -> State:
        text, old = text_of(fetched.body, fetched.content_type), self.text(before.sha256) or ""
        if reason := unreadable.why(fetched.body, fetched.content_type, text, fetched.url, fetched.final, old):
            return _unreadable(before, reason, today)
        if len(text.split()) < FEW_WORDS:
            reason = f"the page has only {len(text.split())} words: a script seems to fill it; look at it by hand"
            if where := handed.unread(decoded(fetched.body, fetched.content_type)):
                reason += f"; the document that it hands over there ({where}) cannot be read"
            return replace(before, problem=Problem.EMPTY, reason=reason, failed=today)
        if reason := cut.why(Answer(fetched.body, fetched.content_type, text), self._known(before, fetched)):
            return _unreadable(before, reason, today)
        if reason := unreadable.shrunk(old, text):
            return _unreadable(before, reason, today)
        if (again := _again(fetched)) is not None and not cut.why(
            again, Answer(fetched.body, fetched.content_type, text)
        ):
            text = noise.merged(text, again.text, old)
        sha256 = digest(text)
        keep_in(self.root, f"text/{sha256}.txt", text.encode("utf-8", "replace"))
        if before.sha256 and self.same(before.sha256, sha256):
            sha256 = before.sha256  # only what does not count is different: the text that was read first stays
        keep_in(self.root, f"raw/{key_of(fetched.url)}", fetched.body)
        return State(
            url=fetched.url,
            sha256=sha256,
            seen=before.seen if before.sha256 == sha256 else today,
            fetched=today,
            raw_sha256=hashlib.sha256(fetched.body).hexdigest(),
            content_type=fetched.content_type,
            etag=fetched.etag,
            modified=fetched.modified,
            final=fetched.final,
            former=before.former if before.sha256 == sha256 else {},
        )


def _unreadable(before: State, reason: str, today: str) -> State:
    """What is known of a page whose answer is none: the next one is asked for whatever this one said of itself."""
    return replace(before, problem=Problem.UNREADABLE, reason=reason, failed=today, etag="", modified="")


def _again(fetched: Fetched) -> Answer | None:
    """The second of two answers that came together."""
    if not fetched.again:
        return None
    return Answer(fetched.again, fetched.content_type, text_of(fetched.again, fetched.content_type))


def keep_in(root: Path, name: str, data: bytes) -> None:
    """Keep a file in the folder of a cache. It holds the vendors' texts, which are not ours to publish: git passes over it."""
    target, ignore = root / name, root / ".gitignore"
    target.parent.mkdir(parents=True, exist_ok=True)
    if not ignore.exists():
        replace_file(ignore, b"*\n")
    replace_file(target, data)


def key_of(url: str) -> str:
    """What files about an address are called by."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:40]
