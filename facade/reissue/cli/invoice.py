"""`reissue invoice`: one verb of the facade, from the shell."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from reissue_generator.cli.options import YesOption

from ..gateway import Reissue
from ..invoice import Invoice
from ..registry import provider as plugin_of
from .arguments import Asked, arguments_of, check_options, confirm, environment_of
from .report import guarded, print_invoices


class Verb(StrEnum):
    """The verbs that make sense in a shell: all but parse_webhook."""

    CREATE = "create"
    GET = "get"
    LIST = "list"
    UPDATE = "update"
    CANCEL = "cancel"
    RESEND = "resend"
    REGENERATE = "regenerate"
    REISSUE = "reissue"


READS = (Verb.GET, Verb.LIST)

VerbArgument = Annotated[Verb, typer.Argument(help="What to do.", show_default=False)]
Provider = Annotated[str, typer.Argument(help="qorepay, abillify, irembopay, paypen, or a plug-in.")]
Reference = Annotated[
    str, typer.Argument(help="Of the invoice; of the customer for list; your own for create.", show_default=False)
]
ExpiresAt = Annotated[
    str | None, typer.Option(metavar="TIME", help="For update: YYYY-MM-DDTHH:MM:SS+01:00, or +14d, +36h from now.")
]
IdempotencyKey = Annotated[
    str | None, typer.Option(metavar="KEY", help="For resend, reissue, create: the same key sends nothing new.")
]
File = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="For create: the invoice as JSON; - is stdin.")
]
Customer = Annotated[str | None, typer.Option(metavar="REFERENCE", help="For create at Abillify: the customer.")]
EvenIf = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STATUS",
        help="For update, resend, regenerate, reissue: also if it is paid, cancelled, refunded, unknown.",
    ),
]
Server = Annotated[str | None, typer.Option(metavar="NAME|URL", help="Instead of REISSUE_<PROVIDER>_SERVER.")]
Timeout = Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="For each step of a request.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result, or the error, as JSON.")]


def invoice(
    verb: VerbArgument,
    provider: Provider,
    reference: Reference,
    expires_at: ExpiresAt = None,
    idempotency_key: IdempotencyKey = None,
    file: File = None,
    customer: Customer = None,
    even_if: EvenIf = None,
    server: Server = None,
    timeout: Timeout = 30.0,
    yes: YesOption = False,
    as_json: AsJson = False,
) -> None:
    """Do one thing with one invoice. Credentials come from environment variables: see `reissue providers`.

    Everything but get and list asks before it sends to a live server; --yes answers beforehand, and without a terminal
    it is needed. What may have happened is never repeated: the message tells what to do.

    Examples:

        reissue invoice resend qorepay 3fa85f64-5717-4562-b3fc-2c963f66afa6

        reissue invoice update irembopay 880509422769 --expires-at +14d

        reissue invoice regenerate paypen TX21092020002 --json

        reissue invoice reissue abillify R-2026-17 --server staging --idempotency-key resend-17-1

        reissue invoice create irembopay ORDER-2026-7 --from invoice.json

    invoice.json: {"items": [{"description": "Fee", "code": "PC-0a1b2c3d4e", "quantity": 2,
    "unit_price": {"amount": "12500", "currency": "RWF"}}], "customer": {"email": "payer@example.com"}}
    """

    asked = Asked(
        verb, provider, reference, expires_at, idempotency_key, file, customer, tuple(even_if) if even_if else None
    )
    found = guarded(lambda: _act(asked, server=server, timeout=timeout, confirmed=yes or verb in READS), as_json)
    print_invoices(found, as_json=as_json, as_list=verb is Verb.LIST)


def _act(asked: Asked, *, server: str | None, timeout: float, confirmed: bool) -> tuple[Invoice, ...]:
    """Do what was asked, after a question where it is not `confirmed` and a live server would be told."""
    check_options(asked)
    with Reissue.from_env(environment_of(asked.provider, server), timeout=timeout) as gateway:
        adapter = plugin_of(asked.provider).load()
        subject, chosen = arguments_of(asked, adapter.verbs.forms)
        if hasattr(adapter, asked.verb) and not confirmed:  # what it cannot do is refused below, unasked
            confirm(asked, gateway.adapter(asked.provider).client)
        verb: Callable[..., Any] = getattr(gateway, asked.verb)
        found = verb(asked.provider, subject, **chosen)
        return cast("tuple[Invoice, ...]", found if asked.verb == Verb.LIST else (found,))
