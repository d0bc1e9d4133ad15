"""`reissue providers`: what each provider can do, and how it is set up."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from reissue_generator.cli.options import JsonOption

from ..capabilities import CAPABILITIES
from .provider_facts import provider_facts
from .report import guarded, print_json


def providers(
    as_json: JsonOption = False,
) -> None:
    """Show what each provider can do, and how it is set up.

    The table is made from the code: verbs of the facade, size of the typed client, credentials, servers.

    Examples:

        reissue providers

        reissue providers --json
    """
    rows, _ = guarded(provider_facts, as_json)
    if as_json:
        print_json(rows)
        return
    table = Table("", *(escape(row.provider) for row in rows))
    for verb in CAPABILITIES:
        table.add_row(verb, *("yes" if row.verbs[verb] else "-" for row in rows))
    table.add_section()
    for name in ("operations", "webhooks"):
        table.add_row(name, *("-" if (count := getattr(row, name)) is None else str(count) for row in rows))
    table.add_row("auth", *(Text(", ".join(row.auth)) for row in rows))
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    for row in rows:
        console.print(Text(f"\n{row.provider}", style="bold"))
        for environment in row.environments:
            kind = {True: "live", False: "sandbox", None: "unknown"}[environment.live]
            console.print(Text(f"  server {environment.name} ({kind}): {environment.url}"))
        if row.api_versions:
            console.print(Text(f"  version of the API: {' or '.join(row.api_versions)}"))
        names = [name if required else f"[{name}]" for name, required in row.variables.items()]
        console.print(Text(f"  environment: {' '.join(names)}"))
        for verb, advice in row.instead.items():
            console.print(Text(f"  no {verb}: {advice}"))
