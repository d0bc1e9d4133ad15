# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What emitted models are made of.

Their base class, what unions of objects are, and declared tolerances.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from reprlib import recursive_repr
from typing import Any, ClassVar, Final, TypeGuard, TypeVar, cast

from msgspec import UNSET, Meta, Struct, UnsetType, field

from .drift import join
from .secret import BLANK, Secret

__all__ = (
    "DAY",
    "EMPTY",
    "EMPTY_ARRAY",
    "LIST",
    "LOCAL",
    "LOOSE",
    "OFFSET",
    "SINGLE",
    "TEXT",
    "UNSET",
    "Model",
    "OneOf",
    "UnsetType",
    "digits",
    "extend",
    "extended",
    "offset",
    "paged",
    "undocumented",
)

M = TypeVar("M", bound="Model")

UNFIT: Final = re.compile(
    r'["\\\x00-\x1f]'
)  # what msgspec does not write in the name of a field
_secret_names: set[str] = set()

UNNAMED: Final = "*"  # among sensitive names: members that no specification names


class Model(Struct, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Base of all models.

    The garbage collector does not look for cycles of them: what contains itself cannot
    be JSON. That is a tenth of the time of a long list.

    An absent member is UNSET, a null is None, and a member that is not documented is
    kept.

    A required member that the provider left out is UNSET too, in spite of its type; the
    drift record tells so.
    """

    __sensitive__: ClassVar[frozenset[str]] = frozenset()
    """Names of the attributes that no repr may show; UNNAMED: members without a name."""
    __open__: ClassVar[Any] = False
    """Whether there may be members that the specification does not name: no drift.

    What tells their types by name stands in `additional`.
    """
    __otherwise__: ClassVar[tuple[Meta, ...]] = ()
    """What else is valid in the place of such an object: see `untyped`."""
    __undocumented__: ClassVar[Mapping[str, str]] = {}
    """Attribute to wire name of the members that are not documented.

    See :func:`undocumented`.
    """

    def __init_subclass__(cls, **options: object) -> None:
        # msgspec takes the options: `class One(Model, kw_only=True)`.
        _secret_names.update(map(_normal, cls.__sensitive__))

    @recursive_repr("...")
    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        extra = type(self).__undocumented__
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is UNSET or name in extra:
                continue
            found.append(
                (name, _Blank() if name in self.__sensitive__ else _shown(value))
            )
        if extra:  # names only: nobody has told us what these members hold
            names = [join("", wire)[1:] for wire in extra.values()]
            hidden = UNNAMED in self.__sensitive__
            found.append(("undocumented", _Blank() if hidden else names))
        return found


class _Blank:
    """Stands in a repr for a value that is not to be seen."""

    def __repr__(self) -> str:
        return BLANK


def _normal(name: str) -> str:
    """cardNumber and card_number are one name here.

    Wire names and attributes meet in untyped values.
    """
    return name.replace("_", "").replace("-", "").lower()


def _shown(value: object) -> Any:
    """The value for a repr.

    An object that was kept untyped has its sensitive members blanked by name.
    """
    if is_object(value):
        return {
            key: _Blank() if _normal(str(key)) in _secret_names else _shown(one)
            for key, one in value.items()
        }
    if is_list(value):
        return [_shown(one) for one in value]
    return value


# --- members that are not documented --------------------------------------------------


def undocumented(model: Model) -> dict[str, Any]:
    """The members that were sent and that the specification does not name.

    Wire name to value.
    """
    return {
        wire: getattr(model, name)
        for name, wire in type(model).__undocumented__.items()
    }


def extend(cls: type[M], values: Mapping[str, Any], extra: Mapping[str, Any]) -> M:
    """An instance of cls that also holds and encodes `extra`, members by wire name.

    A name with a quote, a backslash or a control character cannot be the name of a
    field and is left out.
    """
    wires = tuple(wire for wire in extra if not UNFIT.search(wire))
    known: Any = cls
    made = extended(known, wires) if wires else cls
    more = {name: extra[wire] for name, wire in made.__undocumented__.items()}
    return cast("M", made(**values, **more))


@lru_cache(maxsize=256)  # bounded: the names come out of responses
def extended(cls: type[Struct], wires: tuple[str, ...]) -> type[Model]:
    """A subclass with one field per member: msgspec itself encodes and copies them."""
    names = {f"undocumented_{index}": wire for index, wire in enumerate(wires)}
    hidden: frozenset[str] = getattr(cls, "__sensitive__", frozenset())
    return cast(
        "type[Model]",
        derived(
            cls,
            [
                (name, beside(cls, wire) or Any, field(default=UNSET, name=wire))
                for name, wire in names.items()
            ],
            {
                "__undocumented__": names,
                "__sensitive__": hidden.union(names if UNNAMED in hidden else ()),
                "__reduce__": _reduce,
                "__eq__": _equal,
                "__doc__": cls.__doc__,
            },
        ),
    )


def beside(cls: type[Any], wire: str) -> Any:
    """The type of a member that is not named; what is false where none is documented."""
    return Any if cls.__open__ is True else cls.__open__ and cls.__open__.of(wire)


def derived(
    cls: Any,
    members: Collection[tuple[str, Any, Any]],
    namespace: Mapping[str, Any],
    **config: Any,
) -> Any:
    """A subclass with more members.

    As `defstruct` makes it, and of a class with a metaclass of its own as well.
    """
    body = {
        "__annotations__": {name: kind for name, kind, _ in members},
        "__module__": cls.__module__,
        **namespace,
        **{name: default for name, _, default in members},
    }
    return type(cls)(cls.__name__, (cls,), body, kw_only=True, **config)


def _reduce(self: Model) -> tuple[Any, ...]:
    """Pickles refer to the documented class; the made one is of this process only."""
    extra = type(self).__undocumented__
    values = {
        name: getattr(self, name)
        for name in self.__struct_fields__
        if name not in extra
    }
    return extend, (_documented(self), values, undocumented(self))


def _equal(self: Model, other: object) -> bool:
    """Equality by content.

    The same members may have come in another order, which makes another class.
    """
    if not isinstance(other, Model) or _documented(self) is not _documented(other):
        return False
    names = _documented(self).__struct_fields__
    same = all(getattr(self, name) == getattr(other, name) for name in names)
    return same and undocumented(self) == undocumented(other)


def _documented(model: Model) -> type[Model]:
    cls = type(model)
    return cast("type[Model]", cls.__base__) if cls.__undocumented__ else cls


def sensitive_texts(value: object, marked: bool = False) -> Iterator[str]:
    """What stands in the sensitive members of a value, however deep, names of maps
    included.

    `marked`: all of it is sensitive.
    """
    if isinstance(value, Struct):
        hidden = getattr(value, "__sensitive__", ())
        for name in value.__struct_fields__:
            yield from sensitive_texts(getattr(value, name), marked or name in hidden)
        if UNNAMED in hidden and isinstance(value, Model):
            yield from value.__undocumented__.values()
    elif is_object(value):
        for key, one in value.items():
            if marked:
                yield str(key)
            inner = marked or _normal(str(key)) in _secret_names
            yield from sensitive_texts(one, inner)
    elif is_array(value):
        for one in value:
            yield from sensitive_texts(one, marked)
    elif marked and not isinstance(value, bool | UnsetType | None):
        yield value.reveal() if isinstance(value, Secret) else str(value)


def wire_names(cls: type[Model] = Model) -> set[str]:
    """Names of all members that the specifications of this process document."""
    own = () if cls.__undocumented__ else cls.__struct_encode_fields__
    return set(own).union(*map(wire_names, cls.__subclasses__()))


def wire_items(value: Struct) -> Iterator[tuple[str, Any]]:
    """The members of a struct as they are sent.

    Wire name and value, without those that are UNSET.
    """
    for name, wire in zip(
        value.__struct_fields__, value.__struct_encode_fields__, strict=True
    ):
        member = getattr(value, name)
        if member is not UNSET:
            yield wire, member


def member(value: Any, path: str) -> Any:
    """A member of a decoded value by its path of wire names; '*' is the first value.

    '~1' is a slash in a name. UNSET where there is none.
    """
    for name in (part.replace("~1", "/") for part in path.split("/")):
        if isinstance(value, Struct):
            if name != "*":
                value = getattr(value, _attributes(type(value)).get(name, ""), UNSET)
                continue
            value = dict(wire_items(value))
        elif is_list(value):
            value = dict(enumerate(value))
        if not is_object(value):
            return UNSET
        first = next(iter(value.values()), UNSET)
        value = first if name == "*" else value.get(name, UNSET)
    return value


@lru_cache(maxsize=1024)  # bounded as well: models with undocumented members
def _attributes(cls: type[Struct]) -> dict[str, str]:
    """Wire name to name in Python."""
    return dict(zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True))


# --- questions about values of unknown type, whose answers type checkers learn --------


def is_struct(tp: Any) -> TypeGuard[type[Struct]]:
    return isinstance(tp, type) and issubclass(tp, Struct)


def is_object(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether JSON would call it an object; models are asked for apart."""
    return isinstance(value, (dict, Mapping))


def is_array(value: object) -> TypeGuard[Collection[Any]]:
    """Whether JSON would call it an array."""
    return isinstance(value, (list, tuple, set, frozenset))


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


# --- unions of objects ----------------------------------------------------------------


class OneOf(type):
    """The metaclass of the run-time stand-ins for unions that msgspec cannot read.

    Type checkers see the union. What reads them stands in `unions`, which clients
    without them do not carry.
    """

    def __instancecheck__(cls, instance: object) -> bool:
        # msgspec asks this of what the decoding hook returns: an instance of a member.
        return True

    @property
    def plan(cls) -> Any:
        """How its members are told apart."""
        raise NotImplementedError

    def native(cls, tp: Any) -> tuple[Any, Any]:
        """What msgspec reads for a type with such unions, and what makes values of it."""
        return tp, None


# --- declared tolerances --------------------------------------------------------------
# Read without drift, and only by the lenient pass, so that they cost nothing otherwise.


def _tolerance(name: str, argument: object = None) -> dict[str, Any]:
    return {"coerce": (name, argument)}


def digits(width: int) -> Meta:
    """On str: a JSON number is read as its digits, zero-padded to `width`.

    0: as they stand.
    """
    return Meta(extra=_tolerance("digits", width))


def offset(zone: str | None = None) -> Meta:
    """On datetime: ``+02`` and ``+0200`` are ``+02:00``.

    A time without offset is in the IANA zone `zone`.
    """
    return Meta(extra=_tolerance("offset", zone), tz=True)


def paged(member: str) -> Meta:
    """On T: a list page whose `member` holds one T is that T."""
    return Meta(extra=_tolerance("paged", member))


OFFSET: Final = offset()
"""On datetime: offsets as above; a time without offset stays naive and is drift."""
LOCAL: Final = Meta(extra=_tolerance("local"))
"""On datetime: without an offset, in what is read and in what is sent."""
LOOSE: Final = Meta(extra=_tolerance("loose"))
"""On T: only some values have to be T, any other is kept as it was sent."""
SINGLE: Final = Meta(extra=_tolerance("single"))
"""On T: a list of one T is that T."""
LIST: Final = Meta(extra=_tolerance("list"))
"""On list[T]: one T is a list of one."""
TEXT: Final = Meta(extra=_tolerance("text"))
"""On str: a JSON number is read as its text."""
DAY: Final = Meta(extra=_tolerance("day"))
"""On datetime: a date alone is its midnight, UTC."""
EMPTY: Final = Meta(extra=_tolerance("empty"))
"""On the scalar of T | None: an empty text is None."""
EMPTY_ARRAY: Final = Meta(extra=_tolerance("empty-array"))
"""On an object: ``[]`` is the object without members."""
