"""Steps of a scale, sums and distances along a row of units, and sums up a tree. Must not know what is measured."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate

from cleaner.native import compiled

Climb = tuple[int, int, int]
"""Steps up to an element, the last element below it, and that element."""


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


def steps_of(steps: Sequence[float], values: Iterable[float]) -> Sequence[int]:
    """Return the step of a scale on which each value stands, from 0 on."""
    room = compiled("_scales")
    return room.steps_of(steps, values) if room else steps_plainly(steps, values)


def steps_plainly(steps: Sequence[float], values: Iterable[float]) -> list[int]:
    """Do what `steps_of` does, in Python."""
    return list(map(partial(bisect_right, steps), values))


def ratios(steps: Sequence[float], part: list[int], whole: list[int], nodes: Iterable[int]) -> Sequence[int]:
    """Return the step of the share of the one sum in the other, at each of `nodes`; sums lie by node."""
    room = compiled("_scales")
    return room.ratios(steps, part, whole, nodes) if room else ratios_plainly(steps, part, whole, nodes)


def ratios_plainly(
    steps: Sequence[float], part: list[int], whole: list[int], nodes: Iterable[int]
) -> list[int]:
    """Do what `ratios` does, in Python."""
    return [bisect_right(steps, part[node] / (whole[node] or 1)) for node in nodes]


def shares(steps: Sequence[float], sums: tuple[list[int], list[int]], width: int) -> Sequence[int]:
    """Return for each unit the step of the share of the one running sum in the other, over the `width` units on either side."""
    room = compiled("_scales")
    return room.shares(steps, sums, width) if room else shares_plainly(steps, sums, width)


def shares_plainly(steps: Sequence[float], sums: tuple[list[int], list[int]], width: int) -> list[int]:
    """Do what `shares` does, in Python."""
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


def climb(sums: list[int], parents: list[int], least: float, most: int) -> list[Climb]:
    """Return for each element of a tree the climb to the one around it that holds `least` of a sum; a parent comes before its children."""
    room = compiled("_scales")
    return room.climb(sums, parents, least, most) if room else climb_plainly(sums, parents, least, most)


def climb_plainly(sums: list[int], parents: list[int], least: float, most: int) -> list[Climb]:
    """Do what `climb` does, in Python."""
    known: list[Climb] = []
    for node, parent in enumerate(parents):
        if sums[node] >= least or not node:
            known.append((0, node, node))
        else:
            steps, last, top = known[parent]
            known.append((min(steps + 1, most), last if steps else node, top))
    return known


Shares = tuple[list[float], list[float]]


def capitals_and_digits(texts: list[str]) -> Shares:
    """Return for each text, which is not empty, the share of capitals in its characters, and of digits."""
    room = compiled("_scales")
    return room.capitals_and_digits(texts) if room else capitals_and_digits_plainly(texts)


def capitals_and_digits_plainly(texts: list[str]) -> Shares:
    """Do what `capitals_and_digits` does, in Python."""
    capitals = [sum(map(str.isupper, text)) / len(text) for text in texts]
    return capitals, [sum(map(str.isdigit, text)) / len(text) for text in texts]
