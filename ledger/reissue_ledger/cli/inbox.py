"""`reissue inbox`: webhooks taken, looked at, and handed over again."""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from reissue import Reissue
from reissue_generator.cli.console import tell_lines
from reissue_generator.cli.options import JsonOption, group
from reissue_generator.errors import CLEAN, FOUND, UsageError

from ..inbox import Bounds, Inbox, records
from ..inbox.serve import LOOPBACK, PORT, handler_at
from ..inbox.serve import serve as serve_inbox
from ..ledger import Ledger
from ..store.schema import DeliveryState, EventState
from .shared import LedgerOption, LiveOption, guarded, opened, print_json, print_lines

ABOUT = """Webhooks, kept in the ledger and handed over once.

`serve` takes them; `list` shows what has come; `replay` hands over again what failed.
"""


class Which(StrEnum):
    """The states that `list` can be asked for."""

    WAITING = "waiting"
    HANDLED = "handled"
    KEPT = "kept"
    POISON = "poison"


HandlerOption = Annotated[
    str | None,
    typer.Option(
        "--handler",
        metavar="MODULE:FUNCTION",
        help="Called with each event; modules of this folder are found. None: events are kept, and wait.",
        show_default=False,
    ),
]


def register(program: typer.Typer) -> None:
    """Add the commands."""
    commands = group(ABOUT)
    commands.command("serve")(serve)
    commands.command("list")(list_)
    commands.command("replay")(replay)
    program.add_typer(commands, name="inbox")


def serve(
    handler: HandlerOption = None,
    host: Annotated[
        str, typer.Option("--host", help="Where it listens; the default is this machine alone.")
    ] = LOOPBACK,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = PORT,
    prefix: Annotated[
        str, typer.Option("--prefix", metavar="PATH", help="A path before those of the providers.", show_default=False)
    ] = "",
    reads: Annotated[
        int, typer.Option("--reads-per-minute", min=1, help="Unsigned deliveries read back, of one account.")
    ] = Bounds().reads_per_minute,
    ledger: LedgerOption = None,
    live: LiveOption = None,
) -> None:
    """Take webhooks at /PROVIDER and /PROVIDER/ACCOUNT until it is interrupted. Credentials come from the environment.

    It speaks plain HTTP: put what ends TLS before it. QorePay and IremboPay sign; what the others send is read back from
    them, and a path that nobody guesses (--prefix) keeps strangers away.

    Example:

        reissue inbox serve --test --handler shop.webhooks:paid
    """

    def act() -> None:
        _find_modules_here()
        if handler is not None:
            handler_at(handler)  # before it says that it takes anything
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses with references in them
        with Ledger.open(ledger, live=live) as there, Reissue.from_env() as gateway:
            tell_lines([f"taking webhooks at http://{host}:{port}{prefix}/PROVIDER, kept in {there.path}"])
            serve_inbox(there, gateway, handler, host, port, prefix=prefix, bounds=Bounds(reads_per_minute=reads))

    guarded(act)


def list_(
    state: Annotated[Which | None, typer.Option("--state", help="Only those.", show_default=False)] = None,
    deliveries: Annotated[
        bool, typer.Option("--deliveries", help="The deliveries, also those that were refused or wait to be read.")
    ] = False,
    after: Annotated[int, typer.Option("--after", metavar="NUMBER", help="Those after this one.")] = 0,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="At most so many.")] = 100,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what has come, the oldest first.

    It ends in 1 where events or deliveries are kept aside, for `replay`.
    """

    def act() -> int:
        with opened(ledger, live) as there:
            counts = records.counts(there)
            found: list[Any]
            if deliveries:
                found = list(records.deliveries(there, state=_of_delivery(state), after=after, most=most))
            else:
                wanted = EventState(state.value) if state else None
                found = list(records.events(there, state=wanted, after=after, most=most))
        if as_json:
            print_json({"counts": counts, "deliveries" if deliveries else "events": found})
        else:
            print_lines([*map(_delivery_line if deliveries else _event_line, found), *_count_lines(counts)])
        return FOUND if any(kinds.get("poison") for kinds in counts.values()) else CLEAN

    if code := guarded(act, as_json):
        raise typer.Exit(code)


def replay(
    number: Annotated[
        int | None, typer.Argument(help="Of the event; none: all that are kept aside.", show_default=False)
    ] = None,
    handler: HandlerOption = None,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let events be handed over again. With --handler these are, here and now, and no others; else by the server that runs.

    An event that was handled is handed over once more, too, when it is named: its handler must know what that means. It
    ends in 1 where a handler failed.
    """

    def act() -> int:
        _find_modules_here()
        chosen = None if handler is None else handler_at(handler)
        with opened(ledger, live) as there:
            again = records.replayed(there, number)
            told: dict[str, int] = {"waiting": len(again.events) + again.deliveries}
            if chosen is not None:
                with Reissue.from_env() as gateway, Inbox(there, gateway, chosen) as inbox:
                    told |= inbox.deliver_now(only=again.events)._asdict()
        if as_json:
            print_json(told)
        else:
            print_lines([", ".join(f"{name} {count}" for name, count in told.items())])
        return FOUND if told.get("failed") else CLEAN

    if code := guarded(act, as_json):
        raise typer.Exit(code)


def _find_modules_here() -> None:
    """Handlers are found in the folder in which the command is given, as servers do it."""
    if (here := os.getcwd()) not in sys.path:
        sys.path.insert(0, here)


def _of_delivery(state: Which | None) -> DeliveryState | None:
    if state is None:
        return None
    names = {one.value for one in DeliveryState}
    if state.value not in names:
        raise UsageError(f"no delivery is {state}: --deliveries goes with waiting and poison")
    return DeliveryState(state.value)


def _event_line(one: records.StoredEvent) -> str:
    why = f" ({one.error}, attempt {one.attempts})" if one.error else ""
    return f"{one.id:>6}  {one.received_at:%Y-%m-%d %H:%M:%S}  {one.state:<8} {one.proof:<9} {one.transition}{why}"


def _delivery_line(one: records.StoredDelivery) -> str:
    why = f" ({one.error})" if one.error else ""
    again = f", again {one.repeats} times" if one.repeats else ""
    events = f" events {', '.join(map(str, one.events))}" if one.events else ""
    return f"{one.id:>6}  {one.received_at:%Y-%m-%d %H:%M:%S}  {one.state:<8} {one.account}{events}{again}{why}"


def _count_lines(counts: dict[str, dict[str, int]]) -> list[str]:
    names = {"event": "events", "delivery": "deliveries"}
    return [
        f"{names[table]}: {', '.join(f'{state} {count}' for state, count in sorted(kinds.items())) or 'none'}"
        for table, kinds in counts.items()
    ]
