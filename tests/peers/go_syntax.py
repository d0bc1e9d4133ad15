"""As much of Go as tests are written in: functions, statements, expressions. What is not known becomes `Opaque`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.peers.reading import Unread


@dataclass(frozen=True)
class Name:
    text: str


@dataclass(frozen=True)
class Constant:
    value: str | int | float


@dataclass(frozen=True)
class Select:
    of: Expression
    name: str


@dataclass(frozen=True)
class Index:
    of: Expression
    at: Expression


@dataclass(frozen=True)
class Call:
    function: Expression
    given: tuple[Expression, ...]


@dataclass(frozen=True)
class Literal:
    """A composite literal; a member without a key has None for it."""

    type: str
    members: tuple[tuple[Expression | None, Expression], ...]


@dataclass(frozen=True)
class Pointer:
    """The address of a value."""

    of: Expression


@dataclass(frozen=True)
class Sum:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Function:
    """A function literal."""

    body: tuple[Statement, ...]


@dataclass(frozen=True)
class Opaque:
    """Something of Go that is not read; a reader of tests refuses it where it matters."""

    text: str


Expression: TypeAlias = Name | Constant | Select | Index | Call | Literal | Pointer | Sum | Function | Opaque


@dataclass(frozen=True)
class Assign:
    names: tuple[Expression, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True)
class Do:
    """An expression for its effect."""

    what: Expression


@dataclass(frozen=True)
class Return:
    values: tuple[Expression, ...]


@dataclass(frozen=True)
class Each:
    """A loop over what a comparison found."""

    name: str
    over: Expression
    body: tuple[Statement, ...]


Statement: TypeAlias = Assign | Do | Return | Each | Opaque


@dataclass
class Declared:
    """A function of a file."""

    names: list[str]
    body: tuple[Statement, ...]


@dataclass
class Source:
    """What a file declares."""

    functions: dict[str, Declared] = field(default_factory=dict)
    values: dict[str, Expression] = field(default_factory=dict)


_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|//[^\n]*|/\*.*?\*/)|(?P<line>\n)|(?P<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?P<rune>'(?:[^'\\]|\\.)+')"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_]\w*)|(?P<sign>:=|\.\.\.|&&|\|\||[=!<>+*/-]=|\+\+|--|<-|\S)""",
    re.S,
)
_ENDING = re.compile(r"""[\w"'`)\]}]|\+\+|--""")
_WORDS = ("if", "for", "switch", "defer", "go", "var", "const", "type", "select", "continue", "break")
END = ("sign", ";")
Token: TypeAlias = tuple[str, str]


def tokens(text: str) -> list[Token]:
    """The tokens of a file, with the semicolons that Go sets at the ends of lines."""
    found = list[Token]()
    for one in _TOKEN.finditer(text):
        kind = one.lastgroup or ""
        if kind == "line":
            if found and found[-1] != END and (_ENDING.fullmatch(found[-1][1][-1:]) or found[-1][1] in ("++", "--")):
                found.append(END)
        elif kind != "skip":
            found.append((kind, one[0]))
    return [*found, END]


def parse(text: str) -> Source:
    """What a file declares at its top. Raises Unread where brackets do not match."""
    return _Parser(tokens(text)).source()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found, self.at = found, 0

    # --- steps ---

    @property
    def sign(self) -> str:
        """The next token, where it is no text."""
        kind, text = self.found[self.at] if self.at < len(self.found) else ("", "")
        return "" if kind == "text" else text

    def take(self) -> str:
        self.at += 1
        return self.found[self.at - 1][1]

    def skip(self, sign: str) -> bool:
        if self.sign == sign:
            self.at += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.skip(sign):
            raise Unread(f"{sign!r} is expected at {self.near()}")

    def near(self) -> str:
        return " ".join(text for _, text in self.found[self.at : self.at + 6])

    def past(self, *ends: str) -> str:
        """Go to the first of these signs that stands in no bracket; what was passed."""
        begin, depth = self.at, 0
        while self.at < len(self.found):
            if depth == 0 and self.sign in ends:
                break
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(self.sign, 0)
            self.at += 1
        return " ".join(text for _, text in self.found[begin : self.at])

    # --- a file ---

    def source(self) -> Source:
        source = Source()
        while self.at < len(self.found):
            word = self.take()
            if word == "func":
                self.function(source)
            elif word in ("const", "var"):
                self.values(source)
            elif word != ";":
                self.past(";")
        return source

    def function(self, source: Source) -> None:
        if self.sign == "(":  # a method of a type
            self.past("{")
            self.past(";")
            return
        name = self.take()
        names = self.parameters()
        self.past("{")
        begin = self.at
        try:
            source.functions[name] = Declared(names, self.block())
        except Unread as why:
            source.functions[name] = Declared(names, (Opaque(str(why)),))
            self.at = begin
        self.past(";")

    def parameters(self) -> list[str]:
        self.need("(")
        text = self.past(")")
        self.need(")")
        return [one.split()[0] for one in text.split(" , ") if one.strip()]

    def values(self, source: Source) -> None:
        group = self.skip("(")
        while not (group and self.skip(")")) and self.at < len(self.found):
            name = self.take()
            self.past("=", ";")
            if self.skip("="):
                source.values[name] = self.whole(";", ")")
            self.skip(";")
            if not group:
                return

    def whole(self, *ends: str) -> Expression:
        """An expression up to one of these signs; Opaque where it does not end there."""
        begin = self.at
        try:
            found = self.expression()
        except (Unread, IndexError):
            found = None
        if found is not None and self.sign in ends:
            return found
        self.at = begin
        return Opaque(self.past(*ends))

    # --- statements ---

    def block(self) -> tuple[Statement, ...]:
        self.need("{")
        found = list[Statement]()
        while not self.skip("}"):
            if not self.skip(";"):
                found.append(self.statement())
            if self.at >= len(self.found):
                raise Unread("a block does not end")
        return tuple(found)

    def statement(self) -> Statement:
        word = self.sign
        if word == "for" and (loop := self.loop()) is not None:
            return loop
        if word in _WORDS:
            return Opaque(self.compound() if word in ("if", "for", "switch") else self.past(";", "}"))
        if self.skip("return"):
            return Return(() if self.sign in (";", "}") else self.list_of(";", "}"))
        left = self.list_of(";", "}", ":=", "=", "+=", "++", "--")
        if self.sign in (":=", "="):
            self.take()
            return Assign(left, self.list_of(";", "}"))
        if self.sign in (";", "}") and len(left) == 1:
            return Do(left[0])
        return Opaque(self.past(";", "}"))

    def compound(self) -> str:
        """An `if`, `for` or `switch`, with all that belongs to it; the semicolons of its head are passed, too."""
        return f"{self.past('{')} {self.past(';', '}')}"

    def loop(self) -> Each | None:
        """`for _, name := range over {...}`."""
        begin = self.at
        texts = [text for _, text in self.found[begin : begin + 6]]
        if [texts[i] for i in (1, 2, 4, 5) if i < len(texts)] != ["_", ",", ":=", "range"]:
            return None
        self.at += 6
        name, over = texts[3], self.found[self.at]
        if over[0] != "name" or self.found[self.at + 1][1] != "{":
            self.at = begin
            return None
        self.at += 1
        return Each(name, Name(over[1]), self.block())

    # --- expressions ---

    def list_of(self, *ends: str) -> tuple[Expression, ...]:
        found = [self.whole(",", *ends)]
        while self.skip(","):
            found.append(self.whole(",", *ends))
        return tuple(found)

    def expression(self) -> Expression:
        left = self.unary()
        while self.skip("+"):
            left = Sum(left, self.unary())
        return left

    def unary(self) -> Expression:
        if self.skip("&"):
            return Pointer(self.unary())
        if self.skip("*"):
            return self.unary()
        if self.skip("-"):
            found = self.unary()
            if isinstance(found, Constant) and not isinstance(found.value, str):
                return Constant(-found.value)
            raise Unread("a sign before what is no number")
        return self.trailing(self.primary())

    def primary(self) -> Expression:
        kind, text = self.found[self.at]
        if kind == "text":
            self.at += 1
            return Constant(text[1:-1] if text[0] == "`" else _unescaped(text))
        if kind == "number":
            self.at += 1
            return Constant(_number(text))
        if text == "func":
            self.at += 1
            self.past("{")
            return Function(self.block())
        if text in ("[", "map"):
            return self.literal(self.type())
        if kind == "name":
            self.at += 1
            return Name(text)
        raise Unread(f"an expression of a kind that is not known: {self.near()}")

    def type(self) -> str:
        return self.past("{", ",", ";", ")", "(").replace(" ", "")

    def literal(self, of: str) -> Expression:
        if self.sign == "(":  # a conversion
            return Name(of)
        self.need("{")
        members = list[tuple[Expression | None, Expression]]()
        while not self.skip("}"):
            if self.skip(";"):
                continue
            first = self.member(of)
            if self.skip(":"):
                members.append((first, self.member(of)))
            else:
                members.append((None, first))
            if not self.skip(","):
                self.skip(";")
        return Literal(of, tuple(members))

    def member(self, of: str) -> Expression:
        """A member of a literal, whose type may be left out."""
        if self.sign == "{":
            return self.literal(of.partition("]")[2])
        return self.expression()

    def trailing(self, of: Expression) -> Expression:
        while True:
            if self.skip("."):
                if self.skip("("):  # a type assertion
                    self.past(")")
                    self.need(")")
                else:
                    of = Select(of, self.take())
            elif self.skip("["):
                of = Index(of, self.whole("]"))
                self.need("]")
            elif self.skip("("):
                of = Call(of, self.given())
            elif self.sign == "{" and (name := dotted(of)) and name.rpartition(".")[2][:1].isupper():
                of = self.literal(name)
            else:
                return of

    def given(self) -> tuple[Expression, ...]:
        found = list[Expression]()
        while not self.skip(")"):
            found.append(self.whole(",", ")", "...", ";"))
            self.skip("...")
            self.skip(",")
            self.skip(";")
        return tuple(found)


def dotted(of: Expression) -> str:
    """`a.b.c` as text; empty for anything else."""
    if isinstance(of, Name):
        return of.text
    if isinstance(of, Select) and (left := dotted(of.of)):
        return f"{left}.{of.name}"
    return ""


def _number(text: str) -> int | float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        raise Unread(f"a number of a kind that is not known: {text}") from None


def _unescaped(text: str) -> str:
    signs = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda found: signs.get(found[1], found[1]), text[1:-1])
