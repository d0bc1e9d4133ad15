# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Credentials that do not show, and the mask that takes them out of what is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any, Final, NoReturn

BLANK: Final = "***"
"""What stands where a secret stood."""

_REST: Final = r"[^\s\"'<>,;)\]}]*"
"""What may follow the beginning of a credential: all up to the end of the word."""
_ESCAPED: Final = re.compile(r"%[0-9A-F]{2}")
_WORDS: Final = re.compile("[0-9A-Za-z]+").findall
_SHORTEST: Final = (
    4  # masking every "a" of a text would garble it, and tell what the secret is
)


class Secret:
    """A credential: blank in repr, str, format, tracebacks, copies to disk and logs.

    ``Secret("k-123").reveal()`` is the only way to its text. It is no str, on purpose:
    whatever slices, joins or encodes a str would show it. A pickled Secret comes back
    empty, so that no queue or cache ever holds a credential.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Secret) -> None:
        self._text: Callable[[], str] = (
            text._text if isinstance(text, Secret) else _closed(text)
        )

    def reveal(self) -> str:
        """The credential itself."""
        return self._text()

    def __repr__(self) -> str:
        return f"Secret('{BLANK}')"

    def __str__(self) -> str:
        return BLANK

    def __format__(self, spec: str) -> str:
        return BLANK

    def __bool__(self) -> bool:
        return bool(self._text())

    def __eq__(self, other: object) -> bool:
        """Compare with a Secret or a str, in a time that does not tell where they
        differ.
        """
        if not isinstance(other, Secret | str):
            return NotImplemented
        from hmac import compare_digest

        return compare_digest(
            self._text().encode("utf-8", "surrogatepass"),
            reveal(other).encode("utf-8", "surrogatepass"),
        )

    def __hash__(self) -> int:
        return hash(self._text())

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, ("",)

    def __iter__(self) -> NoReturn:
        raise TypeError("a Secret is not iterable; Secret.reveal() gives its text")


def _closed(text: str) -> Callable[[], str]:
    # In a closure rather than an attribute: debuggers and crash reporters print
    # attributes.
    return lambda: text


def reveal(text: str | Secret) -> str:
    """The text of a credential that was given plainly or as a Secret."""
    return text.reveal() if isinstance(text, Secret) else text


class Mask:
    """Replaces known credentials by ``***`` in texts of others.

    A provider's message, a transport's complaint.

    It finds a credential as it is and as it stands in a URL, in JSON and in base64.
    `sensitive` are other texts that must not be told; a short one is found where it
    stands alone.
    """

    __slots__ = ("_forms", "_pattern", "_words")

    def __init__(self, sensitive: Iterable[str] = ()) -> None:
        self._forms: set[str] = set()
        self._words: set[str] = set()
        self._pattern: Callable[[str], str] | None = None
        for text in sensitive:
            if len(text) < _SHORTEST:  # a security code, say
                self._words |= {rf"(?<!\w){re.escape(text)}(?!\w)"} if text else set()
            else:
                self.add(text)

    def add(self, secret: str) -> None:
        """Learn one more credential, such as a token that was just issued."""
        if len(secret) < _SHORTEST or secret in self._forms:
            return
        self._forms = self._forms | _forms(secret)
        self._pattern = None

    def __call__(self, text: str) -> str:
        """The text without credentials, also where it was cut off inside of one."""
        if not self._forms and not self._words:
            return text
        if self._pattern is None:
            longest_first = sorted(self._forms, key=len, reverse=True)
            whole = map(re.escape, longest_first)
            begun = (
                re.escape(form[:length]) + _REST
                for form, length in _begun(longest_first)
            )
            pattern = re.compile("|".join((*whole, *begun, *self._words)))
            self._pattern = lambda given: pattern.sub(BLANK, given)
        masked = self._pattern(text)
        if "&" not in masked:
            return masked
        plain = unescape(masked)  # an answer in HTML writes some characters as &#95;
        without = self._pattern(plain)
        return masked if without == plain else without

    def __reduce__(self) -> tuple[type[Mask], tuple[()]]:
        return Mask, ()


def masked(text: str, sensitive: Iterable[str]) -> str:
    """A text without these, of which there may be thousands, and hardly one in it."""
    plain = unescape(text)
    return Mask(one for one in set(sensitive) if _is_in(one, text, plain))(text)


def _is_in(secret: str, text: str, plain: str) -> bool:
    """Whether a text may have a form of a secret, or the beginning of one."""
    forms = {secret}
    if len(secret) >= _SHORTEST:
        # Only base64 writes plain letters and digits in another way.
        word: str = max(_WORDS(secret[:7]), key=len, default="")
        shown = len(word) < 3 or word in text or word in plain
        raw = secret.encode("utf-8", "surrogatepass")
        forms = _forms(secret) if shown else _in_base64(raw)
    heads = {form[: _begins(form) or None] for form in forms}
    return any(head in text or head in plain for head in heads)


def _begins(form: str) -> int:
    """How many characters tell a form that is cut; 0 where it is too short for that.

    It is all but the last character of a short one, so that no ordinary word is taken
    for a credential.
    """
    length = min(12, len(form) - 1)
    return length if length >= 7 else 0


def _begun(forms: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The forms that are known by their beginning, and how long that is."""
    for form in forms:
        if length := _begins(form):
            yield form, length


def _forms(secret: str) -> set[str]:
    """A secret as it is, in URLs, in JSON, in Python and in base64."""
    from json import dumps
    from urllib.parse import quote, quote_plus

    raw = secret.encode("utf-8", "surrogatepass")
    if secret.isalnum() and secret.isascii():  # the same wherever it stands
        return {secret, *_in_base64(raw)}
    in_urls = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    in_json = dumps(secret)[1:-1]
    forms = {
        secret,
        *in_urls,
        *(_ESCAPED.sub(lambda found: found[0].lower(), form) for form in in_urls),
        in_json,
        in_json.replace("/", "\\/"),  # as PHP writes it
        dumps(secret, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        repr(secret)[1:-1],
        repr(raw)[2:-1],
    }
    return forms | _in_base64(raw)


def _in_base64(raw: bytes) -> set[str]:
    from base64 import b64encode, urlsafe_b64encode

    if len(raw) <= _SHORTEST:
        return set()
    return {code(raw).decode().rstrip("=") for code in (b64encode, urlsafe_b64encode)}
