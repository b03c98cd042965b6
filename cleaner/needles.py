"""Finds many literals in one pass over a text.

Owns the multi-pattern matcher and the plain path for platforms that have no wheel of it. Must not know what the literals are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


class Needles:
    """A set of literals to be found in texts that have one character more in front than the caller counts."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._automaton = _automaton(words)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (number of the literal, offset of its last character) for every occurrence, overlaps included.

        Offsets leave out the first character of `text`, the newline that the caller puts in front.
        """
        if self._automaton is None:
            yield from self._find_plainly(text)
            return
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # undecodable bytes are lone surrogates, which the automaton cannot take
            found = self._automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text), overlapping=True)
        for number, _, end in found:
            yield number, end - 2

    def _find_plainly(self, text: str) -> Iterator[tuple[int, int]]:
        for number, word in enumerate(self._words):
            at = text.find(word)
            while at >= 0:
                yield number, at + len(word) - 2
                at = text.find(word, at + 1)


def _automaton(words: tuple[str, ...]) -> Any:
    if not words:
        return None
    try:
        import ahocorasick_rs  # noqa: PLC0415
    except ImportError:
        return None
    return ahocorasick_rs.AhoCorasick(words)
