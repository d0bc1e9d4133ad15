"""Names that emitted code uses itself, so that nothing of a document may take them."""

from __future__ import annotations

FOREIGN_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "AsyncIterator",
        "AsyncResource",
        "ByteStream",
        "CallOptions",
        "Cookie",
        "Decimal",
        "Effect",
        "Envelope",
        "FileContent",
        "Final",
        "Form",
        "Header",
        "Idempotency",
        "Iterator",
        "Json",
        "KeyLike",
        "Link",
        "Literal",
        "Mapping",
        "Multipart",
        "NextUrl",
        "Offset",
        "Operation",
        "PageNumber",
        "Part",
        "Path",
        "Query",
        "Raw",
        "Resource",
        "RsaSignature",
        "Signature",
        "SignedWebhook",
        "StyledQuery",
        "UnsetType",
        "Webhook",
        "Client",
        "AsyncClient",
        "Server",
        "ServerBase",
        "VariableServer",
        "ApiKey",
        "Basic",
        "Bearer",
        "TokenLogin",
        "OAuth2",
        "Provider",
        "Secret",
        "ClientOptions",
        "AsyncClientOptions",
        "Unpack",
    }
)
"""What emitted files import from elsewhere; no class of a client takes such a name beside it."""


MODEL_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "Decimal",
        "EMPTY_ARRAY",
        "FileContent",
        "LIST",
        "Link",
        "Literal",
        "Meta",
        "Model",
        "SINGLE",
        "TEXT",
        "TYPE_CHECKING",
        "TypeAlias",
        "UNSET",
        "UnsetType",
        "None",
        "True",
        "False",
    }
)
"""What models.py uses itself."""

CLIENT_ATTRIBUTES = frozenset(
    {
        "aclose",
        "call",
        "clock",
        "close",
        "closed",
        "deaf_to",
        "drive",
        "live",
        "log_attempt",
        "log_interrupted",
        "mask",
        "plan",
        "provider",
        "report",
        "retry",
        "server",
        "strict",
        "timeout",
        "uniform",
        "with_response",
    }
)
"""What the clients of the runtime have themselves."""
