"""The header of a CSV file: it decides the delimiter, and which column is which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reissue.errors import nearest

from .checks import Rules, meant
from .csv_records import split
from .shapes import Problem, UnsureError, shown

DELIMITERS: Final = (",", ";", "\t", "|")
_EXAMPLE: Final = "provider,reference,amount,currency"


class Header(Struct, frozen=True, kw_only=True):
    """What the first record of a file says about the others."""

    number: int
    delimiter: str
    names: tuple[str, ...]
    """All columns, in their order, as the file names them."""
    known: dict[str, int]
    """The place of each column that is read."""
    told: frozenset[str]
    """Columns whose lack, or misspelling, is among the problems."""
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether lines can be read at all: without these two there is nothing that could be checked."""
        return "reference" in self.known and ("provider" in self.known or "provider" not in self.told)

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that are not read."""
        return tuple(name for place, name in enumerate(self.names) if place not in self.known.values())


def delimiter_said(text: str) -> str | None:
    """The delimiter that a first line such as ``sep=;`` says, as spreadsheets write it; empty where it says none of ours."""
    plain = text.removeprefix('"').removesuffix('"')
    if plain[:4].lower() != "sep=":
        return None
    return plain[4:] if plain[4:] in DELIMITERS else ""


def header_of(number: int, text: str, rules: Rules, said: str | None) -> Header:
    """The header.

    - number: The line in which it stands.
    - text: That line, without its end.
    - said: The delimiter that the line before says.
    """
    try:
        delimiter, names = _divided(text, rules.columns, said)
    except UnsureError as error:
        problem = Problem(number=number, message=str(error))
        return Header(
            number=number, delimiter=",", names=(), known={}, told=frozenset(("provider",)), problems=(problem,)
        )
    known: dict[str, int] = {}
    told: set[str] = set()
    problems: list[Problem] = []
    for place, name in enumerate(names):
        if names.index(name) != place:
            message = (
                f"The column {shown(name)} is there twice ({names.index(name) + 1}. and {place + 1}.); take one away."
                if name
                else ""
            )
            problems += [Problem(number=number, message=message)] if message else []
            known.pop(name, None)
            told.add(name)
        elif name in rules.columns:
            known[name] = place
    for place, name in enumerate(names, 1):
        if (why := _odd(name, place, rules, delimiter)) is not None:
            near, message = why
            problems.append(Problem(number=number, message=message))
            told.add(near)
    for name, message in _lacking(names, known, rules):
        if name not in told:
            problems.append(Problem(number=number, column=name, message=message))
            told.add(name)
    return Header(
        number=number, delimiter=delimiter, names=names, known=known, told=frozenset(told), problems=tuple(problems)
    )


def _divided(text: str, columns: tuple[str, ...], said: str | None) -> tuple[str, tuple[str, ...]]:
    """The delimiter, and the names between. Raises UnsureError where no delimiter is surely the one."""
    if "\r" in text:
        raise UnsureError("The lines end in a carriage return alone; save the file with line ends of LF or CR LF.")
    if text.lstrip().startswith(("{", "[")):
        raise UnsureError(
            f"The file looks like JSON lines, and is read as CSV, whose first line is a header: {_EXAMPLE}."
        )
    found: list[tuple[int, int, str, tuple[str, ...]]] = []
    wrong: UnsureError | None = None
    for delimiter in (said,) if said else [one for one in DELIMITERS if one in text] or DELIMITERS[:1]:
        try:
            names = tuple(name.strip(" ") for name in split(text, delimiter))
        except UnsureError as error:
            wrong = error
            continue
        exact = sum(name in columns for name in names)
        found.append((exact, sum(meant(name, columns) is not None for name in names), delimiter, names))
    found.sort(reverse=True)
    if not found and wrong is not None:
        raise wrong
    exact, near, delimiter, names = found[0]
    if not exact and not near:
        where = f" with {said!r} between, as the line before says" if said else ""
        raise UnsureError(
            f"No column that is known is named here; the first line is a header, such as {_EXAMPLE}{where}."
        )
    if len(found) > 1 and found[1][0] == exact and (exact or found[1][1] == near):
        raise UnsureError(f"The columns may be divided by {delimiter!r} or by {found[1][2]!r}; use one of them alone.")
    return delimiter, names


def _odd(name: str, place: int, rules: Rules, delimiter: str) -> tuple[str, str] | None:
    """What is wrong with the name of a column, and the known name that it may stand for."""
    if name in rules.columns:
        return None
    if not name:
        return "", f"The {place}. column has no name; name it, or take it out of all lines."
    if near := meant(name, rules.columns):
        return near, f"There is no column {shown(name)}. Did you mean {near!r}?"
    if not name.isprintable():
        return "", f"The name {shown(name)} of a column has a character that cannot be seen; take it out."
    for other in DELIMITERS:
        if other != delimiter and any(part.strip() in rules.columns for part in name.split(other)):
            return (
                "",
                f"The column {shown(name)} is divided by {other!r}, and the others by {delimiter!r}; use one of them.",
            )
    return None


def _lacking(names: tuple[str, ...], known: dict[str, int], rules: Rules) -> Iterator[tuple[str, str]]:
    """The columns that are needed and not there, and why."""
    others = [name for name in names if name not in known]
    if "provider" not in known and rules.provider is None:
        yield (
            "provider",
            f"It is missing; add it, or say --provider (from Python: provider) for the whole file.{nearest('provider', others)}",
        )
    if "reference" not in known:
        yield "reference", f"It is missing; add it.{nearest('reference', others)}"
    if "amount" in known and "currency" not in known:
        yield "currency", "It is missing, and an amount needs one; add it, or rename the column of amounts."
    if "currency" in known and "amount" not in known:
        yield (
            "amount",
            "It is missing, and a currency says nothing without; add it, or rename the column of currencies.",
        )
    if rules.verb == "update" and "expires_at" not in known:
        day = " The day in due is only shown." if "due" in known else ""
        yield "expires_at", f"It is missing, and update has nothing to set; add it, or give items in JSON lines.{day}"
