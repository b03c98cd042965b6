"""Finds the headline of a text, its copies, and what stands above it.

Owns the contract's section on titles. Must not know rules: what rules say about a line comes in as labels.
"""

from __future__ import annotations

from msgspec import Struct

from cleaner.document import Document
from cleaner.folding import fold
from cleaner.shape import (
    HEADLINE_PROSE,
    HEADLINE_WORDS,
    count_words,
    is_headline,
    is_prose,
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
    found = []
    for index, folded in enumerate(document.folds):
        short = count_words(folded) < HEADLINE_WORDS[0]
        if (index < NEAR_TOP or not short) and key(folded) in keys:
            found.append(index)
    return tuple(found)


def _printed_twice(document: Document, labelled: frozenset[int]) -> Headline | None:
    top = range(min(NEAR_TOP, len(document)))
    keys = [key(document.folds[index]) for index in top]
    for first in top:
        if first in labelled or not is_headline(document.views[first]):
            if (
                is_prose(document.views[first])
                and first > PARAGRAPHS_ABOVE - 1
                and _prose(document, first) > PARAGRAPHS_ABOVE
            ):
                return None
            continue
        for second in range(first + 1, min(first + COPY_DISTANCE, top[-1]) + 1):
            if keys[first] == keys[second] and prose_after(document, second) >= HEADLINE_PROSE:
                above = tuple(index for index in range(first) if index not in labelled)
                return Headline(
                    document.views[first], _copies(document, frozenset({keys[first]})), above, "printed twice"
                )
        return None
    return None


def _prose(document: Document, until: int) -> int:
    return sum(is_prose(view) for view in document.views[: until + 1])


def _first_line(document: Document, labelled: frozenset[int]) -> Headline | None:
    first = next((index for index in range(len(document)) if index not in labelled), None)
    if (
        first is None
        or not is_headline(document.views[first])
        or prose_after(document, first) < HEADLINE_PROSE
    ):
        return None
    keys = frozenset({key(document.folds[first])})
    return Headline(document.views[first], _copies(document, keys), (), "first line")
