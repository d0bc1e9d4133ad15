# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""A login operation of the provider's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .auth import Caller, authorization
from .body import Sealed
from .operation import Operation
from .secret import Secret
from .steps import Steps
from .tokens import Token, TokenScheme, token_in


class TokenLogin(TokenScheme):
    """An operation of the provider exchanges long-lived credentials for a token.

    `token` is the path of the token inside the data of the answer, `fields` the members
    of the JSON body, which are the credentials of the client. `operation` returns the
    descriptor, so that nothing is imported early.
    """

    def __init__(
        self,
        operation: Callable[[], Operation[Any]],
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
        """The descriptor of the login."""
        return self._operation()

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Steps[Token]:
        operation = self.operation
        body = Sealed(dict(zip(self.arguments, secrets, strict=True)))
        result = yield from call(operation, body, None)
        token = token_in(result, self.token, operation)
        return Token(token, authorization(self.prefix, token))
