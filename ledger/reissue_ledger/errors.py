"""What the ledger raises. Nothing was sent by whatever raises one of these."""

from __future__ import annotations

from reissue.errors import Advice, ReissueError


class LedgerError(ReissueError):
    """Base: something of the ledger stands in the way. Nothing was sent."""

    _kind = Advice.PERSON


class LedgerUnusableError(LedgerError):
    """The file cannot be used: read-only, on a network, another program's, of a newer version, for the other kind of servers."""


class LedgerBusyError(LedgerError):
    """Somebody else is at it: a run of the campaign runs, or the file is locked for too long."""


class LedgerFailedError(LedgerError):
    """The file could not be written in the middle of a run: nothing new is sent, and what was under way is kept."""


class IllegalTransitionError(LedgerError):
    """The database refused a change of state: a fault of whoever asked for it."""


class IntentConflictError(LedgerError):
    """The same intent is there with another body: what is wished now is not what was planned then."""


class PlanRefusedError(LedgerError):
    """The plan may not be carried out: a cap, an approval that is missing or for another plan, lines that cannot be read."""


class DecisionRefusedError(LedgerError):
    """What a person decided does not fit the item: its state, its verb, or the reference that was typed."""
