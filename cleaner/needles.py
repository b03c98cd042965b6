"""Finds many literals in one pass over a text.

Owns the multi-pattern matcher and the plain path for platforms that have no wheel of it. Must not know what the literals are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any

from cleaner.borders import goes_on
from cleaner.needs import EDGE, bare

WINDOW = 1 << 20
"""Characters searched at once."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Needles:
    """Literals, marked as in the literals room, to be found in texts that begin and end with a newline."""

    def __init__(self, words: tuple[str, ...]) -> None:
        meanings: dict[str, list[tuple[int, bool, bool]]] = {}
        for number, word in enumerate(words):
            if EDGE in word:
                meaning = number, word[0] == EDGE, word[-1] == EDGE
                meanings.setdefault(bare(word), []).append(meaning)
            else:
                meanings.setdefault(word, []).append((number, False, False))
        self.words = tuple(meanings)
        self.meanings = tuple(meanings.values())
        """For each word: the literals with the same letters, by number, and on which sides no letter may go on."""
        self._longest = max(map(len, self.words), default=0)

    @cached_property
    def _automaton(self) -> Any:
        return _automaton(self.words)

    def find(self, text: str, *, edges: bool = True) -> Iterator[tuple[int, int]]:
        """Yield (number of the literal, offset of its last character) for every occurrence, overlaps included, unit by unit.

        Offsets leave out the first character of `text`, the newline that the caller puts in front; for a literal that ends with the end
        of a unit, the offset is that of the last character before it. `edges=False`: words may go on at either side of a literal.
        """
        meanings = self.meanings
        for word, start, end in self.words_in(text):
            at = end - (2 if text[end - 1] != "\n" else 3)
            for number, left, right in meanings[word]:
                if edges and ((left and _goes_on(text[start - 1])) or (right and _goes_on(text[end]))):
                    continue
                yield number, at

    def words_in(self, text: str) -> Iterable[tuple[int, int, int]]:
        """Return (number of the word, start, end) of every word in a text, by ascending ends."""
        if self._automaton is None:
            return self._matches_plainly(text)
        return self._by_windows(text) if len(text) > WINDOW else self._matches_in(text)

    def _matches_in(self, text: str) -> Iterable[tuple[int, int, int]]:
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)  # type: ignore[no-any-return]
        except UnicodeEncodeError:  # undecodable bytes are lone surrogates, which the automaton cannot take
            return self._matches_in(_SURROGATE.sub("\ufffd", text))

    def _by_windows(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Search a long text piece by piece, since the automaton returns all it finds at once; each piece begins one literal early."""
        for first in range(0, len(text), WINDOW):
            early = max(0, first - self._longest)
            for word, start, end in self._matches_in(text[early : first + WINDOW]):
                if early + end > first:
                    yield word, early + start, early + end

    def _matches_plainly(self, text: str) -> Iterable[tuple[int, int, int]]:
        found = []
        for number, word in enumerate(self.words):
            at = text.find(word)
            while at >= 0:
                found.append((number, at, at + len(word)))
                at = text.find(word, at + 1)
        return sorted(found, key=itemgetter(2))


def _goes_on(char: str) -> bool:
    """Tell whether a word goes on with a character.

    Arabic is left open, since folding drops marks that part words, and iota, into which a mark is folded.
    """
    return goes_on(char) and not "\u0600" <= char <= "\u06ff" and char != "ι"


def _automaton(words: tuple[str, ...]) -> Any:
    if not words:
        return None
    try:
        import ahocorasick_rs
    except ImportError:
        return None
    return ahocorasick_rs.AhoCorasick(words, store_patterns=False)
