"""Where other tools expect something else, one message shows by running what the change does to who calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import heaviest
from tests.generator.changes.peer_matters import Disagreement
from tests.generator.changes.peers_oasdiff import OF_OASDIFF
from tests.generator.changes.peers_openapi_diff import OF_OPENAPI_DIFF, READINGS
from tests.generator.changes.referee import Answer, Request
from tests.generator.small_clients import emit


def matters(of: tuple[Disagreement, ...]) -> list[object]:
    return [pytest.param(one, id=(one.oasdiff or one.openapi_diff).split()[0]) for one in of]


@pytest.mark.parametrize("one", matters((*OF_OASDIFF, *OF_OPENAPI_DIFF)))
def test_the_message_decides(one: Disagreement, tmp_path: Path) -> None:
    """What a server of the old document takes is refused by one of the new where, and only where, that is told."""
    assert heaviest(tmp_path, *one.pair)[0] is one.level
    breaks = one.level is Level.BREAKING
    old, new = one.pair
    if one.message is None:
        return
    if isinstance(one.message, Request):
        assert one.message.is_taken(old) == 200
        assert (one.message.is_taken(new) != 200) is breaks
    else:
        assert one.message.is_expected(new)
        assert one.message.is_expected(old) is not breaks


@pytest.mark.parametrize("one", matters(READINGS))
def test_a_reading_holds_in_the_client_that_is_there(one: Disagreement, tmp_path: Path) -> None:
    assert heaviest(tmp_path, *one.pair)[0] is one.level
    if one.message is None:
        return
    assert isinstance(one.message, Answer)
    assert not one.message.is_expected(one.pair[0])
    body = one.message.body
    assert emit(tmp_path, one.pair[0]).wire(body).client.things.do() == body
