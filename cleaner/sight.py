"""What is counted of a page once: words, links and trafilatura's choice, block by block and summed over its elements.

Owns those sums. Must not know what they are worth, nor phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from cleaner.blocks import Outline
from cleaner.membership import members_of
from cleaner.scales import ratios, steps_of
from cleaner.shape import ends_sentence

PROSE_LEAST = 8
"""Words from which on a block with a sentence end counts as running text."""
PROSE_LONG = 25
"""Words from which on it needs none."""
SHARES = (0.001, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99)
"""Steps of shares of a whole."""
SENTENCE_ENDS = ".!?…。！？؟۔।\"')”’」』）»"
LEAST_TITLE = 3
NEAR_TEXT = 2
"""Blocks below the first paragraph that trafilatura takes at which a headline may stand."""


class Sums:
    """Sums over the blocks below each element: `of` by element, `whole` over the page (1 where it is 0)."""

    def __init__(self, values: Sequence[int], at: Sequence[int], parents: Sequence[int]) -> None:
        self.of = [0] * len(parents)
        for node, value in zip(at, values, strict=True):
            self.of[node] += value
        for node in range(len(parents) - 1, 0, -1):
            self.of[parents[node]] += self.of[node]
        self.whole = self.of[0] or 1


class Sight:
    """What is counted of a page, with `members`: what trafilatura takes of each block (0 nothing, 1 something, 2 all)."""

    def __init__(self, page: Outline, chosen: str) -> None:
        blocks = page.blocks
        self.page, self.nodes = page, page.nodes
        self.texts = [block.text for block in blocks]
        self.at = [block.node for block in blocks]
        self.parents = [node.parent for node in page.nodes]
        self.words = list(map(_count, self.texts))
        self.ends = list(map(ending, self.texts))
        self.prose = [
            words if words >= PROSE_LONG or (words >= PROSE_LEAST and 0 < ends < COLON) else 0
            for words, ends in zip(self.words, self.ends, strict=True)
        ]
        self.sizes = list(map(len, self.texts))
        self.linked = [block.linked for block in blocks]
        self.members = members_of(self.texts, chosen)
        self.taken = [words if member else 0 for words, member in zip(self.words, self.members, strict=True)]
        self.all_words, self.all_prose = self._sums(self.words), self._sums(self.prose)
        self.all_links, self.all_sizes = self._sums(self.linked), self._sums(self.sizes)
        self.all_taken, self.all_blocks = self._sums(self.taken), self._sums([1] * len(blocks))

    def _sums(self, values: Sequence[int]) -> Sums:
        return Sums(values, self.at, self.parents)

    def ratio(self, part: Sums, whole: Sums, nodes: Iterable[int], steps: Sequence[float]) -> Sequence[int]:
        """Return the step of the share that the one sum has in the other, for each of the elements."""
        return ratios(steps, part.of, whole.of, nodes)

    def share(self, part: Sums, nodes: Iterable[int]) -> Sequence[int]:
        """Return the step of the share of the whole page's sum that each of the elements holds."""
        return steps_of(SHARES, [part.of[node] / part.whole for node in nodes])

    def about(self) -> list[int]:
        """Return for each block whether the page's description says it: 0 no, 1 in part, 2 all of it."""
        return (
            members_of(self.texts, "\n".join(self.page.about)) if self.page.about else [0] * len(self.texts)
        )

    def chosen_stretch(self) -> tuple[int, int]:
        """Return the places of the first and the last block of some length that trafilatura takes; (number of blocks, -1) for none."""
        members = [index for index, member in enumerate(self.members) if member]
        long = [index for index in members if self.words[index] >= PROSE_LEAST] or members
        return (long[0], long[-1]) if long else (len(self.at), -1)

    def headline(self, title: str | None) -> int | None:
        """Return the place of the headline: of the copies of the title, else of <h1>, the last one above the text, else the first."""
        folded = " ".join((title or "").split()).casefold()
        places = [
            index
            for index, text in enumerate(self.texts)
            if self.words[index] >= LEAST_TITLE and text.casefold() == folded
        ] or [index for index, node in enumerate(self.at) if self.nodes[node].tag == "h1"]
        first = self.chosen_stretch()[0]
        above = [place for place in places if place <= first + NEAR_TEXT]
        return above[-1] if above else places[0] if places else None


def _count(text: str) -> int:
    """Return the words of a block; two characters of a script without blanks count as one."""
    words = text.count(" ") + 1
    return words if text.isascii() else words + len(_wide().findall(text)) // 2


@cache
def _wide() -> re.Pattern[str]:
    return re.compile("[぀-ヿ㐀-鿿]")


COLON = 4


def ending(text: str) -> int:
    """Return 1 for a full stop, 2 a question, 3 an exclamation, 4 a colon, 0 for anything else."""
    last = text[-1]
    if last in ":：":
        return COLON
    if last in SENTENCE_ENDS and ends_sentence(text):
        bare = text.rstrip("\"')”’」』）» ")[-1:]
        return 2 if bare in "?？؟" else 3 if bare in "!！" else 1
    return 0
