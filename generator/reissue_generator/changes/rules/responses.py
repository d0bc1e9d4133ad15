"""The rules of what comes back: more of it breaks callers, less is an addition."""

from __future__ import annotations

from .rows import ACTS, GONE, MEMBER, NARROW, NEW, NO, TYPE, WIDE, A, B, Rows

RESPONSE_RULES: Rows = (
    (
        ("response-success-status-removed", B, NARROW, "a status of success is gone"),
        ("response-success-status-added", A, NO, "a status of success is new"),
    ),
    (
        ("response-error-status-removed", A, NO, "a documented error is gone"),
        ("response-error-status-added", A, NO, "a documented error is new"),
    ),
    (
        ("response-media-type-removed", B, NARROW, "a media type of a response is gone"),
        ("response-media-type-added", A, NO, "a media type of a response is new"),
    ),
    (
        ("response-encoding-widened", B, NO, "a part of what comes back may be of more media types"),
        ("response-encoding-narrowed", A, NO, "a part of what comes back is of fewer media types"),
    ),
    (("response-encoding-changed", B, ACTS, "a part of what comes back is written in another way"),),
    (
        ("response-header-removed", B, NO, "a header of a response is gone"),
        ("response-header-added", A, NO, "a header of a response is new"),
    ),
    (
        ("response-header-became-optional", B, NO, "a header of a response may be missing now"),
        ("response-header-became-required", A, NO, "a header of a response is always there now"),
    ),
    (
        ("response-property-removed", B, GONE, "a member of what comes back is gone"),
        ("response-property-added", A, NEW, "a member of what comes back is new"),
    ),
    (("response-header-style-changed", B, NO, "a header of a response is written in another way"),),
    (("response-property-renamed", B, GONE, "a member of what comes back has another name"),),
    (
        ("response-property-became-optional", B, WIDE, "a member of what comes back may be missing now"),
        ("response-property-became-required", A, NARROW, "a member of what comes back is always there now"),
    ),
    (
        ("response-type-widened", B, WIDE, "more types may come back"),
        ("response-type-narrowed", A, NARROW, "fewer types come back"),
    ),
    (("response-type-changed", B, TYPE, "another type comes back"),),
    (
        ("response-became-nullable", B, WIDE, "null may come back"),
        ("response-became-non-nullable", A, NARROW, "null no longer comes back"),
    ),
    (
        ("response-enum-value-added", A, MEMBER, "a further value may come back, as open enums expect"),
        ("response-enum-value-removed", A, NARROW, "a value no longer comes back"),
    ),
    (
        ("response-extensible-value-added", A, NO, "a further value of an extensible list may come back"),
        ("response-extensible-value-removed", A, NO, "a value of an extensible list no longer comes back"),
    ),
    (
        ("response-extensible-list-removed", A, NO, "values that come back are on no extensible list any more"),
        ("response-extensible-list-added", A, NO, "values that come back are on an extensible list"),
    ),
    (
        ("response-enum-removed", A, NO, "values that come back are no longer listed"),
        ("response-enum-added", A, NO, "values that come back are listed, and the list stays open"),
    ),
    (("response-constant-changed", B, TYPE, "another fixed value comes back"),),
    (("response-typed-format-changed", B, TYPE, "a format that makes another Python type comes back"),),
    (
        ("response-format-widened", B, NO, "a wider format comes back"),
        ("response-format-narrowed", A, NO, "a narrower format comes back"),
    ),
    (("response-format-changed", B, NO, "another format comes back"),),
    (("response-content-encoding-changed", B, NO, "texts that come back hold bytes in another encoding"),),
    (
        ("response-content-type-widened", B, NO, "texts that come back may hold more kinds of content"),
        ("response-content-type-narrowed", A, NO, "texts that come back hold fewer kinds of content"),
    ),
    (("response-content-type-changed", B, NO, "texts that come back hold another kind of content"),),
    (
        ("response-bound-widened", B, NO, "a limit on what comes back is looser"),
        ("response-bound-narrowed", A, NO, "a limit on what comes back is tighter"),
    ),
    (
        ("response-pattern-removed", B, NO, "texts that come back need not match a pattern any more"),
        ("response-pattern-added", A, NO, "texts that come back match a pattern"),
    ),
    (("response-pattern-changed", B, NO, "texts that come back match another pattern"),),
    (
        ("response-object-closed", A, NO, "undocumented members no longer come back"),
        ("response-object-opened", A, NO, "undocumented members may come back, and are kept"),
    ),
    (
        ("response-union-member-added", B, WIDE, "a further variant may come back"),
        ("response-union-member-removed", A, NARROW, "a variant no longer comes back"),
    ),
    (
        ("response-union-widened", B, NO, "what comes back may fit several variants"),
        ("response-union-narrowed", A, NO, "what comes back fits one variant only"),
    ),
    (
        ("response-tag-added", B, NO, "a further value of a tag may come back for a variant"),
        ("response-tag-removed", A, NO, "a value of a tag no longer comes back for its variant"),
    ),
    (
        ("response-tag-default-added", B, ACTS, "one variant comes back for what no value of a tag tells"),
        ("response-tag-default-removed", A, ACTS, "what no value of a tag tells no longer comes back"),
    ),
    (("response-tag-default-changed", B, ACTS, "another variant comes back for what no value of a tag tells"),),
    (
        ("response-logic-removed", B, NO, "a condition on what comes back is gone or looser"),
        ("response-logic-added", A, NO, "a condition on what comes back is new or tighter"),
    ),
    (("response-logic-changed", B, NO, "a condition on what comes back is another one"),),
    (("evidence-changed", B, TYPE, "what proves that a call was done changed"),),
    (("envelope-changed", B, TYPE, "the members around the data of a response changed"),),
    (
        ("event-body-removed", B, GONE, "an event has no body any more"),
        ("event-body-added", A, NEW, "an event has a body"),
    ),
    (
        ("event-body-became-optional", B, NO, "the body of an event may be missing now"),
        ("event-body-became-required", A, NO, "the body of an event is always there now"),
    ),
    (
        ("event-parameter-removed", B, NO, "a parameter of an event is gone"),
        ("event-parameter-added", A, NO, "a parameter of an event is new"),
    ),
    (
        ("event-parameter-became-optional", B, NO, "a parameter of an event may be missing now"),
        ("event-parameter-became-required", A, NO, "a parameter of an event is always there now"),
    ),
    (("event-parameter-style-changed", B, NO, "a parameter of an event is written in another way"),),
    (("event-security-changed", B, NO, "an event comes with other credentials, or with none"),),
    (("webhook-removed", B, GONE, "an event is gone"), ("webhook-added", A, NEW, "an event is new")),
    (
        ("webhook-signature-removed", B, ACTS, "how to verify an event is no longer known"),
        ("webhook-signature-added", A, ACTS, "events can be verified"),
    ),
    (("webhook-signature-changed", B, ACTS, "events are signed in another way"),),
    (("callback-removed", B, NO, "a callback is gone"), ("callback-added", A, NO, "a callback is new")),
)
