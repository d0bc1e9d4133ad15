"""What is told of a client as callers see it: by which rule, where, and in which words.

The source is what a type checker says of a caller of the old package beside the new one (the typing specification: assignability,
callable types, type aliases, TypedDict); which name stands for which follows from what both have on the wire.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import BASIC, INTEGER, KEY, NUMBER, SIGNED, STRING, Doc
from tests.generator.small_clients import content, document, operation, ref, returns

TEXTS, NUMBERS = ({"type": "array", "items": one} for one in (STRING, INTEGER))
FLAG = {"type": "boolean"}


def q(name: str, schema: Any = STRING, **more: Any) -> Doc:
    return {"name": name, "in": "query", "schema": schema, **more}


def in_path(name: str, schema: Any = STRING) -> Doc:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def page(items: Any = STRING) -> Doc:
    return {"type": "object", "properties": {"items": {"type": "array", "items": items}}}


PAGED: Doc = {"x-reissue-pagination": {"style": "page", "items": "items", "page": "page", "size": "size"}}
SIZES = [q("page", INTEGER), q("size", INTEGER)]


def of(paths: Doc, **more: Any) -> Doc:
    return document(paths, "3.2.0", **more)


def grouped(**resources: str) -> Doc:
    """Operations by their methods, and the resources that these are in."""
    return document({f"/{method}": {"get": operation(f"{name}-{method}")} for method, name in resources.items()})


def called(method: str, argument: str) -> Doc:
    """An operation by its method, and what the one argument of it that its path names is called."""
    return document({f"/a/{{{argument}}}": {"get": operation(f"things-{method}", parameters=[in_path(argument)])}})


_METHODS = (
    of(
        {
            "/a/{x}/{y}": {
                "get": operation(
                    "ones-read",
                    parameters=[
                        in_path("x"),
                        in_path("y", INTEGER),
                        q("same"),
                        q("gone"),
                        q("must-gone", required=True),
                        q("was-free"),
                        q("was-must", required=True),
                        q("less", NUMBER),
                        q("more", INTEGER),
                        q("other", INTEGER),
                        q("free-less", TEXTS),
                    ],
                    responses=returns(STRING),
                )
            },
            "/b": {
                "get": operation("ones-list", parameters=SIZES, responses=returns(page()), **PAGED),
                "post": operation("ones-make", responses=returns({"type": ["string", "null"]})),
                "put": operation("ones-swap", responses=returns(STRING)),
                "delete": operation("ones-drop"),
            },
            "/e/{x}": {"get": operation("ones-was", parameters=[in_path("x"), q("a")])},
            "/c": {"get": operation("twos-do"), "post": operation("twos-redo"), "put": operation("twos-undo")},
            "/d": {"get": operation("threes-do"), "post": operation("fours-do"), "put": operation("sixes-do")},
        }
    ),
    of(
        {
            "/a/{y}/{x}": {
                "get": operation(
                    "ones-read",
                    parameters=[
                        in_path("y"),
                        in_path("x", INTEGER),
                        q("same"),
                        q("fresh"),
                        q("must-fresh", required=True),
                        q("was-free", required=True),
                        q("was-must"),
                        q("less", INTEGER),
                        q("more", NUMBER),
                        q("other", FLAG),
                        q("free-less", NUMBERS, required=True),
                    ],
                    responses=returns(INTEGER),
                )
            },
            "/b": {
                "get": operation("ones-search", parameters=SIZES, responses=returns(page()), **PAGED),
                "post": operation("ones-make", responses=returns(STRING)),
                "put": operation("ones-swap", responses=returns({"type": ["string", "null"]})),
                "patch": operation("ones-change"),
            },
            "/e/{y}": {"get": operation("ones-is", parameters=[in_path("y"), q("a", INTEGER)])},
            "/c": {"get": operation("deuces-do"), "post": operation("deuces-redo"), "put": operation("deuces-revert")},
            "/d": {"get": operation("fives-do"), "post": operation("fives-redo"), "put": operation("ones-do")},
        }
    ),
)


def an(*required: str, **members: Any) -> Doc:
    return {"type": "object", "properties": members, "required": [*required]}


def kept(both: Doc, came: Doc, sent: Doc, **schemas: Any) -> Doc:
    """Models that are sent and come back, that only come back, and that are only sent."""
    paths = {
        "/both": {"put": operation("ones-both", requestBody=content(both), responses=returns(both))},
        "/came": {"get": operation("ones-came", responses=returns(came))},
        "/sent": {"post": operation("ones-sent", requestBody=content(sent))},
    }
    return of(paths, components={"schemas": schemas})


REFS = ref("Both"), ref("Came"), ref("Sent")
LEFT = an(
    *("was_must", "must_gone", "id", "more", "less", "other"),
    id=STRING,
    gone=STRING,
    must_gone=STRING,
    was_must=STRING,
    was_free=STRING,
    less=NUMBER,
    more=INTEGER,
    other=INTEGER,
    payUrl=STRING,
)
RIGHT = an(
    *("was_free", "must_fresh", "id", "more", "less", "other"),
    id=STRING,
    fresh=STRING,
    must_fresh=STRING,
    was_must=STRING,
    was_free=STRING,
    less=INTEGER,
    more=NUMBER,
    other=STRING,
    payUrl=STRING,
    pay_url=STRING,
)
_MEMBERS = tuple(kept(*REFS, Both=one, Came=one, Sent=one) for one in (LEFT, RIGHT))


def either(*names: str) -> Doc:
    return {"oneOf": [ref(name) for name in names]}


def gives(name: str, schema: Any, **more: Any) -> Doc:
    return {"get": operation(name, responses={**returns(schema), **more})}


def renamed(end: str, dog: str, left: tuple[str, str], one: str, other: str, more: Doc, url: Doc) -> Doc:
    """Models in each place where one can stand, and their names in one of two editions."""
    inner = an(inner=ref(f"In{end}"), rows={"type": "array", "items": ref(f"Row{end}")}, payUrl=STRING, **url)
    own = {
        **{f"State{end}": {"type": "string", "enum": ["a", "b"]}, f"Body{end}": an("x", x=more), f"Ok{end}": inner},
        **{f"{name}{end}": an("id", id=STRING) for name in ("In", "Row", "No", "Paid")},
    }
    paths = {
        "/param": {"get": operation("as-param", parameters=[q("s", ref(f"State{end}"))])},
        "/body": {"post": operation("as-body", requestBody=content(ref(f"Body{end}")))},
        "/ok": gives("as-ok", ref(f"Ok{end}"), **returns(ref(f"No{end}"), status="404")),
        "/union": gives("as-union", either("Cat", dog)),
        "/left": gives("as-left", either(*left)),
        "/one": gives("as-one", ref("One") if end == "1" else ref("Two")),
        "/two": gives("as-two", ref("Two")),
        "/stays": gives("as-stays", ref(one)),
        **({"/came": gives("as-came", ref("Stays"))} if end == "2" else {}),
        "/first": gives("as-first", ref(f"First{other}")),
        "/second": gives("as-second", ref(f"Second{other}" if other else "First")),
    }
    names = ("Cat", dog, *left, "One", "Two", "Stays", one, f"First{other}", f"Second{other}")
    schemas = {name: an(name.lower(), **{name.lower(): STRING}) for name in names}
    hooks = {"paid": {"post": {"requestBody": content(ref(f"Paid{end}")), "responses": {}}}}
    return of(paths, webhooks=hooks, components={"schemas": {**schemas, **own}})


_MODELS = (
    renamed("1", "Dog", ("Elk", "Fox"), "Stays", "Was", INTEGER, {}),
    renamed("2", "Wolf", ("Gnu", "Hen"), "Fresh", "", NUMBER, {"pay_url": STRING}),
)
_CONST, _ANY = {"const": "fast"}, dict[str, Any]()
_UNSET = tuple(
    kept(*REFS, Both=one, Came=one, Sent=one)
    for one in (
        an("b", "d", "f", a=_CONST, b=_CONST, c=_ANY, d=_ANY, e=STRING, f=STRING),
        an("a", "c", "f", a=_CONST, b=_CONST, c=_ANY, d=_ANY, e=_ANY, f=_ANY),
    )
)
_USED = tuple(
    of(
        {
            "/sent": {"post": operation("ones-send", requestBody=content(sent), responses=returns(STRING))},
            "/came": {"get": operation("ones-get", responses=returns(came))},
        },
        components={"schemas": {"One": an("x", x=x), "Two": an("x", x=x)}},
    )
    for sent, came, x in ((ref("One"), ref("Two"), INTEGER), (ref("Two"), ref("One"), STRING))
)


def hooks(paid: Doc, signed: Doc, *others: str) -> Doc:
    """Events: webhooks, and callbacks of an operation."""
    plain = {"post": {"requestBody": content(STRING), "responses": {}}}
    there = {
        "paid": {"post": {"requestBody": content(paid), "responses": {}}},
        "signed": {"post": {**plain["post"], **signed}},
    }
    back = {f"back-{name}": {"{$request.body#/url}": plain} for name in others}
    paths = {"/a": {"post": operation("ones-do", callbacks=back)}}
    return of(paths, webhooks={**there, **dict.fromkeys(others, plain)})


_EVENTS = (hooks(STRING, {}, "gone"), hooks(INTEGER, {"x-reissue-signature": SIGNED}, "fresh"))


def connected(*servers: Doc, must: list[str], free: list[str], **schemes: Doc) -> Doc:
    alone = {"/a": {"get": operation("ones-do")}}
    ways: list[Doc] = [{name: [] for name in must}, *({name: [] for name in [*must, each]} for each in free)]
    return {**of(alone, components={"securitySchemes": schemes}, security=ways), "servers": [*servers]}


def place(url: str, name: str, **values: list[str]) -> Doc:
    variables = {key: {"default": told[0], "enum": told} for key, told in values.items()}
    return {"url": url, "x-reissue-environment": {"name": name, "live": True}, "variables": variables}


_CLIENT = (
    connected(
        place("https://{area}.example", "one", area=["a", "b"]),
        place("https://b.example", "two"),
        must=["must_gone", "was_must", "type"],
        free=["gone", "was_free"],
        gone=KEY,
        must_gone=BASIC,
        was_free={**KEY, "name": "X-A"},
        was_must={**KEY, "name": "X-B"},
        type={"type": "http", "scheme": "bearer"},
    ),
    connected(
        place("https://{area}.example", "one", area=["a", "c"]),
        place("https://b.example", "deux"),
        place("https://c.example", "three"),
        must=["must_fresh", "was_free", "type"],
        free=["fresh", "was_must"],
        fresh=KEY,
        must_fresh=BASIC,
        was_free={**KEY, "name": "X-A"},
        was_must={**KEY, "name": "X-B"},
        type={**KEY, "name": "X-C"},
    ),
)
_VERSION = tuple(
    q("v", {**STRING, "enum": ["1", "2"], "default": "2"}, **more) for more in ({}, {"x-reissue-api-version": True})
)
_SWAPPED = tuple(
    of({"/a": {"get": operation(one, responses=returns(STRING)), "post": operation(other, responses=returns(INTEGER))}})
    for one, other in (("ones-x", "ones-y"), ("ones-y", "ones-x"))
)
_CAT, _DOG = an("claws", claws=INTEGER), an("bark", bark=STRING)
_ALIASES = tuple(
    kept(*REFS, Both=both, Came=came, Sent=sent, Cat=_CAT, Dog=_DOG)
    for both, came, sent in (
        (_CAT, either("Cat", "Dog"), either("Cat", "Dog")),
        (
            either("Cat", "Dog"),
            {"oneOf": [*either("Cat", "Dog")["oneOf"], STRING]},
            {"oneOf": [*either("Cat", "Dog")["oneOf"], INTEGER]},
        ),
    )
)
ROWS: dict[str, tuple[tuple[Doc, ...], list[str], list[str] | None]] = {
    "methods": (
        _METHODS,
        [
            "python-model-renamed | OnesListResponse: is OnesSearchResponse now (it stands in the same places) | /paths/~1b/get/responses/200/content/application~1json/schema",
            "python-resource-renamed | client.sixes: is client.ones now | /paths/~1d/put",
            "python-resource-renamed | client.threes: is client.fives now | /paths/~1d/get",
            "python-resource-renamed | client.twos: is client.deuces now | /paths/~1c/get",
            "python-method-renamed | fours.do: is fives.redo now | /paths/~1d/post",
            "python-method-removed | ones.drop: is gone | /paths/~1b/delete > /paths",
            "python-argument-renamed | ones.is_: the argument 'x' is 'y' now | /paths/~1e~1{x}/get/parameters/0 > /paths/~1e~1{y}/get/parameters/0",
            "python-argument-changed | ones.is_(a=): str | UnsetType -> int | UnsetType | /paths/~1e~1{x}/get/parameters/1 > /paths/~1e~1{y}/get/parameters/1",
            "python-method-renamed | ones.list: is ones.search now | /paths/~1b/get",
            "python-arguments-reordered | ones.read: positional arguments 'x', 'y' -> 'y', 'x' | /paths/~1a~1{x}~1{y}/get > /paths/~1a~1{y}~1{x}/get",
            "python-result-changed | ones.read: returns str -> int | /paths/~1a~1{x}~1{y}/get/responses > /paths/~1a~1{y}~1{x}/get/responses",
            "python-argument-became-required | ones.read(free_less=): must be given now | /paths/~1a~1{x}~1{y}/get/parameters/10 > /paths/~1a~1{y}~1{x}/get/parameters/10",
            "python-argument-changed | ones.read(free_less=): list[str] -> list[int] | /paths/~1a~1{x}~1{y}/get/parameters/10 > /paths/~1a~1{y}~1{x}/get/parameters/10",
            "python-argument-removed | ones.read(gone=): is gone | /paths/~1a~1{x}~1{y}/get/parameters/3 > /paths/~1a~1{y}~1{x}/get",
            "python-argument-narrowed | ones.read(less=): float | UnsetType -> int | UnsetType | /paths/~1a~1{x}~1{y}/get/parameters/7 > /paths/~1a~1{y}~1{x}/get/parameters/7",
            "python-required-argument-added | ones.read(must_fresh=): is new and must be given | /paths/~1a~1{x}~1{y}/get > /paths/~1a~1{y}~1{x}/get/parameters/4",
            "python-required-argument-removed | ones.read(must_gone=): is gone | /paths/~1a~1{x}~1{y}/get/parameters/4 > /paths/~1a~1{y}~1{x}/get",
            "python-argument-narrowed | ones.read(other=): int | UnsetType -> bool | UnsetType | /paths/~1a~1{x}~1{y}/get/parameters/9 > /paths/~1a~1{y}~1{x}/get/parameters/9",
            "python-argument-became-required | ones.read(was_free=): must be given now | /paths/~1a~1{x}~1{y}/get/parameters/5 > /paths/~1a~1{y}~1{x}/get/parameters/5",
            "python-argument-changed | ones.read(x=): str -> int | /paths/~1a~1{x}~1{y}/get/parameters/0 > /paths/~1a~1{y}~1{x}/get/parameters/1",
            "python-argument-changed | ones.read(y=): int -> str | /paths/~1a~1{x}~1{y}/get/parameters/1 > /paths/~1a~1{y}~1{x}/get/parameters/0",
            "python-result-widened | ones.swap: returns str -> str | None | /paths/~1b/put/responses",
            "python-method-renamed | ones.was: is ones.is_ now | /paths/~1e~1{x}/get > /paths/~1e~1{y}/get",
            "python-method-renamed | twos.undo: is deuces.revert now | /paths/~1c/put",
            "python-method-added | ones.change: is new | /paths > /paths/~1b/patch",
            "python-result-narrowed | ones.make: returns str | None -> str | /paths/~1b/post/responses",
            "python-argument-added | ones.read(fresh=): is new | /paths/~1a~1{x}~1{y}/get > /paths/~1a~1{y}~1{x}/get/parameters/3",
            "python-argument-widened | ones.read(more=): int | UnsetType -> float | UnsetType | /paths/~1a~1{x}~1{y}/get/parameters/8 > /paths/~1a~1{y}~1{x}/get/parameters/8",
            "python-argument-became-optional | ones.read(was_must=): may be left out now | /paths/~1a~1{x}~1{y}/get/parameters/6 > /paths/~1a~1{y}~1{x}/get/parameters/6",
        ],
        [
            "python-model-renamed | OnesSearchResponse: is OnesListResponse now (it stands in the same places) | /paths/~1b/get/responses/200/content/application~1json/schema",
            "python-resource-renamed | client.deuces: is client.twos now | /paths/~1c/get",
            "python-method-renamed | deuces.revert: is twos.undo now | /paths/~1c/put",
            "python-method-renamed | fives.do: is threes.do now | /paths/~1d/get",
            "python-method-renamed | fives.redo: is fours.do now | /paths/~1d/post",
            "python-method-removed | ones.change: is gone | /paths/~1b/patch > /paths",
            "python-method-renamed | ones.do: is sixes.do now | /paths/~1d/put",
            "python-method-renamed | ones.is_: is ones.was now | /paths/~1e~1{y}/get > /paths/~1e~1{x}/get",
            "python-result-widened | ones.make: returns str -> str | None | /paths/~1b/post/responses",
            "python-arguments-reordered | ones.read: positional arguments 'y', 'x' -> 'x', 'y' | /paths/~1a~1{y}~1{x}/get > /paths/~1a~1{x}~1{y}/get",
            "python-result-changed | ones.read: returns int -> str | /paths/~1a~1{y}~1{x}/get/responses > /paths/~1a~1{x}~1{y}/get/responses",
            "python-argument-changed | ones.read(free_less=): list[int] -> list[str] | /paths/~1a~1{y}~1{x}/get/parameters/10 > /paths/~1a~1{x}~1{y}/get/parameters/10",
            "python-argument-removed | ones.read(fresh=): is gone | /paths/~1a~1{y}~1{x}/get/parameters/3 > /paths/~1a~1{x}~1{y}/get",
            "python-argument-narrowed | ones.read(more=): float | UnsetType -> int | UnsetType | /paths/~1a~1{y}~1{x}/get/parameters/8 > /paths/~1a~1{x}~1{y}/get/parameters/8",
            "python-required-argument-removed | ones.read(must_fresh=): is gone | /paths/~1a~1{y}~1{x}/get/parameters/4 > /paths/~1a~1{x}~1{y}/get",
            "python-required-argument-added | ones.read(must_gone=): is new and must be given | /paths/~1a~1{y}~1{x}/get > /paths/~1a~1{x}~1{y}/get/parameters/4",
            "python-argument-became-required | ones.read(was_must=): must be given now | /paths/~1a~1{y}~1{x}/get/parameters/6 > /paths/~1a~1{x}~1{y}/get/parameters/6",
            "python-argument-changed | ones.read(x=): int -> str | /paths/~1a~1{y}~1{x}/get/parameters/1 > /paths/~1a~1{x}~1{y}/get/parameters/0",
            "python-argument-changed | ones.read(y=): str -> int | /paths/~1a~1{y}~1{x}/get/parameters/0 > /paths/~1a~1{x}~1{y}/get/parameters/1",
            "python-method-renamed | ones.search: is ones.list now | /paths/~1b/get",
            "python-argument-renamed | ones.was: the argument 'y' is 'x' now | /paths/~1e~1{y}/get/parameters/0 > /paths/~1e~1{x}/get/parameters/0",
            "python-argument-changed | ones.was(a=): int | UnsetType -> str | UnsetType | /paths/~1e~1{y}/get/parameters/1 > /paths/~1e~1{x}/get/parameters/1",
            "python-method-added | ones.drop: is new | /paths > /paths/~1b/delete",
            "python-argument-became-optional | ones.read(free_less=): may be left out now | /paths/~1a~1{y}~1{x}/get/parameters/10 > /paths/~1a~1{x}~1{y}/get/parameters/10",
            "python-argument-added | ones.read(gone=): is new | /paths/~1a~1{y}~1{x}/get > /paths/~1a~1{x}~1{y}/get/parameters/3",
            "python-argument-widened | ones.read(less=): int | UnsetType -> float | UnsetType | /paths/~1a~1{y}~1{x}/get/parameters/7 > /paths/~1a~1{x}~1{y}/get/parameters/7",
            "python-argument-widened | ones.read(other=): bool | UnsetType -> int | UnsetType | /paths/~1a~1{y}~1{x}/get/parameters/9 > /paths/~1a~1{x}~1{y}/get/parameters/9",
            "python-argument-became-optional | ones.read(was_free=): may be left out now | /paths/~1a~1{y}~1{x}/get/parameters/5 > /paths/~1a~1{x}~1{y}/get/parameters/5",
            "python-result-narrowed | ones.swap: returns str | None -> str | /paths/~1b/put/responses",
        ],
    ),
    "members": (
        _MEMBERS,
        [
            "python-member-removed | Both.gone: is gone | /components/schemas/Both/properties/gone > /components/schemas/Both",
            "python-member-narrowed | Both.less: float -> int | /components/schemas/Both/properties/less",
            "python-member-widened | Both.more: int -> float | /components/schemas/Both/properties/more",
            "python-required-member-added | Both.must_fresh: is new and must be given | /components/schemas/Both > /components/schemas/Both/properties/must_fresh",
            "python-required-member-removed | Both.must_gone: is gone | /components/schemas/Both/properties/must_gone > /components/schemas/Both",
            "python-member-changed | Both.other: int -> str | /components/schemas/Both/properties/other",
            "python-field-renamed | Both.pay_url: is pay_url_764b now (both are 'payUrl' on the wire) | /components/schemas/Both",
            "python-member-became-required | Both.was_free: must be given now | /components/schemas/Both/properties/was_free",
            "python-member-became-optional | Both.was_must: may be UNSET now | /components/schemas/Both/properties/was_must",
            "python-member-removed | Came.gone: is gone | /components/schemas/Came/properties/gone > /components/schemas/Came",
            "python-answer-member-narrowed | Came.less: float -> int | /components/schemas/Came/properties/less",
            "python-answer-member-widened | Came.more: int -> float | /components/schemas/Came/properties/more",
            "python-answer-required-member-added | Came.must_fresh: is new and must be given | /components/schemas/Came > /components/schemas/Came/properties/must_fresh",
            "python-answer-required-member-removed | Came.must_gone: is gone | /components/schemas/Came/properties/must_gone > /components/schemas/Came",
            "python-answer-member-changed | Came.other: int -> str | /components/schemas/Came/properties/other",
            "python-field-renamed | Came.pay_url: is pay_url_764b now (both are 'payUrl' on the wire) | /components/schemas/Came",
            "python-answer-member-became-required | Came.was_free: must be given now | /components/schemas/Came/properties/was_free",
            "python-answer-member-became-optional | Came.was_must: may be UNSET now | /components/schemas/Came/properties/was_must",
            "python-member-removed | Sent.gone: is gone | /components/schemas/Sent/properties/gone > /components/schemas/Sent",
            "python-sent-member-narrowed | Sent.less: float -> int | /components/schemas/Sent/properties/less",
            "python-sent-member-widened | Sent.more: int -> float | /components/schemas/Sent/properties/more",
            "python-sent-required-member-added | Sent.must_fresh: is new and must be given | /components/schemas/Sent > /components/schemas/Sent/properties/must_fresh",
            "python-sent-required-member-removed | Sent.must_gone: is gone | /components/schemas/Sent/properties/must_gone > /components/schemas/Sent",
            "python-sent-member-changed | Sent.other: int -> str | /components/schemas/Sent/properties/other",
            "python-field-renamed | Sent.pay_url: is pay_url_764b now (both are 'payUrl' on the wire) | /components/schemas/Sent",
            "python-sent-member-became-required | Sent.was_free: must be given now | /components/schemas/Sent/properties/was_free",
            "python-sent-member-became-optional | Sent.was_must: may be UNSET now | /components/schemas/Sent/properties/was_must",
            "python-member-added | Both.fresh: is new | /components/schemas/Both > /components/schemas/Both/properties/fresh",
            "python-member-added | Both.pay_url: is new | /components/schemas/Both/properties/payUrl > /components/schemas/Both/properties/pay_url",
            "python-member-added | Came.fresh: is new | /components/schemas/Came > /components/schemas/Came/properties/fresh",
            "python-member-added | Came.pay_url: is new | /components/schemas/Came/properties/payUrl > /components/schemas/Came/properties/pay_url",
            "python-member-added | Sent.fresh: is new | /components/schemas/Sent > /components/schemas/Sent/properties/fresh",
            "python-member-added | Sent.pay_url: is new | /components/schemas/Sent/properties/payUrl > /components/schemas/Sent/properties/pay_url",
        ],
        [
            "python-member-removed | Both.fresh: is gone | /components/schemas/Both/properties/fresh > /components/schemas/Both",
            "python-member-widened | Both.less: int -> float | /components/schemas/Both/properties/less",
            "python-member-narrowed | Both.more: float -> int | /components/schemas/Both/properties/more",
            "python-required-member-removed | Both.must_fresh: is gone | /components/schemas/Both/properties/must_fresh > /components/schemas/Both",
            "python-required-member-added | Both.must_gone: is new and must be given | /components/schemas/Both > /components/schemas/Both/properties/must_gone",
            "python-member-changed | Both.other: str -> int | /components/schemas/Both/properties/other",
            "python-member-removed | Both.pay_url: is gone | /components/schemas/Both/properties/pay_url > /components/schemas/Both/properties/payUrl",
            "python-field-renamed | Both.pay_url_764b: is pay_url now (both are 'payUrl' on the wire) | /components/schemas/Both",
            "python-member-became-optional | Both.was_free: may be UNSET now | /components/schemas/Both/properties/was_free",
            "python-member-became-required | Both.was_must: must be given now | /components/schemas/Both/properties/was_must",
            "python-member-removed | Came.fresh: is gone | /components/schemas/Came/properties/fresh > /components/schemas/Came",
            "python-answer-member-widened | Came.less: int -> float | /components/schemas/Came/properties/less",
            "python-answer-member-narrowed | Came.more: float -> int | /components/schemas/Came/properties/more",
            "python-answer-required-member-removed | Came.must_fresh: is gone | /components/schemas/Came/properties/must_fresh > /components/schemas/Came",
            "python-answer-required-member-added | Came.must_gone: is new and must be given | /components/schemas/Came > /components/schemas/Came/properties/must_gone",
            "python-answer-member-changed | Came.other: str -> int | /components/schemas/Came/properties/other",
            "python-member-removed | Came.pay_url: is gone | /components/schemas/Came/properties/pay_url > /components/schemas/Came/properties/payUrl",
            "python-field-renamed | Came.pay_url_764b: is pay_url now (both are 'payUrl' on the wire) | /components/schemas/Came",
            "python-answer-member-became-optional | Came.was_free: may be UNSET now | /components/schemas/Came/properties/was_free",
            "python-answer-member-became-required | Came.was_must: must be given now | /components/schemas/Came/properties/was_must",
            "python-member-removed | Sent.fresh: is gone | /components/schemas/Sent/properties/fresh > /components/schemas/Sent",
            "python-sent-member-widened | Sent.less: int -> float | /components/schemas/Sent/properties/less",
            "python-sent-member-narrowed | Sent.more: float -> int | /components/schemas/Sent/properties/more",
            "python-sent-required-member-removed | Sent.must_fresh: is gone | /components/schemas/Sent/properties/must_fresh > /components/schemas/Sent",
            "python-sent-required-member-added | Sent.must_gone: is new and must be given | /components/schemas/Sent > /components/schemas/Sent/properties/must_gone",
            "python-sent-member-changed | Sent.other: str -> int | /components/schemas/Sent/properties/other",
            "python-member-removed | Sent.pay_url: is gone | /components/schemas/Sent/properties/pay_url > /components/schemas/Sent/properties/payUrl",
            "python-field-renamed | Sent.pay_url_764b: is pay_url now (both are 'payUrl' on the wire) | /components/schemas/Sent",
            "python-sent-member-became-optional | Sent.was_free: may be UNSET now | /components/schemas/Sent/properties/was_free",
            "python-sent-member-became-required | Sent.was_must: must be given now | /components/schemas/Sent/properties/was_must",
            "python-member-added | Both.gone: is new | /components/schemas/Both > /components/schemas/Both/properties/gone",
            "python-member-added | Came.gone: is new | /components/schemas/Came > /components/schemas/Came/properties/gone",
            "python-member-added | Sent.gone: is new | /components/schemas/Sent > /components/schemas/Sent/properties/gone",
        ],
    ),
    "models": (
        _MODELS,
        [
            "python-answer-alias-changed | AsLeftResponse: Elk | Fox -> Gnu | Hen | /paths/~1left/get/responses/200/content/application~1json/schema",
            "python-model-renamed | Body1: is Body2 now (it stands in the same places) | /components/schemas/Body1 > /components/schemas/Body2",
            "python-sent-member-widened | Body2.x: int -> float | /components/schemas/Body1/properties/x > /components/schemas/Body2/properties/x",
            "python-model-renamed | Dog: is Wolf now (it stands in the same places) | /components/schemas/Dog > /components/schemas/Wolf",
            "python-model-removed | Elk: is gone | /components/schemas/Elk > /components/schemas",
            "python-answer-required-member-added | First.first: is new and must be given | /components/schemas/FirstWas > /components/schemas/First/properties/first",
            "python-answer-required-member-removed | First.firstwas: is gone | /components/schemas/FirstWas/properties/firstwas > /components/schemas/First",
            "python-model-renamed | FirstWas: is First now (it stands in the same places) | /components/schemas/FirstWas > /components/schemas/First",
            "python-model-removed | Fox: is gone | /components/schemas/Fox > /components/schemas",
            "python-model-renamed | In1: is In2 now (it stands in the same places) | /components/schemas/In1 > /components/schemas/In2",
            "python-model-renamed | No1: is No2 now (it stands in the same places) | /components/schemas/No1 > /components/schemas/No2",
            "python-model-renamed | Ok1: is Ok2 now (it stands in the same places) | /components/schemas/Ok1 > /components/schemas/Ok2",
            "python-field-renamed | Ok2.pay_url: is pay_url_764b now (both are 'payUrl' on the wire) | /components/schemas/Ok1 > /components/schemas/Ok2",
            "python-model-removed | One: is gone | /components/schemas/One > /components/schemas",
            "python-model-renamed | Paid1: is Paid2 now (it stands in the same places) | /components/schemas/Paid1 > /components/schemas/Paid2",
            "python-model-renamed | Row1: is Row2 now (it stands in the same places) | /components/schemas/Row1 > /components/schemas/Row2",
            "python-model-removed | SecondWas: is gone | /components/schemas/SecondWas > /components/schemas",
            "python-model-renamed | State1: is State2 now (it stands in the same places) | /components/schemas/State1 > /components/schemas/State2",
            "python-answer-required-member-removed | Wolf.dog: is gone | /components/schemas/Dog/properties/dog > /components/schemas/Wolf",
            "python-answer-required-member-added | Wolf.wolf: is new and must be given | /components/schemas/Dog > /components/schemas/Wolf/properties/wolf",
            "python-result-changed | as_.one: returns One -> Two | /paths/~1one/get/responses",
            "python-result-changed | as_.second: returns SecondWas -> First | /paths/~1second/get/responses",
            "python-result-changed | as_.stays: returns Stays -> Fresh | /paths/~1stays/get/responses",
            "python-model-added | Fresh: is new | /components/schemas > /components/schemas/Fresh",
            "python-model-added | Gnu: is new | /components/schemas > /components/schemas/Gnu",
            "python-model-added | Hen: is new | /components/schemas > /components/schemas/Hen",
            "python-member-added | Ok2.pay_url: is new | /components/schemas/Ok1/properties/payUrl > /components/schemas/Ok2/properties/pay_url",
            "python-method-added | as_.came: is new | /paths > /paths/~1came/get",
        ],
        [
            "python-answer-alias-changed | AsLeftResponse: Gnu | Hen -> Elk | Fox | /paths/~1left/get/responses/200/content/application~1json/schema",
            "python-sent-member-narrowed | Body1.x: float -> int | /components/schemas/Body2/properties/x > /components/schemas/Body1/properties/x",
            "python-model-renamed | Body2: is Body1 now (it stands in the same places) | /components/schemas/Body2 > /components/schemas/Body1",
            "python-answer-required-member-added | Dog.dog: is new and must be given | /components/schemas/Wolf > /components/schemas/Dog/properties/dog",
            "python-answer-required-member-removed | Dog.wolf: is gone | /components/schemas/Wolf/properties/wolf > /components/schemas/Dog",
            "python-model-renamed | First: is FirstWas now (it stands in the same places) | /components/schemas/First > /components/schemas/FirstWas",
            "python-answer-required-member-removed | FirstWas.first: is gone | /components/schemas/First/properties/first > /components/schemas/FirstWas",
            "python-answer-required-member-added | FirstWas.firstwas: is new and must be given | /components/schemas/First > /components/schemas/FirstWas/properties/firstwas",
            "python-model-removed | Fresh: is gone | /components/schemas/Fresh > /components/schemas",
            "python-model-removed | Gnu: is gone | /components/schemas/Gnu > /components/schemas",
            "python-model-removed | Hen: is gone | /components/schemas/Hen > /components/schemas",
            "python-model-renamed | In2: is In1 now (it stands in the same places) | /components/schemas/In2 > /components/schemas/In1",
            "python-model-renamed | No2: is No1 now (it stands in the same places) | /components/schemas/No2 > /components/schemas/No1",
            "python-member-removed | Ok1.pay_url: is gone | /components/schemas/Ok2/properties/pay_url > /components/schemas/Ok1/properties/payUrl",
            "python-field-renamed | Ok1.pay_url_764b: is pay_url now (both are 'payUrl' on the wire) | /components/schemas/Ok2 > /components/schemas/Ok1",
            "python-model-renamed | Ok2: is Ok1 now (it stands in the same places) | /components/schemas/Ok2 > /components/schemas/Ok1",
            "python-model-renamed | Paid2: is Paid1 now (it stands in the same places) | /components/schemas/Paid2 > /components/schemas/Paid1",
            "python-model-renamed | Row2: is Row1 now (it stands in the same places) | /components/schemas/Row2 > /components/schemas/Row1",
            "python-model-renamed | State2: is State1 now (it stands in the same places) | /components/schemas/State2 > /components/schemas/State1",
            "python-model-renamed | Wolf: is Dog now (it stands in the same places) | /components/schemas/Wolf > /components/schemas/Dog",
            "python-method-removed | as_.came: is gone | /paths/~1came/get > /paths",
            "python-result-changed | as_.one: returns Two -> One | /paths/~1one/get/responses",
            "python-result-changed | as_.second: returns FirstWas -> SecondWas | /paths/~1second/get/responses",
            "python-result-changed | as_.stays: returns Fresh -> Stays | /paths/~1stays/get/responses",
            "python-model-added | Elk: is new | /components/schemas > /components/schemas/Elk",
            "python-model-added | Fox: is new | /components/schemas > /components/schemas/Fox",
            "python-model-added | One: is new | /components/schemas > /components/schemas/One",
            "python-model-added | SecondWas: is new | /components/schemas > /components/schemas/SecondWas",
        ],
    ),
    "unset": (
        _UNSET,
        [
            "python-member-became-required | Both.a: cannot be UNSET any more | /components/schemas/Both/properties/a",
            "python-member-became-optional | Both.b: may be UNSET now | /components/schemas/Both/properties/b",
            "python-member-became-required | Both.c: must be given now | /components/schemas/Both/properties/c",
            "python-answer-member-became-required | Came.a: must be given now | /components/schemas/Came/properties/a",
            "python-answer-member-became-optional | Came.b: may be UNSET now | /components/schemas/Came/properties/b",
            "python-answer-member-became-required | Came.c: must be given now | /components/schemas/Came/properties/c",
            "python-sent-member-became-required | Sent.a: cannot be UNSET any more | /components/schemas/Sent/properties/a",
            "python-sent-member-became-optional | Sent.b: may be UNSET now | /components/schemas/Sent/properties/b",
            "python-sent-member-became-required | Sent.c: must be given now | /components/schemas/Sent/properties/c",
        ],
        [
            "python-member-became-optional | Both.a: may be UNSET now | /components/schemas/Both/properties/a",
            "python-member-became-required | Both.b: cannot be UNSET any more | /components/schemas/Both/properties/b",
            "python-member-became-required | Both.d: must be given now | /components/schemas/Both/properties/d",
            "python-answer-member-became-optional | Came.a: may be UNSET now | /components/schemas/Came/properties/a",
            "python-answer-member-became-required | Came.b: must be given now | /components/schemas/Came/properties/b",
            "python-answer-member-became-required | Came.d: must be given now | /components/schemas/Came/properties/d",
            "python-sent-member-became-optional | Sent.a: may be UNSET now | /components/schemas/Sent/properties/a",
            "python-sent-member-became-required | Sent.b: cannot be UNSET any more | /components/schemas/Sent/properties/b",
            "python-sent-member-became-required | Sent.d: must be given now | /components/schemas/Sent/properties/d",
        ],
    ),
    "version": (
        tuple(of({"/a": {"get": operation("ones-do", parameters=[one])}}) for one in _VERSION),
        [
            "python-model-removed | OnesDoV: is gone | /paths/~1a/get/parameters/0/schema > /components/schemas",
            "python-argument-removed | ones.do(v=): is gone | /paths/~1a/get/parameters/0 > /paths/~1a/get",
            "python-credential-added | Acme(api_version=): is new | /paths",
        ],
        [
            "python-credential-removed | Acme(api_version=): is gone | /paths",
            "python-model-added | OnesDoV: is new | /components/schemas > /paths/~1a/get/parameters/0/schema",
            "python-argument-added | ones.do(v=): is new | /paths/~1a/get > /paths/~1a/get/parameters/0",
        ],
    ),
    "title": (
        tuple({**_SWAPPED[0], "info": {"title": title, "version": "1"}} for title in ("Acme", "A.C.M.E")),
        ["python-client-renamed | Acme: is ACME now | /info/title"],
        ["python-client-renamed | ACME: is Acme now | /info/title"],
    ),
    "swapped": (
        _SWAPPED,
        [
            "python-method-renamed | ones.x: is ones.y now | /paths/~1a/get",
            "python-result-changed | ones.x: returns str -> int | /paths/~1a/get/responses > /paths/~1a/post/responses",
            "python-method-renamed | ones.y: is ones.x now | /paths/~1a/post",
            "python-result-changed | ones.y: returns int -> str | /paths/~1a/post/responses > /paths/~1a/get/responses",
        ],
        [
            "python-method-renamed | ones.x: is ones.y now | /paths/~1a/post",
            "python-result-changed | ones.x: returns int -> str | /paths/~1a/post/responses > /paths/~1a/get/responses",
            "python-method-renamed | ones.y: is ones.x now | /paths/~1a/get",
            "python-result-changed | ones.y: returns str -> int | /paths/~1a/get/responses > /paths/~1a/post/responses",
        ],
    ),
    "aliases": (
        _ALIASES,
        [
            "python-model-kind-changed | Both: was a class and is a name for Cat | Dog now | /components/schemas/Both",
            "python-answer-alias-widened | Came: Cat | Dog -> Cat | Dog | str | /components/schemas/Came",
            "python-sent-alias-widened | Sent: Cat | Dog -> Cat | Dog | int | /components/schemas/Sent",
        ],
        [
            "python-model-kind-changed | Both: was a name for Cat | Dog and is a class now | /components/schemas/Both",
            "python-answer-alias-narrowed | Came: Cat | Dog | str -> Cat | Dog | /components/schemas/Came",
            "python-sent-alias-narrowed | Sent: Cat | Dog | int -> Cat | Dog | /components/schemas/Sent",
        ],
    ),
    "events": (
        _EVENTS,
        [
            "python-event-removed | webhooks.parse_back_gone: is gone | /paths/~1a/post/callbacks/back-gone/{$request.body#~1url}/post > /webhooks",
            "python-event-removed | webhooks.parse_gone: is gone | /webhooks/gone/post > /webhooks",
            "python-result-changed | webhooks.parse_paid: returns str -> int | /webhooks/paid/post",
            "python-arguments-reordered | webhooks.parse_signed: positional arguments 'body' -> 'headers', 'body' | /webhooks/signed/post",
            "python-required-argument-added | webhooks.parse_signed(headers=): is new and must be given | /webhooks/signed/post",
            "python-required-argument-added | webhooks.parse_signed(key=): is new and must be given | /webhooks/signed/post",
            "python-event-added | webhooks.parse_back_fresh: is new | /webhooks > /paths/~1a/post/callbacks/back-fresh/{$request.body#~1url}/post",
            "python-event-added | webhooks.parse_fresh: is new | /webhooks > /webhooks/fresh/post",
        ],
        [
            "python-event-removed | webhooks.parse_back_fresh: is gone | /paths/~1a/post/callbacks/back-fresh/{$request.body#~1url}/post > /webhooks",
            "python-event-removed | webhooks.parse_fresh: is gone | /webhooks/fresh/post > /webhooks",
            "python-result-changed | webhooks.parse_paid: returns int -> str | /webhooks/paid/post",
            "python-required-argument-removed | webhooks.parse_signed(headers=): is gone | /webhooks/signed/post",
            "python-required-argument-removed | webhooks.parse_signed(key=): is gone | /webhooks/signed/post",
            "python-event-added | webhooks.parse_back_gone: is new | /webhooks > /paths/~1a/post/callbacks/back-gone/{$request.body#~1url}/post",
            "python-event-added | webhooks.parse_gone: is new | /webhooks > /webhooks/gone/post",
        ],
    ),
    "client": (
        _CLIENT,
        [
            "python-credential-type-changed | Acme(area=): Literal['a'] | Literal['b'] -> Literal['a'] | Literal['c'] | /servers",
            "python-credential-removed | Acme(gone=): is gone | /components/securitySchemes",
            "python-required-credential-added | Acme(must_fresh_password=): is new | /components/securitySchemes",
            "python-required-credential-added | Acme(must_fresh_username=): is new | /components/securitySchemes",
            "python-required-credential-removed | Acme(must_gone_password=): is gone | /components/securitySchemes",
            "python-required-credential-removed | Acme(must_gone_username=): is gone | /components/securitySchemes",
            "python-credential-type-narrowed | Acme(type=): str | Secret | GivesToken -> str | Secret | /components/securitySchemes",
            "python-credential-became-required | Acme(was_free=): must be given now | /components/securitySchemes",
            "python-server-renamed | Server.TWO: is Server.DEUX now | /servers",
            "python-credential-added | Acme(fresh=): is new | /components/securitySchemes",
            "python-credential-became-optional | Acme(was_must=): may be left out now | /components/securitySchemes",
            "python-server-added | Server.THREE: is new | /servers",
        ],
        [
            "python-credential-type-changed | Acme(area=): Literal['a'] | Literal['c'] -> Literal['a'] | Literal['b'] | /servers",
            "python-credential-removed | Acme(fresh=): is gone | /components/securitySchemes",
            "python-required-credential-removed | Acme(must_fresh_password=): is gone | /components/securitySchemes",
            "python-required-credential-removed | Acme(must_fresh_username=): is gone | /components/securitySchemes",
            "python-required-credential-added | Acme(must_gone_password=): is new | /components/securitySchemes",
            "python-required-credential-added | Acme(must_gone_username=): is new | /components/securitySchemes",
            "python-credential-became-required | Acme(was_must=): must be given now | /components/securitySchemes",
            "python-server-renamed | Server.DEUX: is Server.TWO now | /servers",
            "python-server-removed | Server.THREE: is gone | /servers",
            "python-credential-added | Acme(gone=): is new | /components/securitySchemes",
            "python-credential-type-widened | Acme(type=): str | Secret -> str | Secret | GivesToken | /components/securitySchemes",
            "python-credential-became-optional | Acme(was_free=): may be left out now | /components/securitySchemes",
        ],
    ),
    "used otherwise": (
        _USED,
        [
            "python-member-changed | One.x: int -> str | /components/schemas/One/properties/x",
            "python-member-changed | Two.x: int -> str | /components/schemas/Two/properties/x",
            "python-result-changed | ones.get: returns Two -> One | /paths/~1came/get/responses",
            "python-argument-changed | ones.send(body=): One | UnsetType -> Two | UnsetType | /paths/~1sent/post/requestBody",
        ],
        [
            "python-member-changed | One.x: str -> int | /components/schemas/One/properties/x",
            "python-member-changed | Two.x: str -> int | /components/schemas/Two/properties/x",
            "python-result-changed | ones.get: returns One -> Two | /paths/~1came/get/responses",
            "python-argument-changed | ones.send(body=): Two | UnsetType -> One | UnsetType | /paths/~1sent/post/requestBody",
        ],
    ),
    "a resource that became two": (
        (grouped(do="things", make="things"), grouped(do="items", make="orders")),
        [
            "python-method-renamed | things.do: is items.do now | /paths/~1do/get",
            "python-method-renamed | things.make: is orders.make now | /paths/~1make/get",
        ],
        [
            "python-resource-renamed | client.items: is client.things now | /paths/~1do/get",
            "python-resource-renamed | client.orders: is client.things now | /paths/~1make/get",
        ],
    ),
    "a resource of which a part stays": (
        (grouped(do="things", make="things"), grouped(do="things", make="orders")),
        [
            "python-method-renamed | things.make: is orders.make now | /paths/~1make/get",
        ],
        [
            "python-resource-renamed | client.orders: is client.things now | /paths/~1make/get",
        ],
    ),
    "resources that one took in": (
        (grouped(do="things", make="orders"), grouped(do="orders", make="orders")),
        [
            "python-resource-renamed | client.things: is client.orders now | /paths/~1do/get",
        ],
        [
            "python-method-renamed | orders.do: is things.do now | /paths/~1do/get",
        ],
    ),
    "a method and its argument": (
        (called("do", "since"), called("list", "until")),
        [
            "python-method-renamed | things.do: is things.list now | /paths/~1a~1{since}/get > /paths/~1a~1{until}/get",
            "python-argument-renamed | things.list: the argument 'since' is 'until' now | /paths/~1a~1{since}/get/parameters/0 > /paths/~1a~1{until}/get/parameters/0",
        ],
        [
            "python-argument-renamed | things.do: the argument 'until' is 'since' now | /paths/~1a~1{until}/get/parameters/0 > /paths/~1a~1{since}/get/parameters/0",
            "python-method-renamed | things.list: is things.do now | /paths/~1a~1{until}/get > /paths/~1a~1{since}/get",
        ],
    ),
}
DICTS: dict[str, tuple[list[str], list[str]]] = {
    "members": (
        [
            "python-member-removed | BothParam.gone: is gone | /components/schemas/Both/properties/gone > /components/schemas/Both",
            "python-sent-member-narrowed | BothParam.less: float -> int | /components/schemas/Both/properties/less",
            "python-sent-required-member-added | BothParam.must_fresh: is new and must be given | /components/schemas/Both > /components/schemas/Both/properties/must_fresh",
            "python-sent-required-member-removed | BothParam.must_gone: is gone | /components/schemas/Both/properties/must_gone > /components/schemas/Both",
            "python-sent-member-changed | BothParam.other: int -> str | /components/schemas/Both/properties/other",
            "python-sent-member-became-required | BothParam.was_free: must be given now | /components/schemas/Both/properties/was_free",
            "python-member-removed | SentParam.gone: is gone | /components/schemas/Sent/properties/gone > /components/schemas/Sent",
            "python-sent-member-narrowed | SentParam.less: float -> int | /components/schemas/Sent/properties/less",
            "python-sent-required-member-added | SentParam.must_fresh: is new and must be given | /components/schemas/Sent > /components/schemas/Sent/properties/must_fresh",
            "python-sent-required-member-removed | SentParam.must_gone: is gone | /components/schemas/Sent/properties/must_gone > /components/schemas/Sent",
            "python-sent-member-changed | SentParam.other: int -> str | /components/schemas/Sent/properties/other",
            "python-sent-member-became-required | SentParam.was_free: must be given now | /components/schemas/Sent/properties/was_free",
            "python-member-added | BothParam.fresh: is new | /components/schemas/Both > /components/schemas/Both/properties/fresh",
            "python-member-added | BothParam.pay_url: is new | /components/schemas/Both > /components/schemas/Both/properties/pay_url",
            "python-member-added | SentParam.fresh: is new | /components/schemas/Sent > /components/schemas/Sent/properties/fresh",
            "python-member-added | SentParam.pay_url: is new | /components/schemas/Sent > /components/schemas/Sent/properties/pay_url",
        ],
        [
            "python-member-removed | BothParam.fresh: is gone | /components/schemas/Both/properties/fresh > /components/schemas/Both",
            "python-sent-member-narrowed | BothParam.more: float -> int | /components/schemas/Both/properties/more",
            "python-sent-required-member-removed | BothParam.must_fresh: is gone | /components/schemas/Both/properties/must_fresh > /components/schemas/Both",
            "python-sent-required-member-added | BothParam.must_gone: is new and must be given | /components/schemas/Both > /components/schemas/Both/properties/must_gone",
            "python-sent-member-changed | BothParam.other: str -> int | /components/schemas/Both/properties/other",
            "python-member-removed | BothParam.pay_url: is gone | /components/schemas/Both/properties/pay_url > /components/schemas/Both",
            "python-sent-member-became-required | BothParam.was_must: must be given now | /components/schemas/Both/properties/was_must",
            "python-member-removed | SentParam.fresh: is gone | /components/schemas/Sent/properties/fresh > /components/schemas/Sent",
            "python-sent-member-narrowed | SentParam.more: float -> int | /components/schemas/Sent/properties/more",
            "python-sent-required-member-removed | SentParam.must_fresh: is gone | /components/schemas/Sent/properties/must_fresh > /components/schemas/Sent",
            "python-sent-required-member-added | SentParam.must_gone: is new and must be given | /components/schemas/Sent > /components/schemas/Sent/properties/must_gone",
            "python-sent-member-changed | SentParam.other: str -> int | /components/schemas/Sent/properties/other",
            "python-member-removed | SentParam.pay_url: is gone | /components/schemas/Sent/properties/pay_url > /components/schemas/Sent",
            "python-sent-member-became-required | SentParam.was_must: must be given now | /components/schemas/Sent/properties/was_must",
            "python-member-added | BothParam.gone: is new | /components/schemas/Both > /components/schemas/Both/properties/gone",
            "python-member-added | SentParam.gone: is new | /components/schemas/Sent > /components/schemas/Sent/properties/gone",
        ],
    ),
    "models": (
        [],
        [
            "python-sent-member-narrowed | Body1Param.x: float -> int | /components/schemas/Body2/properties/x > /components/schemas/Body1/properties/x"
        ],
    ),
    "aliases": (
        [
            "python-model-kind-changed | BothParam: was a class and is a name for Cat | params.CatParam | Dog | params.DogParam now | /components/schemas/Both",
            "python-argument-narrowed | ones.both(body=): Both | params.BothParam | UnsetType -> params.BothParam | UnsetType | /paths/~1both/put/requestBody",
        ],
        [
            "python-model-kind-changed | BothParam: was a name for Cat | params.CatParam | Dog | params.DogParam and is a class now | /components/schemas/Both",
            "python-sent-alias-narrowed | SentParam: Cat | params.CatParam | Dog | params.DogParam | int -> Cat | params.CatParam | Dog | params.DogParam | /components/schemas/Sent",
            "python-argument-widened | ones.both(body=): params.BothParam | UnsetType -> Both | params.BothParam | UnsetType | /paths/~1both/put/requestBody",
        ],
    ),
}
"""What is told beside it where dicts may be given for models."""
