"""What the names of the elements around a block speak of: class, id, role and itemprop.

Owns that vocabulary. Must not know the words of the page itself, nor any weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.blocks import Node
from cleaner.sight import Sight

_CUES = {
    "comment": ("comments", "comment|disqus|discuss|respon|reply"),
    "caption": ("a caption or picture", "caption|credit|figure|gallery|photo|image|media"),
    "foot": ("the page's foot", "foot|copyright|legal|bottom|disclaimer"),
    "ad": ("advertising", "advert|sponsor|banner|cookie|consent|modal|popup|overlay|gdpr| ad | ads | adv "),
    "more": (
        "other stories",
        "relat|recommend| more |also|teaser|promo|outbrain|taboola|trending|popular|latest|card|read next|readnext|suggest",
    ),
    "body": ("the text", "article|content|story|post|entry|body|text|main|prose|rich"),
    "article body": (
        "the article's body",
        "article body|articlebody|story body|storybody|post body|content body|entry content|post content|article content|articlecontent"
        "|story content|single content|body content|article text|articletext|news body|news content|news text",
    ),
    "author": ("an author", "author|byline| bio |contributor|writer|profile|autor"),
    "share": ("sharing", "share|sharing|social|follow"),
    "signup": (
        "signing up",
        "newsletter|subscri|signup|sign up|paywall|regwall|login|member|donat| cta|inscri| app | abo ",
    ),
    "menu": ("menus", " nav|menu|breadcrumb|header|topbar|toolbar|masthead|sitemap"),
    "tags": ("tags", " tag | tags |topic|keyword|categor|label|kicker|rubri"),
    "box": ("a box", "sidebar|aside|widget|infobox|factbox| box|callout|module|inset|rail|sticky"),
    "lead": (
        "a summary",
        "summary|abstract| lead |intro|teaser|standfirst| dek | deck |subtitle|sub title|subhead|excerpt|key points|keypoints|highlights"
        "|strapline|kurz|facts|tldr|brief",
    ),
    "title": ("a title", "title|headline|heading"),
    "meta": ("dates and the like", "date|time|meta|publish| info "),
    "embed": ("something embedded", "embed|tweet|twitter|instagram|youtube|video|player|iframe|social post"),
    "quote": ("a quotation", "quote|zitat|cite"),
    "list": ("a list", "list|grid|swiper|carousel|slider|feed|stream|item|tile"),
}  # fmt: skip
"""What names can speak of, in words, and the parts of names that do; a blank stands for anything but a letter. Each name is read by itself."""
SPOKEN = {name: said for name, (said, _) in _CUES.items()}
"""What they speak of, in words."""
_PARTS = [(1 << bit, parts.split("|")) for bit, (_, parts) in enumerate(_CUES.values())]
_NO_LETTERS = re.compile(r"[^a-z]+")
_NEAR = 3
"""Bits 0 to 2: in <article>, in <figcaption>, hidden; then what the next names speak of, then what any names do."""
_IN = _NEAR + len(_CUES)
BITS = _IN + len(_CUES)
"""Number of these columns."""
_OWN_CUES = ((1 << len(_CUES)) - 1) << _NEAR


def names(sight: Sight) -> list[Sequence[int]]:
    """Return what the elements around each block are, and what their names speak of: `article` to the last `in`."""
    inherited = _inherited(sight.nodes)
    facts = [inherited[node] for node in sight.at]
    return [[fact >> bit & 1 for fact in facts] for bit in range(BITS)]


def _inherited(nodes: Sequence[Node]) -> list[int]:
    """Return the bits of each element."""
    known: list[int] = []
    for element in nodes:
        above = known[element.parent] if known else 0
        said = cues(element.names) if element.names else 0
        near = said << _NEAR or above & _OWN_CUES
        known.append((above & ~_OWN_CUES) | near | said << _IN | _kind(element))
    return known


def _kind(element: Node) -> int:
    return (element.tag == "article") | (element.tag == "figcaption") << 1 | element.hidden << 2


@lru_cache(maxsize=1 << 13)
def cues(text: str) -> int:
    """Return a bit for each thing that the names of an element speak of."""
    found = 0
    for name in text.split():
        found |= _cues_of(name)
    return found


@lru_cache(maxsize=1 << 15)
def _cues_of(name: str) -> int:
    plain = _NO_LETTERS.sub(" ", f" {name.lower()} ")
    return sum([bit for bit, words in _PARTS if any([word in plain for word in words])])
