"""What a run says: the summary that is committed, its regressions, and the report for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

SUMMARY = Path(__file__).parent / "summary.json"
VERDICTS = ("ok", "misfit", "doubted", "failed")
Results = Mapping[str, Mapping[str, Any]]
"""By document: what was measured of it."""


# --- the committed summary -----------------------------------------------------------------------------------


def summarise(result: Mapping[str, Any]) -> dict[str, Any]:
    """The few numbers of a document that must not get worse."""
    if "error" in result:
        return {"operations": 0, "refused": True}
    examples = result.get("examples", {})
    line: dict[str, Any] = {
        "operations": result["operations"],
        "warnings": result["warnings"],
        "examples": [examples.get(verdict, 0) for verdict in VERDICTS],
    }
    for checker in ("pyright", "mypy"):
        if result.get(checker) is not None:
            line[checker] = len(result[checker]["all"])
    return line


def faults(result: Mapping[str, Any]) -> list[str]:
    """What is wrong with a document whatever the summary says: rules that hold for all documents."""
    if "error" in result:
        return []
    found: list[str] = []
    if result["operations"] != result["expected"]:
        found.append(f"{result['expected'] - result['operations']} of {result['expected']} operations are lost")
    found += [f"does not import: {line}" for line in result["import_failures"]]
    found += [f"cannot be decoded: {line}" for line in result.get("decoder_failures", [])]
    found += [f"ruff: {line}" for line in result.get("ruff") or []]
    return found


def regressions(results: Results, before: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """By document: what is worse than the committed summary, or broken by any measure."""
    found: dict[str, list[str]] = {}
    for name, result in results.items():
        worse = faults(result)
        old, new = before.get(name), summarise(result)
        if old is None:
            if "error" in result:
                worse.append(f"new here, and refused: {result['error']}")
        elif "error" in result:
            if not old.get("refused"):
                worse.append(result["error"])
        elif not old.get("refused"):
            worse += _worse(old, new)
        if worse:
            found[name] = worse
    return found


def _worse(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    worse: list[str] = []
    if new["operations"] < old["operations"]:
        worse.append(f"operations: {old['operations']} before, {new['operations']} now")
    for key, more in (("warnings", "warnings"), ("pyright", "pyright errors"), ("mypy", "mypy errors")):
        if key in old and key in new and new[key] > old[key]:
            worse.append(f"{more}: {old[key]} before, {new[key]} now")
    for place, what in ((3, "fail"), (2, "are doubted")):
        if new["examples"][place] > old["examples"][place]:
            worse.append(f"examples that {what}: {old['examples'][place]} before, {new['examples'][place]} now")
    if new["examples"][0] < old["examples"][0]:
        worse.append(f"examples that fit: {old['examples'][0]} before, {new['examples'][0]} now")
    return worse


def load_summary() -> dict[str, dict[str, Any]]:
    return json.loads(SUMMARY.read_text(encoding="utf-8")) if SUMMARY.exists() else {}


def updated(before: Mapping[str, Mapping[str, Any]], results: Results) -> dict[str, Mapping[str, Any]]:
    """The summary after a run: documents that did not take part keep their lines, checks that did not run their counts."""
    lines = dict(before)
    for name, result in results.items():
        new, old = summarise(result), before.get(name, {})
        kept = {key: old[key] for key in ("pyright", "mypy") if key in old and key not in new and "refused" not in new}
        lines[name] = {**new, **kept}
    return lines


def summary_text(lines: Mapping[str, Mapping[str, Any]]) -> str:
    """One line per document, so that a change of one is a diff of one line."""
    rows = [f"  {json.dumps(name)}: {json.dumps(lines[name])}" for name in sorted(lines)]
    return "{\n" + ",\n".join(rows) + "\n}\n"


# --- totals --------------------------------------------------------------------------------------------------


def totals(results: Results) -> dict[str, Any]:
    good = [one for one in results.values() if "error" not in one]

    def total(key: str) -> int:
        return sum(int(one.get(key) or 0) for one in good)

    def examples(verdict: str) -> int:
        return sum(one.get("examples", {}).get(verdict, 0) for one in good)

    def clean(checker: str) -> str:
        checked = [one[checker] for one in good if one.get(checker) is not None]
        return f"{sum(not one['all'] for one in checked)} of {len(checked)}" if checked else "not run"

    return {
        "documents": len(results),
        "refused or crashed": len(results) - len(good),
        "operations in the documents": sum(int(one.get("expected") or 0) for one in results.values()),
        "operations emitted": total("operations"),
        "warnings": total("warnings"),
        "modules imported": total("modules") - sum(len(one["import_failures"]) for one in good),
        "modules that do not import": sum(len(one["import_failures"]) for one in good),
        "decoders that cannot be built": sum(len(one.get("decoder_failures", [])) for one in good),
        "examples that come back equal": examples("ok"),
        "examples that contradict their schema": examples("misfit"),
        "examples that fit, and are doubted": examples("doubted"),
        "examples that fail": examples("failed"),
        "ruff complaints": sum(len(one.get("ruff") or []) for one in good),
        "packages clean in pyright strict": clean("pyright"),
        "packages clean in mypy strict": clean("mypy"),
        "CPU seconds of generating": round(sum(one.get("cpu", 0.0) for one in good), 1),
        "largest peak memory, MB": max((one.get("memory_mb", 0.0) for one in good), default=0.0),
        "lines emitted, without the runtime": total("lines"),
    }


# --- the report ----------------------------------------------------------------------------------------------

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; --dim: #777; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: Canvas; font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); } .dim { color: var(--dim); }
details { margin: .2rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12.5px; margin: .3rem 0 .8rem; }
.totals { width: auto; } .totals td:last-child { font-weight: 600; }
input { font: inherit; padding: .3rem .6rem; width: 20rem; max-width: 100%; }
"""
_SCRIPT = """
const box = document.getElementById('filter'), rows = [...document.querySelectorAll('#documents tbody tr')];
box.addEventListener('input', () => rows.forEach(row => {
  row.hidden = !row.firstElementChild.textContent.toLowerCase().includes(box.value.toLowerCase()); }));
"""
_COLUMNS = ("operations", "warnings", "ok", "misfit", "doubted", "failed", "pyright", "mypy", "lines", "CPU s", "MB")
_DETAILS = (
    ("error", "no client"),
    ("faults", "faults"),
    ("failed", "examples that fail"),
    ("doubted", "examples that are doubted"),
    ("pyright", "pyright strict"),
    ("mypy", "mypy strict"),
    ("warning_list", "warnings"),
    ("misfit", "examples that contradict their schema"),
)


def html(results: Results, worse: Mapping[str, list[str]], about: str) -> str:
    """One page without anything from elsewhere. All text of documents is escaped."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Reissue: corpus run</title>",
        "<meta name='viewport' content='width=device-width'>",
        f"<style>{_STYLE}</style></head><body><h1>Corpus run</h1><p class='dim'>{escape(about)}</p>",
        _regression_part(worse),
        "<h2>Totals</h2><table class='totals'><tbody>",
        *(f"<tr><td>{escape(key)}</td><td>{_number(value)}</td></tr>" for key, value in totals(results).items()),
        "</tbody></table>",
        "<h2>Documents</h2><p><input id='filter' placeholder='filter by name' aria-label='filter by name'></p>",
        "<table id='documents'><thead><tr><th>document</th>",
        *(f"<th>{escape(column)}</th>" for column in _COLUMNS),
        "</tr></thead><tbody>",
        *(_row(name, result) for name, result in sorted(results.items())),
        f"</tbody></table><script>{_SCRIPT}</script></body></html>",
    ]
    return "\n".join(parts)


def _regression_part(worse: Mapping[str, list[str]]) -> str:
    if not worse:
        return "<h2 class='good'>Nothing is worse than the committed summary</h2>"
    blocks = [f"<h3>{escape(name)}</h3><pre>{escape(_lines(lines))}</pre>" for name, lines in sorted(worse.items())]
    return f"<h2 class='bad'>{len(worse)} documents are worse than they should be</h2>{''.join(blocks)}"


def _row(name: str, result: Mapping[str, Any]) -> str:
    if "error" in result:
        cells = ["<td class='bad'>none</td>", *("<td></td>" for _ in _COLUMNS[1:])]
    else:
        examples = result.get("examples", {})
        whole = result["operations"] == result["expected"]
        shown = str(result["operations"]) if whole else f"{result['operations']} of {result['expected']}"
        cells = [
            f"<td class='{'' if whole else 'bad'}'>{shown}</td>",
            _cell(result["warnings"]),
            _cell(examples.get("ok", 0)),
            _cell(examples.get("misfit", 0)),
            _cell(examples.get("doubted", 0), bad=True),
            _cell(examples.get("failed", 0), bad=True),
            _cell(_errors(result.get("pyright")), bad=True),
            _cell(_errors(result.get("mypy")), bad=True),
            _cell(result["lines"]),
            _cell(result["cpu"]),
            _cell(result["memory_mb"]),
        ]
    return f"<tr><td>{_first_cell(name, result)}</td>{''.join(cells)}</tr>"


def _errors(checked: Mapping[str, Any] | None) -> int | None:
    return None if checked is None else len(checked["all"])


def _cell(value: float | None, bad: bool = False) -> str:
    if value is None:
        return "<td class='dim'>-</td>"
    style = " class='bad'" if bad and value else " class='dim'" if not value else ""
    return f"<td{style}>{_number(value)}</td>"


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else escape(str(value))


def _first_cell(name: str, result: Mapping[str, Any]) -> str:
    known = {**result, **result.get("example_lists", {}), "faults": faults(result)}
    sections: list[str] = []
    for key, title in _DETAILS:
        value = known.get(key)
        lines = value["shown"] if isinstance(value, Mapping) else [value] if isinstance(value, str) else value or []
        if lines:
            sections.append(f"<b>{escape(title)}</b><pre>{escape(_lines(lines))}</pre>")
    if not sections:
        return escape(name)
    return f"<details><summary>{escape(name)}</summary>{''.join(sections)}</details>"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
