"""The errors of the facade: the tree of the clients, and one more for what a provider cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reissue_runtime.errors import Advice as Advice
from reissue_runtime.errors import APIConnectionError as APIConnectionError
from reissue_runtime.errors import APIStatusError as APIStatusError
from reissue_runtime.errors import AuthenticationError as AuthenticationError
from reissue_runtime.errors import BadRequestError as BadRequestError
from reissue_runtime.errors import ConfigurationError as ConfigurationError
from reissue_runtime.errors import ConflictError as ConflictError
from reissue_runtime.errors import InternalServerError as InternalServerError
from reissue_runtime.errors import InvalidArgumentError as InvalidArgumentError
from reissue_runtime.errors import NotFoundError as NotFoundError
from reissue_runtime.errors import Outcome as Outcome
from reissue_runtime.errors import OutcomeUnknownError as OutcomeUnknownError
from reissue_runtime.errors import PermissionDeniedError as PermissionDeniedError
from reissue_runtime.errors import ProviderRejectedError as ProviderRejectedError
from reissue_runtime.errors import RateLimitError as RateLimitError
from reissue_runtime.errors import ReissueError as ReissueError
from reissue_runtime.errors import ResponseDecodeError as ResponseDecodeError
from reissue_runtime.errors import UnprocessableEntityError as UnprocessableEntityError
from reissue_runtime.errors import WebhookVerificationError as WebhookVerificationError


class UnsupportedOperationError(ReissueError):
    """The provider's API has no such verb. Nothing was sent.

    ``operation`` is the verb that was asked for, ``supported`` are the verbs that this provider has.
    """

    _kind = Advice.PERSON
    supported: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, provider: str, verb: str, supported: Sequence[str], instead: Mapping[str, str]
    ) -> UnsupportedOperationError:
        """The error for one verb; `instead` holds, by verb, what to do in its place."""
        advice = f" Instead: {instead[verb]}." if verb in instead else ""
        text = f"{provider} has no verb {verb!r}.{advice} It has: {', '.join(supported)}."
        error = cls(text, provider=provider, operation=verb, advice=Advice.PERSON)
        error.supported = tuple(supported)
        return error


def nearest(name: str, names: Iterable[str]) -> str:
    """A question for an error text, with a blank before it, where one of `names` is likely to be meant; else nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(names), n=1)
    return f" Did you mean {found[0]!r}?" if found else ""
