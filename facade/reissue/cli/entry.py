"""The `reissue` command: the quick answers of `check` and `vendor check` at once, everything else through Typer.

Nothing is imported here before it is needed: `reissue check` on an unchanged tree must cost little more than starting
Python.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command; gives the exit code. 4 is a fault of ours, with a request to report it."""
    arguments = sys.argv[1:]
    if arguments == ["check"] and _quick_check():
        print("The generated clients are up to date.")
        return 0
    if arguments[:2] == ["vendor", "check"]:
        # Whoever vendors a client checks it with the base install alone.
        from reissue_generator.vendor.check import main as check

        return check(arguments[2:])
    try:
        from .app import run
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("typer", "rich", "click"):
            print(
                "reissue: the command needs more packages: pip install 'reissue[cli]' (or 'reissue[all]')",
                file=sys.stderr,
            )
            return 2
        raise
    return run(arguments)


def _quick_check() -> bool:
    """Whether the generated tree is exactly what its manifest lists. Any doubt is left to the full check."""
    try:
        from reissue_generator.tree.project import find

        return find().is_unchanged()
    except Exception:  # the full check tells what is wrong
        return False
