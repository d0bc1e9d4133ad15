"""Models: what repr shows, members that are not documented, copies, and unions."""

from __future__ import annotations

import copy
import gc
import pickle
from typing import Any, Literal

import msgspec
import pytest
from msgspec import field
from reissue_runtime.decode import codec
from reissue_runtime.model import UNSET, Model, UnsetType, extend, undocumented
from reissue_runtime.unions import one_of


class Card(Model, kw_only=True):
    __sensitive__ = frozenset({"card_number"})
    type: Literal["card"]
    card_number: str | UnsetType = field(name="cardNumber", default=UNSET)
    holder: str | UnsetType | None = UNSET


class Bank(Model, kw_only=True):
    type: Literal["bank"]
    iban: str


Method = one_of(lambda: (Card, Bank), "type", lambda: {"card": Card, "bank": Bank})


class Wallet(Model, kw_only=True):
    method: Method  # type: ignore[valid-type]
    notes: dict[str, Any] | UnsetType = UNSET


class Free(Model, kw_only=True):
    __open__ = True
    id: str


def decoded(type_: Any, body: bytes) -> Any:
    return codec(type_).decode(body)[0]


CARD = b'{"type":"card","cardNumber":"4242424242424242","holder":null}'
EXTENDED = b'{"type":"card","cardNumber":"4242","new name":{"a":[1,null]},"x":2}'


def test_the_garbage_collector_does_not_look_at_models() -> None:
    for body in (CARD, EXTENDED):
        assert not gc.is_tracked(decoded(Card, body))


def test_repr_leaves_out_what_is_absent_and_blanks_what_is_sensitive() -> None:
    assert repr(decoded(Card, CARD)) == "Card(type='card', card_number=***, holder=None)"
    assert repr(Card(type="card")) == "Card(type='card')"


def test_repr_shows_names_of_undocumented_members_but_not_their_values() -> None:
    assert repr(decoded(Card, b'{"type":"card","pan":"4242"}')) == "Card(type='card', undocumented=['pan'])"


def test_repr_blanks_sensitive_names_also_where_the_object_was_kept_untyped() -> None:
    wallet = decoded(
        Wallet, b'{"method":{"type":"gift","cardNumber":"4242"},"notes":{"list":[{"card_number":"4242"}]}}'
    )
    assert wallet.method == {"type": "gift", "cardNumber": "4242"}
    assert "4242" not in repr(wallet) and "gift" in repr(wallet)


def test_rich_repr_hides_the_same() -> None:
    pairs = decoded(Card, EXTENDED).__rich_repr__()
    assert "4242" not in repr(pairs) and ("undocumented", ["*", "x"]) in pairs


def test_repr_of_a_model_that_contains_itself_ends() -> None:
    wallet = Wallet(method=Card(type="card"), notes={})
    wallet.method = wallet
    assert "..." in repr(wallet)


def test_undocumented_members_are_kept_and_encoded_natively() -> None:
    card = decoded(Card, EXTENDED)
    assert isinstance(card, Card) and type(card).__name__ == "Card"
    assert undocumented(card) == {"new name": {"a": [1, None]}, "x": 2}
    assert msgspec.json.decode(msgspec.json.encode(card)) == msgspec.json.decode(EXTENDED)
    assert undocumented(Card(type="card")) == {}


@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda card: pickle.loads(pickle.dumps(card)), msgspec.structs.replace]
)
def test_copies_keep_undocumented_members(clone: Any) -> None:
    for body in (CARD, EXTENDED):
        card = decoded(Card, body)
        twin = clone(card)
        assert twin == card and twin is not card
        assert msgspec.json.encode(twin) == msgspec.json.encode(card)


def test_replace_changes_documented_members_and_keeps_the_others() -> None:
    card = msgspec.structs.replace(decoded(Card, EXTENDED), holder="A")
    assert (card.holder, undocumented(card)["x"]) == ("A", 2)


def test_equality_is_by_content_whatever_the_order_of_undocumented_members() -> None:
    one = decoded(Card, b'{"type":"card","a":1,"b":2}')
    assert one == decoded(Card, b'{"b":2,"type":"card","a":1}')
    assert one != decoded(Card, b'{"type":"card","a":1,"b":3}')
    assert one != Card(type="card") and Card(type="card") != one
    assert one != decoded(Bank, b'{"type":"bank","iban":"x","a":1,"b":2}')


def test_names_that_cannot_be_written_are_left_out_and_recorded() -> None:
    card, drifts = codec(Card).decode(rb'{"type":"card","a\"b":1,"c\\d":2,"e\nf":3,"ok":4}')
    assert undocumented(card) == {"ok": 4}
    assert [drift.path for drift in drifts] == ["$.*", "$.*", "$.*", "$.ok"]
    assert type(decoded(Card, rb'{"type":"card","\"":1}')) is Card


def test_the_number_of_made_classes_is_bounded() -> None:
    cards = [extend(Card, {"type": "card"}, {f"n{index}": index}) for index in range(600)]
    assert cards[0] == pickle.loads(pickle.dumps(cards[0]))  # its class has left the cache since
    assert undocumented(cards[599]) == {"n599": 599}


def test_open_models_keep_further_members_without_drift() -> None:
    free, drifts = codec(Free).decode(b'{"id":"1","anything":[1]}')
    assert undocumented(free) == {"anything": [1]} and drifts == ()


def test_unions_are_read_by_their_discriminator() -> None:
    assert isinstance(decoded(Wallet, b'{"method":{"type":"bank","iban":"x"}}').method, Bank)
    assert isinstance(decoded(Wallet, b'{"method":{"cardNumber":"1","type":"card"}}').method, Card)


def test_absent_null_and_value_differ() -> None:
    assert decoded(Card, b'{"type":"card"}').holder is UNSET
    assert decoded(Card, b'{"type":"card","holder":null}').holder is None
    assert msgspec.json.encode(Card(type="card", holder=None)) == b'{"type":"card","holder":null}'
