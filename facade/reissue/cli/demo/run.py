"""The whole story of `reissue demo`."""

from __future__ import annotations

from rich.console import Console

from reissue_generator.errors import CLEAN, FOUND

from .failures import show_failures
from .project import project_steps
from .screen import Screen
from .stage import Stage, gateway_to
from .verbs import show_verbs


def run(console: Console | None = None) -> int:
    """Tell it; gives the exit code: 0, or 1 where something did not go as told."""
    screen = Screen(console)
    screen.head("Reissue: the main job, on this machine alone")
    fine = project_steps(screen)
    from reissue_sandbox import Sandbox

    with Sandbox() as sandbox:
        screen.head("3. A stand-in for the four providers")
        screen.line(f"listening on {sandbox.url}; its web console is there too. Nothing leaves this machine.")
        with gateway_to(sandbox) as gateway:
            stage = Stage(screen, sandbox, gateway)
            show_verbs(stage)
            show_failures(stage)
        title = "What was asked, what went over the wire, what the payer got"
        screen.table(title, ("provider", "asked", "over the wire", "the payer got"), stage.told)
        fine = fine and stage.fine
    if not fine:
        screen.line("Something did not go as told: see the lines that begin with NO.", "bold red")
    return CLEAN if fine else FOUND
