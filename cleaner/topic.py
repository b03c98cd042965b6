"""What units of extracted text talk about: how many of their words the text around them uses, and of how many parts a line is made.

Owns likeness of words between the units of one document. Must not know phrases, votes, nor any weight.

A teaser of another article, a note about an author or a firm's pitch shares few words with the text above it; a row of links is made of
many short parts, however long it is. Page dumps are judged without these: their menus share words with everything (docs/decisions.md).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from cleaner.look import Look
from cleaner.native import compiled
from cleaner.scene import Scene

SHARES = (0.001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)
"""Steps of a share of words."""
NEARLY = 1e-9
"""Added to what sums were made of before it is compared with steps: sums may differ by less."""
MARGINS = (-0.3, -0.2, -0.12, -0.05, 0.0, 0.05, 0.12, 0.2)
"""Steps of how far a share lies above or below what is usual in the document's running text."""
USUAL = 0.5
"""What is usual where there is no running text."""
PARTS = (2, 3, 5, 8, 13)
"""Steps of the number of parts of a line."""
WIDTHS = (1.5, 2.5, 4, 7, 12, 25)
"""Steps of the words in a part."""
AROUND = 3
"""Units on either side over which likeness is smoothed."""
_MARKS = ("|", "·", "•", " - ", " – ", " / ")
"""What stands between the parts of a row of links or cells."""

TOPICS = {
    "earlier": (len(SHARES) + 2, "how many of its words the text above uses too"),
    "common": (len(MARGINS) + 2, "how many of its words the rest of the text uses too"),
    "rest": (len(SHARES) + 1, "how many words of all that follows the text above uses too"),
    "vicinity": (len(SHARES) + 1, "how many words of the lines around it the text above uses too"),
    "parts": (len(PARTS) + 1, "the parts it is made of"),
    "part size": (len(WIDTHS) + 1, "the length of its parts"),
}
"""Name of each feature, its number of steps, and what it means in words for `explain`."""


def topics_of(scene: Scene, views: Sequence[str]) -> list[bytes]:
    """Return the features of every unit, in the order of `TOPICS`; `views` run parallel to the looks of the scene."""
    compiler = _compiled()
    return topics_plainly(scene, views) if compiler is None else compiler.rows(scene, views)


@cache
def _compiled() -> Any:
    """Return what works out the features, compiled, or None."""
    topics = compiled("_topics")
    return topics.Topics(sys.modules[__name__]) if topics else None


def topics_plainly(scene: Scene, views: Sequence[str]) -> list[bytes]:
    """Return what `topics_of` returns, without compiled code."""
    contents = [_content(look, view) for look, view in zip(scene.looks, views, strict=True)]
    earlier, common = _likeness(contents)
    sizes = [look.words if content else 0 for look, content in zip(scene.looks, contents, strict=True)]
    said = [0.0, *accumulate([share * size for share, size in zip(earlier, sizes, strict=True)])]
    places, total = range(len(views)), len(views)
    columns = (
        _steps(earlier, contents),
        _beside_usual(common, scene.prose),
        _means([(place, total) for place in places], said, sizes),
        _means([(max(0, at - AROUND), min(total, at + AROUND + 1)) for at in places], said, sizes),
        *_parts(scene.looks, views),
    )
    return list(map(bytes, zip(*columns, strict=True)))


def _content(look: Look, view: str) -> frozenset[str]:
    """Return what a unit talks about: its longer words, or in scripts without blanks its pairs of characters."""
    return frozenset(map(str.__add__, view, view[1:])) if look.script else look.content


def _likeness(contents: Sequence[frozenset[str]]) -> tuple[list[float], list[float]]:
    """Return for each unit the share of its words that units above use, and the share that any other unit uses; -1 without words."""
    seen: set[str] = set()
    twice: set[str] = set()
    earlier = []
    for words in contents:
        again = words & seen
        earlier.append(len(again) / len(words) if words else 0.0)
        twice |= again
        seen |= words
    return earlier, [len(words & twice) / len(words) if words else -1.0 for words in contents]


def _beside_usual(shares: Sequence[float], prose: Sequence[int]) -> list[int]:
    usual = [share for share, running in zip(shares, prose, strict=True) if running and share >= 0]
    mean = sum(usual) / len(usual) if usual else USUAL
    return [1 + bisect_right(MARGINS, share - mean + NEARLY) if share >= 0 else 0 for share in shares]


def _steps(shares: Sequence[float], contents: Sequence[frozenset[str]]) -> list[int]:
    return [
        1 + bisect_right(SHARES, share) if words else 0 for share, words in zip(shares, contents, strict=True)
    ]


def _means(bounds: Sequence[tuple[int, int]], said: Sequence[float], sizes: Sequence[int]) -> list[int]:
    """Return the steps of the mean share between each pair of bounds, weighed by words; `said` is a running sum."""
    total = [0, *accumulate(sizes)]
    return [
        bisect_right(SHARES, (said[high] - said[low]) / ((total[high] - total[low]) or 1) + NEARLY)
        for low, high in bounds
    ]


def _parts(looks: Sequence[Look], views: Sequence[str]) -> tuple[list[int], list[int]]:
    counts = [1 + sum(map(view.strip("|·• ").count, _MARKS)) for view in views]
    widths = [bisect_right(WIDTHS, look.words / count) for look, count in zip(looks, counts, strict=True)]
    return [bisect_right(PARTS, count) for count in counts], widths
