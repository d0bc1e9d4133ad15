"""Reading a file or an iterable: `read_lines` and `lines_of`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final, Literal, cast

from reissue.errors import InvalidArgumentError

from .checks import Checks, Rules, rules_of
from .csv_lines import csv_lines
from .header import Header
from .json_lines import json_lines
from .physical import StopReadingError
from .shapes import DateOrder, DecimalSign, Digits, Line, Problem, UnsureError
from .strict_json import object_of

MOST_PROBLEMS: Final = 1000
"""Problems that are told; then reading stops, as nobody mends a thousand lines by hand."""


class Lines(Iterator[Line | Problem]):
    """The lines and problems of a file, as `read_lines` gives them, once."""

    def __init__(self, found: Callable[[Callable[[Header], None]], Iterator[Line | Problem]]) -> None:
        self._unused: tuple[str, ...] = ()
        self._found = _bounded(found(self._heard))

    def _heard(self, header: Header) -> None:
        self._unused = header.unused

    @property
    def unused(self) -> tuple[str, ...]:
        """The names of the columns that are not read, as the header has them; empty before the first line was asked for."""
        return self._unused

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> Line | Problem:
        return next(self._found)


def read_lines(
    stream: BinaryIO,
    *,
    verb: str,
    form: Literal["csv", "jsonl"],
    providers: Collection[str],
    now: Callable[[], datetime],
    decimal: DecimalSign | None = None,
    dates: DateOrder | None = None,
    digits: Digits | None = None,
    provider: str | None = None,
) -> Lines:
    """Read a file of invoices, strictly: what cannot be read for sure is a Problem, and nothing is guessed.

    Nothing may be sent before the last line was read and no Problem was among what came: some show at the end alone, and are
    about lines that were given out before. The file is read as it is asked for; apart from references of nothing but
    digits, of which some 150 bytes each are kept, the memory does not grow with it.

    - stream: The file, opened for reading bytes. It is not closed.
    - verb: What is to be done with the invoices: resend, reissue, regenerate, update, cancel, create or get.
    - form: CSV with a header, or JSON lines.
    - providers: The names that a line may have as its provider.
    - now: Gives the time, aware; it is asked once, and ``+14d`` counts from then.
    - decimal: The sign before the decimals of amounts that are texts, where it is known; the other one separates thousands.
    - dates: The order of day, month and year in dates that are not ISO 8601, where it is known.
    - digits: Whether references that look as if a spreadsheet had rewritten them are meant as they stand.
    - provider: The provider of the whole file, where the lines do not say it.

    Returns an iterator of lines and problems, those of a line in its place. Its `unused` names the columns that are not read.

    Raises InvalidArgumentError for an argument that there is not, TypeError for a stream of text, and while it runs whatever
    the stream raises.
    """
    rules = rules_of(
        verb=verb, providers=providers, now=now, provider=provider, decimal=decimal, dates=dates, digits=digits
    )
    if form not in ("csv", "jsonl"):
        raise InvalidArgumentError(f"{form!r} is no form of lines; there are csv and jsonl.")
    if form == "jsonl":
        return Lines(lambda _: json_lines(stream, rules))
    if verb == "create":
        message = "create is read from JSON lines only, as a row of CSV holds no invoice; write an object a line."
        return Lines(lambda _: iter([Problem(number=0, message=message)]))
    return Lines(lambda heard: csv_lines(stream, rules, heard))


def lines_of(
    items: Iterable[Line | Mapping[str, object]],
    *,
    verb: str,
    providers: Collection[str],
    now: Callable[[], datetime],
    decimal: DecimalSign | None = None,
    dates: DateOrder | None = None,
    digits: Digits | None = None,
    provider: str | None = None,
) -> Iterator[Line | Problem]:
    """The same checks for what a program gives: lines, or mappings with the members of JSON lines.

    - items: Lines, whose numbers are given anew, or mappings; besides text, members may be Decimal or int (amounts), date,
      aware datetime, `LineItem`, and bytes or a mapping (invoice). A float is a Problem. None is a member that is not given.
    - verb, providers, now, decimal, dates, digits, provider: As `read_lines` takes them.

    Returns an iterator of lines and problems; numbers are indices from 1.

    Raises InvalidArgumentError for an argument that there is not, and while it runs whatever the iterable raises.
    """
    rules = rules_of(
        verb=verb, providers=providers, now=now, provider=provider, decimal=decimal, dates=dates, digits=digits
    )
    return _bounded(_given(items, rules))


def _given(items: Iterable[Line | Mapping[str, object]], rules: Rules) -> Iterator[Line | Problem]:
    checks = Checks(rules)
    for number, item in enumerate(items, 1):
        try:
            members = _members(item)
            if isinstance(raw := members.get("invoice"), bytes):
                object_of(raw.decode("utf-8", "replace"))  # what hides a member; all else is found by the form
        except UnsureError as error:
            yield Problem(number=number, message=str(error))
            continue
        yield from checks.unknown(number, members) or checks.line(number, members)
    yield from checks.end()


def _members(item: object) -> dict[str, object]:
    """The members that are given, by name."""
    if isinstance(item, Line):
        members: dict[str, Any] = {name: getattr(item, name) for name in item.__struct_fields__ if name != "number"}
        members["invoice"] = members.pop("new")
        return {name: value for name, value in members.items() if value is not None and value != ""}
    if not isinstance(item, Mapping):
        raise UnsureError(f"An item is a Line or a mapping, not of the type {type(item).__name__}.")
    given = cast("Mapping[object, object]", item)
    if not all(isinstance(name, str) for name in given):
        raise UnsureError("The names of members are texts.")
    return {cast("str", name): value for name, value in given.items() if value is not None}


def _bounded(found: Iterator[Line | Problem]) -> Iterator[Line | Problem]:
    """As many problems as are told; and the one that ended the reading, as the last of them."""
    count = 0
    try:
        for one in found:
            if isinstance(one, Problem):
                count += 1
                if count > MOST_PROBLEMS:
                    message = f"There are more than {MOST_PROBLEMS:,} problems, and the rest of the file was not read; mend what they have in common first."
                    yield Problem(number=0, message=message)
                    return
            yield one
    except StopReadingError as error:
        yield error.problem
