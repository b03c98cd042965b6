"""The measures: tokens, 4-gram precision and recall, exact share, damage, segment scores.

Owns every definition of what is counted. Must not know where pages come from or which system made an output.

Body: tokens are runs of word characters, apostrophes taken out, each CJK character a token of its own. Word
4-grams of output and gold are compared as multisets: precision and recall for a page, then their means, then the
F1 of the two means. This is the measure of the public article-extraction-benchmark by Zyte, CJK apart. A page whose
output is empty has recall 0 and no precision: it is left out of the mean precision.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

GRAM = 4
"""Words in one shingle: the size that article-extraction-benchmark uses."""

_CJK = (
    "\u2e80-\u2fdf\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_NO_APOSTROPHES = str.maketrans("", "", "'’")

Grams = Counter[tuple[str, ...]]


class Gold(Struct, frozen=True):
    """The gold body of one page, counted once for all systems."""

    tokens: tuple[str, ...]
    grams: Grams
    bag: Counter[str]


class Score(Struct, frozen=True):
    """What one output is worth on one page. `None` means: not measured here."""

    precision: float | None = None
    recall: float | None = None
    exact: bool | None = None
    lost: int = 0
    reachable: int = 0
    wanted: int = 0
    wanted_found: int = 0
    unwanted: int = 0
    unwanted_found: int = 0


class Summary(Struct, frozen=True):
    """Figures of many pages. Shares lie in 0..1; a figure that cannot be told is None.

    `damage` is the share of the gold tokens that were in the inputs and are missing from the outputs, over all
    pages together. `segments` is (precision, recall, F1) over all segments together; `wanted_lost` is how many
    wanted segments were not found.
    """

    pages: int
    precision: float | None
    recall: float | None
    f1: float | None
    exact: float | None
    damage: float | None
    segments: tuple[float, float, float] | None
    wanted: int = 0
    wanted_lost: int = 0


def tokens(text: str) -> list[str]:
    """Return the words of a text in order; case counts, punctuation does not."""
    return _TOKEN.findall(text.translate(_NO_APOSTROPHES))


def grams(words: Sequence[str]) -> Grams:
    """Return the multiset of word 4-grams; a text shorter than four words is one gram, an empty one has none."""
    if len(words) < GRAM:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(GRAM)), strict=False))


def gold_of(text: str) -> Gold:
    """Count the gold text once."""
    words = tokens(text)
    return Gold(tuple(words), grams(words), Counter(words))


def score_body(output: Sequence[str], given: Iterable[str], gold: Gold) -> Score:
    """Compare the words of an output with gold; `given` are the words of the input, for the damage."""
    made = grams(output)
    common = sum((made & gold.grams).values())
    reachable = gold.bag & Counter(given)
    return Score(
        precision=common / sum(made.values()) if made else None,
        recall=common / sum(gold.grams.values()) if gold.grams else None,
        exact=tuple(output) == gold.tokens,
        lost=sum((reachable - Counter(output)).values()),
        reachable=sum(reachable.values()),
    )


def gold_without(text: str, title: str | None) -> str:
    """Return a gold text without the lines that may go: copies of the returned title, and second copies of lines."""
    seen = {tuple(tokens(title))} if title else set()
    kept = []
    for line in text.split("\n"):
        words = tuple(tokens(line))
        if words not in seen:
            kept.append(line)
            seen.add(words)
    return "\n".join(kept)


def count_found(segments: Iterable[str], output: Sequence[str]) -> tuple[int, int]:
    """Return how many segments there are and how many stand in the output, compared on words."""
    text = f" {' '.join(output)} "
    found = [f" {' '.join(words)} " in text for words in map(tokens, segments) if words]
    return len(found), sum(found)


def score_segments(output: Sequence[str], wanted: Iterable[str], unwanted: Iterable[str]) -> Score:
    """Count which of the segments that must stay, and of those that must go, are in an output."""
    stay, stayed = count_found(wanted, output)
    go, kept = count_found(unwanted, output)
    return Score(wanted=stay, wanted_found=stayed, unwanted=go, unwanted_found=kept)


def join_scores(body: Score, segments: Score) -> Score:
    """Return one score with the body figures of the first and the segment figures of the second."""
    return Score(
        body.precision, body.recall, body.exact, body.lost, body.reachable,
        segments.wanted, segments.wanted_found, segments.unwanted, segments.unwanted_found,
    )  # fmt: skip


def f1(precision: float | None, recall: float | None) -> float | None:
    """Return the harmonic mean, 0 where both are 0, None where one is unknown."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def summarise(scores: Sequence[Score]) -> Summary:
    """Return the figures of many pages: means over pages for the body, sums for damage and segments."""
    measured = [score for score in scores if score.recall is not None]
    precision = mean([score.precision for score in measured if score.precision is not None])
    recall = mean([score.recall for score in measured if score.recall is not None])
    if measured and precision is None:
        precision = 0.0
    reachable = sum(score.reachable for score in measured)
    wanted = sum(score.wanted for score in scores)
    return Summary(
        pages=len(scores),
        precision=precision,
        recall=recall,
        f1=f1(precision, recall),
        exact=mean([float(bool(score.exact)) for score in measured]),
        damage=sum(score.lost for score in measured) / reachable if reachable else None,
        segments=_segments(scores) if wanted else None,
        wanted=wanted,
        wanted_lost=wanted - sum(score.wanted_found for score in scores),
    )


def _segments(scores: Sequence[Score]) -> tuple[float, float, float]:
    found = sum(score.wanted_found for score in scores)
    kept = sum(score.unwanted_found for score in scores)
    recall = found / sum(score.wanted for score in scores)
    precision = found / (found + kept) if found + kept else 0.0
    return precision, recall, f1(precision, recall) or 0.0


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, or None of nothing."""
    return sum(values) / len(values) if values else None
