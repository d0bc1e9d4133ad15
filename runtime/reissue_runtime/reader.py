# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The lenient pass over a body that is not as documented.

It takes the body apart along what failed, still as JSON text: every part that fits is
read by the same strict decoders, a part that does not fit is converted if that loses
nothing and otherwise kept as it was sent, and a part that is missing is UNSET. Each such
place is a Drift.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Literal, get_origin

from msgspec import UNSET, Raw, Struct
from msgspec.structs import asdict

from .drift import Drift, join, value_of_a_set
from .mend import MISSING, lossless, read_time
from .model import Model, OneOf, extend
from .shape import (
    Layout,
    Shape,
    Slot,
    any_of,
    blank,
    choose,
    is_list,
    is_mapping,
    is_struct,
    item,
    items_of,
    layout,
    members_of,
    plan,
    shape,
    str_of,
)

_KINDS: Final = {
    b'"': "string",
    b"{": "object",
    b"[": "array",
    b"t": "boolean",
    b"f": "boolean",
    b"n": "null",
}


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
        try:
            return kind.decode(raw)
        except ValueError as error:
            return self.misfit(raw, kind, path, error)

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
        known = layout(cls)
        if _is_deeper(error):
            try:
                surface = known.surface(raw)
            except ValueError:  # something misfits at this level too
                pass
            else:
                return self._containers(surface, cls, known, path)
        return self._members(raw, cls, known, path)

    def _containers(
        self, surface: Struct, cls: type[Struct], known: Layout, path: str
    ) -> Struct:
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
        return cls(**values)

    def _members(self, raw: Raw, cls: type[Struct], known: Layout, path: str) -> Struct:
        """All members one by one, and those that are not documented."""
        slots = known.slots
        values: dict[str, Any] = {}
        extra: dict[str, Raw] = {}
        for wire, part in members_of(raw).items():
            slot = slots.get(wire)
            if slot is None:
                extra[wire] = part
                continue
            try:
                values[slot.name] = slot.decode(part)
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

    def _extra(self, part: Raw, path: str, expected: bool) -> Any:
        if not expected:
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
        shown = got
        if (
            scalar
            and not self.quiet
            and any(get_origin(member) is Literal for member in members)
        ):
            shown = value_of_a_set(text.decode(errors="replace"), got)
        self.note(path, kind.shown, shown)
        if scalar:
            value = lossless(
                str_of(raw) if got == "string" else text.decode(), got, members
            )
            if value is not MISSING:
                return value
        return as_sent(raw)


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


def kind_of(text: bytes) -> str:
    """The kind of JSON value that a text without blanks around it is."""
    return _KINDS.get(text[:1], "number")


def as_sent(raw: Raw) -> Any:
    """The value without a type; a number that Python cannot hold stays text."""
    try:
        return any_of(raw)
    except ValueError:
        pass
    text = bytes(raw).strip()
    match text[:1]:
        case b"{":
            return {name: as_sent(part) for name, part in members_of(raw).items()}
        case b"[":
            return [as_sent(part) for part in items_of(raw)]
        case _:
            return text.decode()


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


def documented(value: Any, kind: Shape) -> Any:
    """The value of a whole body, or an empty one of the documented kind.

    An operation returns what it says it returns.

    A blank object is all UNSET, and the drift record says why; a value of that kind is
    returned as it is.
    """
    if value is None and kind.nullable:
        return None
    empty: list[Callable[[], Any]] = []
    make: Callable[[], Any]
    for member in kind.members:
        if member is Any:
            return value
        if is_struct(member):
            fits, make = isinstance(value, member), partial(blank, member)
        elif is_mapping(member) or isinstance(member, OneOf):
            fits, make = isinstance(value, (dict, Struct)), dict
        elif is_list(member):
            fits, make = isinstance(value, list), list
        else:  # a scalar: kept as it was sent, since nothing else could stand for it
            return value
        if fits:
            return value
        empty.append(make)
    return empty[0]() if empty else value
