"""Idempotency keys: the answer to a call is kept, and given again to the next call with the same key.

As the vendors' pages have it: a key is one of a kind within the account (or, where the document says so, the operation),
whatever the next call asks for. What was answered first is bound, a failure too unless the document binds successes only;
what was refused before it was processed (no credential, input that is not valid) binds nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from .call import Answer, Call
from .spec import Operation

DEFAULT_RETENTION = 24 * 3600
GATEWAY = frozenset({502, 503, 504})
"""What a proxy says that never reached the provider, or lost its answer: nothing that the provider could remember."""
UNPROCESSED = frozenset({400, 401, 403, 408, 429})
"""Refusals before a call is processed."""


def key_of(operation: Operation, headers: Mapping[str, str]) -> str | None:
    """The key of a call, if its provider takes one as a header and one was sent."""
    rule = operation.idempotency
    return headers.get(str(rule["name"]).lower()) if rule is not None and rule.get("in") == "header" else None


def kept_answer(call: Call, key: str) -> Answer | None:
    """The answer that an earlier call with this key got, whatever path or body that call had."""
    known = call.state.keys.get(_slot(call, key))
    if known is None or known["until"] <= call.now:
        return None
    return Answer(
        known["status"], known["body"], effect=False, empty=known["empty"], invented=known.get("invented", "")
    )


def keep(call: Call, key: str, answer: Answer) -> None:
    """Remember an answer for as long as the document says."""
    rule = call.operation.idempotency or {}
    if rule.get("binds") == "success" and answer.status >= 400:
        return
    call.state.keys[_slot(call, key)] = {
        "until": call.now + seconds_of(str(rule.get("retention"))),
        "status": answer.status,
        "body": answer.body,
        "empty": answer.empty,
        "invented": answer.invented,
    }
    call.state.changed()


def is_bound(status: int) -> bool:
    """Whether an answer with this status is the provider's own, given to a call that it has begun to process."""
    return status not in GATEWAY | UNPROCESSED


def _slot(call: Call, key: str) -> str:
    """Where a key is kept: by provider and account, whose name is not written down, as it may be a real one."""
    scope = call.operation.id if (call.operation.idempotency or {}).get("scope") == "operation" else ""
    account = hashlib.sha256(call.account.encode()).hexdigest()[:16]
    return f"{call.spec.provider} {account} {scope} {key}"


def seconds_of(duration: str) -> int:
    """`PT24H` or `P1DT30M` in seconds; a day where there is none."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration)
    if found is None:
        return DEFAULT_RETENTION
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (86400, 3600, 60, 1), strict=True))
