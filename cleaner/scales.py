"""Steps of a scale, sums and distances along a row of units. Must not know what is measured."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate


def running(values: Sequence[int]) -> list[int]:
    """Return the running sums of values, from 0 on: one more than there are values."""
    return [0, *accumulate(values)]


def distances(present: Sequence[int]) -> list[int]:
    """Return for each unit how many units back the last one stands that has what is asked; a large number where there is none."""
    out, away = [], 99
    for value in present:
        out.append(away)
        away = 1 if value else away + 1
    return out


def steps_of(steps: Sequence[float], values: Iterable[float]) -> list[int]:
    """Return the step of a scale on which each value stands, from 0 on."""
    return list(map(partial(bisect_right, steps), values))


def shares(steps: Sequence[float], sums: tuple[list[int], list[int]], width: int) -> list[int]:
    """Return for each unit the step of the share of the one running sum in the other, over the `width` units on either side."""
    (part_low, part_high), (whole_low, whole_high) = (_bounds(values, width) for values in sums)
    return [
        bisect_right(steps, (high - low) / ((all_high - all_low) or 1))
        for low, high, all_low, all_high in zip(part_low, part_high, whole_low, whole_high, strict=True)
    ]


def _bounds(running: list[int], width: int) -> tuple[list[int], list[int]]:
    """Return the running sum at the lower and the upper end of the window around each unit."""
    total = len(running) - 1
    cut = min(width, total)
    return [running[0]] * cut + running[: total - cut], running[cut + 1 :] + [running[-1]] * cut
