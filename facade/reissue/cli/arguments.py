"""What was typed after `reissue invoice`: checked, and made into what the facade takes."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple, TextIO, cast
from uuid import uuid4

import msgspec

from reissue_generator.cli.options import ask
from reissue_generator.errors import UsageError

from ..errors import ConfigurationError, InvalidArgumentError
from ..plugin import Adapter, Credentials
from ..plugin.credentials import variable
from ..plugin.fitting import UnfitError, fitted
from ..registry import provider as plugin_of

_UNDERSCORES = re.compile("_+")


class Asked(NamedTuple):
    """What was asked of one invoice."""

    verb: str
    provider: str
    reference: str
    account: str | None = None
    expires_at: str | None = None
    idempotency_key: str | None = None
    file: Path | None = None
    customer: str | None = None
    even_if: tuple[str, ...] | None = None


def check_options(asked: Asked) -> None:
    """Raise UsageError for an option that the verb does not take, or needs and was not given."""
    fits = {
        "expires_at": ("update",),
        "idempotency_key": ("resend", "reissue", "create"),
        "file": ("create",),
        "customer": ("create",),
        "even_if": ("update", "resend", "regenerate", "reissue"),
    }
    verb, names = asked.verb, {"file": "--from"}
    if wrong := [name for name in fits if getattr(asked, name) is not None and verb not in fits[name]]:
        options = sorted(names.get(name, "--" + name.replace("_", "-")) for name in wrong)
        raise UsageError(f"{verb} takes no {', '.join(options)}")
    if verb == "create" and asked.file is None:
        raise UsageError("create needs --from FILE: the invoice as JSON (see --help)")
    if verb == "update" and asked.expires_at is None:
        raise UsageError("update needs --expires-at TIME")


def arguments_of(asked: Asked, adapter: type[Adapter[Any]]) -> tuple[Any, dict[str, Any]]:
    """What the verb of the facade takes: the reference, or the new invoice in a form of the adapter, and the options given.

    A key is made here where the verb takes one and none was given: it is known then even after an interruption.
    """
    verb = getattr(adapter, asked.verb, None)
    takes_key = verb is not None and "idempotency_key" in signature(verb).parameters
    key = str(uuid4()) if takes_key and asked.idempotency_key is None else asked.idempotency_key
    chosen: dict[str, Any] = {
        "idempotency_key": key,
        "customer": asked.customer,
        "even_if": asked.even_if,
    }
    if asked.expires_at is not None:
        chosen["expires_at"] = moment_of(asked.expires_at)
    subject: Any = asked.reference
    if asked.file is not None:
        subject = _new_invoice(asked.file, asked.reference, adapter.verbs.forms, asked.provider)
    return subject, {name: value for name, value in chosen.items() if value is not None}


def environment_of(asked: Asked, server: str | None) -> dict[str, str]:
    """The variables of this provider and account, and those that seem to be meant so, which are refused: a misspelt server
    would be the live one. Those of another account may be incomplete or odd without stopping anybody.
    """
    credentials = plugin_of(asked.provider).credentials
    mine = credentials.variables(asked.account)
    environment = {
        name: value for name, value in os.environ.items() if name in mine or _is_meant(name, credentials, asked.account)
    }
    if asked.account is not None and not environment:
        there = ", ".join(credentials.accounts(os.environ)) or "none"
        raise ConfigurationError(f"{asked.provider}: there is no account {asked.account!r}; there are {there}.")
    return environment if server is None else {**environment, variable(credentials, "server", asked.account): server}


def _is_meant(name: str, credentials: type[Credentials], account: str | None) -> bool:
    """Whether a variable that nobody has may be meant for an account (None: the main one): whatever its hyphens, small
    letters and underscores.
    """
    begin, plain = variable(credentials, ""), name.upper().replace("-", "_")
    if name in credentials.variables() or not plain.startswith(begin):
        return False
    if account is not None:
        return _UNDERSCORES.sub("_", plain).startswith(_UNDERSCORES.sub("_", variable(credentials, "", account)))
    rest = plain.removeprefix(begin)
    # With two underscores around a name it is that of another account.
    return not (rest.startswith("_") and "__" in rest.strip("_"))


def moment_of(text: str) -> datetime:
    """A time that was typed: ``+14d`` and ``+36h`` from now; or ISO 8601 with an offset."""
    unit = {"d": "days", "h": "hours"}.get(text[-1:])
    if text.startswith("+") and unit and text[1:-1].isascii() and text[1:-1].isdigit() and len(text) < 7:
        return datetime.now(UTC) + timedelta(**{unit: int(text[1:-1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("--expires-at is a time (YYYY-MM-DDTHH:MM:SS+01:00), or +14d, or +36h") from None
    if moment.utcoffset() is None:
        raise UsageError("--expires-at needs an offset at its end: +01:00, or a Z for UTC")
    return moment


def _new_invoice(file: Path, reference: str, forms: tuple[type[Any], ...], provider: str) -> Any:
    """A new invoice out of a file: in the neutral form, or in the provider's own.

    Its reference is the one that was typed: it is filled in, and a file that says another one is UsageError.
    """
    if str(file) == "-" and not _stdin():
        raise UsageError("--from: stdin is closed")
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except OSError as error:
        raise UsageError(f"--from: {error.strerror}: {file}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"--from is no JSON object: {error}") from None
    try:
        return fitted(members, forms, reference).new
    except UnfitError as error:
        raise UsageError(f"--from does not fit {provider}: {'; '.join(error.problems)}") from None
    except InvalidArgumentError as error:
        raise UsageError(f"--from: {error.message}") from None


def _stdin() -> TextIO | None:
    """Standard input; None where the command was started without."""
    return cast("TextIO | None", sys.stdin)


def confirm(asked: Asked, client: Any) -> None:
    """Ask before a server is told that is live, or may be. Nobody there is UsageError, another answer than yes exits 130."""
    if client.live is False:
        return
    what = f"{asked.verb} {asked.provider} {asked.reference}"
    question = f"{what} at {client.server}, which {'is' if client.live else 'may be'} live"
    ask(question)
