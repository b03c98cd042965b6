"""The columns of a page's features: each function returns, block by block, the steps of the features of one kind.

Owns how they are worked out, in the order of `blockfeatures.PAGE_FEATURES`. Must not know phrases, nor any weight.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from operator import truediv

from cleaner.scales import Climb, capitals_and_digits, climb, running, shares, steps_of
from cleaner.sight import SHARES, Sight, Sums

Column = Sequence[int]

LINKS = (0.001, 0.1, 0.25, 0.45, 0.65, 0.85, 0.99)
COUNTS = (1, 2, 3, 5, 8, 13, 21, 40)
WORDS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 45, 80)
MARGINS = (-20, -8, -3, -1, 0, 1, 3, 8, 20)
DISTANCES = (1, 2, 3, 5, 9, 20)
TOTALS = (40, 120, 300, 700, 1500)
SIGNS = (0.001, 0.05, 0.1, 0.2, 0.4, 0.7)
"""Steps of the share of capitals, and of digits, in the characters of a block."""
MOST_BRACKETS, MOST_MARKS = 5, 4
"""Brackets, and signs of chrome, from which on more of them say no more."""
OPENING = 200
"""Characters of a block in which brackets are counted."""
QUOTES = "\"'“„”«»‘’「『"
"""Signs that a block which opens with a quotation begins with."""
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


def letters(sight: Sight) -> list[Column]:
    """Return what the letters of each block are: `brackets` to `marks`."""
    texts = sight.texts
    capitals, digits = capitals_and_digits(texts)
    return [
        [min(MOST_BRACKETS, text.count("(", 0, OPENING) + text.count("[", 0, OPENING)) for text in texts],
        steps_of(SIGNS, capitals),
        steps_of(SIGNS, digits),
        [_first(text[0]) for text in texts],
        [min(MOST_MARKS, sum(map(text.count, "|@#©"))) for text in texts],
    ]


def _first(char: str) -> int:
    """Return what a block begins with: 0 a capital, 1 a small letter, 2 a quotation mark, 3 a digit, 4 another letter, 5 anything else."""
    if char.isupper():
        return 0
    if char.islower():
        return 1
    if char in QUOTES:
        return 2
    return 3 if char.isdigit() else 4 if char.isalpha() else 5


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


def _climb(sight: Sight, sums: Sums, share: float) -> list[Climb]:
    """Return for each block the climb to the element that holds that share of the sum."""
    known = climb(sums.of, sight.parents, share * sums.whole, MOST_LEVELS)
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
