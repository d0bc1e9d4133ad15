"""`reissue invoice`: one verb of the facade, from the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from reissue_generator.cli.options import YesOption
from reissue_generator.errors import CLEAN, USAGE

from ..gateway import Reissue
from ..invoice import Invoice
from ..registry import provider as plugin_of
from ..registry import provider_name
from .arguments import Asked, arguments_of, check_options, confirm, environment_of
from .report import READS, Subject, guarded, print_done, with_output


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
Account = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="One of several accounts: REISSUE_<PROVIDER>__<NAME>__..., see below."),
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
    account: Account = None,
    server: Server = None,
    timeout: Timeout = 30.0,
    yes: YesOption = False,
    as_json: AsJson = False,
) -> None:
    """Do one thing with one invoice. Credentials come from environment variables: see `reissue providers`.

    Everything but get and list asks before it sends to a live server; --yes answers beforehand, and without a terminal
    it is needed. What may have happened is never repeated: the message tells what to do, and where the provider takes
    an idempotency key and none was given, one is made, and told.

    It ends in 0 where it was done, in 2 where it could not begin, in 5 where it was refused and has surely not happened,
    and in 6 where it may have happened, or not as it was asked for. Of several accounts of one provider each has variables of its own, with two
    underscores around its name: REISSUE_QOREPAY__SHOP_B__SECRET_KEY is for --account shop-b.

    Examples:

        reissue invoice resend qorepay 3fa85f64-5717-4562-b3fc-2c963f66afa6

        reissue invoice update irembopay 880509422769 --expires-at +14d

        reissue invoice regenerate paypen TX21092020002 --json

        reissue invoice reissue abillify R-2026-17 --server staging --idempotency-key resend-17-1

        reissue invoice create irembopay ORDER-2026-7 --from invoice.json

    The reference is the one that is typed: a file need not have it (of IremboPay's own form: transactionId), and one that says
    another is refused.

    invoice.json: {"items": [{"description": "Fee", "code": "PC-0a1b2c3d4e", "quantity": 2,
    "unit_price": {"amount": "12500", "currency": "RWF"}}], "customer": {"email": "payer@example.com"}}
    """

    asked = Asked(
        verb=verb,
        provider=provider,
        account=account,
        reference=reference,
        expires_at=expires_at,
        idempotency_key=idempotency_key,
        file=file,
        customer=customer,
        even_if=tuple(even_if) if even_if else None,
    )
    subject = Subject(provider=provider, account=account, verb=verb, reference=reference)
    act = partial(_act, asked, subject, server=server, timeout=timeout, confirmed=yes or verb in READS)
    found, told = guarded(act, as_json, subject)
    write = partial(print_done, told, found, as_json=as_json)
    write() if verb in READS and sys.stdout else with_output(write, USAGE if verb in READS else CLEAN)


def _act(asked: Asked, subject: Subject, *, server: str | None, timeout: float, confirmed: bool) -> tuple[Invoice, ...]:
    """Do what was asked, after a question where it is not `confirmed` and a live server would be told."""
    check_options(asked)
    environ = environment_of(asked, server)
    with Reissue.from_env(environ, timeout=timeout) as every:
        gateway = every if asked.account is None else every.account(asked.account)
        adapter = plugin_of(asked.provider).load()
        given, chosen = arguments_of(asked, adapter)
        if hasattr(adapter, asked.verb) and not confirmed:  # what it cannot do is refused below, unasked
            confirm(asked, gateway.adapter(provider_name(asked.provider)).client)
        verb: Callable[..., Any] = getattr(gateway, asked.verb)
        subject.called = True
        found = verb(asked.provider, given, **chosen)
        return cast("tuple[Invoice, ...]", found if asked.verb == Verb.LIST else (found,))
