"""Pairs of documents that say the same in other words, and neighbours that do not; the clause that decides stands in each name.

OAS is the OpenAPI Specification; RFC 3986 is about addresses.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import BASIC, KEY, query, secured, taking
from tests.generator.changes.rewrites import INT, S, ab, arr, s
from tests.generator.small_clients import V30, V31, asking, content, document, operation

Doc = dict[str, Any]
Case = tuple[Doc, Doc]
MULTIPART, OCTETS = "multipart/form-data", "application/octet-stream"
BINARY, BYTES = s(format="binary"), {"contentMediaType": OCTETS}
NAMED_ACCEPT = {"name": "Accept", "in": "header", "schema": S}
PAGE = {"name": "page", "in": "query", "schema": INT}
SCHEMES = {"key": KEY, "basic": BASIC}


def parts(schema: Any, version: str = V31, media: str = MULTIPART, **entry: Any) -> Doc:
    """A body of two parts, `f` and `n`."""
    return whole({"type": "object", "properties": {"f": schema, "n": S}}, version, media, **entry)


def whole(schema: Any, version: str = V31, media: str = OCTETS, **entry: Any) -> Doc:
    body = {"required": True, "content": {media: {**({} if schema is None else {"schema": schema}), **entry}}}
    return document({"/things": {"post": operation(requestBody=body)}}, version)


def served(url: str, path: str = "/a", **server: Any) -> Doc:
    return {**document({path: {"get": operation()}}), "servers": [{"url": url, **server}]}


def own(*urls: str, at: str = "/a", **item: Any) -> Doc:
    """An operation with servers of its own."""
    call = operation(**({"servers": [{"url": url} for url in urls]} if urls else {}))
    return {**document({at: {"get": call, **item}}), "servers": [{"url": "https://h.example/v1"}]}


def item(**more: Any) -> Doc:
    """A path item with one operation."""
    return document({"/things": {"get": operation(), **more}})


def answers(**more: Any) -> Doc:
    return document({"/things": {"get": operation(responses={"200": {"description": "ok", **more}})}})


def linked(**link: Any) -> Doc:
    wanted = {"name": "id", "in": "path", "required": True, "schema": S}
    last = {"200": {"description": "ok", "links": {"next": link}}}
    first, second = operation("a-get", responses=last), operation("b-get", parameters=[wanted])
    return document({"/a": {"get": first}, "/b/{id}": {"get": second}})


def guarded(root: Any, *each: Any) -> Doc:
    """Two operations, each with its own requirement or with that of the document."""
    calls = [operation(f"{name}-get") for name in "ab"]
    calls = [
        {**call, "security": told} if told is not None else call
        for call, told in zip(calls, each or (None, None), strict=True)
    ]
    return {**secured(SCHEMES, root), "paths": {f"/{number}": {"get": call} for number, call in enumerate(calls)}}


def swagger(**more: Any) -> Doc:
    call = operation(**more)
    head = {"swagger": "2.0", "info": {"title": "Acme", "version": "1"}, "host": "api.acme.example", "basePath": "/v1"}
    return {**head, "schemes": ["https"], "paths": {"/things": {"post" if "consumes" in more else "get": call}}}


def two(path: str, own_path: str, url: str) -> Doc:
    """An operation on the server of the document, and one on its own."""
    paths = {path: {"get": operation()}, own_path: {"get": operation("b-get", servers=[{"url": "https://o.example"}])}}
    return {**document(paths), "servers": [{"url": url}]}


FILE = {"name": "f", "in": "formData", "type": "file"}, {"name": "n", "in": "formData", "type": "string"}
LISTED = {"name": "ids", "in": "query", "type": "array", "items": S}
H = "https://h.example"

SAME: dict[str, Case] = {
    # bytes (OAS 3.1.0, Working with Binary Data; 3.1.1, Encoding Object: contentType)
    "a part of bytes (OAS, Working with Binary Data)": (parts(BINARY, V30), parts(BYTES)),
    "a part without a type (OAS, Encoding Object)": (parts(BINARY, V30), parts({})),
    "a list of files (OAS, Encoding Object)": (parts(arr(items=BINARY), V30), parts(arr(items=BYTES))),
    "a file or null (OAS, Working with Binary Data)": (
        parts(s(format="binary", nullable=True), V30),
        parts({"type": ["string", "null"], **BYTES}),
    ),
    "bytes (OAS, Working with Binary Data)": (whole(BINARY, V30), whole(BYTES)),
    "bytes of an image (OAS, Working with Binary Data)": (
        whole(BINARY, V30, "image/png"),
        whole({"contentMediaType": "image/png"}, media="image/png"),
    ),
    "the type of a file (OAS, Encoding Object)": (
        parts(BINARY, V30, encoding={"f": {"contentType": "image/png"}}),
        parts({"contentMediaType": "image/png"}),
    ),
    # what is so anyway (OAS, Encoding Object, Parameter Object, Header Object)
    "parts of their usual type (OAS, Encoding Object)": (
        parts(arr(items=ab())),
        parts(arr(items=ab()), encoding={"f": {"contentType": "application/json"}, "n": {"contentType": "text/plain"}}),
    ),
    "a file of its usual type (OAS, Encoding Object)": (
        parts(BINARY, V30),
        parts(BINARY, V30, encoding={"f": {"contentType": OCTETS}}),
    ),
    "a header that contentType tells (OAS, Encoding Object: headers)": (
        parts(S),
        parts(S, encoding={"n": {"headers": {"Content-Type": {"schema": S}}}}),
    ),
    "usual style (OAS, Parameter Object)": (
        query(schema=arr(items=S)),
        query(schema=arr(items=S), style="form", explode=True, allowReserved=False, required=False, deprecated=False),
    ),
    "parameters that are ignored (OAS, Parameter Object: name)": (
        asking(),
        asking(*({**NAMED_ACCEPT, "name": name, "required": True} for name in ("accept", "Content-Type", "Authorization"))),
    ),
    "a header that is ignored (OAS, Response Object: headers)": (
        answers(),
        answers(headers={"Content-Type": {"schema": S}}),
    ),
    "a parameter of JSON (RFC 8259, 11)": (
        asking({"name": "f", "in": "query", "content": {"application/json": {"schema": ab()}}}),
        asking({"name": "f", "in": "query", "content": {"application/json; charset=utf-8": {"schema": ab()}}}),
    ),
    # where it is said (OAS, Path Item Object, Operation Object)
    "a parameter of the path item (OAS, Path Item Object)": (asking(PAGE), item(parameters=[PAGE])),
    "order of parameters (OAS, Parameter Object)": (asking(PAGE, NAMED_ACCEPT | {"name": "X"}), asking(NAMED_ACCEPT | {"name": "X"}, PAGE)),
    "security of each operation (OAS, Operation Object)": (
        guarded([{"key": []}]),
        guarded(None, [{"key": []}], [{"key": []}]),
    ),
    "order of tags (OAS, Tag Object)": (
        {**asking(), "tags": [{"name": "a"}, {"name": "b"}]},
        {**asking(), "tags": [{"name": "b"}, {"name": "a"}]},
    ),
    # addresses
    "server and path (OAS, Paths Object)": (served(f"{H}/v1"), served(H, "/v1/a")),
    "server and path, with an own one (OAS, Paths Object)": (two("/a", "/b", f"{H}/v1/"), two("/v1/a", "/b", H)),
    "the usual port (RFC 3986, 6.2.3)": (served(f"{H}/v1"), served("https://h.example:443/v1")),
    "case of scheme and host (RFC 3986, 6.2.2.1)": (served(f"{H}/v1"), served("HTTPS://H.Example/v1")),
    "an escape that needs not be (RFC 3986, 6.2.2.2)": (served(f"{H}/%761"), served(f"{H}/v1")),
    "dots (RFC 3986, 6.2.2.3)": (served(f"{H}/x/../v1"), served(f"{H}/v1")),
    "no servers (OAS, OpenAPI Object)": ({**asking(), "servers": []}, {**asking(), "servers": [{"url": "/"}]}),
    "a variable of one value (OAS, Server Variable Object)": (
        served("https://{r}.example", variables={"r": {"default": "a", "enum": ["a"]}}),
        served("https://a.example"),
    ),
    "the document's server again (OAS, Operation Object)": (own(), own(f"{H}:443/v1/")),
    "the server of a path item (OAS, Path Item Object)": (
        own("https://o.example"),
        own(servers=[{"url": "https://o.example/"}]),
    ),
    # links (OAS, Link Object)
    "an operation by its place (OAS, Link Object)": (
        linked(operationId="b-get"),
        linked(operationRef="#/paths/~1b~1%7Bid%7D/get"),
    ),
    "a parameter with its place (OAS, Link Object)": (
        linked(operationId="b-get", parameters={"id": "$response.body#/id"}),
        linked(operationId="b-get", parameters={"path.id": "$response.body#/id"}),
    ),
    # Swagger 2.0 (its Parameter Object) in the words of 3.0
    "a list with commas (Swagger 2.0)": (
        swagger(parameters=[LISTED]),
        document({"/things": {"get": operation(parameters=[{"name": "ids", "in": "query", "schema": arr(items=S), "explode": False}])}}, V30),
    ),
    "a file (Swagger 2.0)": (swagger(consumes=[MULTIPART], parameters=[*FILE]), parts(BINARY, V30) | {"paths": {"/things": {"post": operation(requestBody=content({"type": "object", "properties": {"f": BINARY, "n": S}}, MULTIPART))}}}),
}  # fmt: skip

TWINS: dict[str, Case] = {
    "a part of text (OAS, Encoding Object)": (parts(BINARY, V30), parts(INT)),
    "a file that must be there (OAS, Schema Object)": (
        parts(BINARY, V30),
        whole({"type": "object", "properties": {"f": BYTES, "n": S}, "required": ["f"]}, media=MULTIPART),
    ),
    "a list of files for one (OAS, Encoding Object)": (parts(BINARY, V30), parts(arr(items=BYTES))),
    "base64 is a text (OAS, Working with Binary Data)": (parts(BINARY, V30), parts(s(contentEncoding="base64"))),
    "the same in JSON (OAS, Working with Binary Data)": (
        parts(BINARY, V30, "application/json"),
        parts(BYTES, media="application/json"),
    ),
    "bytes of another type (OAS, Media Type Object)": (whole(BINARY, V30), whole(BINARY, V30, "image/png")),
    "another type of a file (OAS, Encoding Object)": (
        parts(BINARY, V30, encoding={"f": {"contentType": "image/png"}}),
        parts({"contentMediaType": "image/jpeg"}),
    ),
    "parts of another type (OAS, Encoding Object)": (parts(ab()), parts(ab(), encoding={"f": {"contentType": "text/plain"}})),
    "a header of a part (OAS, Encoding Object)": (parts(S), parts(S, encoding={"n": {"headers": {"X-A": {"schema": S}}}})),
    "a list in a form (OAS, Encoding Object)": (taking(MULTIPART), taking(MULTIPART, encoding={"note": {"contentType": "text/csv"}})),
    "another style (OAS, Parameter Object)": (query(schema=arr(items=S)), query(schema=arr(items=S), explode=False)),
    "the same name in a query (OAS, Parameter Object)": (asking(), asking({**NAMED_ACCEPT, "in": "query"})),
    "another name of a header (OAS, Parameter Object)": (asking(), asking({**NAMED_ACCEPT, "name": "X-Accept"})),
    "a header that counts (OAS, Response Object)": (answers(), answers(headers={"Content-Language": {"schema": S}})),
    "a tighter parameter of the path item (OAS, Path Item Object)": (
        asking(PAGE),
        item(parameters=[{**PAGE, "schema": {**INT, "maximum": 5}}]),
    ),
    "security of one operation (OAS, Operation Object)": (guarded([{"key": []}]), guarded(None, [{"key": []}], [])),
    "another scheme of one operation (OAS, Operation Object)": (
        guarded([{"key": []}]),
        guarded(None, [{"key": []}], [{"basic": []}]),
    ),
    "server without the path (OAS, Paths Object)": (served(f"{H}/v1"), served(H)),
    "another path (OAS, Paths Object)": (served(f"{H}/v1"), served(H, "/v2/a")),
    "part of a segment (OAS, Paths Object)": (served(f"{H}/v1"), served(f"{H}/v", "/1/a")),
    "another host and path (OAS, Paths Object)": (served(f"{H}/v1"), served("https://g.example", "/v1/a")),
    "an own server has no such path (OAS, Operation Object)": (two("/a", "/b", f"{H}/v1"), two("/v1/a", "/v1/b", H)),
    "another port (RFC 3986, 6.2.3)": (served(f"{H}/v1"), served("https://h.example:80/v1")),
    "another scheme (RFC 3986, 6.2.2.1)": (served(f"{H}/v1"), served("http://h.example/v1")),
    "case of a path (RFC 3986, 6.2.2.1)": (served(f"{H}/v1"), served(f"{H}/V1")),
    "case of a user (RFC 3986, 6.2.2.1)": (served("https://U@h.example"), served("https://u@h.example")),
    "a slash in a segment (RFC 3986, 6.2.2.2)": (served(f"{H}/a%2Fb"), served(f"{H}/a/b")),
    "a variable of two values (OAS, Server Variable Object)": (
        served("https://{r}.example", variables={"r": {"default": "a", "enum": ["a", "b"]}}),
        served("https://a.example"),
    ),
    "another server (OAS, Operation Object)": (own(), own(f"{H}/v2")),
    "another operation (OAS, Link Object)": (linked(operationId="b-get"), linked(operationRef="#/paths/~1a/get")),
    "of another document (OAS, Link Object)": (
        linked(operationId="b-get"),
        linked(operationRef="https://o.example/spec#/paths/~1b~1%7Bid%7D/get"),
    ),
    "a parameter elsewhere (OAS, Link Object)": (
        linked(operationId="b-get", parameters={"path.id": "$response.body#/id"}),
        linked(operationId="b-get", parameters={"query.id": "$response.body#/id"}),
    ),
    "a list of its own for each (Swagger 2.0)": (
        swagger(parameters=[LISTED]),
        document({"/things": {"get": operation(parameters=[{"name": "ids", "in": "query", "schema": arr(items=S)}])}}, V30),
    ),
}  # fmt: skip
