"""Faults on demand: which request fails, and how.

A fault comes from the request header `x-sandbox-fault: name;arg=value;...` or from a rule. Names:

| name | what the client sees | arguments |
|---|---|---|
| `refuse` | the connection dies as soon as the request line is there | |
| `reset_before` | the request is read, nothing is done, the connection is reset | |
| `reset_after` | the effect is done, then the connection is reset without an answer | |
| `cut` | the effect is done, the connection is reset in the middle of the answer | |
| `delay` | a slow answer | `seconds` (1; 120 at most), `after` (false: before the effect) |
| `status` | an error status with the provider's error body; a 500 or a 409 uses an idempotency key up as the provider says, a 502 to 504 does not | `code` (500), `retry_after`, `after` (false), `code_text`, `binds` |
| `malformed` | a success that is no JSON | `kind`: truncated, html, login (a page to log in), text, leading_zero, nan, newline; `after` (true) |
| `retype` | a member of the answer changes its type | `path` such as `data/amount`, `to`: string, number, null, list, object, boolean |
| `unknown_enum` | an enum member of the answer has a value that is not documented | `path`, `value` |
| `set` | a member of the answer has another value | `path`, `value` |
| `extra_member` | the answer has members that are not documented | `path`, `name` |
| `missing_member` | a member is missing in the answer | `path` |
| `partly_paid` | the answer shows an invoice of which a part is paid, where the provider knows such | |
| `ticket` | the ticket of a job says that the job failed | `result` (ERROR), `resultcode` (1), `after` (false: nothing was done) |
| `body` | another JSON body under the documented status | `value` ({}), `after` (false: nothing was done) |
| `error_envelope` | an error body inside a 200; nothing is done | `code_text`, `message` |
| `redirect` | a redirect; nothing is done | `code` (302), `to` |
| `empty` | no body | `status` (200), `after` (true: the effect is done) |
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .spec import JsonObject

MALFORMED = ("truncated", "html", "login", "text", "leading_zero", "nan", "newline")
RETYPED = ("string", "number", "null", "list", "object", "boolean")
HEADER = "x-sandbox-fault"
LONGEST_DELAY = 120.0


class FaultError(ValueError):
    """A fault that the sandbox does not know, or that the call at hand cannot have."""


def _number(low: float, high: float, *, whole: bool = True) -> Callable[[Any], str]:
    def wrong(value: Any) -> str:
        is_number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        fits = is_number and math.isfinite(value) and low <= value <= high
        return "" if fits else f"must be a {'whole ' if whole else ''}number from {low:g} to {high:g}"

    return wrong


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _text(value: Any) -> str:
    # Some of them become headers: no control characters, and nothing beyond what HTTP can carry.
    fits = isinstance(value, (str, int, float)) and re.fullmatch(r"[ -~]{1,500}", str(value))
    return "" if fits else "must be a text of 1 to 500 printable ASCII characters"


def _one_of(*values: str) -> Callable[[Any], str]:
    return lambda value: "" if value in values else f"must be one of {', '.join(values)}"


def _json(value: Any) -> str:
    try:
        json.dumps(value, allow_nan=False).encode()
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError):
        return "must be JSON"
    return ""


_ERROR = _number(400, 599)
ARGUMENTS: dict[str, dict[str, Callable[[Any], str]]] = {
    "refuse": {},
    "reset_before": {},
    "reset_after": {},
    "cut": {},
    "delay": {"seconds": _number(0, 1e9, whole=False), "after": _flag},
    "status": {"code": _ERROR, "retry_after": _text, "after": _flag, "code_text": _text, "binds": _flag},
    "malformed": {"kind": _one_of(*MALFORMED), "after": _flag},
    "retype": {"path": _text, "to": _one_of(*RETYPED)},
    "unknown_enum": {"path": _text, "value": _json},
    "set": {"path": _text, "value": _json},
    "extra_member": {"path": _text, "name": _text},
    "missing_member": {"path": _text},
    "partly_paid": {},
    "ticket": {"result": _text, "resultcode": _text, "after": _flag},
    "body": {"value": _json, "after": _flag},
    "error_envelope": {"code_text": _text, "message": _text},
    "redirect": {"code": _number(300, 399), "to": _text},
    "empty": {"status": _number(200, 599), "after": _flag},
}
"""Every fault with its arguments; each argument with what is wrong about a value (nothing: an empty text)."""
NAMES = tuple(ARGUMENTS)
NEEDED = {"set": ("path", "value")}
DONE_FIRST = ("malformed", "empty")
"""Faults that strike after the effect unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name and its arguments. Raises FaultError for what there is not."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        known = ARGUMENTS.get(self.name)
        if known is None:
            raise FaultError(f"no fault is called {self.name!r}; there are {', '.join(NAMES)}")
        for name, value in self.args.items():
            if name not in known:
                listed = ", ".join(known) or "none"
                raise FaultError(f"the fault {self.name} has no argument {name!r}; it has {listed}")
            if wrong := known[name](value):
                raise FaultError(f"the argument {name} of the fault {self.name} {wrong}")
        for name in NEEDED.get(self.name, ()):
            if name not in self.args:
                raise FaultError(f"the fault {self.name} needs the argument {name}")

    @property
    def after(self) -> bool:
        """Whether the effect is done first."""
        return bool(self.args.get("after", self.name in DONE_FIRST))

    def __str__(self) -> str:
        return ";".join([self.name, *(f"{key}={_shown(value)}" for key, value in self.args.items())])


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def parse(header: str) -> Fault:
    """`status;code=429;retry_after=2` -> Fault. Numbers, true, false and a `value` that is JSON are read as such."""
    name, *rest = [part.strip() for part in header.split(";")]
    args: dict[str, Any] = {}
    for part in rest:
        key, equals, text = part.partition("=")
        if not equals:
            raise FaultError(f"{HEADER}: {part!r} is no name=value")
        args[key.strip()] = _typed(key.strip(), text.strip())
    return Fault(name, args)


def _typed(key: str, text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        return float(text) if "." in text else int(text)
    if key == "value" and (text[:1] in ("{", "[", '"') or text == "null"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise FaultError(f"{HEADER}: the value is no JSON; it cannot hold a semicolon") from None
    return text


@dataclass(slots=True)
class Rule:
    """A fault for the next `times` calls (None: for all) of an operation (`*`: any) of a provider (`*`: any)."""

    provider: str
    operation: str
    fault: Fault
    times: int | None = 1

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise FaultError("times must be 1 or more, or None for all calls")

    def fits(self, provider: str, operation: str) -> bool:
        """Whether the rule is for this call."""
        return self.provider in ("*", provider) and self.operation in ("*", operation) and self.times != 0


class Faults:
    """The rules in force, first added first used.

    `check` is given provider and operation of a rule (`*`: any), and raises FaultError where no call could fit them.
    """

    def __init__(self, check: Callable[[str, str], None]) -> None:
        self._check = check
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, provider: str, operation: str, name: str, /, times: int | None = 1, **args: Any) -> None:
        """Let the next calls fail: `faults.add("abillify", "invoices-resendInvoice", "reset_after")`.

        - provider, operation: A provider of this sandbox and the id of one of its operations; `*` is any.
        - name: One of `NAMES`, with its arguments as further ones.
        - times: For how many calls; None for all.

        Raises FaultError for a provider, operation, fault or argument that there is not.
        """
        self.add_rule(Rule(provider, operation, Fault(name, args), times))

    def add_rule(self, rule: Rule) -> None:
        """The same with a rule that is made."""
        self._check(rule.provider, rule.operation)
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._rules.clear()

    def take(self, provider: str, operation: str, header: str | None) -> Fault | None:
        """The fault for a call: that of its header, else that of the first fitting rule, which is used up by one."""
        if header:
            return parse(header)
        with self._lock:
            for rule in self._rules:
                if rule.fits(provider, operation):
                    if rule.times is not None:
                        rule.times -= 1
                    self._rules = [kept for kept in self._rules if kept.times != 0]
                    return rule.fault
        return None

    def dump(self) -> list[JsonObject]:
        """The rules as JSON data."""
        with self._lock:
            return [
                {"provider": rule.provider, "operation": rule.operation, "fault": str(rule.fault), "times": rule.times}
                for rule in self._rules
            ]
