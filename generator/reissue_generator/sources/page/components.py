"""Components of documentation tools whose attributes say something: written out as elements."""

from __future__ import annotations

import re

from .markup import Tag

_FIELDS = frozenset({"paramfield", "responsefield", "propertyfield", "param", "property", "field"})
_NAMES = ("path", "body", "query", "header", "name", "param", "cookie")
_SAID = ("title", "summary", "label", "alt")
_VALUES = ("type", "default", "enum", "format", "min", "max", "example", "placeholder", "deprecated")
_NO_TITLE = re.compile(
    r"(?i)(?:show |hide |child |nested |object )*(?:properties|attributes|fields|parameters|members|details|children)"
)


def spelt_out(root: Tag) -> None:
    """Give every component of a page the texts that its attributes hold."""
    for element in list(root.within):
        if element.tag in _FIELDS and (
            name := next((element.attributes[one] for one in _NAMES if element.attributes.get(one)), "")
        ):
            _field(element, name)
        elif element.tag == "operation":
            _operation(element)
        elif element.tag in ("accordion", "expandable", "step", "card", "update"):
            told = [
                text for one in _SAID if (text := element.attributes.get(one, "")) and not _NO_TITLE.fullmatch(text)
            ]
            element.tag = "div"
            element.children[:0] = [Tag("p", {}, [text]) for text in told]


def _field(element: Tag, name: str) -> None:
    told = element.attributes
    parts = [told["type"]] if told.get("type") else []
    if "required" in told and told["required"].lower() not in ("false", "0"):
        parts.append("required")
    parts += [f"{one}: {told[one]}" for one in _VALUES[1:] if told.get(one)]
    parts += [told["in"]] if told.get("in") else []
    field_of(element, name, parts, told.get("description", ""))


def field_of(element: Tag, name: str, parts: list[str], description: str) -> None:
    """Make an element the row of a field: its name, what is said of it in words, and what stood in the element."""
    head = Tag("dt", {}, [name])
    body = Tag("dd", {}, [Tag("p", {}, [" ".join(parts)]), *element.children])
    element.tag, element.attributes, element.children = "dl", {}, [head, body]
    if description:
        body.children.append(Tag("p", {}, [description]))


def _operation(element: Tag) -> None:
    told = element.attributes
    method, path = told.get("method", ""), told.get("path", "")
    head = f"{method.upper()} {told.get('baseurl', '')}{path}".strip() or told.get("status", "")
    texts = [head, told.get("summary", ""), told.get("description", "")]
    element.tag = "div"
    element.children[:0] = [Tag("h3" if at == 0 and path else "p", {}, [text]) for at, text in enumerate(texts) if text]
