"""One unit of a document as matchers see it, and where a matcher hit it.

Owns the views that are worked out when first asked for. Must not know rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cleaner.document import Document
from cleaner.folding import core
from cleaner.needs import ENDLESS, Need
from cleaner.shape import count_words

SHOWN_WORDS = 80
"""Characters of the words that hit, kept as evidence."""


class Hit(NamedTuple):
    """Where a clause hit: offsets in the unit's view, the number of the clause, the words."""

    start: int
    end: int
    words: str


class Unit:
    """One unit of a document as matchers see it."""

    __slots__ = ("_core", "_words", "document", "folded", "index", "view")

    def __init__(self, document: Document, index: int) -> None:
        self.document = document
        self.index = index
        self.view = document.views[index]
        self.folded = document.folds[index]
        self._core: str | None = None
        self._words = -1

    @property
    def core(self) -> str:
        """The folded view without the decoration in front of it."""
        if self._core is None:
            self._core = core(self.folded)
        return self._core

    @property
    def words(self) -> int:
        """The number of words."""
        if self._words < 0:
            self._words = count_words(self.view)
        return self._words


Test = Callable[[Unit], "Hit | None"]
Spans = Callable[[Unit], Iterator[Hit]]
Search = Callable[[str], object]
"""Returns something of a view, or None where it does not hold."""


Literals = frozenset[str]
"""Folded literals, marked as in the literals room, of which a unit must contain one."""


class Demand(NamedTuple):
    """What a clause asks of a unit, as far as could be derived.

    One of the literals of `call` stands in it, `need` holds, and it has from `least` to `most` characters.
    """

    call: Literals | None = None
    need: Need | None = None
    least: int = 0
    most: int = ENDLESS


class Matcher(NamedTuple):
    """A compiled matcher: the test, the stretches it hits, and what a unit must contain, worked out when asked for.

    `search` returns the search of a trusted pattern, that holds wherever the test does, on units up to a length.
    """

    test: Test
    spans: Spans | None
    demand: Callable[[], Demand]
    search: Callable[[], Search] | None = None
