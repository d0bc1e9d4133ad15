"""webhooks.py: a descriptor and a function for each event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..api.records import Api, Webhook, WebhookSignature
from ..api.sentences import joined
from .code import call, literals
from .file import EmittedFile
from .method_doc import described
from .prose import DESCRIPTION, bullets, sources, vendor_notes
from .signature import Argument
from .sinks import Code, docstring, ident, literal, shortened
from .templates import FileView


@dataclass(frozen=True, slots=True)
class WebhookView:
    """An event: its descriptor as a constant, and the function that receives it."""

    name: Code
    constant: Code
    read: Code
    descriptor: Code
    arguments: Code
    type: Code
    doc: Code
    value: Code


@dataclass(frozen=True, kw_only=True)
class WebhooksFileView(FileView):
    """webhooks.py"""

    template: ClassVar[str] = "webhooks.py.jinja"
    webhooks: tuple[WebhookView, ...]


_UNSIGNED = "It is not signed: read the object again before you act on it."
_ARGUMENTS = {"body": "The bytes as they came."}
_SIGNED_ARGUMENTS = {
    "headers": "The headers of the request.",
    "body": "The bytes as they came, before anything has read them.",
    "key": "What the provider signs with: a secret, or its public key.",
}
_RAISES = "Raises ResponseDecodeError for a body that cannot be read."
_RAISES_SIGNED = (
    "Raises WebhookVerificationError where the signature does not fit the bytes, and ResponseDecodeError for a body that "
    "cannot be read."
)


def webhooks_file_view(file: EmittedFile, api: Api, header: Code) -> WebhooksFileView:
    """The file of the events of an API."""
    file.use("Final")
    if any(webhook.signature for webhook in api.webhooks):
        file.use("KeyLike")
        file.need("collections.abc", "Mapping")
    webhooks = tuple(_webhook(file, api, webhook) for webhook in api.webhooks)
    return WebhooksFileView(header=header, imports=file.lines(), webhooks=webhooks)


def _webhook(file: EmittedFile, api: Api, webhook: Webhook) -> WebhookView:
    read, constant = file.type(webhook.type, annotated=True), ident(webhook.constant)
    facts = [("id", literal(webhook.wire)), ("provider", literal(api.provider))]
    signed = webhook.signature is not None
    if webhook.signature is not None:
        kind = file.use(_kind(webhook.signature))
        facts.append(("signature", call(kind, named=literals(webhook.signature.options))))
    made_by = file.use("SignedWebhook" if signed else "Webhook")
    body = Argument(ident("body"), Code("bytes"))
    headers = Argument(ident("headers"), Code("Mapping[str, str]"))
    return WebhookView(
        name=ident(webhook.name),
        constant=constant,
        read=read,
        descriptor=call(Code(f"{made_by}[{read}]"), named=facts),
        arguments=Code(f"{headers.code}, {body.code}, *, key: KeyLike") if signed else body.code,
        type=file.type(webhook.type),
        doc=docstring(_doc(file, webhook), 4),
        value=Code(f"{constant}.parse(headers, body, key)" if signed else f"{constant}.parse_unsigned(body)"),
    )


def _doc(file: EmittedFile, webhook: Webhook) -> str:
    notes = _SIGNED_ARGUMENTS if webhook.signature else _ARGUMENTS
    returns = f"Returns {described(file, webhook.type)}"
    unsigned = "" if webhook.signature else _UNSIGNED
    raises = _RAISES_SIGNED if webhook.signature else _RAISES
    words, note = shortened(webhook.description.text, DESCRIPTION), vendor_notes([("", webhook.description)])
    return joined([words, unsigned, bullets(notes.items()), returns, raises, note, sources(webhook.sources)])


def _kind(signature: WebhookSignature) -> str:
    """What verifies a signature; each is a module of the runtime."""
    algorithm = str(dict(signature.options)["algorithm"])
    return "RsaSignature" if algorithm.startswith("rsa-") else "Signature"
