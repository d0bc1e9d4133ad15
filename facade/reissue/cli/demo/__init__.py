"""`reissue demo`: the main job, told step by step, on this machine alone. No provider and no person is contacted."""

from __future__ import annotations

import typer


def demo() -> None:
    """The main job, told step by step: lint, generate, compare, then every provider's verb against the sandbox."""
    from .run import run

    raise typer.Exit(run())
