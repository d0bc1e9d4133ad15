"""The rules of `reissue diff`, as data: what each says, how much it weighs, and what it does to Python callers.

A rule stands beside its twin, which says the opposite, and comparing the other way round finds it. A rule without a
twin is its own: the opposite of a change of style is a change of style.

What a request may hold is the caller's business: less of it breaks callers, more is an addition. What a response may
hold is the provider's: more of it breaks callers, less is an addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .rule import Direction, Effect, Level, Rule

B, D, A, C = Level.BREAKING, Level.DEPRECATION, Level.ADDITION, Level.COSMETIC

NO, GONE, NEW, TYPE = Effect.NONE, Effect.REMOVED_NAME, Effect.NEW_NAME, Effect.CHANGED_TYPE
MUST, LESS, MORE = Effect.NEW_REQUIRED_ARGUMENT, Effect.NARROWED_ARGUMENT, Effect.WIDENED_ARGUMENT
NARROW, WIDE, MEMBER, ACTS = Effect.NARROWED_RESULT, Effect.WIDENED_RESULT, Effect.NEW_ENUM_MEMBER, Effect.BEHAVIOUR

Row = tuple[str, Level, Effect, str]

_BOTH: tuple[tuple[Row, ...], ...] = (
    (("operation-removed", B, GONE, "an operation is gone"), ("operation-added", A, NEW, "an operation is new")),
    (
        ("operation-deprecated", D, NO, "an operation is deprecated"),
        ("operation-undeprecated", C, NO, "an operation is no longer deprecated"),
    ),
    (
        ("operation-effect-hardened", B, ACTS, "repeating a call would do more than before, so it is retried less"),
        ("operation-effect-softened", A, ACTS, "repeating a call would do less than before, so it is retried more"),
    ),
    (("operation-server-changed", B, ACTS, "an operation is sent to another server"),),
    (("operation-url-changed", B, TYPE, "an operation takes a whole URL, or other hosts of it, than before"),),
    (
        ("pagination-removed", B, GONE, "a list is no longer read page by page, so its iterator is gone"),
        ("pagination-added", A, NEW, "a list can be read page by page"),
    ),
    (("pagination-changed", A, ACTS, "a list is paged in another way, which its iterator follows"),),
    (("server-removed", B, GONE, "a server is gone"), ("server-added", A, NEW, "a server is new")),
    (("server-changed", B, ACTS, "a named server has another address, or asks for other parts of it"),),
    (
        ("property-deprecated", D, NO, "a member is deprecated"),
        ("property-undeprecated", C, NO, "a member is no longer deprecated"),
    ),
    (
        ("discriminator-removed", B, TYPE, "a union is no longer told apart by a tag"),
        ("discriminator-added", A, TYPE, "a union is told apart by a tag"),
    ),
    (("discriminator-changed", B, TYPE, "a union is told apart by another tag or other values of it"),),
    (
        ("sensitive-removed", A, ACTS, "a value is no longer kept out of logs and reprs"),
        ("sensitive-added", A, ACTS, "a value is kept out of logs and reprs"),
    ),
    (("money-changed", B, NO, "an amount is in other units, or in another currency"),),
    (("xml-changed", B, NO, "a value is called otherwise in XML, or stands elsewhere"),),
    (("timezone-changed", B, NO, "a local time is in another zone"),),
    (
        ("coercion-removed", B, TYPE, "a tolerance on input is gone, and with it the narrow Python type"),
        ("coercion-added", B, TYPE, "a tolerance on input makes the Python type a narrower one"),
    ),
    (("coercion-changed", B, TYPE, "another tolerance on input makes another Python type"),),
    (("description-changed", C, NO, "words for people changed"),),
    (("example-changed", C, NO, "examples changed"),),
    (("metadata-changed", C, NO, "facts that no client acts on changed: tags, links to documentation, extensions"),),
)

_REQUEST: tuple[tuple[Row, ...], ...] = (
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
        ("security-scheme-removed", B, GONE, "a security scheme is gone"),
        ("security-scheme-added", A, NEW, "a security scheme is new"),
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
    (("request-encoding-changed", B, ACTS, "a form or multipart body is written in another way"),),
    (
        ("request-property-removed", B, GONE, "an optional member of what is sent is gone"),
        ("request-property-added", A, NEW, "an optional member of what is sent is new"),
    ),
    (
        ("request-required-property-removed", B, GONE, "a required member of what is sent is gone"),
        ("request-required-property-added", B, MUST, "a required member of what is sent is new"),
    ),
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
        ("request-logic-added", B, NO, "a condition on what is accepted is new"),
        ("request-logic-removed", A, NO, "a condition on what is accepted is gone"),
    ),
    (("request-logic-changed", B, NO, "a condition on what is accepted is another one"),),
)

_RESPONSE: tuple[tuple[Row, ...], ...] = (
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
    (
        ("response-bound-widened", B, NO, "a limit on what comes back is looser"),
        ("response-bound-narrowed", A, NO, "a limit on what comes back is tighter"),
    ),
    (
        ("response-pattern-removed", A, NO, "texts that come back need not match a pattern any more"),
        ("response-pattern-added", A, NO, "texts that come back match a pattern"),
    ),
    (("response-pattern-changed", A, NO, "texts that come back match another pattern"),),
    (
        ("response-object-closed", A, NO, "undocumented members no longer come back"),
        ("response-object-opened", A, NO, "undocumented members may come back, and are kept"),
    ),
    (
        ("response-union-member-added", B, WIDE, "a further variant may come back"),
        ("response-union-member-removed", A, NARROW, "a variant no longer comes back"),
    ),
    (
        ("response-logic-removed", A, NO, "a condition on what comes back is gone"),
        ("response-logic-added", A, NO, "a condition on what comes back is new"),
    ),
    (("response-logic-changed", A, NO, "a condition on what comes back is another one"),),
    (("evidence-changed", B, TYPE, "what proves that a call was done changed"),),
    (("envelope-changed", B, TYPE, "the members around the data of a response changed"),),
    (("webhook-removed", B, GONE, "an event is gone"), ("webhook-added", A, NEW, "an event is new")),
    (
        ("webhook-signature-removed", B, ACTS, "how to verify an event is no longer known"),
        ("webhook-signature-added", A, ACTS, "events can be verified"),
    ),
    (("webhook-signature-changed", B, ACTS, "events are signed in another way"),),
    (("callback-removed", B, NO, "a callback is gone"), ("callback-added", A, NO, "a callback is new")),
)

_PYTHON: tuple[tuple[Row, ...], ...] = (
    (("python-client-renamed", B, GONE, "the class of the client has another name"),),
    (("python-resource-renamed", B, GONE, "a resource of the client has another name"),),
    (("python-method-renamed", B, GONE, "a method has another name or stands at another resource"),),
    (("python-iterator-renamed", B, GONE, "the iterator over pages has another name"),),
    (("python-argument-renamed", B, GONE, "an argument has another name"),),
    (("python-arguments-reordered", B, TYPE, "positional arguments stand in another order"),),
    (("python-model-renamed", B, GONE, "a class or alias of the models has another name"),),
    (
        ("python-model-removed", B, GONE, "a class or alias of the models is gone"),
        ("python-model-added", A, NEW, "a class or alias of the models is new"),
    ),
    (
        (
            "python-model-replaced",
            B,
            TYPE,
            "a value is of another class than before, with the same shape or a changed one",
        ),
    ),
    (("python-field-renamed", B, GONE, "an attribute of a model has another name"),),
    (
        ("python-result-widened", B, WIDE, "a method may return a further type"),
        ("python-result-narrowed", A, NARROW, "a method no longer returns a type"),
    ),
    (("python-result-changed", B, TYPE, "a method returns another type"),),
    (
        ("python-credential-removed", B, GONE, "an argument of the constructor is gone"),
        ("python-credential-added", A, NEW, "an optional argument of the constructor is new"),
    ),
    (
        ("python-required-credential-removed", B, GONE, "a required argument of the constructor is gone"),
        ("python-required-credential-added", B, MUST, "a required argument of the constructor is new"),
    ),
    (
        ("python-credential-became-required", B, MUST, "an argument of the constructor must be given now"),
        ("python-credential-became-optional", A, MORE, "an argument of the constructor may be left out now"),
    ),
    (("python-server-renamed", B, GONE, "a member of the enum of servers has another name"),),
)


def _rules() -> Iterator[Rule]:
    tables = (
        (Direction.BOTH, _BOTH),
        (Direction.REQUEST, _REQUEST),
        (Direction.RESPONSE, _RESPONSE),
        (Direction.BOTH, _PYTHON),
    )
    for direction, table in tables:
        for rows in table:
            for place, (name, level, effect, title) in enumerate(rows):
                yield Rule(name, level, direction, effect, title, rows[len(rows) - 1 - place][0])


RULES: Mapping[str, Rule] = {rule.id: rule for rule in _rules()}
"""All rules by id."""
