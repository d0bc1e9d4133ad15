# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The lenient pass over a body that is not as documented.

It takes the body apart along what failed, still as JSON text: every part that fits is
read by the same strict decoders, a part that does not fit is converted if that loses
nothing and otherwise kept as it was sent, and a part that is missing is UNSET. Each such
place is a Drift.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, cast, get_args, get_origin

from msgspec import UNSET, Raw, Struct

from .drift import WITHOUT_OFFSET, Drift, join, value_of_a_set
from .mend import MISSING, is_documented, lossless, read_time, whole
from .model import (
    UNFIT,
    Model,
    OneOf,
    beside,
    extend,
    is_struct,
    undocumented,
)
from .parts import as_sent, items_of, kind_of, kind_of_value, members_of, str_of
from .shape import (
    Shape,
    Slot,
    Twin,
    blank,
    is_list,
    is_mapping,
    item,
    layout,
    shape,
    twin,
)

_usual: Final[dict[tuple[Any, ...], Twin]] = {}
"""By class: what read the last object with members that are not documented."""
_ODD: Final = re.compile(
    r"Object (?:contains unknown|missing required) field `([^`]*)`$|.* - at `\$\.([^.[`]+)"
).match
"""The member of an object in which msgspec found a misfit.

Only speed depends on how msgspec words its messages.
"""
_MOST_ODD: Final = 4  # members of one object that are told one by one
_MOST_TWINS: Final = 32  # kinds of odd objects of one body that something is made for
_NEAR: Final = 1  # unions inside each other of which all of a text is tried at once
_MOST_KEPT: Final = 10_000  # members of one object that are kept beside the documented


class Fitted(NamedTuple):
    """What an object was read as that fits no member: as which, the value, what misfits."""

    member: Any
    value: Any
    found: list[Drift]


class Reader:
    """One lenient pass over one body."""

    __slots__ = ("depth", "fitted", "found", "mended", "quiet", "twins")

    def __init__(self, found: list[Drift], mended: bool) -> None:
        self.found = found
        self.mended = mended
        """Whether the text is another than the one that the strict decoder refused."""
        self.quiet = False
        """Whether the place is inside of a sensitive member.

        No value may go into a drift.
        """
        self.twins: set[tuple[type[Struct], tuple[str, ...]]] = set()
        """The odd objects that were met, by class and names of their odd members."""
        self.depth = 0
        """How many unions, each inside a member of the one before, are looked at."""
        self.fitted: dict[tuple[int, str, bytes], Fitted] = {}
        """By union, path and text of an object: what it is where it fits none."""

    def trial(self, raw: Raw, member: Any, path: str) -> Fitted:
        """What JSON text is as one type, with drifts of this attempt alone."""
        other = Reader([], self.mended)
        other.depth, other.quiet = self.depth + 1, self.quiet
        other.twins, other.fitted = self.twins, self.fitted
        return Fitted(member, other.fit(raw, shape(member), path), other.found)

    def exact(self, raw: Raw, kind: Shape) -> Any:
        """As the strict decoder reads it. Raises ValueError.

        What holds unions and stands in one that misfits is gone through part by part:
        to try all of it at each level would take the square of the time.
        """
        if self.depth >= _NEAR and kind.nests:
            raise ValueError("to be looked at part by part")
        return kind.decode(raw)

    def note(self, path: str, expected: str, got: str) -> None:
        self.found.append(Drift(path, expected, got))

    def fit(self, raw: Raw, kind: Shape, path: str) -> Any:
        """The value of JSON text, as documented if it can be."""
        if (value := self.as_usual(raw, kind, path)) is not MISSING:
            return value
        try:
            return self.exact(raw, kind)
        except ValueError as error:
            return self.misfit(raw, kind, path, error)

    def as_usual(self, raw: bytes | Raw, kind: Shape, path: str) -> Any:
        """An object with the very members that are not documented of the one before."""
        if (other := _usual.get(kind.members[:1])) is not None:
            with suppress(ValueError, RecursionError):
                return self._completed(other.decode(raw), other, path)
            _usual.pop(kind.members[:1], None)  # what was usual is so no more
        return MISSING

    def misfit(self, raw: Raw, kind: Shape, path: str, error: ValueError) -> Any:
        """The best value of JSON text that the strict decoder refused with `error`."""
        text = bytes(raw).strip()
        got = kind_of(text)
        for name, argument, member in kind.tolerances:
            value = self._tolerated(name, argument, member, raw, text, got, path)
            if value is not MISSING:
                return value
        members = kind.members
        if kind.unions:
            members, value = self._readings(kind, raw, got, path)
            if value is not MISSING:
                return value
        value = self._container(members, raw, got, kind, path, error)
        if value is MISSING:
            return self._leaf(members, raw, text, got, kind, path)
        return value

    def _readings(
        self, kind: Shape, raw: Raw, got: str, path: str
    ) -> tuple[tuple[Any, ...], Any]:
        """The members that are no unions of objects, and what such a union read."""
        members: list[Any] = []
        for member in kind.members:
            if not isinstance(member, OneOf):
                members.append(member)
            elif got != getattr(member, "kind", "object"):
                members += [
                    one for each in member.plan.others for one in shape(each).members
                ]
            elif (value := member.plan.fit(self, raw, path)) is not MISSING:
                return (), value
        # The first pass does not read all unions to the last digit.
        for member in members:
            with suppress(ValueError):
                return (), shape(member).decode(raw)
        return tuple(members), MISSING

    # --- objects and lists ---

    def _container(
        self,
        members: tuple[Any, ...],
        raw: Raw,
        got: str,
        kind: Shape,
        path: str,
        error: ValueError,
    ) -> Any:
        for member in members:
            if got == "object" and is_struct(member):
                return self.struct(raw, member, path, error)
            if got == "object" and is_mapping(member):
                return {
                    name: self.fit(part, item(member), f"{path}.*")
                    for name, part in members_of(raw).items()
                }
            if got == "array" and is_list(member):
                return [
                    self.fit(part, item(member), f"{path}[{index}]")
                    for index, part in enumerate(items_of(raw))
                ]
        for member in members:
            if got == "object" and is_list(member) and _holds_objects(item(member)):
                self.note(path, kind.shown, got)
                return [self.fit(raw, item(member), path)]
            if got == "array" and (is_struct(member) or is_mapping(member)):
                return self._unpacked(member, raw, kind, path)
        return MISSING

    def struct(
        self, raw: Raw, cls: type[Struct], path: str, error: ValueError
    ) -> Struct:
        """An object as the documented class."""
        odd: tuple[str, ...] = ()
        while len(odd) < _MOST_ODD and (match := _ODD(str(error))):
            name = match[match.lastindex or 0]
            if name in odd or UNFIT.search(name):
                break
            odd = (*odd, name)
            if len(self.twins) >= _MOST_TWINS and (cls, odd) not in self.twins:
                break
            self.twins.add((cls, odd))
            other = twin(cls, odd)
            try:
                value = other.decode(raw)
            except ValueError as failure:
                error = failure.with_traceback(None)  # it would keep this frame
                continue
            if not other.text:
                _usual[(cls,)] = other
            return self._completed(value, other, path)
        return self._members(raw, cls, path)

    def _completed(self, value: Struct, other: Twin, path: str) -> Struct:
        """What a twin read, once its odd members are read and noted as well."""
        known = other.known
        for wire in other.text:
            slot = known.slots[wire]
            if (part := getattr(value, slot.name)) is UNSET:
                self.note(f"{path}.{wire}", slot.shape.shown, "nothing")
            else:
                setattr(value, slot.name, self._member(part, slot, f"{path}.{wire}"))
        if other.more:
            among = any(
                getattr(value, name) not in (UNSET, None, {}, [])
                for name in known.cls.__struct_fields__
            )
            for wire, part in undocumented(cast("Model", value)).items():
                if not beside(known.cls, wire):
                    where = _beside(path, wire, among)
                    self.note(where, "nothing", kind_of_value(part))
        return value

    def _members(self, raw: Raw, cls: type[Struct], path: str) -> Struct:
        """All members one by one, and those that are not documented."""
        known = layout(cls)
        values: dict[str, Any] = {}
        extra: dict[str, Raw] = {}
        for wire, part in members_of(raw).items():
            slot = known.slots.get(wire)
            if slot is None:
                extra[wire] = part
            else:
                values[slot.name] = self._member(part, slot, f"{path}.{wire}")
        among = bool(values)
        for wire, slot in known.required:
            if slot.name not in values:
                self.note(f"{path}.{wire}", slot.shape.shown, "nothing")
                values[slot.name] = UNSET
        if not (known.keeps and issubclass(cls, Model)):
            return cls(**values)
        for wire, part in extra.items():
            where = _beside(path, wire, among)
            if UNFIT.search(wire):
                self.note(where, "nothing", "a name that is not kept")
            elif not beside(cls, wire):
                self.note(where, "nothing", kind_of(bytes(part)))
        if len(extra) > _MOST_KEPT:
            self.note(f"{path}.*", "nothing", "more members than are kept")
        kept = list(extra.items())[:_MOST_KEPT]
        return extend(
            cls,
            values,
            {
                wire: self.fit(part, shape(beside(cls, wire) or Any), f"{path}.*")
                for wire, part in kept
            },
        )

    def _member(self, part: Raw, slot: Slot, path: str) -> Any:
        outer = self.quiet
        try:
            return self.exact(part, slot.shape)
        except ValueError as error:
            self.quiet = outer or slot.sensitive
            return self.misfit(part, slot.shape, path, error)
        finally:
            self.quiet = outer

    def _unpacked(self, member: Any, raw: Raw, kind: Shape, path: str) -> Any:
        """An array where an object is documented.

        PHP's empty object, or one object in a list; MISSING for others.
        """
        parts = items_of(raw)
        if not parts:
            self.note(path, kind.shown, "empty array")
            return blank(member) if is_struct(member) else {}
        if len(parts) == 1 and bytes(parts[0])[:1] == b"{":
            self.note(path, kind.shown, "array")
            return self.fit(parts[0], shape(member), f"{path}[0]")
        return MISSING

    # --- declared tolerances ---

    def _tolerated(
        self,
        name: str,
        argument: Any,
        member: Any,
        raw: Raw,
        text: bytes,
        got: str,
        path: str,
    ) -> Any:
        if name == "paged" and got == "object":
            if (rows := members_of(raw).get(argument)) is None:
                return MISSING
            raw, got, name = rows, kind_of(bytes(rows)), "single"
            path = f"{path}.{argument}"
        parts = items_of(raw) if got == "array" else []
        match name, got:
            case "text" | "digits", "number" if name == "text" or text.isdigit():
                return text.decode().zfill(argument or 0)
            case "offset", "string":
                return self._zoned(read_time(str_of(raw), argument), path)
            case "day", "string":
                return read_time(f"{str_of(raw)}T00:00Z")
            case "empty", "string" if text == b'""':
                return None
            case "single", "array" if len(parts) == 1:
                return self.fit(parts[0], shape(member), f"{path}[0]")
            case "kept", _ if got not in argument:
                return as_sent(raw)
            case "loose", _:
                trial = self.trial(raw, member, path)
                news = all(one.is_news or not one.is_doubt for one in trial.found)
                self.found += (one for one in trial.found if news and not one.is_doubt)
                return trial.value if news else as_sent(raw)
            case "empty-array", "array" if not parts:
                return self.fit(Raw(b"{}"), shape(member), path)
            case "list", "object" | "string" | "number" | "boolean" if is_list(member):
                return [self.fit(raw, item(member), path)]
            case _:
                return MISSING

    def _zoned(self, value: Any, path: str) -> Any:
        if value is not MISSING and value.tzinfo is None:
            self.note(path, "datetime with an offset", WITHOUT_OFFSET)
        return value

    # --- the rest ---

    def _leaf(
        self,
        members: tuple[Any, ...],
        raw: Raw,
        text: bytes,
        got: str,
        kind: Shape,
        path: str,
    ) -> Any:
        if Any in members:
            return as_sent(raw)
        shown, word, value = got, "", MISSING
        if got in ("string", "number"):
            word = str_of(raw) if got == "string" else text.decode()
            value = whole(word, members) if got == "number" else MISSING
            if value is not MISSING:
                return value
            # What is no integer does not become a text where it may be one.
            value = lossless(
                word, got, members if got == "string" or int not in members else ()
            )
            if not self.quiet and any(get_origin(one) is Literal for one in members):
                known = (value for one in members for value in get_args(one))
                shown = value_of_a_set(text.decode(), got, known)
        if value is MISSING or not is_documented(word, got, members):
            self.note(path, kind.shown, shown)
        elif isinstance(value, datetime) and not kind.is_local:
            self._zoned(value, path)
        return as_sent(raw) if value is MISSING else value


def _beside(path: str, wire: str, among: bool) -> str:
    """The path of a member that is not documented, `among` some that are.

    Where nothing is as documented, it may be a map by customer or id.
    """
    return join(path, wire) if among else f"{path}.*"


def _holds_objects(kind: Shape) -> bool:
    return any(
        is_struct(one) or is_mapping(one) or isinstance(one, OneOf)
        for one in kind.members
    )
