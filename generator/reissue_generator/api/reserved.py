"""Names that emitted code imports or has itself, so that nothing of a document may take them."""

from __future__ import annotations

from collections.abc import Iterable

TYPING = frozenset({"Annotated", "Any", "Final", "Literal", "TYPE_CHECKING", "TypeAlias"})
UNTYPED = ("NO_ARRAY", "NO_OBJECT", "SCALAR")
"""What the runtime keeps as it was sent, where a schema names no type."""
_TOLERANCES = ("DAY", "EMPTY", "EMPTY_ARRAY", "LIST", "LOCAL", "LOOSE", "SINGLE", "TEXT", "digits", "offset", "paged")
MARKERS = (*_TOLERANCES, *UNTYPED)
"""The tolerances of the runtime that a member of a model may declare."""
MAKING_WAY = frozenset({*MARKERS, "CONTENT", "FILES", "ITEMS"})
"""Constants of the runtime that are imported as another name where a file has a constant of that name itself."""
MADE_WAY = "_MARKER"
"""What is added to their names there."""


def made_way(names: Iterable[str]) -> set[str]:
    """What constants of the runtime are called in a file that has constants of these names itself."""
    return {f"{name}{MADE_WAY}" for name in MAKING_WAY.intersection(names)}


OF_RESOURCES = frozenset({"TYPE_CHECKING", "UNSET"})
"""Constants that files of resources import, and that do not make way."""
OF_PACKAGES = frozenset({"GENERATOR", "RUNTIME", "SPEC"})
"""Constants of a package, beside which the class of its client stands."""
HIDING = frozenset({"builtins", "cached_property"})
"""What a class uses of its module: no method and no property takes its place."""
RUNTIME = {
    name: module
    for module, names in {
        "additional": ("Additional", "OpenModel"),
        "address": ("ServerBase",),
        "answer_headers": ("AnswerHeaders", "HeaderTypes"),
        "api_key": ("ApiKey",),
        "basic": ("Basic",),
        "bearer": ("Bearer",),
        "body": ("Json",),
        "body_part": ("BodyPart",),
        "chosen": ("CONTENT", "Chosen", "FILES", "ITEMS"),
        "client": ("AsyncClient", "Client"),
        "constants": ("Constant", "FilledModel"),
        "cookies": ("Cookie",),
        "deprecation": ("Deprecated",),
        "downloads": ("AsyncDownload", "Bytes", "Download"),
        "encode": ("Query",),
        "envelope": ("Envelope",),
        "events": ("AsyncEventStream", "EventStream", "Events", "ServerSentEvent"),
        "evidence": ("Evidence",),
        "no_content": ("NoContent",),
        "files": ("FileContent", "ByteStream"),
        "forms": ("Form",),
        "headers": ("Header",),
        "idempotency": ("Idempotency",),
        "items": ("Items", "JsonItems"),
        "json_stream": ("JsonLines", "JsonSequence"),
        "media": ("by_media",),
        "mixed_stream": ("MixedParts",),
        "model": ("UNSET", "UnsetType", "Model", *_TOLERANCES),
        "untyped": UNTYPED,
        "mutual_tls": ("MutualTls", "own_client"),
        "named": ("by_names",),
        "multipart": ("Multipart", "Part"),
        "multipart_items": ("MultipartItems",),
        "oauth2": ("OAuth2",),
        "operation": ("Effect", "Operation"),
        "options": ("CallOptions",),
        "cursors": ("Cursor",),
        "link_header": ("LinkHeader",),
        "pages": ("AsyncListing", "Listing"),
        "pagination": ("NextUrl", "Offset", "PageNumber"),
        "preferred": ("Preferred",),
        "provider": ("Provider",),
        "raw": ("Raw",),
        "redirects": ("NotModified", "Redirect", "not_modified", "redirect"),
        "resource": ("AsyncResource", "Resource"),
        "rows": ("row",),
        "rsa": ("RsaSignature",),
        "since": ("Since",),
        "signatures": ("KeyLike", "Signature", "SignedWebhook"),
        "querystring": ("ContentQuery", "QueryString"),
        "marks": ("MarkedHeader", "MarkedPath", "MarkedQuery"),
        "streams": ("AsyncStream", "Stream"),
        "styles": ("Path", "StyledQuery"),
        "switch": ("Switch",),
        "token_login": ("TokenLogin",),
        "tagged": ("by_constant", "by_tag"),
        "unions": ("any_of", "one_of"),
        "unprinted": ("Unprinted",),
        "urls": ("Link", "VariableServer", "filled"),
        "webhooks": ("Webhook",),
        "whole": ("WholeEnvelope",),
        "xml": ("Xml", "XmlAnswers", "by_xml"),
        "xml_node": ("XmlNode",),
    }.items()
    for name in names
}
"""Where the names of the runtime stand that emitted files use: a tree carries the modules that it imports."""
_BESIDE_MODELS = frozenset(
    {
        "Model",
        "TYPE_CHECKING",
        "TypeAlias",
        "XmlNode",
        "any_of",
        "by_constant",
        "by_names",
        "by_tag",
        "one_of",
        "row",
        *MARKERS,
    }
)
"""What stands beside models alone, or makes way for a class, as a marker does."""
_BESIDE_SOME_MODELS = frozenset({"Additional", "Constant", "FilledModel", "OpenModel"})
_OF_TEMPLATES = frozenset(
    {"AsyncClientOptions", "ClientOptions", "GivesToken", "PROVIDER", "Secret", "Server", "Unpack"}
)
_OF_PYTHON = frozenset({"Decimal", "Mapping"})

FOREIGN_NAMES = (TYPING | RUNTIME.keys() | _OF_TEMPLATES | _OF_PYTHON) - _BESIDE_MODELS - _BESIDE_SOME_MODELS
"""What emitted files import from elsewhere; no class of a client takes such a name beside it."""

MODEL_NAMES = _BESIDE_MODELS | {
    "Annotated",
    "AnswerHeaders",
    "Any",
    "Decimal",
    "False",
    "FileContent",
    "Link",
    "Literal",
    "Meta",
    "None",
    "True",
    "UNSET",
    "UnsetType",
}
"""What models.py uses itself."""

SPECIAL_MODEL_NAMES = _BESIDE_SOME_MODELS | {"Mapping"}
"""What it uses besides where a model has constants, or may have further members of documented types."""

CLIENT_ATTRIBUTES = frozenset(
    {
        "aclose",
        "api_version",
        "call",
        "clock",
        "close",
        "closed",
        "deaf_to",
        "drive",
        "live",
        "log_attempt",
        "log_beside_body",
        "log_interrupted",
        "mask",
        "max_bytes",
        "plan",
        "provider",
        "report",
        "request_id",
        "retry",
        "server",
        "strict",
        "timeout",
        "uniform",
        "with_response",
    }
)
"""What the clients of the runtime have themselves."""
