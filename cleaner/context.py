"""The second look at a unit: what the first scores say of it and of its neighbours.

Owns the features of the model's second pass. Must not know phrases, nor any weight. Scores are log-odds that a unit belongs to the body.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import exp

from cleaner.features import Look, Row, best_stretch

GROUPS = {
    "first look": "what it looked like at first",
    "beside": "how its neighbours look",
    "around": "how the lines two away look",
    "near and far": "how the lines around it look",
    "main text": "where it stands to the main text",
    "parts": "how much of the main text comes before and behind it",
}
"""Names of the groups, and what they mean in words for `explain`."""

_SCORES = (-4, -3, -2, -1.3, -0.8, -0.4, 0, 0.4, 0.8, 1.3, 2, 3, 4)
_NEAR = (-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 5)
_FAR = (-2, -1, -0.5, 0, 0.5, 1, 2, 4)
_PARTS = (0.0001, 0.02, 0.1, 0.5, 0.9, 0.98, 0.9999)
_COST = 1.0
"""What each unit costs when the main text is looked for, in the same measure as `_pull`."""
_LONGEST = 40
"""Words beyond which a unit pulls no harder."""


def _pull(score: float, words: int) -> float:
    """Return how hard a unit pulls its surroundings to the body: its certainty times its length to the power 0.7."""
    certainty = 1.0 if score > 30 else 2 / (1 + exp(-score)) - 1 if score > -30 else -1.0
    reach: float = max(1, min(words, _LONGEST)) ** 0.7
    return certainty * reach


def second_rows(looks: Sequence[Look], scores: Sequence[float]) -> list[Row]:
    """Return the features of the second pass, one row a unit."""
    total = len(looks)
    pulls = [_pull(score, look.words) for score, look in zip(scores, looks, strict=True)]
    sums = [0.0, *accumulate(pulls)]
    first, last = best_stretch([pull - _COST for pull in pulls])
    good = [0, *accumulate(look.words if score > 0 else 0 for score, look in zip(scores, looks, strict=True))]
    whole = good[-1] or 1
    steps = [0, 0, *(1 + bisect_right(_SCORES, score) for score in scores), 0, 0]
    rows: list[Row] = []
    for index, look in enumerate(looks):
        kind, low, step = look.kind, min(look.kind, 4), steps[index + 2]
        near = (sums[min(total, index + 4)] - sums[max(0, index - 3)]) / 7
        far = (sums[min(total, index + 11)] - sums[max(0, index - 10)]) / 21
        before, behind = good[index] / whole, (whole - good[index + 1]) / whole
        rows.append(
            (
                (step, kind),
                (step, steps[index + 1], steps[index + 3]),
                (low, steps[index], steps[index + 4]),
                (low, bisect_right(_NEAR, near), bisect_right(_FAR, far)),
                (low, _side(first, last, index), step // 2),
                (low, bisect_right(_PARTS, before), bisect_right(_PARTS, behind)),
            )
        )
    return rows


def _side(first: int, last: int, index: int) -> int:
    """Return 0 far before the main text, 1 shortly before, 2 inside, 3 shortly behind, 4 far behind."""
    if index < first:
        return 1 if index >= first - 2 else 0
    if index > last:
        return 3 if index <= last + 2 else 4
    return 2
