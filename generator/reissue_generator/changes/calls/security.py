"""Security: schemes, and the ways to authenticate that a document or an operation accepts, as sets of sets.

A requirement is a list of alternatives, and an alternative is a set of schemes with their scopes (OpenAPI, Security
Requirement Object). Who has the credentials of an alternative is let in as long as some alternative asks for no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...document import Document, Node
from ..proofs.schema import canonical, show
from ..record import Log
from ..schemas.words import compare_words

_FLOWS = "flows"
_ADDRESSES = {
    "authorizationUrl": {"implicit", "authorizationCode"},
    "deviceAuthorizationUrl": {"deviceAuthorization"},
    "tokenUrl": {"password", "clientCredentials", "authorizationCode", "deviceAuthorization"},
}
"""The flows that an address is of (OAS, OAuth Flow Object, "Applies To"); to others it means nothing."""
_HINT = "bearerFormat"
_EXCHANGED = "x-reissue-token"
_REFRESH = "refreshUrl"
"""A flow may have it, and is what it was without it (OAS, OAuth Flow Object): who has got tokens so far gets them as before."""

Needs = frozenset[tuple[str, str]]
"""Schemes and their scopes; the scope '' is the scheme itself."""


class Alternative(NamedTuple):
    """One way to authenticate: where it stands, and what it asks for."""

    node: Node
    needs: Needs

    @property
    def schemes(self) -> frozenset[str]:
        """The schemes alone."""
        return frozenset(name for name, scope in self.needs if not scope)

    @property
    def told(self) -> str:
        """What people call it."""
        return " and ".join(credentials_of(self.needs)) or "no credentials"


class Security:
    """Compares requirements. A scheme that is only called otherwise is the same one."""

    def __init__(self, log: Log, old: Document, new: Document) -> None:
        self._log = log
        self._schemes = [_schemes(document) for document in (old, new)]
        self._names = _renamed(*self._schemes)

    def compare(self, old: Node, new: Node, label: str, key: str) -> None:
        """The alternatives of a requirement. Who is still let in by one that asks for no more has lost nothing."""
        before = [_called(each, self._names) for each in _alternatives(old)]
        after = list(_alternatives(new))
        lost = [was for was in before if not any(now.needs <= was.needs for now in after)]
        came = [now for now in after if not any(was.needs <= now.needs for was in before)]
        for was in before:
            now = _counterpart(was, before, after)
            if now is not None and (was in lost or (now in came and now.needs < was.needs)):
                lost, came = ([each for each in ways if each.schemes != was.schemes] for ways in (lost, came))
                self._scopes(was, now, label, key)
        for was in lost:
            text = f"{was.told} alone no longer suffices" if was.needs else "credentials are wanted now"
            self._log.named("security-alternative-removed", label, text, was.node, new, f"{key} {was.told}")
        for now in came:
            text = f"{now.told} is accepted"
            self._log.named("security-alternative-added", label, text, old, now.node, f"{key} {now.told}")

    def _scopes(self, before: Alternative, after: Alternative, label: str, key: str) -> None:
        for name, scope in sorted(before.needs ^ after.needs):
            is_new = (name, scope) in after.needs
            rule = f"security-scope-{'added' if is_new else 'removed'}"
            text = f"the scope '{name} {scope}' is {'needed now' if is_new else 'no longer needed'}"
            self._log.named(rule, label, text, before.node, after.node, f"{key} {name} {scope}")

    def schemes(self, old: Document, new: Document) -> None:
        """Security schemes, matched by their name, else by all that they say."""
        parents = [document.root.get("components").get("securitySchemes") for document in (old, new)]
        before, after = self._schemes
        for name in sorted(before.keys() | after.keys()):
            label = f"security scheme '{name}'"
            if name in before and name in after:
                self._scheme(before[name], after[name], label)
            elif name in before and name not in self._names:
                self._log.removed("security-scheme-removed", label, "is gone", before[name], parents[1])
            elif name in before:
                text = f"is '{self._names[name]}' now, with the same content"
                self._log.changed("security-scheme-renamed", label, text, before[name], after[self._names[name]])
            elif name not in self._names.values():
                self._log.added("security-scheme-added", label, "is new", parents[0], after[name])

    def _scheme(self, old: Node, new: Node, label: str) -> None:
        known = frozenset({*_whole(old), *_whole(new)}) - {_HINT}
        compare_words(self._log, old, new, label, known, deprecated="property")
        was, now = _facts(old), _facts(new)
        different = sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
        if different:
            text = "; ".join(f"{key} {show(was.get(key))} -> {show(now.get(key))}" for key in different)
            self._log.changed("security-scheme-changed", label, text, old, new)
        for rule, flow, text in _flows(old.get(_FLOWS), new.get(_FLOWS)):
            self._log.changed(rule, label, text, old.get(_FLOWS), new.get(_FLOWS), key=f"{flow} {text}")


def _alternatives(node: Node) -> Iterator[Alternative]:
    """The ways to authenticate, each once. No requirement, and an empty list, is the one that asks for nothing."""
    ways: dict[Needs, Node] = {}
    for needed in list(node.items()) or [node]:
        ways.setdefault(needs_of(needed), needed)
    return (Alternative(needed, needs) for needs, needed in ways.items())


def needs_of(needed: Node) -> Needs:
    """The schemes and scopes of one Security Requirement Object."""
    scopes = {(name, str(scope)) for name, child in needed.children() for scope in child.array}
    return frozenset({(name, "") for name in needed.map} | scopes)


def credentials_of(needs: Needs) -> list[str]:
    """The schemes, each with its scopes behind it, as people read them."""
    scopes = {name: ", ".join(sorted(scope for other, scope in needs if other == name and scope)) for name, _ in needs}
    return [f"{name} ({told})" if told else name for name, told in sorted(scopes.items())]


def _counterpart(was: Alternative, before: Sequence[Alternative], after: Sequence[Alternative]) -> Alternative | None:
    """What became of an alternative when scopes changed: the one with its schemes, where no other has them before or now.

    Only one of the alternatives has to be satisfied: where several have the same schemes no scope of one is needed for all.
    """
    old, new = ([way for way in ways if way.schemes == was.schemes] for ways in (before, after))
    return new[0] if len(old) == len(new) == 1 else None


def _called(way: Alternative, names: dict[str, str]) -> Alternative:
    return Alternative(way.node, frozenset((names.get(name, name), scope) for name, scope in way.needs))


# --- schemes


def _schemes(document: Document) -> dict[str, Node]:
    return {
        name: document.found(node) for name, node in document.root.get("components").get("securitySchemes").children()
    }


def _renamed(old: dict[str, Node], new: dict[str, Node]) -> dict[str, str]:
    """Schemes that are gone, by name, and what came with the same content; only where no other could be meant."""
    gone = {name: canonical(_whole(old[name])) for name in old.keys() - new.keys()}
    came = {name: canonical(_whole(new[name])) for name in new.keys() - old.keys()}
    found: dict[str, str] = {}
    for name, told in gone.items():
        there = [other for other, said in came.items() if said == told]
        if len(there) == 1 and list(gone.values()).count(told) == 1:
            found[name] = there[0]
    return found


def _whole(node: Node) -> dict[str, Any]:
    """All that a scheme says but words; extensions are words, unless they say how a token is got."""
    told = node.map.items()
    return {key: value for key, value in told if key == _EXCHANGED or not key.startswith(("description", "x-"))}


def _facts(node: Node) -> dict[str, Any]:
    """What decides how credentials are sent; the names of authentication schemes have no case (RFC 9110, 11.1)."""
    facts = {key: value for key, value in _whole(node).items() if key not in ("deprecated", _FLOWS, _HINT)}
    if isinstance(facts.get("scheme"), str):
        facts["scheme"] = facts["scheme"].lower()
    if facts.get("in") == "header" and isinstance(facts.get("name"), str):
        facts["name"] = facts["name"].lower()
    return facts


def _flows(old: Node, new: Node) -> Iterator[tuple[str, str, str]]:
    """What became of the ways to get a token: rule, flow, and words."""
    before, after = dict(old.children()), dict(new.children())
    for flow in sorted(before.keys() | after.keys()):
        if flow not in before or flow not in after:
            is_new = flow in after
            yield (
                f"security-flow-{'added' if is_new else 'removed'}",
                flow,
                f"flow {flow} is {'new' if is_new else 'gone'}",
            )
            continue
        was, now = (_told_of(flow, side[flow]) for side in (before, after))
        now = {k: v for k, v in now.items() if k != _REFRESH or k in was}
        if was != now:
            yield "security-scheme-changed", flow, f"flow {flow} {show(was)} -> {show(now)}"
        scopes = before[flow].get("scopes").map.keys(), after[flow].get("scopes").map.keys()
        for scope in sorted(scopes[0] ^ scopes[1]):
            fate = "added" if scope in scopes[1] else "removed"
            yield f"security-offer-{fate}", flow, f"scope '{scope}' of {flow} is {'new' if fate == 'added' else 'gone'}"


def _told_of(flow: str, node: Node) -> dict[str, Any]:
    """What a flow says beside its scopes, as far as it means something to it."""
    return {key: value for key, value in node.map.items() if key != "scopes" and flow in _ADDRESSES.get(key, {flow})}
