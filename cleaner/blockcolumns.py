"""The columns of a page's features: each function returns, block by block, the steps of the features of one kind.

Owns how they are worked out, in the order of `blockfeatures.PAGE_FEATURES`. Must not know phrases, nor any weight.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from operator import truediv

from cleaner.blocks import Node
from cleaner.scales import running, shares, steps_of
from cleaner.sight import SHARES, Sight, Sums

Column = Sequence[int]

LINKS = (0.001, 0.1, 0.25, 0.45, 0.65, 0.85, 0.99)
COUNTS = (1, 2, 3, 5, 8, 13, 21, 40)
WORDS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 45, 80)
MARGINS = (-20, -8, -3, -1, 0, 1, 3, 8, 20)
DISTANCES = (1, 2, 3, 5, 9, 20)
TOTALS = (40, 120, 300, 700, 1500)
MAIN, CORE = 0.6, 0.2
"""Share of the page's running text, or of what trafilatura takes, that the element around the main text, and around its core, holds."""
MOST_LEVELS = 12

TAGS = {
    tag: number
    for number, tags in enumerate(
        (
            "p", "div center body html", "li", "h1", "h2", "h3", "h4", "h5 h6", "td th caption", "blockquote", "pre",
            "figcaption figure", "section article main", "dd dt dl", "header footer nav aside", "form fieldset", "ul ol",
            "tr table tbody thead tfoot", "details summary address", "hr",
        )
    )
    for tag in tags.split()
}  # fmt: skip
_CUES = {
    "comment": ("comment", "disqus", "discuss", "respon", "reply"),
    "caption": ("caption", "credit", "figure", "gallery", "photo", "image", "media"),
    "foot": ("foot", "copyright", "legal", "bottom", "disclaimer"),
    "ad": ("advert", "sponsor", "banner", "cookie", "consent", "modal", "popup", "overlay", "gdpr"),
    "more": (
        "relat", "recommend", "more-", "more_", "also", "teaser", "promo", "outbrain", "taboola", "trending", "popular", "latest", "card",
        "read-next", "readnext", "suggest",
    ),
    "body": ("article", "content", "story", "post", "entry", "body", "text", "main", "prose", "rich"),
}  # fmt: skip
"""Parts of the names of elements, and what they speak of."""
_AD = re.compile(r"\bad[sv]?\b")
_AD_BIT = 1 << list(_CUES).index("ad")
SPOKEN = {
    "comment": "comments", "caption": "a caption or picture", "foot": "the page's foot", "ad": "advertising", "more": "other stories",
    "body": "the text",
}  # fmt: skip
"""What that is called in words."""


def own(sight: Sight) -> list[Column]:
    """Return what each block is by itself: `words` to `outer tag`."""
    copies, nodes = Counter(sight.texts), sight.nodes
    tags = [TAGS.get(node.tag, len(TAGS)) for node in nodes]
    return [
        steps_of(WORDS, sight.words),
        sight.ends,
        steps_of(LINKS, [linked / size for linked, size in zip(sight.linked, sight.sizes, strict=True)]),
        [min(copies[text], 4) for text in sight.texts],
        sight.about(),
        [tags[node] for node in sight.at],
        [tags[nodes[node].parent] for node in sight.at],
    ]


def names(sight: Sight) -> list[Column]:
    """Return what the elements around each block are, and what their names speak of: `article` to `in body`."""
    inherited = _inherited(sight)
    facts = [inherited[node] for node in sight.at]
    return [[fact >> bit & 1 for fact in facts] for bit in range(_BITS)]


_NEAR = 3
"""Bits 0 to 2: in <article>, in <figcaption>, hidden; then what the next names speak of, then what any names do."""
_IN = _NEAR + len(_CUES)
_BITS = _IN + len(_CUES)
_OWN_CUES = ((1 << len(_CUES)) - 1) << _NEAR


def _inherited(sight: Sight) -> dict[int, int]:
    """Return the bits of each element that holds a block."""
    known: dict[int, int] = {}
    for node, element in enumerate(sight.nodes):
        above = known.get(element.parent, 0) if node else 0
        said = _cues(element.names) if element.names else 0
        near = said << _NEAR or above & _OWN_CUES
        known[node] = (above & ~_OWN_CUES) | near | said << _IN | _kind(element)
    return known


def _kind(element: Node) -> int:
    return (element.tag == "article") | (element.tag == "figcaption") << 1 | element.hidden << 2


@lru_cache(maxsize=4096)
def _cues(text: str) -> int:
    """Return a bit for each thing that the names of an element speak of."""
    lower = text.lower()
    found = sum(
        [1 << bit for bit, words in enumerate(_CUES.values()) if any([word in lower for word in words])]
    )
    return found | _AD_BIT if "ad" in lower and _AD.search(lower) else found


def around(sight: Sight) -> list[Column]:
    """Return what stands around each block in the order of the page: `links near` to `behind`."""
    prose = running(sight.prose)
    links, sizes, words = running(sight.linked), running(sight.sizes), running(sight.words)
    whole = prose[-1] or 1
    return [
        shares(LINKS, (links, sizes), 2),
        shares(LINKS, (links, sizes), 6),
        shares(SHARES, (prose, words), 3),
        steps_of(SHARES, [value / whole for value in prose[:-1]]),
        steps_of(SHARES, [(whole - value) / whole for value in prose[1:]]),
    ]


def levels(sight: Sight) -> list[Column]:
    """Return what the element of each block and the three around it hold: `own text` to `siblings`."""
    parents = sight.parents
    rising = [sight.at]
    for _ in range(3):
        rising.append([parents[node] for node in rising[-1]])
    return [
        *[sight.share(sight.all_prose, nodes) for nodes in rising],
        *[sight.ratio(sight.all_links, sight.all_sizes, nodes, LINKS) for nodes in rising],
        *[sight.ratio(sight.all_taken, sight.all_words, nodes, SHARES) for nodes in rising],
        *[sight.share(sight.all_taken, nodes) for nodes in rising],
        [bisect_right(COUNTS, sight.all_blocks.of[node]) for node in rising[1]],
    ]


def frames(sight: Sight) -> list[Column]:
    """Return where each block stands to the element around the main text, and to that around what trafilatura takes."""
    return [*_frame(sight, sight.all_prose), *_frame(sight, sight.all_taken)]


def _frame(sight: Sight, sums: Sums) -> list[Column]:
    climbed = _climb(sight, sums, MAIN)
    steps, sections, tops = (list(column) for column in zip(*climbed, strict=True))
    return [
        steps,
        [steps for steps, _, _ in _climb(sight, sums, CORE)],
        sight.ratio(sight.all_links, sight.all_sizes, sections, LINKS),
        sight.ratio(sight.all_taken, sight.all_words, sections, SHARES),
        sight.share(sight.all_taken, sections),
        sight.ratio(sight.all_prose, sight.all_words, sections, SHARES),
        [bisect_right(COUNTS, sight.all_blocks.of[node]) for node in sections],
        sight.share(sight.all_words, tops),
    ]


def _climb(sight: Sight, sums: Sums, share: float) -> list[tuple[int, int, int]]:
    """Return for each block the steps up to the element that holds that share of the sum, the last element below it, and that element."""
    least = share * sums.whole
    known: dict[int, tuple[int, int, int]] = {}
    for node, parent in enumerate(sight.parents):
        if sums.of[node] >= least or not node:
            known[node] = (0, node, node)
        else:
            steps, section, top = known[parent]
            known[node] = (min(steps + 1, MOST_LEVELS), section if steps else node, top)
    return [known[node] for node in sight.at]


def alike(sight: Sight) -> list[Column]:
    """Return what is true of all blocks in elements of the same names, in parents of the same names: `like` to `like text`."""
    nodes = sight.nodes
    keys = [
        (nodes[node].tag, nodes[node].names, nodes[nodes[node].parent].tag, nodes[nodes[node].parent].names)
        for node in sight.at
    ]
    groups = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    group = [groups[key] for key in keys]

    def total(values: Sequence[int]) -> list[int]:
        sums = [0] * len(groups)
        for number, value in zip(group, values, strict=True):
            sums[number] += value
        return sums

    count, words, whole = total([1] * len(keys)), total(sight.words), sight.all_prose.whole
    parts = (
        steps_of(COUNTS, count),
        steps_of(WORDS, map(truediv, words, count)),
        steps_of(LINKS, map(truediv, total(sight.linked), total(sight.sizes))),
        steps_of(SHARES, [part / (all_ or 1) for part, all_ in zip(total(sight.taken), words, strict=True)]),
        steps_of(SHARES, [part / whole for part in total(sight.prose)]),
    )
    return [[part[number] for number in group] for part in parts]


def choice(sight: Sight) -> list[Column]:
    """Return what trafilatura makes of each block, and where it stands to what it takes: `choice` to `choice of text`."""
    taken, words, total = running(sight.taken), running(sight.words), len(sight.at)
    first, last = sight.chosen_stretch()
    whole = taken[-1]
    prose = sum([words for words, member in zip(sight.prose, sight.members, strict=True) if member])
    sizes = (
        bisect_right(TOTALS, whole),
        bisect_right(SHARES, whole / (words[-1] or 1)),
        bisect_right(SHARES, prose / sight.all_prose.whole),
    )
    return [
        sight.members,
        shares(SHARES, (taken, words), 4),
        steps_of(SHARES, [value / (whole or 1) for value in taken[:-1]]),
        steps_of(MARGINS, range(-first, total - first)),
        steps_of(MARGINS, range(last, last - total, -1)),
        *[[size] * total for size in sizes],
    ]


def headings(sight: Sight, title: str | None) -> list[Column]:
    """Return what heading each block stands under, and how far it is from the headline: `heading` to `headline`."""
    level = mark = 0
    away = 99
    out = []
    for node, member in zip(sight.at, sight.members, strict=True):
        out.append((level, mark, bisect_right(DISTANCES, away)))
        tag = sight.nodes[node].tag
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level, mark, away = int(tag[1]), 1 + member, 0
        away += 1
    place = sight.headline(title)
    margins = [0 if place is None else 1 + bisect_right(MARGINS, index - place) for index in range(len(out))]
    return [*zip(*out, strict=True), margins]
