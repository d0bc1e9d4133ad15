"""What a site says in the place of a page: that there is none, that it comes back, that it is not for everybody. In the languages
in which sites say so whatever language they were asked for.

A sentence counts as a whole only, and only of a text without any fact: a page about maintenance or log-ins has some.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .kept import facts

MOST_WORDS = 200
_LONGEST = 200
_LINES = 8
"""Lines at the beginning in which somebody says sorry; below them stand menus."""

_PAGE = r"(?:the |this |that |our |your )?(?:requested |\w+ )?(?:page|document(?:ation)?|docs|article|content|resource|site|website|portal|section|reference|service|area)s?"
_SOUGHT = r"(?: that)?(?: you(?:'re| are| were|'ve| have)? (?:looking for|requested|tr(?:ied|ying) to \w+|asked for))?"
_GONE = (
    r"(?:we|i)(?:'re| are| were)? ?(?:can't|cannot|can not|couldn't|could not|unable to|not able to) (?:seem to )?(?:find|locate) (?:the|that|this|your|what|any|a)\b.{0,80}",
    rf"{_PAGE}{_SOUGHT} (?:no longer exists|(?:does not|doesn't) (?:seem to )?exist|is (?:gone|missing)|(?:was|is|could|can|has)(?:n't| not|not) (?:be |been )?(?:found|here)|(?:was|has been|may have been|might have been|seems to have) (?:been )?(?:moved|deleted|removed|renamed)).{{0,80}}",
    r"it (?:may|might|could|must) have been (?:moved|deleted|removed|renamed|archived).{0,80}",
    r"(?:the |this )?(?:link|address|url) (?:you followed )?(?:is|may be|might be|seems to be) (?:broken|wrong|outdated|dead).{0,60}",
    r"(?:die|diese|ihre) (?:\w+ )?seite .{0,40}(?:nicht (?:gefunden|verf\u00fcgbar)|existiert nicht|gibt es nicht).{0,30}|seite (?:wurde )?nicht gefunden|(?:diese )?seite existiert nicht.{0,10}",
    r"page (?:introuvable|non trouv\u00e9e)|(?:la|cette) page .{0,50}(?:n'existe (?:pas|plus)|introuvable|n'a pas \u00e9t\u00e9 trouv\u00e9e).{0,30}",
    r"p\u00e1gina no encontrada|(?:la|esta) p\u00e1gina .{0,50}no (?:existe|se encuentra|se ha encontrado|se encontr\u00f3|est\u00e1 disponible).{0,30}|no (?:encontramos|podemos encontrar|hemos encontrado) (?:la|esta) p\u00e1gina.{0,50}",
    r"p\u00e1gina n\u00e3o encontrada|(?:a|esta) p\u00e1gina .{0,50}n\u00e3o (?:existe|foi encontrada|est\u00e1 dispon\u00edvel).{0,30}|n\u00e3o (?:encontramos|foi poss\u00edvel encontrar) (?:a|esta) p\u00e1gina.{0,50}",
    r"pagina non trovata|(?:la|questa) pagina .{0,50}non (?:esiste|\u00e8 (?:stata trovata|disponibile)).{0,30}|(?:de|deze) pagina .{0,40}(?:bestaat niet|niet (?:gevonden|beschikbaar)).{0,30}|pagina niet gevonden",
    r"nie znaleziono strony|strona .{0,30}nie (?:istnieje|zosta\u0142a znaleziona)|sayfa bulunamad\u0131|sidan .{0,20}(?:hittades inte|kunde inte hittas)|siden .{0,20}(?:blev ikke fundet|ble ikke funnet|findes ikke|finnes ikke)",
    r"\u0441\u0442\u0440\u0430\u043d\u0438\u0446\u0430 \u043d\u0435 (?:\u043d\u0430\u0439\u0434\u0435\u043d\u0430|\u0441\u0443\u0449\u0435\u0441\u0442\u0432\u0443\u0435\u0442)|.{0,20}\u30da\u30fc\u30b8(?:\u304c|\u306f)(?:\u898b\u3064\u304b\u308a\u307e\u305b\u3093|\u5b58\u5728\u3057\u307e\u305b\u3093).{0,20}|.{0,12}(?:\u9875\u9762|\u9801\u9762|\u7f51\u9875)(?:\u4e0d\u5b58\u5728|\u672a\u627e\u5230|\u627e\u4e0d\u5230).{0,12}|.{0,12}\ud398\uc774\uc9c0\ub97c \ucc3e\uc744 \uc218 \uc5c6.{0,12}",
)
_BACK = (
    r"we(?:'ll| will) be (?:right )?back.{0,60}|be right back.{0,40}|(?:please )?(?:come|check) back (?:soon|later|shortly|in a).{0,60}",
    rf"{_PAGE} (?:is|are) (?:currently |temporarily |now |presently )?(?:being (?:updated|upgraded|migrated|moved|rebuilt|improved)|down|closed|offline|unavailable|(?:undergoing|under|in) (?:scheduled |planned |routine )?maintenance)\b.{{0,60}}",
    r"we(?:'re| are) (?:currently |just )?(?:updating|upgrading|improving|migrating|performing|doing|down for|undergoing) .{0,80}|(?:scheduled|planned) maintenance(?: in progress)?",
    r"wir sind (?:gleich|bald|in k\u00fcrze) (?:wieder )?(?:f\u00fcr sie )?(?:da|zur\u00fcck).{0,30}|(?:wegen )?wartungsarbeiten.{0,60}|(?:nous )?(?:revenons|serons de retour|de retour) (?:bient\u00f4t|dans|tr\u00e8s).{0,40}|(?:site |page )?en (?:cours de )?maintenance.{0,40}",
    r"(?:volvemos|volveremos|estaremos de vuelta) (?:pronto|enseguida|en breve).{0,40}|(?:sitio |p\u00e1gina )?(?:en|em) (?:mantenimiento|manuten\u00e7\u00e3o).{0,40}|volt(?:amos|aremos) (?:j\u00e1|em breve|logo).{0,30}|torn(?:iamo|eremo) (?:subito|presto).{0,30}|(?:sito )?in manutenzione.{0,40}|we zijn (?:zo|snel|binnenkort) (?:weer )?terug.{0,30}",
    r".{0,20}\u30e1\u30f3\u30c6\u30ca\u30f3\u30b9\u4e2d.{0,20}|.{0,12}\u7ef4\u62a4\u4e2d.{0,12}|.{0,12}\uc810\uac80 \uc911.{0,12}|.{0,20}\u0442\u0435\u0445\u043d\u0438\u0447\u0435\u0441\u043a\u0438\u0435 \u0440\u0430\u0431\u043e\u0442\u044b.{0,30}",
)
_NOT_HERE = (
    rf"(?:{_PAGE} )?(?:is|are)?(?: currently| sadly)? ?(?:not|n't|un) ?(?:yet )?available (?:in|for|from) (?:your|this) (?:region|country|location|area).{{0,60}}",
    r"your (?:region|country|location) is(?:n't| not) (?:supported|available|allowed).{0,40}|.{0,60}in (?:ihrer|deiner|ihrem|deinem) (?:region|land) nicht verf\u00fcgbar.{0,20}|.{0,60}(?:pas|non|in)\s?disponible dans votre (?:r\u00e9gion|pays).{0,20}",
    r".{0,60}no (?:est\u00e1 |se encuentra )?disponible en (?:tu|su) (?:regi\u00f3n|pa\u00eds|zona).{0,20}|.{0,60}n\u00e3o (?:est\u00e1 )?dispon\u00edvel (?:na sua regi\u00e3o|no seu pa\u00eds).{0,20}|.{0,60}non (?:\u00e8 )?disponibile nel(?:la)? (?:tua |tuo |sua |suo )?(?:regione|paese|area).{0,20}",
)
_WHO = r"(?:partners?|customers?|members?|subscribers?|merchants?|clients?|employees|staff|licensees|developers|users)"
_FOR_SOME = (
    rf"{_PAGE} (?:is|are) (?:for (?:\w+ ){{0,2}}{_WHO} only|(?:available |open |visible |accessible )?(?:only|reserved|restricted|limited|exclusively) (?:available |open |visible |accessible )?(?:for|to) (?:\w+ ){{0,3}}{_WHO}).{{0,30}}|(?:for )?(?:\w+ )?{_WHO} only",
    r"(?:please |you (?:must|need to|have to) )?(?:sign|log) ?in .{0,60}\bto (?:read|view|see|access|open|continue)\b.{0,60}",
    r"you (?:do not|don't) have (?:access|permission|the rights?)\b.{0,80}|(?:please )?(?:request|ask for|apply for) access to .{0,60}|access (?:to .{1,40} )?(?:is )?(?:denied|restricted|required)",
    r"(?:bitte )?melden sie sich (?:bitte )?an.{0,60}|(?:diese seite ist )?nur f\u00fcr (?:\w+ )?(?:partner|kunden|mitglieder).{0,40}|(?:veuillez vous connecter|connectez-vous).{0,60}|(?:cette page est )?r\u00e9serv\u00e9e? (?:aux|\u00e0 nos) (?:partenaires|clients|membres|abonn\u00e9s).{0,40}",
    r"(?:por favor,? )?(?:inicia|inicie) sesi\u00f3n.{0,60}|(?:esta p\u00e1gina es )?s\u00f3?o?lo para (?:socios|clientes|miembros).{0,40}|fa\u00e7a (?:o )?login.{0,60}",
)
_SAID = (
    (_GONE, "that there is no such page"),
    (_BACK, "that it comes back later"),
    (_NOT_HERE, "that it is not for readers of this region"),
    (_FOR_SOME, "that it is not for everybody"),
)
_PATTERNS = [(re.compile("|".join(one)), what) for one, what in _SAID]
_BEFORE = re.compile(
    r"(?:\W|\b(?:oops|whoops|sorry|uh[- ]?oh|hmm+|ups|hoppla|d\u00e9sol\u00e9|lo sentimos|we're sorry|we are sorry)\b)+"
)
_ENDS = re.compile(r"(?<=[.!?\u2026])\s+|[\u3002\uff01\uff1f]")
_SAME = str.maketrans("\u2018\u2019", "''")


def says(text: str, *signs: str) -> str:
    """What is said in the place of a page, by its title and headings (`signs`) or in its first lines; '' where it is a page."""
    if len(text.split()) > MOST_WORDS:
        return ""
    lines = [line.partition("\t")[0] for line in text.split("\n")[:_LINES]]
    found = next(
        (what for one in _sentences((*signs, *lines)) for pattern, what in _PATTERNS if pattern.fullmatch(one)), ""
    )
    return found if found and not facts(text) else ""


def _sentences(lines: Iterable[str]) -> Iterable[str]:
    """Sentences in small letters, without their ends, and without what somebody says before that he is sorry for."""
    for line in lines:
        for sentence in _ENDS.split(line[:1000].translate(_SAME).casefold()):
            told = sentence.strip(" .!?\u2026:;-\u2013\u2014\"'")
            start = _BEFORE.match(told)
            if told and len(told) <= _LONGEST:
                yield told[start.end() :] if start is not None and start.end() < len(told) else told
