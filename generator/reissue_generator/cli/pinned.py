"""Overlays by address: fetched once, kept by their digest."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from ..tree.atomic import replace_file
from ..tree.client import Client
from ..tree.pinned import Pinned
from .console import Tell

if TYPE_CHECKING:
    from ..sources.fetch import Fetched, Options


def fetch_missing(client: Client, tell: Tell, options: Options | None = None) -> None:
    """Fetch the overlays of a client that are not at hand. Raises ConfigurationError where they cannot be had.

    What is kept is what was pinned: other bytes are refused before they are written.
    """
    missing = [pinned for pinned in map(Pinned, client.overlays) if pinned.is_remote and not pinned.is_here]
    if not missing:
        return
    from ..sources.fetch import Options, Wanted, fetch  # which loads an HTTP client

    for pinned in missing:
        tell(f"fetching {pinned.address}")
        answers: list[Fetched] = []
        fetch([Wanted(pinned.address)], options or Options(), answers.append)
        (answer,) = answers
        if answer.problem is not None:
            raise ConfigurationError(f"{pinned.address} cannot be fetched: {answer.reason}.")
        pinned.verify(answer.body)
        os.makedirs(os.path.dirname(pinned.path), exist_ok=True)
        replace_file(pinned.path, answer.body)
