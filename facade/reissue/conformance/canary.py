"""A canary in every credential: it must come out nowhere."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pytest
from rich.console import Console
from rich.traceback import Traceback

from ..errors import ReissueError
from ..gateway import Reissue
from .rows import CANARY, Face, Row

if TYPE_CHECKING:
    from reissue_sandbox import Sandbox

SPOILERS: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "400": ("status", {"code": 400}),
    "401": ("status", {"code": 401}),
    "500": ("status", {"code": 500}),
    "html": ("malformed", {"kind": "html"}),
    "reset": ("reset_after", {}),
}
"""Faults of the sandbox after which a verb fails: name to kind and arguments."""


UNCOLOURED = {**Traceback.LEXERS, ".py": "text"}


class Plain(Traceback):
    """With the source lines as they are: to colour them is most of the time."""

    LEXERS = UNCOLOURED


def told(error: BaseException, *, frames: bool = True) -> str:
    """All that a careless program could print of an error; with `frames` also all local values (slow)."""
    out = io.StringIO()
    if frames:
        trace = Plain.from_exception(
            type(error), error, error.__traceback__, show_locals=True, locals_max_string=10_000
        )
        Console(file=out, width=400).print(trace)
    plain = "".join(traceback.format_exception(error))
    return "\n".join([str(error), repr(error), plain, out.getvalue(), repr(pickle.dumps(error)), repr(vars(error))])


class KeepsSecrets:
    """The part of the suite that looks for the canary."""

    def test_no_failure_shows_a_secret(
        self,
        sandbox: Sandbox,
        caplog: pytest.LogCaptureFixture,
        row: Row,
        verb: str,
        spoiler: str,
        asynchronous: bool,
    ) -> None:
        """Neither its texts, nor what was logged, nor a trace with the values of all frames."""
        caplog.set_level(logging.DEBUG)
        name, arguments = SPOILERS[spoiler]
        sandbox.faults.add(row.provider, "*", name, times=None, **arguments)
        face = Face(row, asynchronous, sandbox.server_for(row.provider), sandbox)
        with pytest.raises(ReissueError) as caught:
            face.case(verb)
        assert CANARY not in told(caught.value, frames=verb == "reissue" and spoiler in ("401", "reset"))
        assert CANARY not in caplog.text
        for record in caplog.records:
            assert CANARY not in repr(vars(record))

    def test_no_success_shows_a_secret(
        self, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, row: Row, verb: str, asynchronous: bool
    ) -> None:
        caplog.set_level(logging.DEBUG)
        face = Face(row, asynchronous, sandbox.server_for(row.provider), sandbox)
        invoice = face.case(verb)
        shown = face.run(
            lambda gateway: [repr(gateway), repr(gateway[row.provider]), repr(gateway[row.provider].client)][0]
        )
        assert CANARY not in repr(invoice) + repr(invoice.raw) + shown + caplog.text + repr(pickle.dumps(invoice))

    def test_no_trace_shows_a_secret(self, sandbox: Sandbox, row: Row) -> None:
        """Frames that hold gateway, adapter and credentials, as a crash reporter shows them."""
        given = row.credentials(sandbox.server_for(row.provider))
        with Reissue(given) as gateway:
            adapters: list[Any] = [getattr(gateway, "adapter")(row.provider)]  # noqa: B009 - the name is known at run time
            try:
                raise RuntimeError(len(adapters))
            except RuntimeError as error:
                assert CANARY not in told(error)
