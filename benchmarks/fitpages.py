"""Fits the judge's model for HTML pages on gold data: `python -m benchmarks.fitpages FOLDER --write rules/pages.json`.

Owns that fitting and its cross-validation by host; the trees are fitted as in `fit`. The seed is fixed and the data's digest is written
into the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from benchmarks.data import Page, fold_of, read_pages
from benchmarks.fit import BODY, UNIT_WEIGHT, fit_trees, run
from benchmarks.labels import Label, label_segments, label_units
from cleaner.blockfeatures import PAGE_FEATURES
from cleaner.document import Document, read
from cleaner.html import read_page

SETS = {"wcxb": 1.0, "fundus_tests": 3.0, "zh_autumn": 4.0, "postlight": 1.0, "trafilatura_eval": 0.5}
"""Weight of a page of each set. Of trafilatura_eval, which has no body, only the blocks that hold its segments teach anything."""
TREES = 100
LEVELS = {"cautious": -1.5, "default": -0.3, "thorough": 0.3}
"""Scores (log-odds) under which a block goes, by level. Chosen by cross-validation by host."""


class Sample(Struct):
    """One page with its labels: `rows` its features, `y` 1 for body, `w` the weight of each block."""

    fold: int
    rows: Any
    y: Any
    w: Any


def gather(folder: Path, sets: Sequence[str]) -> Iterator[Sample]:
    """Read every page of the sets, with features and labels."""
    for name in sets:
        for page in read_pages(folder, name, html=True):
            if page.html and (page.gold or page.wanted or page.unwanted) and (sample := read_sample(page)):
                sample.w *= SETS.get(name, 1.0)
                yield sample


def read_sample(page: Page) -> Sample | None:
    """Return a page with its labels, or None for one without blocks."""
    seen = read_page(page.html or "", page.url)
    document = read(seen.text, by_line=True)
    if seen.sheet is None or len(document) != len(seen.sheet.rows):
        return None
    labels = _labels(document, page)
    sizes = np.sqrt([size for _, size in labels])
    y = np.array([1 if value is not None and value >= BODY else 0 for value, _ in labels])
    rows = np.frombuffer(b"".join(seen.sheet.rows), np.uint8).reshape(len(labels), len(PAGE_FEATURES))
    return Sample(fold_of(page.host), rows, y, sizes / (sizes.sum() + 1) * UNIT_WEIGHT + 1e-6)


def _labels(document: Document, page: Page) -> list[Label]:
    if page.gold:
        return label_units(document, page.gold)
    return label_segments(document, page.wanted, page.unwanted)


def fit_pages(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the content of the model file that the samples make."""
    rows = np.concatenate([sample.rows for sample in samples])
    return {
        "features": list(PAGE_FEATURES),
        "levels": LEVELS,
        "trees": fit_trees(rows, samples, TREES),
    }


def main() -> int:
    """Fit the model for pages."""
    return run(__doc__, SETS, lambda folder, sets: list(gather(folder, sets)), fit_pages, ("pages", "pages"))


if __name__ == "__main__":
    sys.exit(main())
