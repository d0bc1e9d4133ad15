"""Responses: what a method gives of each, what it asks for, and what only the stream beside it gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..api.records import Response
from ..api.types import ANY, BYTES, NONE, STR, TypeRef, union
from ..document import Document, Key, Node, is_json, is_media_type
from ..errors import SpecError
from .answer_headers import AnswerHeaders
from .beside import Sorting
from .contents import Contents, Entry, is_text
from .formats import is_file
from .models import Use, component_of
from .prose import description_of
from .redirects import type_of
from .schemas import Schemas
from .statuses import status_of, successes
from .streams import Streams
from .warnings import UNASKED, Warn, warn_of
from .xml_bodies import XmlBodies, is_xml

_MOST = 20
"""Keys that are no media types and are told one by one."""


class Responses:
    """Builds the responses of one document."""

    def __init__(self, document: Document, schemas: Schemas, contents: Contents, xml: XmlBodies, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._contents, self._xml = contents, xml
        self._headers = AnswerHeaders(document, schemas, warn)
        self._streams = Streams(document, schemas, warn)
        self._sorting = Sorting(document, contents)
        self._unasked: dict[str, list[Node]] = {}
        self._unnamed: dict[Key, tuple[str, Node]] = {}

    def of(self, node: Node, name: str, results: Sequence[str] = ()) -> tuple[list[Response], list[Response]]:
        """The successful responses and the others, by status; `default` is both where no 2xx is told.

        `results`: the statuses of 3xx that are successes as well.
        """
        entries = {status: entry for key, entry in node.children() if (status := self._status(key, entry))}
        expected = successes(entries)
        good: list[Response] = []
        bad: list[Response] = []
        for status, entry in entries.items():
            if status in results:
                continue
            is_good = status in expected
            response = self._response(status, entry, name if is_good else f"{name} {status}")
            if is_good:
                good.append(response)
                for media in response.unasked:
                    self._unasked.setdefault(media, []).append(entry)
            if not is_good or status == "default":
                bad.append(_with_all(response))
        good += [self._redirect(status, entries.get(status, entries.get("3XX", node))) for status in results]
        for response in bad:
            if response.status not in expected:
                self._headers.told(self._document.found(entries[response.status]))
        return [self._headed(response, entries.get(response.status, node), name) for response in good], bad

    def tell(self) -> None:
        """Tell what no method asks for: keys that are no media types, and once a media type what JSON says as well."""
        unnamed = [*self._unnamed.values()]
        more = f" (and in {len(unnamed) - _MOST:,} more places)" if len(unnamed) > _MOST else ""
        for place, (key, node) in enumerate(unnamed[:_MOST], 1):
            self._warn("media-type", f"{key!r} is no media type; left out{more if place == _MOST else ''}", node)
        for media, nodes in sorted(self._unasked.items()):
            where = self._document.found(nodes[0]).get("content").get(media)
            count = f"in {len(nodes):,} answers" if len(nodes) > 1 else "here"
            self._warn(UNASKED, f"{media} is not asked for {count}: the JSON beside it says the same", where)

    def _headed(self, response: Response, node: Node, name: str) -> Response:
        """The response with its headers."""
        named = name if response.status in ("200", "201", "default") else f"{name} {response.status}"
        return replace(response, headers=self._headers.of(self._document.found(node), named))

    def _redirect(self, status: str, node: Node) -> Response:
        """An answer of 3xx that is a result. Its body is left to `with_response`."""
        node = self._document.found(node)
        for media, entry in self._contents.entries(node.get("content"), is_answer=True):
            if is_json(media) and self._contents.is_structured(entry.get("schema")):
                words = (
                    f"the body of a {status} is reached by with_response(...).json alone, although its schema says more"
                )
                self._warn("untyped-media", words, entry)
        return Response(status, type_of(status), (), description_of(node))

    def _status(self, key: str, node: Node) -> str | None:
        status = status_of(key)
        if status is None and not key.startswith("x-"):
            self._warn("status", f"{key!r} is no status of a response; left out", node)
        return status

    def _response(self, status: str, node: Node, name: str) -> Response:
        try:
            node = self._document.resolve(node)
        except SpecError as error:
            warn_of(self._warn, error, node, "the response is typed as Any")
            return Response(status, ANY, ("application/json",))
        content, use = node.get("content"), Use(component_of(node, f"{name} Response"))
        offers = self._named(list(self._contents.entries(content, is_answer=True)))
        stream = self._streams.of(offers, Use(component_of(node, f"{name} Item")))
        whole = [(media, entry) for media, entry in offers if not self._streams.is_stream(media, entry)]
        made = Response(status, NONE, (), description_of(node), stream=stream)
        json = [(media, entry) for media, entry in whole if is_json(media)]
        if json:
            return self._json(made, json, whole[len(json) :], content, use)
        return self._other(made, whole, content, use) if whole else made

    def _named(self, offers: list[Entry]) -> list[Entry]:
        """Without keys that are no media types, where others are."""
        named = [(media, entry) for media, entry in offers if is_media_type(media)]
        if not named:
            return offers
        for media, entry in offers:
            if not is_media_type(media):
                self._unnamed[entry.key] = media, entry
        return named

    # --- JSON, and what stands beside it

    def _json(self, made: Response, json: list[Entry], rest: list[Entry], content: Node, use: Use) -> Response:
        names = tuple(media for media, _ in json)
        if rest and self._sorting.are_files(json):
            return replace(made, type=BYTES, media=names + tuple(media for media, _ in self._told(rest)))
        types = self._json_types(json, use)
        kinds = list(dict.fromkeys(type_ for _, type_ in types))
        type_ = self._schemas.join(kinds, content, use) if len(kinds) > 1 else kinds[0]
        made = replace(made, type=type_, media=names, json=tuple(types) if len(kinds) > 1 else ())
        beside = self._sorting.beside(json, rest, type_)
        xml = self._xml.same(beside.xml)
        also = sorted([*xml.media, *(media for media, _ in beside.texts)])
        unasked = sorted([*xml.told, *(media for media, _ in beside.same)])
        others = self._raw_types([*self._told(beside.own), *beside.files])
        return replace(made, also=tuple(also), others=others, unasked=tuple(unasked), xml=xml.root)

    def _json_types(self, json: list[Entry], use: Use) -> list[tuple[str, TypeRef]]:
        """The type of each JSON body that has a schema; of the first where none has."""
        known: list[tuple[object, TypeRef]] = []
        found: list[tuple[str, TypeRef]] = []
        for media, entry in json:
            schema = entry.get("schema")
            if schema.value is None:  # it says nothing, beside what says something
                continue
            type_ = next((type_ for value, type_ in known if value == schema.value), None)
            if type_ is None:  # the same schema again makes no models of its own
                type_ = self._schemas.type(schema, use)
                known.append((schema.value, type_))
            found.append((media, type_))
        return found or [(json[0][0], ANY)]

    # --- without JSON

    def _other(self, made: Response, entries: list[Entry], content: Node, use: Use) -> Response:
        """XML that is typed before what is not; else everything as it is, as nothing tells what is preferred."""
        typed = [one for one in entries if is_xml(one[0]) and self._contents.is_structured(one[1].get("schema"))]
        xml = self._xml.answer(typed, use)
        rest = [(media, entry) for media, entry in entries if media not in xml.media]
        others = self._raw_types(self._told(rest, xml.told))
        if not xml.types:
            return replace(made, type=union(*(type_ for _, type_ in others)), media=tuple(media for media, _ in others))
        media = tuple(media for media, _ in entries if media in xml.media)
        type_ = self._schemas.join([*xml.types], content, use)
        return replace(made, type=type_, media=media, others=others, xml=xml.root)

    def _told(self, entries: list[Entry], already: Iterable[str] = ()) -> list[Entry]:
        """The media types, told of where they are read as less than they say."""
        for media, entry in entries:
            if media not in already:
                self._contents.tell_raw(media, entry)
        return entries

    def _raw_types(self, entries: list[Entry]) -> tuple[tuple[str, TypeRef], ...]:
        """Text or bytes for each body that is no JSON."""
        return tuple(
            (media, STR if is_text(media) and not is_file(self._document, entry.get("schema")) else BYTES)
            for media, entry in entries
        )


def _with_all(response: Response) -> Response:
    """An error: its details are of any type that is documented, as nobody asks for one of them."""
    type_ = union(response.type, *(type_ for _, type_ in response.others)) if response.others else response.type
    media = (*response.media, *response.also, *(media for media, _ in response.others))
    return replace(response, type=type_, media=media, also=(), others=(), unasked=(), json=())
