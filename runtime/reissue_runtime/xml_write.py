# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Values as XML: everything escaped, and nothing that XML 1.0 cannot hold."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import UNSET, Struct

from .charsets import bytes_of, charset_of
from .encode import EncodeError
from .encode import text as text_of
from .model import Model, is_array, is_object, undocumented, wire_items
from .shape import layout
from .xml_names import ATTRIBUTE, TEXT, places_of
from .xml_node import XmlNode, node_of
from .xml_parse import XML, XSI
from .xml_text import BLANKS

Scope = Mapping[str, str]
"""Namespaces by prefix, as they hold in an element."""

_NAME: Final = re.compile(r"[^\W\d][\w.\-\u00b7]*").fullmatch
_UNFIT: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
).search
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE: Final = _IN_TEXT | str.maketrans(
    {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
)
_KNOWN: Final = {"xml": XML, "xsi": XSI}
_PLAIN: Final = XmlNode()


def written(value: object, root: XmlNode | None, media: str) -> bytes:
    """A value as an XML document of this media type. Raises EncodeError.

    `root`: what it is in XML; None: what its model says.
    """
    node = node_of(type(value)) if root is None and isinstance(value, Struct) else root
    if node is None or not node.name:
        kind = type(value).__name__
        raise EncodeError(
            f"the body has no name as XML: a model is asked for, no {kind}"
        )
    writer = _Writer()
    try:
        writer.element(value, node, node.name, {"xml": XML}, "body")
    except RecursionError:
        problem = "the body is nested too deeply, or contains itself"
    else:
        head = f'<?xml version="1.0" encoding="{charset_of(media) or "UTF-8"}"?>\n'
        return bytes_of(head + "".join(writer.out), media, "the body")
    raise EncodeError(problem)


class _Writer:
    """One document."""

    def __init__(self) -> None:
        self.out: list[str] = []

    def element(
        self, value: object, node: XmlNode, name: str, scope: Scope, path: str
    ) -> None:
        """An element with a value in it."""
        name, marks, scope = _named(node, name, scope, path)
        if node.inner is not None:
            self.out.append(f"<{name}{marks}>")
            self.element(value, node.inner, node.inner.name, scope, path)
            self.out.append(f"</{name}>")
            return
        if value is None:
            marks += self._attribute("true", XmlNode("nil", XSI, "xsi"), scope, path)[0]
            self.out.append(f"<{name}{marks}/>")
            return
        place = len(self.out)
        self.out.append("")
        if isinstance(value, Struct):
            more, scope = self._attributes(value, scope, path)
            marks += more
            self._children(value, scope, path)
        elif is_object(value):
            marks += self._map(value, node, scope, path)
        elif is_array(value):
            self._items(value, node, node.name or name, scope, path)
        else:
            self.out += filter(None, [_in_text(_text(value, path), path)])
        if len(self.out) == place + 1:
            self.out[place] = f"<{name}{marks}/>"
        else:
            self.out[place] = f"<{name}{marks}>"
            self.out.append(f"</{name}>")

    # --- objects

    def _attributes(self, value: Struct, scope: Scope, path: str) -> tuple[str, Scope]:
        """The attributes of an object, and the namespaces that hold after them."""
        nodes, marks = places_of(_documented(type(value))).nodes, ""
        extra = _extra(value)
        for wire, member in wire_items(value):
            where = f"{path}.{wire}"
            node = XmlNode(wire[1:]) if wire in extra else nodes[wire]
            if node.kind == "none" and isinstance(member, Struct):
                more, scope = self._attributes(member, scope, where)
                marks += more
            elif node.kind == "attribute" or (wire in extra and wire[:1] == ATTRIBUTE):
                told = _local(value, wire, member)
                more, scope = self._attribute(told, node, scope, where)
                marks += more
        return marks, scope

    def _children(self, value: Struct, scope: Scope, path: str) -> None:
        nodes, extra = places_of(_documented(type(value))).nodes, _extra(value)
        for wire, member in wire_items(value):
            where = f"{path}.{wire}"
            if wire in extra:
                continue
            node, told = nodes[wire], _local(value, wire, member)
            if node.kind in ("text", "cdata"):
                self._written(told, node, where)
            elif node.kind == "none" and isinstance(member, Struct):
                self._children(member, scope, where)
            elif node.kind != "attribute":
                self._member(told, node, scope, where)
        self._beside(extra, scope, path)

    def _attribute(
        self, value: object, node: XmlNode, scope: Scope, path: str
    ) -> tuple[str, Scope]:
        """An attribute with the declaration that it needs, and what holds after it."""
        if value is None:
            return "", scope
        name, marks, scope = _named(node, node.name, scope, path, attribute=True)
        words = [_text(one, path) for one in value] if is_array(value) else []
        if any(not word or word.split() != [word] for word in words):
            raise EncodeError(f"{path}: a word of a list of words has a blank")
        text = " ".join(words) if is_array(value) else _text(value, path)
        quoted = _checked(text, path).translate(_IN_ATTRIBUTE)
        return f'{marks} {name}="{quoted}"', scope

    def _written(self, value: object, node: XmlNode, path: str) -> None:
        """The text of an element."""
        if value is None:
            return
        text = _text(value, path)
        if not text:
            return
        section = node.kind == "cdata" or not text.strip(BLANKS)
        if section and "\r" not in text:  # which a section does not keep
            text = _checked(text, path).replace("]]>", "]]]]><![CDATA[>")
            self.out.append(f"<![CDATA[{text}]]>")
        else:
            self.out.append(_in_text(text, path))

    def _member(self, value: object, node: XmlNode, scope: Scope, path: str) -> None:
        if not is_array(value) or node.wrapped:
            called = node
            if value is None and not node.wrapped and node.item is not None:
                called = node.item
            self.element(value, called, called.name or node.name, scope, path)
        else:
            self._items(value, node, node.name, scope, path)

    def _map(
        self, value: Mapping[Any, Any], node: XmlNode, scope: Scope, path: str
    ) -> str:
        named = {text_of(key, path): one for key, one in value.items()}
        marks = ""
        for key, one in named.items():
            if key[:1] == ATTRIBUTE:
                given = XmlNode(key[1:])
                more, scope = self._attribute(one, given, scope, f"{path}.*")
                marks += more
        inner = node.item or _PLAIN
        for key, one in named.items():
            if key[:1] not in (ATTRIBUTE, TEXT[0]) and one is not UNSET:
                called = XmlNode(
                    _known(key, scope, path),
                    wrapped=inner.wrapped,
                    item=inner.item,
                    inner=inner.inner,
                )
                self._member(one, called, scope, f"{path}.*")
        if TEXT in named:
            self.out.append(_in_text(_text(named[TEXT], path), path))
        return marks

    def _beside(self, extra: Mapping[str, Any], scope: Scope, path: str) -> None:
        """Members that the specification does not name, as they were read."""
        for name, value in extra.items():
            if name == TEXT:
                self.out.append(_in_text(_text(value, path), path))
            elif name[:1] != ATTRIBUTE:
                called = XmlNode(_known(name, scope, path))
                self._member(value, called, scope, f"{path}.*")

    # --- lists

    def _items(
        self, value: Iterable[Any], node: XmlNode, name: str, scope: Scope, path: str
    ) -> None:
        for place, one in enumerate(value):
            inner = (
                node.first[place] if place < len(node.first) else node.item or _PLAIN
            )
            where = f"{path}[{place}]"
            if inner.kind in ("text", "cdata"):
                self._written(one, inner, where)
            elif is_array(one) and not (inner.wrapped or inner.inner):
                raise EncodeError(f"{where}: a list in a list has no element in XML")
            else:
                self.element(one, inner, inner.name or name, scope, where)


# --- names ----------------------------------------------------------------------------


def _named(
    node: XmlNode, name: str, scope: Scope, path: str, attribute: bool = False
) -> tuple[str, str, Scope]:
    """A name with its prefix, the declaration that it needs, and what holds then."""
    before, _, local = name.rpartition(":")
    prefix, namespace = node.prefix or before, node.namespace
    if not _NAME(local) or (prefix and not _NAME(prefix)):
        raise EncodeError(f"{path}: a name that XML does not have")
    if not namespace:
        namespace = scope.get(prefix) or _KNOWN.get(prefix, "") if prefix else ""
        if not namespace:
            return local, "", scope
    elif attribute and scope.get(prefix or "xml", namespace) != namespace:
        # No default namespace holds for it, and what another prefix means here stays.
        known = (one for one, space in scope.items() if one and space == namespace)
        prefix = next(known, "") or _new(scope)
    whole = f"{prefix}:{local}" if prefix else local
    if scope.get(prefix) == namespace:
        return whole, "", scope
    quoted = _checked(namespace, path).translate(_IN_ATTRIBUTE)
    mark = f' xmlns{":" if prefix else ""}{prefix}="{quoted}"'
    return whole, mark, {**scope, prefix: namespace}


def _known(name: str, scope: Scope, path: str) -> str:
    """A name that was given, with no prefix but one that stands for a namespace."""
    prefix = name.rpartition(":")[0]
    if prefix and prefix not in scope and prefix not in _KNOWN:
        raise EncodeError(f"{path}: a name with a prefix that stands for no namespace")
    return name


def _new(scope: Scope) -> str:
    """A prefix that is free."""
    return next(
        name for place in range(len(scope) + 1) if (name := f"ns{place}") not in scope
    )


# --- texts ----------------------------------------------------------------------------


def _text(value: object, path: str) -> str:
    """A scalar as XML Schema writes it."""
    if isinstance(value, bytes | bytearray):
        return b64encode(value).decode()
    text = text_of(value, path)
    return text.removesuffix(".0") if isinstance(value, float) else text


def _in_text(text: str, path: str) -> str:
    return _checked(text, path).translate(_IN_TEXT)


def _checked(text: str, path: str) -> str:
    if _UNFIT(text):
        raise EncodeError(f"{path}: a character that XML 1.0 does not have")
    return text


def _local(value: Struct, wire: str, member: object) -> object:
    """A time without an offset as text, where the specification documents such times."""
    is_local = isinstance(member, datetime) and wire in layout(type(value)).local
    return member.isoformat() if is_local and isinstance(member, datetime) else member


def _extra(value: Struct) -> dict[str, Any]:
    """The members that are not documented."""
    return undocumented(value) if isinstance(value, Model) else {}


def _documented(cls: Any) -> Any:
    """The class of the specification, where members were kept beside its own."""
    return cls.__base__ if getattr(cls, "__undocumented__", None) else cls
