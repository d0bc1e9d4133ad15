"""Where the suites of other tools that compare documents expect something else, and what decides.

Kept: the names of their tests (oasdiff, MIT; openapi-diff of OpenAPITools, Apache 2.0). The documents are ours, as small as
shows the matter, and each has a message that old clients send or get. Read from both suites in the editions of summer 2026.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    INTEGER,
    KEY,
    OAUTH,
    STRING,
    answering,
    call,
    event,
    query,
    secured,
    taking,
)
from tests.generator.changes.peer_matters import (
    ALL_OF,
    ANY_OF,
    EXPECTED,
    GONE,
    MAPPING,
    ONE_OF,
    OTHER_KIND,
    QUERY,
    REQUIRED,
    SUNSET,
    TAG,
    TYPES,
    A,
    B,
    D,
    Disagreement,
    object_of,
)
from tests.generator.changes.referee import JSON, Answer, Request
from tests.generator.small_clients import asking, document, operation, reading, ref, sending


def _unions(key: str, *names: str) -> dict[str, Any]:
    """A request that is a union of these schemas, all of which are alike."""
    return sending({key: [ref(name) for name in names]}, **dict.fromkeys(names, _PET))


def _tagged(make: Any, name: str, **mapping: str) -> dict[str, Any]:
    cat, dog = (object_of(name, own, required=(name, own)) for own in ("claws", "bark"))
    tag = {
        "propertyName": name,
        **({"mapping": {key: ref(to)["$ref"] for key, to in mapping.items()}} if mapping else {}),
    }
    return make({"oneOf": [ref("Cat"), ref("Dog")], "discriminator": tag}, Cat=cat, Dog=dog)


def _at(url: str) -> dict[str, Any]:
    return {**call(), "servers": [{"url": f"https://{url}"}]}


def _flow(url: str, *scopes: str) -> dict[str, Any]:
    flow = {"tokenUrl": f"https://acme.example{url}", "scopes": dict.fromkeys(scopes, "")}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


_PET = {"type": "object", "properties": {"name": STRING}, "required": ["name"]}
_ENDING = {"deprecated": True, "x-sunset": "2027-12-31"}
_OTHER = {"post": operation("things-make")}
_XML = "application/xml"

OF_OASDIFF = (
    Disagreement(
        "An operation is gone although it was deprecated, its date has come, or it was an alpha: its callers fail today all the same.",
        GONE,
        (document({"/things": {"get": operation(**_ENDING), **_OTHER}}), document({"/things": _OTHER})),
        Request(),
        B,
        "TestBreaking_DeprecationPast TestBreaking_DeprecationPathPast TestBreaking_DeprecationNoSunset "
        "TestBreaking_PathDeprecationNoSunset "
        "TestBreaking_RemovedPathForAlpha TestBreaking_RemovedPathForDraft",
    ),
    Disagreement(
        "A parameter is gone although it was deprecated, or its date has come: who sends it gets another resource.",
        QUERY,
        (query(**_ENDING), asking()),
        Request(query={"page": 2}),
        B,
        "TestBreaking_ParameterDeprecationPast TestBreaking_ParameterDeprecationNoSunset TestBreaking_RemovedParameterForAlpha "
        "TestNewRequestNonPathParameter_DetectsNewPathsAndNewOperations",
    ),
    Disagreement(
        "A date or a level of stability that is missing, unreadable, near, earlier or taken away is a notice: no call fails by it.",
        SUNSET,
        (call(deprecated=True, **{"x-sunset": "2027-12-31"}), call(deprecated=True, **{"x-sunset": "soon"})),
        Request(),
        D,
        "TestBreaking_DeprecationWithInvalidSunset TestBreaking_DeprecationWithInvalidStabilityLevel "
        "TestBreaking_DeprecationWithoutSunsetWithPolicy TestBreaking_InvaidStability TestBreaking_StabilityLevelDecreased "
        "TestBreaking_InvalidStabilityLevelInRevision TestBreaking_InvalidStabilityLevelInBase "
        "TestBreaking_InvalidNonJsonStabilityLevel TestBreaking_SunsetDeletedForDeprecatedEndpoint "
        "TestBreaking_SunsetModifiedForDeprecatedEndpoint TestBreaking_SunsetModifiedToInvalidForDeprecatedEndpoint "
        "TestBreaking_SunsetModifiedFromInvalidForDeprecatedEndpoint TestBreaking_ParameterDeprecationWithInvalidSunset "
        "TestBreaking_ParameterDeprecationWithoutSunsetWithPolicy TestBreaking_SunsetDeletedForDeprecatedParameter "
        "TestBreaking_SunsetDeletedForDeprecatedAndRenamedParameter TestBreaking_SunsetModifiedForDeprecatedParameter "
        "TestBreaking_SunsetModifiedToInvalidForDeprecatedParameter "
        "TestBreaking_SunsetModifiedFromInvalidForDeprecatedParameter TestRequestPropertyDeprecation_WithoutSunsetWithPolicy "
        "TestRequestPropertyDeprecation_WithInvalidSunset "
        "TestBreaking_DeprecationWithEarlySunset TestBreaking_DeprecationWithInvalidJsonSunset "
        "TestBreaking_StabilityLevelDecreased_WithSources TestEndpointStability_StableToDraft_Decreased "
        "TestEndpointStability_BetaLevel_StableToDraftDetected TestBreaking_SunsetDeleted_WithSources "
        "TestRequestPropertyStability_StableToDraft_Decreased TestRequestPropertyStability_InvalidLevel "
        "TestResponsePropertyStability_StableToDraft_Decreased TestBreaking_ParameterDeprecationWithEarlySunset "
        "TestRequestPropertyDeprecation_WithEarlySunset TestResponsePropertyDeprecation_WithoutSunsetWithPolicy "
        "TestResponsePropertyDeprecation_WithEarlySunset TestResponsePropertyDeprecation_WithInvalidSunset",
    ),
    Disagreement(
        "Credentials are wanted where none were.",
        (
            "RFC 9110, 15.5.2",
            "The 401 (Unauthorized) status code indicates that the request has not been applied because it lacks valid "
            "authentication credentials for the target resource.",
        ),
        (call(), secured({"key": KEY}, [{"key": []}])),
        Request(),
        B,
        "TestAPIGlobalSecurityyAdded TestAPISecurityAdded",
    ),
    Disagreement(
        "A further scope is needed.",
        (
            "RFC 6750, 3.1 (insufficient_scope)",
            "The request requires higher privileges than provided by the access token.",
        ),
        (secured({"o": OAUTH}, [{"o": ["read"]}]), secured({"o": OAUTH}, [{"o": ["read", "write"]}])),
        Request(scopes=("read",)),
        B,
        "TestAPISecurityScopeAdded TestAPIGlobalSecurityScopeAdded",
    ),
    Disagreement(
        "Another status of success than the one that was promised, or none (one of their tests looks at the sunset of the pair alone).",
        EXPECTED,
        (answering("200"), answering("201")),
        Answer("done", status="201"),
        B,
        "TestBreaking_NoChangeToSunsetDeprecatedEndpoint TestBreaking_ResponseUnparseableStatusRemoved",
    ),
    Disagreement(
        "A member that may not be answered any more is gone for who reads it.",
        (
            "OpenAPI 3.0, Schema Object (writeOnly)",
            "Therefore, it MAY be sent as part of a request but SHOULD NOT be sent as part of the response.",
        ),
        (
            reading(object_of(required=("test",), test=STRING)),
            reading(object_of(required=("test",), test={**STRING, "writeOnly": True})),
        ),
        Answer({}),
        B,
        "TestBreaking_RequiredPropertyWriteOnlyEnabled "
        "TestResponseOptionalPropertyBecameWriteOnly TestResponseRequiredPropertyBecameWriteOnly "
        "TestResponseWriteOnlyPropertyBecameOptionalCheck",
    ),
    Disagreement(
        "A pattern that is gone or wider lets answers come that it had ruled out (their tests look at requests alone).",
        (
            "JSON Schema 2020-12, Validation 6.3.3",
            "A string instance is considered valid if the regular expression matches the instance successfully.",
        ),
        (reading({**STRING, "pattern": "^[a-z]+$"}), reading(STRING)),
        Answer("2027"),
        B,
        "TestBreaking_DeletePatten TestBreaking_GeneralizedPattern "
        "TestBreaking_ModifyPatternToAnyString TestResponsePropertyPatternChanged "
        "TestResponsePropertyPatternRemoved",
    ),
    Disagreement(
        "A variant that is like another one adds no value, and takes none away with it.",
        ANY_OF,
        (_unions("anyOf", "Dog", "Cat", "Rabbit"), _unions("anyOf", "Dog", "Cat")),
        Request("post", body={"name": "Rex"}),
        None,
        "TestBreaking_RequestPropertyAnyOfRemoved TestRequestBodyAnyOfMultiMediaTypeDetails "
        "TestRequestPropertyAnyOfRemoved",
    ),
    Disagreement(
        "Exactly one of three that are alike can never be; what goes with one of them was refused before.",
        ONE_OF,
        (
            sending({"anyOf": [{"oneOf": [_PET, _PET, _PET]}, object_of(required=("id",), id=INTEGER)]}),
            sending({"anyOf": [{"oneOf": [_PET, _PET]}, object_of(required=("id",), id=INTEGER)]}),
        ),
        Request("post", body={"id": 1}),
        None,
        "TestBreaking_RequestPropertyOneOfRemoved TestRequestPropertyOneOfRemoved",
    ),
    Disagreement(
        "A further condition that says what another one says already refuses nothing.",
        ALL_OF,
        (_unions("allOf", "Dog", "Cat"), _unions("allOf", "Dog", "Cat", "Rabbit")),
        Request("post", body={"name": "Rex"}),
        None,
        "TestBreaking_RequestPropertyAllOfAdded TestRequestPropertyAllOfAdded",
    ),
    Disagreement(
        "A further member that may be left out: what old clients were told to send is valid.",
        REQUIRED,
        (
            sending({"allOf": [object_of("a"), object_of(b={"type": "boolean"})]}),
            sending({"allOf": [object_of("a"), object_of(b={"type": "boolean"}), object_of(c=INTEGER)]}),
        ),
        Request("post", body={"a": "x", "b": True}),
        A,
        "TestRequestPropertyAllOfAdded_WithSources_Inline",
    ),
    Disagreement(
        "A member that no schema names is wanted now: who leaves it out, as all do, is refused.",
        REQUIRED,
        (sending(object_of("id")), sending(object_of("id", required=("name",)))),
        Request("post", body={"id": "i1"}),
        B,
        "TestBreaking_ReqBodyNewRequiredPropertyNew TestRequestPropertyMarkedOptional",
    ),
    Disagreement(
        "A variant more: what fitted one alone fits two now, and is refused.",
        ONE_OF,
        (_unions("oneOf", "Dog"), _unions("oneOf", "Dog", "Rabbit")),
        Request("post", body={"name": "Rex"}),
        B,
        "TestRequestPropertyOneOfAdded",
    ),
    Disagreement(
        "A limit of numbers says nothing of a list, one of lists nothing of a text, one of texts nothing of an object.",
        OTHER_KIND,
        (
            sending({"type": "array", "items": {**STRING, "maxItems": 20}, "maximum": 10}),
            sending({"type": "array", "items": {**STRING, "maxItems": 10}, "maximum": 5}),
        ),
        Request("post", body=["a" * 15] * 8),
        None,
        "TestRequestParameterMaxItemsDecreased TestRequestParameterMaxDecreased "
        "TestBreaking_ResponseMinItemsSmaller TestBreaking_RequestParameterMaxItemsWithFlatten "
        "TestRequestBodyMaxLengthIncreasedCheck TestRequestPropertyMaxDecreasedCheck "
        "TestRequestBodyMaxDecreasedCheck TestRequestBodyMinLengthIncreased",
        "SchemaDiffTest.changeUniqueItemsHandling",
    ),
    Disagreement(
        "A server that is not named any more is one that old clients go on calling.",
        (
            "OpenAPI 3.1, OpenAPI Object (servers)",
            "An array of Server Objects, which provide connectivity information to a target server.",
        ),
        (_at("api.acme.example"), _at("qa.acme.example")),
        Request(),
        B,
        "TestBreaking_Servers",
    ),
    Disagreement(
        "The member that tells the variants apart has another name: the old one tells nothing.",
        TAG,
        (_tagged(sending, "petType"), _tagged(sending, "kind")),
        Request("post", body={"petType": "Cat", "claws": "sharp"}),
        B,
        "TestRequestDiscriminatorUpdatedCheckPropertyNameChanging TestResponseDiscriminatorUpdatedCheckPropertyNameChanging",
    ),
    Disagreement(
        "A value of the tag that is mapped no more is of no variant.",
        MAPPING,
        (_tagged(sending, "kind", cat="Cat", dog="Dog"), _tagged(sending, "kind", cats="Cat", dog="Dog")),
        Request("post", body={"kind": "cat", "claws": "sharp"}),
        B,
        "TestRequestDiscriminatorUpdatedCheckMappingChanging TestResponseDiscriminatorUpdatedCheckMappingChanging",
    ),
    Disagreement(
        "The media type that old clients send is gone (their test looks at the default alone).",
        (
            "RFC 9110, 15.5.16",
            "The 415 (Unsupported Media Type) status code indicates that the origin server is refusing to service the request "
            "because the content is in a format not supported by this method on the target resource.",
        ),
        (taking(JSON, _XML), taking(_XML)),
        Request("post", body={"id": "a"}),
        B,
        "TestRequestBodyDefaultValueChanged",
    ),
    Disagreement(
        "An element that has children is no text, in XML as in JSON.",
        TYPES,
        (sending(object_of("id"), media=_XML), sending(STRING, media=_XML)),
        Request("post", body={"id": "a"}, media=_XML),
        B,
        "TestRequestBodyTypeLooselyTypedCompatible TestResponseBodyTypeLooselyTypedCompatible",
    ),
    Disagreement(
        "A webhook is a request that comes: what the vendor sends always, and a member more, breaks no receiver.",
        (
            "OpenAPI 3.1, OpenAPI Object (webhooks)",
            "The incoming webhooks that MAY be received as part of this API and that the API consumer MAY choose to implement.",
        ),
        (event(object_of("id")), event(object_of("id", "amount"))),
        Answer({"id": "i1", "amount": "5"}, webhook="paid"),
        A,
        "TestWebhookOperationChangesDetected",
    ),
    Disagreement(
        "A member that may not be sent any more is gone for who sends it (some of their tests look at its limits alone).",
        (
            "OpenAPI 3.0, Schema Object (readOnly)",
            "This means that it MAY be sent as part of a response but SHOULD NOT be sent as part of the request.",
        ),
        (sending(object_of(test=STRING)), sending(object_of(test={**STRING, "readOnly": True}))),
        None,
        B,
        "TestRequestOptionalPropertyBecameReadOnly TestRequestRequiredPropertyBecameReadOnly "
        "TestRequestReadOnlyPropertyEnumValueRemovedCheck TestRequestReadOnlyPropertyMaxLengthDecreasedCheck "
        "TestRequestReadOnlyPropertyMaxDecreasedCheck TestRequestReadOnlyPropertyMinIncreasedCheck "
        "TestRequestPropertyTypeChangedReadOnlyProperty",
    ),
    Disagreement(
        "A pattern of a member that may not be sent refuses no request.",
        (
            "OpenAPI 3.0, Schema Object (readOnly)",
            "This means that it MAY be sent as part of a response but SHOULD NOT be sent as part of the request.",
        ),
        (
            sending(object_of("id", made={**STRING, "readOnly": True})),
            sending(object_of("id", made={**STRING, "readOnly": True, "pattern": "^[a-z]+$"})),
        ),
        Request("post", body={"id": "i1"}),
        None,
        "TestBreaking_AddPattern TestBreaking_AddPatternRecursive",
    ),
    Disagreement(
        "A required member that was kept out of requests is to be sent now.",
        (
            "OpenAPI 3.0, Schema Object (readOnly)",
            "If the property is marked as readOnly being true and is in the required list, the required will take effect on the "
            "response only.",
        ),
        (
            sending(object_of(required=("test",), test={**STRING, "readOnly": True})),
            sending(object_of(required=("test",), test=STRING)),
        ),
        Request("post", body={}),
        B,
        "TestRequestRequiredPropertyBecameNonReadOnly",
    ),
    Disagreement(
        "Null may be answered now (their tests look at the request of the pair alone).",
        TYPES,
        (reading(STRING), reading({"type": ["string", "null"]})),
        Answer(None),
        B,
        "TestRequestPropertyBecameNullable31 TestTypeCheckerSuppressedForNullOnly31 "
        "TestResponseTypeCheckerSuppressedForNullOnly31",
    ),
    Disagreement(
        "A list of values that is gone limits nothing more.",
        (
            "JSON Schema 2020-12, Validation 6.1.2",
            "An instance validates successfully against this keyword if its value is equal to one of the elements in this "
            "keyword's array value.",
        ),
        (sending({**STRING, "enum": ["a", "b"]}), sending(STRING)),
        Request("post", body="a"),
        A,
        "TestBreaking_RequestBodyEnumRemoved TestTransitionClaims_RealChangeAlongsideTransitionStillReported",
    ),
    Disagreement(
        "What is answered has another media type, however like the other one it is.",
        (
            "OpenAPI 3.1, Response Object (content)",
            "The key is a media type or media type range and the value describes it.",
        ),
        (answering("200"), answering("200", media=("application/problem+json",))),
        Answer("done", media="application/problem+json"),
        B,
        "TestChangeMediaTypeParameters TestSpecializeMediaTypeName",
    ),
    Disagreement(
        "A default that is newly written down, or no longer is, changes the document: nobody knows of another behaviour.",
        (
            "OpenAPI 3.0, Schema Object (default)",
            "The default value represents what would be assumed by the consumer of the input as the value of the schema if one is "
            "not provided.",
        ),
        (query(schema=STRING), query(schema={**STRING, "default": "a"})),
        Request(),
        None,
        "TestBreaking_SettingOptionalParamDefaultValue TestBreaking_RemovingOptionalParamDefaultValue "
        "TestRequestParameterDefaultValueAdded TestRequestParameterDefaultValueRemoved",
    ),
    Disagreement(
        "Another default gives old calls another meaning. It is told where nothing can be left out, too: a schema may stand in "
        "several places.",
        (
            "OpenAPI 3.0, Schema Object (default)",
            "The default value represents what would be assumed by the consumer of the input as the value of the schema if one is "
            "not provided.",
        ),
        (query(schema={**STRING, "default": "a"}), query(schema={**STRING, "default": "b"})),
        None,
        B,
        "TestRequestPropertyDefaultValueChanged TestBreaking_ModifyRequiredRequiredParamDefaultValue",
    ),
    Disagreement(
        "Credentials come from elsewhere, are of another kind, or a scope that old clients ask for is unknown.",
        (
            "RFC 6749, 5.2 (invalid_scope)",
            "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.",
        ),
        (
            secured({"o": _flow("/t", "read", "write")}, [{"o": ["read"]}]),
            secured({"o": _flow("/u", "read")}, [{"o": ["read"]}]),
        ),
        None,
        B,
        "TestComponentSecurityOauthScopeRemoved TestComponentSecurityOauthURLUpdated TestComponentSecurityTypeUpdated",
    ),
)
