"""What each unit looks like among its neighbours, as small numbers that a table can hold.

Owns the features of the judge's model: their names, their steps, and what they mean in words. Must not know phrases, nor any weight.

A feature is a group of small integers, looked up whole: its weight is the log-odds that the model file gives for just this combination.
So groups may hold interactions, and a decision can name the groups that spoke loudest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from cleaner.document import Document
from cleaner.shape import ends_sentence
from cleaner.stopwords import ALL, CHARACTERS

Row = tuple[tuple[int, ...], ...]
"""The groups of one unit, in the order of `GROUPS`."""

GROUPS = {
    "length": "its length, its function words and its ending",
    "look": "its capitals, digits and signs",
    "neighbours": "what stands next to it",
    "wider": "what stands two lines away",
    "distance": "how far running text is on either side",
    "share": "how much of the text comes before and behind it",
    "density": "how dense running text is around it",
    "place": "its place in the document",
    "stretch": "whether it lies in the main stretch of text",
    "repeats": "how often it is printed",
    "votes": "what rules say of it",
    "company": "what rules say of its neighbours",
    "run": "the run of short lines it stands in",
    "topic": "how many of its words the main text uses too",
    "script": "its script, its ending and what stands above it",
}
"""Names of the groups, and what they mean in words for `explain`."""

_LENGTHS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 45, 80)
_SHARES = (0.001, 0.1, 0.18, 0.26, 0.34, 0.42, 0.55)
_SMALL_SHARES = (0.001, 0.05, 0.2, 0.5)
_CAPITALS = (0.01, 0.2, 0.4, 0.6, 0.8, 0.99)
_COUNTS = (1, 2, 4)
_DISTANCES = (1, 2, 3, 5, 9, 20)
_PLACES = (1, 2, 3, 5, 8, 13, 21, 40, 80)
_PARTS = (0.0001, 0.03, 0.1, 0.3, 0.7, 0.9, 0.97, 0.9999)
_DENSITIES = (0.05, 0.2, 0.4, 0.6, 0.75, 0.88, 0.96)
_RUNS = (1, 2, 3, 4, 6, 10, 20)
_TOPICS = (0.001, 0.15, 0.3, 0.45, 0.6, 0.8)
_TOTALS = (40, 120, 300, 700, 1500)

PROSE_LEAST = 8
"""Words from which on a unit with a sentence end counts as running text here."""
PROSE_LONG = 25
"""Words from which on a unit needs no sentence end for it."""
PROSE_STOPS = 0.15
"""Share of function words that running text has at the least."""
GAP_COST = 6
"""What a unit that is no running text costs when the main stretch is looked for; running text earns its words, up to `GAIN`."""
GAIN = 40
DUMP_COST = 18
"""The same for a narrow main stretch, which does not reach over menus."""

_WIDE = re.compile("[぀-ヿ㐀-鿿]")
_KANA = re.compile("[぀-ヿ]")
_DIGITS = re.compile(r"\d")
_SIGNS = re.compile(r"[|•·›»/\\–—>]")
_ADDRESS = re.compile(r"https?:|www\.|\.com\b|@\w|#\w|©")
_EDGES = ".,;:!?\"'()«»“”„‘’"


class Look:
    """What a unit looks like by itself."""

    __slots__ = ("content", "ends", "kind", "look", "prose", "script", "stops", "words")

    def __init__(self, view: str, folded: str) -> None:
        wide = 0 if view.isascii() else len(_WIDE.findall(view))
        words = folded.split()
        self.words = len(words) + wide // 2
        if wide * 2 > len(view):
            self.stops = min(1.0, 2 * sum(char in CHARACTERS for char in view) / len(view))
            capitals = 0
        else:
            self.stops = sum(word in ALL or word.strip(_EDGES) in ALL for word in words) / (len(words) or 1)
            capitals = 1 + bisect_right(
                _CAPITALS, sum(word[0].isupper() for word in view.split()) / (len(words) or 1)
            )
        self.ends = _ending(view)
        long = self.words >= PROSE_LONG and self.stops >= PROSE_STOPS
        ended = self.words >= PROSE_LEAST and self.ends in (1, 2, 3) and self.stops >= PROSE_STOPS
        self.prose = self.words if long or ended else 0
        self.kind = _kind(self)
        self.look = (capitals, *_signs_of(view, self.words))
        self.script = 0 if capitals else 2
        if wide * 2 > len(view):
            self.script = 3 if _KANA.search(view) else 1
            self.content = frozenset(view) - CHARACTERS
        else:
            self.content = frozenset(
                word for word in (raw.strip(_EDGES) for raw in words) if len(word) > 3 and word not in ALL
            )


def _ending(view: str) -> int:
    last = view[-1]
    if last in ".!?…。！？\"')”’」』）»" and ends_sentence(view):
        if view.endswith("..."):
            return 4
        bare = view.rstrip("\"')”’」』）» ")[-1:]
        return 2 if bare in "?？" else 3 if bare in "!！" else 4 if bare == "…" else 1
    return 5 if last in ":：" else 6 if last in ",;，" else 0


def _kind(look: Look) -> int:
    """Return the class by which neighbours know a unit: 1 and 2 running text, 3 to 7 the lengths of what is none."""
    if look.prose:
        return 1 if look.words >= PROSE_LONG else 2
    if look.words >= 12:
        return 3
    return 4 if look.words >= 5 else 5 if look.words >= 3 else 6 if look.words == 2 else 7


def _signs_of(view: str, words: int) -> tuple[int, ...]:
    if words > 45:
        return 0, 0, 0, 0
    first = view[0]
    start = (
        1
        if first.islower()
        else 2
        if first.isdigit()
        else 3
        if not first.isalnum()
        else 4
        if view.isupper()
        else 0
    )
    digits = bisect_right(_SMALL_SHARES, len(_DIGITS.findall(view)) / len(view))
    signs = bisect_right(_COUNTS, len(_SIGNS.findall(view)))
    return start, digits, signs, 1 if _ADDRESS.search(view) else 0


def looks_of(document: Document) -> list[Look]:
    """Return what each unit of a document looks like by itself."""
    return [Look(view, folded) for view, folded in zip(document.views, document.folds, strict=True)]


def rows_of(document: Document, looks: list[Look], votes: list[tuple[int, int]]) -> list[Row]:
    """Return the features of every unit.

    `looks` runs parallel to the units; `votes` holds for each unit (confidence, category) of the loudest rule, (0, 0) where none spoke.
    """
    if not looks:
        return []
    prose = [look.prose for look in looks]
    before, sums = _running(prose), _running([look.words for look in looks])
    copies = Counter(document.folds)
    kinds = [0, 0, *(look.kind for look in looks), 0, 0]
    loud = [0, *(vote[0] for vote in votes), 0]
    inner, outer = main_stretch(prose, GAP_COST), main_stretch(prose, DUMP_COST)
    size = bisect_right(_TOTALS, before[-1] or 1)
    spots = _spots(prose, before, sums)
    runs, topics = _runs(prose), _topics(looks, inner)
    rows: list[Row] = []
    for index, look in enumerate(looks):
        kind, low, mid = look.kind, min(look.kind, 4), min(look.kind, 5)
        distance, share, density, place = spots[index]
        inside = 1 if inner[0] <= index <= inner[1] else 0
        own = (
            (look.script, bisect_right(_LENGTHS, look.words), bisect_right(_SHARES, look.stops), look.ends),
            (low, *look.look),
            (kind, kinds[index + 1], kinds[index + 3]),
            (kind, kinds[index], kinds[index + 4]),
        )
        around = ((mid, *distance), (mid, *share), (mid, *density), (low, *place))
        stretch = (mid, _inside(inner, index), _inside(outer, index), size)
        said = (
            (min(copies[document.folds[index]], 4), low),
            votes[index],
            (low, loud[index], loud[index + 2]),
        )
        script = (look.script, kind, look.ends, min(kinds[index + 1], 5))
        rows.append(
            (*own, *around, stretch, *said, (kind, *runs[index]), (mid, topics[index], inside), script)
        )
    return rows


def _spots(prose: Sequence[int], before: list[int], sums: list[int]) -> list[Row]:
    """Return for each unit its distances to running text, the shares before and behind it, the densities around it, its place."""
    total, whole = len(prose), before[-1] or 1
    ahead, behind = _distances(prose), _distances(prose[::-1])[::-1]
    return [
        (
            (bisect_right(_DISTANCES, ahead[index]), bisect_right(_DISTANCES, behind[index])),
            (
                bisect_right(_PARTS, before[index] / whole),
                bisect_right(_PARTS, (whole - before[index + 1]) / whole),
            ),
            (
                bisect_right(_DENSITIES, _density(before, sums, index, 3)),
                bisect_right(_DENSITIES, _density(before, sums, index, 9)),
            ),
            (bisect_right(_PLACES, index), bisect_right(_PLACES, total - 1 - index)),
        )
        for index in range(total)
    ]


def _runs(prose: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return for each unit the length of its run of units that are no running text, and how far it is into it from either side."""
    out: list[tuple[int, int, int]] = []
    start = 0
    for index in range(len(prose) + 1):
        if index == len(prose) or prose[index]:
            length = index - start
            size = bisect_right(_RUNS, length)
            out += [(size, min(place, 2), min(length - 1 - place, 2)) for place in range(length)]
            if index < len(prose):
                out.append((0, 0, 0))
            start = index + 1
    return out


def _topics(looks: list[Look], stretch: tuple[int, int]) -> list[int]:
    """Return for each unit the step of the share of its content words that other units of the main stretch use."""
    used = Counter(word for look in looks[stretch[0] : stretch[1] + 1] if look.prose for word in look.content)
    out = []
    for index, look in enumerate(looks):
        own = 1 if look.prose and stretch[0] <= index <= stretch[1] else 0
        words = look.content
        if not words:
            out.append(0)
            continue
        share = sum(used[word] > own for word in words) / len(words)
        out.append(1 + bisect_right(_TOPICS, share))
    return out


def _running(values: Sequence[int]) -> list[int]:
    return [0, *accumulate(values)]


def _distances(prose: Sequence[int]) -> list[int]:
    """Return for each unit how many units back the last running text stands; a large number where there is none."""
    out, away = [], 99
    for words in prose:
        out.append(away)
        away = 1 if words else away + 1
    return out


def _density(before: list[int], sums: list[int], index: int, width: int) -> float:
    low, high = max(0, index - width), min(len(sums) - 1, index + width + 1)
    return (before[high] - before[low]) / ((sums[high] - sums[low]) or 1)


def main_stretch(prose: Sequence[int], cost: int) -> tuple[int, int]:
    """Return (first, last) of the main stretch: running text earns its words, up to `GAIN`, and anything else costs `cost`."""
    return best_stretch([min(words, GAIN) if words else -cost for words in prose])


def best_stretch(values: Sequence[float]) -> tuple[int, int]:
    """Return (first, last) of the interval with the largest sum, or (0, -1) where no sum is above zero.

    This is Kadane's algorithm for the maximum-sum interval.
    """
    best = current = 0.0
    start = 0
    stretch = (0, -1)
    for index, value in enumerate(values):
        if current <= 0:
            current, start = 0.0, index
        current += value
        if current > best:
            best, stretch = current, (start, index)
    return stretch


def _inside(stretch: tuple[int, int], index: int) -> int:
    """Return where a unit stands to a stretch: 0 far before, 1 shortly before, 2 its first, 3 in it, 4 its last, 5 shortly behind, 6 far."""
    first, last = stretch
    if index < first:
        return 1 if first - index <= 3 else 0
    if index > last:
        return 5 if index - last <= 3 else 6
    return 2 if index == first else 4 if index == last else 3
