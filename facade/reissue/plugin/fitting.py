"""A new invoice out of JSON, with the reference that it is to have: one rule for a command, for a file and for what was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import fields

from ..errors import InvalidArgumentError
from .decoding import reader
from .outcome import OWN_REFERENCES


class Fitted(NamedTuple):
    """An invoice that fits a form."""

    new: Any
    """As `create` takes it."""
    text: bytes
    """The JSON object, with its reference filled in."""


class UnfitError(InvalidArgumentError):
    """It fits no form."""

    problems: tuple[str, ...] = ()
    """A sentence for each form, in their order."""


def fitted(members: Mapping[str, msgspec.Raw], forms: Sequence[type[Any]], reference: str) -> Fitted:
    """The invoice in the first form that it fits.

    - members: Of the JSON object, each as it stands there: amounts must not pass through floats.
    - forms: Of the provider, the neutral one or its own.
    - reference: Filled in where the members do not say it.

    Raises UnfitError where it fits none, and InvalidArgumentError where another reference stands in it.
    """
    problems: list[str] = []
    for form in forms:
        own = next((field for field in fields(form) if field.name in OWN_REFERENCES), None)
        filled = (
            dict(members) if own is None else {own.encode_name: msgspec.Raw(msgspec.json.encode(reference)), **members}
        )
        text = msgspec.json.encode(filled)
        try:
            new = reader(form)(text)
        except (msgspec.MsgspecError, InvalidArgumentError, UnicodeDecodeError, RecursionError) as error:
            problems.append(f"as {form.__name__}: {error}")
            continue
        if own is not None and (there := getattr(new, own.name)) != reference:
            raise InvalidArgumentError(
                f"The {own.encode_name} in the invoice is {there!r}, and not {reference!r}; leave it out, or make them the same."
            )
        return Fitted(new, text)
    unfit = UnfitError(f"The invoice does not fit: {'; '.join(problems)}")
    unfit.problems = tuple(problems)
    raise unfit
