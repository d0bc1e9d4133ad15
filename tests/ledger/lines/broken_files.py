"""Files that cannot be read for sure: the bytes, the lines that are told, a word of it, and whence that is known."""

from __future__ import annotations

from typing import Any, NamedTuple

RFC = "RFC 4180"
TRAP = "LEDGER, traps of CSV files seen with prototypes"
EXCEL = "what Excel writes for such a cell"
ISO_8601 = "ISO 8601"
ISO_4217 = "ISO 4217"
UTF_8 = "RFC 3629"
UNICODE = "Unicode, general categories and Default_Ignorable_Code_Point"
OWASP = "OWASP, CSV injection"
JSON = "RFC 8259"
OURS = "decided here: not surely what was meant"


class Broken(NamedTuple):
    name: str
    data: bytes
    lines: tuple[int, ...]
    """The lines of the problems, in the order in which they come."""
    word: str
    """In the message of each of them."""
    source: str
    """Whence it is known that this is no file, or not surely the one that was meant."""
    how: dict[str, Any] = {}


H = b"provider,reference\n"
M = b"provider,reference,amount,currency\n"
D = b"provider,reference,due\n"
U = b"provider,reference,expires_at\n"
UPDATE = {"verb": "update"}
JSONL = {"form": "jsonl"}
CHANGE = {"form": "jsonl", "verb": "update"}
CREATE = {"form": "jsonl", "verb": "create"}
TEN = b"".join(b"paypen,100000000%d\n" % n for n in range(9))

FILES = (
    Broken("empty", b"", (0,), "empty", OURS),
    Broken("a byte order mark alone", b"\xef\xbb\xbf", (1,), "header", UTF_8),
    Broken("header alone", H, (0,), "no line", OURS),
    Broken("header and blank lines", H + b"\n,\n \n", (0,), "no line", OURS),
    Broken("no header", b"qorepay,R-1\nqorepay,R-2\n", (1,), "header", RFC),
    Broken("blank first line", b"\nprovider,reference\nqorepay,R-1\n", (1,), "header", OURS),
    Broken("sep line alone", b"sep=;\n", (0,), "header", EXCEL),
    Broken("sep that is none", b"sep=x\nproviderxreference\n", (1,), "delimiter", EXCEL),
    Broken("sep that is another", b"sep=;\nprovider,reference\nqorepay,R-1\n", (2,), "the line before", EXCEL),
    Broken("column twice", b"provider,reference,reference\nqorepay,R-1,R-2\n", (1,), "twice", TRAP),
    Broken("unread column twice", b"provider,reference,note,note\nqorepay,R-1,a,b\n", (1,), "twice", TRAP),
    Broken("misspelt reference", b"provider,refrence\nqorepay,R-1\n", (1,), "mean 'reference'", TRAP),
    Broken("misspelt account", b"provider,reference,acount\nqorepay,R-1,b\n", (1,), "mean 'account'", OURS),
    Broken("swapped letters", b"provider,reference,agian\nqorepay,R-1,\n", (1,), "mean 'again'", OURS),
    Broken("capital letters", b"Provider,reference\nqorepay,R-1\n", (1,), "mean 'provider'", OURS),
    Broken("zero-width header", "prov\u200bider,reference\nqorepay,R-1\n".encode(), (1,), "mean 'provider'", TRAP),
    Broken("two marks", b"\xef\xbb\xbf\xef\xbb\xbfprovider,reference\nqorepay,R-1\n", (1,), "mean 'provider'", TRAP),
    Broken("missing column", b"provider,amount_due\nqorepay,5\n", (1,), "missing", OURS),
    Broken("missing provider", b"reference,note\nR-1,x\n", (1,), "--provider", OURS),
    Broken("column without a name", b"provider,reference,\nqorepay,R-1,\n", (1,), "no name", EXCEL),
    Broken("two delimiters", b"provider;reference,amount\nqorepay;R-1,5\n", (1,), "divided", TRAP),
    Broken("two delimiters, uneven", b"provider,reference,amount;currency\nqorepay,R-1,5;EUR\n", (1,), "by ';'", TRAP),
    Broken("amount without currency", b"provider,reference,amount\nqorepay,R-1,5\n", (1,), "an amount needs", ISO_4217),
    Broken("currency without amount", b"provider,reference,currency\nqorepay,R-1,EUR\n", (1,), "currency", ISO_4217),
    Broken("update without expiry", D + b"qorepay,R-1,2026-12-01\n", (1,), "only shown", OURS, UPDATE),
    Broken("update with an empty expiry", U + b"qorepay,R-1,\n", (2,), "nothing to update", OURS, UPDATE),
    Broken("create out of CSV", M + b"qorepay,R-1,5,EUR\n", (0,), "JSON lines only", OURS, {"verb": "create"}),
    Broken("JSON lines as CSV", b'{"provider": "qorepay"}\n', (1,), "JSON lines", OURS),
    Broken("short and long", M + b"qorepay,R-1\nqorepay,R-2,1,EUR,extra\n", (2, 3), "header 4 fields", RFC),
    Broken("delimiter in a column alone", b"reference\nR-1;500\n", (2,), "delimiter", RFC, {"provider": "qorepay"}),
    Broken("blank between", H + b",\n  \nqorepay,R-1\n", (2, 3), "blank", OURS),
    Broken("open quote", H + b'qorepay,R-1\nqorepay,"R-2\nqorepay,R-3\n', (3,), "not closed", TRAP),
    Broken("open quote, closed by another", H + b'qorepay,"R-1\nqorepay,"R-2"\n', (2,), "goes on to line 3", TRAP),
    Broken("quote swallows a line", H + b'qorepay,"R-1\nqorepay,R-2"\n', (2,), "U+000A", RFC),
    Broken("quote inside", H + b'qorepay,R"1\nqorepay,R-2\n', (2,), "quote", RFC),
    Broken("text after a quote", H + b'qorepay,"R-1"x\n', (2,), "double quotes", RFC),
    Broken("blank before a quote", H + b'qorepay, "R-1"\n', (2,), "quote inside", RFC),
    Broken("quote open in the header", b'provider,"reference\nqorepay,R-1\n', (1,), "not closed", RFC),
    Broken("carriage returns alone", b"provider,reference\rqorepay,R-1\r", (1,), "carriage return", RFC),
    Broken("a carriage return inside", H + b"qorepay,R-1\rqorepay,R-2\n", (2,), "carriage return", RFC),
    Broken("NUL", M + b"qorepay,R-\x001,1,EUR\n", (2,), "NUL", TRAP),
    Broken("UTF-16", "provider,reference\n".encode("utf-16"), (1,), "UTF-16", TRAP),
    Broken("UTF-16 without a mark", "provider,reference\n".encode("utf-16-le"), (1,), "UTF-16", TRAP),
    Broken("UTF-32", "provider,reference\n".encode("utf-32"), (1,), "UTF-32", UTF_8),
    Broken("a spreadsheet", b"PK\x03\x04\x14\x00\x06\x00", (1,), "spreadsheet", "PKWARE APPNOTE 4.3.7"),
    Broken("compressed", b"\x1f\x8b\x08\x00", (1,), "compressed", "RFC 1952"),
    Broken("Latin-1", H + "qorepay,Jos\xe9\n".encode("latin-1"), (2,), "0xE9", UTF_8),
    Broken("mixed encodings", H + "qorepay,é\n".encode() + b"qorepay,\xe9\n", (3,), "0xE9", TRAP),
    Broken("overlong UTF-8", H + b"qorepay,\xc0\xafR\n", (2,), "0xC0", UTF_8),
    Broken("surrogate in UTF-8", H + b"qorepay,\xed\xa0\x80\n", (2,), "0xED", UTF_8),
    Broken("bad bytes in an unread column", b"provider,reference,note\nqorepay,R-1,\xff\n", (2,), "0xFF", UTF_8),
    Broken("bad bytes in quotes", H + b'qorepay,"a\n\xff"\nqorepay,"R-2"\n', (3,), "0xFF", UTF_8),
    Broken("no provider", H + b",R-1\n", (2,), "missing", OURS),
    Broken("unknown provider", H + b"qorpay,R-1\n", (2,), "mean 'qorepay'", OURS),
    Broken("another provider", H + b"paypen,R-1\n", (2,), "whole file", OURS, {"provider": "qorepay"}),
    Broken("no reference", H + b"qorepay,\nqorepay,  \n", (2, 3), "missing", OURS),
    Broken("scientific", H + b"irembopay,8.80509E+11\nirembopay,8.80509422769E+11\n", (2, 3), "digits are lost", TRAP),
    Broken("scientific, Java", H + b"irembopay,8.8E11\n", (2,), "digits are lost", "Double.toString of Java"),
    Broken(
        "formulas", H + b'qorepay,"=A1"\nqorepay,@SUM(1)\nqorepay,-5+cmd\nqorepay,+1\n', (2, 3, 4, 5), "formula", OWASP
    ),
    Broken("formula after a tab", H + b"qorepay,\t=1+1\n", (2,), "formula", TRAP),
    Broken("formula after blanks", H + b"qorepay,  =1+1\n", (2,), "formula", TRAP),
    Broken("text mark", H + b"qorepay,'0001\n", (2,), "text mark", EXCEL),
    Broken("error of a spreadsheet", H + b"qorepay,#REF!\nqorepay,#####\n", (2, 3), "error", EXCEL),
    Broken("word for nothing", H + b"qorepay,NaN\nqorepay,null\n", (2, 3), "nothing", "pandas, to_csv and na_values"),
    Broken(
        "decimals added",
        H + b"qorepay,880509422769.0\n",
        (2,),
        "added decimals",
        "pandas: integers with gaps are floats",
    ),
    Broken("a date made of it", H + b"qorepay,Mar-26\nqorepay,2-Dec\n", (2, 3), "a date", EXCEL),
    Broken("thousands in a reference", H + b'qorepay,"880,509"\n', (2,), "thousands", EXCEL),
    Broken("no-break space", H + "qorepay,R\u00a01\n".encode(), (2,), "U+00A0", TRAP),
    Broken("no-break space at the end", H + "qorepay,R-1\u00a0\n".encode(), (2,), "U+00A0", TRAP),
    Broken("zero-width", H + "qorepay,R\u200b1\n".encode(), (2,), "U+200B", TRAP),
    Broken("turned round", H + "qorepay,R\u202e1\n".encode(), (2,), "U+202E", UNICODE),
    Broken("invisible letter", H + "qorepay,R\u31641\n".encode(), (2,), "U+3164", UNICODE),
    Broken("control", H + b"qorepay,R\x1b[2J\n", (2,), "U+001B", UNICODE),
    Broken("tab at the end", H + b"qorepay,R-1\t\n", (2,), "U+0009", TRAP),
    Broken("replacement character", H + "qorepay,R\ufffd\n".encode(), (2,), "broken before", UNICODE),
    Broken("too long a reference", H + b"qorepay," + b"R" * 256 + b"\n", (2,), "256", OURS),
    Broken("leading zeros lost", H + b"paypen,1234567\npaypen,0001234567\n", (2, 3), "leading zeros", TRAP),
    Broken("shorter than the others", H + TEN + b"paypen,12345\n", (11,), "10 digits", TRAP),
    Broken("cut to 15 digits", H + b"paypen,1234567890123450\n", (2,), "15 digits", EXCEL),
    Broken("account", b"provider,reference,account\nqorepay,R-1,shop b\n", (2,), "account", OURS),
    Broken(
        "account in look-alikes",
        "provider,reference,account\nqorepay,R-1,\u212ashop\n".encode(),
        (2,),
        "account",
        UNICODE,
    ),
    Broken("decimal comma", M + b'qorepay,R-1,"1.234,50",EUR\nqorepay,R-2,"12,5",EUR\n', (2, 3), "--decimal", TRAP),
    Broken("thousands", M + b'qorepay,R-1,"1,234",EUR\nqorepay,R-2,1 234,EUR\n', (2, 3), "--decimal", TRAP),
    Broken("three decimals", M + b"qorepay,R-1,1.234,KWD\n", (2,), "may have", ISO_4217),
    Broken("wrong groups", M + b'qorepay,R-1,"1.23,50",EUR\n', (2,), "no amount", OURS, {"decimal": ","}),
    Broken("below zero", M + b"qorepay,R-1,-5,EUR\nqorepay,R-2,(5.00),EUR\n", (2, 3), "below zero", OURS),
    Broken("zero", M + b"qorepay,R-1,0.00,EUR\n", (2,), "above zero", OURS),
    Broken("too many decimals", M + b"qorepay,R-1,5.50,RWF\nqorepay,R-2,5.005,EUR\n", (2, 3), "decimals", ISO_4217),
    Broken("exponent", M + b"qorepay,R-1,1E+05,EUR\n", (2,), "exponent", EXCEL),
    Broken("no number", M + b"qorepay,R-1,NaN,EUR\nqorepay,R-2,5 EUR,EUR\n", (2, 3), "no amount", OURS),
    Broken("other digits", M + "qorepay,R-1,\u0661\u0662,EUR\n".encode(), (2,), "0 to 9", UNICODE),
    Broken("huge", M + b"qorepay,R-1," + b"9" * 30 + b",EUR\n", (2,), "more digits", OURS),
    Broken("no currency in a line", M + b"qorepay,R-1,5,\n", (2,), "no currency", ISO_4217),
    Broken("no amount in a line", M + b"qorepay,R-1,,EUR\n", (2,), "no amount", ISO_4217),
    Broken(
        "currencies", M + b"qorepay,R-1,5,eur\nqorepay,R-2,5,EURO\nqorepay,R-3,5,XXX\n", (2, 3, 4), "4217", ISO_4217
    ),
    Broken("codes that no list has", M + b"qorepay,R-1,5,XQZ\nqorepay,R-2,5,ERU\n", (2, 3), "4217", ISO_4217),
    Broken("metals and accounts", M + b"qorepay,R-1,5,XAU\nqorepay,R-2,5,XDR\n", (2, 3), "4217", ISO_4217),
    Broken("what a purge leaves", H + b"qorepay,purged:" + b"0" * 64 + b"\n", (2,), "purge", "the form in the tables"),
    Broken("serial day", D + b"qorepay,R-1,46357\n", (2,), "spreadsheets count", TRAP),
    Broken("days of two orders", D + b"qorepay,R-1,03.04.2026\n", (2,), "--dates", TRAP),
    Broken("part of a day", D + b"qorepay,R-1,12/01\n", (2,), "whole date", TRAP),
    Broken("no such day", D + b"qorepay,R-1,31.02.2026\n", (2,), "no such day", ISO_8601, {"dates": "dmy"}),
    Broken("two digits of a year", D + b"qorepay,R-1,01.12.26\n", (2,), "two digits", ISO_8601, {"dates": "dmy"}),
    Broken("no plausible year", D + b"qorepay,R-1,0026-12-01\n", (2,), "plausible", OURS),
    Broken("no offset", U + b"qorepay,R-1,2026-12-01T00:00:00\n", (2,), "offset", ISO_8601, UPDATE),
    Broken("unknown offset", U + b"qorepay,R-1,2026-12-01T00:00:00-00:00\n", (2,), "offset", "RFC 3339 4.3", UPDATE),
    Broken("a day for a time", U + b"qorepay,R-1,2026-12-01\n", (2,), "no time", ISO_8601, UPDATE),
    Broken("no such time", U + b"qorepay,R-1,2026-12-01T25:00:00Z\n", (2,), "no such time", ISO_8601, UPDATE),
    Broken("no span", U + b"qorepay,R-1,+14w\nqorepay,R-2,14d\n", (2, 3), "+14d", OURS, UPDATE),
    Broken("a flag for a reason", b"provider,reference,again\nqorepay,R-1,no\nqorepay,R-2,1\n", (2, 3), "reason", OURS),
    Broken("a line of more than 1 MB", H + b"q" * 1_000_001, (2,), "1 MB", OURS),
    Broken("a record of more than 1 MB", H + b'qorepay,"' + b"x\n" * 500_001, (2,), "1 MB", OURS),
    Broken("no object", b'["R-1"]\n"R"\n5\n', (1, 2, 3), "no JSON object", JSON, JSONL),
    Broken("no JSON", b"provider,reference\n", (1,), "no JSON", JSON, JSONL),
    Broken("two objects", b'{"provider":"qorepay","reference":"R-1"} {}\n', (1,), "more after", JSON, JSONL),
    Broken("cut off", b'{"provider":"qorepay","refer\n', (1,), "no JSON", JSON, JSONL),
    Broken("member twice", b'{"provider":"qorepay","reference":"R-1","reference":"R-2"}\n', (1,), "twice", JSON, JSONL),
    Broken(
        "member by another name", b'{"provider":"qorepay","refrence":"R-1"}\n', (1,), "mean 'reference'", OURS, JSONL
    ),
    Broken("unknown member", b'{"provider":"qorepay","reference":"R-1","note":1}\n', (1,), "no member", OURS, JSONL),
    Broken(
        "member of another verb",
        b'{"provider":"qorepay","reference":"R","expires_at":"+1d"}\n',
        (1,),
        "takes none",
        OURS,
        JSONL,
    ),
    Broken("number for text", b'{"provider":"qorepay","reference":1234567}\n', (1,), "in quotes", OURS, JSONL),
    Broken(
        "number beyond",
        b'{"provider":"qorepay","reference":"R","amount":1e3,"currency":"EUR"}\n',
        (1,),
        "exponent",
        OURS,
        JSONL,
    ),
    Broken("NaN", b'{"provider":"qorepay","reference":"R","amount":NaN,"currency":"EUR"}\n', (1,), "NaN", JSON, JSONL),
    Broken("half a character", b'{"provider":"qorepay","reference":"R\\ud800"}\n', (1,), "half", JSON, JSONL),
    Broken("nested deeply", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", (1,), "deep", JSON, JSONL),
    Broken("blank JSON lines", b"\n \n", (0,), "no line", OURS, JSONL),
    Broken(
        "nothing to update",
        b'{"provider":"qorepay","reference":"R","due":"2026-12-01"}\n',
        (1,),
        "only shown",
        OURS,
        CHANGE,
    ),
    Broken(
        "items in no currency",
        b'{"provider":"qorepay","reference":"R","items":[{"description":"x","unit_price":{"amount":"5","currency":"QQQ"}}]}\n',
        (1,),
        "4217",
        ISO_4217,
        CHANGE,
    ),
    Broken("no invoice", b'{"provider":"qorepay","reference":"R"}\n', (1,), "missing", OURS, CREATE),
    Broken(
        "invoice of another form",
        b'{"provider":"qorepay","reference":"R","invoice":{"mony":1}}\n',
        (1,),
        "does not fit",
        OURS,
        CREATE,
    ),
)
