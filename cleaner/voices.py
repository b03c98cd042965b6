"""What rules say of units: findings, and what those say of one line amounts to.

Owns the weight of a voice and the order of reasons. Must not know documents, nor what is decided. What rules of whole lines say that stand
alone is the same wherever the line stands: it is worked out once a line, and shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from cleaner.values import CATEGORIES, Confidence, Evidence

WEIGHTS: dict[Confidence, float] = {"high": 1.0, "medium": 0.5, "low": 0.25}
"""Weight of a vote (rules.md, from findings to decisions)."""
_RANK = {"high": 0, "medium": 1, "low": 2}
_NUMBERS = {category: number for number, category in enumerate(CATEGORIES, 1)}
_BY_RANK = attrgetter("rank")
_SCOPE = {"span": 0, "line": 1, "block": 2, "tail": 3}


class Voice(Struct, frozen=True, gc=False):
    """What a rule says, wherever that stands. `clause` is the number of the match clause that hit, `words` what it hit."""

    rule: str
    category: str
    confidence: Confidence
    scope: str
    clause: int
    words: str

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Its place among reasons for a cut: the lowest names the removal."""
        return (2, _RANK[self.confidence], _SCOPE[self.scope], self.rule)

    @property
    def evidence(self) -> Evidence:
        """The same as a reason, for people."""
        return Evidence(
            self.rule, self.confidence, self.words, f"{self.scope} rule, clause {self.clause + 1}"
        )


class Finding(Voice, frozen=True, gc=False):
    """A rule's report about units `first` to `last` (inclusive) of a document.

    `start` and `end` are offsets into the document's normalised text; for whole units they are the units' bounds.
    """

    first: int
    last: int
    start: int
    end: int


class Heard(Struct, frozen=True, gc=False):
    """What rules say of one unit.

    `voices` are in the order of the rules; `ranked` those that speak for cutting the whole unit, the first one names the removal; `total` is
    the sum of the strongest voice of each category; `sure`: all voices are of high confidence; `loudest`: confidence from 1 to 3 and number
    of the category (from 1) of the loudest, zeros where none speaks of the whole unit.
    """

    voices: tuple[Voice, ...]
    ranked: tuple[Voice, ...]
    total: float
    sure: bool
    loudest: tuple[int, int]


class Said(NamedTuple):
    """What rules say of a document as it stands: those of lines that stand alone, by index of the unit; what the others found."""

    lines: dict[int, Heard]
    findings: Iterable[Finding]


def heard_of(voices: Sequence[Voice]) -> Heard:
    """Return what voices, in the order of the rules, amount to."""
    if len(voices) == 1:
        return _alone(voices[0])
    ranked = tuple([voice for voice in voices if voice.scope != "span"])
    loudest = 0, 0
    for voice in ranked:
        loudness = 3 - _RANK[voice.confidence]
        if loudness > loudest[0]:
            loudest = loudness, _NUMBERS[voice.category]
    if len(ranked) > 1:
        ranked = tuple(sorted(ranked, key=_BY_RANK))
    sure = all([voice.confidence == "high" for voice in voices])
    return Heard(tuple(voices), ranked, sum_of(ranked), sure, loudest)


def _alone(voice: Voice) -> Heard:
    own, confidence = (voice,), voice.confidence
    if voice.scope == "span":
        return Heard(own, (), 0.0, confidence == "high", (0, 0))
    loudest = 3 - _RANK[confidence], _NUMBERS[voice.category]
    return Heard(own, own, WEIGHTS[confidence], confidence == "high", loudest)


def sum_of(voices: Sequence[Voice]) -> float:
    """Add up the strongest voice of each category."""
    strongest: dict[str, float] = {}
    for voice in voices:
        strongest[voice.category] = max(strongest.get(voice.category, 0.0), WEIGHTS[voice.confidence])
    return sum(strongest.values())


class Judged(Struct, frozen=True, gc=False):
    """What was found without a rule, as a reason; `step` is its place among reasons (rules have 2), `why` is told when asked."""

    step: int
    rule: str
    category: str
    why: str | Callable[[], str]

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Its place among reasons for a cut: the lowest names the removal."""
        return (self.step, 0, 0, self.rule)

    @property
    def evidence(self) -> Evidence:
        """The same for people."""
        return Evidence(self.rule, "high", "", self.why if isinstance(self.why, str) else self.why())


Reason = Voice | Judged
"""One thing that speaks for cutting a unit."""
