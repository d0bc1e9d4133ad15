"""Idempotency keys: the answer to a call is kept, and given again to the next call with the same key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from .call import Answer, Call, Refused
from .spec import Operation

DEFAULT_RETENTION = 24 * 3600


def key_of(operation: Operation, headers: Mapping[str, str]) -> str | None:
    """The key of a call, if its provider takes one as a header and one was sent."""
    rule = operation.idempotency
    return headers.get(str(rule["name"]).lower()) if rule is not None and rule.get("in") == "header" else None


def kept_answer(call: Call, key: str) -> Answer | None:
    """The answer that an earlier call with this key got. Raises Refused where that call had another body."""
    known = call.state.keys.get(_slot(call, key))
    if known is None or known["until"] <= call.now:
        return None
    if known["digest"] != _digest(call):
        raise Refused(409, "idempotency_key_reused", "this idempotency key was used with another body")
    return Answer(known["status"], known["body"], effect=False, empty=known["empty"])


def keep(call: Call, key: str, answer: Answer) -> None:
    """Remember an answer for as long as the document says."""
    if answer.status == 400:  # the result is kept only once the input was found good
        return
    retention = str(call.operation.idempotency and call.operation.idempotency.get("retention"))
    call.state.keys[_slot(call, key)] = {
        "digest": _digest(call),
        "until": call.now + seconds_of(retention),
        "status": answer.status,
        "body": answer.body,
        "empty": answer.empty,
    }
    call.state.changed()


def _slot(call: Call, key: str) -> str:
    return f"{call.spec.provider} {call.operation.method} {call.operation.id} {list(call.path.values())} {key}"


def _digest(call: Call) -> str:
    return hashlib.sha256(json.dumps(call.body, sort_keys=True, default=str).encode()).hexdigest()


def seconds_of(duration: str) -> int:
    """`PT24H` or `P1DT30M` in seconds; a day where there is none."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration)
    if found is None:
        return DEFAULT_RETENTION
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (86400, 3600, 60, 1), strict=True))
