"""The rules of what is sent: less of it breaks callers, more is an addition."""

from __future__ import annotations

from .rows import ACTS, GONE, LESS, MEMBER, MORE, MUST, NEW, NO, TYPE, A, B, C, D, Rows

REQUEST_RULES: Rows = (
    (
        ("idempotency-removed", B, GONE, "the provider no longer recognises repeats by a key"),
        ("idempotency-added", A, NEW, "the provider recognises repeats by a key"),
    ),
    (("idempotency-changed", B, ACTS, "the key for repeats has another name, place, length or life"),),
    (
        ("security-alternative-removed", B, ACTS, "a way to authenticate is no longer accepted"),
        ("security-alternative-added", A, ACTS, "a way to authenticate is accepted too"),
    ),
    (
        ("security-scope-added", B, ACTS, "a call needs a further scope"),
        ("security-scope-removed", A, ACTS, "a call no longer needs a scope"),
    ),
    (
        ("security-scheme-removed", C, NO, "a security scheme is gone; what asked for it is compared apart"),
        ("security-scheme-added", A, NEW, "a security scheme is new"),
    ),
    (("security-scheme-renamed", C, NO, "a security scheme with the same content has another name"),),
    (
        ("security-flow-removed", B, ACTS, "a way to get a token is gone"),
        ("security-flow-added", A, NO, "a way to get a token is new"),
    ),
    (
        ("security-offer-removed", B, LESS, "a scope can no longer be asked for"),
        ("security-offer-added", A, MORE, "a further scope can be asked for"),
    ),
    (("security-scheme-changed", B, ACTS, "credentials are sent in another way"),),
    (
        (
            "request-version-changed",
            B,
            GONE,
            "the version of the API is given to the client now, or to each method again",
        ),
    ),
    (
        ("request-since-added", B, ACTS, "what is sent is refused under versions of the API that came before it"),
        ("request-since-removed", A, ACTS, "what is sent is no longer refused under older versions of the API"),
    ),
    (("request-since-changed", B, ACTS, "what is sent is known since another version of the API"),),
    (("fixed-headers-changed", B, ACTS, "the headers that the client always sends changed"),),
    (
        ("request-parameter-removed", B, GONE, "an optional parameter is gone"),
        ("request-parameter-added", A, NEW, "an optional parameter is new"),
    ),
    (
        ("request-required-parameter-removed", B, GONE, "a required parameter is gone"),
        ("request-required-parameter-added", B, MUST, "a required parameter is new"),
    ),
    (
        ("request-parameter-became-required", B, MUST, "a parameter must be given now"),
        ("request-parameter-became-optional", A, MORE, "a parameter may be left out now"),
    ),
    (("request-parameter-renamed", B, GONE, "a parameter has another name"),),
    (
        ("request-empty-value-refused", B, NO, "a parameter may no longer be a name without a value"),
        ("request-empty-value-accepted", A, NO, "a parameter may be a name without a value"),
    ),
    (("request-parameter-style-changed", B, ACTS, "a parameter is written in another way"),),
    (
        ("request-parameter-deprecated", D, NO, "a parameter is deprecated"),
        ("request-parameter-undeprecated", C, NO, "a parameter is no longer deprecated"),
    ),
    (
        ("request-body-removed", B, GONE, "an optional body is gone"),
        ("request-body-added", A, NEW, "an optional body is new"),
    ),
    (
        ("request-required-body-removed", B, GONE, "a required body is gone"),
        ("request-required-body-added", B, MUST, "a required body is new"),
    ),
    (
        ("request-body-became-required", B, MUST, "the body must be given now"),
        ("request-body-became-optional", A, MORE, "the body may be left out now"),
    ),
    (
        ("request-media-type-removed", B, GONE, "a media type of the body is no longer accepted"),
        ("request-media-type-added", A, MORE, "a media type of the body is accepted too"),
    ),
    (
        ("request-encoding-narrowed", B, ACTS, "a part of a body may be of fewer media types"),
        ("request-encoding-widened", A, ACTS, "a part of a body may be of more media types"),
    ),
    (("request-encoding-changed", B, ACTS, "a form or multipart body is written in another way"),),
    (
        ("request-part-header-removed", B, NO, "an optional header of a part is gone"),
        ("request-part-header-added", A, NO, "an optional header of a part is new"),
    ),
    (
        ("request-part-required-header-removed", B, NO, "a required header of a part is gone"),
        ("request-part-required-header-added", B, NO, "a required header of a part is new"),
    ),
    (
        ("request-part-header-became-required", B, NO, "a header of a part must be given now"),
        ("request-part-header-became-optional", A, NO, "a header of a part may be left out now"),
    ),
    (("request-part-header-style-changed", B, NO, "a header of a part is written in another way"),),
    (
        ("request-property-removed", B, GONE, "an optional member of what is sent is gone"),
        ("request-property-added", A, NEW, "an optional member of what is sent is new"),
    ),
    (
        ("request-required-property-removed", B, GONE, "a required member of what is sent is gone"),
        ("request-required-property-added", B, MUST, "a required member of what is sent is new"),
    ),
    (("request-property-renamed", B, GONE, "a member of what is sent has another name"),),
    (
        ("request-property-became-required", B, MUST, "a member of what is sent must be given now"),
        ("request-property-became-optional", A, MORE, "a member of what is sent may be left out now"),
    ),
    (
        ("request-type-narrowed", B, LESS, "fewer types are accepted"),
        ("request-type-widened", A, MORE, "more types are accepted"),
    ),
    (("request-type-changed", B, TYPE, "another type is accepted"),),
    (
        ("request-became-non-nullable", B, LESS, "null is no longer accepted"),
        ("request-became-nullable", A, MORE, "null is accepted"),
    ),
    (
        ("request-enum-value-removed", B, LESS, "a value is no longer accepted"),
        ("request-enum-value-added", A, MEMBER, "a further value is accepted"),
    ),
    (
        ("request-extensible-value-removed", B, NO, "a value of an extensible list is no longer accepted"),
        ("request-extensible-value-added", A, NO, "an extensible list has a further value that is accepted"),
    ),
    (
        ("request-extensible-list-added", B, NO, "only values of an extensible list are accepted now"),
        ("request-extensible-list-removed", A, NO, "values are no longer limited to an extensible list"),
    ),
    (
        ("request-enum-added", B, LESS, "only listed values are accepted now"),
        ("request-enum-removed", A, MORE, "values are no longer limited to a list"),
    ),
    (("request-constant-changed", B, TYPE, "another fixed value must be sent"),),
    (("request-typed-format-changed", B, TYPE, "a format that makes another Python type is accepted"),),
    (
        ("request-format-narrowed", B, NO, "a narrower format is accepted"),
        ("request-format-widened", A, NO, "a wider format is accepted"),
    ),
    (("request-format-changed", B, NO, "another format is accepted"),),
    (("request-content-encoding-changed", B, NO, "texts that are sent hold bytes in another encoding"),),
    (
        ("request-content-type-narrowed", B, NO, "texts that are sent hold fewer kinds of content"),
        ("request-content-type-widened", A, NO, "texts that are sent may hold more kinds of content"),
    ),
    (("request-content-type-changed", B, NO, "texts that are sent hold another kind of content"),),
    (
        ("request-bound-narrowed", B, NO, "a limit on what is accepted is tighter"),
        ("request-bound-widened", A, NO, "a limit on what is accepted is looser"),
    ),
    (
        ("request-pattern-added", B, NO, "texts must match a pattern now"),
        ("request-pattern-removed", A, NO, "texts need not match a pattern any more"),
    ),
    (("request-pattern-changed", B, NO, "texts must match another pattern"),),
    (("request-default-changed", B, ACTS, "what is left out is taken as another value"),),
    (
        ("request-default-removed", C, NO, "what is left out has no documented default any more"),
        ("request-default-added", C, NO, "what is left out has a documented default"),
    ),
    (
        ("request-object-closed", B, NO, "undocumented members are no longer accepted"),
        ("request-object-opened", A, NO, "undocumented members are accepted"),
    ),
    (
        ("request-union-member-removed", B, LESS, "a variant is no longer accepted"),
        ("request-union-member-added", A, MORE, "a further variant is accepted"),
    ),
    (
        ("request-union-narrowed", B, NO, "what fits several variants is no longer accepted"),
        ("request-union-widened", A, NO, "what fits several variants is accepted too"),
    ),
    (
        ("request-tag-removed", B, NO, "a value of a tag is no longer accepted for its variant"),
        ("request-tag-added", A, NO, "a further value of a tag is accepted for a variant"),
    ),
    (
        ("request-tag-default-removed", B, ACTS, "what no value of a tag tells is no longer accepted"),
        ("request-tag-default-added", A, ACTS, "what no value of a tag tells is accepted as one variant"),
    ),
    (("request-tag-default-changed", B, ACTS, "what no value of a tag tells is taken as another variant"),),
    (
        ("request-logic-added", B, NO, "a condition on what is accepted is new or tighter"),
        ("request-logic-removed", A, NO, "a condition on what is accepted is gone or looser"),
    ),
    (("request-logic-changed", B, NO, "a condition on what is accepted is another one"),),
    (
        ("event-answer-narrowed", B, NO, "only some statuses answer an event now"),
        ("event-answer-widened", A, NO, "which statuses answer an event is no longer said"),
    ),
    (
        ("event-answer-status-removed", B, NO, "a status no longer answers an event"),
        ("event-answer-status-added", A, NO, "a further status answers an event"),
    ),
    (
        ("event-answer-body-removed", B, NO, "an answer to an event has no body any more"),
        ("event-answer-body-added", B, NO, "an answer to an event needs a body"),
    ),
    (
        ("event-answer-header-removed", B, NO, "an optional header of an answer to an event is gone"),
        ("event-answer-header-added", A, NO, "an optional header of an answer to an event is new"),
    ),
    (
        ("event-answer-required-header-removed", B, NO, "a required header of an answer to an event is gone"),
        ("event-answer-required-header-added", B, NO, "a required header of an answer to an event is new"),
    ),
    (
        ("event-answer-header-became-required", B, NO, "a header of an answer to an event must be given now"),
        ("event-answer-header-became-optional", A, NO, "a header of an answer to an event may be left out now"),
    ),
    (("event-answer-header-style-changed", B, NO, "a header of an answer to an event is written in another way"),),
)
