"""The typed encoders, one per sink: the only way for a value to reach emitted code.

Every string of a spec is untrusted. What a template prints must be `Code`, and only the functions here make `Code` from
data: an identifier is checked, a literal is written with escapes, prose is made harmless for a docstring.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from ..errors import FAULT, ToolError

WIDTH = 88
# Fixed ranges and not str.isprintable, which knows more characters in every new Python: the bytes must be the same.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\U000f0000-\U0010ffff]"
)
"""Controls, blanks of other kinds, line ends, marks that turn the text around, surrogates, private and unassigned planes."""
_ORDER = re.compile(r"(?im)((?:^|#)[ \t]*(?:fmt|isort|mypy|pragma|pylint|pyright|ruff|type|yapf|flake8))(:)")
_CODING = re.compile(r"(?i)(coding)([:=])")
_BULLET = re.compile(r"\s*([-*+]|\d+[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?![a-z])|\n\s*\n")
"""What stands behind a sentence; a full stop before a small letter is that of an abbreviation."""


class Code(str):
    """Text that may stand in a Python file as it is."""

    __slots__ = ()


class SinkError(ToolError):
    """A value that its sink does not take: a fault of the generator, never printed raw."""

    code = FAULT


def ident(name: str) -> Code:
    """A Python identifier."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise SinkError(f"not an identifier: {name!r}")
    return Code(name)


def dotted(name: str) -> Code:
    """A relative or absolute module path."""
    parts = name.lstrip(".").split(".")
    if any(part and (not part.isidentifier() or keyword.iskeyword(part)) for part in parts):
        raise SinkError(f"not a module: {name!r}")
    return Code(name)


def literal(value: Any) -> Code:
    """A Python literal of plain data: None, bool, int, float, str, tuple, list, dict."""
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool | int):
        return Code(repr(value))
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise SinkError("a number that is not finite")
        return Code(repr(value))
    if isinstance(value, tuple):
        return tuple_of([literal(part) for part in cast("tuple[Any, ...]", value)])
    if isinstance(value, list):
        return Code(f"[{joined(literal(part) for part in cast('list[Any]', value))}]")
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value)
        return map_of((literal(key), literal(part)) for key, part in pairs.items())
    raise SinkError(f"no literal: {type(value).__name__}")


def joined(parts: Iterable[Code]) -> Code:
    """The parts with commas between them."""
    return Code(", ".join(parts))


def tuple_of(parts: Sequence[Code]) -> Code:
    """A tuple of the parts."""
    return Code(f"({joined(parts)}{',' if len(parts) == 1 else ''})")


def map_of(pairs: Iterable[tuple[Code, Code]]) -> Code:
    """A dict of the pairs."""
    return Code("{" + joined(Code(f"{key}: {value}") for key, value in pairs) + "}")


def _string(value: str) -> Code:
    """A string literal in double quotes: what can be read stays readable, the rest is escaped."""
    body = _UNSEEN.sub(lambda match: _escaped(match[0]), value.replace("\\", "\\\\").replace('"', '\\"'))
    return Code(f'"{body}"')


def _escaped(character: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(character)
    return short.get(character) or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def prose(text: str) -> str:
    """Untrusted prose as docstring content: nothing in it can end the docstring or hide what it says."""
    kept = _UNSEEN.sub(lambda match: "\n" if match[0] == "\n" else " ", _disarmed(text))
    return kept.replace("\\", "\\\\").replace('"""', "'''").replace('""', "''")


def shortened(text: str, limit: int) -> str:
    """The sentences that fit, or the first one where even that does not; a sentence is never cut."""
    text = text.strip()
    if len(text) <= limit:
        return text
    ends = [match.start() for match in _SENTENCE.finditer(text)]
    fitting = [end for end in ends if end <= limit]
    end = fitting[-1] if fitting else ends[0] if ends else len(text)
    return text[:end].rstrip()


def docstring(text: str, indent: int) -> Code:
    """A docstring of wrapped paragraphs, quotes included, for a line that starts at this indentation."""
    content = prose(text.strip())
    lines = _wrapped(content, WIDTH - indent - 3)
    if len(lines) == 1 and len(lines[0]) + indent + 6 > WIDTH:  # formatters put the closing quotes behind a single line
        lines = _wrapped(content, WIDTH - indent - 6)
    pad = " " * indent
    if len(lines) == 1:
        line = lines[0]
        return Code(f'"""{line[:-1] + _last(line[-1])}"""' if line else '""""""')
    body = "\n".join(f"{pad}{line}" if line else "" for line in lines[1:])
    return Code(f'"""{lines[0]}\n{body}\n{pad}"""')


def _last(character: str) -> str:
    """The last character before the closing quotes: a quote is written so that it does not join them."""
    return '\\"' if character == '"' else character


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text of paragraphs and bullets, none empty at the end."""
    lines: list[str] = []
    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        lines += _filled(line.rstrip(), width, len(bullet[0]) if bullet else 0)
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def _filled(line: str, width: int, hanging: int = 0) -> Iterator[str]:
    """A line in pieces that fit, broken at blanks only. `hanging`: the indentation of all pieces but the first.

    As textwrap.wrap does it, in a third of the time: a large document has megabytes of words.
    """
    start, room, least = 0, width, hanging
    while len(line) - start > room:
        end = line.rfind(" ", start + least, start + room + 1)
        if end <= start + least:
            end = line.find(" ", start + max(room, least))
        if end < 0:
            break
        yield " " * (width - room) + line[start:end].rstrip()
        start, room, least = end + 1, width - hanging, 0
        while line[start : start + 1].isspace():
            start += 1
    yield " " * (width - room) + line[start:]


def comment(text: str) -> Code:
    """One line of a comment, without the sign."""
    return Code(_CODING.sub(r"\1 \2", _disarmed(" ".join(_UNSEEN.sub(" ", text).split()))))


def comments(text: str, indent: int) -> tuple[Code, ...]:
    """Wrapped lines of a comment, signs included, for lines that start at this indentation.

    Each line is disarmed by itself: a word may come to stand at its start only when the text is wrapped.
    """
    room = WIDTH - indent - len("# ") - len(" ")  # a line that is disarmed grows by a blank
    return tuple(Code(f"# {comment(line)}") for line in _filled(comment(text), room) if line)


def _disarmed(text: str) -> str:
    """The text without what tools take for an order: `fmt: off` at the start of a comment or line."""
    return _ORDER.sub(r"\1 \2", text)
