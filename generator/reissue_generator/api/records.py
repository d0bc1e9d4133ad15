"""The shape of a client before it is text: plain frozen records, which templates print and nothing else.

What a person would list of an API: resources, operations, parameters, bodies, models. Names are Python names already; wire
names stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .connection import SecurityScheme, Server, Variable
from .models import UNDESCRIBED, Description, Model
from .types import Tuple, TypeRef, union
from .xml import XmlNode

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def placeholders(path: str) -> list[str]:
    """The names in the braces of a path, in its order; some stand there twice."""
    return _PLACEHOLDER.findall(path)


# --- operations ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Encoding:
    """A field of a form, or a part, and how it is written; `wire` is '' for a part that is told by its place.

    `body`: how it is written where it is a body of its own; `style`: as which parameter of a query, by its options.
    """

    wire: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    body: MediaType | None = None
    style: tuple[tuple[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class MediaType:
    """One way to write the body. `kind` is Json, Form, Multipart, MultipartItems, Xml or Raw of the runtime.

    `encoding`: the fields or parts by name that are not written in the default way; `places`: the parts by their places.
    `xml`: what it is in XML; `is_empty`: it is the empty object, and nothing else.
    """

    kind: str
    name: str
    type: TypeRef
    encoding: tuple[Encoding, ...] = ()
    places: Places | None = None
    xml: XmlNode | None = None
    is_empty: bool = False

    def inside(self) -> Iterator[MediaType]:
        """This one, and those of the parts in it that are bodies of their own."""
        yield self
        for part in (*self.encoding, *(self.places.parts if self.places is not None else ())):
            if part.body is not None:
                yield from part.body.inside()


@dataclass(frozen=True, slots=True)
class Places:
    """The parts of a body by their places: the first ones, the others (None where there are none), and how many at least."""

    first: tuple[Encoding, ...]
    rest: Encoding | None
    least: int = 1

    @property
    def parts(self) -> tuple[Encoding, ...]:
        """All of them."""
        return self.first if self.rest is None else (*self.first, self.rest)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`options`: arguments of the descriptor that differ from its defaults; `is_version`: the client knows its value.

    `first`: the documented default of a number, from which pages are counted; `most`: its documented maximum.
    """

    name: str
    wire: str
    location: str
    type: TypeRef
    required: bool
    default: Any = None
    description: Description = UNDESCRIBED
    options: tuple[tuple[str, Any], ...] = ()
    is_version: bool = False
    since: str = ""
    content: MediaType | None = None
    """How it is written where it is a body of its own."""
    is_querystring: bool = False
    """Whether it is the whole query string."""
    first: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request body. `content`: the ways to write it, the default first."""

    content: tuple[MediaType, ...]
    required: bool
    description: Description = UNDESCRIBED

    @property
    def type(self) -> TypeRef:
        """The type of what a caller may give."""
        return union(*(media.type for media in self.content))


@dataclass(frozen=True, slots=True)
class Headers:
    """The documented headers of an answer: their model, and the wire names of those that are JSON, or objects exploded."""

    type: TypeRef
    json: tuple[str, ...] = ()
    exploded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer item by item: `kind` is Events, JsonLines, JsonSequence or MixedParts of the runtime, `options` its arguments; or Bytes.

    `media`: what is asked for, with weights; () for what the method beside asks for.
    `switch`: the member of the JSON body that asks for it; '' where the answer's media type alone decides. `alone`: there is
    no answer of another kind. `events`: the type of the data of an event by its name, None for a text. `places`: the types of
    parts by their places, where they differ.
    """

    kind: str
    media: tuple[str, ...]
    item: TypeRef
    options: tuple[tuple[str, Any], ...] = ()
    switch: str = ""
    alone: bool = True
    method: str = ""
    events: tuple[tuple[str, TypeRef | None], ...] = ()
    places: Tuple | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """`status` is a number, '4XX' or 'default'. `stream`: what else it may be, item by item; `xml`: what it is in XML.

    `media`: what is of `type`. `also`: what is read as the same, and less wanted. `others`: content of its own, with its type
    as a whole. `unasked`: the same again, which is not asked for. `json`: the types of JSON bodies that have several.
    """

    status: str
    type: TypeRef
    media: tuple[str, ...]
    description: Description = UNDESCRIBED
    headers: Headers | None = None
    stream: Streaming | None = None
    xml: XmlNode | None = None
    also: tuple[str, ...] = ()
    others: tuple[tuple[str, TypeRef], ...] = ()
    unasked: tuple[str, ...] = ()
    json: tuple[tuple[str, TypeRef], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A call that may follow: `operation` is its id, `given` where its parameters stand, by wire name, in words."""

    name: str
    operation: str
    given: tuple[tuple[str, str], ...]
    body: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """How the provider recognises a repeat: `place` is 'header' or 'body', `name` that of the header or member."""

    place: str
    name: str
    max_length: int | None = None
    hours: float | None = None
    binds: str = "any-answer"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves that a call was done. `statuses`: no proof; only these are believed, without a body, or with one `unprinted`."""

    present: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    addressed: str | None = None
    statuses: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    echoes: tuple[str, ...] = ()
    denials: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unprinted: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """The members around the data of a response; None and () where there is no such member.

    `whole`: the types of the answers of an operation that have no data inside of it.
    """

    data: str | None = None
    flag: str | None = None
    success: bool = True
    message: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    whole: tuple[TypeRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Pagination:
    """`style` is NextUrl, PageNumber, Offset, Cursor or LinkHeader of the runtime; `options` its arguments."""

    style: str
    options: tuple[tuple[str, str | int | None], ...]
    item: TypeRef
    method: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its method and constant in Python, and what the wire wants. `since`: the first version that knows it."""

    name: str
    constant: str
    id: str
    method: str
    path: str
    effect: str
    summary: str
    description: Description
    parameters: tuple[Parameter, ...]
    body: Body | None
    returns: TypeRef
    accept: tuple[str, ...]
    success: tuple[Response, ...]
    """The successful responses; more than one type among them makes the table of the descriptor."""
    errors: tuple[Response, ...]
    idempotency: Idempotency | None = None
    evidence: Evidence | None = None
    envelopes: tuple[Envelope, ...] | None = None
    security: tuple[tuple[str, ...], ...] | None = None
    server: str | None = None
    written: str = ""
    """`server` as the document writes it, with its {variables}."""
    servers: tuple[tuple[str, str], ...] | None = None
    hosts: tuple[str, ...] = ()
    pagination: Pagination | None = None
    streaming: Streaming | None = None
    deprecated: bool = False
    sources: tuple[str, ...] = ()
    certainty: str = "documented"
    since: str = ""
    links: tuple[Link, ...] = ()

    def parameters_in(self, location: str) -> tuple[Parameter, ...]:
        """The parameters of one place: 'path', 'query', 'header' or 'cookie'."""
        return tuple(parameter for parameter in self.parameters if parameter.location == location)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it has: its own, one that walks its pages, and one that streams."""
        more = (self.pagination, self.streaming)
        return (self.name, *(one.method for one in more if one is not None))

    @property
    def arguments(self) -> tuple[Parameter, ...]:
        """The parameters that become arguments; where the caller gives a whole URL, the path has none."""
        given = (parameter for parameter in self.parameters if not parameter.is_version)
        return tuple(p for p in given if not (self.hosts and p.location == "path"))


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of one tag. `attribute` is how the client calls it, `module` its file.

    `within` are the attributes of the resources that it stands in, the outermost first; of the client: ().
    """

    name: str
    attribute: str
    module: str
    description: Description
    operations: tuple[Operation, ...]
    within: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """How callers come to it from the client, as 'products.books'."""
        return ".".join((*self.within, self.attribute))


# --- the client ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WebhookSignature:
    """How a webhook proves its sender: the arguments of the descriptor."""

    options: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Webhook:
    """An event that the provider sends: `wire` is its name in the document, `type` that of its body."""

    name: str
    constant: str
    wire: str
    description: Description
    type: TypeRef
    signature: WebhookSignature | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Api:
    """All that a client is made of. `provider`: the name of its Python package."""

    provider: str
    title: str
    class_name: str
    description: Description
    source: str
    digest: str
    version: str
    resources: tuple[Resource, ...]
    models: tuple[Model, ...]
    names: Mapping[str, str]
    servers: tuple[Server, ...]
    variables: tuple[Variable, ...]
    schemes: tuple[SecurityScheme, ...]
    security: tuple[tuple[str, ...], ...]
    envelopes: tuple[Envelope, ...]
    headers: tuple[tuple[str, str], ...]
    webhooks: tuple[Webhook, ...]
    api_version: Parameter | None = None
    versions: tuple[str, ...] = ()
    """The versions of the vendor's API that `api_version` may name, the oldest first; none where clients choose none."""

    def requires(self, scheme: SecurityScheme) -> bool:
        """Whether callers must give the credentials of a scheme: every way to authenticate wants them, and none in two forms."""
        return (
            scheme.kind != "OAuth2"
            and bool(self.security)
            and all(scheme.wire in alternative for alternative in self.security)
        )

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, resource by resource."""
        return tuple(operation for resource in self.resources for operation in resource.operations)

    def inside(self, outer: Resource | None) -> tuple[Resource, ...]:
        """The resources directly inside of another one; None: those of the client itself."""
        within = () if outer is None else (*outer.within, outer.attribute)
        return tuple(resource for resource in self.resources if resource.within == within)
