"""A process that hands over what is in a ledger, and may be killed in the handler.

    python -m tests.ledger.inbox.worker LEDGER OUT plain|inside [SHARE]

Each call of the handler is a line of OUT before it returns; inside the transaction it is a row of `booked`, too. With
a share, the handler kills its own process so often, before or after its effect.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from sqlalchemy import Connection, text

from reissue import Reissue
from reissue_ledger.inbox import Bounds, Inbox, ReceivedEvent, records
from reissue_ledger.ledger import Ledger
from reissue_ledger.store.schema import EventState


def main() -> None:
    path, out, mode = sys.argv[1:4]
    share = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    chance = random.Random(os.getpid())
    lines = os.open(out, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def perhaps() -> None:
        if chance.random() < share:
            os.kill(os.getpid(), signal.SIGKILL)

    def plain(event: ReceivedEvent) -> None:
        perhaps()
        os.write(lines, f"{event.transition}\n".encode())
        perhaps()

    def inside(event: ReceivedEvent, connection: Connection) -> None:
        perhaps()
        connection.execute(text("insert into booked values (:t)"), {"t": event.transition})
        os.write(lines, f"{event.transition}\n".encode())
        perhaps()

    bounds = Bounds(patience=0.3, attempts=50)
    with Ledger.open(path, live=False) as ledger, Reissue() as gateway:
        inbox = Inbox(ledger, gateway, plain if mode == "plain" else inside, bounds=bounds)
        print("ready", flush=True)
        while True:
            inbox.deliver_now()
            if not records.events(ledger, state=EventState.WAITING, most=1):
                return
            time.sleep(0.05)


if __name__ == "__main__":
    main()
