# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""One tree of errors.

Each tells what happened, whether the effect took place, and what to do next.

    ReissueError
        ConfigurationError        the client is set up in a way that cannot work
        InvalidArgumentError      an argument that must not be sent (also a ValueError)
        APIConnectionError        the provider was not reached; nothing was sent
        OutcomeUnknownError       sent, and no usable answer: it may have happened
        APIStatusError            an answer whose status is not 2xx
            BadRequestError 400, AuthenticationError 401, PermissionDeniedError 403,
            NotFoundError 404, ConflictError 409, UnprocessableEntityError 422,
            RateLimitError 429, InternalServerError 5xx
        ProviderRejectedError     an error inside an answer whose status is 2xx
        ResponseDecodeError       a 2xx whose body cannot be read
        WebhookVerificationError  a webhook that does not prove its sender

All of them pickle, copy and print without secrets: ``body`` and ``detail``, which hold
what the provider wrote, are in no text, and stay behind when an error is pickled.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

E = TypeVar("E", bound="ReissueError")


class Outcome(StrEnum):
    """Whether the effect of a call took place."""

    HAPPENED = "happened"
    NOT_HAPPENED = "not happened"
    UNKNOWN = "unknown"


class Advice(StrEnum):
    """What a program should do about an error."""

    REPEAT = "repeat"
    """Make the same call again."""
    SAME_KEY = "same_key"
    """Make the same call again, with the ``idempotency_key`` of the error."""
    LOOK = "look"
    """Read the object first: the state decides, and a blind repeat could do harm."""
    PERSON = "person"
    """Somebody must change something first: the set-up, a right, or the call itself."""
    STOP = "stop"
    """Do nothing more: it has happened, or must not be acted on."""


class ReissueError(Exception):
    """Base of all errors of the clients."""

    _kind: ClassVar[Advice | None] = None
    """What to do about errors of this class, where the class alone says it."""

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        operation: str = "",
        status: int | None = None,
        request_id: str | None = None,
        attempts: int = 0,
        idempotency_key: str | None = None,
        outcome: Outcome = Outcome.NOT_HAPPENED,
        advice: Advice | None = None,
        verb: str = "",
        reference: str | None = None,
        code: str | None = None,
        provider_message: str | None = None,
        detail: Any = None,
        body: bytes | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.operation = operation
        """operationId of the call; empty where no call was made."""
        self.status = status
        """HTTP status of the last answer."""
        self.request_id = request_id
        """The provider's own name of the request, out of a response header."""
        self.attempts = attempts
        """How many requests were sent or tried."""
        self.idempotency_key = idempotency_key
        """The key that all attempts shared. Give it again to repeat the call safely."""
        self.outcome = outcome
        """Whether the effect happened, did not happen, or is unknown."""
        self.advice = advice or self.advised(outcome, idempotency_key)
        """What to do next. Acting on it never sends twice."""
        self.verb = verb
        """The verb of the facade; empty where a client was called directly."""
        self.reference = reference
        """What the verb was asked to act on: a reference of the caller."""
        self.code = code
        """The provider's own error code."""
        self.provider_message = provider_message
        """The provider's own words."""
        self.detail = detail
        """The error body, typed where it is documented."""
        self.body = body
        """The body as it came."""
        self.reason = reason
        """What the transport or the decoder complained of."""

    @classmethod
    def advised(
        cls, outcome: Outcome, key: str | None, harmless: bool = False
    ) -> Advice:
        """What to do about an error of this class.

        What has happened is left alone, and what may have happened is looked at, unless
        a repeat with the same `key` is `harmless`. Of what has not happened, a fault of
        the call, of the set-up or of a right is for a person; all else is made again,
        with the key where there is one.
        """
        if outcome is Outcome.HAPPENED:
            return Advice.STOP
        unknown = outcome is Outcome.UNKNOWN
        if unknown and not harmless:
            return cls._kind if cls._kind is Advice.STOP else Advice.LOOK
        if cls._kind is not None and not (unknown and cls._kind is Advice.PERSON):
            return cls._kind
        return Advice.REPEAT if key is None else Advice.SAME_KEY

    @property
    def message(self) -> str:
        """One sentence or two: what went wrong, where, and what to do next."""
        return str(self.args[0])

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        kept = {
            name: value
            for name, value in self.__dict__.items()
            if name not in _LEFT_BEHIND
        }
        return _rebuild, (type(self), self.message, kept)

    def __copy__(self) -> Self:
        return _rebuild(type(self), self.message, dict(self.__dict__))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.__copy__()


_LEFT_BEHIND = frozenset({"body", "detail"})


def _rebuild(kind: type[E], message: str, members: dict[str, Any]) -> E:
    error = kind.__new__(kind, message)
    error.detail = error.body = None
    error.__dict__.update(members)
    return error


def refuses_credentials(login: ReissueError) -> bool:
    """Whether a login failed because the provider refused its credentials."""
    status = login.status or 0
    return isinstance(login, ProviderRejectedError) or (
        400 <= status < 500 and status not in (408, 429)
    )


class ConfigurationError(ReissueError):
    """The client is set up in a way that cannot work.

    Its server, a credential, a missing extra. Nothing was sent.
    """

    _kind = Advice.PERSON


class InvalidArgumentError(ReissueError, ValueError):
    """An argument that must not be sent, such as an empty id. Nothing was sent."""

    _kind = Advice.PERSON


class APIConnectionError(ReissueError):
    """The provider was not reached.

    Name not found, refused, TLS, proxy, no free connection; or ``not_after=`` had
    passed. Nothing was sent.
    """


class OutcomeUnknownError(ReissueError):
    """The request may have reached the provider and no usable answer came.

    It may have happened.

    Its ``advice`` is ``repeat`` or ``same_key`` where the call can be made again, and
    ``look`` where the object must be read first: a blind repeat could send or charge
    twice.
    """


class APIStatusError(ReissueError):
    """The provider answered with a status that is not a success."""

    _kind: ClassVar[Advice | None] = Advice.PERSON


class BadRequestError(APIStatusError):
    """400: the provider does not accept the request as it was written."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing, wrong or expired."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials are known but may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such object."""


class ConflictError(APIStatusError):
    """409: the object's state does not allow this, or the same request is under way."""

    _kind = Advice.LOOK


class UnprocessableEntityError(APIStatusError):
    """422: a value is not acceptable."""


class RateLimitError(APIStatusError):
    """429: too many requests."""

    _kind = None


class InternalServerError(APIStatusError):
    """5xx: the provider failed."""

    _kind = None


class ProviderRejectedError(ReissueError):
    """The provider said no inside an answer whose HTTP status was a success."""

    _kind = Advice.PERSON


class ResponseDecodeError(ReissueError):
    """A 2xx came whose body cannot be read.

    ``outcome`` tells whether the effect happened all the same.
    """


class WebhookVerificationError(ReissueError):
    """A webhook that does not prove its sender: do not act on it."""

    _kind = Advice.STOP


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status: int) -> type[APIStatusError]:
    """The class of error for an HTTP status."""
    return _BY_STATUS.get(status) or (
        InternalServerError if status >= 500 else APIStatusError
    )
