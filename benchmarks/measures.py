"""The measures: tokens, 4-gram precision and recall, exact share, damage, segment scores.

Owns every definition of what is counted. Must not know where pages come from or which system made an
output.

Body: tokens are runs of word characters, apostrophes taken out, each CJK character a token of its own. Word
4-grams of output and gold are compared as multisets: precision and recall for a page, then their means,
then the F1 of the two means. This is the measure of the public article-extraction-benchmark by Zyte, CJK
apart. A page whose output is empty has recall 0 and no precision: it is left out of the mean precision.
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

Grams = Counter[tuple[str, ...]]


class Gold(Struct, frozen=True):
    """The gold body of one page, counted once for all systems."""

    tokens: tuple[str, ...]
    grams: Grams
    bag: Counter[str]


class Segments(Struct, frozen=True):
    """Segments of one page as words: that must stay, that must go, that must stay and were in the input."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    held: tuple[str, ...]


class Score(Struct, frozen=True):
    """What one output is worth on one page. `None` means: not measured here."""

    precision: float | None = None
    recall: float | None = None
    exact: bool | None = None
    lost: int = 0
    reachable: int = 0
    wanted: int = 0
    wanted_found: int = 0
    wanted_held: int = 0
    wanted_lost: int = 0
    unwanted_found: int = 0


class Summary(Struct, frozen=True):
    """Figures of many pages. Shares lie in 0..1; a figure that cannot be told is None.

    `damage` is the share of the gold tokens that were in the inputs and are missing from the outputs, over
    all pages together. `segments` is (precision, recall, F1) over all segments together; `wanted_lost` is how
    many of the `wanted_held` segments of the inputs are missing from the outputs.
    """

    pages: int
    precision: float | None
    recall: float | None
    f1: float | None
    exact: float | None
    damage: float | None
    segments: tuple[float, float, float] | None
    wanted_held: int = 0
    wanted_lost: int = 0


def tokens(text: str) -> list[str]:
    """Return the words of a text in order; case counts, punctuation does not."""
    return _TOKEN.findall(text.replace("'", "").replace("’", ""))


def grams(words: Sequence[str]) -> Grams:
    """Return the multiset of word 4-grams; a text of one to three words is one gram, an empty one none."""
    if len(words) < GRAM:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(GRAM)), strict=False))


def gold_of(text: str) -> Gold:
    """Count the gold text once."""
    words = tokens(text)
    return Gold(tuple(words), grams(words), Counter(words))


def reachable_words(given: Iterable[str], gold: Gold) -> Counter[str]:
    """Return the gold words that an input holds: those that a system can keep or lose."""
    return gold.bag & Counter(given)


def score_body(output: Sequence[str], reachable: Counter[str], gold: Gold) -> Score:
    """Compare the words of an output with gold; `reachable` is what the input held, for the damage."""
    made = grams(output)
    wanted = gold.grams
    common = sum(min(count, wanted[gram]) for gram, count in made.items() if gram in wanted)
    left = Counter(output)
    return Score(
        precision=common / sum(made.values()) if made else None,
        recall=common / sum(gold.grams.values()) if gold.grams else None,
        exact=tuple(output) == gold.tokens,
        lost=sum(count - left[word] for word, count in reachable.items() if left[word] < count),
        reachable=sum(reachable.values()),
    )


def gold_without(text: str, title: str | None) -> str:
    """Return gold without the lines that may go: copies of the returned title, second copies of lines."""
    seen = {tuple(tokens(title))} if title else set()
    kept = []
    for line in text.split("\n"):
        words = tuple(tokens(line))
        if words not in seen:
            kept.append(line)
            seen.add(words)
    return "\n".join(kept)


def prepare_segments(wanted: Iterable[str], unwanted: Iterable[str], given: Sequence[str]) -> Segments:
    """Return the segments of a page as words, and which wanted ones stand in the input."""
    stay, go = (tuple(filter(None, (" ".join(tokens(one)) for one in kind))) for kind in (wanted, unwanted))
    text = " ".join(given)
    return Segments(stay, go, tuple(segment for segment in stay if segment in text))


def score_segments(output: Sequence[str], segments: Segments) -> Score:
    """Count which segments stand in an output, compared on words; it may begin or end within a word."""
    text = " ".join(output)
    return Score(
        wanted=len(segments.wanted),
        wanted_found=sum(segment in text for segment in segments.wanted),
        wanted_held=len(segments.held),
        wanted_lost=sum(segment not in text for segment in segments.held),
        unwanted_found=sum(segment in text for segment in segments.unwanted),
    )


def join_scores(body: Score, segments: Score) -> Score:
    """Return one score with the body figures of the first and the segment figures of the second."""
    return Score(
        body.precision, body.recall, body.exact, body.lost, body.reachable,
        segments.wanted, segments.wanted_found, segments.wanted_held, segments.wanted_lost,
        segments.unwanted_found,
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
    return Summary(
        pages=len(measured) or len(scores),
        precision=precision,
        recall=recall,
        f1=f1(precision, recall),
        exact=mean([float(bool(score.exact)) for score in measured]),
        damage=sum(score.lost for score in measured) / reachable if reachable else None,
        segments=_segments(scores) if any(score.wanted for score in scores) else None,
        wanted_held=sum(score.wanted_held for score in scores),
        wanted_lost=sum(score.wanted_lost for score in scores),
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
