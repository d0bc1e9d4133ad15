# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What proves that a call was done: a 2xx that lacks it has an unknown outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import UNSET, Struct

from .model import is_list, is_struct, member

_UUID: Final = re.compile(r"(?i)[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class Evidence(Struct, frozen=True, kw_only=True):
    """Members of the answer; paths are member names of the wire, joined by '/'."""

    present: tuple[str, ...] = ()
    """Members that must be there, neither null nor empty nor false.

    One that begins with '*/' must be in each element of the list that is the answer.
    """
    values: Mapping[str, tuple[str, ...]] = {}
    """By path: the values that mean yes, as text; an absent member says nothing."""
    denials: Mapping[str, tuple[str, ...]] = {}
    """By path: the values that mean no, as text."""
    addressed: str | None = None
    """The member that must equal what the call addressed."""
    about: tuple[str, ...] = ()
    """Members one of which must equal what the call addressed, if any is told."""
    echoes: tuple[str, ...] = ()
    """Members that must equal the same ones of the request, where both tell them."""

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None, sent: Any
    ) -> str | None:
        """What the answer lacks of the proof; None where it proves that it was done.

        `value` is the typed answer, `addressed` the last parameter of the path, `sent`
        the body of the request. The words repeat nothing of the answer.
        """
        for path in self.present:
            each = path.startswith("*/")
            # What is no list, or an empty one, has no element that could tell it.
            among = (value if is_list(value) and value else [None]) if each else [value]
            if any(is_nothing(member(one, path.removeprefix("*/"))) for one in among):
                return f"does not tell {path}"
        if (denied := self._denied(value)) is not None:
            return f"says in {denied} that it was not done"
        asked = addressed or ""
        if self.addressed is not None:
            told = member(value, self.addressed)
            if is_nothing(told):
                return f"does not tell {self.addressed}"
            if not _same(told, asked):
                return f"is about another {self.addressed}"
        told_of = [member(value, path) for path in self.about]
        named = [one for one in told_of if not is_nothing(one)]
        if named and not any(_same(one, asked) for one in named):
            return f"is about another {self.about[0]}"
        for path in self.echoes:
            mine, told = member(sent, path), member(value, path)
            known = not is_nothing(mine) and not is_nothing(told)
            if known and not _same(told, str(mine)):
                return f"is about another {path}"
        if self.about and _is_bare(value):
            return "has no documented member"
        return None

    def _denied(self, value: Any) -> str | None:
        """Where the answer says that it was not done."""
        for path, yes in self.values.items():
            said = member(value, path)
            if not is_nothing(said) and str(said) not in yes:
                return path
        for path, no in self.denials.items():
            if str(member(value, path)) in no:
                return path
        return None


def _same(told: Any, asked: str) -> bool:
    """Whether an answer names what was asked for.

    A UUID that was typed in capitals is told in small letters (RFC 9562, 4); of any
    other name the case may count.
    """
    told = str(told)
    return told == asked or (
        _UUID.fullmatch(asked) is not None and told.lower() == asked.lower()
    )


def is_nothing(told: Any) -> bool:
    """Whether a member tells nothing, as is also said by an empty list or a false id."""
    if isinstance(told, str):
        return not told.strip()
    return told is False or told in (UNSET, None, [], {})


def _is_bare(value: Any) -> bool:
    """Whether a typed answer holds nothing that its specification knows."""
    if not is_struct(type(value)):
        return not value
    return all(
        name in value.__undocumented__ or getattr(value, name) is UNSET
        for name in value.__struct_fields__
    )
