"""What reads the answers of an operation that need not be JSON of one type."""

from __future__ import annotations

from ..api.records import Operation, Response
from ..api.types import Scalar, parts_of
from .code import Named, call
from .file import EmittedFile
from .sinks import Code, literal, map_of
from .xml_view import answers_code


def reader_code(file: EmittedFile, operation: Operation) -> Code | None:
    """What reads the answers; None where all of them are JSON, and asked for."""
    documented = [*operation.success, *operation.errors]
    inner = answers_code(file, documented)
    if inner is None and any(map(_by_media, documented)):
        inner = file.use("by_media")
    named = [*_types(file, operation), *_others(operation)]
    if not named:
        return inner
    otherwise = [("otherwise", inner)] if inner is not None else []
    return call(file.use("Preferred"), named=[*named, *otherwise])


def _types(file: EmittedFile, operation: Operation) -> Named:
    """What JSON is by its media type, where an answer has several."""
    several = {(response.type, response.json) for response in operation.success if response.json}
    if len(several) != 1:
        return []
    ((type_, json),) = several
    types = map_of((literal(media), file.type(each, annotated=True)) for media, each in json)
    return [("of", file.type(type_, annotated=True)), ("types", types)]


def _others(operation: Operation) -> Named:
    """What is documented and not asked for. Of what only reads, no answer has done anything."""
    if operation.effect == "READS":
        return []
    asked = {media.partition(";q=")[0] for media in operation.accept}
    given = [(*(media for media, _ in response.others), *response.unasked) for response in operation.success]
    others = tuple(dict.fromkeys(media for each in given for media in each if media not in asked))
    return [("others", literal(others))] if others else []


def _by_media(response: Response) -> bool:
    """Whether a response may be something else than JSON, which is seen in its type."""
    members = parts_of(response.type)
    plain = (*response.media, *response.also) == ("application/json",)
    return Scalar("bytes") in members or (Scalar("str") in members and not plain)
