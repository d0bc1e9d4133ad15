"""One interface to the invoices of several providers: `Reissue`, and `AsyncReissue`, which is awaited.

    from reissue import Reissue

    with Reissue.from_env() as gateway:
        gateway.resend("qorepay", "3fa85f64-...")     # e-mails the invoice again
        gateway.reissue("paypen", "TX10...02")        # whatever puts this provider's invoice before its payer again

Every name is imported when it is first used, so `import reissue` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reissue_runtime import CallOptions, RetryPolicy, Secret

    from .capabilities import (
        AsyncCancels,
        AsyncCreates,
        AsyncGets,
        AsyncLists,
        AsyncParsesWebhooks,
        AsyncRegenerates,
        AsyncReissues,
        AsyncResends,
        AsyncUpdates,
        Cancels,
        Creates,
        Gets,
        Lists,
        ParsesWebhooks,
        Regenerates,
        Reissues,
        Resends,
        Updates,
        capabilities,
        matrix,
    )
    from .credentials import AbillifyCredentials, IremboPayCredentials, PayPenCredentials, QorePayCredentials
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
        UnsupportedOperationError,
        WebhookVerificationError,
    )
    from .gateway import AsyncReissue, Reissue
    from .invoice import BankAccount, Customer, EventKind, Invoice, LineItem, NewInvoice, PaymentEvent, Proof
    from .money import Money
    from .plugin import Credentials, ProviderPlugin
    from .statuses import InvoiceStatus

__all__ = (
    "APIConnectionError",
    "APIStatusError",
    "AbillifyCredentials",
    "Advice",
    "AsyncCancels",
    "AsyncCreates",
    "AsyncGets",
    "AsyncLists",
    "AsyncParsesWebhooks",
    "AsyncRegenerates",
    "AsyncReissue",
    "AsyncReissues",
    "AsyncResends",
    "AsyncUpdates",
    "AuthenticationError",
    "BadRequestError",
    "BankAccount",
    "CallOptions",
    "Cancels",
    "ConfigurationError",
    "ConflictError",
    "Creates",
    "Credentials",
    "Customer",
    "EventKind",
    "Gets",
    "InternalServerError",
    "InvalidArgumentError",
    "Invoice",
    "InvoiceStatus",
    "IremboPayCredentials",
    "LineItem",
    "Lists",
    "Money",
    "NewInvoice",
    "NotFoundError",
    "Outcome",
    "OutcomeUnknownError",
    "ParsesWebhooks",
    "PayPenCredentials",
    "PaymentEvent",
    "PermissionDeniedError",
    "Proof",
    "ProviderPlugin",
    "ProviderRejectedError",
    "QorePayCredentials",
    "RateLimitError",
    "Regenerates",
    "Reissue",
    "ReissueError",
    "Reissues",
    "Resends",
    "ResponseDecodeError",
    "RetryPolicy",
    "Secret",
    "UnprocessableEntityError",
    "UnsupportedOperationError",
    "Updates",
    "WebhookVerificationError",
    "capabilities",
    "matrix",
)

_HOME = {
    **dict.fromkeys(("CallOptions", "RetryPolicy", "Secret"), "reissue_runtime"),
    **dict.fromkeys(("AsyncReissue", "Reissue"), ".gateway"),
    **{"InvoiceStatus": ".statuses", "Money": ".money", "ProviderPlugin": ".plugin"},
    **dict.fromkeys(
        ("BankAccount", "Customer", "EventKind", "Invoice", "LineItem", "NewInvoice", "PaymentEvent", "Proof"),
        ".invoice",
    ),
}


def _home(name: str) -> str:
    """The module of a public name."""
    if name.endswith("Credentials"):
        return ".credentials"
    return _HOME.get(name) or (
        ".errors" if name.endswith("Error") or name in ("Advice", "Outcome") else ".capabilities"
    )


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_home(name), __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
