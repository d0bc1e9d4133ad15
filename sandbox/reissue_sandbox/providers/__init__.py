"""What stands in for each provider: small, but with the rules that a client meets.

Ready-made objects (dates are relative to the sandbox's clock at the start):

| provider | object | reference |
|---|---|---|
| qorepay | purchase, sent | 3fa85f64-5717-4562-b3fc-2c963f66afa6, 3f1c7f0e-0000-4000-8000-000000000001 |
| qorepay | purchase, created | ...000000000002 and ...000000000003 of the same kind |
| qorepay | purchase, hold | ...000000000004 |
| qorepay | purchase, paid, its id is a recurring token | ...000000000009 |
| qorepay | clients | c0000000-0000-4000-8000-000000000001 and ...002 |
| qorepay | templates (subscription, one-off) | e0000000-0000-4000-8000-000000000001 and ...002 |
| qorepay | subscriber, statement, payout | f0000000-..., 80000000-..., 70000000-0000-4000-8000-000000000001 |
| abillify | invoices, committed / not committed | R-2026-17 / R-2026-18 |
| abillify | identity, order, credit note, draft, transaction | C-1001, O-2026-40, G-2026-3, D-2026-5, 700123 |
| irembopay | invoices, NEW | 880509422769, 880500000001, 880500000002, 880500000003 |
| irembopay | invoice, PAID / NEW but expired | 880500000004 / 880500000005 |
| irembopay | plan, subscription | PL-0A1B2C3D, SU-0A1B2C3D |
| paypen | invoice, unexpired / expired | TX10000000001, TX26112100001 / TX10000000002 |
| paypen | schedule without an invoice | TX10000000003 |

Switches (`sandbox.switches[...]`, or `POST /_sandbox/switches`) for ways in which providers differ from themselves:

| switch | values |
|---|---|
| `paypen.envelope` | `v2` (has_error and array; the default), `v1` (success and object) |
| `paypen.account_number` | `string` (default), `number` (without its leading zero), `bare` (with it: no JSON, but what is printed) |
| `paypen.schedule` | `invoice` (default), `pending` (stored, but no invoice could be made), `pending_newline` (with a raw line break) |
| `paypen.regenerate` | `follow` (default: a replaced invoice leads to its replacement), `always` (each call replaces again) |
| `irembopay.offset` | `full` (default, `+02:00`), `short` (`+02`) |
| `abillify.lists` | `array` (default), `single` (one object where there is one) |
| `abillify.communications` | `letters` (default), `emails` (a resend is listed among the communications, too) |
| `qorepay.resend` | `silent` (default), `noted` (each resend leaves an entry in the history) |
| `qorepay.errors` | `list` (default), `object` (the bare object under each key) |
| `qorepay.refund`, `qorepay.charge` | `done` (default), `pending` (the acquirer takes its time) |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..stand_in import StandIn
from . import abillify, irembopay, paypen, qorepay

STAND_INS: Final[Mapping[str, StandIn]] = {
    stand_in.name: stand_in for stand_in in (qorepay.stand_in, abillify.stand_in, irembopay.stand_in, paypen.stand_in)
}
