"""Tells how often the title that comes out is the page's: `python -m benchmarks.titles FOLDER [--sample N] [--models MODELS]`.

Owns that measure, which has no part in F1: gold bodies hold no titles. Must not know how a title is found.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.data import Page, read_pages, take_sample
from benchmarks.report import write_table
from benchmarks.systems import given_text, load_system

SETS = ("wcxb", "fundus_tests")
TEXTS = ("full", "extracted", "html")
VERDICTS = ("right", "variant", "none", "wrong", "not in the text")
LONG = 15
"""Letters from which on a part of the gold title, or a line that holds it, is right: papers add kickers and their name."""
VARIANT = 0.5
"""Share of the words of the shorter of two titles that a variant has in common with the other."""


def judge_title(found: str | None, gold: str) -> str:
    """Return what a title is beside the gold one: `right`, `variant`, `none` or `wrong`."""
    ours, theirs = _letters(found or ""), _letters(gold)
    if not ours:
        return "none"
    if ours == theirs or (len(ours) > LONG and ours in theirs) or (len(theirs) > LONG and theirs in ours):
        return "right"
    words = [set(re.findall(r"\w+", text.casefold())) for text in (found or "", gold)]
    shared = len(words[0] & words[1]) / max(1, min(map(len, words)))
    return "variant" if shared >= VARIANT else "wrong"


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def count_titles(pages: Sequence[Page], text: str, models: Path | None) -> Counter[str]:
    """Return how often each verdict is reached on one kind of text; a title that the text does not hold, and that is not found, is apart."""
    run = load_system("cleaner", models=models)
    counts: Counter[str] = Counter()
    for page in pages:
        given = given_text(page, text)
        if given and page.gold_title:
            verdict = judge_title(run(page, text, given).title, page.gold_title)
            absent = verdict == "none" and _letters(page.gold_title) not in _letters(given)
            counts["not in the text" if absent else verdict] += 1
    return counts


def rows(options: argparse.Namespace) -> Iterator[list[str]]:
    """Yield the rows of the table: a kind of text of a set each, with the share of each verdict."""
    yield ["text", "set", "pages", *VERDICTS]
    for text in TEXTS:
        for name in SETS:
            pages = take_sample(read_pages(options.folder, name, html=text == "html"), options.sample)
            counts = count_titles(pages, text, options.models)
            total = counts.total()
            yield [
                text,
                name,
                str(total),
                *[f"{counts[verdict] / max(1, total):.2f}" for verdict in VERDICTS],
            ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.titles", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, help="N pages of each set, always the same")
    parser.add_argument("--models", type=Path, help="models by fold (benchmarks.fit --folds)")
    print(write_table(list(rows(parser.parse_args(arguments)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
