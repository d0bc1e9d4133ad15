"""Recordings in, findings and a patch out. No specification is written: the patch is for `git apply` or `patch -p1`.

Every edit is verified before it goes into the patch: the new text must say exactly what the edit means, and the patched
specification must have no finding of `reissue lint` that it did not have before.
"""

from __future__ import annotations

import copy
import difflib
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import naming
from ..document import Document, Source, parse, value_at
from ..errors import ConfigurationError, SpecError
from ..findings import Finding, Level, Place, clean, ordered
from ..lint.extensions import extensions_of
from ..tree.project import Project
from .amend import Edit
from .edit import EditError, Yaml
from .har import ENDING, captured, read_har
from .locate import Locator
from .propose import Proposer
from .report import Bar, Event, Proposal, Spot, finding, fold, read_events
from .responses import NewResponses


@dataclass
class Report:
    """What recordings tell: findings for people and programs, and the patch; empty where nothing can be proposed."""

    findings: list[Finding] = field(default_factory=list[Finding])
    patch: str = ""
    edits: int = 0
    by_hand: list[Finding] = field(default_factory=list[Finding])
    """Those of the findings that the patch does not mend, or not wholly."""
    broken: bool = False
    """Whether a specification cannot be used; its findings say why."""
    spots: list[Spot] = field(default_factory=list[Spot])


def examine(files: Iterable[str], project: Project | None, spec: str | None = None, bar: Bar | None = None) -> Report:
    """Fold recordings ('-' is the standard input) and hold them against the specifications.

    `spec` is one specification for all events; otherwise each provider's own of the project counts. What lies under the
    `bar` is told, and nothing is proposed. Raises
    ConfigurationError for a file that cannot be read.
    """
    problems: list[Finding] = []
    events: list[Event] = []
    names = list(files)
    bar = bar or Bar()
    for name in names:
        is_har = name.lower().endswith(ENDING)
        events += _captured(name, problems, project, spec, bar) if is_har else _events(name, problems)
    report = Report(broken=any(problem.level is Level.ERROR for problem in problems))
    found: list[Finding] = []
    by_spec: dict[str | None, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.provider):
        by_spec.setdefault(spec or _spec_of(project, event.provider), []).append(event)
    for path, rows in by_spec.items():
        made = _held_against(path, rows, project, bar) if path else _alone(fold(rows), names[0])
        found += made.findings
        report.spots += made.spots
        report.patch += made.patch
        report.edits += made.edits
        report.by_hand += made.by_hand
        report.broken = report.broken or made.broken
    report.by_hand = [*ordered(problems), *ordered(report.by_hand)]
    report.findings = [*ordered(problems), *ordered(found)]
    return report


def _events(name: str, problems: list[Finding]) -> list[Event]:
    if name == "-":
        return list(read_events(sys.stdin.buffer, "<stdin>", problems))
    try:
        with Path(name).open("rb") as lines:
            return list(read_events(lines, name, problems))
    except OSError as error:
        hint = "name the file that a client wrote with on_drift=record_drift(FILE), or - for standard input"
        raise ConfigurationError(f"{name} cannot be read: {error.strerror}", hint=hint) from None


def _captured(name: str, problems: list[Finding], project: Project | None, spec: str | None, bar: Bar) -> list[Event]:
    """The drifts of a capture, held against one specification, or against all of a project by their servers."""
    entries, found = read_har(name), list[Event]()
    specs = [spec] if spec else list((project.spec_files() if project else {}).values())
    matched = unread = 0
    slashes: Counter[str] = Counter()
    for path in specs:
        try:
            document = Document.open(Path(path), project.show(path) if project else path)
        except SpecError as error:
            problems += error.findings
            continue
        told = captured(entries, document, naming.module(Path(path).stem), name, bar.least, anywhere=bool(spec))
        matched, unread, slashes = matched + told.matched, unread + told.unread, slashes + told.slashes
        found += told.events
    for operation, count in sorted(slashes.items()):
        text = f"{count} answer(s) would be of {operation}, but for a slash at the end of the path, which makes it another one"
        hint = "document the path as it is called, or call it as it is documented"
        problems.append(Finding("drift-line", Level.WARNING, text, Place(name, 1, 1), hint))
    if not matched and not slashes:
        text = f"none of its {len(entries)} answers is of a documented operation"
        problems.append(
            Finding("drift-line", Level.WARNING, text, Place(name, 1, 1), "name the specification with --spec")
        )
    if unread:
        text = f"{unread} of {matched} answers came without their content, so what they hold was not looked at"
        problems.append(Finding("drift-line", Level.WARNING, text, Place(name, 1, 1), "save the capture with content"))
    return found


def _spec_of(project: Project | None, provider: str) -> str | None:
    files = project.spec_files() if project else {}
    return next((path for stem, path in files.items() if naming.module(stem) == provider), None)


def _held_against(path: str, events: list[Event], project: Project | None, bar: Bar) -> Report:
    try:
        return _examine(events, Path(path), project, bar)
    except SpecError as error:  # the other providers are reported all the same
        return Report(list(error.findings), by_hand=list(error.findings), broken=True, spots=fold(events))


def _alone(spots: list[Spot], recording: str) -> Report:
    """What is told of providers whose specification is not at hand."""
    rows = [
        finding(
            spot,
            [Proposal(f"no specification of {spot.provider} is at hand: run this in its project, or give --spec")],
            Place(recording),
        )
        for spot in spots
    ]
    return Report(rows, by_hand=rows, spots=spots)


def _examine(events: list[Event], path: Path, project: Project | None, bar: Bar) -> Report:
    name = project.show(str(path)) if project else str(path)
    document = Document.open(path, name)
    patch = Patch(document, extensions_of(project, path))
    find = Locator(document)
    responses = NewResponses(events, find, bar)
    proposer, spots = Proposer(find, bar, responses), fold(responses.rest(events))
    rows = [
        (spot, [patch.want(proposal) if isinstance(proposal, Edit) else proposal for proposal in proposer.of(spot)])
        for spot in spots
    ]
    text = patch.make()
    report = Report(patch=patch.evidence() + diff(document.main, text), edits=len(patch.applied))
    report.spots = spots
    for spot, wanted in rows:
        proposals = [proposal.proposal if isinstance(proposal, Edit) else proposal for proposal in wanted]
        report.findings.append(finding(spot, proposals, Place(name)))
        if not all(proposal.patched for proposal in proposals):
            report.by_hand.append(report.findings[-1])
    return report


class Patch:
    """The edits of one specification, each once, and the text that they make."""

    def __init__(self, document: Document, extensions: dict[str, Any] | None) -> None:
        self.document = document
        self.applied: list[Edit] = []
        self._extensions = extensions
        self._wanted: dict[tuple[object, ...], Edit] = {}

    def want(self, edit: Edit) -> Edit:
        """Note an edit; gives the first one of those that do the same."""
        if edit.at.source is not self.document.main:
            edit.failed = f"it stands in {edit.at.source.name}"
            return edit
        first = self._wanted.setdefault(edit.key, edit)
        if first is not edit:
            first.evidence += edit.evidence
            first.counts += edit.counts
        return first

    def evidence(self) -> str:
        """What each edit rests on, as lines above the diff, which `git apply` and `patch` pass over."""
        rows = ((edit.place or edit.at.place, edit) for edit in self.applied)
        return "".join(
            clean(f"# {place.file}:{place.line}: {edit.words}: {'; '.join(edit.evidence)}") + "\n"
            for place, edit in rows
        )

    def make(self) -> str:
        """The text with every edit that can be verified; the others know why not."""
        self._keep_required()
        original = self.document.main.text
        text, data = original, self.document.main.data
        for edit in self._wanted.values():
            made = None if edit.failed else self._apply(edit, text, data)
            if made is not None:
                text, data = made
                self.applied.append(edit)
        if self.applied and self._worse(text):
            return self._one_by_one(original)
        return text

    def _keep_required(self) -> None:
        """An object without anything that is required is another one, such as an envelope or an error.

        What is new in no more answers than had another object may be of that, and is not documented here.
        """
        owners: dict[object, list[Edit]] = {}
        others: Counter[tuple[str, str]] = Counter()
        for edit in self._wanted.values():
            if edit.key[0] == "required":
                owners.setdefault(edit.key[1], []).append(edit)
        for edits in owners.values():
            is_all = len(edits) == len(edits[0].at.get("required").array)
            if is_all and (len(edits) > 1 or self._is_wrapped(edits[0])):
                for edit in edits:
                    edit.failed = "nothing that is required was there, so it is another object"
                    others |= edit.counts
        for edit in self._wanted.values():
            if edit.key[0] == "property" and all(count <= others[place] for place, count in edit.counts.items()):
                edit.failed = "it may be of another object, which came as often"

    def _is_wrapped(self, missing: Edit) -> bool:
        """Whether in most answers without the one member that is required something came that is more, or less, than this object: a new
        member that is an object or a list, as an envelope has one, or what that member is to hold.
        """
        beside = [edit for edit in self._wanted.values() if edit.key[0] == "property"]
        beside = [edit for edit in beside if edit.kinds & {"object", "array"} or edit.key[2] in missing.holds]
        for place, count in missing.counts.items():
            instead = [edit.counts[place] for edit in beside if 0 < edit.counts[place] <= count]
            if 2 * sum(instead) < count:
                return False
        return True

    def _apply(self, edit: Edit, text: str, data: Any) -> tuple[str, Any] | None:
        """The new text and what it says. None, and why, where it would say anything but what the edit means."""
        wanted = copy.deepcopy(data)
        try:
            if (place := value_at(wanted, edit.at.pointer)) is None:
                raise EditError("the place is not to be found in the data")
            edit.data(place[0])
            new = edit.text(Yaml(text))
            said = parse(new.encode(), self.document.main.path, self.document.main.name).data
        except EditError as problem:
            edit.failed = str(problem)
            return None
        except (SpecError, LookupError, TypeError, ValueError, AttributeError):
            edit.failed = "the text is laid out in a way that cannot be edited safely"
            return None
        if said != wanted:
            edit.failed = "the text is laid out in a way that cannot be edited safely"
            return None
        return new, wanted

    def _one_by_one(self, text: str) -> str:
        """Leave out the edits with which the specification would no longer lint clean, such as an example of another kind."""
        wanted, self.applied, data = self.applied, [], self.document.main.data
        for edit in wanted:
            made = self._apply(edit, text, data)
            if made is None:
                continue
            if worse := self._worse(made[0]):
                edit.failed = f"`reissue lint` would say: {worse}"
                continue
            text, data = made
            self.applied.append(edit)
        return text

    def _worse(self, text: str) -> str:
        """What lint says of the new text and does not say of the old one."""
        from ..lint.run import lint

        source = parse(text.encode(), self.document.main.path, self.document.main.name)
        new = lint(Document(source, self.document.folder), self._extensions)
        if not new:
            return ""
        old = {(finding.rule, finding.message) for finding in lint(self.document, self._extensions)}
        return next((finding.message[:120] for finding in new if (finding.rule, finding.message) not in old), "")


def diff(source: Source, text: str) -> str:
    """A unified diff of a file with LF or CRLF line ends; '' where nothing changes."""
    if text == source.text:
        return ""
    old, new = _lines(source.text), _lines(text)
    rows = difflib.unified_diff(old, new, f"a/{source.name}", f"b/{source.name}")
    return "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


def _lines(text: str) -> list[str]:
    """Lines as `patch` counts them: only a line feed ends one."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]
