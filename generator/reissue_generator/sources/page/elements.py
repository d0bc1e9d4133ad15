"""Elements that a site has made itself (HTML, 4.13.3: their names have a hyphen), whose attributes say something: written out as text.

What says how an element looks or which build made it is no fact; what a framework writes (`data-*`, `aria-*`, `ng-*`) is none either.
"""

from __future__ import annotations

import re

from .components import field_of
from .markup import Tag, words_of
from .names import name_in

_NAMES = ("name", "param", "field", "property", "path", "key")
_FIELDS = frozenset(
    ["param", "parameter", "field", "property", "prop", "attribute", "attr", "member", "argument", "arg", "header"]
)  # fmt: skip
_FLAGS = frozenset(
    ["required", "optional", "nullable", "deprecated", "readonly", "writeonly", "read-only", "write-only", "mandatory", "unique", "immutable"]
)  # fmt: skip
_SAID = frozenset(
    ["type", "format", "default", "value", "values", "enum", "options", "min", "max", "minimum", "maximum", "minlength", "maxlength", "min-length",
     "max-length", "pattern", "example", "since", "until", "sunset", "unit", "description", "summary", "status", "code", "in", "location", "name"]
)  # fmt: skip
"""What is a fact on any element; on one of a field every attribute is that says no more than how it looks."""
_LOOKS = frozenset(
    ["class", "style", "id", "slot", "part", "is", "lang", "dir", "title", "tabindex", "role", "key", "ref", "nonce", "hidden", "theme", "variant",
     "size", "color", "icon", "href", "src", "srcset", "width", "height", "align", "placement", "layout", "columns", "gap", "level", "open", "opened",
     "expanded", "collapsed", "active", "selected", "focused", "hydrated", "defer-hydration", "ssr", "uid", "client", "props", "loading", "lazy",
     "animated", "compact", "dense", "index", "order", "anchor", "for", "target", "rel", "hash", "build", "rev", "revision"]
)  # fmt: skip
_FRAMEWORKS = re.compile(
    r"(?:data|aria|ng|v|x|on|hx|js|wire|astro|svelte|exportparts|_ng\w*|s|sc)(?:[-:].*)?|on[a-z]+|[^a-z].*|.*[^a-z0-9_-].*"
)
_WIDGETS = frozenset(
    ["icon", "icons", "button", "btn", "toggle", "switcher", "time", "ago", "copy", "clipboard", "theme", "search", "nav", "menu", "tooltip", "island",
     "player", "tab", "tabs", "panel", "slot", "avatar", "spinner", "widget", "popup", "modal", "dialog", "banner", "image", "img", "video", "link", "ad",
     "ads", "skeleton", "redoc", "app"]
)  # fmt: skip
_STAMP = re.compile(
    r"(?i)(?=[0-9a-f-]*\d)[0-9a-f-]{7,64}|\d{7,}|.*\bv?\d+\.\d+\.\d+-\S+|https?:.*|[/.#{\[].*|.{400,}", re.DOTALL
)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,4})?")


def spelt_out(root: Tag) -> None:
    """Give every such element the facts of its attributes; one of a field becomes a row, and a template that is shown its text."""
    for element in list(root.within):
        if element.tag == "template" and {"shadowrootmode", "shadowroot"} & element.attributes.keys():
            element.tag = "div"
        elif "-" in element.tag and not _WIDGETS & set(words_of(element.tag)):
            _spell(element)
    for element in list(root.within):
        element.changed()


def _spell(element: Tag) -> None:
    told = {key: value.strip() for key, value in element.attributes.items() if _is_said(key, value.strip())}
    name = next((value for one in _NAMES if (value := name_in(element.attributes.get(one, "")))), "")
    is_field = bool(_FIELDS & set(words_of(element.tag))) or bool({"type", *_FLAGS} & told.keys())
    if name and is_field:
        told = {key: value for key, value in told.items() if value != name or key not in _NAMES}
        field_of(element, name, _parts(told), told.get("description", ""))
    elif "method" in told and element.attributes.get("path"):
        call = f"{told.pop('method').upper()} {element.attributes['path'].strip()}"
        told.pop("path", None)
        _begin(element, [call, *_parts(told)])
    else:
        _begin(
            element,
            _parts(
                {key: value for key, value in told.items() if key in _SAID or key in _FLAGS or _NUMBER.fullmatch(value)}
            ),
        )


def _is_said(key: str, value: str) -> bool:
    if key in _FLAGS:
        return value.lower() not in ("false", "0")
    return key in _SAID or not (key in _LOOKS or _FRAMEWORKS.fullmatch(key) or _STAMP.fullmatch(value))


def _parts(told: dict[str, str]) -> list[str]:
    """What attributes say, in an order of its own: theirs says nothing."""
    flags = sorted(key for key, value in told.items() if key in _FLAGS or value in ("", "true", key))
    rest = sorted(f"{key}: {value}" for key, value in told.items() if key not in (*flags, "type", "description"))
    return [*([told["type"]] if told.get("type") else []), *(one for one in flags if one != "type"), *rest]


def _begin(element: Tag, texts: list[str]) -> None:
    if texts:
        element.children[:0] = [Tag("p", {}, [text]) for text in texts]
