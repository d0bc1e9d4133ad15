"""Each broken file is told with its lines, and nothing of it is guessed."""

from __future__ import annotations

import pytest

from reissue_ledger.lines import Line
from tests.ledger.lines.broken_files import FILES, Broken
from tests.ledger.lines.kit import problems, read


@pytest.mark.parametrize("broken", FILES, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_with_its_lines(broken: Broken) -> None:
    found = problems(read(broken.data, **broken.how))
    assert tuple(problem.number for problem in found) == broken.lines, found
    for problem in found:
        assert broken.word in problem.message, problem
        assert problem.message.isprintable() and len(problem.message) < 400, problem


@pytest.mark.parametrize("broken", FILES, ids=lambda broken: broken.name)
def test_the_bytes_that_are_told_are_there(broken: Broken) -> None:
    for problem in problems(read(broken.data, **broken.how)):
        if problem.byte is not None:
            assert 0 <= problem.byte < len(broken.data)
            assert broken.data.count(b"\n", 0, problem.byte) == problem.number - 1


def test_there_are_enough_kinds() -> None:
    assert len({broken.name for broken in FILES}) == len(FILES) > 40
    assert all(broken.source for broken in FILES)


def test_a_problem_is_told_as_compilers_do() -> None:
    (found,) = problems(read(b"provider,reference\nqorepay,R-\xff\n"))
    assert found.told("overdue.csv").startswith("overdue.csv:2: byte 29: The byte 0xFF is no UTF-8")
    assert str(found).startswith("line 2: byte 29: ")
    (found,) = problems(read(b""))
    assert found.told("overdue.csv") == "overdue.csv: The file is empty; nothing is to be done."


def test_reading_ends_at_a_thousand_problems() -> None:
    found = read(b"provider,reference\n" + b"qorepay\n" * 5000)
    assert len(found) == 1001 and not any(isinstance(one, Line) for one in found)
    assert problems(found)[-1].number == 0 and "1,000" in problems(found)[-1].message
    assert len(read(b"provider,reference\n" + b",\n" * 5000 + b"qorepay,R-1\n")) == 1001
