"""The faults. Each states whether the effect was executed, and what the answer can tell at all."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from .vendors import READS, Route
from .wire import End, Exchange, Fault, Step, Tells

YES: Final = (True,)
NO: Final = (False,)
BOTH: Final = (True, False)
CLOSE, RESET = End.CLOSE, End.RESET
_FAULTS: list[Fault] = []

Play = Callable[[Exchange], Iterable[Step]]


def has_body(route: Route) -> bool:
    return route.body is not None


def is_object(route: Route) -> bool:
    """Whether the documented body is one JSON object."""
    return has_body(route) and no_list(route)


def is_list(route: Route) -> bool:
    return route.name == "a_list"


def no_list(route: Route) -> bool:
    return not is_list(route)


def add(name: str, play: Play, executes: tuple[bool, ...], tells: Tells = Tells.NOTHING, **more: Any) -> None:
    _FAULTS.append(Fault(name, play, executes, tells, **more))


def lost(name: str, play: Play, **more: Any) -> None:
    """An answer that is lost on its way: the effect may have been executed before, or not at all."""
    add(name, play, BOTH, **more)


def done(name: str, play: Play, **more: Any) -> None:
    """A whole answer of the documented kind, in a form that the rules of HTTP give one meaning."""
    add(name, play, YES, Tells.DONE, **more)


def likely(name: str, play: Play, **more: Any) -> None:
    """A whole answer, in a form that no page shows."""
    add(name, play, YES, Tells.LIKELY_DONE, **more)


def shown(name: str, play: Play, **more: Any) -> None:
    """The object stands in the answer, but nobody has to believe an answer like that."""
    add(name, play, YES, whole_object=True, **more)


# --- before a request is read ---------------------------------------------------------


def _nothing(_: Exchange) -> Iterable[Step]:
    return ()


add("refused", _nothing, NO, Tells.REFUSED, listener="closed")
add("tls_to_plain", _nothing, NO, Tells.REFUSED, listener="plain")
add("never_accepted", _nothing, NO, Tells.REFUSED, listener="full", hangs=True)
add("reset_unread", _nothing, NO, listener="reset")
add("close_unread", _nothing, NO, listener="close")
add("reset_in_request", _nothing, NO, listener="partly")
add("reset_body_unread", lambda x: [RESET], NO, before_body=True)
add("early_400", lambda x: [x.answer(400, x.refusal), CLOSE], NO, Tells.LIKELY_REFUSED, before_body=True)
add("early_413", lambda x: [x.answer(413, b""), CLOSE], NO, Tells.LIKELY_REFUSED, before_body=True)

# --- cut, at each kind of byte ------------------------------------------------------------

HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _cut(x: Exchange, share: float = 0.5) -> bytes:
    return x.ok[: int(len(x.ok) * share)]


def _sized(x: Exchange, length: int) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % length


CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


for _end in End:
    lost(f"{_end.value}_read", lambda x, end=_end: [end])
    lost(f"{_end.value}_in_status_line", lambda x, end=_end: [b"HTTP/1.1 20", end])
    lost(f"{_end.value}_after_status_line", lambda x, end=_end: [b"HTTP/1.1 200 OK\r\n", end])
    lost(f"{_end.value}_in_headers", lambda x, end=_end: [b"HTTP/1.1 200 OK\r\nContent-Type: appl", end])
    lost(f"{_end.value}_before_body", lambda x, end=_end: [_sized(x, 400), end])
    lost(f"{_end.value}_in_body", lambda x, end=_end: [_sized(x, len(x.ok) + 9) + _cut(x), 0.01, end])
    lost(f"{_end.value}_in_chunk", lambda x, end=_end: [CHUNKED + b"%x\r\n" % (len(x.ok) + 9) + _cut(x), 0.01, end])
    lost(f"{_end.value}_without_last_chunk", lambda x, end=_end: [CHUNKED + chunk(x.ok or b"{}"), 0.01, end])
    lost(f"{_end.value}_in_chunk_size", lambda x, end=_end: [CHUNKED + chunk(x.ok or b"{}") + b"0", 0.01, end])
lost("cut_json_until_close", lambda x: [b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + _cut(x), CLOSE])
lost("length_too_short", lambda x: [x.answer(200, x.ok or b"{}", length=max(len(x.ok) // 2, 1))])
lost("length_too_long", lambda x: [x.answer(200, x.ok or b"{}", length=len(x.ok) + 40), CLOSE])
lost("silence", lambda x: [30.0], hangs=True)
lost("silence_in_headers", lambda x: [b"HTTP/1.1 200 OK\r\nContent-Ty", 30.0], hangs=True)
lost("silence_in_body", lambda x: [_sized(x, 400) + b'{"id', 30.0], hangs=True)


def _drip(data: bytes, before: bytes = b"") -> Iterator[Step]:
    """Byte by byte: none of them is late, all of them are."""
    yield before
    for at in range(56):
        yield data[at % len(data) : at % len(data) + 1]
        yield 0.05


lost("drip_status_line", lambda x: _drip(b"HTTP/1.1 200 OK" + b"K" * 1000), hangs=True)
lost("drip_headers", lambda x: _drip(b"X-Pad: " + b"a" * 1000, b"HTTP/1.1 200 OK\r\n"), hangs=True)
lost("drip_1xx", lambda x: _drip(b"HTTP/1.1 103 Early\r\n\r\n"), hangs=True)
lost("drip_body", lambda x: _drip(b" ", _sized(x, 5000)), hangs=True)
lost("drip_chunks", lambda x: _drip_chunks(), hangs=True)
lost("drip_gzip", lambda x: _drip_gzip(), hangs=True)


def _drip_chunks() -> Iterator[Step]:
    """Whole chunks of one byte, and no end of them."""
    yield CHUNKED
    for step in _drip(b" "):
        yield chunk(step) if isinstance(step, bytes) and step else step


def _drip_gzip() -> Iterator[Step]:
    """The name in the head of a gzip file, which gives nothing and has no end."""
    return _drip(b"a", _gzipped(1_000_000) + b"\x1f\x8b\x08\x08" + bytes(5) + b"\x03")


lost("drip_chunk_extension", lambda x: _drip(b"a", CHUNKED + b"2;"), hangs=True)
lost("drip_trailers", lambda x: _drip(b"a", CHUNKED + chunk(x.ok or b"{}") + b"0\r\nX-Pad: "), hangs=True)


def _pressed(size: int) -> bytes:
    """So many spaces, in a hundredth of the bytes; made once, as that takes long."""
    with _pressing:
        return _spaces(size)


@cache
def _spaces(size: int) -> bytes:
    return gzip.compress(b" " * size, 1)


_pressing = threading.Lock()


# --- framing ---------------------------------------------------------------------------------


def _raw(x: Exchange, *lines: bytes, start: bytes = b"HTTP/1.1 200 OK", body: bytes | None = None) -> bytes:
    body = x.ok or b"{}" if body is None else body
    head = [start, b"Content-Type: application/json", *lines]
    return b"\r\n".join([*head, b"", b""]) + body


def _length(x: Exchange) -> bytes:
    return b"Content-Length: %d" % len(x.ok or b"{}")


done("ok", lambda x: [x.answer()], pins=True, only=has_body)
done("ok_without_body", lambda x: [x.answer()], bodiless=True, only=lambda route: route.body is None)
done("connection_close", lambda x: [x.answer(None, None, "application/json", "Connection: close"), CLOSE])
done("http_1_0", lambda x: [x.answer(version="1.0"), CLOSE])
done("until_close", lambda x: [x.answer(framed=False), CLOSE])
done("late", lambda x: [0.1, x.answer()])
done("in_two_parts", lambda x: [x.answer()[:40], 0.05, x.answer()[40:]])
done("chunked", lambda x: [CHUNKED + chunk(x.ok) + b"0\r\n\r\n"], only=has_body)
done("many_chunks", lambda x: [CHUNKED, *(chunk(bytes([b])) for b in x.ok), b"0\r\n\r\n"], only=has_body)
done("chunk_extension", lambda x: [CHUNKED + b"%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(x.ok), x.ok)], only=has_body)
done("trailers", lambda x: [CHUNKED + chunk(x.ok) + b"0\r\nX-Sum: 7\r\n\r\n"], only=has_body)
done("continue_first", lambda x: [b"HTTP/1.1 100 Continue\r\n\r\n" + x.answer()])
done("hints_first", lambda x: [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + x.answer()])
done("many_1xx_first", lambda x: [b"HTTP/1.1 102 Processing\r\n\r\n" * 200 + x.answer()])
done("without_reason", lambda x: [_raw(x, _length(x), start=b"HTTP/1.1 200")], only=has_body)
done("cookies", lambda x: [x.answer(None, None, "application/json", "Set-Cookie: a=b; Path=/", "Set-Cookie: c=d")])
done("lines_of_many_kinds", lambda x: [x.answer(None, None, "application/json", *(f"X-{i}: {i}" for i in range(60)))])
done("retry_after_on_success", lambda x: [x.answer(None, None, "application/json", "Retry-After: 60")])
done("idle_closed", lambda x: [x.answer(), CLOSE])
done("idle_reset", lambda x: [x.answer(), 0.02, RESET])
done("idle_408", lambda x: [x.answer(), 0.01, x.answer(408, b"", None, "Connection: close"), CLOSE])
done("extra_answer", lambda x: [x.answer() + x.answer(200, b'{"id":"EVIL","reference":"EVIL"}')])
done("extra_answer_later", lambda x: [x.answer(), 0.01, x.answer(200, b'{"id":"EVIL","reference":"EVIL"}')])
done("extra_bytes", lambda x: [x.answer() + b"\x00\x01garbage"])
likely("two_equal_lengths", lambda x: [_raw(x, _length(x), _length(x))], only=has_body)
likely("line_feeds_only", lambda x: [x.answer().replace(b"\r\n", b"\n")], only=has_body)
likely(
    "two_content_types", lambda x: [x.answer(None, None, "application/json", "Content-Type: text/plain")], only=has_body
)
shown(
    "length_and_chunks",
    lambda x: [_raw(x, _length(x), b"Transfer-Encoding: chunked", body=chunk(x.ok) + b"0\r\n\r\n"), CLOSE],
    only=has_body,
)
lost("two_lengths", lambda x: [_raw(x, b"Content-Length: 5", _length(x)), CLOSE])
lost("length_below_zero", lambda x: [_raw(x, b"Content-Length: -5"), CLOSE])
lost("length_no_number", lambda x: [_raw(x, b"Content-Length: many"), CLOSE])
lost("chunk_size_no_number", lambda x: [CHUNKED + b"ZZ\r\n{}\r\n0\r\n\r\n", CLOSE])
lost("chunk_too_short", lambda x: [CHUNKED + b"2\r\n" + (x.ok or b"{}{}") + b"\r\n0\r\n\r\n", CLOSE])
lost("chunk_size_enormous", lambda x: [CHUNKED + b"f" * 40 + b"\r\n" + x.ok, CLOSE])
shown("transfer_coding_unknown", lambda x: [_raw(x, b"Transfer-Encoding: zebra"), CLOSE], only=has_body)
lost("only_100", lambda x: [b"HTTP/1.1 100 Continue\r\n\r\n", CLOSE])
lost("switching_protocols", lambda x: [b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", CLOSE])
lost("status_no_number", lambda x: [b"HTTP/1.1 abc OK\r\n\r\n", CLOSE])
lost("status_099", lambda x: [b"HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", CLOSE])
lost("status_four_digits", lambda x: [b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}", CLOSE])
lost("another_protocol", lambda x: [b"SSH-2.0-OpenSSH_9.6\r\n", CLOSE])
lost("http_2_preface", lambda x: [b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18), CLOSE])
lost("http_0_9", lambda x: [x.ok or b"{}", CLOSE])
lost("binary", lambda x: [bytes(range(256)) * 10, CLOSE])
lost("header_without_colon", lambda x: [_raw(x, b"Broken", _length(x)), CLOSE])
lost("header_with_nul", lambda x: [_raw(x, b"X-A: a\x00b", _length(x)), CLOSE])
lost("header_bad_name", lambda x: [_raw(x, b"Bad Name\x01: x", _length(x)), CLOSE])
lost("headers_enormous", lambda x: [_raw(x, *(b"X-%d: %s" % (i, b"a" * 1000) for i in range(300)), _length(x)), CLOSE])

# --- content codings ---------------------------------------------------------------------------


def _gzipped(length: int) -> bytes:
    return HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % length


def _coded(x: Exchange, body: bytes, name: str = "gzip") -> list[Step]:
    return [x.answer(200, body, "application/json", f"Content-Encoding: {name}")]


done("gzip", lambda x: _coded(x, gzip.compress(x.ok)), only=has_body)
done("deflate", lambda x: _coded(x, zlib.compress(x.ok), "deflate"), only=has_body)
likely("coding_identity", lambda x: _coded(x, x.ok, "identity"), only=has_body)
shown("gzip_twice", lambda x: _coded(x, gzip.compress(gzip.compress(x.ok)), "gzip, gzip"), only=has_body)
shown("coding_unknown", lambda x: _coded(x, x.ok, "zebra"), only=has_body)
shown("gzip_cut_at_sum", lambda x: _coded(x, gzip.compress(x.ok)[:-4]), only=has_body)
shown("gzip_and_more", lambda x: _coded(x, gzip.compress(x.ok) + b"tail"), only=has_body)
lost("gzip_cut", lambda x: _coded(x, gzip.compress(x.ok)[:-12]))
lost("gzip_wrong_sum", lambda x: _coded(x, gzip.compress(x.ok)[:-8] + bytes(8)))
lost("gzip_is_none", lambda x: _coded(x, x.ok or b"{}"))
lost("gzip_empty", lambda x: _coded(x, b""))
lost("br_broken", lambda x: _coded(x, b"\x0b\x05\x80{}", "br"))
lost(
    "gzip_bomb",
    lambda x: _coded(x, _pressed(20_000_000)),
    hangs=True,
    only=lambda route: route.name in ("q_resend", "a_resend", "i_get"),
)

# --- bodies under a success -----------------------------------------------------------------------


def _said(body: bytes, media: str | None = "application/json", status: int = 200) -> Play:
    return lambda x: [x.answer(status, body, media)]


PAGE: Final = b"<!doctype html><html><body><h1>Log in to the network</h1></body></html>"
for _name, _body in {
    "null": b"null",
    "list": b"[]",
    "object": b"{}",
    "text": b'"OK"',
    "number": b"1",
    "true": b"true",
    "spaces": b"   \r\n",
    "foreign_object": b'{"hello":"world","ok":true}',
    "foreign_list": b'[{"hello":"world"}]',
    "nested_nothing": b'{"data":{}}',
    "empty_data": b'{"success":true,"has_error":false,"message":"ok","data":[]}',
    "null_data": b'{"success":true,"has_error":false,"message":"ok","data":null}',
    "error_text": b'{"error":"internal error"}',
    "error_status": b'{"status":"error","message":"try again"}',
    "json_page": PAGE,
    "prefix": b")]}',\n{}",
}.items():
    lost(f"body_{_name}", _said(_body), **({"only": no_list} if _name in ("list", "null") else {}))
# Of a list these are whole answers: there is nothing in it.
shown("empty_list", _said(b"[]"), only=is_list)
shown("null_list", _said(b"null"), only=is_list)
shown("status_204_list", lambda x: [x.answer(204, b"")], only=is_list)
shown("status_205_list", lambda x: [x.answer(205, b"", None)], only=is_list)
lost("page", _said(PAGE, "text/html; charset=utf-8"))
lost("plain_text", _said(b"upstream connect error", "text/plain"))
lost("xml", _said(b"<ok/>", "application/xml"))
lost("empty", _said(b""), only=has_body)
lost("empty_untyped", lambda x: [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], only=has_body)
lost("body_cut_but_framed", lambda x: [x.answer(200, _cut(x))], only=has_body)
lost("two_documents", lambda x: [x.answer(200, b"{}\n{}")])


def _set(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.__setitem__(name, value)


def named(route: Route) -> bool:
    return bool(route.id)


lost("evidence_missing", lambda x: [x.answer(200, x.data(lambda data: data.pop(x.route.id)))], only=named)
lost("evidence_null", lambda x: [x.answer(200, x.data(_set(x.route.id, None)))], only=named)
lost("evidence_empty", lambda x: [x.answer(200, x.data(_set(x.route.id, "")))], only=named)
lost("evidence_object", lambda x: [x.answer(200, x.data(_set(x.route.id, {})))], only=named)
lost("evidence_list", lambda x: [x.answer(200, x.data(_set(x.route.id, [])))], only=named)
lost("evidence_false", lambda x: [x.answer(200, x.data(_set(x.route.id, False)))], only=named)
lost(
    "another_object",
    lambda x: [x.answer(200, x.data(_set(x.route.about or x.route.id, "another-1")))],
    only=lambda route: route.addressed and has_body(route),
)
lost(
    "ticket_failed", lambda x: [x.answer(200, x.data(_set("result", "ERROR")))], only=lambda route: route.id == "result"
)
lost(
    "ticket_code_failed",
    lambda x: [x.answer(200, x.data(_set("resultcode", "17")))],
    only=lambda route: route.id == "result",
)
lost(
    "ticket_code_number",
    lambda x: [x.answer(200, x.data(_set("resultcode", 17)))],
    only=lambda route: route.id == "result",
)
add("refusal_in_200", lambda x: [x.answer(200, x.refusal)], NO, Tells.REFUSED, only=lambda route: route.flagged)
lost("error_in_200", lambda x: [x.answer(200, x.refusal)], only=lambda route: not route.flagged)
lost("refusal_of_another_in_200", lambda x: [x.answer(200, b'{"error":{"code":"E1","message":"no"},"ok":false}')])
lost(
    "flag_missing", lambda x: [x.answer(200, json.dumps({"message": "ok"}).encode())], only=lambda route: route.flagged
)
lost(
    "flag_no_boolean",
    lambda x: [x.answer(200, x.ok.replace(b": true", b': "maybe"').replace(b": false", b': "maybe"'))],
    only=lambda route: route.flagged,
)
lost(
    "flags_contradict",
    lambda x: [x.answer(200, b'{"success": false, ' + x.ok[1:].replace(b'"success": true', b'"has_error": false'))],
    only=lambda route: route.provider == "paypen",
)

_inner = {"only": is_object}
likely("byte_order_mark", lambda x: [x.answer(None, b"\xef\xbb\xbf" + x.ok)], only=has_body)
likely("spaces_around", lambda x: [x.answer(None, b"\r\n  " + x.ok + b"\r\n\r\n")], only=has_body)
likely("charset_latin_1", lambda x: [x.answer(None, None, "application/json; charset=iso-8859-1")], only=has_body)
likely("charset_unknown", lambda x: [x.answer(None, None, "application/json; charset=klingon")], only=has_body)
likely("untyped", lambda x: [x.answer(None, None, None)], only=has_body)
likely("typed_as_text", lambda x: [x.answer(None, None, "text/plain")], only=has_body)
likely("typed_as_page", lambda x: [x.answer(None, None, "text/html")], only=has_body)
likely("typed_as_vendor_json", lambda x: [x.answer(None, None, "application/vnd.x+json")], only=has_body)
likely("typed_as_nonsense", lambda x: [x.answer(None, None, ";;;=")], only=has_body)
done("more_members", lambda x: [x.answer(None, x.members + b',"x_1":{"a":[1,2,{"b":null}]},"x_2":"y"}')], **_inner)
likely("large", lambda x: [x.answer(None, x.members + b',"x":"' + b"a" * 3_000_000 + b'"}')], **_inner)
likely("long_number", lambda x: [x.answer(None, x.members + b',"x":' + b"9" * 400 + b"}")], **_inner)
likely("same_member_twice", lambda x: [x.answer(None, x.members + b"," + x.ok[1:])], **_inner)
shown("not_a_number", lambda x: [x.answer(None, x.members + b',"x":NaN}')], **_inner)
shown("deep", lambda x: [x.answer(None, x.members + b',"x":' + b"[" * 5000 + b"]" * 5000 + b"}")], **_inner)
shown("broken_utf_8", lambda x: [x.answer(None, x.members + b',"x":"\xff\xfe\x80"}')], **_inner)
shown("lone_surrogate", lambda x: [x.answer(None, x.members + b',"x":"\\ud800"}')], **_inner)
shown("line_break_in_text", lambda x: [x.answer(None, x.members + b',"x":"a\nb"}')], **_inner)
shown("trailing_comma", lambda x: [x.answer(None, x.members + b",}")], **_inner)
shown("nul_at_end", lambda x: [x.answer(None, x.ok + b"\x00")], **_inner)
shown(
    "utf_16",
    lambda x: [x.answer(None, x.ok.decode().encode("utf-16"), "application/json; charset=utf-16")],
    only=has_body,
)
lost("only_deep", _said(b"[" * 100_000))

# --- statuses --------------------------------------------------------------------------------------

for _status in (200, 201, 202, 203, 226):
    likely(
        f"status_{_status}",
        lambda x, status=_status: [x.answer(status)],
        only=lambda route, status=_status: has_body(route) and route.status != status,
    )
shown("status_206", lambda x: [x.answer(206)], only=has_body)
lost("status_200_instead_of_204", lambda x: [x.answer(200, b"", None)], only=lambda route: not has_body(route))
lost("status_204", lambda x: [x.answer(204, b"")], only=is_object)
lost("status_205", lambda x: [x.answer(205, b"", None)], only=no_list)
lost("status_204_with_body", lambda x: [x.answer(204, x.ok or b'{"id":"EVIL"}')], only=is_object)
done(
    "status_204_with_body_of_another",
    lambda x: [x.answer(204, b'{"id":"EVIL","success":true,"data":{"ppid":"EVIL"}}')],
    bodiless=True,
    only=lambda route: not has_body(route),
)

for _status in (300, 302, 303, 304, 305, 306):
    lost(f"status_{_status}", lambda x, status=_status: [x.answer(status, b"", None, f"Location: {x.elsewhere}")])
for _status in (301, 307, 308):
    add(
        f"status_{_status}",
        lambda x, status=_status: [x.answer(status, b"", None, f"Location: {x.elsewhere}")],
        NO,
        Tells.REFUSED,
    )
for _status in (
    400,
    401,
    402,
    403,
    404,
    405,
    406,
    409,
    410,
    411,
    412,
    413,
    414,
    415,
    416,
    417,
    418,
    421,
    422,
    423,
    424,
    425,
    426,
    428,
    431,
    451,
):
    add(f"status_{_status}", lambda x, status=_status: [x.answer(status, x.refusal)], NO, Tells.REFUSED)
for _status in (400, 401, 403, 404, 422):
    add(f"status_{_status}_page", lambda x, status=_status: [x.answer(status, PAGE, "text/html")], NO, Tells.REFUSED)
    add(f"status_{_status}_empty", lambda x, status=_status: [x.answer(status, b"", None)], NO, Tells.REFUSED)
    add(
        f"status_{_status}_cut",
        lambda x, status=_status: [x.answer(status, x.refusal[:9], length=900), CLOSE],
        NO,
        Tells.LIKELY_REFUSED,
    )
# Where the body has a flag, that says yes: which of the two is true a caller cannot know.
add("status_400_like_success", lambda x: [x.answer(400, x.ok or b"{}")], NO, Tells.LIKELY_REFUSED)
add(
    "status_404_broken_gzip",
    lambda x: [x.answer(404, b"none", "application/json", "Content-Encoding: gzip")],
    NO,
    Tells.LIKELY_REFUSED,
)
add("status_404_deep", lambda x: [x.answer(404, b"[" * 100_000)], NO, Tells.REFUSED)
for _status in (408, 460, 499):
    lost(f"status_{_status}", lambda x, status=_status: [x.answer(status, b"", None)])
AFTER: Final = {
    "": (),
    "_1": ("Retry-After: 1",),
    "_0": ("Retry-After: 0",),
    "_below_zero": ("Retry-After: -5",),
    "_fraction": ("Retry-After: 0.05",),
    "_words": ("Retry-After: soon",),
    "_past": ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT",),
    "_future": ("Retry-After: Fri, 31 Dec 2100 07:28:00 GMT",),
    "_enormous": ("Retry-After: 99999999999999999999999",),
    "_no_date": ("Retry-After: Wed, 99 Foo 2015 99:99:99 GMT",),
    "_twice": ("Retry-After: 0", "Retry-After: 1"),
}
for _name, _lines in AFTER.items():
    add(
        f"status_429{_name}",
        lambda x, lines=_lines: [x.answer(429, x.refusal, "application/json", *lines)],
        NO,
        Tells.REFUSED,
    )
    lost(f"status_503{_name}", lambda x, lines=_lines: [x.answer(503, PAGE, "text/html", *lines)])
add("status_429_cut", lambda x: [x.answer(429, b"", None, length=300), CLOSE], NO, Tells.LIKELY_REFUSED)
for _status in (
    500,
    501,
    502,
    504,
    505,
    506,
    507,
    508,
    510,
    511,
    520,
    521,
    522,
    523,
    524,
    525,
    526,
    530,
    598,
    599,
    600,
    999,
):
    lost(
        f"status_{_status}", lambda x, status=_status: [x.answer(status, PAGE, "text/html")], pins=500 <= _status < 502
    )
lost("status_500_documented", lambda x: [x.answer(500, x.refusal)], pins=True)
lost("status_500_like_success", lambda x: [x.answer(500, x.ok or b"{}")], pins=True)
lost("status_500_cut", lambda x: [x.answer(500, x.refusal, length=900), CLOSE])

HEAVY: Final = "gzip_bomb"
"""The fault that takes the processor from all others."""
FAULTS: Final = {fault.name: fault for fault in _FAULTS}
_twice = sorted(fault.name for fault in _FAULTS if FAULTS[fault.name] is not fault)
assert not _twice, _twice


def fitting(route: Route, fault: Fault) -> bool:
    """Whether a fault says something about an operation."""
    return fault.only(route)


def variants(route: Route, fault: Fault) -> tuple[bool, ...]:
    """Executed or not; for a call that reads there is no difference."""
    return fault.executes[:1] if route.effect == READS else fault.executes
