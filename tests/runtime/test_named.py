"""Unions that names tell apart are read by a way of their own: it must say of any value what the usual way says."""

from __future__ import annotations

import builtins
import json
import random
import time
from types import NoneType
from typing import Any, get_args, get_origin

import msgspec
import pytest
from msgspec import UNSET, UnsetType
from reissue_runtime.decode import NotJson, codec
from reissue_runtime.model import Model, derived
from reissue_runtime.named import by_names
from reissue_runtime.parts import items_of
from reissue_runtime.unions import any_of, one_of

VALUES: dict[Any, tuple[Any, ...]] = {
    str: ("x", "2026-11-26T10:20:30Z"),
    int: (1, 10**30),
    float: (1, 1.5),
    str | None: ("x", None),
    list[str]: ([], ["x"]),
    dict[str, int]: ({}, {"n": 1}),
}
ODD = (None, 1, "x", True, {}, [], {"a": 1}, [{}], {"b": {}, "c": "k"}, {"z": 1})


def objects(chance: random.Random, depth: int) -> tuple[Any, ...]:
    """Some random classes, which share names; some of their members are unions of others."""
    return tuple(_object(chance, depth) for _ in range(chance.randint(2, 4)))


def _object(chance: random.Random, depth: int) -> Any:
    members: list[tuple[str, Any, Any]] = []
    for name in chance.sample("abcde", chance.randint(1, 3)):
        kind = chance.choice(list(VALUES))
        if depth and chance.random() < 0.5:
            below = objects(chance, depth - 1)
            inner = by_names(lambda below=below: below)
            kind = chance.choice([inner, list[inner], dict[str, inner], inner | None])
        needed = chance.random() < 0.5
        optional = (name, kind | UnsetType, msgspec.field(default=UNSET))
        members.append((name, kind, msgspec.field()) if needed else optional)
    return derived(Model, members, {})


def value(chance: random.Random, kind: Any, odd: float) -> Any:
    """A value that is likely to be of a type."""
    if chance.random() < odd:
        return chance.choice(ODD)
    if kind in VALUES:
        return chance.choice(VALUES[kind])
    if isinstance(kind, type) and issubclass(kind, Model):
        given = [one for one in msgspec.structs.fields(kind) if one.required or chance.random() < 0.5]
        return {one.name: value(chance, one.type, odd) for one in chance.sample(given, len(given))}
    match get_origin(kind), get_args(kind):
        case builtins.list, (item,):
            return [value(chance, item, odd) for _ in range(chance.randint(0, 3))]
        case builtins.dict, (_, item):
            return {name: value(chance, item, odd) for name in chance.sample("xyz", 2)}
        case None, _:
            return None if kind is NoneType else value(chance, chance.choice(kind.members()), odd)
        case _, members:
            return value(chance, chance.choice([one for one in members if one is not UnsetType]), odd)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_read_is_what_the_usual_way_reads(seed: int) -> None:
    chance = random.Random(seed)
    fitting = 0
    for _ in range(3):
        told = (*objects(chance, 1), *chance.choice([(), (str,), (list[str],)]))
        several = chance.random() < 0.5
        quick, usual = (
            by_names(lambda told=told: told, several),
            (any_of if several else one_of)(lambda told=told: told),
        )
        for odd in (0, 0, 0.1, 0.3) * 4:
            given = [value(chance, quick, odd) for _ in range(3)]
            text = json.dumps(given).encode()
            (ours, drifts), (theirs, wanted) = codec(list[quick]).decode(text), codec(list[usual]).decode(text)
            assert ours == theirs, text
            assert bool(drifts) == bool(wanted), text
            fitting += not drifts
    assert fitting > 15


class Leaf(Model):
    v: int


class Branch(Model):
    kids: list[Node]


class Named(Model):
    kids: list[Node] | None
    name: str


Node = by_names(lambda: (Leaf, Branch, Named))


def nested(levels: int, leaf: str) -> bytes:
    return ('{"kids":[' * levels + leaf + "]}" * levels).encode()


def test_any_depth_is_read_or_refused_in_no_time() -> None:
    begun = time.process_time()
    for levels in (3, 15, 16, 17, 80):
        value, drifts = codec(Node).decode(nested(levels, '{"v":1},{"kids":null,"name":"n"}'))
        assert not drifts
        for _ in range(levels):
            assert type(value) is Branch
            value = value.kids[0]
        assert value == Leaf(v=1)
    for leaf in ('{"v":1}', '{"v":"x"}', '{"w":1}'):
        for levels in (500, 100_000):
            with pytest.raises(NotJson, match="nested too deeply"):
                codec(Node).decode(nested(levels, leaf))
    assert time.process_time() - begun < 2


class Price(Model):
    price: int


class Rebate(Model):
    rebate: int


Line = by_names(lambda: (Price, Rebate))


class Product(Model):
    lines: list[Line]  # type: ignore[valid-type]


class Basket(Model):
    products: list[Product]


class Gift(Model):
    gift: Product


Sold = by_names(lambda: (Basket, Gift))


class Order(Model):
    sold: list[Sold]  # type: ignore[valid-type]
    best: Product


def test_a_union_whose_objects_hold_what_holds_another_union() -> None:
    """Readers are made when all stand-ins are there: those of both unions may need the same ones."""
    lines = {"lines": [{"rebate": 1}, {"price": 2}]}
    answer = {"sold": [{"gift": lines}, {"products": [lines]}], "best": lines}
    value, drifts = codec(Order).decode(json.dumps(answer).encode())
    assert not drifts and msgspec.to_builtins(value) == answer
    assert [type(one) for one in value.sold] == [Gift, Basket] and type(value.best.lines[0]) is Rebate


class Short(Model):
    a: int


class Long(Model):
    a: int
    b: str | UnsetType = UNSET


class Flag(Model):
    a: bool
    c: list[int] | UnsetType = UNSET


class Share(Model):
    a: float | int


MORE = (str, NoneType, list[Any])
LISTS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ('{"a": 1},' * 12, (Short,)),
    ('{"a": 1},' * 6 + '{"a": 1, "b": "x"},' + '{"a": 1},' * 6, (Short, Long)),
    ('{"a": 1, "b": "x"},' * 6 + '{"a": 1},' + '{"a": 1, "b": "x"},' * 6, (Long, Short)),
    ('{"a": true, "c": [1, {}, 3]},' * 12, ()),
    ('{"a": true, "c": [1, 2]},' * 12, (Flag,)),
    ('{"a": 1.5}, {"a" :true},{"a": 1},{"a": 1, "b": ""},' * 3, (Share, Flag, Short, Long)),
    ('{"a": 1},"x",null,[1, [2]],1,{"a": 1.5},' * 2, ()),
    ('{"a": 1},"x",null,[1, [2]],{"a": 1.5},' * 2, (Short, str, NoneType, list, Share)),
    ('{"a": true},' * 12 + '{"a": true, "d": 1}, {"a": true},', ()),
    ('{"a": 1, "c": []}, {"a": "x"}, {},' * 4, ()),
    ('{"a": 1e400},{"a": 1%s},' % ("0" * 5000), ()),
    ('{"a": 1, "a": true},{"a": true, "a": false},', ()),
    ("", ()),
)


@pytest.mark.parametrize(("given", "kinds"), LISTS)
def test_lists_are_told_apart_as_each_of_their_values(given: str, kinds: tuple[type, ...]) -> None:
    """Also where the first and the last stand for all, and one in the middle says otherwise; no kinds: something misfits."""
    told = (Short, Long, Flag, Share, *(MORE if "null" in given else ()))
    quick, usual = by_names(lambda: told), one_of(lambda: told)
    text = f"[{given.rstrip(',')}]".encode()
    (ours, drifts), theirs = codec(list[quick]).decode(text), codec(list[usual]).decode(text)
    assert (ours, drifts) == theirs
    assert list(map(type, ours)) == list(map(type, theirs[0]))
    assert not kinds or (set(map(type, ours)) == set(kinds) and not drifts)
    members = b"{%b}" % b",".join(b'"%d":%b' % (at, bytes(one)) for at, one in enumerate(items_of(msgspec.Raw(text))))
    assert [*codec(dict[str, quick]).decode(members)[0].values()] == ours
