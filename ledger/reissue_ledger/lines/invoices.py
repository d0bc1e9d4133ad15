"""What only JSON lines have: the items of a change, and an invoice to be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, cast

import msgspec

from reissue.errors import ConfigurationError, InvalidArgumentError, nearest
from reissue.invoice import LineItem, NewInvoice
from reissue.money import Money
from reissue.plugin.fitting import UnfitError, fitted
from reissue.registry import provider as plugin_of

from .amounts import amount_of, currency_of
from .shapes import DecimalSign, Number, UnsureError, shown

_MEMBERS: Final = ("description", "unit_price", "quantity", "code", "unit")
_PRICE: Final = ("amount", "currency")
_MOST_ITEMS: Final = 10_000
_MOST_WORDS: Final = 160


def decimal_of(value: object, currency: str | None, decimal: DecimalSign | None) -> Decimal:
    """An amount out of a text, a number of JSON, an int or a Decimal. Raises UnsureError for a float and what is no amount."""
    if isinstance(value, Number):
        return amount_of(value, currency, ".")
    if isinstance(value, str):
        return amount_of(value.strip(" "), currency, decimal)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnsureError(
            f"An amount is a text, an int or a Decimal, not {type(value).__name__}: floats are not exact."
        )
    if isinstance(value, int):
        value = Decimal(value) if value.bit_length() < 128 else Decimal("Infinity")
    if not value.is_finite() or abs(value.adjusted()) > 40:
        raise UnsureError("It is no finite number of plausible size.")
    return amount_of(f"{value:f}", currency, ".")


def items_of(value: object, decimal: DecimalSign | None) -> tuple[LineItem, ...]:
    """Items as `LineItem` has them, all in one currency. Raises UnsureError, which names the item, for anything else."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise UnsureError("The items are a list of objects.")
    given = list(cast("Iterable[object]", value))
    if not 0 < len(given) <= _MOST_ITEMS:
        raise UnsureError(f"There are {len(given)} items; leave the member out, or give some.")
    found = tuple(_item(one, place, decimal) for place, one in enumerate(given, 1))
    if len({one.unit_price.currency for one in found}) > 1:
        raise UnsureError("The items are in several currencies; an invoice has one.")
    return found


def _item(value: object, place: int, decimal: DecimalSign | None) -> LineItem:
    try:
        if isinstance(value, LineItem):
            currency_of(value.unit_price.currency)
            return value
        members = _members(value, _MEMBERS)
        texts = {
            name: _text(members[name]) for name in ("description", "code", "unit") if members.get(name) is not None
        }
        if "description" not in texts:
            raise UnsureError("It has no description.")
        quantity = members.get("quantity")
        units = Decimal(1) if quantity is None else decimal_of(quantity, None, decimal)
        return LineItem(
            **cast("dict[str, Any]", texts), unit_price=_price(members.get("unit_price"), decimal), quantity=units
        )
    except UnsureError as error:
        raise UnsureError(f"Item {place}: {error}") from None


def _price(value: object, decimal: DecimalSign | None) -> Money:
    if isinstance(value, Money):
        currency_of(value.currency)
        return value
    members = _members(value, _PRICE)
    currency = currency_of(_text(members.get("currency")))
    return Money(decimal_of(members.get("amount"), currency, decimal), currency)


def _members(value: object, known: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnsureError(f"An object with {', '.join(known)} is needed.")
    members = cast("Mapping[str, object]", value)
    for name in members:
        if name not in known:
            raise UnsureError(f"There is no member {shown(str(name))}.{nearest(str(name), known)}")
    return members


def _text(value: object) -> str:
    if not isinstance(value, str) or isinstance(value, Number) or not value.strip():
        raise UnsureError("A text in quotes is needed, and it must not be empty.")
    if not value.isprintable():
        raise UnsureError(f"{shown(value)} has a character that cannot be seen; take it out.")
    return value


@lru_cache(maxsize=64)
def forms_of(provider: str) -> tuple[type[Any], ...]:
    """The forms that a provider takes a new invoice in. Raises UnsureError for one that makes none, or is not installed."""
    try:
        forms: tuple[type[Any], ...] = plugin_of(provider).load().verbs.forms
    except ConfigurationError as error:
        raise UnsureError(_words(str(error))) from None
    if not forms:
        raise UnsureError(f"{provider} makes no invoices.")
    return forms


def new_of(raw: bytes, provider: str, reference: str, money: Money | None) -> bytes:
    """An invoice to be made, with its reference filled in; members stay the text that they are, so that no amount passes through a float.

    - raw: The JSON object.
    - money: What the line says it is over, where it does.

    Raises UnsureError for what fits no form of the provider, says another reference, or is over something else.
    """
    try:
        members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnsureError(f"The invoice is no JSON object ({_words(str(error))}).") from None
    if not members:  # a form without required members takes it
        raise UnsureError("The invoice has no members.")
    try:
        new, text = fitted(members, forms_of(provider), reference)
    except UnfitError as error:
        raise UnsureError(f"It does not fit {provider}: {'; '.join(map(_words, error.problems))}.") from None
    except InvalidArgumentError as error:
        raise UnsureError(_words(error.message)) from None
    if isinstance(new, NewInvoice):
        currency_of(new.total.currency)
        if money is not None and new.total != money:
            raise UnsureError(f"The invoice is over {new.total}, and the line says {money}; make them the same.")
    return text


def _words(text: str) -> str:
    """What another program says, cut, and without what a terminal would obey."""
    plain = "".join(one if one.isprintable() else "?" for one in text[:_MOST_WORDS])
    return plain if len(text) <= _MOST_WORDS else f"{plain}..."
