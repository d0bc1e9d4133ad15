"""A plan on a terminal: what would be sent and left, and what was to be left and is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import typer

from reissue_generator.findings import clean_lines

from ..amounts import in_words
from ..planning.shapes import Name, Plan
from .shared import print_json, print_lines

_SHOWN = 20


class Told(NamedTuple):
    """What is told of a plan beside itself."""

    unused: tuple[str, ...]
    """Columns that are not read."""
    excluded: Mapping[Name, Sequence[int]]
    """The lines of each name in the file of what is excluded."""
    source: str
    """The name of that file; empty where there is none."""
    as_json: bool

    def show(self, plan: Plan, *, err: bool = False) -> None:
        """What would be sent and skipped; for people, on stderr, with `err`."""
        if self.as_json and not err:
            print_json({"plan": plan, "unused_columns": self.unused, **self.unmatched(plan)})
            return
        lines = [*_lines(plan), *self._unmatched(plan)]
        if self.unused:
            lines.append(f"  columns that are not read: {', '.join(self.unused)}")
        lines.append(f"  digest {plan.digest}")
        if err:
            _warn(lines)
        else:
            print_lines([*lines, "Nothing was sent."])

    def warn(self, plan: Plan) -> None:
        """Columns that are not read, and what was to be left and is not there, on stderr: a slip sends what it should not."""
        unused = [f"columns that are not read: {', '.join(self.unused)}"] if self.unused else []
        _warn([*unused, *self._unmatched(plan)])

    def unmatched(self, plan: Plan) -> dict[str, Any]:
        """The same as members of JSON, where there is a file of what is excluded."""
        if not self.source:
            return {}
        names = ("line", "provider", "account", "reference")
        return {"excluded_nothing": [dict(zip(names, one, strict=True)) for one in self._by_line(plan)]}

    def _by_line(self, plan: Plan) -> list[tuple[int, str, str, str]]:
        return sorted((line, *name) for name in plan.unmatched for line in self.excluded.get(name, ()))

    def _unmatched(self, plan: Plan) -> list[str]:
        found = self._by_line(plan)
        if not found:
            return []
        count = "1 line" if len(found) == 1 else f"{len(found)} lines"
        lines = [
            f"  {count} of {self.source} excluded nothing that is known by that name yet; one that was mistyped leaves its invoice in:"
        ]
        for line, provider, label, reference in found[:_SHOWN]:
            lines.append(f"    {self.source}:{line}: {provider} {f'{label} ' if label else ''}{reference}")
        return [*lines, f"    and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else lines


def _lines(plan: Plan) -> list[str]:
    lines = [f"campaign {plan.campaign}, verb {plan.verb}: {plan.send} would be sent, {plan.skip} skipped"]
    if plan.open_run is not None:
        lines.append(f"  run {plan.open_run} of this campaign has not ended: a start is refused until it has")
    for name, sums in sorted(plan.accounts.items()):
        amounts = ", ".join(in_words(amount, currency) for currency, amount in sorted(sums.amounts.items()))
        without = f"{sums.without_amount} without an amount in the file" if sums.without_amount else ""
        told = "; ".join(filter(None, (amounts, without)))
        lines.append(f"  {name.rstrip(':')}: send {sums.send}, skip {sums.skip}{f' ({told})' if told else ''}")
    lines += [f"  skipped {count}: {reason}" for reason, count in sorted(plan.reasons.items())]
    lines += [f"    line {line}: {reason}" for line, reason in plan.skipped[:_SHOWN]]
    return [*lines, f"    and {plan.skip - _SHOWN} more"] if len(plan.skipped) > _SHOWN else lines


def _warn(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(clean_lines(line), err=True)
