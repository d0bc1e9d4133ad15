"""What breaks callers of the methods of a package, of its client and of its events: arguments that are given, results that are read."""

from __future__ import annotations

from collections.abc import Mapping

from ..calls.servers import same_server
from ..documents import Edition, nodes_at
from ..proofs.schema import REQUEST
from ..record import Log, quoted
from ..schemas.pair import became
from .places import Places, Spot, Spots
from .surface import NONE, UNSET, Argument, Call, Fits, Surface, Type, shown, without

Renamed = Mapping[str, str]
"""New names by old ones."""


class Calls:
    """Compares what can be called. The old surface has the new names of models already."""

    def __init__(self, log: Log, editions: tuple[Edition, Edition], surfaces: tuple[Surface, Surface]) -> None:
        self._log, self._old, self._new = log, surfaces[0], surfaces[1]
        self._given = Fits(self._old.names, self._new.names)
        self._read = Fits(self._new.names, self._old.names)
        self._editions = editions
        self._spots = Spots(editions)

    def compare(self, called: Renamed, arguments: Mapping[str, Renamed]) -> None:
        """Write down what breaks callers. `called`: what methods are called now; `arguments`: the same of theirs, by method."""
        self._client()
        left = set(self._new.calls)
        for name, call in sorted(self._old.calls.items()):
            now = name if name in self._new.calls else called.get(name, name)  # a name that is still there is itself
            left.discard(now)
            self._call(name, now, call, arguments.get(name, {}))
        for name in sorted(left):
            self._note("method-added", name, self._spot(name, name).whole, "is new")
        self._log.scope = None
        self._events()

    # --- the client

    def _client(self) -> None:
        before, after = self._old.made_with, self._new.made_with
        for name in sorted(before.keys() | after.keys()):
            was, now, label = before.get(name), after.get(name), f"{self._new.client}({name}=)"
            places = nodes_at(*self._editions, *self._holder(name))
            if (rule := _credential_rule(was, now)) is not None:
                self._log.named(rule[0], label, rule[1], *places, name)
            if was is not None and now is not None:
                types = (without(each.type, NONE) for each in (was, now)) if rule else (was.type, now.type)
                kind, text = self._kind(*types)
                if kind:
                    self._log.named(f"python-credential-type-{kind}", label, text, *places, f"{name} {text}")
        servers = nodes_at(*self._editions, "servers")
        renamed = _servers_renamed(*self._editions)
        for name in sorted(self._old.servers - self._new.servers - renamed.keys()):
            self._log.named("python-server-removed", f"Server.{name}", "is gone", *servers, name)
        for name in sorted(self._new.servers - self._old.servers - set(renamed.values())):
            self._log.named("python-server-added", f"Server.{name}", "is new", *servers, name)

    def _holder(self, name: str) -> tuple[str, ...]:
        """Where an argument of the client stands: with the credentials, with the servers, or, a version, in any operation."""
        apis = [edition.api for edition in self._editions]
        if name in {one.name for api in apis for scheme in api.schemes for one in scheme.credentials}:
            return ("components", "securitySchemes")
        return ("paths",) if name == "api_version" else ("servers",)

    # --- methods

    def _call(self, was: str, now: str, before: Call, renamed: Renamed) -> None:
        after, spot = self._new.calls.get(now), self._spot(was, now)
        if after is None:
            self._note("method-removed", was, spot.whole, "is gone")
        elif before != after:
            self._arguments(now, spot, before, after, renamed)
            self._result(now, spot, before.result, after.result)

    def _spot(self, was: str, now: str) -> Spot:
        """A method in both documents; from here on, what is written down belongs to its operation."""
        spot = self._spots.method(was, now)
        if (found := spot.found[1] or spot.found[0]) is not None:
            self._log.operation(found.identity, found.name)
        return spot

    def _arguments(self, name: str, spot: Spot, before: Call, after: Call, renamed: Renamed) -> None:
        left = dict(after.arguments)
        renamed = {was: new for was, new in renamed.items() if was not in left}  # a name that is still there is itself
        for argument in before.arguments.values():
            target = renamed.get(argument.name, argument.name)
            other = left.pop(target, None)
            if other is not None and target != argument.name:
                text = f"the argument '{argument.name}' is '{target}' now"
                self._note("argument-renamed", name, spot.argument(argument.name, target), text)
            self._argument(name, spot, argument, other)
        for argument in left.values():
            kind, must = ("required-", " and must be given") if argument.required else ("", "")
            label, places = f"{name}({argument.name}=)", spot.argument(now=argument.name)
            self._note(f"{kind}argument-added", label, places, f"is new{must}")
        stay = [renamed.get(each, each) for each in before.positional if renamed.get(each, each) in after.arguments]
        if after.positional[: len(stay)] != stay:
            text = f"positional arguments {quoted(before.positional)} -> {quoted(after.positional)}"
            self._note("arguments-reordered", name, spot.whole, text)

    def _argument(self, name: str, spot: Spot, before: Argument, after: Argument | None) -> None:
        places = spot.argument(before.name, after.name if after else "")
        if after is None:
            kind = "required-" if before.required else ""
            self._note(f"{kind}argument-removed", f"{name}({before.name}=)", places, "is gone")
            return
        label, was, now = f"{name}({after.name}=)", before.type, after.type
        if before.required != after.required:
            word, text = became(REQUEST, after.required)
            self._note(f"argument-became-{word}", label, places, text)
            was, now = without(was, UNSET), without(now, UNSET)
        kind, text = self._kind(was, now)
        if kind:
            self._note(f"argument-{kind}", label, places, text)

    def _kind(self, before: Type, after: Type) -> tuple[str, str]:
        """How the type of an argument changed for those who give it, and in which words; '' where it did not."""
        given, back = self._given(before, after), self._read(after, before)
        kind = ("" if back else "widened") if given else "narrowed" if back else "changed"
        return kind, f"{shown(before)} -> {shown(after)}"

    def _result(self, label: str, spot: Spot, before: Type, after: Type) -> None:
        read, back = self._read(after, before), self._given(before, after)
        if not (read and back):
            kind = "narrowed" if read else "widened" if back else "changed"
            self._note(f"result-{kind}", label, spot.answers, f"returns {shown(before)} -> {shown(after)}")

    # --- events

    def _events(self) -> None:
        old, new = self._old.functions, self._new.functions
        for name in sorted(old.keys() | new.keys()):
            was, now, label, spot = old.get(name), new.get(name), f"webhooks.{name}", self._spots.event(name)
            if was is None or now is None:
                kind, told = ("added", "is new") if was is None else ("removed", "is gone")
                self._note(f"event-{kind}", label, spot.whole, told)
            elif was != now:
                self._arguments(label, spot, was, now, {})
                self._result(label, spot, was.result, now.result)

    def _note(self, rule: str, label: str, places: Places, text: str) -> None:
        self._log.named(f"python-{rule}", label, text, *places, f"{label} {text}")


def _servers_renamed(old: Edition, new: Edition) -> dict[str, str]:
    """What members of the enum of servers are called now."""
    same = ((each, same_server(each, old.api.servers, new.api.servers)) for each in old.api.servers)
    return {was.name: now.name for was, now in same if now is not None}


def _credential_rule(was: Argument | None, now: Argument | None) -> tuple[str, str] | None:
    """Rule and words for an argument of the client; None where what must be given is as before."""
    if was is None and now is not None:
        return f"python-{'required-' if now.required else ''}credential-added", "is new"
    if was is not None and now is None:
        return f"python-{'required-' if was.required else ''}credential-removed", "is gone"
    if was is None or now is None or was.required == now.required:
        return None
    word, text = became(REQUEST, now.required)
    return f"python-credential-became-{word}", text
