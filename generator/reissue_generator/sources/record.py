"""What `refresh` and `ignore` write into sources.lock of a documentation: what is known beside the pages that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..errors import UsageError
from ..tree.project import Project
from .cache import Cache
from .discover import Documentation, before, documentations, judge, missing
from .known import Known, Other, call_at, is_page
from .lock import Lock
from .root import identity, shown
from .survey import GONE, Found, Shelf, Survey
from .told_calls import Calls, Told, told_at
from .usage import Page


def record(
    project: Project, lock: Lock, cache: Cache, providers: Iterable[str], accept: bool, used: Mapping[str, Page]
) -> int:
    """Note the first survey of each documentation; of later ones only with `accept`. `used` are all pages. Gives how much is new.

    Raises SpecError and ConfigurationError.
    """
    shelf, count = Shelf(cache.root), len(lock.known.others)
    goals = judge(project, cache, providers, used).goals if accept else set[str]()
    for one in documentations(project, providers, used):
        found = shelf.survey(one.root.start)
        if found is not None and found.alive:
            _Record(one, found, lock, goals).run(accept)
    return max(0, len(lock.known.others) - count)


@dataclass
class _Record:
    docs: Documentation
    found: Survey
    lock: Lock
    goals: set[str] = field(default_factory=set[str])
    """Where pages that were read have moved to."""

    @property
    def known(self) -> Known:
        return self.lock.known

    def run(self, accept: bool) -> None:
        others, calls = before(self.lock, self.found)
        if self.found.root not in self.known.docs:
            self.known.docs[self.found.root] = self.found.day
            self.known.others |= dict(others.values())
            self.known.others |= {
                self._call(call): Other() for call in calls if self._call(call) not in self.known.others
            }
        if accept:
            self._accept(others)
        self.prune()

    def _accept(self, others: dict[str, tuple[str, Other]]) -> None:
        """What there is now is what is known: with the reasons of what stays where it is."""
        for key, (url, other) in others.items():
            page = self.found.pages.get(key)
            if page is not None and (page.problem == GONE or page.final):
                self.known.others.pop(url, None)
            elif page is not None and page.sha256 and page.title:
                self.known.others[url] = replace(other, title=page.title, sha256=page.sha256 if page.document else "")
        for key, page in self.found.alive.items():
            if (
                key not in others
                and key not in self.goals
                and not page.final
                and not self.known.passes(shown(page.url))
            ):
                self.known.others[shown(page.url)] = other_of(page)
        for call in self.found.calls:
            self.known.others.setdefault(self._call(call), Other())

    def prune(self) -> None:
        """What a specification has is no other; a call that nobody tells of any more is none either."""
        has = Calls(self.docs.documents)
        lacking = {self._call(call) for call in missing(self.found, has)}
        for what in list(self.known.others):
            call, _, root = what.rpartition(" at ")
            if is_page(what):
                drops = identity(what) in self.docs.pages
            else:
                drops = root == self.found.root and what not in lacking and (self.found.whole or _has(has, call))
            if drops:
                del self.known.others[what]

    def _call(self, call: str) -> str:
        return call_at(call, self.found.root)


def _has(has: Calls, call: str) -> bool:
    method, _, path = call.partition(" ")
    return has.know(Told(method, path, ""))


# --- left alone ----------------------------------------------------------------------------------------------


def ignore(project: Project, lock: Lock, cache: Cache, what: Iterable[str], reason: str) -> list[str]:
    """Note why pages and calls are left alone; none named: all that nobody has said of why. Gives what was noted.

    Raises UsageError for one that the last survey did not meet, SpecError and ConfigurationError.
    """
    known, open_, shelf = lock.known, dict[str, Other](), Shelf(cache.root)
    surveys = [(one, found) for one in documentations(project) if (found := shelf.survey(one.root.start)) is not None]
    for one, found in surveys:
        note = _Record(one, found, lock)
        note.run(accept=False)
        open_ |= {shown(page.url): other_of(page) for page in _alone(found, one).values()}
        open_ |= {call_at(call, found.root): Other() for call in missing(found, Calls(one.documents))}
    said = {key for key, other in known.others.items() if other.reason}
    left = sorted(key for key in open_.keys() - said if not known.passes(key))
    noted = [one for name in what for one in _meant(name, open_)] or left
    for name in noted:
        known.others[name] = replace(open_.get(name, Other()), reason=reason)
    return noted


def other_of(page: Found) -> Other:
    """A page that was found, as the lock has it."""
    return Other(page.title, sha256=page.sha256 if page.document else "")


def _alone(found: Survey, one: Documentation) -> dict[str, Found]:
    return {key: page for key, page in found.alive.items() if key not in one.pages and not page.final}


def _meant(name: str, there: dict[str, Other]) -> list[str]:
    if is_page(name):
        same = [one for one in there if is_page(one) and identity(one) == identity(name)]
    else:
        same = [one for one in there if one.rpartition(" at ")[0] == told_at(name)]
    if "*" in name and is_page(name):
        return [name]
    if not same:
        raise UsageError(f"The last survey met no {name!r} that no specification has; see: reissue sources discover.")
    return same
