"""Documents in: YAML or JSON, read safely, with the line and column of every node at hand, and `$ref` followed.

What other rooms use is named here. `walk` meets every object, `operations` every operation, `schemas_in` and `sum_of`
every schema; all of them follow references in the same way, and nobody else walks a document.
"""

from __future__ import annotations

from .converted import Conversion, ConvertedSource, Loss
from .document import UNREAD, Document, is_remote, references
from .keys import EVENTS, KEYS, REFERENCE, Meaning, Role
from .media import FORM, essence, is_form, is_json, is_media_type, is_multipart, is_token, sequence_of
from .node import DYNAMIC, Key, Node, put_together
from .objects import ADDITIONAL, EXTENSION, METHODS, OBJECTS, Inside, objects_in
from .operations import CALLBACK, NO_METHOD, PATHS, WEBHOOKS, Described, PathItem, operations, operations_in, wire_path
from .origins import PutTogether
from .pointer import Pointer, child_of, pointer_of, pointer_text, value_at
from .problem import problem
from .reading import AS_IT_IS, CORRECTIONS, Globs, Kept, Reading, Word
from .schemas import JSON_TYPES, UNIONS, is_of, kind_of, says_nothing, schemas_in, sum_of, type_names
from .shapes import NAMED, SHAPES, Wrong, kind_in_words, kinds_in_words, wrong_kinds
from .source import Source, parse, read, yaml_child
from .swagger2 import SWAGGER, becomes
from .taken import opened, taken
from .walk import Tell, Visit, walk
from .yaml_text import MAX_DEPTH, composed

__all__ = [
    "ADDITIONAL",
    "AS_IT_IS",
    "CALLBACK",
    "CORRECTIONS",
    "DYNAMIC",
    "EVENTS",
    "EXTENSION",
    "FORM",
    "JSON_TYPES",
    "KEYS",
    "MAX_DEPTH",
    "METHODS",
    "NAMED",
    "NO_METHOD",
    "OBJECTS",
    "PATHS",
    "REFERENCE",
    "SHAPES",
    "SWAGGER",
    "UNIONS",
    "UNREAD",
    "WEBHOOKS",
    "Conversion",
    "ConvertedSource",
    "Described",
    "Document",
    "Globs",
    "Inside",
    "Kept",
    "Key",
    "Loss",
    "Meaning",
    "Node",
    "PathItem",
    "Pointer",
    "PutTogether",
    "Reading",
    "Role",
    "Source",
    "Tell",
    "Visit",
    "Word",
    "Wrong",
    "becomes",
    "child_of",
    "composed",
    "essence",
    "is_form",
    "is_json",
    "is_media_type",
    "is_multipart",
    "is_of",
    "is_remote",
    "is_token",
    "kind_in_words",
    "kind_of",
    "kinds_in_words",
    "objects_in",
    "opened",
    "operations",
    "operations_in",
    "parse",
    "pointer_of",
    "pointer_text",
    "problem",
    "put_together",
    "read",
    "references",
    "says_nothing",
    "schemas_in",
    "sequence_of",
    "sum_of",
    "taken",
    "type_names",
    "value_at",
    "walk",
    "wire_path",
    "wrong_kinds",
    "yaml_child",
]
