"""The values of one line, whatever form they came in, made into a `Line`, or into the problems that it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, cast

import msgspec
from msgspec import Struct

from reissue.errors import ConfigurationError, InvalidArgumentError, nearest
from reissue.invoice import aware
from reissue.money import Money
from reissue.plugin.credentials import account_name

from .amounts import currency_of
from .digits import DigitReferences
from .invoices import decimal_of, items_of, new_of
from .moments import checked_moment, day_of, moment_of
from .references import LONGEST, name_of, reason_of, reference_of
from .shapes import DateOrder, DecimalSign, Digits, Line, Number, Problem, UnsureError, shown

VERBS: Final = ("cancel", "create", "get", "regenerate", "reissue", "resend", "update")
"""The verbs that act on one invoice."""
_ALWAYS: Final = ("provider", "reference", "account", "currency", "amount", "due", "again")
_OF_VERB: Final = {"update": ("expires_at", "items"), "create": ("customer", "invoice")}
_REQUIRED: Final = frozenset({"provider", "reference"})


class Rules(Struct, frozen=True, kw_only=True):
    """How a file is to be read: see `read_lines`."""

    verb: str
    providers: Collection[str]
    now: datetime
    decimal: DecimalSign | None = None
    dates: DateOrder | None = None
    digits: Digits | None = None
    provider: str | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """What a line may say, in the order in which it is checked."""
        return (*_ALWAYS, *_OF_VERB.get(self.verb, ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """What a line of CSV may say."""
        return (*_ALWAYS, "expires_at") if self.verb == "update" else _ALWAYS


def rules_of(
    *, verb: str, providers: Collection[str], now: Callable[[], datetime], provider: str | None, **how: Any
) -> Rules:
    """The rules; `now` is asked once, so that all lines count from one moment.

    Raises InvalidArgumentError for a verb that acts on no invoice, a provider that is none of those, and a clock without a zone.
    """
    if verb not in VERBS:
        raise InvalidArgumentError(
            f"There is no verb {verb!r} for lines; there are {', '.join(VERBS)}.{nearest(verb, VERBS)}"
        )
    if provider is not None and provider not in providers:
        raise InvalidArgumentError(
            f"{provider!r} is none of the providers: {', '.join(providers)}.{nearest(provider, providers)}"
        )
    for name, allowed in {"decimal": (".", ","), "dates": ("dmy", "mdy", "ymd"), "digits": ("as-they-are",)}.items():
        if how.get(name) not in (None, *allowed):
            raise InvalidArgumentError(
                f"--{name} (from Python: {name}) is {' or '.join(allowed)}, or is left out, and not {how[name]!r}."
            )
    return Rules(verb=verb, providers=frozenset(providers), now=aware(now()), provider=provider, **how)


def meant(name: str, known: Collection[str]) -> str | None:
    """The known name that another one is likely to be a misspelling of; None where it is a name of its own.

    A name that holds a known one as a word, such as ``amount_due``, is its own; one that differs in case, in what stands
    between its words, or by a letter or two is not.
    """
    from difflib import SequenceMatcher

    plain = _letters(name)
    words = re.split(r"[\s_.-]+", name.strip().casefold())
    for one in known:
        if plain == _letters(one):
            return one
    # 0.8: two neighbours swapped in a name of five letters.
    found = max(((SequenceMatcher(None, plain, _letters(one)).ratio(), one) for one in known), default=(0.0, ""))
    return found[1] if found[0] >= 0.8 and not (len(words) > 1 and found[1] in words) else None


def _letters(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


class Checks:
    """Checks line after line, and remembers what only many of them show."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.told: set[str] = set()
        """Columns whose lack was told of the file as a whole."""
        self._digits = DigitReferences()
        readers: dict[str, Callable[[object, dict[str, Any]], object]] = {
            "provider": lambda value, _: self._provider(_text(value)),
            "reference": lambda value, _: reference_of(_text(value), rules.digits),
            "account": lambda value, _: _account(_text(value)),
            "currency": lambda value, _: currency_of(_text(value).strip(" ")),
            "amount": lambda value, found: decimal_of(value, found.get("currency"), rules.decimal),
            "due": lambda value, _: _day(value, rules.dates),
            "again": lambda value, _: reason_of(_text(value)),
            "expires_at": lambda value, _: _moment(value, rules.now),
            "items": lambda value, _: items_of(value, rules.decimal),
            "customer": lambda value, _: name_of(_text(value)),
            "invoice": _new,
        }
        self._readers = [(name, readers[name]) for name in rules.members]

    def line(self, number: int, values: Mapping[str, object]) -> list[Line | Problem]:
        """A line out of its values by name, None for those that are not given; or its problems, and those of an earlier line."""
        found: dict[str, Any] = {}
        problems: list[Line | Problem] = []
        default = self.rules.provider
        for name, read in self._readers:
            value = values.get(name)
            if value is None:
                if name == "provider" and default is not None:
                    found[name] = default
                elif name in _REQUIRED:
                    problems.append(Problem(number=number, column=name, message="It is missing; each line needs one."))
                continue
            try:
                found[name] = read(value, found)
            except UnsureError as error:
                problems.append(Problem(number=number, column=name, message=str(error)))
        problems += [Problem(number=number, column=name, message=why) for name, why in self._missing(values)]
        if problems:
            return problems
        if "currency" not in found or "amount" not in found:  # the lack was told of the header
            found = {name: value for name, value in found.items() if name not in ("amount", "currency")}
        if "invoice" in found:
            found["new"] = found.pop("invoice")
        if isinstance(told := values.get("expires_at"), str) and told.strip(" ").startswith("+"):
            found["term"] = told.strip(" ")
        line = Line(number=number, **found)
        if self.rules.digits is None:
            problems += self._digits.add(number, line.provider, line.account, line.reference)
        # The earlier line was given out already: its problem comes now.
        return problems or [line]

    def end(self) -> Iterator[Problem]:
        """The problems that only all lines together show."""
        yield from self._digits.end()

    def unknown(self, number: int, names: Collection[str]) -> list[Problem]:
        """The members that a line must not have."""
        known = self.rules.members
        problems: list[Problem] = []
        for name in names:
            if name in known:
                continue
            if name in {"expires_at", "items", "customer", "invoice"}:
                message = f"{self.rules.verb} takes none; leave it out."
            else:
                near = meant(name, known)
                hint = f"Did you mean {near!r}?" if near else f"There are {', '.join(known)}."
                message = f"There is no member {shown(name)}. {hint}"
            problems.append(
                Problem(
                    number=number,
                    column=name if name.isascii() and name.isidentifier() and len(name) < 40 else None,
                    message=message,
                )
            )
        return problems

    def _provider(self, text: str) -> str:
        name, rules = text.strip(" "), self.rules
        if name not in rules.providers:
            raise UnsureError(
                f"There is no provider {shown(name)} here; there are {', '.join(sorted(rules.providers))}.{nearest(name, rules.providers)}"
            )
        if rules.provider not in (None, name):
            raise UnsureError(
                f"The line says {name}, and the whole file was said to be for {rules.provider}; take one away."
            )
        return name

    def _missing(self, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """What a line lacks, given what else it says, and why it needs it."""
        verb = self.rules.verb
        has = {name for name, value in values.items() if value is not None}
        if "amount" in has and "currency" not in has | self.told:
            yield "currency", "The amount has no currency; write the three capital letters of ISO 4217, such as NGN."
        if "currency" in has and "amount" not in has | self.told:
            yield "amount", "The currency has no amount; write both, or neither."
        if verb == "update" and not {"expires_at", "items"} & (has | self.told):
            yield (
                "expires_at",
                "There is nothing to update: give the new expires_at, or items in JSON lines. The day in due is only shown.",
            )
        if verb == "create" and "invoice" not in has:
            yield "invoice", "It is missing; create needs the invoice as a JSON object."


def _text(value: object) -> str:
    if isinstance(value, Number):
        raise UnsureError(f"{shown(value)} is a number, which may have lost digits; write it as text, in quotes.")
    if not isinstance(value, str):
        raise UnsureError(f"It is {_kind(value)}, and is to be a text.")
    return value


def _kind(value: object) -> str:
    names = {"dict": "an object", "list": "a list", "bool": "true or false"}
    return names.get(type(value).__name__, f"of the type {type(value).__name__}")


def _account(text: str) -> str:
    name = text.strip(" ")
    if not name:
        return ""
    # In ASCII first, as the small letter of a sign such as that of the kelvin is a k.
    if not name.isascii() or len(name) > LONGEST:
        raise UnsureError(f"{shown(name)} is no name of an account; it is made of letters, digits and hyphens.")
    try:
        return account_name(name)
    except ConfigurationError:
        raise UnsureError(
            f"{shown(name)} is no name of an account; it is made of letters, digits and hyphens."
        ) from None


def _day(value: object, order: DateOrder | None) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return day_of(_text(value).strip(" "), order)


def _moment(value: object, now: datetime) -> datetime:
    return checked_moment(value) if isinstance(value, datetime) else moment_of(_text(value).strip(" "), now)


def _new(value: object, found: dict[str, Any]) -> bytes:
    """The invoice to be made, where provider and reference are known to be right; else there is a problem anyhow."""
    money = Money(found["amount"], found["currency"]) if found.keys() >= {"amount", "currency"} else None
    if isinstance(value, Mapping):
        try:
            value = msgspec.json.encode(cast("Mapping[str, object]", value))
        except (TypeError, ValueError, RecursionError):
            raise UnsureError("It holds something that JSON has not.") from None
    if not isinstance(value, bytes):
        raise UnsureError(f"It is {_kind(value)}, and is to be an object.")
    if not found.keys() >= {"provider", "reference"}:
        return value
    return new_of(value, found["provider"], found["reference"], money)
