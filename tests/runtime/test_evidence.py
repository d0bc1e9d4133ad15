"""A 2xx proves that a call was done only where it says so: what it lacks, whom it is about, and what speaks against it."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from reissue_runtime.body import Json
from reissue_runtime.envelope import Envelope
from reissue_runtime.errors import Outcome, ProviderRejectedError, ReissueError, ResponseDecodeError
from reissue_runtime.evidence import Evidence
from reissue_runtime.model import LIST, UNSET, Model, UnsetType
from reissue_runtime.no_content import NoContent
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.unprinted import Unprinted

from tests.runtime.scripted_client import MODES, Kit, Mode, Script


class Ticket(Model, kw_only=True):
    id: str | UnsetType = UNSET
    result: str | UnsetType | None = UNSET
    code: str | int | UnsetType = UNSET


class Refusal(Model, kw_only=True):
    reason: str


class Complaint(Model, kw_only=True):
    reason: str
    result: str


class Quiet(Model, kw_only=True):
    hint: str | UnsetType = UNSET


PROOF = Evidence(present=("result",), values={"result": ("OK",), "code": ("0",)}, addressed="id")
FACTS: dict[str, Any] = {"id": "tickets-send", "method": "POST", "path": "/tickets/{id}", "effect": Effect.SENDS}
SEND = Operation[Ticket](**FACTS, evidence=PROOF)


def answered(operation: Operation[Any], body: bytes, status: int = 200, media: str = "application/json") -> Any:
    kit = Kit("sync", Script((status, body, {"content-type": media})))
    return kit.call(operation, path=("T-1",))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"T-1","result":"OK"}',
        b'{"id":"T-1","result":"OK","code":"0"}',
        b'{"id":"T-1","result":"OK","code":0,"more":[1]}',
    ],
)
def test_what_proves_it(mode: Mode, body: bytes) -> None:
    assert Kit(mode, Script((200, body))).call(SEND, path=("T-1",)).id.upper() == "T-1"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("body", "lack"),
    [
        (b"{}", "does not tell result"),
        (b"[]", "does not tell result"),
        (b"null", "does not tell result"),
        (b'"OK"', "does not tell result"),
        (b'{"id":"T-1"}', "does not tell result"),
        (b'{"id":"T-1","result":""}', "does not tell result"),
        (b'{"id":"T-1","result":" "}', "does not tell result"),
        (b'{"id":"T-1","result":null}', "does not tell result"),
        (b'{"id":"T-1","result":false}', "does not tell result"),
        (b'{"id":"T-1","result":[]}', "does not tell result"),
        (b'{"id":"T-1","result":{}}', "does not tell result"),
        (b'{"id":false,"result":"OK"}', "does not tell id"),
        (b'{"id":"T-1","result":"ERROR"}', "says in result that it was not done"),
        (b'{"id":"T-1","result":"OK","code":"17"}', "says in code that it was not done"),
        (b'{"id":"T-1","result":"OK","code":17}', "says in code that it was not done"),
        (b'{"result":"OK"}', "does not tell id"),
        (b'{"id":"T-2","result":"OK"}', "is about another id"),
        (b"<html>Log in</html>", "cannot be read"),
        (b"", "cannot be read"),
        (b'{"id":"T-1","res', "cannot be read"),
    ],
)
def test_what_proves_nothing(mode: Mode, body: bytes, lack: str) -> None:
    with pytest.raises(ResponseDecodeError, match=lack) as caught:
        Kit(mode, Script((200, body))).call(SEND, path=("T-1",))
    assert (caught.value.outcome, caught.value.advice, caught.value.body) == ("unknown", "look", body)
    assert "T-2" not in str(caught.value)


def test_of_a_call_that_reads_nothing_happened() -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        answered(Operation[Ticket](**FACTS | {"effect": Effect.READS}, evidence=PROOF), b"{}")
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "repeat")


READ = Operation[Ticket](
    **FACTS | {"effect": Effect.READS}, evidence=Evidence(about=("id", "code")), errors={"4XX": Refusal}
)


@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"T-1"}',
        b'{"id":"9","code":"T-1"}',  # addressed by the other of its two names
        b'{"result":"OK"}',  # the answer does not say which it is: https://docs.abillify.dev/api/invoices/invoices-getbyreference
        b'{"id":"T-1","reason":"a member that errors have, too"}',
    ],
)
def test_what_may_be_the_object_that_was_asked_for(body: bytes) -> None:
    assert isinstance(answered(READ, body), Ticket)


@pytest.mark.parametrize(
    ("body", "lack"),
    [
        (b'{"id":"T-2"}', "is about another id"),
        (b'{"id":"T-2","code":"T-3","result":"OK"}', "is about another id"),
        (b"{}", "has no documented member"),
        (b'{"hello":"world"}', "has no documented member"),
        (b"null", "has no documented member"),
        (b"[]", "has no documented member"),
        (b'{"reason":"unknown ticket"}', "has no documented member"),
        (b'{"result":"none","reason":"unknown ticket"}', "documents as an error"),
    ],
)
def test_what_is_not_the_object_that_was_asked_for(body: bytes, lack: str) -> None:
    strict = Refusal if lack.startswith("has") else Complaint
    read = Operation[Ticket](
        **FACTS | {"effect": Effect.READS}, evidence=Evidence(about=("id", "code")), errors={"4XX": strict}
    )
    with pytest.raises(ResponseDecodeError, match=rf"but the answer (is what the specification )?{lack}\b") as caught:
        answered(read, body)
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "repeat")


def test_what_is_asked_for_may_be_a_map() -> None:
    read = Operation[dict[str, Any]](**FACTS | {"effect": Effect.READS}, evidence=Evidence(about=("id",)))
    assert answered(read, b'{"id":"T-1"}') == {"id": "T-1"}
    assert answered(read, b'{"hello":"world"}') == {"hello": "world"}
    for body, lack in ((b'{"id":"T-2"}', "is about another id"), (b"{}", "has no documented member")):
        with pytest.raises(ResponseDecodeError, match=lack):
            answered(read, body)


def test_what_tells_nothing_in_a_map() -> None:
    send = Operation[dict[str, Any]](**FACTS, evidence=Evidence(present=("ok",)))
    for told in (b"true", b"1", b"0", b'"no"', b"[0]"):
        assert "ok" in answered(send, b'{"ok":%s}' % told)
    for told in (b"false", b"null", b'""', b"[]", b"{}"):
        with pytest.raises(ResponseDecodeError, match=r"but the answer does not tell ok\. It may"):
            answered(send, b'{"ok":%s}' % told)


def test_the_proof_is_looked_for_inside_of_an_envelope() -> None:
    wrapped = Operation[Ticket](**FACTS, evidence=PROOF, envelopes=(Envelope(data="data", flag="success"),))
    assert answered(wrapped, b'{"success":true,"data":{"id":"T-1","result":"OK"}}').id == "T-1"
    with pytest.raises(ResponseDecodeError, match="does not tell result"):
        answered(wrapped, b'{"success":true,"data":null}')
    with pytest.raises(ProviderRejectedError):
        answered(wrapped, b'{"success":false}')


# --- where no body is documented ---------------------------------------------------------------------------------

DELETE = Operation[None](**FACTS, evidence=NoContent((204,)))


def test_no_content_is_believed_as_it_is_documented() -> None:
    assert answered(DELETE, b"", 204) is None
    for status, body, media in (
        (200, b"<html>Log in</html>", "text/html"),
        (200, b'{"error":"not allowed"}', "application/json"),
        (200, b"", ""),
        (202, b"", ""),
    ):
        with pytest.raises(ResponseDecodeError, match="the answer has a status that is not documented") as caught:
            answered(DELETE, body, status, media)
        assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")


def test_a_documented_status_is_believed_without_a_body_only() -> None:
    quiet = Operation[None](**FACTS, evidence=NoContent((200, 204)))
    assert answered(quiet, b" \r\n") is None
    with pytest.raises(ResponseDecodeError, match="the answer has a body, which is not documented") as caught:
        answered(quiet, b'{"error":"not allowed"}')
    assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")


# --- where a body is documented, and not printed ------------------------------------------------------------------

STARTED = Operation[Any](
    **FACTS, evidence=Unprinted(statuses=(200,), values={"result": ("OK",)}), errors={"4XX": Complaint}
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b' {"job":"7"}',
        b'\xef\xbb\xbf{"job":"7"}',
        b'{"job":"7","result":"OK"}',
        b'{"url":"x","error":null}',
        b'{"reason":"x"}',
    ],
)
def test_an_object_that_does_not_say_no_is_believed(body: bytes) -> None:
    answered(STARTED, body)


@pytest.mark.parametrize(
    ("body", "lack"),
    [
        (b"[]", "is no object"),
        (b"null", "is no object"),
        (b"false", "is no object"),
        (b'"x"', "is no object"),
        (b'{"job":"7","result":"ERROR"}', "says in result that it was not done"),
        (b'{"success":false}', "says that it was not done"),
        (b'{"error":"card declined"}', "says that it was not done"),
        (b'{"errors":[{"code":"E1"}]}', "says that it was not done"),
        (b'{"reason":"no such mandate","result":"OK"}', "is what the specification documents as an error"),
        (b"<html>Log in</html>", "cannot be read"),
    ],
)
def test_what_speaks_against_an_answer_that_nobody_printed(body: bytes, lack: str) -> None:
    said = lack if lack == "cannot be read" else rf"but the answer {lack}\. It may"
    with pytest.raises(ResponseDecodeError, match=said) as caught:
        answered(STARTED, body)
    assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")
    with pytest.raises(ResponseDecodeError, match=r"but the answer has a status that is not documented\. It may"):
        answered(STARTED, b"{}", 202)


# --- documents that say nothing of it ----------------------------------------------------------------------------


def test_a_foreign_document_is_only_contradicted() -> None:
    nothing = Operation[None](**FACTS)
    assert answered(nothing, b"queued", media="text/plain") is None
    assert answered(nothing, b'{"ok":true}') is None
    with pytest.raises(ResponseDecodeError, match="page of HTML"):
        answered(nothing, b"<html>Log in</html>", media="text/html; charset=utf-8")


def test_a_documented_error_under_a_success_is_no_success() -> None:
    told = Operation[Ticket](**FACTS, errors={"4XX": Refusal})
    with pytest.raises(ResponseDecodeError, match="documents as an error") as caught:
        answered(told, b'{"reason":"paid already"}')
    assert caught.value.outcome is Outcome.UNKNOWN
    assert answered(told, b'{"id":"T-1","reason_of":"x"}').id == "T-1"
    assert answered(Operation[Ticket](**FACTS, errors={"4XX": Quiet}), b'{"hint":"x"}').id is UNSET
    assert answered(told, b'{"id":"T-1"}').id == "T-1"


class Failure(Model, kw_only=True):
    name: str
    reason: str


def test_what_an_error_needs_beside_the_proof_is_no_success() -> None:
    told = Operation[Ticket](**FACTS, evidence=PROOF, errors={400: Failure})
    proved = b'{"id":"T-1","result":"OK"'
    for body in (
        proved + b',"name":"E","reason":"failed"}',
        proved + b',"reason":"failed","name":"E","code":"0","x":1}',
    ):
        with pytest.raises(ResponseDecodeError, match="documents as an error") as caught:
            answered(told, body)
        assert (caught.value.outcome, caught.value.advice) == ("unknown", "look")
    assert answered(told, proved + b',"name":"E"}').id == "T-1"
    # What the answer documents as well is no error.
    same = Operation[Ticket](**FACTS, evidence=PROOF, errors={400: Ticket})
    assert answered(same, proved + b',"new":1}').id == "T-1"


def test_a_value_that_means_no() -> None:
    told = Operation[Ticket](**FACTS, evidence=Evidence(addressed="id", denials={"result": ("error", "cancelled")}))
    for word in (b'"OK"', b'"a newer one"', b"null"):
        assert answered(told, b'{"id":"T-1","result":%s}' % word).id == "T-1"
    with pytest.raises(ResponseDecodeError, match="says in result that it was not done"):
        answered(told, b'{"id":"T-1","result":"cancelled"}')


def test_what_is_proved_is_never_an_error_for_an_odd_member() -> None:
    kit = Kit("sync", Script((200, b'{"id":"T-1","result":"OK","code":{"a":1},"new":true}')))
    with pytest.raises(ReissueError):  # {"a": 1} is not "0"
        kit.call(SEND, path=("T-1",))
    odd = Operation[Ticket](**FACTS, evidence=Evidence(addressed="id"))
    assert answered(odd, b'{"id":"T-1","result":7,"code":[]}').id == "T-1"


class Bill(Model, kw_only=True):
    number: str | UnsetType = UNSET
    mine: str | UnsetType = UNSET


CREATE = Operation[Bill](
    id="bills-create",
    method="POST",
    path="/bills",
    effect=Effect.CREATES,
    evidence=Evidence(present=("number",), echoes=("mine",)),
    body=Json(),
)


@pytest.mark.parametrize("sent", [Bill(mine="M-1"), {"mine": "M-1"}])
@pytest.mark.parametrize("told", [b'{"number":"7","mine":"M-1"}', b'{"number":"7"}'])
def test_what_was_made_is_what_was_asked_for(sent: Any, told: bytes) -> None:
    """Where the answer tells it: an answer that leaves the name out is proved by the number alone."""
    assert Kit("sync", Script((201, told))).call(CREATE, body=sent).number == "7"


@pytest.mark.parametrize("sent", [Bill(mine="M-1"), {"mine": "M-1"}])
def test_an_answer_about_what_somebody_else_made(sent: Any) -> None:
    with pytest.raises(ResponseDecodeError, match="about another mine") as caught:
        Kit("sync", Script((201, b'{"number":"7","mine":"M-2"}'))).call(CREATE, body=sent)
    assert (caught.value.outcome, caught.value.advice) == (Outcome.UNKNOWN, "look")


def test_who_named_nothing_is_told_any_name() -> None:
    assert Kit("sync", Script((201, b'{"number":"7","mine":"M-2"}'))).call(CREATE, body=Bill()).mine == "M-2"


UUID = "3FA85F64-5717-4562-B3FC-2C963F66AFA6"


@pytest.mark.parametrize(
    ("asked", "told", "same"),
    [
        (UUID, UUID.lower(), True),  # RFC 9562, 4: read in any case, written in small letters
        (UUID.lower(), UUID, True),
        (UUID.replace("-", ""), UUID.replace("-", "").lower(), True),
        ("R-1", "r-1", False),  # no page of a vendor calls references blind to the case
        ("R-1", "R-1 ", False),
        ("R-1", "R-1", True),
    ],
)
def test_whether_the_case_counts(asked: str, told: str, same: bool) -> None:
    body = b'{"id":"%s","result":"OK"}' % told.encode()
    kit = Kit("sync", Script((200, body)))
    if same:
        assert kit.call(SEND, path=(asked,)).id == told
    else:
        with pytest.raises(ResponseDecodeError, match="about another id"):
            kit.call(SEND, path=(asked,))


# --- each element of a list ----------------------------------------------------------------------------------------

ROWS = Operation[Annotated[list[Ticket], LIST]](
    id="tickets-list",
    method="GET",
    path="/tickets/{id}",
    effect=Effect.READS,
    evidence=Evidence(present=("*/id",)),
)


@pytest.mark.parametrize(
    ("body", "count"), [(b"[]", 0), (b'{"id":"T-1"}', 1), (b'[{"id":"T-1"},{"id":"T-2","more":1}]', 2)]
)
def test_a_list_of_what_was_asked_for(body: bytes, count: int) -> None:
    """An empty one is a whole answer: https://docs.abillify.dev/api/identities/identities-getinvoicesbyidentityreference"""
    assert len(answered(ROWS, body)) == count


@pytest.mark.parametrize(
    "body",
    [b"1", b'"OK"', b'{"hello":"world"}', b'[{"hello":"world"}]', b'[{"id":"T-1"},{}]', b"[1]", b'[{"id":null}]'],
)
def test_a_list_of_anything_else(body: bytes) -> None:
    with pytest.raises(ResponseDecodeError, match=r"does not tell \*/id") as caught:
        answered(ROWS, body)
    assert (caught.value.outcome, caught.value.advice) == ("not happened", "repeat")
