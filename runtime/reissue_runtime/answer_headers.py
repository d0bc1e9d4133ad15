# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Headers of answers that a document types: read where they are asked for.

``models.RowsHeaders.of(client.with_response(client.rows.list)).x_total`` is an int. A
header that misfits is drift, and never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final, Self, TypeVar

from msgspec import Raw
from msgspec.json import decode, encode

from .context import Context
from .decode import codec
from .drift import Drift
from .model import Model, is_struct
from .operation import Operation
from .options import Response
from .request import by_status
from .shape import Shape, is_list, is_mapping, item, layout, shape

T = TypeVar("T")
_COOKIES: Final = "set-cookie"


class AnswerHeaders(Model, kw_only=True):
    """Base of the emitted models of headers, whose wire names are those of headers."""

    @classmethod
    def of(cls, response: Response[Any]) -> Self:
        """The headers of an answer of ``with_response``.

        Raises TypeError for an answer that documents other ones.
        """
        told = getattr(response.headers, "told", None)
        if isinstance(told, cls):
            return told
        raise TypeError(f"HTTP {response.status} of this call has no {cls.__name__}")


class DocumentedHeaders(Mapping[str, str]):
    """The headers as they came, found in any case; `told` are those documented.

    ``headers.x_total`` is the same as ``headers.told.x_total``.
    """

    def __init__(self, headers: Mapping[str, str], told: AnswerHeaders) -> None:
        self._headers = headers
        self.told = told

    def __getitem__(self, name: str) -> str:
        return self._headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.told, name)


class HeaderTypes:
    """Which headers the answers of an operation have.

    `types` by status; `json`: the wire names of those that are JSON; `exploded`: of the
    objects that are written ``a=1,b=2`` and not ``a,1,b,2``.
    """

    def __init__(
        self,
        types: Mapping[int | str, type[AnswerHeaders]],
        *,
        json: tuple[str, ...] = (),
        exploded: tuple[str, ...] = (),
    ) -> None:
        self._types, self._json, self._exploded = types, json, exploded

    def names(self, status: int) -> set[str]:
        """The headers that answers of a status have, in lower case."""
        kind = by_status(self._types, status, None)
        return {wire.lower() for wire in layout(kind).slots} if kind else set()

    def __call__(
        self, context: Context, operation: Operation[Any]
    ) -> Callable[..., Response[Any]]:
        """What makes the Response of a call, in the place of the class itself."""
        return partial(self._response, context, operation)

    def _response(
        self,
        context: Context,
        operation: Operation[Any],
        value: T,
        *,
        status: int,
        headers: Mapping[str, str],
        drift: tuple[Drift, ...],
        **more: Any,
    ) -> Response[T]:
        kind = by_status(self._types, status, None)
        if kind is not None:
            told, found = self.read(kind, headers)
            headers = DocumentedHeaders(headers, told)
            drift += context.report(operation, status, found) if found else ()
        return Response(value, status=status, headers=headers, drift=drift, **more)

    def read(
        self, kind: type[AnswerHeaders], headers: Mapping[str, str]
    ) -> tuple[AnswerHeaders, tuple[Drift, ...]]:
        """The headers as a model, and where they are not as documented."""
        known: Any = kind
        sent = {
            wire: self._value(wire, texts, slot.shape)
            for wire, slot in layout(known).slots.items()
            if (texts := _sent(headers, wire))
        }
        told, odd = codec(known).decode(encode(sent))
        return told, tuple(
            Drift(f"headers{one.path[1:]}", one.expected, one.got) for one in odd
        )

    def _value(self, wire: str, texts: Sequence[str], kind: Shape) -> Any:
        """What JSON would have in the place of a header."""
        text = ("\n" if wire.lower() == _COOKIES else ", ").join(texts)
        if wire in self._json:
            return _json(text)
        for member in kind.members:
            if is_list(member):
                split = texts if wire.lower() == _COOKIES else text.split(",")
                parts = (one.strip() for one in split)
                return [_scalar(one, item(member)) for one in parts if one]
            if is_mapping(member) or is_struct(member):
                return _object(text, member, exploded=wire in self._exploded)
        return _scalar(text, kind)


def _sent(headers: Mapping[str, str], name: str) -> list[str]:
    """The fields of a name as they came, for one may come in several (RFC 9110, 5.3)."""
    several: Callable[[str], list[str]] | None = getattr(headers, "get_list", None)
    if several is not None:
        return several(name)
    one = headers.get(name)
    return [] if one is None else [one]


def _object(text: str, member: Any, *, exploded: bool) -> dict[str, Any]:
    """An object of style simple (RFC 6570, 3.2.2)."""
    parts = [one.strip() for one in text.split(",")]
    if exploded:
        pairs = [(one.partition("=")[0], one.partition("=")[2]) for one in parts]
    else:
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
    slots = layout(member).slots if is_struct(member) else {}
    others = item(member) if is_mapping(member) else shape(str)
    kinds = {name: slot.shape for name, slot in slots.items()}
    return {name: _scalar(value, kinds.get(name, others)) for name, value in pairs}


def _scalar(text: str, kind: Shape) -> Any:
    """A number or a truth where the type takes it, else a text."""
    raw = Raw(text.encode())
    try:
        read = kind.decode(raw)
    except ValueError:
        return text
    return raw if isinstance(read, bool | int | float | Decimal) else text


def _json(text: str) -> Any:
    """JSON as it came; what is none is a text, which misfits."""
    raw = Raw(text.encode())
    try:
        decode(raw)
    except ValueError:
        return text
    return raw
