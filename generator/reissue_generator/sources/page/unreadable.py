"""Answers that are no page: a log-in, a challenge, an error under 200, a shell. None of them is ever taken for the page's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from . import sorry
from . import text as sources_text
from .lines import read
from .names import is_wire

_CHALLENGE = re.compile(
    r"(?i)just a moment\s*(?:\.\.\.|\u2026)|checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you are (?:a )?human|(?:are you|you are not) a robot|confirm you are human"
    r"|enable javascript and cookies to continue|attention required!? \| cloudflare|cf-challenge|/cdn-cgi/challenge-platform/h/|_cf_chl_opt|ddos protection by|pardon our interruption|request unsuccessful\. incapsula|incapsula incident"
    r"|perimeterx|px-captcha|press (?:&amp;|&|and) hold|unusual traffic from your|datadome|vercel security checkpoint|security check to access|please complete the (?:security check|captcha)|solve the captcha|human verification"
)
_CAPTCHA = re.compile(r"""(?i)class=["'][^"'<>]{0,80}(?:g-recaptcha|h-captcha|cf-turnstile)""")
_NO_SCRIPT = re.compile(
    r"(?i)(?:you need to |please )?(?:enable|turn on|requires?) javascript(?: and cookies)?|javascript (?:is )?(?:required|disabled|must be enabled)|without javascript"
)
_LOGIN_TITLE = re.compile(
    r"(?i)\s*(?:please )?(?:log ?-?in|sign ?-?in|log on|authenticat(?:e|ion)(?: required)?|single sign-on|sso|password required|welcome back|access (?:required|restricted)|enter password|members only|session expired|login required)\b.{0,60}|.{1,60}[|\u00b7\u2013-]\s*(?:log ?in|sign ?in)\s*"
)
_LOGIN_TEXT = re.compile(
    r"(?i)(?:log|sign) ?in to (?:continue|view|see|access|your|read)|forgot(?:ten)? (?:your )?password|you (?:must|need to) (?:be logged in|log in|sign in)|please (?:log|sign) in|this page is (?:password )?protected|sign in with (?:google|github|sso|microsoft)|session has expired|enter the password"
)
_PASSWORD = re.compile(r"""(?i)<input\b[^<>]{0,400}type\s*=\s*["']?password""")
_GONE = re.compile(
    r"(?i)\W*(?:http )?(?:error )?(?:404|410)(?:\W+(?:error|(?:page |file |document )?not found|gone)\b.{0,40})?\W*|.{0,40}\b(?:page|document|article|resource|content|site) (?:was |is |has been |could |can |does |you (?:requested|are looking for|were looking for) |that ){0,3}(?:not |no longer |cannot be |couldn't be |can't be |doesn't |isn't )(?:be |been )?(?:found|exist|available|located|here).{0,60}"
    r"|\W*(?:page )?not found\W*.{0,40}|(?:sorry|oops|uh[- ]?oh|whoops)\b.{0,60}(?:page|find|found|exist|wrong).{0,40}|.{0,20}nothing (?:here|was found)\W*|.{0,30}we (?:couldn't|could not|can't|cannot) find (?:the|that|this|what).{0,60}|.{0,30}(?:this|that) page (?:doesn't|does not) exist.{0,40}|.{0,40}page (?:has )?(?:moved|been removed|been moved).{0,40}|.{0,30}there(?:'s| is) nothing here.{0,40}"
)
_PROXY = re.compile(
    r"(?i)\W*(?:error )?(?:5\d\d|403|429)\b.{0,60}|.{0,30}\b(?:bad gateway|gateway time-?out|service (?:temporarily )?unavailable|internal server error|access denied|forbidden|too many requests|rate limited|web server is (?:down|returning)|under maintenance|maintenance mode|scheduled maintenance|we'll be (?:right )?back"
    r"|be back soon|temporarily (?:unavailable|down|offline)|application error|something went wrong|origin (?:is )?(?:unreachable|dns error)|upstream (?:connect|request) error|proxy error|no healthy upstream|default backend|welcome to nginx|it works!|apache2 (?:ubuntu )?default page|domain (?:is )?(?:for sale|parked|expired)|account suspended|site not published|deployment not found|404: not_found)\b.{0,80}"
)
_TITLE = re.compile(r"(?is)<title[^<>]{0,200}>([^<]{0,300})</title")
_HEADING = re.compile(r"(?is)<h[12]\b[^<>]{0,400}>(.{0,300}?)</h[12]")
_FEW = 150
"""Words: what has more of them and no sign in its title is a page."""
_NO_PAGE, _LEADS_HOME = "that there is no such page", "as a page does that is gone"
_LEFT = 0.3
"""The part of a page that must be left; less, and none of its names, is another page."""


def why(body: bytes, content_type: str, text: str, asked: str, final: str, before: str = "") -> str:
    """Why an answer is not the page that was asked for; empty where it is one. `before` is what the page said earlier."""
    if final and _is_home(asked, final):
        return f"it leads to the start page of the site, {final[:200]}, {_LEADS_HOME}"
    words = len(text.split())
    shown = sources_text.decoded(body, content_type)
    if sources_text.is_html(content_type.split(";")[0].strip().lower(), shown[:4096]):
        if reason := _why_html(shown, text, words):
            return reason
        if final and _LOGIN_PATH.search(urlsplit(final).path) and not _LOGIN_PATH.search(urlsplit(asked).path):
            return f"it leads to a log-in, {final[:200]}"
    elif words < _FEW and (first := text.partition("\n")[0]) and _GONE.fullmatch(first[:160].partition("\t")[0]):
        return f"it says {first[:80]!r} under status 200"
    if (what := sorry.says(text, *_signs(shown)[:2])) and not sorry.says(before):
        return f"it says {what}, under status 200"
    return ""


def is_gone(reason: str) -> bool:
    """Whether an answer is none because the site says, in its way, that there is no such page any more."""
    return _NO_PAGE in reason or _LEADS_HOME in reason


_LOGIN_PATH = re.compile(
    r"(?i)/(?:log-?in|sign-?in|sso|auth|authorize|oauth2?|saml|accounts?/login|session/new|users/sign_in)(?:/|\.\w+)?$"
)


def _why_html(markup: str, text: str, words: int) -> str:
    title, *headings = _signs(markup)
    signs = [
        one.split(" | ")[0].split(" - ")[0].split(" \u2013 ")[0].split(" \u00b7 ")[0].strip()
        for one in (title, *headings[:1])
    ]
    thin, begin = words < _FEW, markup[:300_000]
    if _CHALLENGE.search(title) or (thin and (_CHALLENGE.search(begin) or (_CAPTCHA.search(begin) and words < 60))):
        return "it is a challenge for programs, not the page"
    if thin and words < 40 and _NO_SCRIPT.search(begin):
        return "it asks for JavaScript: a script fills the page, or a challenge stands before it"
    if _is_login((title, *headings), begin, text, words):
        return "it is a log-in, not the page"
    lines = [line.content for line in read(text)][:3]
    for pattern, what in ((_GONE, _NO_PAGE), (_PROXY, "that something failed")):
        if any(one and pattern.fullmatch(one) for one in signs) and (thin or (words < 400 and _GONE is pattern)):
            return f"it says {what}, under status 200"
        if words < 60 and any(pattern.fullmatch(line[:200]) for line in lines):
            return f"it says {what}, under status 200"
    return ""


def _signs(markup: str) -> list[str]:
    """The title of a page, '' where it has none, and its first headings."""
    head = _TITLE.search(markup[:200_000])
    headings = [" ".join(re.sub(r"<[^<>]{0,400}>", " ", one[1]).split()) for one in _HEADING.finditer(markup[:400_000])]
    return [" ".join(head[1].split()) if head else "", *headings[:3]]


def _is_login(signs: Iterable[str], markup: str, text: str, words: int) -> bool:
    """Whether somebody is asked who they are. However long what stands around it: a page about log-ins has fields."""
    is_called_so = any(one and _LOGIN_TITLE.fullmatch(one) for one in signs)
    asks = _PASSWORD.search(markup) is not None
    if is_called_so and asks and not any(line.field for line in read(text)):
        return True
    if words >= _FEW:
        return False
    says = _LOGIN_TEXT.search(text) is not None
    if asks:
        return is_called_so or says or words < 60
    return is_called_so and ((words < 60 and says) or (words < 40 and "<form" in markup.lower()))


_STARTS = re.compile(r"(?:[a-z]{2}(?:-[A-Za-z]{2})?|home|index\.html?|404(?:\.html)?|not-found)?")
_INDEX = re.compile(r"(?i)index(?:\.\w+)?|intro(?:duction)?|overview|getting-started|home|readme|start")


def _is_home(asked: str, final: str) -> bool:
    """Whether an address led to the root, to that of a language, or to what it stands below of."""
    one, other = urlsplit(asked).path.strip("/"), urlsplit(final).path.strip("/")
    if not one or one == other:
        return False
    outer, _, last = one.rpartition("/")
    return _STARTS.fullmatch(other) is not None or (f"{outer}/".startswith(f"{other}/") and not _INDEX.fullmatch(last))


def shrunk(before: str, text: str) -> str:
    """Whether a page is only a small part of what it was, with none of its names; before: its text of an earlier fetch."""
    if not before:
        return ""
    old, new = len(before.split()), len(text.split())
    if old < 30 or new > old * _LEFT:
        return ""
    names = {name for line in read(before) for name in line.field.split(".") if is_wire(name)} or {
        line.field for line in read(before) if line.field
    }
    if names and not any(name in text for name in names):
        return f"only {new} of {old} words are left, and none of the fields that it named"
    if not names and new < old * 0.15:
        return f"only {new} of {old} words are left"
    return ""
