"""Forms and multipart bodies: how each field and part is written, by its name or by its place, to any depth."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..api.records import Encoding, MediaType, Places
from ..api.types import ANY, STR, BodyPart, Items, Tuple, TypeRef, union
from ..document import FORM, Document, Node, essence, is_form, is_json, sum_of
from .formats import OCTETS, is_file, media_of_file, text_encoding
from .kinds import array_of, kinds_of, unworded
from .lists import Lists
from .models import FILE, Use
from .parameters import MARKS, is_converted, style_of
from .parts import PartHeaders, Place, Positions, named_headers, part_headers, positions_of
from .schemas import Schemas
from .unmeant import Unmeant
from .variants import variant
from .warnings import Warn
from .xml_bodies import XmlBodies, is_xml

_TEXTS = ("Form", "Xml")
"""The bodies that a field of a form may be itself."""
_STYLES = ("spaceDelimited", "pipeDelimited", "deepObject")
_BY_QUERY = {"style", "explode", "allowReserved"}
"""What says that a value is written by the rules of a query."""
_DISPOSITION = "Content-Disposition"
_NO_TOKEN = re.compile(r"^([^=]+=)(.*[()<>@,:/\[\]?= ].*)$")
_BETWEEN_SEMICOLONS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
"""A media type and each of its parameters; a semicolon in quotes is of the value (RFC 2045, 5.1)."""
Options = list[tuple[str, Any]]


class _Content(NamedTuple):
    """How the content of a part is written, and what a caller gives for it."""

    type: TypeRef
    options: Options
    body: MediaType | None = None


class Encodings:
    """Builds the forms and multipart bodies of one document."""

    def __init__(self, document: Document, schemas: Schemas, xml: XmlBodies, unmeant: Unmeant, warn: Warn) -> None:
        self._document, self._schemas, self._xml, self._warn = document, schemas, xml, warn
        self._lists = Lists(document, warn)
        self._unmeant = unmeant

    def of(self, media: str, entry: Node, schema: Node, use: Use) -> MediaType:
        """The way to write a form, or a multipart body.

        `entry` is the Media Type Object, or the Encoding Object of a part that is such a body itself; `schema` describes it.
        """
        if essence(media) == FORM:
            return MediaType("Form", media, self._schemas.type(schema, use.plain), self._fields(entry, schema, use))
        places = positions_of(self._document, entry, schema)
        if places is not None:
            return self._by_position(_sendable(media, "multipart/mixed"), entry, places, use)
        use = use._replace(files=True)
        type_ = self._schemas.type(schema, use)
        members = self._members(schema)
        wires = sorted({*members, *self._unmeant.encodings(entry, members)})
        media = _sendable(media, "multipart/form-data")
        parts = [self._part(media, wire, members.get(wire), entry.get("encoding").get(wire), use) for wire in wires]
        told = tuple(part for part in parts if part != Encoding(part.wire))
        return MediaType("Multipart", media, type_, told)

    def _members(self, schema: Node) -> dict[str, Node]:
        """The members of an object by name, wherever its schema says them."""
        found: dict[str, Node] = {}
        for part in sum_of(self._document, schema, unions=True):
            for wire, member in part.get("properties").children():
                found.setdefault(wire, member)
        return found

    # --- fields of forms

    def _fields(self, entry: Node, schema: Node, use: Use) -> tuple[Encoding, ...]:
        """The fields of a form that are written in another way than the default one."""
        all_fields = self._lists.of_form(entry, schema)
        members = self._members(schema)
        encodings = self._unmeant.encodings(entry, members)
        fields = [Encoding(wire, tuple(options)) for wire, options in all_fields.items() if wire not in encodings]
        for wire, encoding in encodings.items():
            self._unmeant.in_form(encoding)
            field = self._field(wire, encoding, members.get(wire), use.inside(wire))
            if field in (None, Encoding(wire)) and wire in all_fields:
                field = Encoding(wire, tuple(all_fields[wire]))
            fields += [field] if field is not None else []
        return tuple(sorted(fields, key=lambda field: field.wire))

    def _field(self, wire: str, encoding: Node, member: Node | None, use: Use) -> Encoding | None:
        """How a field is written; None where that is the default way."""
        style = encoding.map.get("style")
        if style == "tabDelimited" and is_converted(encoding):
            return Encoding(wire, (("mark", MARKS[style]),))
        if self._is_styled(encoding, member):
            self._unmeant.content_type(encoding)
            return self._styled_field(wire, encoding, member)
        body = self._each(encoding, member, use)
        if body is not None and body.kind in _TEXTS:
            return Encoding(wire, body=body)
        if body is not None:
            message = f"a field of a form cannot be {body.name}, whose boundary nobody would know: it is JSON text"
            self._warn("untyped-media", message, encoding)
        if _is_json(encoding) and self._is_for_items(member):
            return Encoding(wire, body=MediaType("Json", "application/json", ANY))
        options = [("json", True)] if _is_json(encoding) else self._lists.options(encoding, style)
        return Encoding(wire, tuple(options)) if options else None

    def _is_for_items(self, member: Node | None) -> bool:
        """Whether the content type of a field is that of each item of a list: since 3.2, before of "a specific property"."""
        is_before = self._document.version in ("3.0", "3.1")
        return not is_before and member is not None and array_of(self._document, member) is not None

    def _is_styled(self, encoding: Node, member: Node | None) -> bool:
        """Whether a field is written by the rules of a query, so that no content type counts: where any of them is told.

        3.0 recommends since 3.0.4 what the others say. What they have no words for is written by its content type, as
        generators of documents put `style: form` beside everything.
        """
        if not encoding.map.keys() & _BY_QUERY:
            return False
        if member is None or not self._unworded(encoding, member):
            return True
        self._unmeant.style(encoding, "a field of this type")
        return False

    def _styled_field(self, wire: str, encoding: Node, member: Node | None) -> Encoding | None:
        """A field by the rules of a query; None where these write it in the default way, as all but objects."""
        options = self._style(encoding)
        self._lists.tell(encoding, member, dict(options))
        kinds = kinds_of(self._document, member) if member is not None else set[str]()
        return Encoding(wire, tuple(options)) if options or not kinds or "object" in kinds else None

    def _unworded(self, encoding: Node, member: Node) -> str:
        """What a value may hold that its style has no words for."""
        style, explode = style_of("query", encoding)
        if explode and self._lists.options(encoding, style):
            return ""
        return unworded(self._document, member, style, repeats=explode)

    def _style(self, encoding: Node) -> Options:
        """How a value is written by the rules of a query, where it is not in the usual way."""
        told = encoding.map
        style, explode = style_of("query", encoding)
        if told.get("style") not in (None, style):
            self._warn("style", f"the style {told['style']!r} is not one of a field; written as {style}", encoding)
        options: Options = [("style", style)] if style in _STYLES else []
        options += [("explode", False)] if not explode and style != "deepObject" else []
        options += [("allow_reserved", True)] if told.get("allowReserved") is True else []
        return options + self._lists.options(encoding, told.get("style"))

    # --- parts by name

    def _part(self, media: str, wire: str, member: Node | None, encoding: Node, use: Use) -> Encoding:
        """How a part with a name is written; without options where that is the default way."""
        options: Options = []
        body, style = self._each(encoding, member, use.inside(wire)), self._query_style(media, encoding, member)
        encoded = self._text_encoding(member, encoding) if member is not None else ""
        usual = OCTETS if encoded else "" if member is None else media_of_file(self._document, member)
        told = (_content_type(encoding) or usual) if body is None and style is None else ""
        options += [("media", told)] if told else []
        file = member is not None and is_file(self._document, member)
        options += [("file", True)] if file else []
        if is_converted(encoding) and (mark := encoding.map.get("style")) is not None:
            options.append(("mark", MARKS.get(mark, ",")))
        headers = named_headers(self._document, encoding, self._warn, is_file=file, encoded=encoded)
        options += [("headers", headers.constant)] if headers.constant else []
        options += [("required", headers.required)] if headers.required else []
        return Encoding(wire, tuple(options), body, style)

    def _query_style(self, media: str, encoding: Node, member: Node | None) -> tuple[tuple[str, Any], ...] | None:
        """The style of a query that a part of a form has; None where it has none, or one that has no words for its value."""
        if is_converted(encoding) or not encoding.map.keys() & {"style", "explode"}:
            return None
        told = dict(self._style(encoding))
        told.pop("allow_reserved", None)  # it has no effect there
        is_form = essence(media) == "multipart/form-data" and not self._document.is_30
        if not is_form or member is None or not self._is_worded(encoding, member):
            self._unmeant.style(encoding, f"a part of {media}" if not is_form else "a part of this type")
            return None
        self._unmeant.content_type(encoding)
        self._lists.tell(encoding, member, told)
        is_usual = not told and not _content_type(encoding) and "object" not in kinds_of(self._document, member)
        return None if is_usual else tuple(told.items())

    def _is_worded(self, encoding: Node, member: Node) -> bool:
        """Whether the style of a part has words for its value: none has for files."""
        is_value = bool(kinds_of(self._document, member)) and not is_file(self._document, member)
        return is_value and not self._unworded(encoding, member)

    def _text_encoding(self, schema: Node, encoding: Node) -> str:
        """How the text of a part is encoded, as its header says it; '' for any other value."""
        told = text_encoding(self._document, schema)
        if told and _is_json(encoding):
            self._warn(
                "untyped-media", f"a text in {told} is a JSON text here: nothing says how it is encoded", encoding
            )
            return ""
        return told

    # --- parts by position

    def _by_position(self, media: str, entry: Node, places: Positions, use: Use) -> MediaType:
        self._unmeant.by_position(entry, places)
        first = [
            self._item(media, place, use.inside(variant(place.schema, number).replace("Variant ", "Part ")))
            for number, place in enumerate(places.first, 1)
        ]
        rest = self._item(media, places.rest, use.inside("Part")) if places.rest is not None else None
        types = tuple(type_ for _, type_ in first)
        if places.is_tuple:
            type_: TypeRef = Tuple(types, rest[1] if rest is not None else None)
        else:
            type_ = Items(union(*types, *([rest[1]] if rest is not None else [])))
        written = Places(tuple(part for part, _ in first), rest[0] if rest is not None else None, places.least)
        return MediaType("MultipartItems", media, type_, places=written)

    def _item(self, media: str, place: Place, use: Use) -> tuple[Encoding, TypeRef]:
        """How the part of a place is written, and what a caller gives for it."""
        self._unmeant.style(place.encoding, "a part that is told by its place")
        content = self._content(place.schema, place.encoding, use.plain)
        headers = self._headers(place, is_form=essence(media) == "multipart/form-data")
        options = content.options
        options += [("headers", dict(sorted(headers.constant.items())))] if headers.constant else []
        options += [("required", headers.required)] if headers.required else []
        told = _content_type(place.encoding)
        is_open = bool(headers.given) or (content.body is None and ("*" in told or "," in told))
        types = [content.type] if not headers.required else []
        types += [BodyPart(content.type)] if headers.required or is_open else []
        return Encoding("", tuple(options), content.body), union(*types)

    def _headers(self, place: Place, *, is_form: bool) -> PartHeaders:
        """The headers of a part; of a form its name must be among them, and an encoded text says how it is encoded."""
        encoded = self._text_encoding(place.schema, place.encoding)
        headers = part_headers(self._document, place.encoding, self._warn, encoded)
        constant, required = dict(headers.constant), headers.required
        names = {name.casefold() for name in (*constant, *headers.given)}
        if is_form and _DISPOSITION.casefold() not in {name.casefold() for name in constant}:
            required = (*(name for name in required if name.casefold() != _DISPOSITION.casefold()), _DISPOSITION)
            if _DISPOSITION.casefold() not in names:
                message = "a part of a form has a name, which no header Content-Disposition tells here: callers give it"
                self._warn("part-name", message, place.encoding if place.encoding.map else place.schema)
        return PartHeaders(constant, headers.given, required)

    def _content(self, schema: Node, encoding: Node, use: Use) -> _Content:
        """How the value of a place is written, by the table of defaults where the encoding names no media type."""
        if (body := self._nested(encoding, schema, use)) is not None:
            return _Content(body.type, [], body)
        told = ", ".join(one.strip() for one in _content_type(encoding).split(",") if one.strip())
        media: Options = [("media", told)] if told else []
        if _is_json(encoding):
            media = [] if told == "application/json" else media
            return _Content(self._schemas.type(schema, use), [*media, ("json", True)])
        kinds = kinds_of(self._document, schema)
        if is_file(self._document, schema) or not kinds:
            media = media or [("media", one) for one in (media_of_file(self._document, schema),) if one]
            is_text = told.startswith("text/") and not is_file(self._document, schema)
            return _Content(union(FILE, STR), media) if is_text else _Content(FILE, [*media, ("file", True)])
        if told and kinds & {"array", "object"} and not kinds & {"string", "number", "integer", "boolean"}:
            message = f"a part of {told} is bytes here, although its schema says more"
            self._warn("untyped-media", message, encoding)
            return _Content(FILE, [*media, ("file", True)])
        if kinds <= {"array", "object", "null"}:
            return _Content(self._schemas.type(schema, use), [("json", True)])
        type_ = self._schemas.type(schema, use)
        if type_ == ANY:
            return _Content(self._some(schema, use), media)
        if not told and not kinds & {"array", "object"}:
            media = [("media", OCTETS if text_encoding(self._document, schema) else "text/plain")]
        return _Content(type_, media)

    def _some(self, schema: Node, use: Use) -> TypeRef:
        """The type of a part that is one of several, of which those without a type are files."""
        members = [
            member
            for part in sum_of(self._document, schema)
            for key in ("oneOf", "anyOf")
            for member in part.get(key).items()
        ]
        types = [self._schemas.type(member, use) for member in members]
        return union(*(FILE if one == ANY else one for one in types))

    # --- bodies inside of a part

    def _each(self, encoding: Node, member: Node | None, use: Use) -> MediaType | None:
        """The same of a member: an encoding by name is for each item of a list."""
        array = array_of(self._document, member) if member is not None else None
        if array is not None:
            member, use = array.items, use.inside("Item")
        body = self._nested(encoding, member, use) if member is not None else None
        if body is None and member is not None and is_xml(first_media(encoding)) and self._has_parts(member):
            message = f"a part of {first_media(encoding)} is written as JSON here: give its XML as bytes"
            self._warn("untyped-media", message, encoding)
        return body

    def _nested(self, encoding: Node, value: Node, use: Use) -> MediaType | None:
        """How a part is written that is a body of its own: a form, parts, or XML with a name; None for any other one."""
        media = first_media(encoding)
        if not self._has_parts(value):
            self._unmeant.nested(encoding, media)
            return None
        if is_form(media):
            self._schemas.forms.add(value.key)
            return self.of(media, encoding, value, use)
        self._unmeant.nested(encoding, media)
        return self._xml.part(media, value, use) if is_xml(media) else None

    def _has_parts(self, schema: Node) -> bool:
        """Whether a schema is of objects or arrays."""
        return bool(kinds_of(self._document, schema) & {"array", "object"})


def _content_type(encoding: Node) -> str:
    """The media types that an encoding names, with commas between them; '' for none."""
    told = encoding.map.get("contentType")
    return told if isinstance(told, str) else ""


def first_media(encoding: Node) -> str:
    """The first of them, which counts where the caller names none."""
    return _content_type(encoding).split(",")[0].strip()


def _is_json(encoding: Node) -> bool:
    told = first_media(encoding)
    return is_json(told) and "*" not in told


def _sendable(media: str, usual: str) -> str:
    """A media type without the boundary that it is written with, and with quotes around what is no token (RFC 2045, 5.1).

    `usual`: what is sent of any that there are.
    """
    if "*" in essence(media):
        return usual
    kind, *parameters = (part.strip() for part in _BETWEEN_SEMICOLONS.findall(media))
    kept = [part for part in parameters if part.partition("=")[0].strip().lower() != "boundary"]
    return "; ".join([kind, *(part if '"' in part else _NO_TOKEN.sub(r'\1"\2"', part) for part in kept)])
