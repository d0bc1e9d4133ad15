"""What the tools find: one record, its rule id and fingerprint, and the formats in which it is printed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a finding stands: a file, a line and column counted from 1 (0: the file as a whole), a JSON pointer."""

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{at} ({self.pointer})" if self.pointer else at


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `rule` is a stable kebab-case id; `hint` says what to do next."""

    rule: str
    level: Level
    message: str
    place: Place
    hint: str = ""
    detail: str = field(default="", compare=False)
    """More to show a person, such as a diff."""

    @property
    def fingerprint(self) -> str:
        """Stable while rule, file, pointer and message stay; moving lines does not change it."""
        return fingerprint_of(self.rule, self.place.file, self.place.pointer, self.message)

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """What findings are sorted by: the place first."""
        place = self.place
        return place.file, place.line, place.column, place.pointer, self.rule, self.message


def fingerprint_of(*facts: str) -> str:
    """What stays the same while these facts do: 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By place, each once."""
    return sorted({finding.fingerprint: finding for finding in findings}.values(), key=lambda finding: finding.order)


def clean(text: str) -> str:
    """Text of untrusted origin for a terminal or a log: one line, no control characters, no bidi overrides, and nothing
    that a CI service takes for a command (`::` at the start of a line, `##[` anywhere in it)."""
    line = "".join(c if c.isprintable() else "�" if c not in "\n\r\t" else " " for c in text)
    return _COMMAND.sub(lambda match: match[0].replace("::", ": :").replace("##", "# #"), line)


def clean_lines(text: str) -> str:
    """The same for a text of several lines: each is cleaned by itself."""
    return "\n".join(clean(line) for line in text.split("\n"))


_COMMAND = re.compile(r"^\s*::|##\[")


def code_span(text: str) -> str:
    """Untrusted text for Markdown: a code span that no text can leave."""
    inside = clean(text).replace("`", "'")
    return f"`{inside or ' '}`"


def few(names: Sequence[str], most: int) -> str:
    """The first few names, and how many there are beyond them."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def cut(lines: Sequence[str], limit: int, rest: str = "") -> list[str]:
    """The first lines, and how many there are beyond them; `rest` says how to see those."""
    more = [f"... {len(lines) - limit} more lines{rest}"] if len(lines) > limit else []
    return [*lines[:limit], *more]


DIFF_LINES = 40
"""Lines of a difference, or of a list of files, that a finding shows."""


def difference(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff of two texts as the detail of a finding."""
    import difflib  # only who has found something needs it

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm="", n=1)
    return "\n".join(cut(list(lines), DIFF_LINES))


class Format(StrEnum):
    """How findings are printed: for people, programs, CI services, or a page."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def render(
    findings: Sequence[Finding], form: Format, tool: str = "reissue", version: str = "", extent: str = ""
) -> str:
    """The findings in one format; ends with a line break where there is any text."""
    match form:
        case Format.JSON:
            return _json(findings, tool, version, extent)
        case Format.GITHUB:
            return "".join(_github(finding) for finding in findings)
        case Format.JUNIT:
            return _junit(findings, tool)
        case Format.SARIF:
            return _sarif(findings, tool, version)
        case Format.MARKDOWN:
            return "".join(_bullet(finding) for finding in findings)
        case Format.TEXT:
            return "".join(text for finding in findings for _, text in text_parts(finding))


class Part(StrEnum):
    """What a piece of a finding's text is, for who prints it in colour."""

    PLACE = "place"
    LEVEL = "level"
    MESSAGE = "message"
    DETAIL = "detail"
    HINT = "hint"


def text_parts(finding: Finding) -> Iterator[tuple[Part, str]]:
    """The text of a finding for people, piece by piece and with its line breaks."""
    yield Part.PLACE, f"{clean(str(finding.place))}: "
    yield Part.LEVEL, f"{finding.level}: "
    yield Part.MESSAGE, f"{clean(finding.message)} [{finding.rule}]\n"
    for line in finding.detail.splitlines():
        yield Part.DETAIL, f"    {clean(line)}\n"
    if finding.hint:
        yield Part.HINT, f"    -> {clean(finding.hint)}\n"


def _bullet(finding: Finding) -> str:
    """A line of a Markdown list. All that may come from a document or a page stands in code spans."""
    hint = f"; next: {code_span(finding.hint)}" if finding.hint else ""
    said = f"{code_span(str(finding.place))}: {code_span(finding.message)}"
    return f"- {finding.level}: {said} [{finding.rule}]{hint}\n"


def _json(findings: Sequence[Finding], tool: str, version: str, extent: str) -> str:
    how = {"extent": extent} if extent else {}
    return dumped({"tool": tool, "version": version, **how, "findings": [row(finding) for finding in findings]})


def row(finding: Finding) -> dict[str, object]:
    """A finding for programs."""
    return {**asdict(finding), "fingerprint": finding.fingerprint}


def dumped(document: object) -> str:
    """JSON as every command prints it: ASCII only, and no `##[` in it, which some CI services obey wherever it stands."""
    return json.dumps(document, indent=2, ensure_ascii=True).replace("##[", "##\\u005b") + "\n"


def _github(finding: Finding) -> str:
    """A workflow command. Properties and message are escaped, so that no text of a spec can start another command."""

    def data(text: str) -> str:
        return clean(text).replace("%", "%25")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place, level = finding.place, "notice" if finding.level is Level.NOTE else str(finding.level)
    where = [f"file={value(place.file)}"]
    if place.line:
        where += [f"line={place.line}", f"col={place.column}"]
    where.append(f"title={value(finding.rule)}")
    hint = f" -> {data(finding.hint)}" if finding.hint else ""
    return f"::{level} {','.join(where)}::{data(finding.message)}{hint}\n"


def _junit(findings: Sequence[Finding], tool: str) -> str:
    from xml.sax.saxutils import escape, quoteattr  # brings half of urllib, which no other format needs

    def xml(text: str) -> str:
        return escape(clean(text))

    failures = sum(finding.level is Level.ERROR for finding in findings)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name={quoteattr(tool)} tests="{len(findings)}" failures="{failures}">',
    ]
    lines.append(f'  <testsuite name={quoteattr(tool)} tests="{len(findings)}" failures="{failures}">')
    for finding in findings:
        name = quoteattr(clean(f"{finding.rule} {finding.place}"))
        lines.append(f"    <testcase classname={quoteattr(clean(finding.place.file))} name={name}>")
        tag = "failure" if finding.level is Level.ERROR else "system-out"
        kind = (
            f" type={quoteattr(finding.rule)} message={quoteattr(clean(finding.message))}" if tag == "failure" else ""
        )
        lines.append(f"      <{tag}{kind}>{xml(finding.message)} {xml(finding.hint)}</{tag}>")
        lines.append("    </testcase>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def _sarif(findings: Sequence[Finding], tool: str, version: str) -> str:
    rules = sorted({finding.rule for finding in findings})
    results = [_sarif_result(finding, rules.index(finding.rule)) for finding in findings]
    driver = {"name": tool, "version": version, "rules": [{"id": rule} for rule in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document: dict[str, object] = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return dumped(document)


def sarif_location(place: Place) -> dict[str, object]:
    """A place as SARIF has it; without a region where it is the file as a whole."""
    physical: dict[str, object] = {"artifactLocation": {"uri": clean(place.file).replace("\\", "/")}}
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    location: dict[str, object] = {"physicalLocation": physical}
    if place.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": clean(place.pointer)}]
    return location


def _sarif_result(finding: Finding, rule: int) -> dict[str, object]:
    text = clean(finding.message) + (f" -> {clean(finding.hint)}" if finding.hint else "")
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": str(finding.level),
        "message": {"text": text},
        "locations": [sarif_location(finding.place)],
        "partialFingerprints": {"reissue/v1": finding.fingerprint},
    }
