"""A whole document as its units look: which of them are running text, and where the main stretch of it lies.

Owns what only the whole document can tell of its units' looks. Must not know phrases, nor any weight.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cleaner.look import PROSE_LONG, PROSE_STOPS, Look
from cleaner.native import compiled

LEAST_KNOWN = 40
"""Words of running text from which on a document tells whether its language has function words here."""
KNOWN_SHARE = 0.8
"""Share of `PROSE_STOPS` that the running text of a known language has at the least."""
GAP_COST = 6
"""What a unit that is no running text costs when the main stretch is looked for; running text earns its words, up to `GAIN`."""
GAIN = 40
DUMP_COST = 18
"""The same for a narrow main stretch, which does not reach over menus."""


class Scene(Struct, frozen=True):
    """What all units of a document look like.

    `strange`: its language has no function words here. `prose` holds the words of each unit that is running text, 0 for any other. `kinds`
    is the class by which neighbours know a unit: 1 and 2 running text, 3 to 7 the lengths of what is none.
    """

    looks: list[Look]
    strange: bool
    prose: list[int]
    kinds: list[int]


def scene_of(looks: list[Look]) -> Scene:
    """Return the scene that looks make; a language without known function words is judged without that test."""
    rows = compiled("_rows")
    if rows is None:
        return scene_plainly(looks)
    return Scene(looks, *rows.set_scene(looks, KNOWN_SHARE * PROSE_STOPS, LEAST_KNOWN, PROSE_LONG))


def scene_plainly(looks: list[Look]) -> Scene:
    """Return what `scene_of` returns, without compiled code."""
    words = sum(look.strange for look in looks)
    stops = sum(look.stops * look.strange for look in looks)
    strange = words > LEAST_KNOWN and stops < KNOWN_SHARE * PROSE_STOPS * words
    prose = [look.strange if strange else look.known for look in looks]
    kinds = [_kind(look.words, running) for look, running in zip(looks, prose, strict=True)]
    return Scene(looks, strange, prose, kinds)


def _kind(words: int, running: int) -> int:
    if running:
        return 1 if running >= PROSE_LONG else 2
    if words >= 12:
        return 3
    return 4 if words >= 5 else 5 if words >= 3 else 6 if words == 2 else 7


def main_stretch(prose: list[int], cost: int) -> tuple[int, int]:
    """Return (first, last) of the main stretch: running text earns its words, up to `GAIN`, and anything else costs `cost`."""
    rows = compiled("_rows")
    if rows is not None:
        return rows.main_stretch(prose, GAIN, cost)  # type: ignore[no-any-return]
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
