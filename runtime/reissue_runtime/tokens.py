# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Tokens that a login gives: got on the first call, renewed when spent or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from .auth import Caller, Scheme, Session
from .body import Hidden
from .errors import (
    APIConnectionError,
    ReissueError,
    ResponseDecodeError,
    refuses_credentials,
)
from .late import boot_clock
from .model import member
from .operation import Operation
from .secret import Mask, Secret
from .steps import Login, Prepared, Result, Steps

REFUSAL_STANDS: Final = 30.0
"""Seconds: many calls with a wrong key are not as many logins, which may lock a user
out.
"""

LATER: Final = 1.0
"""Seconds: a login that was not answered in a shorter time than a call has that waited
for it, says nothing of what becomes of its own.
"""


class Token(Hidden, eq=False):
    """A token as a login gave it."""

    text: Secret
    header: tuple[bytes, bytes]
    """As requests carry it; see `authorization`."""
    lifetime: float = float("inf")
    """Seconds until it runs out; without end where the provider does not tell."""
    refresh: Secret | None = None


class TokenScheme(Scheme):
    """A scheme whose token is got by a login.

    It logs in on the first call, when the token is spent, and once after a 401.
    """

    def login(
        self, call: Caller, secrets: tuple[Secret, ...], last: Token | None
    ) -> Steps[Token]:
        """Get a token; `last` is the one before. Raises the errors of a call."""
        raise NotImplementedError

    def session(
        self,
        secrets: tuple[Secret, ...],
        mask: Mask,
        clock: Callable[[], float],
        lock: Any,
    ) -> Session:
        return TokenSession(self, secrets, mask, clock, lock)


class TokenSession(Hidden, eq=False):
    """What one client knows of a token scheme: its credentials, the token in force."""

    scheme: TokenScheme
    secrets: tuple[Secret, ...]
    mask: Mask
    clock: Callable[[], float]
    lock: Any
    token: Token | None = None
    expires: float = float("inf")
    """When the token runs out, on the clock."""
    failed: ReissueError | None = None
    """Why the last login failed: told to all who waited for it."""
    ran_until: float = 0.0
    """The deadline of the login that failed, on the clock."""
    refused_until: float = 0.0
    """Until when a refusal stands, on the clock: asking again would end alike."""
    logins: int = 0
    """How many have ended, in whatever way."""

    def authorize(self, prepared: Prepared, call: Caller) -> Steps[ReissueError | None]:
        """Give the request the token in force, unless that is spent or was refused."""
        token = self.token
        refused = token is not None and prepared.token is token.header
        if token is None or refused or self.clock() > self.expires:
            steps = self._renew(call, token, self.logins, prepared)
            answer = yield Login(self.lock, steps, prepared.deadline)
            if answer is None:
                return APIConnectionError("Another call's login took too long.")
            if isinstance(answer, ReissueError):
                return answer
            token = cast("Token", answer)
        prepared.token = token.header
        return None

    def _renew(
        self, call: Caller, stale: Token | None, logins: int, prepared: Prepared
    ) -> Steps[Token | ReissueError]:
        """Under the lock: who waited finds what another call got, a token or an error.

        `logins` had ended when this call began to wait, for the request `prepared`.
        """
        deadline, not_after = prepared.deadline, prepared.not_after
        if self.token is not None and self.token is not stale:
            return self.token
        waited = self.logins != logins or self.clock() < self.refused_until
        failed, later = self.failed, deadline - self.ran_until > LATER
        if failed is not None and waited and not (later and failed.status is None):
            return failed
        last, self.token, self.failed = self.token, None, None
        try:
            token = yield from self.scheme.login(call, self.secrets, last or stale)
        except ReissueError as error:
            refused = refuses_credentials(error)
            if refused or not_after is None or boot_clock() <= not_after:
                self.failed, self.ran_until = error.with_traceback(None), deadline
            if refused:
                self.refused_until = self.clock() + REFUSAL_STANDS
            return error
        finally:
            self.logins += 1
        self.mask.add(token.text.reveal())
        self.expires = self.clock() + token.lifetime
        self.token = token
        return token


def token_in(result: Result, path: str, operation: Operation[Any]) -> Secret:
    """The token at a path of wire names. Raises ResponseDecodeError without one."""
    value = member(result.value, path)
    is_text = isinstance(value, str) and value.isascii() and value.isprintable()
    if is_text and value and value == value.strip():
        return Secret(value)
    value = None
    raise ResponseDecodeError(
        f"The answer to the login {operation.id} has no {path} that can be sent.",
        operation=operation.id,
        status=result.reply.status,
        attempts=result.attempts,
    )
