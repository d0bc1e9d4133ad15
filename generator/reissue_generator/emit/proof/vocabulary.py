"""What emitted code is made of: what it may import, call and speak of, and the kinds of its expressions."""

from __future__ import annotations

import ast
from collections.abc import Mapping

MODULES: Mapping[str, frozenset[str]] = {
    "__future__": frozenset({"annotations"}),
    "builtins": frozenset(),
    "collections.abc": frozenset({"Mapping", "Sequence"}),
    "datetime": frozenset(),
    "decimal": frozenset({"Decimal"}),
    "functools": frozenset({"cached_property"}),
    "importlib": frozenset({"import_module"}),
    "msgspec": frozenset({"field"}),
    "typing": frozenset(
        {"TYPE_CHECKING", "Annotated", "Any", "Final", "Literal", "NotRequired", "TypeAlias", "TypedDict", "Unpack"}
    ),
}
"""What may be imported from outside the tree."""

CALLS = frozenset(
    {
        "Additional",
        "Constant",
        "ApiKey",
        "Basic",
        "Bearer",
        "Bytes",
        "Chosen",
        "Cookie",
        "Cursor",
        "Envelope",
        "Events",
        "Evidence",
        "NoContent",
        "Form",
        "Header",
        "HeaderTypes",
        "Idempotency",
        "Json",
        "LinkHeader",
        "MarkedHeader",
        "MarkedPath",
        "MarkedQuery",
        "JsonItems",
        "JsonLines",
        "JsonSequence",
        "MixedParts",
        "ContentQuery",
        "MutualTls",
        "Multipart",
        "MultipartItems",
        "NextUrl",
        "OAuth2",
        "Offset",
        "Operation",
        "PageNumber",
        "Part",
        "Path",
        "Preferred",
        "Provider",
        "Query",
        "Raw",
        "RsaSignature",
        "Signature",
        "SignedWebhook",
        "Since",
        "QueryString",
        "StyledQuery",
        "Switch",
        "TokenLogin",
        "TypedDict",
        "Unprinted",
        "Webhook",
        "WholeEnvelope",
        "Xml",
        "XmlAnswers",
        "XmlNode",
        "any_of",
        "by_constant",
        "by_names",
        "by_tag",
        "digits",
        "field",
        "frozenset",
        "offset",
        "one_of",
        "paged",
        "row",
    }
)
"""What may be called where a module is imported: all of it makes descriptors and does nothing else."""

CHECK = "require(RUNTIME, __name__)"
"""The one statement that runs when a package is imported: it refuses a runtime of another contract."""

METHODS = frozenset(
    {"_call", "iterate", "aiterate", "open", "aopen", "parse", "parse_unsigned", "items", "split", "__init__"}
)
"""What may be called on an object."""

INSIDE = frozenset({"AttributeError", "Link", "filled", "getattr", "import_module", "own_client", "super"})
"""What may be called inside a function besides."""

BASES = frozenset(
    {
        "AnswerHeaders",
        "AsyncClient",
        "AsyncResource",
        "Client",
        "FilledModel",
        "Model",
        "OpenModel",
        "Resource",
        "ServerBase",
        "TypedDict",
        "VariableServer",
    }
)
BUILTINS = frozenset(
    {
        "AttributeError",
        "__name__",
        "bool",
        "bytes",
        "dict",
        "float",
        "frozenset",
        "getattr",
        "int",
        "list",
        "object",
        "self",
        "str",
        "super",
        "tuple",
    }
)

PARTS: Mapping[type[ast.AST], tuple[str, ...]] = {
    ast.Attribute: ("value",),
    ast.Await: ("value",),
    ast.BinOp: ("op", "left", "right"),
    ast.BoolOp: ("op", "values"),
    ast.Call: ("func", "args", "keywords"),
    ast.Compare: ("ops", "left", "comparators"),
    ast.Dict: ("keys", "values"),
    ast.DictComp: ("key", "value", "generators"),
    ast.IfExp: ("test", "body", "orelse"),
    ast.Lambda: ("args", "body"),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Starred: ("value",),
    ast.Subscript: ("value", "slice"),
    ast.Tuple: ("elts",),
    ast.UnaryOp: ("op", "operand"),
    ast.comprehension: ("target", "iter", "ifs"),
    ast.keyword: ("value",),
    **dict.fromkeys((ast.Constant, ast.Name, ast.BitOr, ast.USub, ast.And, ast.Is, ast.IsNot, ast.In), ()),
}
"""The kinds of expressions, and what of each is looked into."""
PARTS_INSIDE = {**PARTS, ast.JoinedStr: ("values",), ast.FormattedValue: ("value", "format_spec")}
"""Inside a function there are messages too."""
