"""Where a block stands in the page: in which <article>, how far from the headline, and whether the page's head tells its words.

Owns these columns, in the order of `blockfeatures.PAGE_FEATURES`. Must not know phrases, nor any weight.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from cleaner.membership import members_of
from cleaner.sight import SHARES, Sight

Column = Sequence[int]

MOST_STEPS = 12
MOST_HEADLINES, MOST_ARTICLES = 4, 6
TOLD_LEAST = 200
"""Characters from which on the text of an article that a page's head tells is more than a description."""
OUTSIDE, INSIDE, WITHIN, AROUND, ELSEWHERE = range(5)
"""How a block's <article> stands to the one that holds most of what trafilatura takes: it has none; the same; one in it; one around it;
another.
"""


def told(sight: Sight) -> list[Column]:
    """Return whether the article's text in the page's head (JSON-LD) has each block, and how much of trafilatura's choice it has."""
    body, total = sight.page.body, len(sight.at)
    if len(body) < TOLD_LEAST:
        return [[0] * total, [0] * total]
    members = members_of(sight.texts, body)
    shared = sum([taken for taken, member in zip(sight.taken, members, strict=True) if member])
    share = bisect_right(SHARES, shared / (sum(sight.taken) or 1))
    return [[1 + member for member in members], [share] * total]


def from_headline(sight: Sight, title: str | None) -> list[Column]:
    """Return for each block the steps up to an element that holds the headline too, what that holds, and the <h1> so far."""
    nodes, at = sight.nodes, sight.at
    place = sight.headline(title)
    seen, headlines = 0, []
    for node in at:
        seen += nodes[node].tag == "h1"
        headlines.append(min(seen, MOST_HEADLINES))
    if place is None:
        return [[0] * len(at), [0] * len(at), [0] * len(at), headlines]
    climbed = _climb_to(_above(at[place], sight.parents), sight.parents)
    steps = [1 + min(climbed[node][0], MOST_STEPS) for node in at]
    tops = [climbed[node][1] for node in at]
    return [steps, sight.share(sight.all_prose, tops), sight.share(sight.all_taken, tops), headlines]


def _above(node: int, parents: Sequence[int]) -> set[int]:
    """Return an element and all around it."""
    out = {node}
    while node:
        node = parents[node]
        out.add(node)
    return out


def _climb_to(goal: set[int], parents: Sequence[int]) -> list[tuple[int, int]]:
    """Return for each element the steps up to the first one of `goal`, and which that is."""
    known: list[tuple[int, int]] = []
    for node, parent in enumerate(parents):
        steps, top = known[parent] if known else (0, 0)
        known.append((0, node) if node in goal else (steps + 1, top))
    return known


def articles(sight: Sight) -> list[Column]:
    """Return in which <article> each block stands, whether the page's text stands in one, and how many the page has."""
    nearest, parents = _nearest(sight), sight.parents
    words: Counter[int] = Counter()
    for at, taken in zip(sight.at, sight.taken, strict=True):
        words[nearest[at]] += taken
    main = words.most_common(1)[0][0] if words.total() else -1
    chains = {article: _chain(article, nearest, parents) for article in set(nearest)}
    kinds = {article: _stand(article, main, chains) for article in chains}
    total = len(sight.at)
    count = min(MOST_ARTICLES, sum([element.tag == "article" for element in sight.nodes]))
    return [[kinds[nearest[at]] for at in sight.at], [int(main >= 0)] * total, [count] * total]


def others(sight: Sight, kinds: Column, title: str | None) -> list[bool]:
    """Return for each block whether it belongs to another article of the page: it stands in an <article> of its own (`kinds`) which has an <h1>
    of its own, and the page's headline stands in the text's <article>.
    """
    place = sight.headline(title)
    if place is None or kinds[place] != INSIDE:
        return [False] * len(sight.at)
    nearest = _nearest(sight)
    headed = {nearest[at] for at in sight.at if sight.nodes[at].tag == "h1"}
    return [kind == ELSEWHERE and nearest[at] in headed for kind, at in zip(kinds, sight.at, strict=True)]


def _nearest(sight: Sight) -> list[int]:
    """Return for each element the <article> it stands in, or is; -1 for none."""
    nearest: list[int] = []
    for number, element in enumerate(sight.nodes):
        around = nearest[sight.parents[number]] if number else -1
        nearest.append(number if element.tag == "article" else around)
    return nearest


def _chain(article: int, nearest: Sequence[int], parents: Sequence[int]) -> list[int]:
    """Return an <article> and those around it, the innermost first."""
    out = []
    while article >= 0:
        out.append(article)
        article = nearest[parents[article]] if article else -1
    return out


def _stand(article: int, main: int, chains: dict[int, list[int]]) -> int:
    if article < 0:
        return OUTSIDE
    if article == main:
        return INSIDE
    if main in chains[article]:
        return WITHIN
    return AROUND if article in chains.get(main, ()) else ELSEWHERE
