# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Addresses that only some APIs have: servers with variables, links out of answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from .address import VARIABLE, ServerBase, is_loopback, origin, problem_of
from .errors import ConfigurationError

_FIT: Final = re.compile(r"[A-Za-z0-9._~:/\[\]-]*").fullmatch
_HEAD: Final = re.compile(r"[^/]*://[^/]*")
"""The scheme and the host of an address."""


class VariableServer(ServerBase):
    """Base of the generated ``Server`` enums where an address has {variables}."""

    def at(self, **variables: str) -> str:
        """The address with its {variables} filled in.

        Such as ``Server.PRODUCTION.at(production_host="acme.example")``.

        Raises ConfigurationError for a variable that is missing, unknown or not fit for
        an address.
        """
        names = set(VARIABLE.findall(self.value))
        if wrong := names ^ set(variables):
            missing = ", ".join(sorted(names)) or "none"
            raise ConfigurationError(
                f"{self.name} takes the variables: {missing}. "
                f"Wrong here: {', '.join(sorted(wrong))}."
            )
        for name, value in variables.items():
            if not _fits(self.value, name, value):
                raise ConfigurationError(
                    f"{self.name}: the variable {name} has what no address has there."
                )
        return VARIABLE.sub(lambda found: variables[found[1]], self.value)


def filled(
    server: str,
    variables: Mapping[str, tuple[str | None, tuple[str, ...]]],
    defaults: Mapping[str, Mapping[str, str]] = {},
) -> str:
    """A base address with its {variables} filled in, as far as it has them.

    Each comes with the values that the document lists; none: any. One that is None has
    the default of this server, if there is one. Raises ConfigurationError.
    """
    template = server
    for name, (given, known) in variables.items():
        value = defaults.get(template, {}).get(name) if given is None else given
        if value is None or f"{{{name}}}" not in template:
            continue
        if (known and value not in known) or not _fits(template, name, value):
            choices = f"one of {', '.join(known)}" if known else "fit for an address"
            what = f"The variable {name} of the server has to be {choices}."
            raise ConfigurationError(what)
        server = server.replace(f"{{{name}}}", value)
    return f"{server}"  # of a member of an enumeration the plain text


def _fits(template: str, name: str, value: str) -> bool:
    """Whether a value can stand for a variable of an address.

    A slash ends the host, so that none stands before or in it; dots alone would lead
    out of the path. Nothing at all is no host.
    """
    head = _HEAD.match(template)
    if head is not None and f"{{{name}}}" in head[0]:
        host = head[0].partition("://")[2].partition(":")[0]
        if "/" in value or not host.replace(f"{{{name}}}", value):
            return False
    return bool(_FIT(value)) and not {".", ".."} & set(value.split("/"))


class Link(Struct, frozen=True):
    """The whole address of a call, as an earlier answer gave it."""

    url: str
    hosts: tuple[str, ...] = ()
    """The hosts that it may name, beside that of the client's server."""

    def refused(self, server: str) -> str | None:
        """Why a client of this server may not call it; None where it may.

        A client that is pointed at this machine never leaves it.
        """
        if problem := problem_of(self.url):
            return problem
        allowed = [origin(server)]
        if not is_loopback(server):
            allowed += [f"https://{host}" for host in self.hosts]
        here, known = origin(self.url), " and ".join(allowed)
        if here in allowed:
            return None
        return f"names {here}, and credentials are sent only to {known}"
