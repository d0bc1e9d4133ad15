"""A vendor's page as text: what it says, without what surrounds it and without what changes by itself.

Two fetches of a page whose facts are the same give the same digest: navigation, dates, build ids and white space do not
count. What is left out is masked by its shape, so that a change of format (`2024-05-01` to `05/01/2024`) still shows.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..document import essence, is_json

NORMALISER = 1
"""Number of these rules. Digests of other numbers are not comparable; a change of any rule raises it."""

FEW_WORDS = 12
"""A page with fewer words is a shell that a script fills: its digest would never change."""


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _set("nav header footer script style noscript template svg canvas iframe object select title")
_ROLES = _set("navigation banner contentinfo search complementary")
_CLASSES = _set(
    "nav navbar sidebar breadcrumb breadcrumbs toc table-of-contents pagination-nav cookie-banner site-header site-footer "
    "footer last-updated hash-link theme-doc-breadcrumbs theme-doc-footer theme-doc-toc-desktop theme-doc-toc-mobile"
)
_VOID = _set("area base br col embed hr img input link meta source track wbr")
_BLOCKS = _set(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure hr html li main ol p pre section "
    "summary table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6"
)
_CELLS = frozenset({"td", "th"})
_HEADING = re.compile(r"h[1-6]\Z")


# --- HTML ----------------------------------------------------------------------------------------------------


@dataclass
class _Text:
    """Lines of text that grow; inside `pre` line breaks and indentation stay."""

    lines: list[str] = field(default_factory=lambda: [""])

    def add(self, text: str, verbatim: bool) -> None:
        if verbatim:
            first, *rest = text.replace("\t", "    ").split("\n")
            self.lines[-1] += first
            self.lines += rest
            return
        words = " ".join(text.split())
        before = self.lines[-1]
        if before and not before.endswith(" ") and (text[:1].isspace() or not words):
            self.lines[-1] += " "
        if words:
            self.lines[-1] += words + (" " if text[-1:].isspace() else "")

    def end_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")
        else:
            self.lines[-1] = ""

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)


class _Page(HTMLParser):
    """Collects the text of a page, and apart from it that of its `main` or `article`, where it has one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.whole, self.core = _Text(), _Text()
        self._dropping: tuple[str, int] | None = None  # the element that is being left out, and how often it is open
        self._core = 0
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping:
            if tag == self._dropping[0]:
                self._dropping = tag, self._dropping[1] + 1
            return
        if tag not in _VOID and self._is_dropped(tag, dict(attrs)):
            self._dropping = tag, 1
            return
        if tag in ("main", "article"):
            self._core += 1
        if tag == "pre":
            self._verbatim += 1
        self._layout(tag, opening=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)  # HTML knows no other empty element; `<div/>` would otherwise stay open
        elif not self._dropping:
            self._layout(tag, opening=True)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[0]:
                self._dropping = (tag, self._dropping[1] - 1) if self._dropping[1] > 1 else None
            return
        self._layout(tag, opening=False)
        if tag in ("main", "article"):
            self._core = max(0, self._core - 1)
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._add(data)

    def _is_dropped(self, tag: str, attrs: dict[str, str | None]) -> bool:
        if tag == "header":
            return not self._core  # inside an article it holds the article's own heading
        if tag in _DROPPED:
            return True
        if (attrs.get("role") or "").lower() in _ROLES:  # `hidden` is no reason: a closed tab holds facts too
            return True
        # Whole class names only: `has-sidebar` or `with-toc` often marks the element that wraps everything.
        return tag not in ("html", "body", "main", "article") and not _CLASSES.isdisjoint(
            (attrs.get("class") or "").lower().split()
        )

    def _layout(self, tag: str, opening: bool) -> None:
        if tag == "br":
            self._each(_Text.end_line)
        elif tag in _BLOCKS:
            self._each(_Text.end_line)
            if opening and tag == "li":
                self._add("- ")
            elif opening and _HEADING.match(tag):
                self._add("#" * int(tag[1]) + " ")
        elif tag in _CELLS and not opening:
            self._add(" | ")

    def _add(self, text: str) -> None:
        self._each(lambda lines: lines.add(text, self._verbatim > 0))

    def _each(self, act: Callable[[_Text], None]) -> None:
        act(self.whole)
        if self._core:
            act(self.core)


def text_of_html(markup: str) -> str:
    """The text of a page line by line: headings marked with '#', items with '-', cells parted by '|'."""
    page = _Page()
    page.feed(_closed(markup))
    page.close()
    best = page.core if page.core.words >= FEW_WORDS else page.whole
    return "\n".join(line.rstrip() for line in best.lines if line.strip())


def _closed(markup: str) -> str:
    """Markup without what stays open until its end: the parser would look for that end again from every `<`."""
    start = markup.find("<!--", markup.rfind("-->") + 1)
    markup = markup[:start] if start >= 0 else markup
    start = markup.find("<", markup.rfind(">") + 1)
    return markup[:start] if start >= 0 else markup


# --- any page ------------------------------------------------------------------------------------------------

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)


def text_of(body: bytes, content_type: str) -> str:
    """The text of a response. A binary document is only its digest: that it changed can be told, not how."""
    media = essence(content_type)
    text = _decoded(body, content_type.lower().partition(";")[2])
    if media in ("text/html", "application/xhtml+xml") or (not media and "<html" in text[:2000].lower()):
        return text_of_html(text)
    if is_json(media):
        try:
            return json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False)
        except (ValueError, RecursionError):
            return text
    if media.startswith("text/") or not media or media.endswith(("yaml", "xml", "javascript")):
        return text.replace("\r\n", "\n")
    return f"(a document of type {media}, {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()})"


def _decoded(body: bytes, parameters: str) -> str:
    found = re.search(r"charset\s*=\s*\"?([a-z0-9_-]+)", parameters)
    meta = _CHARSET.search(body[:4096])
    for name in (found[1] if found else "", meta[1].decode("ascii") if meta else "", "utf-8"):
        try:
            return body.decode(name) if name else body.decode("utf-8-sig")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return body.decode("utf-8", "replace")


# --- what does not count -------------------------------------------------------------------------------------

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_DATES = re.compile(
    r"(?<![\w./-])(?:\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})"
    r"(?:(?:T|[ ])\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[ ]?[AaPp][Mm]\b)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w/])"
    r"|(?<![\w.:-])\d{2}:\d{2}:\d{2}(?![\w:])"
)
_LONG_DATES = re.compile(
    rf"(?i)\b(?:\d{{1,2}}(?:st|nd|rd|th)?[ ]{_MONTH},?[ ]\d{{4}}|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{4}}|{_MONTH}[ ]\d{{4}})\b"
)
_AGO = re.compile(r"(?i)\b(?:\d+|an?)[ ](?:second|minute|hour|day|week|month|year)s?[ ]ago\b")
_COPYRIGHT = re.compile(r"(?i)(?:©|\(c\)|copyright)[ ]*(?:©[ ]*)?\d{4}(?:[ ]?[-\u2013][ ]?\d{4})?")
_UUID = re.compile(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_BUILD = re.compile(r"(?i)\b(build|commit|ray[ ]id)((?:[ ]|[:#=])+)(?:v?\d[\w.+-]{3,64}|[0-9a-f]{7,40})\b")
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{24,128}\b")


_STAMP_LINE = re.compile(
    r"(?im)^[ \t]*(?:[-#*|]+[ \t]*)?(?:page[ \t]+)?(?:last[ \t]+)?(?:updated|modified|edited|published|generated|built|reviewed)"
    r"(?:[ \t]+by\b[^\n<]{1,40}?)?(?:[ \t:]|\b(?:on|at)\b)*(?:<[^<>\n]+>|today|yesterday|just now)[^\n]{0,40}$"
)
"""A line that says when the page was touched. Only with a date: `Generated invoices expire` is a fact."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def masked(text: str) -> str:
    """The text with what changes by itself replaced by its shape."""
    text = text.translate(_INVISIBLE)
    text = _COPYRIGHT.sub("© <year>", text)
    text = _LONG_DATES.sub(_shape_of_words, text)
    text = _DATES.sub(_shape_of_digits, text)
    text = _AGO.sub("<ago>", text)
    text = _UUID.sub("<uuid>", text)
    text = _BUILD.sub(r"\1\2<id>", text)
    text = _HEX.sub("<hex>", text)
    return _STAMP_LINE.sub("", text)


def _shape_of_digits(match: re.Match[str]) -> str:
    """`5/1/2024 1:30 PM` as `<0/0/0000 0:0 AM>`: the order of the parts, the separators and the zone stay."""
    shape = re.sub(r"\d+", lambda digits: "0000" if len(digits[0]) == 4 else "0", match[0])
    return f"<{re.sub('(?i)[ap]m', 'AM', shape)}>"


def _shape_of_words(match: re.Match[str]) -> str:
    """`March 3rd, 2024` as `<Month 0, 0000>`."""
    shape = re.sub(
        r"(?i)\d+(?:st|nd|rd|th)?",
        lambda digits: "0000" if len(digits[0]) == 4 and digits[0].isdigit() else "0",
        match[0],
    )
    return f"<{re.sub('[A-Za-z]+[.]?', 'Month', shape)}>"


def digest(text: str) -> str:
    """SHA-256 of what counts in a text; white space does not, wherever it stands."""
    return hashlib.sha256("".join(masked(text).split()).encode("utf-8", "replace")).hexdigest()


# --- what changed --------------------------------------------------------------------------------------------


MOST_COMPARISONS = 16_000_000
"""Lines before times lines after; a page beyond it is no documentation that a person reads."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different between two texts: a diff to read, and the lines that went and came."""

    diff: list[str]
    removed: list[str]
    added: list[str]

    def same(self, lines: list[str]) -> None:
        """Note lines that both have."""
        self.diff.extend(f"  {line}" for line in lines)

    def replaced(self, old: list[str], new: list[str]) -> None:
        """Note lines that stand in the place of others."""
        self.diff.extend(f"- {line}" for line in old)
        self.diff.extend(f"+ {line}" for line in new)
        self.removed.extend(old)
        self.added.extend(new)


def changes(old: str, new: str, context: int = 2) -> Changed:
    """Compare two texts line by line, and show `context` unchanged lines around each change.

    Lines that differ only in what does not count are the same.
    """
    before, after = _Lines.of(old), _Lines.of(new)
    if len(before.lines) * len(after.lines) > MOST_COMPARISONS:
        return _unordered(before.lines, after.lines)
    matcher = difflib.SequenceMatcher(None, before.keys, after.keys, autojunk=False)
    found = Changed([], [], [])
    for group in matcher.get_grouped_opcodes(context):
        found.diff.append(f"@@ line {group[0][1] + 1} of the old page, line {group[0][3] + 1} of the new one @@")
        for _, i, j, m, n in group:
            if "".join(before.keys[i:j]) == "".join(after.keys[m:n]):
                found.same(after.lines[m:n])  # the same, or only the line breaks moved
            else:
                found.replaced(before.lines[i:j], after.lines[m:n])
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text that say something, and of each what counts in it."""

    lines: list[str]
    keys: list[str]

    @classmethod
    def of(cls, text: str) -> _Lines:
        counted = [(line, "".join(masked(line).split())) for line in text.split("\n")]
        return cls([line for line, key in counted if key], [key for _, key in counted if key])


def _unordered(before: list[str], after: list[str]) -> Changed:
    """The lines that only one of two very long texts has: comparing them in order would take too long."""
    old, new = set(before), set(after)
    removed = [line for line in before if line not in new]
    added = [line for line in after if line not in old]
    return Changed([*(f"- {line}" for line in removed), *(f"+ {line}" for line in added)], removed, added)


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*")
_WIRE_NAME = re.compile(
    r"""["'`]([A-Za-z_][A-Za-z0-9_.-]{1,60})["'`]\s*:|\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+)\b"""
)


def words(lines: list[str]) -> set[str]:
    """Every word of some lines that could be a member's name, whole and in its parts."""
    found: set[str] = set()
    for line in lines:
        for match in _WORD.finditer(line):
            found.add(match[0])
            found.update(re.split(r"[.-]", match[0]))
    return found


def wire_names(lines: list[str]) -> set[str]:
    """Words that are clearly names on the wire: keys of JSON samples, snake_case and camelCase words."""
    return {match[1] or match[2] for line in lines for match in _WIRE_NAME.finditer(line)}
