"""The options of runs: the same name, the same words, the same meaning in each command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..planning.settings import IN_FLIGHT, PER_SECOND, UNKNOWNS

FileArgument = Annotated[Path, typer.Argument(help="CSV with a header, or JSON lines; - is stdin.")]
CampaignOption = Annotated[
    str, typer.Option(metavar="NAME", help="What belongs together and happens once: 2026-11-reminder.")
]
VerbOption = Annotated[
    str, typer.Option(help="reissue, resend, regenerate, update, cancel, or create (JSON lines only).")
]
PeriodOption = Annotated[
    str, typer.Option(help="The occurrence of a schedule, such as 2026-11-27.", show_default=False)
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be sent and skipped, and why. Nothing is sent.")
]
FormOption = Annotated[
    str | None, typer.Option("--as", metavar="csv|jsonl", help="The form, where the name of the file does not say it.")
]
ProviderOption = Annotated[
    str | None, typer.Option(help="Of all lines, for a file without such a column.", show_default=False)
]
DecimalOption = Annotated[
    str | None, typer.Option(metavar="'.'|','", help="The sign before the decimals of amounts.", show_default=False)
]
DatesOption = Annotated[
    str | None,
    typer.Option(metavar="dmy|mdy|ymd", help="The order in dates that are not ISO 8601.", show_default=False),
]
DigitsOption = Annotated[
    bool, typer.Option("--digits-as-they-are", help="References that look rewritten by a spreadsheet are meant so.")
]
ExcludeOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A file of the same kind, of what is left out.", show_default=False)
]
AgainOption = Annotated[
    str | None,
    typer.Option(
        metavar="REASON", help="Send once more what was sent before in this campaign, and why.", show_default=False
    ),
]
EvenIfOption = Annotated[
    list[str] | None,
    typer.Option(metavar="STATUS", help="Also what is paid, cancelled, refunded or unknown; repeatable."),
]
ItemsOption = Annotated[int | None, typer.Option(min=1, help="Refuse a plan that would send more.", show_default=False)]
ApprovalOption = Annotated[
    bool, typer.Option("--approval", help="A second person approves the plan first: reissue run approve.")
]
FirstOption = Annotated[
    int | None, typer.Option("--first", min=1, help="Send so many, then pause: a canary.", show_default=False)
]
RateOption = Annotated[
    float | None,
    typer.Option(
        "--rate", min=0, help=f"Requests to one account in a second; 0: no limit of ours. Default {PER_SECOND:g}."
    ),
]
InFlightOption = Annotated[
    int | None, typer.Option("--in-flight", min=1, help=f"Requests to one account at once. Default {IN_FLIGHT}.")
]
UnknownOption = Annotated[
    int | None,
    typer.Option("--stop-after-unknown", min=1, help=f"Pause after so many unknown outcomes. Default {UNKNOWNS}."),
]
QuietOption = Annotated[
    str | None,
    typer.Option(
        "--quiet-hours",
        metavar="HH:MM-HH:MM",
        help="Send nothing then, such as 20:00-08:00; with --zone.",
        show_default=False,
    ),
]
ZoneOption = Annotated[str, typer.Option("--zone", metavar="NAME", help="Of the quiet hours, such as Africa/Kigali.")]
SumOption = Annotated[
    list[str] | None,
    typer.Option(
        "--most-sum",
        metavar="'AMOUNT CUR'",
        help="The most that what is sent may come to, such as '5000 EUR'; repeatable.",
    ),
]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=1, max=3600, help="Seconds for each step of a request.")]
