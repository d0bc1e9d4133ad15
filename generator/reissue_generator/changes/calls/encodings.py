"""How the parts and fields of bodies are written: media types, styles and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ...document import FORM, Node, is_multipart
from ..forms.ends import nothing_at
from ..forms.media import Range, range_of
from ..proofs.schema import canonical, show
from ..schemas.encodings import ENCODINGS, Said, encodings_of, is_for_answers
from ..schemas.walker import Walker
from .headers import Headers

_TYPE = "contentType"
Saids = Mapping[str, Said]


class Encodings:
    """Compares the encodings of bodies."""

    def __init__(self, walker: Walker, headers: Headers) -> None:
        self._log, self._headers = walker.log, headers
        self._old, self._new = walker.old, walker.new

    def compare(self, media: Range, old: Node, new: Node, label: str, direction: str, *, is_answer: bool) -> None:
        """Compare the encodings of two entries of `content`; those of answers count since OpenAPI 3.1.1."""
        counts = not is_answer or is_for_answers(self._old) or is_for_answers(self._new)
        has_parts = is_multipart(media.kind)
        for key in ENCODINGS:
            nodes = old.get(key), new.get(key)
            read = nodes if counts else (nothing_at(nodes[0]), nothing_at(nodes[1]))
            was = encodings_of(self._old, old, read[0], key, has_parts=has_parts)
            now = encodings_of(self._new, new, read[1], key, has_parts=has_parts)
            pairs = _pairs(was, now, nodes, key)
            fates = {name: fate for name, pair in pairs.items() if (fate := _fate_of(*pair))}
            if fates:
                fate = next(iter(fates.values())) if len(set(fates.values())) == 1 else "changed"
                text = "; ".join(f"{_called(name)} {_told(*pairs[name])}" for name in fates)
                self._log.changed(f"{direction}-encoding-{fate}", label, text, *nodes)
            for name, pair in pairs.items() if media.kind != FORM else ():
                headers = pair[0].node.get("headers"), pair[1].node.get("headers")
                owner = f"part '{name}' of {label}" if name else label
                self._headers.compare(*headers, owner, direction, of_part=True)


def _pairs(was: Saids, now: Saids, nodes: tuple[Node, Node], key: str) -> dict[str, tuple[Said, Said]]:
    """What both sides say of a part. One that only one side has is told as a property, but a place without words is one, too."""
    if key == "encoding":
        return {name: (was[name], now[name]) for name in was if name in now}
    unsaid = [Said(nothing_at(node), {}) for node in nodes]
    return {name: (was.get(name, unsaid[0]), now.get(name, unsaid[1])) for name in {**was, **now}}


def _called(name: str) -> str:
    return f"'{name}' is written as" if name else "each part is written as"


def _told(was: Said, now: Said) -> str:
    return f"{show(was.beyond)} -> {show(now.beyond)}"


def _fate_of(was: Said, now: Said) -> str:
    """Whether a part is written in fewer ways, in more, or in others; '' where nothing is another way."""
    if canonical(was.beyond) == canonical(now.beyond):
        return ""
    if canonical(_but_types(was)) != canonical(_but_types(now)):
        return "changed"
    before, after = _types(was), _types(now)
    narrowed, widened = (
        all(each in wide or each.within(wide) for each in less) for less, wide in ((after, before), (before, after))
    )
    if not (before and after) or not (narrowed or widened):
        return "changed"
    return "" if narrowed and widened else "narrowed" if narrowed else "widened"


def _but_types(said: Said) -> dict[str, Any]:
    return {key: value for key, value in said.beyond.items() if key != _TYPE}


def _types(said: Said) -> set[Range]:
    """The media types that a part may have; none where that depends on its value."""
    told = said.beyond.get(_TYPE, [said.usual])
    names = cast("list[object]", told) if isinstance(told, list) else []
    return {range_of(str(name)) for name in names if name}
