"""Tells what kind of line leaked, or was lost: by where it stands in gold and by a few cue words.

Owns a small classifier for reports; its cue words lie in `cues.json`. It is kept apart from the rules on
purpose, so that a report on what the rules miss does not repeat what the rules say. Its names are the
categories of the project, `standfirst`, and for lines without a cue `unmarked short line` and `unmarked
prose`. Must not know any system.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from benchmarks.data import Page
from benchmarks.measures import GRAM, gold_of, tokens

WANTED_SHARE = 0.5
"""A line belongs to the article when at least this share of its 4-grams stands in gold."""

LONG = 60
"""Cue words say nothing about a line of more words than this."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]”’»]*\s+|(?<=[。！？])")
_ENDS = re.compile(r"[.!?…。！？][\"')\]”’»“]*$")
_PROSE_WORDS = 12


@cache
def _cue_patterns() -> dict[str, re.Pattern[str]]:
    cues = msgspec.json.decode(
        files("benchmarks").joinpath("cues.json").read_bytes(), type=dict[str, list[str]]
    )
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in cues.items()}


def split_units(text: str, *, flat: bool = False) -> list[str]:
    """Return the non-blank lines of a text, or the sentences of each where the text is flat."""
    lines = [line.strip() for line in text.split("\n")]
    if flat:
        lines = [part.strip() for line in lines for part in _SENTENCE_END.split(line) if part]
    return [line for line in lines if line]


class LineJudge:
    """Knows the gold of one page and tells which lines belong to it."""

    def __init__(self, page: Page) -> None:
        gold = gold_of(page.gold or "")
        self._known: dict[str, bool] = {}
        self._grams = frozenset(gold.grams)
        self._text = f" {' '.join(gold.tokens)} "
        self._title = tokens(page.gold_title or "")
        self._summary = f" {' '.join(tokens(page.gold_summary or ''))} "

    def is_wanted(self, line: str) -> bool:
        """Say whether a line is part of gold: half of its 4-grams are, or, if shorter, all of it."""
        if line not in self._known:
            self._known[line] = self._look_up(tokens(line))
        return self._known[line]

    def _look_up(self, words: list[str]) -> bool:
        if len(words) < GRAM:
            return not words or f" {' '.join(words)} " in self._text
        made = list(zip(*(words[start:] for start in range(GRAM)), strict=False))
        return sum(gram in self._grams for gram in made) >= WANTED_SHARE * len(made)

    def name_kind(self, line: str, seen: set[tuple[str, ...]]) -> str:
        """Return what kind of leftover a line is; `seen` are the words of the lines above it."""
        words = tokens(line)
        if self._title and _likeness(words, self._title) >= 0.8:
            return "title"
        if len(words) >= GRAM and f" {' '.join(words)} " in self._summary:
            return "standfirst"
        if tuple(words) in seen:
            return "repeat"
        return name_by_cue(line, len(words))

    def count_leaks(self, text: str, *, flat: bool = False) -> Counter[str]:
        """Return how many words of each kind of leftover stand in an output."""
        found: Counter[str] = Counter()
        for kind, line in self.list_leaks(text, flat=flat):
            found[kind] += len(tokens(line))
        return found

    def list_leaks(self, text: str, *, flat: bool = False) -> list[tuple[str, str]]:
        """Return (kind, line) of each unwanted line of an output, in order."""
        seen: set[tuple[str, ...]] = set()
        leaks = []
        for line in split_units(text, flat=flat):
            words = tuple(tokens(line))
            if words and not self.is_wanted(line):
                leaks.append((self.name_kind(line, seen), line))
            seen.add(words)
        return leaks


@lru_cache(maxsize=50_000)
def name_by_cue(line: str, words: int) -> str:
    """Return the category whose cue words a line holds, or what it looks like without any."""
    if words <= LONG:
        for name, pattern in _cue_patterns().items():
            if pattern.search(line):
                return name
    if words >= _PROSE_WORDS and _ENDS.search(line):
        return "unmarked prose"
    return "unmarked short line" if words < 2 * _PROSE_WORDS else "unmarked long line"


def _likeness(left: list[str], right: list[str]) -> float:
    one, two = {word.lower() for word in left}, {word.lower() for word in right}
    return len(one & two) / len(one | two) if one | two else 0.0
