"""What a provider brings to the suite: a row, with a case for each of its verbs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from reissue_runtime import RetryPolicy

from ..gateway import AsyncReissue, Reissue
from ..plugin import Credentials
from ..statuses import InvoiceStatus

if TYPE_CHECKING:
    from reissue_sandbox import Sandbox

CANARY: Final = "canary-4f9d1c"
"""To be a part of every credential of a row: no text may show it."""
QUICK: Final = RetryPolicy(max_attempts=3, base=0.001, cap=0.002, deadline=240.0)  # a busy machine is slow


@dataclass(frozen=True)
class Case:
    """One verb of one provider, ready to be called."""

    operation: str
    """Id of the operation that has the effect."""
    subject: Callable[[], Any]
    """Gives the reference, or the invoice to be made."""
    status: InvoiceStatus
    """How the invoice stands afterwards."""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the verb is given besides."""
    harmful: bool = False
    """Whether a repeat would do more, and no idempotency key prevents it."""
    settled: bool = False
    """Whether the adapter finds out what became of an interrupted call."""
    sets: bool = False
    """Whether a repeat leads to the same state, so that it is made again by itself."""
    unknown: str | None = "no-such-invoice"
    """A reference that does not exist; None where the verb takes none of an invoice."""
    in_path: bool = True
    """Whether the reference goes into the path of the request. In a body any text may stand."""
    own_status: bool = False
    """Whether the status does not come from an enum of the answer, so that an unknown word there changes nothing."""


@dataclass(frozen=True)
class Row:
    """One provider: what its credentials are, a case for each verb that it has, webhooks apart, and how one is settled."""

    provider: str
    credentials: Callable[[str], Credentials]
    """Gives its credentials, with the CANARY in each secret, for a server."""
    cases: Mapping[str, Case]
    refuses_inside_200: bool = False
    """Whether the provider also says no inside an answer whose status is 200."""
    settle: Callable[[Sandbox, str], object] | None = None
    """Lets the invoice of a reference read as settled (paid, cancelled, refunded or unknown), where its payer does not
    simply pay: None is ``sandbox.pay``. With a fault, for example, of the operation that reads."""


class Face:
    """A gateway, sync or async, that is called in one way: ``face.do("resend", "R-1")``."""

    def __init__(self, row: Row, asynchronous: bool, server: str, sandbox: Sandbox, **options: Any) -> None:
        self.row, self.asynchronous = row, asynchronous
        self.given = row.credentials(server)
        self.options: dict[str, Any] = {"clock": sandbox.clock.now, "retry": QUICK, "timeout": 120.0, **options}

    def run(self, act: Callable[[Any], Any]) -> Any:
        """Act with a gateway that is closed afterwards; what `act` returns is awaited where it has to be."""
        if not self.asynchronous:
            with Reissue(self.given, **self.options) as gateway:
                return act(gateway)

        async def main() -> Any:
            async with AsyncReissue(self.given, **self.options) as gateway:
                answer = act(gateway)
                return await answer if hasattr(answer, "__await__") else answer

        return asyncio.run(main())

    def do(self, verb: str, *args: Any, **chosen: Any) -> Any:
        """A verb of the gateway."""
        return self.run(lambda gateway: getattr(gateway, verb)(self.row.provider, *args, **chosen))

    def case(self, verb: str) -> Any:
        """A verb with the arguments of its case; of a list the first invoice."""
        case = self.row.cases[verb]
        found = self.do(verb, case.subject(), **case.arguments)
        return found[0] if verb == "list" else found
