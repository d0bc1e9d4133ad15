"""Answers of parts: the type of the part in each place, as the encodings and schemas of the places say it."""

from __future__ import annotations

from ..api.types import ANY, BYTES, BodyPart, Tuple, TypeRef, union
from ..document import Document, is_json
from .encodings import first_media
from .formats import is_file
from .kinds import kinds_of
from .models import Use
from .parts import Place, Positions, part_headers
from .schemas import Schemas
from .variants import variant
from .warnings import Warn

_BYTES = BodyPart(BYTES)


class AnswerParts:
    """Types the parts of the answers of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn

    def of(self, places: Positions, use: Use) -> tuple[TypeRef, Tuple | None]:
        """The type of any part, and those by place, where there are first ones with types of their own."""
        first = tuple(
            self._type(place, use.inside(variant(place.schema, number).replace("Variant ", "")))
            for number, place in enumerate(places.first, 1)
        )
        rest = self._type(places.rest, use) if places.rest is not None else None
        told = Tuple(first, rest)
        return union(*told.types), told if first else None

    def _type(self, place: Place, use: Use) -> TypeRef:
        """What a part is read as: a value, with its headers where these are documented, or the bytes and headers."""
        schema, media = place.schema, first_media(place.encoding)
        kinds = kinds_of(self._document, schema)
        if is_file(self._document, schema) or not (kinds or is_json(media)):
            return _BYTES
        if kinds & {"array", "object"} and media and not is_json(media):
            message = f"a part of {media} is bytes here, with its headers, although its schema says more"
            self._warn("untyped-media", message, place.encoding)
            return _BYTES
        type_ = self._schemas.type(schema, use)
        if type_ == ANY and not is_json(media):
            return _BYTES
        headers = part_headers(self._document, place.encoding, self._warn)
        return BodyPart(type_) if headers.given or headers.constant else type_
