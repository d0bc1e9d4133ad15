"""What only many references together show: numbers that a spreadsheet has shortened, each of which looks right by itself."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from .shapes import DIGITS_MEANT, Problem, shown

_NARROWEST: Final = 8  # shorter numbers are counted up by hand, and differ in length
_ENOUGH: Final = 2  # others of that length, before it is called a rule
_SHARE: Final = 10  # nearly all: nine in ten
_EXACT: Final = 15  # digits of a number that a spreadsheet keeps; it writes zeros for the others
_KEPT: Final = 1001  # lines kept of one kind: more would not be told
_MEANT: Final = f"export the column as text again, {DIGITS_MEANT}."


class DigitReferences:
    """The references of a file that are nothing but digits. A hundred thousand of them take some fifteen megabytes."""

    def __init__(self) -> None:
        # By provider and account: the number, to the first line that has it and how many digits it has there. In one int, as
        # a hundred thousand tuples take three times the memory.
        self._first: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        self._widths: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._lines: defaultdict[tuple[str, int], array[int]] = defaultdict(lambda: array("Q"))
        self._cut: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        self._whole: set[str] = set()
        self._told: set[int] = set()

    def add(self, number: int, provider: str, account: str, reference: str) -> list[Problem]:
        """Take the reference of a line. Returns the problems of this line, and of an earlier one that differs by zeros alone."""
        if not (reference.isascii() and reference.isdigit()):
            return []
        width = len(reference)
        self._widths[provider][width] += 1
        if len(kept := self._lines[provider, width]) < _KEPT:
            kept.append(number)
        if width > _EXACT and reference[0] != "0":
            if reference[_EXACT:].strip("0"):
                self._whole.add(provider)
            elif len(cut := self._cut[provider]) < _KEPT:
                cut.append(number)
        there, first_width = divmod(self._first[provider, account].setdefault(int(reference), number << 8 | width), 256)
        return [] if first_width == width else list(self._twins(there, number, reference))

    def _twins(self, earlier: int, number: int, reference: str) -> Iterator[Problem]:
        for one, other in ((earlier, number), (number, earlier)):
            if one not in self._told:
                self._told.add(one)
                text = f"This reference and that of line {other} differ by leading zeros alone ({shown(reference)}); {_MEANT}"
                yield Problem(number=one, column="reference", message=text)

    def end(self) -> Iterator[Problem]:
        """The problems that the whole file shows, by line."""
        found: dict[int, str] = {}
        for provider, widths in self._widths.items():
            usual, count = widths.most_common(1)[0]
            others = widths.total() - 1
            if usual >= _NARROWEST and count >= _ENOUGH and count * _SHARE >= others * (_SHARE - 1):
                for width in sorted(widths):
                    text = f"Nearly all references of {provider} have {usual} digits, and this one has {width}: leading zeros may be lost; {_MEANT}"
                    found.update((number, text) for number in self._lines[provider, width] if width < usual)
        for provider, lines in self._cut.items():
            text = f"All references of {provider} of more than {_EXACT} digits end in zeros, as a spreadsheet cuts them; {_MEANT}"
            found.update((number, text) for number in lines if provider not in self._whole)
        for number in sorted(found):
            if number not in self._told:
                yield Problem(number=number, column="reference", message=found[number])
