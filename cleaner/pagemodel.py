"""The fitted numbers for pages: the log-odds that each block of an HTML page belongs to the body.

Owns reading those weights; they lie in `rules/pages.json` and are made by `benchmarks/fitpages.py`. Must not know rules or decisions.
"""

from __future__ import annotations

import marshal
from typing import Any

from msgspec import Struct

from cleaner.blockfeatures import PAGE_FEATURES, Sheet, say_feature
from cleaner.trees import Forest, compile_trees, plant

TOGETHER = 0.4
"""Share of a block's score that comes from all blocks under the same element, by words: a list goes or stays as a whole."""


class PageModel(Struct, frozen=True):
    """`levels` are the scores under which a block goes, by the level that a profile names."""

    levels: dict[str, float]
    forest: Forest

    def score(self, sheet: Sheet) -> list[float]:
        """Return the log-odds of every block of a page."""
        alone = list(map(self.forest.score, sheet.rows))
        sums: dict[int, float] = {}
        sizes: dict[int, int] = {}
        for group, value, words in zip(sheet.groups, alone, sheet.words, strict=True):
            sums[group] = sums.get(group, 0.0) + value * words
            sizes[group] = sizes.get(group, 0) + words
        together = {group: sums[group] / (sizes[group] or 1) for group in sums}
        return [
            (1 - TOGETHER) * value + TOGETHER * together[group]
            for group, value in zip(sheet.groups, alone, strict=True)
        ]

    def reasons(self, row: bytes, most: int = 3) -> list[str]:
        """Return what spoke loudest against the block of a row, in words with log-odds, the strongest first."""
        loudest = self.forest.against(row, most)
        return [f"{say_feature(feature, row[feature])} ({value:+.1f})" for value, feature in loudest]


def pack_pages(raw: dict[str, Any]) -> bytes:
    """Return a model file's content with its trees compiled. Raises KeyError or ValueError for a file of another form."""
    if raw["features"] != list(PAGE_FEATURES):
        raise ValueError("it was fitted with other features: fit it again with benchmarks.fitpages")
    code = compile_trees(raw["trees"], len(PAGE_FEATURES))
    return marshal.dumps({"levels": raw["levels"], "trees": raw["trees"], "code": code})


def unpack_pages(packed: bytes) -> PageModel:
    """Return the model that `pack_pages` packed."""
    raw = marshal.loads(packed)  # written by `pack_pages`
    return PageModel(raw["levels"], plant(raw["trees"], raw["code"], len(PAGE_FEATURES)))
