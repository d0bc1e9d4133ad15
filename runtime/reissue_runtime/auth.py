# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Security schemes: how credentials get into a request. Each kind is a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, cast

from .body import Hidden
from .errors import ConfigurationError, ReissueError
from .operation import Operation
from .options import CallOptions
from .secret import Mask, Secret
from .steps import Prepared, Result, Steps

GivesToken: TypeAlias = Callable[[], str | Secret]
"""A function of the caller's that gives the token in force."""
Given: TypeAlias = tuple[str | Secret | None, ...] | str | Secret | GivesToken | None


class Applied(Hidden, kw_only=True):
    """What credentials add to every request."""

    headers: tuple[tuple[bytes, bytes], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()


Caller: TypeAlias = Callable[
    [Operation[Any], object, CallOptions | None], Steps[Result]
]
"""What a login needs of the client: an ordinary call, with a body, without credentials.

Driving its steps raises the errors of an ordinary call.
"""


class Session(Protocol):
    """What one client has of a scheme whose credentials are got by a login."""

    def authorize(self, prepared: Prepared, call: Caller) -> Steps[ReissueError | None]:
        """Give the request its token, after a login where one is due.

        A token that the request has already was refused. Returns the error of a login
        that failed.
        """
        ...


class ReadyToken(Hidden, eq=False):
    """A token that the caller has, or a function that gives one for each attempt."""

    given: Any
    prefix: str
    mask: Mask

    def authorize(self, prepared: Prepared, call: Caller) -> Steps[ReissueError | None]:
        yield from ()
        try:
            given = self.given() if callable(self.given) else self.given
            token = Secret(cast("str | Secret", given))
            _check("token", token)
            self.mask.add(token.reveal())
            prepared.token = authorization(self.prefix, token)
        except ConfigurationError as error:
            return error
        except Exception as error:  # noqa: BLE001
            what = type(error).__name__
            return ConfigurationError(
                f"The function that gives the token failed: {what}."
            )
        return None


class Scheme:
    """A security scheme of a provider, for all clients; it holds no credentials."""

    prefix = "Bearer"
    """The word before a token."""

    arguments: tuple[str, ...] = ()
    """Names of the credentials that it takes, for messages."""

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        """What these credentials add to a request."""
        raise NotImplementedError

    def session(
        self,
        secrets: tuple[Secret, ...],
        mask: Mask,
        clock: Callable[[], float],
        lock: Any,
    ) -> Session | None:
        """What logs in with these credentials; None where they are added as they are.

        `mask` learns every token, `clock` gives seconds and never goes back, and `lock`
        is held during a login, so that of many calls at once one logs in.
        """
        return None

    def texts(self, secrets: tuple[Secret, ...]) -> list[str]:
        """What must be masked in texts of others."""
        return [secret.reveal() for secret in secrets]


def is_token(given: Given, scheme: Scheme) -> bool:
    """Whether a ready token is given, in the place of what a scheme gets one for."""
    alone = isinstance(given, (str, Secret)) and len(scheme.arguments) > 1
    return callable(given) or alone


def secrets_of(name: str, scheme: Scheme, given: Given) -> tuple[Secret, ...] | None:
    """The credentials given for a scheme, checked; None where none are given.

    Raises ConfigurationError.
    """
    alone = not isinstance(given, tuple)
    parts = cast("tuple[str | Secret | None, ...]", (given,) if alone else given)
    if all(part is None for part in parts):
        return None
    if len(parts) != len(scheme.arguments) or None in parts:
        needed = " and ".join(scheme.arguments)
        raise ConfigurationError(
            f"The scheme {name} takes {needed}; not all are given."
        )
    secrets = tuple(map(Secret, cast("tuple[str | Secret, ...]", parts)))
    for argument, secret in zip(scheme.arguments, secrets, strict=True):
        _check(argument, secret)
    return secrets


def _check(argument: str, secret: Secret) -> None:
    text = secret.reveal()
    if not isinstance(cast("object", text), str):
        raise ConfigurationError(f"The credential {argument} is a text.")
    if not text:
        raise ConfigurationError(f"The credential {argument} is empty.")
    if text != text.strip() or any(
        character < " " or character == "\x7f" for character in text
    ):
        del text
        raise ConfigurationError(
            f"The credential {argument} has a line break or a blank at an end: "
            "was it read from a file?"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        del text
        raise ConfigurationError(f"The credential {argument} is no valid text.")


def authorization(prefix: str, token: Secret) -> tuple[bytes, bytes]:
    """The header of a token, after a word such as Bearer."""
    return b"Authorization", f"{prefix} ".encode("ascii") + wire(token)


def wire(secret: Secret) -> bytes:
    """A credential as a header carries it. Raises ConfigurationError."""
    if max(secret.reveal(), default="") > "\xff":
        raise ConfigurationError(
            "A credential has characters that no HTTP header can carry."
        )
    return secret.reveal().encode("latin-1")
