"""Changes for people, programs and CI services: the formats of findings, a changelog entry, and the version that they ask for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from .. import __version__, findings
from ..findings import Finding, Format, Place, clean, code_span, dumped, few, row, sarif_location
from ..findings import Level as Severity
from . import weight
from .ignore import DEAD, DEAD_HELP
from .places import Places
from .record import Change
from .rules.catalogue import RULES
from .rules.readings import reading_of
from .rules.rule import Effect, Level, Rule

SEVERITY = {
    Level.BREAKING: Severity.ERROR,
    Level.DEPRECATION: Severity.WARNING,
    Level.ADDITION: Severity.NOTE,
    Level.COSMETIC: Severity.NOTE,
}
"""How much a change of each level weighs as a finding."""
_NAMED = 3
"""How many operations a line names; the JSON format has them all."""


@dataclass(frozen=True)
class Report:
    """What is told of a comparison. `shown` are the changes to print, `all` those that count for the version."""

    old: str
    new: str
    title: str
    versions: tuple[str, str]
    all: Sequence[Change]
    shown: Sequence[Change]
    ignored: int = 0
    dead: Sequence[Finding] = ()
    unread: Sequence[str] = ()
    """What is said of references that neither document can follow: nothing compares what stands behind them."""

    @property
    def bump(self) -> str:
        """The version that the changes ask for: major, minor, patch or none."""
        return weight.bump(self.all)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each level count, the heaviest level first."""
        return weight.counts(self.all)

    @property
    def summary(self) -> str:
        """One line for a person."""
        told = ", ".join(f"{count} {level}" for level, count in self.counts.items())
        hidden = len(self.all) - len(self.shown)
        more = f" ({hidden} not shown)" if hidden else ""
        more += f"; {self.ignored} ignored" if self.ignored else ""
        return f"{told}{more}. Suggested version: {self.bump}."


def render(report: Report, form: Format, places: Places) -> str:
    """The report in one format."""
    match form:
        case Format.MARKDOWN:
            return markdown(report)
        case Format.JSON:
            return _json(report, places)
        case Format.SARIF:
            return _sarif(report, places)
        case _:
            return findings.render(as_findings(report, places), form, version=__version__)


def as_findings(report: Report, places: Places) -> list[Finding]:
    """The changes as findings, at their place in the new document; the old one and the effect stand below."""
    return [*(finding_of(change, places) for change in report.shown), *report.dead]


def finding_of(change: Change, places: Places) -> Finding:
    """A change as a finding, at its place in the new document."""
    rule = change.rule
    lines = [f"{rule.level}, {rule.direction}; Python: {change.effect}; why: reissue explain {rule.id}"]
    lines += [f"in Python: {one.message} [{one.rule.id}]" for one in change.python]
    lines.append(f"was: {places.of(change.old)}")
    if used := users(change):
        lines.append(f"reached by {used}")
    if change.follows:
        lines.append(f"follows from {change.follows}")
    lines.append(f"fingerprint: {change.fingerprint}")
    severity = SEVERITY[change.rule.level]
    return Finding(change.rule.id, severity, change.message, places.of(change.new), "", "\n".join(lines))


def users(change: Change) -> str:
    """The operations that a change reaches, the first few by name; '' where its label is the operation itself."""
    names = change.operations
    if len(names) == 1 and names[0] in change.label:
        return ""
    return few(names, _NAMED)


# --- programs ------------------------------------------------------------------------------------------------


def _json(report: Report, places: Places) -> str:
    document = {
        "tool": "reissue",
        "version": __version__,
        "old": report.old,
        "new": report.new,
        "bump": report.bump,
        "counts": report.counts,
        "ignored": report.ignored,
        "findings": [_row(change, places) for change in report.shown],
        "dead_ignores": [row(entry) for entry in report.dead],
        "unread": list(report.unread),
    }
    return dumped(document)


def _row(change: Change, places: Places) -> dict[str, Any]:
    rule = change.rule
    return {
        "rule": rule.id,
        "level": rule.level,
        "direction": rule.direction,
        "python": change.effect,
        "label": change.label,
        "message": change.message,
        "old": _place(places.of(change.old), change.present[0]),
        "new": _place(places.of(change.new), change.present[1]),
        "operations": change.operations,
        "fingerprint": change.fingerprint,
        "follows": change.follows or None,
        "in_python": [_row(one, places) for one in change.python],
    }


def _place(place: Place, present: bool) -> dict[str, Any]:
    """`present` is false where the thing is not in this document, and the place is where it would stand."""
    return {**asdict(place), "present": present}


def _sarif(report: Report, places: Places) -> str:
    """The SARIF of all findings, and what only a comparison knows: levels and help of rules, and the old place."""
    document = json.loads(findings.render(as_findings(report, places), Format.SARIF, version=__version__))
    run = document["runs"][0]
    run["tool"]["driver"]["rules"] = [_sarif_rule(rule["id"]) for rule in run["tool"]["driver"]["rules"]]
    run["properties"] = {"bump": report.bump, "counts": report.counts, "ignored": report.ignored}
    results = cast("list[dict[str, Any]]", run["results"])
    for result, change in zip(results, report.shown, strict=False):
        result["partialFingerprints"] = {"reissue/v1": change.fingerprint}
        result["properties"] = {"python": change.effect, "operations": [clean(name) for name in change.operations]}
        result["relatedLocations"] = [
            {
                "id": 0,
                "message": {"text": "where it stood" if change.present[0] else "where it would have stood"},
                **sarif_location(places.of(change.old)),
            }
        ]
    return dumped(document)


def _sarif_rule(name: str) -> dict[str, Any]:
    rule = RULES.get(name)
    if rule is None:
        return {"id": name, "help": {"text": DEAD_HELP}, "defaultConfiguration": {"level": "warning"}}
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.help},
        "help": {"text": f"{rule.help} {reading_of(rule)}"},
        "defaultConfiguration": {"level": str(SEVERITY[rule.level])},
        "properties": {
            "level": rule.level,
            "direction": rule.direction,
            "python": rule.effect,
            "twin": rule.twin,
        },
    }


# --- people --------------------------------------------------------------------------------------------------


def markdown(report: Report) -> str:
    """An entry of a changelog. All text of a document stands in code spans, where Markdown has no say."""
    was, now = report.versions
    versions = f" {code_span(was)} → {code_span(now)}" if was != now and was and now else ""
    lines = [f"## {code_span(report.title)}{versions}", "", f"Suggested version: **{report.bump}**.", ""]
    for heading, changes in weight.sections(report.shown):
        lines += [heading, "", *(_bullet(change) for change in changes), ""]
    hidden = len(report.all) - len(report.shown)
    if hidden:
        lines += [f"{hidden} lesser changes are not listed.", ""]
    if not report.all:
        lines += ["Nothing changed.", ""]
    lines += findings.render(report.dead, Format.MARKDOWN).splitlines()
    return "\n".join(lines).rstrip("\n") + "\n"


def _bullet(change: Change) -> str:
    notes = [] if change.effect is Effect.NONE else [f"Python: {change.effect}"]
    notes += [code_span(one.message) for one in change.python]
    if used := users(change):
        notes.append(f"in {code_span(used)}")
    tail = f" ({'; '.join(notes)})" if notes else ""
    return f"- {code_span(change.label)}: {code_span(change.text)}{tail} [{change.rule.id}]"


def explained(rule: Rule) -> str:
    """A rule for people: what it says, how much it weighs, whom it breaks and why."""
    twin = "itself" if rule.twin == rule.id else rule.twin
    facts = f"{rule.level}, {rule.direction}; Python: {rule.effect}; twin: {twin}"
    return f"{rule.id}: {rule.title} ({facts})\n{reading_of(rule)}\n{rule.help.partition('. ')[2]}"


__all__ = ["DEAD", "Report", "as_findings", "explained", "markdown", "render"]
