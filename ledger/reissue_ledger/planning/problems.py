"""A plan that is refused for its lines."""

from __future__ import annotations

from collections.abc import Sequence

from reissue.errors import ReissueError

from ..lines import Problem


def refused(kind: type[ReissueError], problems: Sequence[Problem], source: str) -> ReissueError:
    """The error of that kind; its `detail` has the problems."""
    count = len({problem.number for problem in problems})
    lines = "line" if count == 1 else "lines"
    error = kind(f"{count} {lines} of {source or 'the input'} cannot be planned. Nothing was sent.")
    error.detail = tuple(problems)
    return error
