"""Which units of a scraped text belong to the body, told by its gold.

Owns the labels that the judge's model is fitted on. Must not know features or weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.measures import GRAM, tokens
from cleaner.document import Document

COVERED = 0.5
"""Share of a unit's words that must lie in word 4-grams of the gold."""
LONG = 8
"""Words from which on second copies of a unit are told from first ones."""

Label = tuple[float | None, int]
"""(1 body, 0 not, None nothing to tell by; number of words)."""


def label_units(document: Document, gold: str) -> list[Label]:
    """Return a label for every unit of a document."""
    words = tokens(gold)
    covered = set(zip(*(words[start:] for start in range(GRAM)), strict=False))
    lines = Counter(tuple(tokens(line)) for line in gold.split("\n"))
    joined = f" {' '.join(words)} "
    seen: Counter[tuple[str, ...]] = Counter()
    labels = [_label(tuple(tokens(view)), covered, lines, joined, seen) for view in document.views]
    return _settled(labels)


def label_segments(document: Document, wanted: Sequence[str], unwanted: Sequence[str]) -> list[Label]:
    """Return a label for every unit by segments that must stay or must go; a unit of which they say nothing has size 0."""
    stay, go = ([" ".join(tokens(segment)) for segment in kind] for kind in (wanted, unwanted))
    out: list[Label] = []
    for view in document.views:
        words = tokens(view)
        good, bad = (
            any(_meet(" ".join(words), segment, len(words)) for segment in kind) for kind in (stay, go)
        )
        out.append((float(good), len(words)) if good != bad else (None, 0))
    return out


def _meet(unit: str, segment: str, size: int) -> bool:
    return bool(segment) and (segment in unit or (size >= GRAM and unit in segment))


def _label(
    unit: tuple[str, ...],
    covered: set[tuple[str, ...]],
    lines: Counter[tuple[str, ...]],
    joined: str,
    seen: Counter[tuple[str, ...]],
) -> Label:
    if not unit:
        return None, 0
    if unit in lines:
        seen[unit] += 1
        return float(seen[unit] <= lines[unit]), len(unit)
    inside = f" {' '.join(unit)} "
    if len(unit) < GRAM:
        return (_UNSURE if inside in joined else 0.0), len(unit)
    share = _share(unit, covered)
    if share >= COVERED and len(unit) >= LONG:
        seen[unit] += 1
        if seen[unit] > max(1, joined.count(inside)):
            return 0.0, len(unit)
    return float(share >= COVERED), len(unit)


_UNSURE = 0.5
"""A few words that stand somewhere in the gold: body only between units that are."""


def _share(unit: tuple[str, ...], covered: set[tuple[str, ...]]) -> float:
    hit = [False] * len(unit)
    for start in range(len(unit) - GRAM + 1):
        if unit[start : start + GRAM] in covered:
            hit[start : start + GRAM] = [True] * GRAM
    return sum(hit) / len(unit)


def _settled(labels: list[Label]) -> list[Label]:
    sure = [value for value, _ in labels]
    out: list[Label] = []
    for index, (value, size) in enumerate(labels):
        if value == _UNSURE:
            sides = (_nearest(sure[index - 1 :: -1] if index else []), _nearest(sure[index + 1 :]))
            value = float(min(sides) > _UNSURE)  # noqa: PLW2901
        out.append((value, size))
    return out


def _nearest(values: list[float | None]) -> float:
    return next((value for value in values if value is not None and value != _UNSURE), 0.0)
