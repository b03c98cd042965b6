"""What each unit looks like among its neighbours, as small numbers.

Owns the features of the judge's model: their names, their steps, and what they mean in words. Must not know phrases, nor any weight.
Each feature is a step of a scale, from 0 up to its size less one.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from cleaner import scene as scene_room
from cleaner.look import CAPITAL_STEPS, DIGIT_STEPS, SIGN_STEPS, Look
from cleaner.native import compiled
from cleaner.scales import distances, running, shares, steps_of
from cleaner.scene import DUMP_COST, GAIN, GAP_COST, Scene, main_stretch
from cleaner.values import CATEGORIES

Row = bytes
"""The features of one unit, in the order of `FEATURES`."""
Columns = list[Sequence[int]]
"""Features by columns: a value a unit in each, which is quicker to work out than row by row."""
Votes = Sequence[tuple[int, int]]
"""For each unit (confidence from 1 to 3, number of the category from 1) of the loudest rule, (0, 0) where none spoke."""

LENGTHS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 45, 80)
SHARES = (0.001, 0.1, 0.18, 0.26, 0.34, 0.42, 0.55)
DISTANCES = (1, 2, 3, 5, 9, 20)
PLACES = (1, 2, 3, 5, 8, 13, 21, 40, 80)
PARTS = (0.0001, 0.03, 0.1, 0.3, 0.7, 0.9, 0.97, 0.9999)
DENSITIES = (0.05, 0.2, 0.4, 0.6, 0.75, 0.88, 0.96)
MARKS = (0.01, 0.03, 0.06, 0.09, 0.12, 0.16)
RUNS = (1, 2, 3, 4, 6, 10, 20, 40)
TOPICS = (0.001, 0.15, 0.3, 0.45, 0.6, 0.8)
TOTALS = (40, 120, 300, 700, 1500)
SINCE = (1, 2, 3, 5, 9, 99)
COUNTS = (1, 2, 3, 6, 12)
LISTED = (0.001, 0.1, 0.3, 0.6)
MARGINS = (-20, -8, -3, -1, 0, 1, 3, 8, 20)
UNITS = (4, 8, 16, 32, 64, 128, 256)

FEATURES = {
    "kind": (8, "what it is: running text or a line of some length"),
    "words": (len(LENGTHS) + 1, "its length"),
    "stops": (len(SHARES) + 2, "its function words"),
    "ends": (7, "its ending"),
    "inner": (3, "the sentences in it"),
    "commas": (4, "the commas in it"),
    "script": (4, "its script"),
    "capitals": (len(CAPITAL_STEPS) + 2, "its capitals"),
    "start": (5, "its first letter"),
    "digits": (len(DIGIT_STEPS) + 1, "its digits"),
    "bullet": (2, "its bullet"),
    "signs": (len(SIGN_STEPS) + 1, "its signs"),
    "address": (2, "an address in it"),
    "time": (2, "a time or date in it"),
    "above": (8, "the line above"),
    "below": (8, "the line below"),
    "far above": (8, "what stands two lines above"),
    "far below": (8, "what stands two lines below"),
    "time above": (2, "a time or date above"),
    "time below": (2, "a time or date below"),
    "text above": (len(DISTANCES) + 1, "how far up running text is"),
    "text below": (len(DISTANCES) + 1, "how far down running text is"),
    "before": (len(PARTS) + 1, "how much of the text comes before it"),
    "behind": (len(PARTS) + 1, "how much of the text comes behind it"),
    "density": (len(DENSITIES) + 1, "how much running text is right around it"),
    "wide density": (len(DENSITIES) + 1, "how much running text is around it"),
    "punctuation": (len(MARKS) + 1, "the punctuation next to it"),
    "more punctuation": (len(MARKS) + 1, "the punctuation around it"),
    "wide punctuation": (len(MARKS) + 1, "the punctuation far around it"),
    "from top": (len(PLACES) + 1, "its place from the top"),
    "from end": (len(PLACES) + 1, "its place from the end"),
    "main text": (7, "where it stands to the main text"),
    "core text": (7, "where it stands to the core of the text"),
    "size": (len(TOTALS) + 1, "how much running text there is"),
    "units": (len(UNITS) + 1, "how many lines there are"),
    "first paragraph": (len(MARGINS) + 1, "how far it is from the first paragraph"),
    "last paragraph": (len(MARGINS) + 1, "how far it is from the last paragraph"),
    "copies": (5, "how often it is printed"),
    "vote": (4, "how sure a rule is of it"),
    "category": (len(CATEGORIES) + 1, "what a rule calls it"),
    "vote above": (4, "a rule's word on the line above"),
    "vote below": (4, "a rule's word on the line below"),
    "marker": (len(SINCE) + 1, "a heading of the page's end above it"),
    "markers": (len(COUNTS) + 1, "lines of the page's end above it"),
    "named above": (len(DISTANCES) + 1, "how far up a rule named a line"),
    "named below": (len(DISTANCES) + 1, "how far down a rule named a line"),
    "spoken": (2, "whether it holds a sentence"),
    "run": (len(RUNS) + 1, "the run of like lines it stands in"),
    "into run": (4, "its place in that run"),
    "listed": (len(LISTED) + 1, "how much of the text is a list"),
    "topic": (len(TOPICS) + 2, "how many of its words the main text uses too"),
}
"""Name of each feature, its number of steps, and what it means in words for `explain`."""

STRANGE = len(SHARES) + 1
"""Step of the function words in a language that has none here."""
LOUD = 2
"""Confidence (2 is medium) from which on a vote marks a line for its neighbours."""
MARKERS = frozenset(1 + CATEGORIES.index(name) for name in ("related", "comments", "newsletter", "legal"))
ENDERS = MARKERS | {
    1 + CATEGORIES.index(name)
    for name in ("teaser", "crosslink", "subscription", "donation", "social", "app", "bio", "navigation", "widget", "ad")
}  # fmt: skip


def rows_of(folds: Sequence[str], scene: Scene, votes: Votes) -> list[Row]:
    """Return the features of every unit of a document; `folds` and `votes` run parallel to the looks of the scene."""
    if not scene.looks:
        return []
    if (ruler := _ruler()) is not None:
        return ruler.rows(folds, scene, votes)  # type: ignore[no-any-return]
    return rows_plainly(folds, scene, votes)


def rows_plainly(folds: Sequence[str], scene: Scene, votes: Votes) -> list[Row]:
    """Return what `rows_of` returns for a scene that is not empty, without compiled code."""
    columns = *_own(scene), *_around(scene), *_spots(scene), *_said(folds, scene, votes)
    return list(map(bytes, zip(*columns, strict=True)))


@cache
def _ruler() -> Any:
    """Return what works out the features, compiled, or None."""
    rows = compiled("_rows")
    return rows.Ruler(sys.modules[__name__], scene_room) if rows else None


def _own(scene: Scene) -> Columns:
    """Return what each unit looks like by itself: `kind` to `time`."""
    looks = scene.looks
    stops = [STRANGE] * len(looks) if scene.strange else steps_of(SHARES, [look.stops for look in looks])
    return [
        scene.kinds,
        steps_of(LENGTHS, [look.words for look in looks]),
        stops,
        [look.ends for look in looks],
        [look.inner for look in looks],
        [look.commas for look in looks],
        [look.script for look in looks],
        *zip(*[look.letters for look in looks], strict=True),
        [look.bullet for look in looks],
        *zip(*[look.marks for look in looks], strict=True),
    ]


def _around(scene: Scene) -> Columns:
    """Return what stands around each unit: `above` to `wide punctuation`."""
    looks, prose, kinds = scene.looks, scene.prose, scene.kinds
    before, sums = running(prose), running([look.words for look in looks])
    marks = running([look.commas + look.inner + (look.ends in (1, 2, 3)) for look in looks])
    whole, total = before[-1] or 1, len(looks)
    times = [look.marks[2] for look in looks]
    return [
        [0, *kinds[:-1]],
        [*kinds[1:], 0],
        [0, 0, *kinds][:total],
        [*kinds[2:], 0, 0][:total],
        [0, *times[:-1]],
        [*times[1:], 0],
        steps_of(DISTANCES, distances(prose)),
        steps_of(DISTANCES, distances(prose[::-1])[::-1]),
        steps_of(PARTS, [words / whole for words in before[:-1]]),
        steps_of(PARTS, [(whole - words) / whole for words in before[1:]]),
        shares(DENSITIES, (before, sums), 3),
        shares(DENSITIES, (before, sums), 9),
        shares(MARKS, (marks, sums), 1),
        shares(MARKS, (marks, sums), 3),
        shares(MARKS, (marks, sums), 20),
    ]


def _spots(scene: Scene) -> Columns:
    """Return where each unit stands: `from top` to `last paragraph`."""
    prose, total = scene.prose, len(scene.prose)
    inner, outer = main_stretch(prose, GAP_COST), main_stretch(prose, DUMP_COST)
    size, units = bisect_right(TOTALS, sum(prose)), bisect_right(UNITS, total)
    long = [index for index, words in enumerate(prose) if words >= GAIN // 2] or [total]
    places = steps_of(PLACES, range(total))
    return [
        places,
        places[::-1],
        _inside(inner, total),
        _inside(outer, total),
        [size] * total,
        [units] * total,
        steps_of(MARGINS, range(-long[0], total - long[0])),
        steps_of(MARGINS, range(long[-1], long[-1] - total, -1)),
    ]


def _said(folds: Sequence[str], scene: Scene, votes: Votes) -> Columns:
    """Return what rules say of each unit and around it, and what it shares with others: `copies` to `topic`."""
    copies, total = Counter(folds), len(folds)
    loud = [strength for strength, _ in votes]
    named = [strength >= LOUD for strength in loud]
    listed = bisect_right(LISTED, sum([look.bullet for look in scene.looks]) / total)
    return [
        [min(copies[fold], 4) for fold in folds],
        *zip(*votes, strict=True),
        [0, *loud[:-1]],
        [*loud[1:], 0],
        *zip(*_markers(scene.prose, votes), strict=True),
        steps_of(DISTANCES, distances(named)),
        steps_of(DISTANCES, distances(named[::-1])[::-1]),
        *zip(*_runs(scene.looks), strict=True),
        [listed] * total,
        _topics(scene),
    ]


def _markers(prose: Sequence[int], votes: Votes) -> list[tuple[int, int]]:
    """Return for each unit the steps of the paragraphs since the last heading of the page's end, and of the lines of that end above it."""
    out = []
    away, count = SINCE[-1], 0
    for words, (strength, category) in zip(prose, votes, strict=True):
        out.append((bisect_right(SINCE, away), bisect_right(COUNTS, count)))
        loud = strength >= LOUD
        if loud and category in MARKERS:
            away = 0
        elif words and away < SINCE[-1]:
            away = min(SINCE[-1] - 1, away + 1)
        if loud and category in ENDERS:
            count += 1
        if words >= GAIN // 2:
            count = max(0, count - 1)
    return out


def _runs(looks: Sequence[Look]) -> list[tuple[int, int, int]]:
    """Return for each unit whether it holds a sentence, the length of the run of units like it in this, and how far it is into the run."""
    spoken = [1 if look.inner or look.ends in (1, 2, 3) else 0 for look in looks]
    out: list[tuple[int, int, int]] = []
    start = 0
    for index in range(1, len(looks) + 1):
        if index == len(looks) or spoken[index] != spoken[start]:
            size = bisect_right(RUNS, index - start)
            out += [(spoken[start], size, min(place, 3)) for place in range(index - start)]
            start = index
    return out


def _topics(scene: Scene) -> list[int]:
    """Return for each unit the step of the share of its content words that other units of the main stretch use."""
    first, last = main_stretch(scene.prose, GAP_COST)
    looks = scene.looks
    main = {index for index in range(first, last + 1) if scene.prose[index]}
    used = Counter(chain.from_iterable([looks[index].content for index in main]))
    shared = frozenset([word for word, times in used.items() if times > 1])
    out = []
    for index, look in enumerate(looks):
        words = look.content
        if not words:
            out.append(0)
            continue
        others = words & shared if index in main else words & used.keys()
        out.append(1 + bisect_right(TOPICS, len(others) / len(words)))
    return out


def _inside(stretch: tuple[int, int], total: int) -> list[int]:
    """Return where units stand to a stretch: 0 far before, 1 shortly before, 2 its first, 3 in it, 4 its last, 5 shortly behind, 6 far."""
    first, last = stretch
    size, behind = last - first + 1, total - 1 - last
    inside = [2, *[3] * (size - 2), 4] if size > 1 else [2] * size
    return [
        *[0] * (first - 3),
        *[1] * min(3, first),
        *inside,
        *[5] * min(3, behind),
        *[6] * (behind - 3),
    ]
