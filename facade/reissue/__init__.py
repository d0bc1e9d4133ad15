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
    from reissue_runtime import CallOptions, RetryPolicy, Secret, boot_clock

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
    from .credentials import (
        AbillifyCredentials,
        AccountCredentials,
        IremboPayCredentials,
        PayPenCredentials,
        QorePayCredentials,
    )
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
    from .invoice import (
        Attempt,
        BankAccount,
        Customer,
        Dunning,
        EventKind,
        Invoice,
        LineItem,
        NewInvoice,
        PaymentEvent,
        Proof,
        StatusChange,
    )
    from .money import Money
    from .plugin import Credentials, ProviderPlugin, Rule, Sent, Settlement
    from .registry import ProviderName, provider_name
    from .statuses import InvoiceStatus

__all__ = (
    "APIConnectionError",
    "APIStatusError",
    "AbillifyCredentials",
    "AccountCredentials",
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
    "Attempt",
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
    "Dunning",
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
    "ProviderName",
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
    "Rule",
    "Secret",
    "Sent",
    "Settlement",
    "StatusChange",
    "UnprocessableEntityError",
    "UnsupportedOperationError",
    "Updates",
    "WebhookVerificationError",
    "boot_clock",
    "capabilities",
    "matrix",
    "provider_name",
)

_HOME = {
    **dict.fromkeys(("CallOptions", "RetryPolicy", "Secret", "boot_clock"), "reissue_runtime"),
    **dict.fromkeys(("AsyncReissue", "Reissue"), ".gateway"),
    **dict.fromkeys(("ProviderName", "provider_name"), ".registry"),
    **{"InvoiceStatus": ".statuses", "Money": ".money", "ProviderPlugin": ".plugin"},
    **dict.fromkeys(
        (
            "Attempt",
            "BankAccount",
            "Customer",
            "Dunning",
            "EventKind",
            "Invoice",
            "LineItem",
            "NewInvoice",
            "PaymentEvent",
        ),
        ".invoice",
    ),
    **dict.fromkeys(("Proof", "StatusChange"), ".invoice"),
    **dict.fromkeys(("Rule", "Sent", "Settlement"), ".plugin"),
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
