"""The judge in small: every fault once, the verbs of the facade, a crowd. The whole is `make long ARGS=foreign`."""

from __future__ import annotations

import pytest

from .faults import FAULTS, HEAVY
from .grid import Case, Grid, sample
from .healthy import crowd, refused_logins
from .judging import Row, can_be_told, told_right
from .known import KNOWN, Known, new, seen
from .operations import TRANSPORTS, absent, is_async
from .run import LOGINS, TELLING
from .server import Server
from .vendors import BY_NAME
from .verbs import VERBS, Caller, Try, tries

# What is cut off on purpose leaves sockets to the collector, also those of a loop that is gone.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

THERE = [name for name in TRANSPORTS if not absent(name)]
OURS = [name for name in THERE if name != "given"]
SEED = 1126


def listed(rows: list[Row]) -> list[str]:
    return [f"{row.case}: {text} ({row.kind}, {row.advice})" for row in rows for text in new(row)]


def test_the_faults_and_operations_are_as_many_as_promised() -> None:
    assert len(FAULTS) >= 94
    assert len(BY_NAME) >= 16
    assert set(THERE) == set(TRANSPORTS), "the packages of all are among those for development"


def test_every_fault_once() -> None:
    with Server() as server:
        rows = Grid(server, SEED).run(sample(OURS, SEED))
    assert listed(rows) == []
    tellable = [row for row in rows if can_be_told(row)]
    assert sum(map(told_right, tellable)) >= TELLING * len(tellable)
    assert {row.fault for row in rows} >= set(FAULTS) - {HEAVY}


def one_case(known: Known, transport: str) -> Case:
    """A case that shows what is known."""
    return Case("q_resend" if known.operation == "*" else known.operation, known.fault, True, "always", transport)


def test_what_is_known_is_still_wrong() -> None:
    """What is mended turns this red, and leaves `known.py`. What hangs on a moment may show or not."""
    with Server() as server:
        rows = Grid(server, SEED).run([one_case(known, transport) for known in KNOWN for transport in known.transports])
    assert [known for known in KNOWN if not known.timed and known not in seen(rows)] == []
    assert listed(rows) == []


def test_verbs_with_random_faults_tell_no_lie_and_do_nothing_twice() -> None:
    quick = [one for one in tries(180, SEED, OURS) if not any(FAULTS[step[:-1]].hangs for step in one.plan)]
    with Server() as server:
        rows = Caller(server).run(quick)
        assert server.ledger.elsewhere == 0, "a redirect was followed"
        assert server.ledger.strange == []
    assert listed(rows) == []
    assert {row.operation for row in rows} == {f"{verb.provider} {verb.name}" for verb in VERBS}


@pytest.mark.parametrize("transport", THERE)
def test_no_verb_goes_on_with_another_invoice_than_the_one_that_was_read(transport: str) -> None:
    """The read before a verb is answered with somebody else's invoice: nobody is written to."""
    verbs = [verb for verb in VERBS if verb.name in ("resend", "reissue", "update") and verb.provider != "paypen"]
    with Server() as server:
        rows = Caller(server).run(
            [Try(f"7{verb.provider}{verb.name}", verb, transport, ("another_object-",)) for verb in verbs]
        )
        assert sum(server.ledger.effects.values()) == 0
    assert [row.told for row in rows] == ["not happened"] * len(verbs)
    assert listed(rows) == []


@pytest.mark.parametrize("transport", THERE)
def test_a_crowd_on_a_healthy_server(transport: str) -> None:
    told = crowd(transport, *((100, 2) if is_async(transport) else (20, 10)))
    assert not told.errors
    assert (told.executed, told.twice, told.logins) == (200, 0, 1)


@pytest.mark.parametrize("transport", THERE)
def test_a_wrong_key_costs_two_logins_at_most(transport: str) -> None:
    logins, told = refused_logins(transport, 12)
    assert told == {"AuthenticationError": 12}
    assert logins <= LOGINS
