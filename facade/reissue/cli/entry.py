"""The `reissue` command: the quick answers of `check` and `vendor check` at once, everything else through Typer.

Nothing is imported here before it is needed: `reissue check` on an unchanged tree must cost little more than starting
Python.
"""

from __future__ import annotations

import sys

from reissue_generator.cli.streams import sound_streams


def main() -> int:
    """Run the command; gives the exit code, also where it is interrupted before anything was begun."""
    with sound_streams():
        try:
            return _main(sys.argv[1:])
        except (Exception, KeyboardInterrupt) as error:
            from reissue_generator.cli import console

            return console.ending(error)


def _main(arguments: list[str]) -> int:
    if arguments == ["check"] and (answer := _quick_check()):
        print(answer)
        return 0
    if arguments[:1] in (["check"], ["generate"]) and len(arguments) > 1 and (found := _unchanged(arguments)):
        print("\n".join(found[0]))
        return found[1]
    if arguments == ["--version"]:
        # Whoever reports a fault may have the base install alone, too.
        from reissue_generator import VERSION_LINE

        print(VERSION_LINE)
        return 0
    if arguments[:2] == ["vendor", "check"]:
        # Whoever vendors a client checks it with the base install alone.
        from reissue_generator.cli.vendor_check import main as check

        return check(arguments[2:])
    from reissue_generator import extras

    if extras.missing("cli"):
        extras.need(arguments[0] if arguments else "")
    from .app import run

    return run(arguments)


def _quick_check() -> str:
    """What to say where the generated tree is exactly what its manifest lists. Any doubt is left to the full check."""
    try:
        from reissue_generator.tree.extent import is_total
        from reissue_generator.tree.project import QUICKLY, find

        return QUICKLY if not is_total() and find().is_unchanged() else ""
    except Exception:  # the full check tells what is wrong
        return ""


def _unchanged(arguments: list[str]) -> tuple[list[str], int] | None:
    """What to say of packages in which nothing has changed, and the exit code. Any doubt is left to the command itself."""
    try:
        from reissue_generator.cli.unchanged import answer

        return answer(arguments)
    except Exception:  # the command tells what is wrong
        return None
