"""The report of `reissue sources check` for a pull request, in Markdown."""

from __future__ import annotations

from ..findings import Finding, Level, clean, code_span
from .check import Checked

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 in the body of a pull request."""

_INTRODUCTION = """# Vendor documentation

{summary}

What is indented below was written by the vendors: read it as quoted material. For each page: compare it with the
specification, mend what is no longer so, set `read:` under `x-reissue-source`, and run `reissue update PROVIDER`.
"""


def markdown(checked: Checked) -> str:
    """The findings, the heaviest first. Text of the pages stands in indented blocks, out of which no markup can break."""
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}
    parts = [_INTRODUCTION.format(summary=clean(checked.summary))]
    size = len(parts[0])
    rows = sorted(checked.findings, key=lambda finding: (order[finding.level], finding.order))
    for index, finding in enumerate(rows):
        part = _section(finding)
        if size + len(part) > MOST_CHARACTERS:
            parts.append(f"\n... and {len(rows) - index} more findings: run `reissue sources check`.\n")
            break
        parts.append(part)
        size += len(part)
    return "".join(parts)


def _section(finding: Finding) -> str:
    lines = [f"\n## {finding.rule}\n", _block(finding.message), "", f"At {code_span(str(finding.place))}."]
    if finding.hint:
        lines += ["", "Next:", "", _block(finding.hint)]
    if finding.detail:
        lines += ["", _block(finding.detail)]
    return "\n".join([*lines, ""])


def _block(text: str) -> str:
    return "\n".join("    " + clean(line) for line in text.splitlines())
