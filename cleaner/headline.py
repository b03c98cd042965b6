"""Finds the headline of a text, its copies, and what stands above it.

Owns the contract's section on titles. Must not know rules: what rules say about a line comes in as labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from msgspec import Struct

from cleaner.document import Document
from cleaner.folding import fold
from cleaner.lazily import Lazily
from cleaner.native import compiled
from cleaner.shape import (
    HEADLINE_PROSE,
    HEADLINE_WORDS,
    count_words,
    is_headline,
    is_prose,
    is_question,
    key,
    prose_after,
    title_keys,
)

NEAR_TOP = 10
"""Units among which both copies of a headline must stand."""
COPY_DISTANCE = 3
"""Units that the two copies of a headline may be apart."""
PARAGRAPHS_ABOVE = 1
"""Paragraphs of prose that may stand above a headline that is printed twice; with more above it, it is none."""
ABOVE_WORDS = 40
"""Words from which on such a paragraph stays: it opens the text, and the doubled line is a subhead or an entry of a list of contents."""
FIRST_LINE_WORDS = 23
"""Words between blanks of a first line that is a headline; longer ones open the text or stand for it (ten of eleven in our gold texts did)."""
QUESTION_WORDS = 8
"""Words that a first line needs to be a headline if it asks; shorter questions are subheads of a text whose headline is lost (twelve of eighteen; of
longer ones, two of sixteen)."""

ABOVE = 20
"""Units above the main text of a page dump among which its headline is looked for."""
LEAST_WORDS = 4
"""Words of a headline that is told by what it says alone."""
SHARED = 0.6
"""Share of its longer words that the text must use too."""
LONGER = 4
"""Letters of a longer word; in scripts without blanks each two characters count as one."""
NEXT_TO_TEXT = 2
"""Units without a label between a first line and the text up to which it is the headline, whatever it says: a standfirst, a button."""
AWAY = 0.1
"""Shared words that a unit of distance from the text outweighs."""


class Headline(Struct, frozen=True):
    """What is known of a title: its text, where it stands (indexes), what stands above it, and how it was found."""

    title: str | None = None
    copies: tuple[int, ...] = ()
    above: tuple[int, ...] = ()
    found: str = ""


def find_headline(document: Document, given: str | None, labelled: frozenset[int]) -> Headline:
    """Return the title of a document with the copies that leave the body.

    `given` is a title that is known already: then none is looked for. `labelled` are the indexes of units that a rule has a name for
    (captions, credits, ad labels ...): these are no headlines.
    """
    if given is not None:
        keys = title_keys(fold(" ".join(given.split())))
        return Headline(given, _copies(document, keys), (), "given")
    return _printed_twice(document, labelled) or _first_line(document, labelled) or Headline()


def _copies(document: Document, keys: frozenset[str]) -> tuple[int, ...]:
    # A word of a key stands in whatever has that key.
    telling = {max(known.split(), key=len) for known in keys if known}
    return tuple(
        [
            index
            for index, folded in enumerate(document.folds)
            if any([word in folded for word in telling])
            and (index < NEAR_TOP or count_words(folded) >= HEADLINE_WORDS[0])
            and key(folded) in keys
        ]
    )


def _printed_twice(document: Document, labelled: frozenset[int]) -> Headline | None:
    top = range(min(NEAR_TOP, len(document)))
    for first in top:
        if first in labelled or not is_headline(document.views[first]):
            if (
                is_prose(document.views[first])
                and first > PARAGRAPHS_ABOVE - 1
                and _prose(document, first) > PARAGRAPHS_ABOVE
            ):
                return None
            continue
        own = key(document.folds[first])
        for second in range(first + 1, min(first + COPY_DISTANCE, top[-1]) + 1):
            if key(document.folds[second]) == own and prose_after(document, second) >= HEADLINE_PROSE:
                above = tuple(index for index in range(first) if _stands_apart(document, index, labelled))
                copies = _copies(document, frozenset({own}))
                return Headline(document.views[first], copies, above, "printed twice")
        return None
    return None


def _stands_apart(document: Document, index: int, labelled: frozenset[int]) -> bool:
    """Tell whether a line above a doubled headline belongs to the page, not to the text."""
    view = document.views[index]
    return index not in labelled and not (is_prose(view) and count_words(view) >= ABOVE_WORDS)


def _prose(document: Document, until: int) -> int:
    return sum(is_prose(view) for view in document.views[: until + 1])


def _first_line(document: Document, labelled: frozenset[int]) -> Headline | None:
    first = next((index for index in range(len(document)) if index not in labelled), None)
    if (
        first is None
        or not is_headline(document.views[first])
        or prose_after(document, first) < HEADLINE_PROSE
        or _opens_text(document, first)
    ):
        return None
    keys = frozenset({key(document.folds[first])})
    return Headline(document.views[first], _copies(document, keys), (), "first line")


def _opens_text(document: Document, first: int) -> bool:
    """Tell whether a first line in the shape of a headline is a standfirst, a question as a subhead, or the first of numbered subheads."""
    view = document.views[first]
    if (view.count(" ") >= FIRST_LINE_WORDS and view[0] not in _QUOTES) or _DATELINE.match(view):
        return True
    if is_question(view) and count_words(view) < QUESTION_WORDS and document.mode != "flat":
        return True
    return bool(_ONE.match(view)) and any(_TWO.match(below) for below in document.views[first + 1 :])


_QUOTES = "\"'“„«‘"
"""Signs that a long headline may begin with: it quotes, and says who said so."""
_DATELINE = Lazily(r"【[^】]{1,20}[=＝][^】]{1,12}】")
_ONE, _TWO = Lazily(r"\(?[1１][.)、．]"), Lazily(r"\(?[2２][.)、．]")


def headline_of_dump(
    document: Document, labelled: frozenset[int], text: Sequence[int], first_line: Headline
) -> Headline:
    """Return the headline of a page dump; its first line only where nothing else stands above the text."""
    found = find_above(document, labelled, text)
    if found.title is not None or not first_line.copies or not text:
        return found
    between = [index for index in range(first_line.copies[0] + 1, text[0]) if index not in labelled]
    return first_line if len(between) <= NEXT_TO_TEXT else found


def find_above(document: Document, labelled: frozenset[int], text: Sequence[int]) -> Headline:
    """Return the headline of a page dump: the line above its text that shares most words with it, or none. `text` are the text's paragraphs.

    The first line of a dump belongs to a menu (`python -m benchmarks.titles`, by host: wcxb .56 right and .18 wrong, fundus_tests .53 and .17;
    with the first line .18 and .39, .12 and .31).
    """
    start = text[0] if text else 0
    candidates = {
        index: _terms(document.folds[index])
        for index in range(max(0, start - ABOVE), start)
        if index not in labelled and _may_head(document.views[index])
    }
    said = _said({term for terms in candidates.values() for term in terms}, document, text)
    best, place = 0.0, None
    for index, terms in candidates.items():
        shared = sum([term in said for term in terms])
        weight = shared - AWAY * (start - index)
        if shared >= SHARED * len(terms) and weight > best:
            best, place = weight, index
    if place is None or prose_after(document, place) < HEADLINE_PROSE:
        return Headline()
    keys = frozenset({key(document.folds[place])})
    return Headline(document.views[place], _copies(document, keys), (), "above the text")


def _may_head(view: str) -> bool:
    return is_headline(view) and view[0] not in "•*·-–—" and count_words(view) >= LEAST_WORDS


def _said(wanted: set[str], document: Document, text: Iterable[int]) -> set[str]:
    """Return those of the terms that the text uses too."""
    folds = [document.folds[index] for index in text] if wanted else []
    shapes = compiled("_shapes")
    return shapes.said(wanted, folds, LONGER) if shapes else said_plainly(wanted, folds)


def said_plainly(wanted: set[str], folds: Iterable[str]) -> set[str]:
    """Return those of the terms that the folded units use too, without compiled code."""
    return wanted.intersection([term for folded in folds for term in _terms(folded)])


def _terms(folded: str) -> list[str]:
    """Return the longer words of a unit; of words in scripts without blanks, each two characters."""
    terms = []
    for word in re.findall(r"\w+", folded):
        if word.isascii():
            terms += [word] if len(word) >= LONGER else []
            continue
        for is_wide, run in groupby(word, _is_wide):  # a pattern of such ranges takes 7 ms to compile
            part = "".join(run)
            terms += map("".join, pairwise(part)) if is_wide else [part] if len(part) >= LONGER else []
    return terms


def _is_wide(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff"
