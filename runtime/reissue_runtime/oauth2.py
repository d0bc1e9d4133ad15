# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""OAuth 2, client credentials."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from .auth import Caller, authorization
from .body import Sealed
from .errors import ReissueError
from .forms import Form
from .model import member
from .operation import Effect, Operation
from .options import CallOptions
from .secret import Secret
from .steps import Steps
from .tokens import Token, TokenScheme, token_in


class OAuth2(TokenScheme):
    """``client_id`` and ``client_secret`` for a token of the token endpoint.

    `token_url` is absolute, or relative to the client's server. The credentials go in
    an Authorization header, or into the form where the provider wants them there
    (`in_form`). A refresh token is used where one is given.
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
        self._token = _operation("oauth2-token", token_url)
        self._refresh = (
            _operation("oauth2-refresh", refresh_url) if refresh_url else self._token
        )

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Steps[Token]:
        if last is not None and last.refresh is not None:
            renewal: dict[str, str | Secret] = {
                "grant_type": "refresh_token",
                "refresh_token": last.refresh,
            }
            try:
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
    ) -> Steps[Token]:
        options = None
        if self.in_form:
            fields = {**fields, **dict(zip(self.arguments, secrets, strict=True))}
        else:
            options = CallOptions(headers={"Authorization": _authorization(secrets)})
        result = yield from call(operation, Sealed(fields), options)
        refresh = member(result.value, "refresh_token")
        token = token_in(result, "access_token", operation)
        return Token(
            token,
            authorization("Bearer", token),
            _lifetime(member(result.value, "expires_in")),
            Secret(refresh) if isinstance(refresh, str) and refresh else None,
        )


def _lifetime(seconds: object) -> float:
    """How long the token is used: a bit less than it lives, as requests take time."""
    if not isinstance(seconds, int | float) or seconds <= 0:
        return float("inf")
    return seconds - min(30.0, seconds / 10)


def _authorization(secrets: tuple[Secret, ...]) -> str:
    # RFC 6749, 2.3.1: both are form-encoded before they are joined.
    pair = ":".join(quote_plus(secret.reveal()) for secret in secrets)
    return f"Basic {b64encode(pair.encode()).decode()}"


def _operation(id: str, url: str) -> Operation[Any]:
    # RFC 6749, 3.2: the query of the endpoint is retained.
    server, mark, query = url.partition("?")
    return Operation[dict[str, Any]](
        id=id,
        method="POST",
        path=mark + query,
        server=server,
        effect=Effect.READS,
        body=Form(),
        envelopes=(),
        security=(),
    )
