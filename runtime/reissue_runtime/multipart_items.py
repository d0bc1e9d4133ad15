# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Multipart request bodies whose parts are told by their places: multipart/mixed and others."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from .body import Written, is_buffer
from .body_part import BodyPart
from .decode import is_json
from .encode import EncodeError
from .model import is_array, is_object
from .multipart import Part, Parts, is_content, meant, refuse_lacking
from .once import refuse_ended
from .pieces import Pieces, Ready, boundary, end, kind_of_parts, pieces_of, told

_NAMED: Final = re.compile(r"(?i);\s*name\*?\s*=")


class MultipartItems(Struct, frozen=True):
    """A body of parts in order, each with the encoding of its place."""

    media: str = "multipart/mixed"
    prefix: tuple[Part, ...] = ()
    """The first parts."""
    item: Part | None = Part()
    """Those after them; None where there are none."""
    least: int = 1
    """How many there are at least; no multipart body is without one (RFC 2046, 5.1.1)."""

    def write(self, value: object, media: str | None) -> Written:
        """The body: a value for each part, or a `BodyPart` with headers of its own.

        A list or tuple is written at once. Of other iterables each part is written when
        its turn comes, and one that cannot be written breaks off what is being sent.
        Raises EncodeError.
        """
        if is_array(value):
            return self._whole(list(value))
        refuse_ended(value)
        mark = boundary()
        first = (*self.prefix, self.item or Part())[0]
        root = meant(first.media) or ("application/json" if first.json else "")
        media = told(self.media, mark, root)
        if isinstance(value, AsyncIterable):
            later = cast("AsyncIterable[object]", value)
            return Written(self._later(later, mark), media, replayable=False)
        if _is_one(value) or not isinstance(value, Iterable):
            kind = type(value).__name__
            raise EncodeError(f"the body is an iterable of parts, not a {kind}")
        items = cast("Iterable[object]", value)
        return Written(self._pieces(items, mark), media, replayable=False)

    def _whole(self, items: list[object]) -> Written:
        self._check_count(len(items))
        found = Parts()
        try:
            for place, item in enumerate(items):
                self._add(found, place, item)
        except BaseException:
            found.close()
            raise
        return found.written(self.media)

    # --- one part

    def _add(self, found: Parts, place: int, value: object) -> None:
        what = f"part [{place}]"
        part = self.prefix[place] if place < len(self.prefix) else self.item
        if part is None:
            raise EncodeError(f"{what}: there are {len(self.prefix)} parts at most")
        if isinstance(value, BodyPart):
            one = cast("BodyPart[object]", value)
            part, value = _with_headers(part, one.headers), one.data
        if part.body is None:
            part = _fitting(part, value, what)
        found.add_value(None, value, part, what)
        self._check(found.ready[-1], part, what)

    def _check(self, one: Ready, part: Part, what: str) -> None:
        """Refuse a part that lacks what it must have."""
        is_form = kind_of_parts(self.media) == "form-data"
        if is_form and not _NAMED.search(one.disposition):
            raise EncodeError(
                f"{what}: a part of a form needs a name: BodyPart(data, "
                "{'Content-Disposition': 'form-data; name=\"...\"'})"
            )
        refuse_lacking(part, one.headers, what, "BodyPart(data, {name: ...})")
        if one.media is None and part.media is not None:
            raise EncodeError(
                f"{what}: say which of its media types is meant: "
                "BodyPart(data, {'Content-Type': ...})"
            )

    def _check_count(self, count: int) -> None:
        if count < self.least:
            raise EncodeError(f"the body has {count} parts, and needs {self.least}")

    # --- part by part

    def _pieces(self, items: Iterable[object], mark: str) -> Iterator[bytes]:
        count = 0
        for item in items:
            yield from self._sent(count, item, mark)
            count += 1
        yield self._last(count, mark)

    async def _later(
        self, items: AsyncIterable[object], mark: str
    ) -> AsyncIterator[bytes]:
        count = 0
        async for item in items:
            for piece in self._sent(count, item, mark):
                yield piece
            count += 1
        yield self._last(count, mark)

    def _sent(self, place: int, item: object, mark: str) -> Iterator[bytes]:
        found = Parts()
        try:
            problem = _problem(self._add, found, place, item)
            if problem is None:
                yield from Pieces(pieces_of(found.ready[0], self.media, mark))
        finally:
            found.close()
        if problem is not None:
            raise ValueError(problem)

    def _last(self, count: int, mark: str) -> bytes:
        problem = _problem(self._check_count, count)
        if problem is not None:
            raise ValueError(problem)
        return end(mark)


def _problem(check: Any, *given: Any) -> str | None:
    """Why something cannot be sent of a body that is under way.

    Some of it was sent: so the outcome is unknown, as after any broken connection.
    """
    try:
        check(*given)
    except EncodeError as error:
        return str(error).replace(": ", ", ")  # a colon begins what transports quote
    return None


def _is_one(value: object) -> bool:
    """Whether an iterable is one value, and no list of parts."""
    is_text = isinstance(value, str) or is_buffer(value)
    return is_text or isinstance(value, Mapping) or hasattr(value, "read")


def _with_headers(part: Part, given: Mapping[str, str]) -> Part:
    """A part with the headers that its caller gives, of which Content-Type is its media type."""
    named = {name.lower(): (name, word) for name, word in part.headers.items()}
    named |= {name.lower(): (name, word) for name, word in given.items()}
    _, media = named.pop("content-type", ("", part.media))
    named.pop("content-length", None)
    return replace(part, media=media, headers=dict(named.values()))


def _fitting(part: Part, value: object, what: str) -> Part:
    """A part that is written as its value asks for. Raises EncodeError for what does not fit."""
    kind = type(value).__name__
    media = meant(part.media) or part.media
    as_json = part.json or (media is not None and is_json(media.lower()))
    if as_json and is_content(value):
        raise EncodeError(f"{what}: JSON is written of a value, not of a {kind}")
    is_list = is_array(value) and not isinstance(value, tuple)
    if as_json or not (is_list or is_object(value) or isinstance(value, Struct)):
        return part
    if media is not None:
        raise EncodeError(f"{what}: a {kind} cannot be written as {media}")
    return replace(part, json=True)
