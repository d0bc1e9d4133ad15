"""What a client connects with: the servers of an API, their variables, and the credentials that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .models import UNDESCRIBED, Description


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a server: its name as an argument, `wire`, its default, and the values that it may have; () for any.

    As an argument of all servers it has no default (None) where each of them has its own.
    """

    name: str
    wire: str
    default: str | None
    known: tuple[str, ...] = ()
    description: Description = UNDESCRIBED


@dataclass(frozen=True, slots=True)
class Server:
    """A server. `live`: whether real money is behind it, None where nobody says; `ask`: variables that the caller gives."""

    name: str
    url: str
    live: bool | None
    description: Description = UNDESCRIBED
    ask: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Credential:
    """One argument of the constructor."""

    name: str
    wire: str
    description: Description = UNDESCRIBED


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme. `kind` is ApiKey, Basic, Bearer, MutualTls, TokenLogin or OAuth2 of the runtime."""

    wire: str
    kind: str
    options: tuple[tuple[str, Any], ...]
    credentials: tuple[Credential, ...]
    login: tuple[str, str] | None = None
