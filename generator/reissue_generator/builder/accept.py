"""What is asked for: the `Accept` of a method, and of the stream beside it (RFC 9110, 12.4.2 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..api.records import Response, Streaming
from ..api.types import BYTES, NONE, STR, parts_of
from ..document import essence

_WHOLE = 10
"""A weight of 1, which is not written."""


def accept_of(responses: Sequence[Response]) -> tuple[str, ...]:
    """The media types that a method asks for: what it is made for, then what it reads as the same."""
    first = dict.fromkeys(media for response in responses for media in response.media)
    also = dict.fromkeys(media for response in responses for media in response.also)
    return (*first, *_weighted([media for media in also if media not in first], _WHOLE - 1))


def download_of(responses: Sequence[Response]) -> Streaming | None:
    """How what is no JSON comes piece by piece, of what a method does not give or gives as bytes; None where nothing is."""
    bodies = [response for response in responses if response.type != NONE]
    if any(response.others for response in bodies):
        given = [media for response in bodies if response.type == BYTES for media in response.media]
        media = dict.fromkeys([media for response in bodies for media, _ in response.others] + given)
        return Streaming("Bytes", _weighted(media, _WHOLE), BYTES, alone=False)
    parts = {part for response in bodies for part in parts_of(response.type)}
    return Streaming("Bytes", (), BYTES, alone=False) if BYTES in parts and parts <= {BYTES, STR} else None


def _weighted(media: Iterable[str], best: int) -> tuple[str, ...]:
    """Media types from the most wanted down; what is a range of them comes after those that have a name."""
    ranked = sorted(media, key=lambda one: "*" in essence(one))
    weights = [max(best - place, 1) for place in range(len(ranked))]
    return tuple(
        one if weight == _WHOLE else f"{one};q=0.{weight}" for one, weight in zip(ranked, weights, strict=True)
    )
