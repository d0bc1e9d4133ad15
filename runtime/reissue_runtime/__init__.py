# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""The runtime of the generated clients: how a call is built, sent, repeated and read.

What every client needs, from the ground up:

    contract                  what emitted code may rely on, as one number
    errors, secret, drift     one tree of errors; credentials that do not show
    model                     what emitted models are made of
    exact                     what Python would write otherwise than it was sent
    mend, shape, parts, reader, decode
                              JSON to typed values, leniently
    problem                   what a provider says of a failure
    encode, body              arguments to text, bodies to JSON
    operation, provider       what is known of a call and of its provider: pure data
    retry                     when a call is repeated: a table
    late                      up to when a request may begin, and the clock for it
    options                   what a caller may choose
    steps                     what is to be done for a call, and what came of it
    auth                      how credentials get into a request
    request, context          what is the same for every call, and what is not
    verdict, answers          answer -> value or error
    call                      one logical call, without I/O
    quiet, connections, download, transport
                              the only ones that know of httpx
    client, resource          what emitted classes build on

A tree carries the others where its API needs them, as emitted code names them: forms,
multipart, multipart_items, raw, files; media; xml; additional, constants, rows; deprecation; evidence, no_content; headers, cookies, styles; idempotency; envelope;
pagination; api_key, basic, bearer, token_login, oauth2; webhooks, signatures, rsa; urls;
extras. What callers choose: aiohttp, recorder, testing.

Nothing is imported until it is used; importing an error imports errors alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .drift import Drift, DriftEvent
    from .errors import (
        Advice,
        APIConnectionError,
        APIStatusError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        InternalServerError,
        InvalidArgumentError,
        NotFoundError,
        Outcome,
        OutcomeUnknownError,
        PermissionDeniedError,
        ProviderRejectedError,
        RateLimitError,
        ReissueError,
        ResponseDecodeError,
        UnprocessableEntityError,
        WebhookVerificationError,
    )
    from .late import boot_clock
    from .model import UNSET, Model, UnsetType, undocumented
    from .operation import Effect, Operation
    from .options import AsyncClientOptions, CallOptions, ClientOptions, Response
    from .retry import RetryPolicy
    from .secret import Secret

_HOME = {
    "client": ("AsyncClient", "Client"),
    "drift": ("Drift", "DriftEvent"),
    "late": ("boot_clock",),
    "model": ("UNSET", "Model", "UnsetType", "undocumented"),
    "operation": ("Effect", "Operation"),
    "options": ("AsyncClientOptions", "CallOptions", "ClientOptions", "Response"),
    "retry": ("RetryPolicy",),
    "secret": ("Secret",),
}
"""Where the names stand; all others are errors."""
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "UNSET",
    "APIConnectionError",
    "APIStatusError",
    "Advice",
    "AsyncClient",
    "AsyncClientOptions",
    "AuthenticationError",
    "BadRequestError",
    "CallOptions",
    "Client",
    "ClientOptions",
    "ConfigurationError",
    "ConflictError",
    "Drift",
    "DriftEvent",
    "Effect",
    "InternalServerError",
    "InvalidArgumentError",
    "Model",
    "NotFoundError",
    "Operation",
    "Outcome",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "ProviderRejectedError",
    "RateLimitError",
    "ReissueError",
    "Response",
    "ResponseDecodeError",
    "RetryPolicy",
    "Secret",
    "UnprocessableEntityError",
    "UnsetType",
    "WebhookVerificationError",
    "boot_clock",
    "undocumented",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_MODULE_OF.get(name, 'errors')}", __name__)
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
