"""Recorded wire drift, folded: what live answers showed that their specification does not say, per operation and field.

The lines come from `record_drift` of the runtime. They hold kinds of values, and single values only where a documented set
does not have them; all of it was sent by somebody else, and is data here.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from ..document import kind_of
from ..findings import Finding, Level, Place, clean, cut, few

_INDEX = re.compile(r"\[\d+\]")
_DIGIT = re.compile(r"\d")
_TEXTS = ("provider", "operation", "path", "expected", "got")
_PART = r"(?:[A-Z]{1,16}|[A-Z]?[a-z]{1,16}(?:[A-Z][a-z]{2,16}){0,3})\d{0,2}"
_WORD = re.compile(
    r'"(?!(?:\D*\d){5})(?!(?i:.*[bcdfghjklmnpqrstvwxz]{5}))'
    rf'(?=.{{1,48}}"$){_PART}(?:[_.:/-]{_PART}){{0,4}}"|-?\d{{1,3}}',
    re.ASCII,
)
"""A word of an enumeration, in JSON, as the runtime tells it."""
TOLD_AFTER = 3
"""Answers that must have a value before it is told: what one has may be about somebody."""
LONGEST = 64 * 1024
"""Characters of a line; a recorder writes a few hundred."""
MOST_KINDS = 200
"""Different things that are told of one field; what comes after them is counted together."""
_SHOWN = 6
NOTHING = "nothing"
"""What is documented of a member that is not, and what came of one that did not."""
BODY = "a body"
"""What is documented, where what came cannot be read at all."""
BOUND = "by its "
"""How what is documented begins, where a keyword of the schema says more than a type."""
STATUS = "status"
WITHOUT_OFFSET = ("datetime with an offset", "string without an offset")
"""What is documented of a time that lacks its offset, and what came, as the runtime tells it."""
LIKE = "like HTTP "
"""How it is told that a body of a status that is not documented fits the schema of another one."""
HEADERS = "headers."
"""Paths, and beginnings of paths, that lie in no body."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a recording."""

    provider: str
    operation: str
    path: str
    expected: str
    got: str
    status: int | None
    """None for a webhook."""
    ts: str
    """UTC, ISO 8601; empty where the line does not tell."""
    run: str = ""
    """Of the process that wrote it; empty where the line does not tell, and counts for one."""
    count: int = 1
    """How many answers of the run had shown it by then."""
    answers: int = 0
    """How many answers of the operation with this status had been read by then; 0: not told."""
    word: int = 0
    """By which a value is known again that was told as a kind before; 0 for what is none."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What must have been seen before anything is proposed: one odd answer is none of the vendor's rules."""

    least: int = 3
    """In how many answers."""
    share: float = 0.01
    """Of the answers of the operation with the status; what tells of no number of answers passes."""

    def takes(self, seen: Iterable[Seen]) -> bool:
        """Whether kinds of one misfit were seen often enough, taken together."""
        rows = list(seen)
        count, answers = sum(one.count for one in rows), max((one.answers for one in rows), default=0)
        return count >= self.least and (not answers or count >= self.share * answers)


@dataclass(slots=True)
class Seen:
    """One kind of misfit of one field."""

    expected: str
    got: str
    first: str = ""
    last: str = ""
    statuses: set[int | None] = field(default_factory=set[int | None])
    _alone: int = 0
    _runs: dict[tuple[str, int | None, int], int] = field(default_factory=dict[tuple[str, "int | None", int], int])
    read: Counter[tuple[str, int | None]] = field(default_factory=Counter[tuple[str, "int | None"]])
    """How many answers of the operation were read, by run and status: what any line of it tells."""

    @property
    def count(self) -> int:
        """In how many answers it was seen."""
        return self._alone + sum(self._runs.values())

    @property
    def answers(self) -> int:
        """Of how many; 0 where that is not told of all."""
        told = 0 if self._alone else sum(self.read[run] for run in {run[:2] for run in self._runs})
        return told if told >= self.count else 0

    @property
    def evidence(self) -> str:
        """Counts and share."""
        return f"{self.count} of {self.answers} ({self.count / self.answers:.1%})" if self.answers else f"{self.count}"

    def add(self, event: Event) -> None:
        """Count an event of this kind: of a run the last line tells the whole."""
        self.statuses.add(event.status)
        if event.run:
            key = (event.run, event.status, event.word)
            self._runs[key] = max(self._runs.get(key, 0), event.count)
        else:
            self._alone += 1
        if event.ts:
            self.first = min(self.first, event.ts) if self.first else event.ts
            self.last = max(self.last, event.ts)

    def __str__(self) -> str:
        when = f", first {self.first}, last {self.last}" if self.first else ""
        codes = ", ".join(str(code) for code in sorted(code for code in self.statuses if code is not None))
        return f"{self.got}: {self.evidence} answer(s){when}, {f'HTTP {codes}' if codes else 'webhook'}"


@dataclass(slots=True)
class Spot:
    """One field of one operation's answers, positions in lists left out."""

    provider: str
    operation: str
    path: str
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict[tuple[str, str], Seen])

    @property
    def count(self) -> int:
        """How often anything was seen."""
        return sum(seen.count for seen in self.seen.values())

    @property
    def kinds(self) -> list[Seen]:
        """What was seen, the most frequent first."""
        return sorted(self.seen.values(), key=lambda seen: (-seen.count, seen.got))

    @property
    def statuses(self) -> set[int | None]:
        """The statuses of the answers in which it was seen; None for webhooks."""
        return {status for seen in self.seen.values() for status in seen.statuses}

    @property
    def message(self) -> str:
        """Without counts and times, so that the fingerprint of the finding stays while the drift goes on."""
        expected = " or ".join(dict.fromkeys(sorted(seen.expected for seen in self.kinds)))
        got = few(sorted(seen.got for seen in self.kinds), _SHOWN)
        said = "not documented" if expected == NOTHING else f"documented as {expected}"
        return f"{self.operation}: {self.path}: {said}, was {got}"


# --- reading -------------------------------------------------------------------------------------------------


def read_events(lines: Iterable[bytes], name: str, problems: list[Finding]) -> Iterator[Event]:
    """The events of a recording. A line that is none goes into `problems` with its number; blank lines are nothing."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _event(line)
        except ValueError as error:
            text = f"is no recorded drift: {error}"
            problems.append(Finding("drift-line", Level.WARNING, text, Place(name, number, 1), "the line is left out"))


def _event(line: bytes) -> Event:
    """The event of a line. Raises ValueError with the reason where it is none."""
    row = _row(line)
    if missing := [key for key in _TEXTS if not isinstance(row.get(key), str) or not row[key]]:
        raise ValueError(f"no text under {missing[0]!r}")
    status: Any = row.get("status")
    if status is not None and (not isinstance(status, int) or isinstance(status, bool)):
        raise ValueError("the status is no number")
    told: Any = row.get("ts")
    time = clean(told) if isinstance(told, str) else ""
    path, expected, got = (clean(row[key]) for key in ("path", "expected", "got"))
    run, defaults = row.get("run"), {"count": 1, "answers": 0, "word": 0}
    numbers = [_number(row.get(key), unless) for key, unless in defaults.items()]
    run = clean(run) if isinstance(run, str) else ""
    return Event(row["provider"], row["operation"], path, expected, word_or_kind(got), status, time, run, *numbers)


def _number(told: Any, unless: int) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else unless


def word_or_kind(got: str, known: Iterable[object] | None = None) -> str:
    """What was sent, where it is a kind of value or a word of an enumeration; text that is neither becomes its kind.

    `known`: the words of the enumeration, which it must look like.
    """
    if not is_value(got):
        return got
    alike = known is None or any(_is_alike(got.strip('"'), str(one)) for one in known)
    return got if alike and _WORD.fullmatch(got) else kind_of_value(got)


def _is_alike(text: str, known: str) -> bool:
    """Whether a word is written as another one is: in its case, or with other digits."""
    letters = _DIGIT.sub("", text)
    alike = _case(text) == _case(known) if letters == text else letters == _DIGIT.sub("", known)
    return alike or text.lower() == known.lower()


def _case(text: str) -> tuple[bool, bool, bool]:
    return text.islower(), text.isupper(), text.lstrip("-").isdigit()


def is_value(got: str) -> bool:
    """Whether a drift tells a value that a documented set does not have, as JSON text."""
    return got[:1] == '"' or got[:1].isdigit() or got[:2].lstrip("-").isdigit()


def told_kind(value: object) -> str:
    """The kind of a value as a drift tells it, which knows one kind of number."""
    kind = kind_of(value)
    return "number" if kind == "integer" else kind


def kind_of_value(got: str) -> str:
    """The kind of such a value."""
    return "string" if got[:1] == '"' else "number"


def _row(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise ValueError(f"{len(line)} bytes long")
    try:
        value: Any = json.loads(line.decode())
    except UnicodeDecodeError:
        raise ValueError("no UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON ({error.msg}, column {error.colno})") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("no object")
    return cast("dict[str, Any]", value)


def general(path: str) -> str:
    """The path without positions: the same for all rows of a list."""
    return _INDEX.sub("[]", path)


def fold(events: Iterable[Event]) -> list[Spot]:
    """The events by provider, operation and field, sorted so."""
    spots: dict[tuple[str, str, str], Spot] = {}
    read: defaultdict[tuple[str, str, bool], Counter[tuple[str, int | None]]] = defaultdict(Counter)
    rows = list(events)
    told = {_word(event) for event in rows if is_value(event.got)}
    for event in rows:
        if event.word and not is_value(event.got) and _word(event) in told:
            continue  # the line that has the value counts these answers, too
        path = general(event.path)
        spot = spots.setdefault((event.provider, event.operation, path), Spot(event.provider, event.operation, path))
        key = (event.expected, event.got)
        if key not in spot.seen and len(spot.seen) >= MOST_KINDS:
            key = (event.expected, "other values")
        # of a status count all answers of the operation, of the rest those with the status
        answers, run = read[event.provider, event.operation, path == STATUS], (event.run, event.status)
        answers[run] = max(answers[run], event.answers)
        spot.seen.setdefault(key, Seen(*key, read=answers)).add(event)
    return [spots[key] for key in sorted(spots)]


def _word(event: Event) -> tuple[object, ...]:
    return (event.provider, event.operation, event.status, general(event.path), event.run, event.word)


# --- findings ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done about one field: said in words, and whether the patch does it."""

    words: str
    place: Place | None = None
    """Where in the specification."""
    patched: bool = False


def finding(spot: Spot, proposals: Iterable[Proposal], fallback: Place) -> Finding:
    """One field as a finding; counts and times stand in its detail."""
    rows = list(proposals)
    place = next((proposal.place for proposal in rows if proposal.place is not None), fallback)
    words = dict.fromkeys(f"{proposal.words} (--patch)" if proposal.patched else proposal.words for proposal in rows)
    detail = "\n".join(cut([str(seen) for seen in spot.kinds], 20))
    return Finding("wire-drift", Level.ERROR, spot.message, place, "; ".join(words), detail)
