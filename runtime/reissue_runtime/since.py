# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What only newer versions of a vendor's API know: refused under an older one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from .errors import InvalidArgumentError
from .model import UNSET, is_array, is_object, wire_items

if TYPE_CHECKING:
    from .context import Context
    from .operation import Operation
    from .request import Arguments


class Since(Struct, frozen=True, kw_only=True):
    """The first version that knows an operation, its parameters, members of its body."""

    operation: str | None = None
    parameters: Mapping[str, Mapping[str, str]] = {}
    """By place (query, headers, cookies) and name of the wire."""
    members: Mapping[str, str] = {}
    """By path: names of the wire joined by '/', '*' for each value or element."""

    def __call__(
        self,
        context: Context,
        operation: Operation[Any],
        given: Arguments,
        headers: Mapping[str, str],
    ) -> None:
        """Raise InvalidArgumentError for what the version of this call does not know.

        That is the client's `api_version`, unless one of `headers`, those of
        CallOptions, names another. What is absent (UNSET) is not asked about.
        """
        (carrier, known), *_ = context.provider.versions.items()
        own = (value for name, value in headers.items() if name.lower() == carrier)
        version = next(own, context.api_version)
        for what, first in self._used(operation, given):
            if version in known and known.index(version) < known.index(first):
                raise InvalidArgumentError(
                    f"{what} is known since version {first} of the API, and this call "
                    f"is made with {version}: give the client api_version={first!r}"
                )

    def _used(
        self, operation: Operation[Any], given: Arguments
    ) -> Iterator[tuple[str, str]]:
        """What the call uses of all this: its name, and the first version."""
        if self.operation is not None:
            yield "this operation", self.operation
        for place, names in self.parameters.items():
            values = zip(getattr(operation, place), getattr(given, place), strict=False)
            for parameter, value in values:
                if value is not UNSET and parameter.name in names:
                    yield f"parameter {parameter.name!r}", names[parameter.name]
        for path, first in self.members.items():
            if _holds(given.body, path.split("/")):
                yield f"member {path!r} of the body", first


def _holds(value: Any, path: Sequence[str]) -> bool:
    """Whether there is anything at a path of a body that is to be sent."""
    if not path or value is UNSET:
        return value is not UNSET
    if isinstance(value, Struct):
        value = dict(wire_items(value))
    name, *rest = path
    if name != "*":
        return is_object(value) and name in value and _holds(value[name], rest)
    parts = value.values() if is_object(value) else value if is_array(value) else ()
    return any(_holds(part, rest) for part in parts)
