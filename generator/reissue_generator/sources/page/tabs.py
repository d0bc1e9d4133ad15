"""Tabs: each panel below its own label, in the order of the labels, because which of them comes first says nothing.

Where the panels are told apart by ARIA (`tab`, `tabpanel`) or as components (`<Tab>`, `<TabItem>`); of a list of tabs of which only one has
its panel in the page, the labels are a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from .markup import Tag

_ITEMS = frozenset(["tab", "tabitem"])
_TITLES = ("title", "label", "value")
_LABEL = "h6"


def labelled(root: Tag) -> None:
    """Put the label of every tab above its panel, and the panels into the order of their labels."""
    parents = {id(child): one for one in root.within for child in one.elements}
    for element in list(root.within):
        if element.role == "tablist":
            _list(element, parents)
        elif any(one.tag in _ITEMS for one in element.elements):
            _components(element)
    for element in list(root.within):
        element.changed()


def is_label(element: Tag) -> bool:
    """Whether an element is the label of a tab, and so neither a heading of the page's own nor the name of a field."""
    return element.tag == _LABEL and element.role == "tab"


def is_labelled(element: Tag) -> bool:
    """Whether an element is a panel with its label."""
    return any(is_label(one) for one in element.elements[:1])


def _list(tabs: Tag, parents: dict[int, Tag]) -> None:
    labels = [one for one in tabs.within if one.role == "tab"]
    panels = _panels(tabs, parents)
    pairs = _pairs(labels, panels)
    if not pairs:
        tabs.tag, tabs.attributes = "ul", {}
        tabs.children = [Tag("li", {}, [one.text]) for one in labels if one.text]
        return
    tabs.children = []
    for label, panel in pairs:
        panel.children.insert(0, Tag(_LABEL, {"role": "tab"}, [label.text]))
    _sort(parents[id(panels[0])], [(label.text, panel) for label, panel in pairs])


def _panels(tabs: Tag, parents: dict[int, Tag]) -> list[Tag]:
    """The panels of a list of tabs: those that follow it, in the nearest element around that has some, up to the next list."""
    around = parents.get(id(tabs))
    while around is not None:
        order = list(_lists_and_panels(around))
        after = order[next((at for at, one in enumerate(order) if one is tabs), len(order)) + 1 :]
        found = list(takewhile(lambda one: one.role == "tabpanel", after))
        if found or around.role == "tabpanel":
            return found
        around = parents.get(id(around))
    return []


def _lists_and_panels(element: Tag) -> Iterator[Tag]:
    """Lists of tabs and panels in order, without those in a panel."""
    for child in element.elements:
        if child.role in ("tablist", "tabpanel"):
            yield child
        else:
            yield from _lists_and_panels(child)


def _pairs(labels: list[Tag], panels: list[Tag]) -> list[tuple[Tag, Tag]]:
    """Each label with its panel, by what they say of each other, else by their order; none where one has no other."""
    if not labels or len(labels) != len(panels) or any(not one.text for one in labels):
        return []
    by_id = {one.attributes.get("id", ""): one for one in panels}
    told = [by_id.get(one.attributes.get("aria-controls", "")) for one in labels]
    found = [one for one in told if one is not None]
    if len({id(one) for one in found}) == len(panels) and "" not in by_id:
        return list(zip(labels, found, strict=True))
    return list(zip(labels, panels, strict=True))


def _components(holder: Tag) -> None:
    items = [one for one in holder.elements if one.tag in _ITEMS]
    named = [(next((text for key in _TITLES if (text := one.attributes.get(key, ""))), ""), one) for one in items]
    for title, item in named:
        item.tag = "div"
        if title:
            item.children.insert(0, Tag(_LABEL, {"role": "tab"}, [title]))
    _sort(holder, named)


def _sort(holder: Tag, named: list[tuple[str, Tag]]) -> None:
    """Put panels that stand in one place into the order of their labels."""
    places = [at for at, child in enumerate(holder.children) if any(child is one for _, one in named)]
    if len(places) == len(named):
        for at, (_, panel) in zip(places, sorted(named, key=lambda pair: pair[0]), strict=True):
            holder.children[at] = panel
