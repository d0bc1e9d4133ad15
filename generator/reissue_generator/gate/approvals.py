"""Findings that somebody approved: one by one, each with a reason and the last day on which it counts.

[[approved]]
fingerprint = "3f9a1c0b77d2e415"
rule = "response-property-removed"
reason = "agreed with the web team"
until = 2027-01-31
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from ..errors import ConfigurationError, UsageError
from ..findings import Finding, Level, Place, clean
from ..tree.atomic import replace_file
from .record import Row, Step

NAME = "reissue-approvals.toml"
"""Beside pyproject.toml."""
STEP = "approvals"
EXPIRED, DEAD = "approval-expired", "approval-dead"

_KEYS = ("fingerprint", "rule", "reason", "until")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")
_HEAD = "# Findings of `reissue ci` that are approved. `reissue ci --approve` adds one; the last day on which it counts is `until`.\n"


@dataclass(frozen=True, slots=True)
class Approval:
    """One entry, and the line on which it begins."""

    fingerprint: str
    rule: str
    reason: str
    until: date
    line: int


def load(path: Path) -> list[Approval]:
    """The entries of a file; none where there is none. Raises ConfigurationError, which names the line."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"cannot be read: {error}", place=str(path)) from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[approved]]"]
    rows: object = table.pop("approved", [])
    if table or not isinstance(rows, list):
        raise ConfigurationError("it holds [[approved]] and nothing else", place=str(path))
    entries = cast("list[Mapping[str, Any]]", rows)
    if len(lines) != len(entries):
        raise ConfigurationError("each entry begins with a line [[approved]]", place=str(path))
    return [_entry(entry, f"{path}:{line}", line) for entry, line in zip(entries, lines, strict=True)]


def _entry(row: Mapping[str, Any], place: str, line: int) -> Approval:
    if set(row) != set(_KEYS):
        raise ConfigurationError(f"an entry has {', '.join(_KEYS)}, each once", place=place)
    fingerprint, rule, reason, until = (row[key] for key in _KEYS)
    if not isinstance(fingerprint, str) or not _FINGERPRINT.match(fingerprint):
        raise ConfigurationError("a fingerprint is 16 hexadecimal digits, as `reissue ci` prints", place=place)
    if not isinstance(reason, str) or not reason.strip() or not isinstance(rule, str):
        raise ConfigurationError("the reason says in words why this is fine", place=place)
    if not isinstance(until, date) or isinstance(until, datetime):
        raise ConfigurationError("until is a day, such as 2027-01-31 without quotes", place=place)
    return Approval(fingerprint, rule, reason.strip(), until, line)


def applied(steps: Iterable[Step], approvals: Sequence[Approval], shown: str, today: date) -> Iterator[Step]:
    """The steps with what is approved; then a step that tells of entries whose day is over, or that match nothing."""
    valid = {one.fingerprint: one for one in approvals if today <= one.until}
    met: set[str] = set()
    for step in steps:
        rows = [_approved(row, valid) for row in step.rows]
        met |= {row.fingerprint for row in rows if row.fails}
        yield replace(step, rows=rows)
    if told := [_told(one, one.fingerprint in met, shown, today) for one in approvals]:
        rows = [Row(finding, finding.fingerprint, fails=False) for finding in told if finding is not None]
        yield Step(STEP, rows, summary=f"{len(valid)} in force")


def _approved(row: Row, valid: Mapping[str, Approval]) -> Row:
    entry = valid.get(row.fingerprint)
    if entry is None or not row.fails or entry.rule != row.finding.rule:
        return row
    return replace(row, approved=f"{entry.reason} (until {entry.until})")


def _told(one: Approval, is_met: bool, shown: str, today: date) -> Finding | None:
    """An entry whose day is over lets its finding fail again; one that matches nothing is no fault of this change."""
    place = Place(shown, one.line, 1)
    if today > one.until and is_met:
        message = f"the approval of {one.fingerprint} ({clean(one.rule)}) ended on {one.until}"
        return Finding(EXPIRED, Level.WARNING, message, place, "mend the finding, or approve it anew")
    if not is_met:
        message = f"the approval of {one.fingerprint} ({clean(one.rule)}) matches nothing"
        return Finding(DEAD, Level.NOTE, message, place, "remove the entry, so that it hides nothing later")
    return None


def approve(path: Path, steps: Iterable[Step], fingerprint: str, reason: str, until: date, today: date) -> None:
    """Add an entry for a finding that keeps the gate shut. Raises UsageError where none has this fingerprint."""
    rows = {row.fingerprint: row for step in steps for row in step.rows if row.fails}
    row = rows.get(fingerprint)
    if row is None:
        there = ", ".join(f"{one.fingerprint} ({one.finding.rule})" for one in rows.values()) or "nothing"
        raise UsageError(f"nothing that fails has the fingerprint {clean(fingerprint)!r}; there is: {there}.")
    if not reason.strip():
        raise UsageError("say why this is fine: --reason TEXT.")
    if until < today:
        raise UsageError(f"{until} is over: name the last day on which this is fine, --until YYYY-MM-DD.")
    kept = [text for text in _blocks(path) if f'fingerprint = "{fingerprint}"' not in text]
    replace_file(path, "".join([*kept, _block(row, reason.strip(), until)]).encode())


def _blocks(path: Path) -> list[str]:
    """The text of a file: what stands before the first entry, then each entry with what follows it."""
    load(path)
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    return re.split(r"(?m)^(?=\[\[approved\]\])", text)


def _block(row: Row, reason: str, until: date) -> str:
    told = {"fingerprint": row.fingerprint, "rule": row.finding.rule, "reason": reason}
    lines = [f"{key} = {json.dumps(clean(word))}\n" for key, word in told.items()]
    return f"[[approved]]\n# {clean(row.finding.message)}\n{''.join(lines)}until = {until}\n"
