"""Operations: every path item and method of a document becomes one record, whatever is odd about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .. import naming
from ..api.records import Evidence, Idempotency, Operation, Parameter, Resource, Response, Streaming, placeholders
from ..api.reserved import CLIENT_ATTRIBUTES, FOREIGN_NAMES, HIDING, OF_RESOURCES, made_way
from ..api.types import NONE, union
from ..document import METHODS, PATHS, Described, Document, Node, operations
from .accept import accept_of, download_of
from .bodies import Bodies
from .contents import Contents
from .envelopes import envelopes_of, opened
from .extensions import fact, facts, seconds_of
from .grouping import resource_of
from .links import Links
from .pagination import Answers, Paginations
from .parameters import Parameters, spared
from .prose import description_of, text_of
from .redirects import results_of
from .responses import Responses
from .schemas import Schemas
from .security import security_of
from .servers import OwnServers, own_servers
from .statuses import status_of
from .streams import switch_of
from .tags import Tags
from .versions import ApiVersions, since_of
from .warnings import Warn, telling
from .xml_bodies import XmlBodies

_EFFECTS = {
    "GET": "READS",
    "HEAD": "READS",
    "OPTIONS": "READS",
    "TRACE": "READS",
    "QUERY": "READS",
    "PUT": "SETS",
    "DELETE": "SETS",
}
_RESERVED_METHODS = frozenset({"list"})

_Draft = tuple[tuple[str, str], Operation]
"""Path and method, which tell operations apart (ids are unique in good documents only), and the operation unnamed."""


class Operations:
    """Builds the operations of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self.versions = ApiVersions(warn)
        """What the parameters say of the versions of the vendor's API; known when all operations are built."""
        contents, xml = Contents(document, warn), XmlBodies(document, schemas, warn)
        self._bodies = Bodies(document, schemas, contents, xml, warn)
        self._responses = Responses(document, schemas, contents, xml, warn)
        self._parameters = Parameters(document, schemas, self._bodies.body, self.versions, warn)
        self._links = Links(document, warn)
        self._own_servers = OwnServers(document, warn)
        self._paginations = Paginations(document, schemas, warn)
        self._envelopes = envelopes_of(document.root, warn)
        self._tags = Tags(document, warn)

    def count(self) -> int:
        """How many operations the document has."""
        return sum(1 for _ in operations(self._document, PATHS))

    def build(self) -> tuple[Resource, ...]:
        """The resources, in the order of the document's tags, then by name."""
        drafts: dict[str, list[_Draft]] = {}
        every = list(operations(self._document, PATHS, tell=telling(self._warn)))
        resource = resource_of(every, self._tags)
        for described in every:
            _tell_method(described, self._warn)
            _tell_path(described, self._warn)
            drafts.setdefault(resource(described), []).append((described.key, self._operation(described)))
        self._responses.tell()
        for tag in [*drafts]:
            for above in self._tags.above(tag):
                drafts.setdefault(above, [])
        resources = _resources(drafts, self._tags)
        return tuple(resources[tag] for tag in sorted(drafts, key=self._tags.rank))

    # --- one operation

    def _operation(self, described: Described) -> Operation:
        node, method, identity = described.node, described.sent, described.identity
        name = _name_of_types(self._tags.of(node) or "", identity)
        effect = self._effect(node, method)
        good, bad = self._responses.of(node.get("responses"), name, self._results(described, effect))
        envelopes = envelopes_of(node, self._warn)
        active = (self._envelopes if envelopes is None else envelopes) or ()
        whole, (good, own) = good, opened(self._schemas, good, active)
        answers = Answers(self._document, node, whole, good, active)
        returns = union(*(response.type for response in good)) if good else NONE
        idempotency = self._idempotency(node)
        server, written = self._own_servers.of(described)
        source = facts(node, "x-reissue-source", self._warn)
        parameters = _with_rows(_without_key(self._parameters.of(described, name), idempotency), node)
        return Operation(
            name="",
            constant="",
            id=identity,
            method=method,
            path=described.path,
            effect=effect,
            summary=text_of(node, "summary"),
            description=description_of(node),
            parameters=parameters,
            body=self._bodies.body(node.get("requestBody"), name),
            returns=returns,
            accept=accept_of(good),
            success=tuple(good),
            errors=tuple(bad),
            idempotency=idempotency,
            evidence=self._evidence(node, good),
            envelopes=envelopes if own is None else own,
            security=security_of(self._document, node),
            server=server,
            written=written,
            servers=own_servers(self._document, described),
            hosts=tuple(facts(node, "x-reissue-url", self._warn).get("hosts", ())),
            pagination=self._paginations.of(described, effect, parameters, answers),
            streaming=self._streaming(node, good),
            deprecated=node.map.get("deprecated") is True,
            sources=tuple(source.get("pages", ())),
            certainty=source.get("certainty", "documented"),
            since=since_of(node, self._warn),
            links=self._links.of(node.get("responses")),
        )

    def _results(self, described: Described, effect: str) -> tuple[str, ...]:
        """The statuses of 3xx that are results; none where a body is to prove that it was done."""
        if "x-reissue-evidence" in described.node.map:
            return ()
        found = {
            status: self._document.found(node)
            for key, node in described.node.get("responses").children()
            if (status := status_of(key)) is not None
        }
        parameters = [self._document.found(node).map for node in described.parameters()]
        names = [str(one.get("name")) for one in parameters if one.get("in") == "header"]
        return results_of(found, names, reads=effect == "READS")

    def _effect(self, node: Node, method: str) -> str:
        effect: str | None = fact(node, "x-reissue-effect", self._warn)
        if effect is None and "x-reissue-effect" in node.map:  # it says one that there is not: the worst is assumed
            return "PAYS"
        return effect.upper() if effect else _EFFECTS.get(method, "CREATES")

    def _idempotency(self, node: Node) -> Idempotency | None:
        told = facts(node, "x-reissue-idempotency", self._warn)
        if not told:
            return None
        retention = seconds_of(told.get("retention"))
        hours = retention / 3600 if retention is not None else None
        return Idempotency(told["in"], told["name"], told.get("maxLength"), hours, told.get("binds", "any-answer"))

    def _evidence(self, node: Node, good: Sequence[Response]) -> Evidence | None:
        told = facts(node, "x-reissue-evidence", self._warn)
        if not told:
            return None
        values, denials = (
            tuple((path, tuple(words)) for path, words in told.get(key, {}).items()) for key in ("values", "denials")
        )
        if "none" in told:
            bare = all(response.type == NONE for response in good)
            statuses = tuple(int(response.status) for response in good if response.status.isdigit())
            return Evidence(statuses=statuses, values=values, unprinted=not bare)
        present, about = tuple(told.get("present", ())), tuple(told.get("about", ()))
        echoes = tuple(told.get("echoes", ()))
        return Evidence(present, values, told.get("addressed"), about=about, echoes=echoes, denials=denials)

    def _streaming(self, node: Node, good: Sequence[Response]) -> Streaming | None:
        """How the answer comes item by item; where it need not, a boolean member `stream` of the body says which is meant."""
        stream = next((response.stream for response in good if response.stream is not None), None)
        if stream is None:
            return download_of(good)
        if lost := [media for response in good for media, _ in response.others]:
            words = f"{', '.join(lost)} is not reached: the stream of this operation is {', '.join(stream.media)}"
            self._warn("unreached-media", words, node.get("responses"))
        alone = stream.alone and all(response.stream or response.type == NONE for response in good)
        body = self._document.found(node.get("requestBody"))
        return replace(stream, switch=stream.switch or switch_of(self._document, body), alone=alone)


def _tell_path(described: Described, warn: Warn) -> None:
    """Warn of a path that is not as OpenAPI has it, and can be asked for all the same."""
    if not described.name.startswith("/"):
        warn(
            "path", f"the path {described.name!r} does not begin with a slash; it is asked for with one", described.node
        )
    names = placeholders(described.path)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        warn("path", f"the path has {{{twice[0]}}} several times: each has the one value", described.node)


def _tell_method(described: Described, warn: Warn) -> None:
    """Warn of a method among the additional ones that has a field of its own, also in other letters: that is another method."""
    method = described.method
    if not described.is_additional or method.lower() not in METHODS:
        return
    message = f"{method!r} is sent as it is written: methods are case-sensitive, and {method.upper()!r} is another one"
    if method.isupper():
        message = f"{method!r} must not stand in 'additionalOperations': it has a field of its own"
    warn("method", message, described.node, f"write it as {method.lower()!r} of the path item")


def _name_of_types(tag: str, identity: str) -> str:
    """What inline models of the operation are named after: the id, led by the tag where the id does not say it."""
    words = [word.lower() for word in naming.words(identity)]
    start = [word.lower() for word in naming.words(tag)]
    return identity if words[: len(start)] == start else f"{tag} {identity}"


def _without_key(parameters: list[Parameter], idempotency: Idempotency | None) -> tuple[Parameter, ...]:
    """The parameters without the header of the idempotency key, which is an argument of its own."""
    if idempotency is None or idempotency.place != "header":
        return tuple(parameters)
    key = idempotency.name.casefold()
    return tuple(p for p in parameters if not (p.location == "header" and p.wire.casefold() == key))


def _with_rows(parameters: tuple[Parameter, ...], node: Node) -> tuple[Parameter, ...]:
    """The parameters; the size of a page has the default that this client sends, where the specification names one."""
    pages = node.get("x-reissue-pagination").map
    rows = pages.get("rows")
    if not isinstance(rows, int):
        return parameters
    sized = [
        replace(p, default=rows) if (p.location, p.wire) == ("query", pages.get("size")) else p for p in parameters
    ]
    return tuple(sized)


# --- names


def _resources(drafts: dict[str, list[_Draft]], tags: Tags) -> dict[str, Resource]:
    """The resource of each tag: its class, its attribute, its module, where it stands, and its operations by name."""
    modules = naming.assign(((tag, tag, naming.module(tag)) for tag in drafts), fold=str.casefold)
    twins = {f"Async{_class_name(tag)}" for tag in drafts}
    classes = naming.assign(((tag, tag, _class_name(tag)) for tag in drafts), taken=twins, join="")
    taken = CLIENT_ATTRIBUTES | HIDING
    attributes = naming.assign((tag, tag, spared(naming.snake(tag, "default"), taken)) for tag in drafts)
    owners = {tag: [classes[tag]] for tag in drafts}
    for tag in drafts:
        if (parent := tags.parent(tag)) is not None:
            owners[parent].append(classes[tag])
    named = {tag: _named(tag, owners[tag], operations) for tag, operations in drafts.items()}
    for tag in drafts:
        if (parent := tags.parent(tag)) is not None:
            attributes[tag] = _beside(attributes[tag], named[parent])
    return {
        tag: Resource(
            name=classes[tag],
            attribute=attributes[tag],
            module=modules[tag],
            description=tags.description(tag),
            operations=operations,
            within=tuple(attributes[above] for above in tags.above(tag)),
        )
        for tag, operations in named.items()
    }


def _beside(attribute: str, operations: tuple[Operation, ...]) -> str:
    """The attribute of a resource inside of another one, none of whose operations has a method of that name."""
    taken = {name for operation in operations for name in operation.methods}
    while attribute in taken:
        attribute += "_"
    return attribute


def _named(tag: str, owners: list[str], drafts: list[_Draft]) -> tuple[Operation, ...]:
    """The operations of a resource with their final names, paginators included; `owners` are the classes of its file."""
    names = naming.assign(
        ((key, operation.id, _method_name(tag, operation.id)) for key, operation in drafts), taken=("iterate",)
    )
    wanted = {key: naming.constant(name) for key, name in names.items()}
    pages = {f"{wanted[key]}_PAGES" for key, operation in drafts if operation.pagination is not None}
    pages |= {f"{wanted[key]}_STREAM" for key, operation in drafts if operation.streaming is not None}
    taken = {*OF_RESOURCES, *made_way(wanted.values()), *owners, *(f"Async{owner}" for owner in owners), *pages}
    constants = naming.assign(((key, names[key], name) for key, name in wanted.items()), taken=taken)
    named: list[Operation] = []
    methods = {*names.values()}
    for key, operation in drafts:
        pagination = operation.pagination
        if pagination is not None:
            pagination = replace(pagination, method=_iterator_name(names[key], methods))
            methods.add(pagination.method)
        streaming = operation.streaming
        if streaming is not None:
            streaming = replace(streaming, method=names[key] if streaming.alone else _stream_name(names[key], methods))
            methods.add(streaming.method)
        named.append(
            replace(operation, name=names[key], constant=constants[key], pagination=pagination, streaming=streaming)
        )
    return tuple(named)


def _iterator_name(method: str, taken: set[str]) -> str:
    base = re.sub(r"^(list|get|find|search)_?", "", method)
    name = f"iterate_{base}" if base else "iterate"
    while name in taken:
        name += "_pages"
    return name


def _stream_name(method: str, taken: set[str]) -> str:
    name = f"{method.rstrip('_')}_stream"
    while name in taken:
        name += "_items"
    return name


def _method_name(tag: str, operation_id: str) -> str:
    """The operation id without the words of its tag: 'invoices-resendInvoice' of tag invoices is resend."""
    words = [word.lower() for word in naming.words(operation_id)]
    tag_words = [word.lower() for word in naming.words(tag)]
    if tag_words and words[: len(tag_words)] == tag_words and len(words) > len(tag_words):
        words = words[len(tag_words) :]
        singular = [*tag_words[:-1], _singular(tag_words[-1])]
        for tail in (tag_words, singular):
            if len(words) > len(tail) and words[-len(tail) :] == tail:
                words = words[: -len(tail)]
                break
    name = naming.snake(" ".join(words), "call")
    return name.rstrip("_") if name.rstrip("_") in _RESERVED_METHODS else spared(name, HIDING)


def _class_name(tag: str) -> str:
    name = naming.pascal(tag, "Default")
    return f"{name}Resource" if name in FOREIGN_NAMES else name


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
