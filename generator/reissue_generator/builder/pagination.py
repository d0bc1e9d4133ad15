"""Lists that come in pages: what a document says of how one page leads to the next.

By `x-reissue-pagination`, else by the extensions of others, else by a documented `Link` header (RFC 8288). Only what reads is
walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..api.models import Choice, Struct
from ..api.records import Envelope, Pagination, Parameter, Response
from ..api.types import ANY, NONE, Coerced, List, Map, TypeRef, union
from ..document import Described, Document, Key, Node
from .extensions import facts
from .page_hints import Hint, HintError, Path, hint_of, unread
from .redirects import NOT_MODIFIED, REDIRECT
from .schemas import Schemas
from .untyped import bare
from .warnings import Warn

_OURS = "x-reissue-pagination"
_STYLES = {"next-url": "NextUrl", "page": "PageNumber", "offset": "Offset", "cursor": "Cursor", "link": "LinkHeader"}
_PARAMETERS = ("page", "size", "offset", "limit", "cursor")
_PATHS = ("items", "next", "more", "pages")
_NEEDED = {
    "NextUrl": ("next",),
    "PageNumber": ("page",),
    "Offset": ("offset",),
    "Cursor": ("cursor", "next"),
    "LinkHeader": (),
}


class Paginations:
    """Builds how the pages of the operations of one document hang together."""

    def __init__(self, document: Document, schemas: Schemas, warn: Warn) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._told: set[Key] = set()

    def of(
        self, described: Described, effect: str, parameters: Sequence[Parameter], answers: Answers
    ) -> Pagination | None:
        """How the pages of an operation hang together; None where it has none, or none that can be walked."""
        node = described.node
        if told := facts(node, _OURS, self._warn):
            place, hint = node.get(_OURS), _ours(told)
        else:
            found = self._hint(described, answers)
            if found is None or (effect != "READS" and found[1].style == "LinkHeader"):
                return None
            place, hint = found
        try:
            if effect != "READS":
                raise HintError("a repeat of the call may do something, so its pages are not walked")
            _check(hint, parameters)
            pages = self._pagination(hint, parameters, answers, told)
        except HintError as error:
            self._warn("pagination", f"the pages are not walked: {error}", place)
            return None
        self._tell_missing(hint, answers, place)
        return pages

    def _tell_missing(self, hint: Hint, answers: Answers, place: Node) -> None:
        """Warn of members that the schema of the answer lacks: without its list a page is an error, without a next one the
        last.
        """
        for role, names in (("items", hint.items or ()), *hint.paths.items()):
            if all(self._walk(each, names) is None for each in (answers.data, answers.whole)):
                told = "/".join(names)
                self._warn("pagination", f"the schema of the answer has no {told!r}, which is to be its {role}", place)

    def _hint(self, described: Described, answers: Answers) -> tuple[Node, Hint] | None:
        node = described.node
        listed = (self._document.found(one) for one in described.parameters())
        try:
            found = hint_of(self._document, node, listed)
        except HintError as error:
            self._warn("pagination", f"the pages are not walked: {error}", node)
            return None
        if found is not None:
            for inside, message in unread(found[0]):
                if inside.key not in self._told:  # what stands on the document is told once
                    self._told.add(inside.key)
                    self._warn("unread-key", message, inside)
            return (found[0], found[1]) if found[1] is not None else None
        if "link" in answers.headers:
            self._schemas.finish()
            if (items := self._only_list(answers.whole)) is not None:
                return node, Hint("LinkHeader", items or None)
        return None

    def _only_list(self, whole: TypeRef) -> Path | None:
        """Where the one list of a page stands: () for the page itself; None where there is none, or there are several."""
        if isinstance(bare([whole])[0], List):
            return ()
        model = self._schemas.models.of(whole)
        if not isinstance(model, Struct):
            return None
        lists = [field.wire for field in model.fields if _list_in(field.type) is not None]
        return (lists[0],) if len(lists) == 1 else None

    def _pagination(
        self, hint: Hint, parameters: Sequence[Parameter], answers: Answers, told: Mapping[str, Any]
    ) -> Pagination:
        self._schemas.finish()
        data_first = bool(told)
        items = self._only_list(answers.whole) if hint.items is None and not told else hint.items
        if items is None and not told:
            raise HintError("nothing tells where the list stands")
        path, type_ = self._place(items or (), answers, data_first=data_first)
        item = _list_in(type_)
        if item is None and type_ != ANY:
            raise HintError(f"{'/'.join(items or ()) or 'the body'} is no list")
        options: dict[str, Any] = {"items": path} if path is not None else {}
        options |= hint.parameters
        for role, names in hint.paths.items():
            options[role] = self._place(names, answers, data_first=data_first)[0]
        options |= _first(hint, parameters, told) | _most(hint, parameters)
        return Pagination(hint.style, tuple(sorted(options.items())), item or ANY, "")

    def _place(self, names: Path, answers: Answers, *, data_first: bool) -> tuple[str | None, TypeRef]:
        """A path as the runtime has it, and the type that stands there; None for the data itself.

        In an envelope it leads through the data, or with a leading '/' from the top of the body.
        """
        in_data, in_body = self._walk(answers.data, names), self._walk(answers.whole, names)
        if answers.members and (in_data is None or not data_first):
            if names[:1] and names[0] in answers.members:
                return _path(names[1:]) or None, self._walk(answers.data, names[1:]) or ANY
            if in_body is not None:
                return "/" + _path(names), in_body
        return _path(names) or None, in_data or ANY

    def _walk(self, type_: TypeRef, names: Path) -> TypeRef | None:
        """The type at a path; None where no document tells of it."""
        if not names:
            return union(*found) if (found := _told(type_)) else type_
        found = [inner for each in _told(type_) if (inner := self._step(each, names[0])) is not None]
        walked = [last for each in found if (last := self._walk(each, names[1:])) is not None]
        return union(*walked) if walked else None

    def _step(self, type_: TypeRef, name: str) -> TypeRef | None:
        model = self._schemas.models.of(type_)
        if isinstance(model, Choice):
            inner = [found for each in model.members if (found := self._step(each, name)) is not None]
            return union(*inner) if inner else None
        if isinstance(model, Struct):
            return next((field.type for field in model.fields if field.wire == name), None)
        if isinstance(type_, List):
            return type_.item if name.lstrip("-").isdigit() or name == "*" else None
        return type_.value if isinstance(type_, Map) else ANY if type_ == ANY else None


class Answers:
    """The successful answers of an operation: as they come, as their data, and in which members these stand."""

    def __init__(
        self,
        document: Document,
        node: Node,
        whole: Sequence[Response],
        data: Sequence[Response],
        envelopes: Sequence[Envelope],
    ) -> None:
        self.whole, self.data = (union(*(each.type for each in part)) if part else NONE for part in (whole, data))
        opened = self.whole != self.data
        self.members = frozenset(each.data for each in envelopes if each.data) if opened else frozenset[str]()
        self.headers = frozenset(_headers(document, node))


def _headers(document: Document, node: Node) -> Iterator[str]:
    """The names of the headers of the successful answers, in small letters."""
    for status, response in node.get("responses").children():
        if status.startswith("2"):
            yield from (name.lower() for name in document.found(response).get("headers").map)


def _path(names: Path) -> str:
    """Names as the runtime has them in one text; as in a JSON Pointer '~1' is a slash in a name."""
    if odd := next((name for name in names if "~1" in name), None):
        raise HintError(f"{odd!r} cannot be told from a name with a slash")
    return "/".join(name.replace("/", "~1") for name in names)


def _ours(told: Mapping[str, Any]) -> Hint:
    paths = {role: tuple(told[role].split("/")) for role in _PATHS if role in told}
    items = paths.pop("items", None)
    return Hint(_STYLES[told["style"]], items, {role: told[role] for role in _PARAMETERS if role in told}, paths)


def _check(hint: Hint, parameters: Sequence[Parameter]) -> None:
    for role in _NEEDED[hint.style]:
        if role not in hint.parameters and role not in hint.paths:
            raise HintError(f"it does not tell its {role}")
    known = {parameter.wire for parameter in parameters if parameter.location == "query"}
    for role, name in hint.parameters.items():
        if name not in known:
            raise HintError(f"its {role} {name!r} is no query parameter of the operation")


def _first(hint: Hint, parameters: Sequence[Parameter], told: Mapping[str, Any]) -> dict[str, Any]:
    """The first number, where that is not the usual one."""
    usual = {"PageNumber": ("page", 1), "Offset": ("offset", 0)}.get(hint.style)
    if usual is None:
        return {}
    wire = hint.parameters[usual[0]]
    default = next(each.first for each in parameters if each.location == "query" and each.wire == wire)
    first = told.get("first", default)
    return {"first": first} if first is not None and first != usual[1] else {}


def _most(hint: Hint, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """How many items a page has at most, where that is documented: a server that gives fewer than asked for may have no more."""
    size = {"PageNumber": "size", "Offset": "limit"}.get(hint.style)
    wire = hint.parameters.get(size) if size is not None else None
    most = next((each.most for each in parameters if each.location == "query" and each.wire == wire), None)
    return {"most": most} if most is not None else {}


def _told(type_: TypeRef) -> list[TypeRef]:
    """The types that a page may have."""
    plain = (each.type if isinstance(each, Coerced) else each for each in bare([type_]))
    return [each for each in plain if each not in (NONE, REDIRECT, NOT_MODIFIED)]


def _list_in(type_: TypeRef) -> TypeRef | None:
    """The type of the items of a list; None for what is none."""
    return next((each.item for each in _told(type_) if isinstance(each, List)), None)
