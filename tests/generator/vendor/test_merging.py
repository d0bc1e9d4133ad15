"""The three-way merge, by the paper that defines it and by git."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from reissue_generator.vendor.merging import merged


def test_the_example_of_the_paper() -> None:
    """Khanna, Kunal and Pierce, "A formal investigation of diff3" (FSTTCS 2007), figure 1: one side puts 4 and 5 before 2, which is
    taken, and 3 4 5 became 3 here and 4 5 3 there."""
    new, base, own = ("".join(f"{digit}\n" for digit in digits) for digits in ("145236", "123456", "124536"))
    (conflict,) = merged(base, new, own).conflicts
    sides = (conflict.base, conflict.new, conflict.own)
    assert ["".join(side).replace("\n", "") for side in sides] == ["345", "3", "453"]


def test_what_touches_is_a_conflict_and_what_is_apart_is_none() -> None:
    base = "a\nb\nc\nd\n"
    assert merged(base, "A\nb\nc\nd\n", "a\nb\nC\nd\n").text == "A\nb\nC\nd\n"
    (conflict,) = merged(base, "A\nb\nc\nd\n", "a\nB\nc\nd\n").conflicts
    assert (conflict.line, conflict.base) == (1, ("a\n", "b\n"))
    assert (conflict.new, conflict.own) == (("A\n", "b\n"), ("a\n", "B\n"))


def test_the_same_change_on_both_sides_is_one() -> None:
    assert merged("a\nb\n", "a\nB\n", "a\nB\n").text == "a\nB\n"


@pytest.mark.parametrize(
    ("base", "new", "own", "text"),
    [
        ("a\nb", "a\nb\n", "A\nb", None),
        ("a\nm\nb", "a\nm\nb\n", "A\nm\nb", "A\nm\nb\n"),
        ("", "", "a\n", "a\n"),
        ("a\n", "", "a\n", ""),
    ],
)
def test_ends_without_a_line_break(base: str, new: str, own: str, text: str | None) -> None:
    found = merged(base, new, own)
    assert bool(found.conflicts) == (text is None)
    assert text is None or found.text == text


def test_lines_that_repeat_are_not_guessed() -> None:
    """Which of four equal lines did one side remove? From the top it is the last one, from the end the first one."""
    assert merged("y\n" * 4, "x\n" + "y\n" * 3, "y\n" * 3).conflicts


def test_git_merges_the_same(tmp_path: Path) -> None:
    """With lines that are all different there is one alignment, and `git merge-file` must agree on each text and each conflict."""
    random.seed(11)
    for _ in range(40):
        base = [f"{number}\n" for number in random.sample(range(10**6), random.randint(0, 25))]
        sides = [_mutated(base), _mutated(base)]
        for name, lines in zip(("base", "new", "own"), (base, *sides), strict=True):
            (tmp_path / name).write_text("".join(lines))
        words = ["git", "merge-file", "-p", "new", "base", "own"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        found = merged("".join(base), *("".join(side) for side in sides))
        assert bool(found.conflicts) == (done.returncode != 0)
        assert found.conflicts or found.text == done.stdout


def _mutated(base: list[str]) -> list[str]:
    lines = list(base)
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(lines))
        lines[at : at + random.randint(0, 1)] = [f"+{random.random()}\n"] * random.randint(0, 1)
    return lines
