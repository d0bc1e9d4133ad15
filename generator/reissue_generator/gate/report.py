"""One report of all steps, in every format of findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import __version__, findings
from ..findings import Finding, Format, Level, clean, code_span, dumped, row
from .record import Row, Step, exit_code


def render(steps: Sequence[Step], form: Format, *, base: str, key: str = "") -> str:
    """The report in one format; ends with a line break where there is any text. `key`: for JSON, the key for caches."""
    match form:
        case Format.TEXT:
            return _text(steps, base)
        case Format.MARKDOWN:
            return _markdown(steps, base)
        case Format.JSON:
            return _json(steps, base, key)
        case Format.JUNIT:
            return _junit(steps)
        case Format.GITHUB | Format.SARIF:
            told = [_named(one) if form is Format.GITHUB else _as_it_weighs(one) for step in steps for one in step.rows]
            return findings.render(told, form, version=__version__)


def _as_it_weighs(one: Row) -> Finding:
    """A finding with the level that it has here: an error keeps the gate shut."""
    found = one.finding
    level = Level.ERROR if one.is_shut else Level.NOTE if one.approved else found.level
    level = Level.WARNING if level is Level.ERROR and not one.is_shut else level
    said = f" (approved: {one.approved})" if one.approved else ""
    return Finding(found.rule, level, found.message + said, found.place, found.hint, found.detail)


def _named(one: Row) -> Finding:
    """A finding of an annotation, with what approves it where it keeps the gate shut."""
    found = _as_it_weighs(one)
    return replace(found, message=f"{found.message} (fingerprint: {one.fingerprint})") if one.is_shut else found


def state(step: Step) -> str:
    """What became of a step, in a word or two."""
    if step.skipped:
        return f"nothing to do: {step.skipped}"
    shut = sum(one.is_shut for one in step.rows)
    approved = sum(bool(one.approved) for one in step.rows)
    rest = len(step.rows) - shut - approved
    told = [(shut, "failing"), (approved, "approved"), (rest, "told")]
    counted = ", ".join(f"{count} {word}" for count, word in told if count) or "clean"
    return f"unusable document, {counted}" if step.unusable else counted


# --- people --------------------------------------------------------------------------------------------------


def _text(steps: Sequence[Step], base: str) -> str:
    parts: list[str] = []
    for step in steps:
        shown = [one for one in step.rows if one.is_shut or one.approved or one.finding.level is not Level.NOTE]
        for one in shown:
            parts.append(findings.render([_as_it_weighs(one)], Format.TEXT))
            if one.is_shut and "fingerprint: " not in one.finding.detail:
                parts.append(f"    fingerprint: {one.fingerprint}\n")
    parts.append(f"Compared with {base or 'nothing'}.\n")
    width = max(len(step.name) for step in steps)
    parts += [f"{step.name:<{width}}  {step.seconds:6.1f} s  {_said(step)}\n" for step in steps]
    return "".join(parts)


def _said(step: Step) -> str:
    return state(step) + (f" ({clean(step.summary)})" if step.summary else "")


def _markdown(steps: Sequence[Step], base: str) -> str:
    """A page for the summary of a job. All that may come from a document stands in code spans."""
    lines = ["## reissue ci", "", f"Compared with {code_span(base) if base else 'nothing'}.", ""]
    lines += ["| step | time | result |", "|---|---|---|"]
    lines += [f"| {step.name} | {step.seconds:.1f} s | {_said(step).replace('|', chr(92) + '|')} |" for step in steps]
    for step in steps:
        rows = [one for one in step.rows if one.is_shut or one.approved or one.finding.level is not Level.NOTE]
        if rows:
            lines += ["", f"### {step.name}", ""]
            for one in rows:
                lines.append(findings.render([_as_it_weighs(one)], Format.MARKDOWN).rstrip("\n"))
                lines += [f"  - fingerprint: `{one.fingerprint}`"] if one.is_shut else []
    return "\n".join([*lines, ""])


# --- programs ------------------------------------------------------------------------------------------------


def _json(steps: Sequence[Step], base: str, key: str) -> str:
    told = [
        {
            "name": step.name,
            "seconds": round(step.seconds, 3),
            "skipped": step.skipped,
            "unusable": step.unusable,
            "clean": step.is_clean,
            "summary": step.summary,
            "findings": [_row(one) for one in step.rows],
        }
        for step in steps
    ]
    head = {"tool": "reissue", "version": __version__, "base": base, "cache_key": key, "exit_code": exit_code(steps)}
    return dumped({**head, "steps": told})


def _row(one: Row) -> dict[str, object]:
    return {**row(one.finding), "fingerprint": one.fingerprint, "fails": one.fails, "approved": one.approved}


def _junit(steps: Sequence[Step]) -> str:
    """A suite for each step, with its time; one case for each finding, or one that passes."""
    from xml.sax.saxutils import quoteattr

    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="reissue">']
    for step in steps:
        cases = [_case(step, one) for one in step.rows] or [
            f"    <testcase classname={quoteattr(step.name)} name={quoteattr(clean(_said(step)))}/>"
        ]
        shut = sum(one.is_shut for one in step.rows)
        lines += [
            f'  <testsuite name={quoteattr(step.name)} tests="{len(cases)}" failures="{shut}" '
            f'errors="{int(step.unusable)}" skipped="{int(bool(step.skipped))}" time="{step.seconds:.3f}">',
            *cases,
            "  </testsuite>",
        ]
    return "\n".join([*lines, "</testsuites>", ""])


def _case(step: Step, one: Row) -> str:
    from xml.sax.saxutils import escape, quoteattr

    found = _as_it_weighs(one)
    head = f"    <testcase classname={quoteattr(step.name)} name={quoteattr(clean(f'{found.rule} {found.place}'))}>"
    text = escape(clean(f"{found.message} {found.hint} fingerprint: {one.fingerprint}"))
    kind = f" type={quoteattr(found.rule)} message={quoteattr(clean(found.message))}"
    inside = f"      <failure{kind}>{text}</failure>" if one.is_shut else f"      <system-out>{text}</system-out>"
    return "\n".join([head, inside, "    </testcase>"])
