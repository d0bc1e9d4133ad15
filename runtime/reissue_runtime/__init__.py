# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""The runtime of the generated clients: how a call is built, sent, repeated, read and told of.

    operation   what is known of an operation: pure data
    model       what emitted models are made of          decode, mend, envelope   JSON to typed values, leniently
    encode      parameters to text                       body                     bodies to bytes
    secret      credentials that do not show             auth                     how they get into a request
    address     which server, which other URLs           request                  operation + arguments -> request
    retry       when a call is repeated: a table         verdict                  answer -> value or error
    call        one logical call, without I/O            transport                the only module that touches httpx
    client      the sync and the async client            resource, pagination     what emitted classes build on
    errors      one tree of errors                       webhooks, recorder       the rest

Nothing is imported until it is used; ``from ..._runtime import ReissueError`` imports errors alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .drift import Drift, DriftEvent
    from .errors import (
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
    from .model import UNSET, Model, UnsetType, undocumented
    from .operation import Effect, Operation
    from .options import AsyncClientOptions, CallOptions, ClientOptions, Response
    from .recorder import record_drift
    from .retry import RetryPolicy
    from .secret import Secret
    from .transport import aiohttp_client

_HOME = {
    "client": ("AsyncClient", "Client"),
    "drift": ("Drift", "DriftEvent"),
    "errors": (
        "APIConnectionError",
        "APIStatusError",
        "AuthenticationError",
        "BadRequestError",
        "ConfigurationError",
        "ConflictError",
        "InternalServerError",
        "InvalidArgumentError",
        "NotFoundError",
        "Outcome",
        "OutcomeUnknownError",
        "PermissionDeniedError",
        "ProviderRejectedError",
        "RateLimitError",
        "ReissueError",
        "ResponseDecodeError",
        "UnprocessableEntityError",
        "WebhookVerificationError",
    ),
    "model": ("UNSET", "Model", "UnsetType", "undocumented"),
    "operation": ("Effect", "Operation"),
    "options": ("AsyncClientOptions", "CallOptions", "ClientOptions", "Response"),
    "recorder": ("record_drift",),
    "retry": ("RetryPolicy",),
    "secret": ("Secret",),
    "transport": ("aiohttp_client",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "UNSET",
    "APIConnectionError",
    "APIStatusError",
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
    "aiohttp_client",
    "record_drift",
    "undocumented",
]


def __getattr__(name: str) -> Any:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{module}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
