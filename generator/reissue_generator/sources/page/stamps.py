"""Lines that do not count: when a page was touched, whose it is, and what its widgets say.

A date, a window, an id or a version in a fact counts. So a line is left out only as a whole, only outside of fields and
samples, and only where it says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .lines import VARIES, Line

LONGEST = 160
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\\.?"
_DAY = (
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},? )?(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{2,4}})?|{_MONTH},? \d{{4}})"
)
_CLOCK = r"(?:,? ?(?:t|at )?\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[ap]m)?(?: ?(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?)?"
_AGO = r"(?:(?:about |over |almost )?(?:\d+|an?|one|two|three|few|a few) (?:second|minute|hour|day|week|month|year)s? ago|today|yesterday|just now|last (?:week|month|year))"
_WHEN = rf"(?:{_DAY}{_CLOCK}|{_AGO}|{VARIES})"
_TOUCHED = r"(?:page |article |document(?:ation)? |doc |site )?(?:was )?(?:last )?(?:updated|modified|edited|published|generated|built|reviewed|changed|revised|deployed|synced|verified|crawled|rendered)"

_COUNT = (
    r"[\W_]*\d[\d.,]*[km]?\+? ?(?:of \d[\d.,]*[km]? )?(?:people|persons?|users?|readers?|developers?|views?|stars?|likes?|votes?|upvotes?|visitors?|followers?|online|comments?|forks?|watchers?|reactions?|downloads?|shares?|times viewed|claps)"
    r"(?: (?:are |have |were )?(?:found|find|thought|liked?|loved?|viewed|viewing|voted|online|reading|so far|today)\b.{0,60})?[.!]?"
)
_COUNTED = re.compile(_COUNT)
_STAMPS = [
    re.compile(pattern)
    for pattern in (
        rf"{_TOUCHED}(?: (?:on|at|by|:|date))*:? ?(?:{_WHEN})(?: by [^.]{{1,40}})?(?: [·|•-] .{{0,60}})?\.?",
        rf"{_TOUCHED} by .{{1,40}}? (?:on |at )?{_WHEN}\.?",
        rf"{_WHEN} [·|•-] (?:\d+ min(?:ute)?s? read|{_TOUCHED}.{{0,40}})",
        rf"(?:last (?:update|modification|modified|revision|build|change)|date modified|page (?:date|version))(?: date| on)?:? ?{_WHEN}\.?",
        r"(?:©|\(c\)|copyright\b)[^\d]{0,40}\d{4}(?: ?[-\u2013\u2014,] ?\d{4})*(?!.*\b(?:until|appl(?:y|ies))\b)[^\d]{0,100}",
        r"all rights reserved\.?.{0,60}",
        r"(?:\W{0,2})(?:build|commit|revision|rev|sha|deployment|release id|build id|git|trace id|request id|ray id|cloudflare ray id|etag|page id|render id)"
        r"(?: (?:id|hash|number|no\.?))?[ :#=]{1,3}[`'\"]?(?:v?\d[\w.+-]{0,64}|[0-9a-f]{6,64}|\u2039varies\u203a)[`'\"]?(?: ?\(.{0,60}\))?\.?",
        r"docs? (?:build|version|v)[ :#]{0,2}[\w.+-]{1,40}(?: ?\(.{0,60}\))?",
        r"(?:copy|copied!?|copy (?:page|code|link|to clipboard|as markdown|for llm)|edit(?: this page)?(?: on git(?:hub|lab))?|edit on git(?:hub|lab)|suggest (?:an )?edits?|raise issue"
        r"|report (?:an )?issue|view (?:source|as markdown|on github)|ask (?:ai|a question|an assistant|our ai)|open in (?:chatgpt|claude|cursor|vs code)|try it(?: out)?!?|send(?: request)?|execute|run in postman|expand(?: all)?"
        r"|collapse(?: all)?|show (?:more|less|child attributes|attributes|properties|all)|hide (?:child attributes|attributes|properties|all)|skip to (?:main )?content|back to top|scroll to top"
        r"|search(?: docs| documentation|\.\.\.|…)(?:\.\.\.|…)?(?: ?(?:ctrl|⌘) ?\+? ?k)?|ctrl ?\+? ?k|⌘ ?k|log ?in|sign ?(?:in|up)|loading(?:\.\.\.|…)?|on this page|in this article|table of contents|toggle .{1,30}"
        r"|👍|👎|was this (?:page|article|section|helpful).{0,80}|did this page help.{0,60}|is this page helpful.{0,60}|how (?:helpful|useful) was.{0,60}|rate this page.{0,40}"
        r"|share this(?: page)?|direct link to .{1,80}|permalink.{0,80}|link to this (?:heading|section)|accept(?: all)?(?: cookies)?|reject all|got it!?|chat with us.{0,60}|need help\?.{0,60}|powered by .{1,40}"
        r"|built with .{1,40}|hosted by .{1,40}|#|¶|§|🔗)",
        r"(?:thanks for your feedback|help us improve|give feedback|send feedback|leave feedback).{0,80}",
        _COUNT,
        r"(?:★|☆|⭐|👁|❤|♥|👍|👎)[\W_]*\d[\d.,]*[km]?.{0,40}",
        r"(?:viewed|views|stars?|forks?|watch(?:ers)?|likes|votes|rating|page views|visitors|online now|github stars|helpful)[ :]{1,2}\d[\d.,]*[km]?(?: ?/ ?5)?(?: times)?.{0,20}",
        r"(?:reading time:? ?)?(?:about )?\d+ ?min(?:ute)?s?(?: read(?:ing)?(?: time)?)",
        r"reading time:? .{1,30}|.{1,80} [·|•-] \d+ min(?:ute)?s? read",
        r"(?:contributors|followers|comments|reactions|claps|upvotes)[ :]{1,2}\d[\d.,]*[km]?|.{0,40}(?:star us|github)\W{0,4}(?:on github)?.{0,10}(?:★|⭐)[\W_]*\d[\d.,]*[km]?",
        r"(?:we use|this (?:site|website) uses|by using this site|we and our partners).{0,30}cookies.*",
        r"(?:new: |news: )?(?:we're|we are|acme is|\w+ is) hiring.{0,100}",
        r"(?:new[:!]|news[:!]|🎉|🚀|📣|📢) (?!.*(?:deprecat|sunset|breaking|must\b)).{0,60}\b(?:join|read our blog|webinar|hiring|conference|register now|blog|summit|careers).{0,60}",
        r"subscribe to .{0,60}(?:newsletter|updates|changelog).{0,40}|join our (?:community|discord|slack|newsletter).{0,60}",
        r"(?:«|\u2039|←|⟵|prev(?:ious)?(?: page)?:?) .{1,60}|.{1,60} (?:»|\u203a|→|⟶|next page)|next(?: page|:| up:?) .{1,60}",
        r"(?:home|docs|documentation|api reference|api)(?: (?:/|>|\u203a|»|→) [^/>\u203a»→]{1,40}){1,6}",
        r"(?:all systems operational|(?:partial|major|minor) (?:system )?outage|degraded performance|under maintenance|status: (?:operational|all systems.{0,20})|systems? status.{0,40})",
    )
]
_TOUCHED_LABEL = re.compile(rf"{_TOUCHED}(?: (?:on|at|by))?:?|last update:?")
_DATE_ONLY = re.compile(rf"{_WHEN}\.?")
_WARNS = re.compile(r"deprecat|sunset|breaking|end of life|/v\d|https?:|\bapi (?:v\d|version)")


def is_stamp(content: str) -> bool:
    """Whether a line says nothing but when a page was touched, whose it is, or what a widget counts."""
    if len(content) > LONGEST:
        return False
    text = " ".join(content.casefold().split()).strip("\u200b") or "#"  # an anchor whose text nobody sees
    text = text.strip("*_`|> ") or text
    return any(pattern.fullmatch(text) for pattern in _STAMPS)


def is_date(content: str) -> bool:
    """Whether a line is a day alone."""
    return _DATE_ONLY.fullmatch(" ".join(content.casefold().split())) is not None


def is_count(content: str) -> bool:
    """Whether a line is a bare number of something: of a widget, or the fact that a heading announces."""
    return _COUNTED.fullmatch(" ".join(content.casefold().split())) is not None


def counted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that count, in order."""
    waiting: Line | None = None  # `Last updated`, where the date may stand on the next line
    below = False  # directly below a heading of a section
    for line in lines:
        fact, below = below and is_count(line.content), line.level > 1
        text = " ".join(line.content.casefold().split())
        if waiting is not None:
            label, waiting = waiting, None
            if is_date(text):
                continue
            yield label
        if not line.field and len(text) <= LONGEST and not fact:
            if _TOUCHED_LABEL.fullmatch(text) and not line.level:
                waiting = line
                continue
            if is_stamp(line.content) and not (line.level and _WARNS.search(text)):
                continue
        yield line
    if waiting is not None:
        yield waiting
