"""How each rule is read: whom a change breaks, and what the standard says of it, in our own words.

Clauses: RFC 9110 is HTTP Semantics; OAS is the OpenAPI Specification, where nothing else is said in 3.1 and 3.2 alike; JSV is
JSON Schema Validation 2020-12, JSC its Core. A reading stands under the longest beginning of a rule's id that is here.
"""

from __future__ import annotations

from collections.abc import Mapping

from .rule import Direction, Effect, Level, Rule

_WHOM: Mapping[tuple[Direction, bool], str] = {
    (
        Direction.REQUEST,
        True,
    ): "It breaks who sends what was allowed before: the new server refuses it, or takes it otherwise.",
    (Direction.REQUEST, False): "All that old clients send is accepted as before.",
    (Direction.RESPONSE, True): "It breaks who reads: the new server sends what an old client was told not to expect.",
    (Direction.RESPONSE, False): "Old clients read all that the new server sends as before.",
    (Direction.BOTH, True): "It breaks old clients in what they call or read.",
    (Direction.BOTH, False): "Old clients go on as before.",
}

READINGS: Mapping[str, str] = {
    "became-": "null is a type of its own (JSV 6.1.1); `nullable` of OAS 3.0, a list of types and a union with null say the same. "
    "Null in an `enum` beside a `type` that has no null was never valid: both keywords count, and only `nullable` adds it (OAS 3.0.3, Schema Object). "
    "`nullable` beside `allOf` with one reference adds it as well, although the words of 3.0.3 want a `type` beside it: that is how people write it.",
    "body": "Whether a body must be sent is said by `required` of the Request Body Object, and by default it need not (OAS).",
    "required-body": "A body that is required and was not asked for before is missing in every old call (OAS, Request Body Object).",
    "bound": "A limit is kept by all values that keep a tighter one. Limits are compared as sets: 'above 0' and 'from 1 on' are the same for "
    "integers, a multiple of 4 is one of 2, and a limit says nothing of values of another type (JSV 6.2 to 6.5).",
    "callback": "A callback is a request that the provider makes (OAS, Callback Object): without it an old client waits in vain.",
    "coercion": "`x-reissue-coerce` is ours: it says what else than its type a value may be on the wire.",
    "constant": "`const`, and an `enum` of one, is the one value that is valid (JSV 6.1.3).",
    "default": "The default is what the receiver takes where nothing is sent (OAS, Schema Object). Another one gives old calls another "
    "meaning; one that is newly written down or no longer is changes the document alone.",
    "description": "Words for people are no assertion (JSV 9.1).",
    "discriminator": "A discriminator helps to choose a schema and cannot change what is valid (OAS, Discriminator Object): that there is one "
    "breaks nobody. Another member as tag is read from another place.",
    "tag": "Which variant a value of the tag means is said by `mapping`, else by the names of schemas (OAS, Discriminator Object). A tag that "
    "nobody knows names no variant.",
    "tag-default": "`defaultMapping` (OAS 3.2, Discriminator Object) names the schema of a value without the tag, and of one whose tag no mapping knows: "
    "without it such a value is of no variant.",
    "content-encoding": "`contentEncoding` says how bytes stand in a text (JSV 8.3; OAS, Working with Binary Data): who encodes or decodes in the other way "
    "hands over other bytes. 7bit, 8bit and binary change nothing (RFC 2045, 6.2).",
    "content-type": "`contentMediaType` says what a text holds, once it is decoded (JSV 8.4). Media types are compared as sets (RFC 9110, 12.5.1); "
    "octets, and nothing said, may be anything.",
    "empty-value": "`allowEmptyValue` lets a name stand in the query without a value (OAS, Parameter Object).",
    "encoding": "An Encoding Object says how a field or part is written, and says nothing where the schema has no such property. What is so without "
    "it is no news: style `form`, its `explode`, and the media type that the schema of a part gives it. Media types are compared as sets. Answers have "
    "encodings since OAS 3.1.1.",
    "part-header": "`headers` of an Encoding Object are Header Objects: one that is not `required` may be left out of a part (OAS).",
    "part-required-header": "A header that is `required` and was not asked for before is missing in the parts of every old body (OAS, Header Object).",
    "enum": "Requests: only listed values are valid (JSV 6.1.2). Answers: lists are open here, as vendors add values without a new "
    "version; a value that is not listed decodes and is a drift.",
    "extensible": "`x-extensible-enum` says that the list will grow: who reads must take values that are not on it; who sends may use those on it.",
    "envelope": "`x-reissue-envelope` is ours: where in an answer the data stand.",
    "error-status": "A client must understand the class of a status, and treat one that it does not know as x00 of it (RFC 9110, 15): no "
    "error is news to it, whether it is documented or not.",
    "success-status": "Who waits for a documented success reads another one by its class alone (RFC 9110, 15). `2XX` takes in 200, and an entry of "
    "its own goes before a range (OAS, Responses Object): from 2XX to 200 nothing is lost.",
    "event-body": "The body of a webhook or callback is what an old receiver reads; without `required` it may be missing (OAS, Request Body Object).",
    "event-parameter": "The provider makes the request of a webhook or a callback (OAS, Webhooks; Callback Object): its parameters are what an old "
    "receiver reads, and one that is not `required` may be missing (OAS, Parameter Object).",
    "event-security": "`security` of a webhook or a callback says what its request comes with (OAS, Operation Object; Webhooks): a receiver that knows its sender by "
    "that refuses a request without it.",
    "event-answer": "The responses of a webhook or a callback are those that the provider expects of the receiver (OAS, Callback Object): an old receiver "
    "gives one that was expected before. `2XX` takes in 200, `default` all that is not declared, and where nothing is said any answer does.",
    "event-answer-body": "What the provider reads in an answer is its `content` (OAS, Response Object): an answer without a body is not one with a body.",
    "event-answer-header": "A header that is not `required` may be left out of an answer (OAS, Header Object); nobody reads one that is not described.",
    "event-answer-required-header": "A header that is `required` and was not asked for before is missing in the answers of every old receiver (OAS, Header Object).",
    "evidence": "`x-reissue-evidence` is ours: what in an answer proves that a call was done.",
    "example": "Examples are no assertion (JSV 9.5). `example` and `examples` with the same values are the same.",
    "fixed-headers": "`x-reissue-headers` is ours: the headers of every request.",
    "format": "The formats registry of OAS says which values a format has; int32 is within int64. `binary` and `byte` of OAS 3.0 are "
    "contentMediaType and contentEncoding of 3.1 (OAS, Working with Binary Data).",
    "typed-format": "These formats are types of their own in Python, such as datetime; on the wire other texts come.",
    "header-style": "Headers are written in style `simple`; `explode` counts for objects alone (OAS, Header Object; Style Examples).",
    "header": "A header that is `required` comes with every answer or part (OAS, Header Object); who reads one that is gone finds nothing. Names have "
    "no case (RFC 9110, 5.1), and `Content-Type` is described by `content` alone.",
    "idempotency": "`x-reissue-idempotency` is ours: by which key the provider knows a repeat, so what a client may repeat.",
    "link": "A link shows how a value of an answer serves a further call, and promises nothing of that call (OAS, Link Object): it is "
    "compared by itself. `operationId` and `operationRef` are the same where they name the same operation. What was documented is to be looked at, so it is told as a deprecation.",
    "logic": "Conditions (`not`, `if`, `dependentRequired`, `contains`, `propertyNames`, `patternProperties`, `unevaluated...`, unions beside "
    "members: JSC 10.2, JSV 6.4.4 and 6.5.4) are compared by subset: a condition is tighter where some old value breaks the new one. One "
    "that is gone or looser widens, and weighs as every other widening: in an answer it breaks, as what follows from it no longer holds.",
    "media-type": "A range takes in its types (RFC 9110, 12.5.1; OAS: the most specific key applies). `charset` means nothing to JSON "
    "(RFC 8259, 11); names and parameters have no case and no order. A further type in an answer comes to nobody who does not ask for it.",
    "metadata": "No rule acts on these keys.",
    "money": "`x-reissue-money` is ours: the same digits mean another amount.",
    "object": "`additionalProperties: false` refuses what is not named (JSC 10.3.2.3), and so does `unevaluatedProperties: false` where no "
    "condition decides what is evaluated (JSC 11.3). Answers are open here: members that nobody documented are "
    "kept, so more of them break nobody.",
    "operation-moved": "Method and path are what is called (RFC 9110, 7.1); the same `operationId`, which is unique in a document (OAS), is the evidence. "
    "Old calls reach nothing, or something else. Both operations are compared beyond that.",
    "operation-effect": "`x-reissue-effect` is ours: what a repeat does, by which clients decide to repeat.",
    "operation-server": "Servers of an operation go before those of the document (OAS, Operation Object). A slash at the end is no news.",
    "operation-url": "`x-reissue-url` is ours: the caller gives the address.",
    "operation-deprecated": "Who calls it should move away (OAS, Operation Object: `deprecated`); it works until it is gone.",
    "operation-undeprecated": "The advice to move away is taken back.",
    "operation": "A method on a path is what is called (RFC 9110, 7.1): of one that is gone old calls get 404 or 405. That it was deprecated, "
    "or that its sunset has come, is why and no excuse: RFC 8594 calls the date a hint.",
    "pagination": "`x-reissue-pagination` is ours: how the client reads page after page.",
    "parameter-style": "A value is written by `style`, `explode`, `allowReserved` and `content` (OAS, Parameter Object). A list of one in a query "
    "with style `form`, exploded, is written as the value itself: that is compared as its type.",
    "parameter-deprecated": "It should not be sent any more (OAS, Parameter Object).",
    "parameter-undeprecated": "The advice not to send it is taken back.",
    "parameter-renamed": "A parameter is its name and place (OAS). The same description, schema and examples are the evidence; old calls send the "
    "name that is gone.",
    "parameter": "A parameter is its name and place; whether it must be sent says `required` (OAS, Parameter Object).",
    "required-parameter": "A required parameter that was not asked for before is missing in every old call (OAS, Parameter Object).",
    "pattern": "A text is valid where the expression matches somewhere (JSV 6.3.3). One that matches every text is none. Two expressions are not "
    "compared as sets: another one is taken for one that others match.",
    "property-renamed": "A member is its name (RFC 8259, 4). The same schema, with a description, examples, values, a component or alike names, is the "
    "evidence. It is one finding, and weighs as the end of the old name.",
    "property-deprecated": "Who uses it should move away (JSV 9.3); it is there until it is gone.",
    "property-undeprecated": "The advice to move away is taken back.",
    "property-became-": "`required` says which members an object has (JSV 6.5.3).",
    "property": "Members of requests: what is no longer documented is no longer acted on, though an open object lets it pass. Members of answers: who "
    "reads one that is gone finds nothing. `readOnly` and `writeOnly` take a member out of a direction (JSV 9.4).",
    "required-property": "A required member that was not asked for before is missing in every old body (JSV 6.5.3).",
    "security-alternative": "A requirement is a list of alternatives, each a set of schemes with scopes, and one suffices (OAS, Security Requirement "
    "Object). Who meets an alternative is let in while some alternative asks for no more: loosening is an addition, tightening breaks.",
    "security-scope": "The scopes of an alternative are all needed (OAS, Security Requirement Object).",
    "security-flow": "A flow is a way to get a token (OAS, OAuth Flows Object): who uses the one that is gone gets none.",
    "security-offer": "The scopes of a flow are those that can be asked for (OAS, OAuth Flow Object).",
    "security-scheme-changed": "A scheme says how credentials are sent or got. Names of HTTP schemes and headers have no case (RFC 9110, 11.1 and 5.1), "
    "and `bearerFormat` is a hint.",
    "security-scheme": "A scheme is a name for the document alone; what is asked for says the requirement, which is compared apart.",
    "sensitive": "`x-reissue-sensitive` is ours: what stays out of logs.",
    "server-default": "A variable that nobody gives has its default (OAS, Server Variable Object).",
    "server-value": "`enum` of a variable lists the values that it may have (OAS, Server Variable Object).",
    "server": "Paths are appended to the URL of a server (OAS, Server Object), so a slash at its end is no news, nor is what moves from the end of all "
    "servers to the beginning of paths. Case of scheme and host, the usual port, dots and needless escapes mean nothing (RFC 3986, 6.2).",
    "since": "`x-reissue-since` is ours: which version of the vendor's API knows it.",
    "stability": "`x-stability-level` says how long something is promised to stay; without it, it is stable. Less of a promise is time to look.",
    "sunset": "The date after which it is likely to be gone (RFC 8594, 3). Earlier, unreadable, or a notice taken away leaves less time to move, "
    "or none that is known: that weighs, and no call fails by it yet.",
    "timezone": "`x-reissue-timezone` is ours: the same digits mean another moment.",
    "type": "Types are compared as sets (JSV 6.1.1): integer is within number, a list of one is that one, and keywords that only values of "
    "a type have name it where `type` is missing. In addresses and headers a free text takes in the text of a number (OAS, Appendix B).",
    "union-member": "`anyOf` and `oneOf` take what a member takes (JSC 10.2.1). A member all of whose values another one takes in is no news, unless a tag "
    "tells them apart.",
    "union": "`oneOf` refuses what more than one member takes, and `anyOf` does not (JSC 10.2.1.2 and 10.2.1.3). Two variants share values "
    "where neither asks for a member that the other does not document.",
    "version": "`x-reissue-api-version` is ours: which parameter says the version of the API.",
    "webhook-signature": "`x-reissue-signature` is ours: how an event proves where it comes from.",
    "webhook": "A webhook is a request that the provider makes (OAS, Webhooks): without it an old receiver waits in vain.",
    "reference-unread": "A reference that leads to nothing says nothing of a value (JSC 8.2.3.1): the client takes anything there, and what the other side "
    "says of it is held against nothing. Where neither side can be read there, it is told beside the comparison.",
    "xml": "The XML Object says the name and the place of a value in XML (OAS).",
    "python-": "What Python callers see follows from the document by the names that the generator makes of it. Types are compared as type "
    "checkers do: what is given must fit the new type, what is read must fit the old one.",
    "python-answer-": "The model only comes back, and it is callers' tests that make one. A project without such tests may weigh it otherwise.",
    "python-sent-": "The model is only sent, and it is callers' tests that read one. A project without such tests may weigh it otherwise.",
}


def reading_of(rule: Rule) -> str:
    """Whom a change breaks and why, with the clause that decides it."""
    return f"{_whom(rule)} {_clause(rule)}"


def _whom(rule: Rule) -> str:
    if rule.level is Level.DEPRECATION:
        return "Nothing fails yet, and somebody should look."
    if rule.id.startswith("python-"):
        broken = rule.level is Level.BREAKING
        return (
            "It breaks code that uses the old name or type."
            if broken
            else "Code that was written before goes on as it is."
        )
    if rule.level is Level.COSMETIC and rule.effect is Effect.NONE:
        return "Nobody's call changes."
    return _WHOM[rule.direction, rule.level is Level.BREAKING]


def _clause(rule: Rule) -> str:
    name = rule.id.removeprefix("request-").removeprefix("response-")
    return READINGS[max((each for each in READINGS if name.startswith(each)), key=len)]
