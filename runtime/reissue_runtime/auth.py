# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Security schemes: how credentials get into a request, and how tokens are got and renewed."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from .errors import ConfigurationError, ReissueError, ResponseDecodeError
from .operation import Effect, Form, Operation
from .options import CallOptions
from .secret import Mask, Secret, reveal

if TYPE_CHECKING:
    from .call import Result

Given = tuple[str | Secret | None, ...] | str | Secret | None


class Caller(Protocol):
    """What a login needs of the client: to make an ordinary call without credentials."""

    def __call__(
        self,
        operation: Operation[Any],
        body: object,
        options: CallOptions | None = None,
    ) -> Generator[Any, Any, Result]: ...


class Applied:
    """What credentials add to every request. Blank in every text."""

    __slots__ = ("cookies", "headers", "query")

    def __init__(
        self,
        *,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        query: tuple[tuple[str, str], ...] = (),
        cookies: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.headers = headers
        self.query = query
        self.cookies = cookies

    def __repr__(self) -> str:
        return "<credentials>"


class Scheme:
    """A security scheme of a provider; it holds no credentials. Equal for all clients."""

    arguments: tuple[str, ...] = ()
    """Names of the credentials that it takes, for messages."""

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        """What these credentials add to a request."""
        raise NotImplementedError

    def texts(self, secrets: tuple[Secret, ...]) -> list[str]:
        """What must be masked in texts of others."""
        return [secret.reveal() for secret in secrets]


class ApiKey(Scheme):
    """A key in a header, a query parameter or a cookie."""

    arguments = ("key",)

    def __init__(
        self, name: str, location: Literal["header", "query", "cookie"] = "header"
    ) -> None:
        self.name, self.location = name, location

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        key = secrets[0]
        if self.location == "header":
            return Applied(headers=((self.name.encode("ascii"), _wire(key)),))
        if self.location == "query":
            return Applied(query=((self.name, key.reveal()),))
        if b";" in _wire(key):
            raise ConfigurationError("A credential for a cookie may have no semicolon.")
        return Applied(cookies=((self.name, key.reveal()),))


class Basic(Scheme):
    """HTTP Basic: a user name and a password."""

    arguments = ("username", "password")

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        if ":" in secrets[0].reveal():
            raise ConfigurationError("A user name for HTTP Basic may have no colon.")
        return Applied(headers=((b"Authorization", b"Basic " + self._pair(secrets)),))

    def texts(self, secrets: tuple[Secret, ...]) -> list[str]:
        return [*super().texts(secrets), self._pair(secrets).decode()]

    @staticmethod
    def _pair(secrets: tuple[Secret, ...]) -> bytes:
        from base64 import b64encode

        return b64encode(":".join(secret.reveal() for secret in secrets).encode())


class Bearer(Scheme):
    """A token that the caller has, as ``Authorization: Bearer ...``."""

    arguments = ("token",)

    def __init__(self, prefix: str = "Bearer") -> None:
        self.prefix = prefix

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        return Applied(
            headers=(
                (
                    b"Authorization",
                    f"{self.prefix} ".encode("ascii") + _wire(secrets[0]),
                ),
            )
        )


class Token:
    """A token as a login gave it. Blank in every text."""

    __slots__ = ("expires", "header", "refresh", "text")

    def __init__(
        self,
        text: Secret,
        prefix: str,
        lifetime: float | None = None,
        refresh: Secret | None = None,
    ) -> None:
        self.text = text
        self.header = (b"Authorization", f"{prefix} ".encode("ascii") + _wire(text))
        self.expires = None if lifetime is None else time.monotonic() + lifetime
        """When it runs out, on the clock of time.monotonic; None where the provider does not tell."""
        self.refresh = refresh

    @property
    def spent(self) -> bool:
        """Whether it ran out, or will before a request arrives."""
        return self.expires is not None and time.monotonic() > self.expires

    def __repr__(self) -> str:
        return "<token>"


class TokenScheme(Scheme):
    """A scheme whose token is got by a login: on the first call, when it is spent, and once after a 401."""

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Generator[Any, Any, Token]:
        """Get a token; `last` is the one before. Raises the errors of an ordinary call."""
        raise NotImplementedError


class TokenLogin(TokenScheme):
    """A login operation of the provider exchanges long-lived credentials for a token.

    `token` is the path of the token inside the data of the answer, `fields` the members of the JSON body, which are the
    credentials of the client. `operation` may be a function that returns the descriptor, so that nothing is imported
    early.
    """

    def __init__(
        self,
        operation: Operation[Any] | Callable[[], Operation[Any]],
        *,
        token: str,
        fields: tuple[str, ...],
        prefix: str = "Bearer",
    ) -> None:
        self._operation = operation
        self.token = token
        self.arguments = fields
        self.prefix = prefix

    @property
    def operation(self) -> Operation[Any]:
        if callable(self._operation):
            return self._operation()
        return self._operation

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Generator[Any, Any, Token]:
        operation = self.operation
        result = yield from call(
            operation, Sealed(dict(zip(self.arguments, secrets, strict=True)))
        )
        return Token(_token_in(result, self.token, operation), self.prefix)


class OAuth2(TokenScheme):
    """OAuth 2 client credentials: ``client_id`` and ``client_secret`` for a token of the token endpoint.

    `token_url` is absolute, or relative to the client's server. The credentials go in an Authorization header, or into
    the form where the provider wants them there (`in_form`). A refresh token is used where one is given.
    """

    arguments = ("client_id", "client_secret")

    def __init__(
        self,
        token_url: str,
        *,
        scopes: tuple[str, ...] = (),
        refresh_url: str | None = None,
        in_form: bool = False,
    ) -> None:
        self.scopes, self.in_form = scopes, in_form
        self._token = _token_operation("oauth2-token", token_url)
        self._refresh = (
            _token_operation("oauth2-refresh", refresh_url)
            if refresh_url
            else self._token
        )

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Generator[Any, Any, Token]:
        if last is not None and last.refresh is not None:
            try:
                renewal: dict[str, str | Secret] = {
                    "grant_type": "refresh_token",
                    "refresh_token": last.refresh,
                }
                return (yield from self._ask(self._refresh, call, secrets, renewal))
            except ReissueError:
                pass  # refused or broken: the long-lived credentials are as good
        fields: dict[str, str | Secret] = {"grant_type": "client_credentials"}
        if self.scopes:
            fields["scope"] = " ".join(self.scopes)
        return (yield from self._ask(self._token, call, secrets, fields))

    def _ask(
        self,
        operation: Operation[Any],
        call: Caller,
        secrets: tuple[Secret, ...],
        fields: Mapping[str, str | Secret],
    ) -> Generator[Any, Any, Token]:
        options = None
        if self.in_form:
            fields = {**fields, **dict(zip(self.arguments, secrets, strict=True))}
        else:
            options = CallOptions(
                headers={"Authorization": _client_authorization(secrets)}
            )
        result = yield from call(operation, Sealed(fields), options)
        lifetime, refresh = (
            _member(result.value, "expires_in"),
            _member(result.value, "refresh_token"),
        )
        seconds = (
            float(lifetime)
            if isinstance(lifetime, int | float) and lifetime > 0
            else None
        )
        return Token(
            _token_in(result, "access_token", operation),
            "Bearer",
            None if seconds is None else seconds - min(30.0, seconds / 10),
            Secret(refresh) if isinstance(refresh, str) and refresh else None,
        )


class Sealed:
    """A body of credentials: blank until the encoder opens it."""

    __slots__ = ("_members",)

    def __init__(self, members: Mapping[str, str | Secret]) -> None:
        self._members = members

    def open(self) -> dict[str, str]:
        """The plain members."""
        return {name: reveal(value) for name, value in self._members.items()}

    def __repr__(self) -> str:
        return "<credentials>"


class TokenState:
    """What one client knows of one token scheme: its credentials and the token in force."""

    __slots__ = ("lock", "scheme", "secrets", "token")

    def __init__(
        self, scheme: TokenScheme, secrets: tuple[Secret, ...], lock: Any
    ) -> None:
        self.scheme = scheme
        self.secrets = secrets
        self.token: Token | None = None
        self.lock = lock
        """Held during a login, so that of many calls at once one logs in and the others wait for it."""

    def __repr__(self) -> str:
        return "<token state>"


def secrets_of(name: str, scheme: Scheme, given: Given) -> tuple[Secret, ...] | None:
    """The credentials given for a scheme, checked; None where none are given. Raises ConfigurationError."""
    parts = given if isinstance(given, tuple) else (given,)
    if all(part is None for part in parts):
        return None
    if len(parts) != len(scheme.arguments) or None in parts:
        raise ConfigurationError(
            f"The scheme {name} takes {' and '.join(scheme.arguments)}; not all are given."
        )
    secrets = tuple(Secret(part) for part in parts if part is not None)
    for argument, secret in zip(scheme.arguments, secrets, strict=True):
        _check(argument, secret)
    return secrets


def learn(mask: Mask, scheme: Scheme, secrets: tuple[Secret, ...]) -> None:
    """Let the mask know everything by which these credentials could be recognised."""
    for text in scheme.texts(secrets):
        mask.add(text)


def _check(argument: str, secret: Secret) -> None:
    text = secret.reveal()
    if not text:
        raise ConfigurationError(f"The credential {argument} is empty.")
    if text != text.strip() or any(
        character < " " or character == "\x7f" for character in text
    ):
        del text
        raise ConfigurationError(
            f"The credential {argument} has a line break or a blank at an end: was it read from a file?"
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        text = ""
    if not text:
        raise ConfigurationError(f"The credential {argument} is no valid text.")


def _wire(secret: Secret) -> bytes:
    try:
        return secret.reveal().encode("latin-1")
    except UnicodeEncodeError:
        pass
    raise ConfigurationError(
        "A credential has characters that no HTTP header can carry."
    )


def _client_authorization(secrets: tuple[Secret, ...]) -> str:
    from base64 import b64encode
    from urllib.parse import quote_plus

    # RFC 6749, 2.3.1: both are form-encoded before they are joined.
    return (
        "Basic "
        + b64encode(
            ":".join(quote_plus(secret.reveal()) for secret in secrets).encode()
        ).decode()
    )


def _token_operation(id: str, url: str) -> Operation[Any]:
    return Operation[dict[str, Any]](
        id=id,
        method="POST",
        path="",
        server=url,
        effect=Effect.READS,
        body=Form(),
        envelopes=(),
        security=(),
    )


def _member(value: Any, name: str) -> Any:
    """A member of an object; '*' is the first."""
    if not isinstance(value, dict):
        return None
    members = cast("dict[str, Any]", value)
    return next(iter(members.values()), None) if name == "*" else members.get(name)


def _token_in(result: Result, path: str, operation: Operation[Any]) -> Secret:
    from msgspec import to_builtins

    value: Any = to_builtins(result.value)  # by wire names
    for name in path.split("/"):
        value = _member(value, name)
    if isinstance(value, str) and value:
        return Secret(value)
    value = None
    raise ResponseDecodeError(
        f"The answer to the login {operation.id} has no {path}.",
        operation=operation.id,
        status=result.status,
        attempts=result.attempts,
    )
