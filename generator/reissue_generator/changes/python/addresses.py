"""Where in a document a model comes from: the way back from its key, as the builder gives it, to the schema."""

from __future__ import annotations

import re

from ...document import Document, Node, Source, child_of, pointer_of, pointer_text

_KEY = re.compile(r"(?P<source>.*?)#(?P<pointer>.*):(?:read|write)(?P<more>\+.*|:[a-z]+)?\Z", re.DOTALL)
"""How the builder calls a model: the file, the address of its schema, and the direction."""


def source_named(document: Document, name: str) -> Source:
    """The file of a document that findings call by this name; '' is the main one."""
    return next((source for source in document.others.values() if source.name == name), document.main)


def address_of(key: str) -> tuple[str, str]:
    """The file ('' for the main one) and the address at which the schema of a model stands."""
    match = _KEY.match(key)
    if match is None:
        return "", ""
    pointer = match["pointer"]
    if match["more"] == ":union":  # a choice is called after its oneOf or anyOf, where it has one
        tokens = pointer_of(pointer)
        pointer = pointer_text(tokens[:-1]) if tokens and tokens[-1] in ("oneOf", "anyOf") else pointer
    return match["source"], pointer


def node_at(source: Source, pointer: str) -> Node:
    """The node at an address; the nearest one above it where nothing stands there."""
    node = Node(source, (), source.data)
    for token in pointer_of(pointer):
        child = child_of(node.value, token)
        if child is None:
            break
        node = Node(source, (*node.pointer, token), child[0])
    return node
