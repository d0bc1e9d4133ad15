"""Of webhooks: the keys that verify them, and the key by which an event is known again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias, cast
from urllib.parse import quote

from reissue_runtime import Secret
from reissue_runtime.secret import reveal

from ..errors import ConfigurationError

KeysLike: TypeAlias = str | Secret | Sequence[str | Secret] | None
"""One key, or several. A text may hold several as well, as an environment variable does; see `webhook_keys`."""

_BETWEEN = re.compile(r"(?:\s|\\[rn])*(?=-----BEGIN )")


def webhook_keys(given: KeysLike) -> tuple[Secret, ...]:
    """The keys of which each is accepted.

    - given: One or several. Public keys (PEM) in one text stand one after another, shared secrets in one text have blanks
      or line breaks between them.

    Returns them, each once; none for what is empty.

    Raises ConfigurationError for what is no text and no sequence of texts.
    """
    texts = cast("object", [given] if isinstance(given, str | Secret) else given or ())
    if not isinstance(texts, Sequence) or not all(isinstance(text, str | Secret) for text in cast("Any", texts)):
        texts, given = (), None  # no frame holds them
        raise ConfigurationError("webhook_key is a text, or a sequence of texts.")
    found: dict[str, None] = {}
    for text in (reveal(text) for text in cast("Any", texts)):
        parts = _BETWEEN.split(text) if "-----BEGIN " in text else text.split()
        found.update(dict.fromkeys(filter(None, (part.strip(' \t\r\n"') for part in parts))))
    return tuple(map(Secret, found))


def transition(provider: str, *parts: object) -> str:
    """The key of an event: the provider, the object, what it became, and what else tells two such apart.

    What was not told is None. Whatever the parts hold, other parts are another key: they are quoted as in an address.
    """
    return ":".join(quote("" if part is None else str(part), safe="") for part in (provider, *parts))


def fingerprint(body: bytes) -> str:
    """Of a delivery that names nothing by which it could be told from others: the same bytes are the same event."""
    from hashlib import sha256

    return sha256(body).hexdigest()[:32]
