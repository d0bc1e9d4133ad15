"""What a repeat of each operation would do, and how certain that is: the client says the one, its specification the other."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from reissue_runtime import Operation


class OperationEffect(Struct, frozen=True, kw_only=True):
    """One operation of a provider's client."""

    operation: str
    """Its operationId."""
    effect: str
    """reads, sets, sends, creates or pays."""
    certainty: str | None
    """documented, sibling, inferred or assumed (no text says it, so the more dangerous one is taken); None: not known."""


def effects(provider: str, operations: Iterable[Operation[Any]]) -> list[OperationEffect]:
    """The effects of a provider's operations, by operationId.

    Nothing is known of the certainty where the specification cannot be read: a plug-in has none here, and without the extra
    `generator` or `sandbox` nothing reads YAML.
    """
    from reissue_generator.own_files import own_specs

    path = Path(own_specs()) / f"{provider}.yaml"
    certain = _certainties(path) if path.is_file() and find_spec("yaml") is not None else {}
    told = {one.id: str(one.effect) for one in operations}
    return [OperationEffect(operation=id, effect=told[id], certainty=certain.get(id)) for id in sorted(told)]


def _certainties(path: Path) -> dict[str, str]:
    from reissue_generator.document import Document, operations

    found: dict[str, str] = {}
    for described in operations(Document.open(path)):
        source: dict[str, Any] = described.node.get("x-reissue-source").map
        if described.id and (certainty := source.get("effect", source.get("certainty"))):
            found[described.id] = str(certainty)
    return found
