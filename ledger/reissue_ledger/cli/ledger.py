"""`reissue ledger`: what is kept, for how long, and how it moves with versions."""

from __future__ import annotations

from typing import Annotated

import typer

from reissue.cli.report import with_output
from reissue_generator.cli.options import JsonOption, YesOption, group
from reissue_generator.errors import CLEAN, FOUND, USAGE
from reissue_generator.findings import dumped

from ..clock import utc_now
from ..privacy import RAW_DAYS, Purged, export, moment_before, purge
from ..store import migrations
from ..store.database import Database
from ..store.glance import look
from .report import OutOption, to_file
from .shared import LedgerOption, LiveOption, confirm, guarded, opened, path_of, print_json, print_lines

ABOUT = """What the ledger keeps, and for how long.

`purge` forgets whom finished items were about, `export` tells all that is known of one invoice, `migrate` brings a ledger to
the version of this program. See docs/ledger-privacy.md.
"""


def register(program: typer.Typer) -> None:
    """Add the commands."""
    commands = group(ABOUT)
    commands.command("purge")(purge_command)
    commands.command("export")(export_command)
    commands.command("migrate")(migrate_command)
    program.add_typer(commands, name="ledger")


def purge_command(
    before: Annotated[str, typer.Option(metavar="DATE|90d", help="Items that ended and changed earlier than this.")],
    raw_days: Annotated[
        int, typer.Option(min=0, help="Days after which what providers delivered loses its text.")
    ] = RAW_DAYS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count alone; nothing is changed.")] = False,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Forget references, bodies, evidence and names of what has ended: keyed digests stay, so that nothing is sent again.

    It cannot be taken back. What is planned, being sent or unknown is left. What was refused or skipped, and is purged, cannot be
    planned again in its campaign.
    """

    def act() -> None:
        now = utc_now()
        with opened(ledger, live) as there:
            when = moment_before(before, now)
            if not dry_run:
                count = purge(there.database, when, now, raw_days=raw_days, dry_run=True).items
                confirm(f"forget {count} items that changed before {when.isoformat(timespec='seconds')}, for good", yes)
            told = purge(there.database, when, now, raw_days=raw_days, dry_run=dry_run)
        left = not dry_run and not told.scrubbed
        code = USAGE if dry_run else FOUND if left else CLEAN  # what is purged is purged, whoever hears of it
        with_output(lambda: print_json({"purged": told}) if as_json else print_lines(_in_words(told)), code)
        if left:
            raise typer.Exit(FOUND)

    guarded(act, as_json)


def _in_words(told: Purged) -> list[str]:
    verb = "would be" if told.dry_run else "are"
    lines = [
        f"{told.items} items that changed before {told.before.isoformat(timespec='seconds')} {verb} purged, with {told.bodies} "
        f"bodies, {told.attempts} attempts, {told.decisions} decisions; and {told.deliveries} deliveries"
    ]
    if told.reasons:
        lines.append(f"{told.reasons} other items named one of them, and do not any more")
    if told.left:
        counts = ", ".join(f"{state} {n}" for state, n in sorted(told.left.items()))
        lines.append(f"left, because they have not ended: {counts}")
    if told.waiting:
        lines.append(f"left, because nobody has read them yet: {told.waiting} deliveries")
    if not told.dry_run and not told.scrubbed:
        lines.append("another process holds the ledger: old text is in its file still; purge again when that has ended")
    lines += [
        f"{backup} is a copy of an older version, and holds the texts still: delete it" for backup in told.backups
    ]
    return lines


def export_command(
    reference: Annotated[str, typer.Option(help="Of the invoice: the reference, or the provider's own id.")],
    account: Annotated[
        str | None, typer.Option(help="provider:server:label, or a provider; none: all.", show_default=False)
    ] = None,
    out: OutOption = None,
    ledger: LedgerOption = None,
    live: LiveOption = None,
) -> None:
    """All that the ledger has of one invoice, over all runs and events, as one JSON document. What was purged is found, too."""

    def act() -> None:
        with opened(ledger, live, to_read=True) as there:
            text = dumped(export(there.database, reference, account, utc_now()))
        if out is None:
            with_output(lambda: typer.echo(text, nl=False), USAGE)
        else:
            to_file(out, [text])

    guarded(act)


def migrate_command(
    check: Annotated[bool, typer.Option("--check", help="Look alone: exit code 1 where the ledger is older.")] = False,
    ledger: LedgerOption = None,
    live: LiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a ledger to the version of this program, after a copy of it was made. Every other command does so as well."""

    def act() -> None:
        path = path_of(ledger, live)
        before, newest = look(path), len(migrations.STEPS)
        backup: str | None = None
        if not check:
            database = Database(path, live=None, create=False)
            before, backup = database.version_before, str(database.backup) if database.backup else None
            database.close()
        after = before if check else newest
        said = {"ledger": str(path), "before": before, "after": after, "newest": newest, "backup": backup}
        lines = [f"{path}: version {before} before, {after} now", *([f"a copy is {backup}"] if backup else ())]
        if check:
            lines = [f"{path}: version {before}, and this program's is {newest}"]
        with_output(lambda: print_json(said) if as_json else print_lines(lines), USAGE if check else CLEAN)
        if check and before < newest:
            raise typer.Exit(FOUND)

    guarded(act, as_json)
