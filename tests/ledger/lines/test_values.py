"""What is read, and as what; and that nothing but the notations that were named is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from inspect import signature
from pathlib import Path

import pytest

from reissue.errors import InvalidArgumentError
from reissue.invoice import LineItem
from reissue.money import EXPONENTS, Money
from reissue_ledger.identity import canonical
from reissue_ledger.lines import Line, read_lines
from reissue_ledger.lines.currencies import CURRENCIES
from tests.ledger.lines.kit import NOW, cell, given, lines, one, problems, read, refused


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1234.50", None, "1234.50"),
        ("5", None, "5"),
        ("1234.5", ".", "1234.5"),
        ("1,234.50", ".", "1234.50"),
        ("1,234", ".", "1234"),
        ("1.234,50", ",", "1234.50"),
        ("12,5", ",", "12.5"),
        ("1.234", ",", "1234"),
        ("1.234.567,89", ",", "1234567.89"),
        (" 5 ", None, "5"),
    ],
)
def test_amounts_that_are_sure(text: str, decimal: str | None, amount: str) -> None:
    assert cell("amount", text, decimal=decimal).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("1234.50", ","),
        ("1.23,5", ","),
        ("1.2345", ","),
        ("1.234,5,6", ","),
        ("1,23.50", "."),
        ("12,5", "."),
        ("1'234.50", None),
        ("1'234.50", "."),
        ("1\u202f234,50", ","),
        ("1\u00a0234.50", None),
        (".5", None),
        ("5.", None),
        ("+5", None),
        ("5%", None),
        ("€5", None),
        ("0x10", None),
        ("1_000", None),
        ("²", None),
        ("Infinity", None),
        ("-0", None),
        ("\u22125", None),
    ],
)
def test_amounts_that_are_not_sure(text: str, decimal: str | None) -> None:
    assert refused("amount", text, decimal=decimal)


def test_a_dinar_of_three_decimals_is_read_where_the_sign_is_known() -> None:
    rows = b"provider,reference,amount,currency\nqorepay,R-1,1.234,KWD\n"
    assert one(rows, decimal=".").amount == Decimal("1.234")
    assert one(rows, decimal=",").amount == Decimal(1234)


def test_an_amount_is_bounded_by_its_currency_also_where_that_comes_later() -> None:
    (found,) = problems(read(b"amount,currency,provider,reference\n5.5,RWF,irembopay,R-1\n"))
    assert found.column == "amount" and "RWF has no" in found.message


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026-12-03", None),
        ("2026-12-03", "dmy"),
        ("03.12.2026", "dmy"),
        ("3/12/2026", "dmy"),
        ("12/3/2026", "mdy"),
        ("2026/12/3", "ymd"),
    ],
)
def test_days_that_are_sure(text: str, dates: str | None) -> None:
    assert cell("due", text, dates=dates).due == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("20261203", None),
        ("2026-W49-4", None),
        ("2026-337", None),
        ("2026-12-03T00:00:00", None),
        ("2026-12-03 00:00:00", None),
        ("3 Dec 2026", None),
        ("03.12-2026", "dmy"),
        ("12/31/2026", "dmy"),
        ("46357.5", None),
        ("46357", "dmy"),
        ("\u0662026-12-03", None),
        ("2026-02-29", None),
    ],
)
def test_days_that_are_not_sure(text: str, dates: str | None) -> None:
    assert refused("due", text, dates=dates)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("+14d", NOW + timedelta(days=14)),
        ("+36h", NOW + timedelta(hours=36)),
        ("2026-12-01T18:00:00+01:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("2026-12-01 18:00Z", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-12-01T18:00:00.5-12:00", datetime(2026, 12, 2, 6, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_moments_that_are_sure(text: str, moment: datetime) -> None:
    assert cell("expires_at", text, verb="update").expires_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "+0d",
        "+14",
        "+d",
        "+12345d",
        "+1.5d",
        "+\u0661d",
        "-1d",
        "2026-12-01T18:00:00+15:00",
        "2026-12-01T18:00:00+0100",
        "2026-12-01T18:00:60Z",
        "2026-12-01t18:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
def test_moments_that_are_not_sure(text: str) -> None:
    assert refused("expires_at", text, verb="update")


LIST = Path("/usr/share/iso-codes/json/iso_4217.json")
NO_MONEY = {"XAG", "XAU", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XTS", "XUA", "XXX"}


def test_currencies_are_those_of_the_list() -> None:
    """The facade's table of minor units, which is of ISO 4217 too, names no other ones."""
    assert EXPONENTS.keys() < CURRENCIES
    assert not CURRENCIES & NO_MONEY
    for code in (
        "XCG",
        "ZWG",
        "SLE",
        "VED",
        "UYW",
        "HRK",
    ):  # young ones, a unit of account in Uruguay, and one withdrawn in 2023
        assert cell("currency", code).currency == code


@pytest.mark.skipif(not LIST.is_file(), reason="the package iso-codes (Debian) is not installed")
def test_currencies_are_those_of_another_publisher() -> None:
    theirs = {one["alpha_3"] for one in json.loads(LIST.read_text(encoding="utf-8"))["4217"]}
    assert theirs - CURRENCIES <= NO_MONEY | {"XAD"}
    assert CURRENCIES - theirs <= {"XCG", "ZWG", "ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"}


def test_money_that_a_program_gives_is_of_the_list_too() -> None:
    priced = LineItem(description="x", unit_price=Money("5", "QQQ"))
    for more in ({"items": [priced]}, {"items": [{"description": "x", "unit_price": Money("5", "QQQ")}]}):
        (found,) = problems(given({"provider": "qorepay", "reference": "R-1", **more}, verb="update"))
        assert "4217" in found.message


def test_all_lines_count_from_one_moment() -> None:
    asked: list[datetime] = []

    def clock() -> datetime:
        asked.append(NOW + timedelta(seconds=len(asked)))
        return asked[-1]

    rows = b"provider,reference,expires_at\nqorepay,R-1,+14d\nqorepay,R-2,+14d\n"
    found = lines(read(rows, verb="update", now=clock))
    assert found[0].expires_at == found[1].expires_at and len(asked) == 1


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("  INV 2026 17  ", "INV 2026 17"),
        ("3FA85F64-5717-4562-B3FC-2C963F66AFA6", "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        ("Jose\u0301", "José"),
        ("12E5", "12E5"),
        ("1234e567", "1234e567"),
        ("0001234567", "0001234567"),
        ("Mar-2026-1", "Mar-2026-1"),
        ("a,b;c|d", "a,b;c|d"),
        ('5" pipe', '5" pipe'),
        ("請求書-1", "請求書-1"),
    ],
)
def test_references_are_canonical(text: str, reference: str) -> None:
    assert cell("reference", text).reference == reference


@pytest.mark.parametrize(
    "text",
    [
        " R-1 ",
        "3FA85F64-5717-4562-B3FC-2C963F66AFA6",
        "Jose\u0301",
        "r" * 255,
        "r" * 256,
        "",
        "a\tb",
        "R\u00a01",
        "R\u0378",
    ],
)
def test_a_file_and_a_person_name_an_invoice_by_one_rule(text: str) -> None:
    """What a line may be called can be typed again, to decide on it and to purge it; what it may not, cannot."""
    try:
        typed: str | None = canonical(text)
    except InvalidArgumentError:
        typed = None
    read_as = [
        found.reference for found in given({"provider": "qorepay", "reference": text}) if isinstance(found, Line)
    ]
    assert read_as == ([] if typed is None else [typed])


@pytest.mark.parametrize(
    ("column", "text", "option", "argument"),
    [
        ("reference", "1.0", "--digits-as-they-are", 'digits="as-they-are"'),
        ("amount", "1.234", "--decimal .", "decimal"),
        ("amount", "1 234", "--decimal .", "decimal"),
        ("amount", "1,23.5,0", "--decimal .", "decimal"),
        ("due", "03.04.2026", "--dates dmy", "dates"),
    ],
)
def test_a_message_has_the_word_of_the_command_and_of_python(
    column: str, text: str, option: str, argument: str
) -> None:
    """What is to be typed stands in `reissue run start --help`, what is to be written in the signature of `read_lines`."""
    message = refused(column, text)
    assert option in message and f"from Python: {argument}" in message
    assert argument.partition("=")[0] in signature(read_lines).parameters


@pytest.mark.parametrize("text", ["1.0", "880,509", "Mar-26", "2-Dec-2026"])
def test_what_looks_rewritten_can_be_meant(text: str) -> None:
    assert "as-they-are" in refused("reference", text)
    assert cell("reference", text, digits="as-they-are").reference == text


@pytest.mark.parametrize(
    "text",
    [
        "8.80509E+11",
        "8,8e+11",
        "1E-05",
        "\uff1d1+1",
        "\uff20x",
        "R\ue000",
        "R\u0378",
        "R\u2028",
        "R\u2800",
        "R\ufe0f",
        "R\u00ad",
    ],
)
def test_references_that_nothing_makes_sure(text: str) -> None:
    assert refused("reference", text, digits="as-they-are")


def test_leading_zeros_may_be_meant() -> None:
    rows = b"provider,reference\npaypen,1234567\npaypen,0001234567\n"
    assert len(lines(read(rows, digits="as-they-are"))) == 2


def test_leading_zeros_are_compared_within_provider_and_account() -> None:
    rows = b"provider,reference,account\npaypen,1234567,\nqorepay,01234567,\npaypen,01234567,b\npaypen,1234567,\n"
    assert [line.number for line in lines(read(rows))] == [2, 3, 4, 5]


def test_lengths_that_differ_without_a_rule_are_no_problem() -> None:
    rows = b"provider,reference\n" + b"".join(b"paypen,%d\n" % 17**power for power in range(1, 12))
    assert len(lines(read(rows))) == 11


def test_numbers_beyond_fifteen_digits_that_were_not_cut() -> None:
    rows = b"provider,reference\npaypen,1234567890123450\npaypen,1234567890123451\n"
    assert len(lines(read(rows))) == 2


def test_the_same_invoice_twice_is_left_to_the_plan() -> None:
    found = lines(read(b"provider,reference\nqorepay,0012345678\nqorepay,0012345678\nqorepay,r\nqorepay,R\n"))
    assert [line.number for line in found] == [2, 3, 4, 5]


@pytest.mark.parametrize("text", ["SHOP_B", "Shop-B", " shop-b "])
def test_accounts_are_named_as_everywhere(text: str) -> None:
    assert cell("account", text).account == "shop-b"


def test_a_reason_is_told_in_words() -> None:
    assert cell("again", " payer lost the e-mail ").again == "payer lost the e-mail"
    assert cell("again", "").again is None


def test_a_line_shows_no_personal_data() -> None:
    assert "payer" not in repr(cell("again", "the payer wanted it"))


def test_a_message_shows_little_of_a_value() -> None:
    message = refused("amount", "x" * 10_000)
    assert len(message) < 200
    assert "\x1b" not in refused("due", "\x1b[2J\u202e") and "\u3164" not in refused("due", "\u3164")
