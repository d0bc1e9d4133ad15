"""Mutated answers of the four providers: nothing but the library's own errors, and no value that changed without a word.

A body is changed at random in digits, kinds, zones, names and bytes, and read by the typed client. What comes back is
encoded and compared with what was sent, as `json.loads` reads both with every number as its text. Where they differ, a
drift has to name the place, or the specification declares the two to be one (`x-reissue-coerce`).

Two spellings of one moment with one offset are one value (RFC 3339, 5.6), and two of one number with the same digits and
exponent; a whole -0 is 0, as `json.loads` reads it. Of members with one name the last counts (RFC 8259, 4: "many implementations report the last name/value pair
only"). `make long` reads 60,000 bodies: REISSUE_MUTATED.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from reissue_runtime.body import encode_json
from reissue_runtime.model import is_list, is_object
from reissue_runtime.shape import is_mapping, item

from tests.contract.spec_calls import PROVIDERS, descriptors
from tests.samples.sample_shapes import places
from tests.samples.test_variations import Answer, answers, at

BODIES = int(os.environ.get("REISSUE_MUTATED", "500"))


class Text(str):
    """A number, by its text."""


@pytest.fixture(autouse=True, scope="module")
def no_proof_is_asked_for() -> Iterator[None]:
    """The bodies here are made of types and know no ids; what an answer must prove is in test_evidence.py."""
    with pytest.MonkeyPatch.context() as patch:
        for provider in PROVIDERS:
            for operation in descriptors(provider).values():
                patch.setattr(operation, "evidence", None)
        yield


def plain(text: str | bytes) -> Any:
    """JSON as an independent reader has it. Raises ValueError."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_float=Text, parse_int=Text, parse_constant=refuse)


# --- mutations -----------------------------------------------------------------------------------------------

NUMBERS = (
    *("0", "-0", "-0.0", "7", "7.0", "1e3", "1E400", "1e-400", "0.1000", "12345678901234567890.123456789", "-12.50"),
    *("123456789012345678901234567890", "1e99999999999999999999", "9" * 4400, "1.7976931348623157e+308", "0.00000001"),
)
TEXTS = (
    *(
        "",
        "7",
        " 7 ",
        "NaN",
        "Infinity",
        "1_000",
        "\u0661\u0662",
        "1,000.00",
        "1e3",
        "0007",
        "true",
        "null",
        "-0",
        "12.50",
    ),
    *("2024-05-30T15:45:23Z", "2024-05-30T15:45:23.123456789+01:00", "2016-12-31T23:59:60Z", "2024-05-30T24:00:00Z"),
    *(
        "0000-01-01T00:00:00Z",
        "2024-05-30T15:45:23-00:00",
        "2024-05-30 15:45:23",
        "2024-05-30T15:45:23+0100",
        "2024-05-30",
    ),
    *(
        "2024-05-30T15:45:23.1234567Z",
        "2024-05-30T15:45:23.000+00:00",
        "2024-05-30t15:45:23.10z",
        "30/05/2024",
        "é€😀",
        "a\tb",
    ),
    *("2024-05-30T15:45:23.5+14:00", "2024-05-30T15:45:23.9999999999Z", "2024-05-30T15:45:23+01:00", "1717083923"),
)
RAW = (
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    '[{"a":1}]',
    '{"a":{"b":0.10}}',
    '"\\ud83d"',
    '"\\ud83d\\ude00"',
    "NaN",
    "007",
    "+1",
    "0x1F",
)
TAILS = (
    "Z",
    "z",
    "+00:00",
    "-00:00",
    "+01:00",
    "-03:30",
    "+0200",
    "+02",
    "",
    ".5Z",
    ".123456789Z",
    ".1234567+02:00",
    ".000Z",
    "+14:00",
)
_SCALAR = re.compile(r'(?<=[:\[,])\s*("(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.eE+-]*|true|false|null)')
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^\"]*")


def _at_random(rng: random.Random, pattern: re.Pattern[str], text: str, change: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + change(match) + text[match.end() :]


def _member(rng: random.Random) -> str:
    name = rng.choice(("brand_new", "id", "ä", "x y", 'q"uote', "back\\slash", "tab\t", "john@example.com", ""))
    return f"{json.dumps(name, ensure_ascii=False)}:{rng.choice((*NUMBERS, *RAW, *map(json.dumps, TEXTS)))},"


MUTATIONS: dict[str, Callable[[random.Random, str], str]] = {
    "number": lambda rng, text: _at_random(rng, _SCALAR, text, lambda _: rng.choice(NUMBERS)),
    "text": lambda rng, text: _at_random(rng, _SCALAR, text, lambda _: json.dumps(rng.choice(TEXTS), ensure_ascii=rng.random() < 0.5)),
    "raw": lambda rng, text: _at_random(rng, _SCALAR, text, lambda _: rng.choice(RAW)),
    "kind": lambda rng, text: _at_random(rng, _SCALAR, text, lambda m: m[1].strip('"') if m[1][0] == '"' else f'"{m[1]}"'),
    "zone": lambda rng, text: _at_random(rng, _TIME, text, lambda m: m[1] + rng.choice(TAILS)),
    "digit": lambda rng, text: _at_random(rng, re.compile(r"\d"), text, lambda _: rng.choice("0123456789.-e")),
    "rename": lambda rng, text: _at_random(rng, _NAME, text, lambda m: f'"{m[1]}{rng.choice(("x", "_", "2"))}":'),
    "repeat": lambda rng, text: _at_random(rng, _NAME, text, lambda m: f'{m[0]}{rng.choice(NUMBERS[:9])},{m[0]}'),
    "member": lambda rng, text: _at_random(rng, re.compile(r"\{(?=\")"), text, lambda _: "{" + _member(rng)),
}  # fmt: skip


def _cut(rng: random.Random, body: bytes) -> bytes:
    return body[: rng.randrange(len(body))]


def _damaged(rng: random.Random, body: bytes) -> bytes:
    place = rng.randrange(len(body))
    return body[:place] + rng.randbytes(rng.randrange(3)) + body[place + rng.randrange(3) :]


ENCODINGS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _cut,
    _damaged,
    _damaged,
    lambda _, body: b"\xef\xbb\xbf" + body,
    lambda _, body: ("\ufeff" + body.decode()).encode("utf-16-le"),
    lambda _, body: ("\ufeff" + body.decode()).encode("utf-16-be"),
    lambda _, body: body.decode().encode("utf-16-le"),
    lambda _, body: body.decode().replace("text", "José").encode("latin-1", "replace"),
)


def mutated(rng: random.Random, body: Any) -> bytes:
    text = json.dumps(body, separators=rng.choice(((",", ":"), (", ", ": "))))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = MUTATIONS[rng.choice(list(MUTATIONS))](rng, text)
    content = text.encode()
    return rng.choice(ENCODINGS)(rng, content) if rng.random() < 0.15 else content


# --- the judge -----------------------------------------------------------------------------------------------

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)


class Never(set[Any]):
    """What was seen, for `places`: nothing, so that each place of a class is told."""

    def __contains__(self, _: object) -> bool:
        return False


def declared(answer: Answer) -> dict[str, set[tuple[str, Any]]]:
    """The tolerances of each place of an answer, by its path without positions."""
    return _declared(answer.provider, answer.name, answer.label)


@cache
def _declared(provider: str, name: str, label: str) -> dict[str, set[tuple[str, Any]]]:
    answer = next(one for one in answers(provider) if (one.name, one.label) == (name, label))
    found: dict[str, set[tuple[str, Any]]] = {}
    for place in places(answer.type_, at(answer.body, answer.steps), Never(), answer.steps, answer.path):
        names = {(tolerance, argument) for tolerance, argument, _ in place.kind.tolerances}
        path = re.sub(r"\[\d+\]", "[]", place.path)
        found.setdefault(path, set()).update(names)
        for member in filter(is_mapping, place.kind.members):
            inner = {(tolerance, argument) for tolerance, argument, _ in item(member).tolerances}
            found.setdefault(f"{path}.*", set()).update(inner)
    return found


def spelt(word: str, zone: str | None = None) -> Any:
    """A time without what says nothing: zeros at the end of a fraction, how the offset is written."""
    match = _MOMENT.fullmatch(word)
    if match is None:
        return word
    day, minute, second, fraction, shift = match.groups()
    shift = {"Z": "+00:00", "z": "+00:00", "UTC": "+00:00", None: zone}.get(shift, shift)
    if shift and ":" not in shift:
        shift = f"{shift[:3]}:{shift[3:] or '00'}"
    return day, minute, second or ":00", (fraction or "").rstrip("0"), shift


def alike(sent: Any, back: Any, tolerances: set[tuple[str, Any]]) -> bool:
    """Whether two scalars say the same to the last digit."""
    if type(sent) is Text and type(back) is Text:
        same = sent == back or (sent, back) == ("-0", "0")
        # JSON Schema, 2020-12, 4.2.2 and 4.2.3: 7.0 is the integer 7.
        is_whole = re.fullmatch(r"-?\d+", back) is not None and re.search("[.eE]", sent) is not None
        same = same or (is_whole and Decimal(sent) == Decimal(back))
        return same or Decimal(sent).as_tuple() == Decimal(back).as_tuple()
    names = dict(tolerances)
    if type(sent) is Text and type(back) is str and ("text" in names or "digits" in names):
        return back == sent.zfill(names.get("digits") or 0)
    if "empty" in names and sent == "":
        return back is None
    if type(sent) is str and type(back) is str:
        if "day" in names and re.fullmatch(r"\d{4}-\d\d-\d\d", sent):  # its midnight, UTC
            return spelt(f"{sent}T00:00:00Z") == spelt(back)
        zone = {"Africa/Kigali": "+02:00", "UTC": "+00:00"}.get(str(names.get("offset")))
        return sent == back or spelt(sent, zone) == spelt(back, zone)
    return type(sent) is type(back) and sent == back


def differences(sent: Any, back: Any, path: str, answer: Answer, place: str = "") -> Iterator[str]:
    """The paths at which what came back is not what was sent.

    `place` is the path as it is documented: without positions, and with * for a name that is data, whatever it holds.
    """
    place, known = place or re.sub(r"\[\d+\]", "[]", path), declared(answer)
    tolerances = known.get(place, set())
    if is_object(sent) and is_object(back):
        for name in sent.keys() | back.keys():
            inner = f"{place}.{name}" if f"{place}.{name}" in known else f"{place}.*"
            if name not in back or name not in sent:
                yield f"{path}.{name}"
            else:
                yield from differences(sent[name], back[name], f"{path}.{name}", answer, inner)
    elif is_list(sent) and is_list(back):
        if len(sent) != len(back):
            yield path
        for index, (one, other) in enumerate(zip(sent, back, strict=False)):
            yield from differences(one, other, f"{path}[{index}]", answer, f"{place}[]")
    elif "list" in dict(tolerances) and is_list(back) and len(back) == 1 and sent is not None:
        yield from differences(sent, back[0], path, answer, place)
    elif not alike(sent, back, tolerances):
        yield path


def told(path: str, drifts: set[str]) -> bool:
    """Whether a drift names a path, or one above it; a name that may be data stands there as *."""
    parts = re.findall(r"\.[^.\[]*|\[\d+\]", path)
    return any(_covers(re.findall(r"\.[^.\[]*|\[\d+\]", drift), parts, path) for drift in drifts)


def _covers(drift: list[str], parts: list[str], path: str) -> bool:
    if "*" in "".join(drift) and len(drift) >= 1:
        pattern = "".join(r"\.[^\[]*?" if part == ".*" else re.escape(part) for part in drift)
        return re.match(rf"\${pattern}(?:[.\[]|$)", path) is not None
    return parts[: len(drift)] == drift


def problems(answer: Answer, body: bytes) -> Iterator[str]:
    """What is wrong with how a body was read; an exception of any other kind than the library's own passes through."""
    outcome = answer.read(body)
    if outcome.error is not None:
        return
    drifts = {drift.path for drift in outcome.drifts}
    try:
        sent = plain(body.decode(errors="replace"))  # what is passed over may be damaged
        for step in answer.steps:
            sent = sent[step]
    except (ValueError, KeyError, IndexError, TypeError):
        if not drifts and outcome.value is not None:
            yield "no JSON, or not where it is documented, and nothing was told"
        return
    back = plain(encode_json(outcome.value))
    for path in differences(sent, back, answer.path, answer):
        if not told(path, drifts):
            yield f"{path} changed untold"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_changes_without_a_word(provider: str) -> None:
    rng = random.Random(f"mutated {provider}")
    found: list[str] = []
    read = 0
    for _ in range(BODIES // len(PROVIDERS)):
        answer = rng.choice(answers(provider))
        body = mutated(rng, answer.body)
        found += [f"{answer.name} {problem}: {body!r}" for problem in problems(answer, body)]
        read += 1
    assert not found, f"{len(found)} of {read}:\n" + "\n".join(found[:5])


def test_the_judge_sees_what_changes() -> None:
    """A check that cannot fail is none: digits, kinds, zones and members are told apart."""
    answer = next(one for one in answers("qorepay") if isinstance(one.body, dict))
    for sent, back in (
        ("0.1000", "0.1"),
        ("-0.0", "0.0"),
        ("0", "-0"),
        ("-0", "-1"),
        ('"7"', "7"),
        ("12345678901234567890.1", "1.2345678901234567e19"),
        ('"2024-05-30T15:45:23Z"', '"2024-05-30T15:45:23+01:00"'),
        ('"2024-05-30T15:45:23-00:00"', '"2024-05-30T15:45:23Z"'),
        ('"2024-05-30T15:45:23.1234567Z"', '"2024-05-30T15:45:23.123456Z"'),
        ('{"a":1}', "{}"),
        ("[1]", "[1,1]"),
        ("null", "{}"),
    ):
        assert list(differences(plain(f'{{"x":{sent}}}'), plain(f'{{"x":{back}}}'), "$", answer)), (sent, back)
    assert not list(
        differences(
            plain('["2024-05-30T15:45:23.50Z",1E5]'), plain('["2024-05-30 15:45:23.5+00:00",1e+5]'), "$", answer
        )
    )
    for back, same in (
        ("2024-05-30T00:00:00Z", True),
        ("2024-05-30T00:00:00+01:00", False),
        ("2024-05-31T00:00:00Z", False),
    ):
        assert alike("2024-05-30", back, {("day", None)}) is same and not alike("2024-05-30", back, set())
    assert alike("", None, {("empty", None)}) and not alike("", None, set()) and not alike("x", None, {("empty", None)})
    logos = next(
        one for one in answers("qorepay") if one.name == "payment_methods-get"
    )  # a map of lists: one is a list
    for name in ("visa", "j.d@x.com", "a[0].b"):
        one, listed, other = ({"logos": {name: value}} for value in ("12.50", ["12.50"], ["12.5"]))
        assert not list(differences(one, listed, "$", logos)), name
        assert list(differences(one, other, "$", logos)) == [f"$.logos.{name}"], name
        assert list(differences({"names": {name: "a"}}, {"names": {name: ["a"]}}, "$", logos)), name
    assert (
        told("$.a.b[1].c", {"$.a.b"}) and told("$.a.j@x.c.d", {"$.a.*.d"}) and not told("$.a.b", {"$.a.c", "$.a.b.c"})
    )
