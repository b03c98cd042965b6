"""Boosted trees over small numbers: their form in a file, the function that scores a row, and what spoke in it.

Owns trees. Must not know what the numbers mean.

A tree is a number (a leaf), or a list [feature, step, low, high, value]: a row whose `feature` is at most `step` goes on in `low`, any
other in `high`; `value` is the mean that the fitting gave this branch. A row's score is the sum of the leaves that it reaches. The scoring
function is compiled from the trees, by `cleaner._trees` where that is at hand, else as Python: walking them as lists took four times as
long (docs/decisions.md).
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from math import isfinite
from types import CodeType, FunctionType
from typing import Any, Protocol

from cleaner.native import compiled

DEEPEST = 40
"""Branches below each other that a tree may have."""


class Forest(Protocol):
    """Trees that are ready to score rows; a row is as many numbers below 256 as there are features."""

    def score(self, row: bytes) -> float:
        """Return the score of a row."""

    def contributions(self, row: bytes) -> dict[int, float]:
        """Return how much each feature moved the score of a row, by its number; those that moved nothing may be left out.

        A step from a branch to the next changes the mean by what the feature of that branch contributes (Saabas 2014, "Interpreting
        random forests"); the sums and the trees' means make up the score.
        """

    def against(self, row: bytes, most: int) -> list[tuple[float, int]]:
        """Return what lowered the score of a row most: at most so many (how much it moved it, feature), the lowest first."""


def compile_trees(trees: Sequence[Any], size: int) -> bytes:
    """Return the code of a function that scores rows of `size` numbers, for `scorer`. Raises ValueError for a tree of another form."""
    names = [f"a{number}" for number in range(size)]
    body = " + ".join(_written(tree, size, DEEPEST) for tree in trees) or "0.0"
    module = compile(f"lambda {', '.join(names)}: {body}", "<trees>", "eval")
    return marshal.dumps(next(constant for constant in module.co_consts if isinstance(constant, CodeType)))


def plant(trees: Sequence[Any], code: bytes, size: int) -> Forest:
    """Return trees ready to score rows of `size` numbers; `code` is what `compile_trees` returned for them."""
    room = compiled("_trees")
    return _Plain(trees, code) if room is None else room.Forest(trees, size)


class _Plain:
    """Trees that are scored by Python."""

    def __init__(self, trees: Sequence[Any], code: bytes) -> None:
        self._trees = trees
        self._weigh = FunctionType(marshal.loads(code), {})  # written by `compile_trees`

    def score(self, row: bytes) -> float:
        return self._weigh(*row)  # type: ignore[no-any-return]

    def contributions(self, row: bytes) -> dict[int, float]:
        moved: dict[int, float] = {}
        for tree in self._trees:
            branch = tree
            while not isinstance(branch, int | float):
                feature, step, low, high, value = branch
                branch = low if row[feature] <= step else high
                after = branch if isinstance(branch, int | float) else branch[-1]
                moved[feature] = moved.get(feature, 0.0) + (after - value)
        return moved

    def against(self, row: bytes, most: int) -> list[tuple[float, int]]:
        moved = self.contributions(row).items()
        return sorted((value, feature) for feature, value in moved if value < 0)[:most]


def _written(tree: Any, size: int, depth: int) -> str:
    if isinstance(tree, int | float) and isfinite(tree):
        return repr(float(tree))
    if depth == 0:
        raise ValueError(f"no tree: branches more than {DEEPEST} deep")
    if not isinstance(tree, list | tuple) or len(tree) != _PARTS:
        raise ValueError("no tree: neither a number nor [feature, step, low, high, value]")
    feature, step, low, high, _ = tree
    if type(feature) is not int or type(step) is not int or not 0 <= feature < size:
        raise ValueError(f"no branch over {size} features: {feature!r:.40} {step!r:.40}")
    return (
        f"({_written(low, size, depth - 1)} if a{feature} <= {step} else {_written(high, size, depth - 1)})"
    )


_PARTS = 5
