"""Faults on demand: which request fails, and how.

A fault comes from the request header `x-sandbox-fault: name;arg=value;...` or from a rule. Names:

| name | what the client sees | arguments |
|---|---|---|
| `refuse` | the connection dies as soon as the request line is there | |
| `reset_before` | the request is read, nothing is done, the connection is reset | |
| `reset_after` | the effect is done, then the connection is reset without an answer | |
| `cut` | the effect is done, the connection is reset in the middle of the answer | |
| `delay` | a slow answer | `seconds` (1), `after` (false: before the effect) |
| `status` | an error status with the provider's error body | `code` (500), `retry_after`, `after` (false), `code_text` |
| `malformed` | a success that is no JSON | `kind`: truncated, html, text, leading_zero, nan, newline |
| `retype` | a member of the answer changes its type | `path` such as `data/amount`, `to`: string, number, null, list, object, boolean |
| `unknown_enum` | an enum member of the answer has a value that is not documented | `path`, `value` |
| `extra_member` | the answer has members that are not documented | `path`, `name` |
| `missing_member` | a member is missing in the answer | `path` |
| `error_envelope` | an error body inside a 200; nothing is done | `code_text`, `message` |
| `redirect` | a redirect; nothing is done | `code` (302), `to` |
| `empty` | the effect is done, the 200 has no body | `status` (200) |
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .spec import JsonObject

NAMES = (
    "refuse",
    "reset_before",
    "reset_after",
    "cut",
    "delay",
    "status",
    "malformed",
    "retype",
    "unknown_enum",
    "extra_member",
    "missing_member",
    "error_envelope",
    "redirect",
    "empty",
)
MALFORMED = ("truncated", "html", "text", "leading_zero", "nan", "newline")
HEADER = "x-sandbox-fault"


class FaultError(ValueError):
    """A fault that the sandbox does not know."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name and its arguments."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise FaultError(f"no fault is called {self.name!r}; there are {', '.join(NAMES)}")
        kind = self.args.get("kind", "truncated")
        if self.name == "malformed" and kind not in MALFORMED:
            raise FaultError(f"malformed knows the kinds {', '.join(MALFORMED)}, not {kind!r}")
        for name in ("seconds", "code", "status"):
            if name in self.args and (
                isinstance(self.args[name], bool) or not isinstance(self.args[name], (int, float))
            ):
                raise FaultError(f"the argument {name} of the fault {self.name} must be a number")

    @property
    def after(self) -> bool:
        """Whether the effect is done first."""
        return bool(self.args.get("after", False))

    def __str__(self) -> str:
        return ";".join([self.name, *(f"{key}={value}" for key, value in self.args.items())])


def parse(header: str) -> Fault:
    """`status;code=429;retry_after=2` -> Fault. Numbers, true and false are read as such."""
    name, *rest = [part.strip() for part in header.split(";")]
    args: dict[str, Any] = {}
    for part in rest:
        key, equals, text = part.partition("=")
        if not equals:
            raise FaultError(f"{HEADER}: {part!r} is no name=value")
        args[key.strip()] = _typed(text.strip())
    return Fault(name, args)


def _typed(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


@dataclass(slots=True)
class Rule:
    """A fault for the next `times` calls (None: for all) of an operation (`*`: any) of a provider (`*`: any)."""

    provider: str
    operation: str
    fault: Fault
    times: int | None = 1

    def fits(self, provider: str, operation: str) -> bool:
        """Whether the rule is for this call."""
        return self.provider in ("*", provider) and self.operation in ("*", operation) and self.times != 0


class Faults:
    """The rules in force, first added first used."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, provider: str, operation: str, name: str, times: int | None = 1, **args: Any) -> None:
        """Let the next calls fail: `faults.add("abillify", "invoices-resendInvoice", "reset_after")`."""
        if times is not None and times < 1:
            raise FaultError("times must be 1 or more, or None for all calls")
        with self._lock:
            self._rules.append(Rule(provider, operation, Fault(name, args), times))

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
