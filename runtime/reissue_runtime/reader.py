# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The lenient pass over a body that is not as documented.

It takes the body apart along what failed, still as JSON text: every part that fits is
read by the same strict decoders, a part that does not fit is converted if that loses
nothing and otherwise kept as it was sent, and a part that is missing is UNSET. Each such
place is a Drift.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, get_origin

from msgspec import UNSET, Raw, Struct
from msgspec.structs import asdict

from .drift import Drift, join, value_of_a_set
from .exact import FINER, NEGATIVE_ZERO
from .mend import DOCUMENTED_TIME, MISSING, lossless, read_time
from .model import (
    UNFIT,
    Model,
    OneOf,
    extend,
    is_struct,
    undocumented,
    wire_items,
)
from .parts import as_sent, items_of, kind_of, kind_of_value, members_of, str_of
from .shape import (
    Layout,
    Shape,
    Slot,
    blank,
    choose,
    decoder,
    is_list,
    is_mapping,
    item,
    layout,
    plan,
    shape,
    widened,
)

_usual: Final[dict[Any, Any]] = {}
"""The class with members that are not documented as which one was read last."""
_STRANGER: Final = re.compile(r"Object contains unknown field `([^`]*)`").fullmatch
_MOST_STRANGERS: Final = 8  # members of one object that are added one by one


class Reader:
    """One lenient pass over one body."""

    __slots__ = ("found", "mended", "quiet")

    def __init__(self, found: list[Drift], mended: bool) -> None:
        self.found = found
        self.mended = mended
        """Whether the text is another than the one that the strict decoder refused."""
        self.quiet = False
        """Whether the place is inside of a sensitive member.

        No value may go into a drift.
        """

    def note(self, path: str, expected: str, got: str) -> None:
        self.found.append(Drift(path, expected, got))

    def fit(self, raw: Raw, kind: Shape, path: str) -> Any:
        """The value of JSON text, as documented if it can be."""
        if (value := self.as_usual(raw, kind, path)) is not MISSING:
            return value
        try:
            return kind.decode(raw)
        except ValueError as error:
            return self.misfit(raw, kind, path, error)

    def as_usual(self, raw: bytes | Raw, kind: Shape, path: str) -> Any:
        """An object with the very members that are not documented of the one before."""
        made = _usual.get(kind.members[0]) if kind.members else None
        if made is not None:
            try:
                value = decoder(made)(raw)
                if UNSET not in undocumented(value).values():
                    return self._told(value, path)
            except (ValueError, RecursionError):
                pass
            _usual.pop(kind.members[0], None)  # what was usual is so no more
        return MISSING

    def misfit(self, raw: Raw, kind: Shape, path: str, error: ValueError) -> Any:
        """The best value of JSON text that the strict decoder refused with `error`."""
        text = bytes(raw).strip()
        got = kind_of(text)
        for name, argument, member in kind.tolerances:
            value = self._tolerated(name, argument, member, raw, text, got, path)
            if value is not MISSING:
                return value
        members = _readings(kind, raw, got) if kind.unions else kind.members
        if kind.unions:
            # The first pass does not read all unions to the last digit; see shape.Plan
            for member in members:
                try:
                    return shape(member).decode(raw)
                except ValueError:
                    continue
        value = self._container(members, raw, got, kind, path, error)
        return (
            self._leaf(members, raw, text, got, kind, path)
            if value is MISSING
            else value
        )

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
        if got == "object":
            for member in members:
                if is_struct(member):
                    return self.struct(raw, member, path, error)
                if is_mapping(member):
                    inner = item(member)
                    return {
                        name: self.fit(part, inner, f"{path}.*")
                        for name, part in members_of(raw).items()
                    }
            for member in members:
                if is_list(member) and _holds_objects(item(member)):
                    self.note(path, kind.shown, got)
                    return [self.fit(raw, item(member), path)]
        elif got == "array":
            for member in members:
                if is_list(member):
                    inner = item(member)
                    return [
                        self.fit(part, inner, f"{path}[{index}]")
                        for index, part in enumerate(items_of(raw))
                    ]
            for member in members:
                if is_struct(member) or is_mapping(member):
                    return self._unpacked(member, raw, kind, path)
        return MISSING

    def struct(
        self, raw: Raw, cls: type[Struct], path: str, error: ValueError
    ) -> Struct:
        """An object as the documented class."""
        known = wide = layout(cls)
        wires: tuple[str, ...] = ()
        deeper = False
        while len(wires) < _MOST_STRANGERS:
            name = _stranger(error)
            if name is not None and issubclass(cls, Model):
                # A member that is not documented is what a vendor adds any day: a class
                # that has it too reads faster than a look at every member.
                wires = (*wires, name)
                wide = widened(cls, wires)
            elif deeper or not _is_deeper(error):
                break
            else:
                deeper = True
            try:
                value = wide.surface(raw) if deeper else decoder(wide.cls)(raw)
            except ValueError as failure:
                error = failure
            else:
                whole = self._containers(value, wide, path) if deeper else value
                if not deeper:
                    _usual[cls] = wide.cls
                return self._told(whole, path)
        return self._members(raw, cls, known, path)

    def _told(self, value: Struct, path: str) -> Struct:
        """The same value, once the members that are not documented are noted."""
        if isinstance(value, Model) and not value.__open__:
            extra = undocumented(value)
            among = any(wire not in extra for wire, _ in wire_items(value))
            for wire, part in extra.items():
                where = join(path, wire) if among else f"{path}.*"
                self.note(where, "nothing", kind_of_value(part))
        return value

    def _containers(self, surface: Struct, known: Layout, path: str) -> Struct:
        """The objects and lists one by one; a strict pass has read the scalars."""
        values = asdict(surface)
        for wire, slot in known.containers:
            part = values[slot.name]
            if isinstance(part, Raw):
                try:
                    values[slot.name] = slot.decode(part)
                except ValueError as error:
                    values[slot.name] = self._misfit_member(
                        part, slot, f"{path}.{wire}", error
                    )
        return known.cls(**values)

    def _members(self, raw: Raw, cls: type[Struct], known: Layout, path: str) -> Struct:
        """All members one by one, and those that are not documented."""
        slots = known.slots
        careful = NEGATIVE_ZERO(raw) or FINER(raw)
        values: dict[str, Any] = {}
        extra: dict[str, Raw] = {}
        for wire, part in members_of(raw).items():
            slot = slots.get(wire)
            if slot is None:
                extra[wire] = part
                continue
            try:
                values[slot.name] = slot.decode(part) if careful else slot.quick(part)
            except ValueError as error:
                values[slot.name] = self._misfit_member(
                    part, slot, f"{path}.{wire}", error
                )
        # Where nothing is as documented, it may be a map by customer or id.
        among = bool(values)
        for wire, slot in known.required:
            if slot.name not in values:
                self.note(f"{path}.{wire}", slot.shape.shown, "nothing")
                values[slot.name] = UNSET
        if extra and known.keeps and issubclass(cls, Model):
            return extend(
                cls,
                values,
                {
                    wire: self._extra(
                        part,
                        wire,
                        join(path, wire) if among else f"{path}.*",
                        known.open,
                    )
                    for wire, part in extra.items()
                },
            )
        return cls(**values)

    def _misfit_member(
        self, part: Raw, slot: Slot, path: str, error: ValueError
    ) -> Any:
        outer = self.quiet
        self.quiet = outer or slot.sensitive
        try:
            return self.misfit(part, slot.shape, path, error)
        finally:
            self.quiet = outer

    def _extra(self, part: Raw, wire: str, path: str, expected: bool) -> Any:
        if UNFIT.search(wire):
            self.note(path, "nothing", "a name that is not kept")
        elif not expected:
            self.note(path, "nothing", kind_of(bytes(part)))
        return as_sent(part)

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
        if got == "number" and name == "text":
            return text.decode()
        if got == "number" and name == "digits" and text.isdigit():
            return text.decode().zfill(argument)
        if got == "string" and name == "offset":
            return self._time(str_of(raw), argument, path)
        if got == "string" and name == "day":
            return read_time(f"{str_of(raw)}T00:00Z")
        if text == b'""' and name == "empty":
            return None
        if got == "object" and name == "paged":
            rows = members_of(raw).get(argument)
            if rows is not None:
                raw, got, name = rows, kind_of(bytes(rows)), "single"
                path = f"{path}.{argument}"
        if got == "array" and name in ("single", "empty-array"):
            parts = items_of(raw)
            if len(parts) == 1 and name == "single":
                return self.fit(parts[0], shape(member), f"{path}[0]")
            if not parts and name == "empty-array":
                return self.fit(Raw(b"{}"), shape(member), path)
        if got not in ("array", "null") and name == "list" and is_list(member):
            return [self.fit(raw, item(member), path)]
        return MISSING

    def _time(self, word: str, zone: str | None, path: str) -> Any:
        value = read_time(word, zone)
        if value is not MISSING and value.tzinfo is None:
            self.note(path, "datetime with an offset", "string without an offset")
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
        scalar = got in ("string", "number")
        word = str_of(raw) if got == "string" else text.decode()
        if Any in members:
            return as_sent(raw)
        if _is_documented(word, got, members) and (
            (value := lossless(word, got, members)) is not MISSING
        ):
            return value
        shown = got
        if (
            scalar
            and not self.quiet
            and any(get_origin(member) is Literal for member in members)
        ):
            shown = value_of_a_set(text.decode(errors="replace"), got)
        self.note(path, kind.shown, shown)
        if scalar:
            value = lossless(word, got, members)
            if value is not MISSING:
                return value
        return as_sent(raw)


def _stranger(error: ValueError) -> str | None:
    """The member of the object itself that is not documented, as msgspec tells.

    As below, only speed depends on the words.
    """
    match = _STRANGER(str(error))
    return match[1] if match and not UNFIT.search(match[1]) else None


def _is_deeper(error: ValueError) -> bool:
    """Whether the first misfit lies below the members of the object, as msgspec tells.

    This decides only which way is tried first, so nothing depends on how msgspec words
    its messages but speed.
    """
    message = str(error)
    _, _, place = message.rpartition(" - at `$")
    steps = place.count(".") + place.count("[")
    return steps > 1 or (
        steps == 1 and message.startswith("Object")
    )  # a member that lacks, or is not documented


def _is_documented(word: str, got: str, members: tuple[Any, ...]) -> bool:
    """Whether a value is as documented, and was refused for what Python makes of it."""
    if got == "number":
        return Decimal in members or (word == "-0" and float in members)
    return datetime in members and DOCUMENTED_TIME(word) is not None


def _readings(kind: Shape, raw: Raw, got: str) -> tuple[Any, ...]:
    """The members of a type; for each union of objects the one that fits."""
    found: list[Any] = []
    for member in kind.members:
        if not isinstance(member, OneOf):
            found.append(member)
        elif got == "object":
            chosen = choose(
                member,
                {name: as_sent(part) for name, part in members_of(raw).items()},
            )
            found.extend(shape(chosen).members if chosen is not None else ())
        else:
            found.extend(
                one for other in plan(member).others for one in shape(other).members
            )
    return tuple(found)


def _holds_objects(kind: Shape) -> bool:
    return any(
        is_struct(one) or is_mapping(one) or isinstance(one, OneOf)
        for one in kind.members
    )
