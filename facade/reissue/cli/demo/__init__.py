"""`reissue demo`: the main job, told step by step, on this machine alone. No provider and no person is contacted."""

from __future__ import annotations

import typer

from reissue_generator import extras


def demo() -> None:
    """The main job, told step by step: lint, generate, compare, then every provider's verb against the sandbox."""
    extras.need("demo")
    from .run import run

    raise typer.Exit(run())
