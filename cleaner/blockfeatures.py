"""What is known of each block of a page, as small numbers: the names of the features, their steps, and what they mean in words.

Owns the form of what the judge's model for pages is told. Must not know phrases, nor any weight, nor how a feature is worked out (`blockcolumns`,
`blocknames`, `blockplaces`).
Each feature is a step of a scale, as in `features`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from cleaner import blockcolumns, blocknames, blockplaces, sight
from cleaner.blockcolumns import (
    COUNTS,
    DISTANCES,
    LINKS,
    MARGINS,
    MOST_BRACKETS,
    MOST_LEVELS,
    MOST_MARKS,
    SIGNS,
    TAGS,
    TOTALS,
    WORDS,
    alike,
    around,
    choice,
    frames,
    headings,
    letters,
    levels,
    own,
)
from cleaner.blocknames import SPOKEN, names
from cleaner.blockplaces import (
    ELSEWHERE,
    MOST_ARTICLES,
    MOST_HEADLINES,
    MOST_STEPS,
    articles,
    from_headline,
    told,
)
from cleaner.blockplaces import others as others_of
from cleaner.blocks import Outline
from cleaner.membership import members_of
from cleaner.native import compiled
from cleaner.sight import SHARES, Sight

_LEVELS = {
    "own": "its own element",
    "parent": "the element around it",
    "second": "two elements around it",
    "third": "three elements around it",
}

PAGE_FEATURES: dict[str, tuple[int, str]] = {
    "words": (len(WORDS) + 1, "its length"),
    "ends": (5, "its ending"),
    "links": (len(LINKS) + 1, "how many of its words are links"),
    "copies": (5, "how often it is printed"),
    "about": (3, "whether the page's description says it"),
    "tag": (len(TAGS) + 1, "its tag"),
    "outer tag": (len(TAGS) + 1, "the tag around it"),
    "article": (2, "whether it stands in <article>"),
    "figcaption": (2, "whether it stands in <figcaption>"),
    "hidden": (2, "whether it is hidden"),
    **{f"near {name}": (2, f"the names of its element speak of {said}") for name, said in SPOKEN.items()},
    **{f"in {name}": (2, f"names around it speak of {said}") for name, said in SPOKEN.items()},
    "links near": (len(LINKS) + 1, "how many of the words next to it are links"),
    "links around": (len(LINKS) + 1, "how many of the words around it are links"),
    "text around": (len(SHARES) + 1, "how much running text is around it"),
    "before": (len(SHARES) + 1, "how much of the text comes before it"),
    "behind": (len(SHARES) + 1, "how much of the text comes behind it"),
    **{f"{level} text": (len(SHARES) + 1, f"{said} holds how much of the page's text") for level, said in _LEVELS.items()},
    **{f"{level} links": (len(LINKS) + 1, f"how much of {said} is links") for level, said in _LEVELS.items()},
    **{f"{level} choice": (len(SHARES) + 1, f"trafilatura takes how much of {said}") for level, said in _LEVELS.items()},
    **{f"{level} part": (len(SHARES) + 1, f"{said} holds how much of what trafilatura takes") for level, said in _LEVELS.items()},
    "siblings": (len(COUNTS) + 1, "how many blocks the element around it holds"),
    **{
        f"{frame} {name}": (size, meaning.format(said))
        for frame, said in (("text", "the main text"), ("choice", "what trafilatura takes"))
        for name, size, meaning in (
            ("steps", MOST_LEVELS + 1, "how deep it stands below the element around {}"),
            ("core steps", MOST_LEVELS + 1, "how deep it stands below the element around the core of {}"),
            ("section links", len(LINKS) + 1, "how much of its section ({}) is links"),
            ("section choice", len(SHARES) + 1, "trafilatura takes how much of its section ({})"),
            ("section part", len(SHARES) + 1, "its section ({}) holds how much of what trafilatura takes"),
            ("section text", len(SHARES) + 1, "how much of its section ({}) is running text"),
            ("section size", len(COUNTS) + 1, "the number of blocks in its section ({})"),
            ("frame", len(SHARES) + 1, "the element around {} holds how much of the page"),
        )
    },
    "like": (len(COUNTS) + 1, "how many elements are named like it"),
    "like words": (len(WORDS) + 1, "the length of blocks named like it"),
    "like links": (len(LINKS) + 1, "how much of the blocks named like it is links"),
    "like choice": (len(SHARES) + 1, "trafilatura takes how much of the blocks named like it"),
    "like text": (len(SHARES) + 1, "the blocks named like it hold how much of the page's text"),
    "choice": (3, "whether trafilatura takes it"),
    "choice around": (len(SHARES) + 1, "trafilatura takes how much of what is around it"),
    "choice before": (len(SHARES) + 1, "how much of what trafilatura takes comes before it"),
    "choice first": (len(MARGINS) + 1, "how far it is from the first paragraph that trafilatura takes"),
    "choice last": (len(MARGINS) + 1, "how far it is from the last paragraph that trafilatura takes"),
    "choice size": (len(TOTALS) + 1, "how much trafilatura takes"),
    "choice share": (len(SHARES) + 1, "how much of the page trafilatura takes"),
    "choice of text": (len(SHARES) + 1, "how much of the running text trafilatura takes"),
    "heading": (7, "the level of the heading above it"),
    "heading choice": (4, "whether trafilatura takes the heading above it"),
    "heading away": (len(DISTANCES) + 1, "how far up that heading is"),
    "headline": (len(MARGINS) + 2, "how far it is from the headline"),
    "told": (4, "whether the page's JSON-LD tells it"),
    "told choice": (len(SHARES) + 1, "the page's JSON-LD tells how much of what trafilatura takes"),
    "headline steps": (MOST_STEPS + 2, "how deep it stands below the element around it and the headline"),
    "headline text": (len(SHARES) + 1, "the element around it and the headline holds how much of the page's text"),
    "headline part": (len(SHARES) + 1, "the element around it and the headline holds how much of what trafilatura takes"),
    "headlines": (MOST_HEADLINES + 1, "the number of <h1> above it"),
    "article kind": (ELSEWHERE + 1, "its <article>"),
    "article main": (2, "whether the page's text stands in an <article>"),
    "articles": (MOST_ARTICLES + 1, "the number of <article> in the page"),
    "brackets": (MOST_BRACKETS + 1, "its brackets"),
    "capitals": (len(SIGNS) + 1, "its capitals"),
    "digits": (len(SIGNS) + 1, "its digits"),
    "first": (6, "its first letter"),
    "marks": (MOST_MARKS + 1, "its signs"),
}  # fmt: skip
"""Name of each feature, its number of steps, and what it means in words for `explain`."""


_FACTS = {
    "choice": ("trafilatura leaves it out", "trafilatura takes some of it", "trafilatura takes it"),
    "article": ("it stands in no <article>", "it stands in <article>"),
    "figcaption": ("it stands in no <figcaption>", "it stands in <figcaption>"),
    "hidden": ("it is not hidden", "it is hidden"),
    "told": (
        "the page's JSON-LD does not tell the article", "the page's JSON-LD tells the article without it",
        "the page's JSON-LD tells some of it", "the page's JSON-LD tells it",
    ),
    "article kind": (
        "it stands in no <article>", "it stands in the text's <article>", "it stands in an <article> of its own within the text's",
        "it stands in an <article> around the text's", "it stands in another <article>",
    ),
    "article main": ("the page's text stands in no <article>", "the page's text stands in an <article>"),
    **{f"{place} {name}": (f"no {what} speak of {said}", f"{what} speak of {said}")
       for place, what in (("near", "names of its element"), ("in", "names around it")) for name, said in SPOKEN.items()},
}  # fmt: skip
_MUCH = ("nothing of", "little of", "some of", "most of", "all of")
_MANY = ("none of", "few of", "some of", "most of", "all of")


def say_feature(number: int, step: int) -> str:
    """Return in words what the feature of that number says at that step."""
    name, (size, meaning) = _NUMBERED[number]
    if name in _FACTS:
        return _FACTS[name][step]
    degree = 0 if step == 0 else 4 if step == size - 1 else 1 + 3 * (step - 1) // max(1, size - 2)
    return meaning.replace("how much of", _MUCH[degree]).replace("how many of", _MANY[degree])


_NUMBERED = list(PAGE_FEATURES.items())


class Sheet(Struct, frozen=True):
    """What is known of the blocks of a page, in parallel lists: `rows` their features, `members` how much of each trafilatura takes (0 to 2),
    `groups` the number of the element around each, `words` its words, `prose` the same where it is running text, else 0; `others` whether it
    belongs to another article of the page.
    """

    rows: list[bytes]
    members: list[int]
    groups: list[int]
    words: list[int]
    prose: list[int]
    others: list[bool]


def read_sheet(page: Outline, chosen: str, title: str | None = None) -> Sheet:
    """Return what is known of every block of a page; `chosen` is the text that trafilatura took out of it, `title` its title."""
    clerk = _clerk()
    return Sheet(*clerk.sheet(page, chosen, title)) if clerk else sheet_plainly(page, chosen, title)


@cache
def _clerk() -> Any:
    """Return what makes sheets in compiled code, or None where there is none."""
    room = compiled("_sheets")
    rooms = blockcolumns, blocknames, blockplaces, sight
    return room.Clerk(*rooms, members_of, len(PAGE_FEATURES)) if room else None


def sheet_plainly(page: Outline, chosen: str, title: str | None = None) -> Sheet:
    """Do what `read_sheet` does, in Python."""
    seen = Sight(page, chosen)
    groups = [seen.parents[node] for node in seen.at]
    columns = _columns(seen, title) if seen.texts else []
    others = others_of(seen, columns[_KIND], title) if columns else []
    rows = list(map(bytes, zip(*columns, strict=True)))
    return Sheet(rows, seen.members, groups, seen.words, seen.prose, others)


_KIND = list(PAGE_FEATURES).index("article kind")


def _columns(sight: Sight, title: str | None) -> list[Sequence[int]]:
    return [
        *own(sight), *names(sight), *around(sight), *levels(sight), *frames(sight), *alike(sight), *choice(sight), *headings(sight, title),
        *told(sight), *from_headline(sight, title), *articles(sight), *letters(sight),
    ]  # fmt: skip
