"""What a unit looks like: words, sentence ends, prose, headlines, repeats, likeness to a title.

Owns every judgement about looks, for any script. Must not know phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from cleaner.document import Document
from cleaner.lazily import Lazily
from cleaner.native import compiled

PROSE_WORDS = 12
"""Words that a unit must have to count as prose (contract: repeats, tail guard)."""
HEADLINE_WORDS = (4, 30)
"""Words of a headline (contract: title)."""
HEADLINE_SENTENCE = 14
"""Words beyond which a line that ends as a sentence does, in a question mark for instance, opens a text and is no headline: of twelve such first
lines of our gold texts ten belonged to the body."""
HEADLINE_PROSE = 3
"""Prose units that must follow a headline (contract: title)."""
TITLE_LIKENESS = 0.86
"""Share of the longer key that a shorter one must make up when one contains the other, to count as the same headline."""

COPIES_NEAR = 3
"""Units that a copy may stand behind the one before and be surely the page's: on our gold pages 30 of 36 were."""
STRETCH = 4
"""Units printed again in a row that are surely the page's: all 411 copies were; of the 157 others far from their first copies 100
belonged to the body."""

_SENTENCE_END = Lazily(r"""[.!?…。！？؟۔।;]['")\]»”’」』）›]*$""")
_QUESTION_END = Lazily(r"""[?？؟]['")\]»”’」』）›]*$""")
_NO_KEY = Lazily(r"[\W_]+")
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SITE_MARK = Lazily(r"\s+[|–—»·•-]\s+|\s*\|\s*")


def count_words_plainly(view: str) -> int:
    """Return what `count_words` returns, without compiled code."""
    words = view.count(" ") + 1
    return words if view.isascii() else words + len(_unspaced().findall(view)) // 2


@cache
def _unspaced() -> re.Pattern[str]:
    """Return a pattern for characters of scripts without blanks; large classes are slow to compile, so not at import."""
    return re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def ends_sentence_plainly(view: str) -> bool:
    """Return what `ends_sentence` returns, without compiled code."""
    return view[-1] not in ",:-" and _SENTENCE_END.search(view, max(0, len(view) - 6)) is not None


def is_question(view: str) -> bool:
    """Tell whether a unit ends with a question mark."""
    return _QUESTION_END.search(view, max(0, len(view) - 6)) is not None


@lru_cache(maxsize=2048)
def is_prose_plainly(view: str) -> bool:
    """Return what `is_prose` returns, without compiled code."""
    return ends_sentence_plainly(view) and count_words_plainly(view) >= PROSE_WORDS


def is_quotation(view: str) -> bool:
    """Tell whether a unit is one quotation from its first to its last character."""
    return len(view) > 1 and view[0] in '"“„«「' and view.rstrip(".,")[-1] in '"”“»」'


@lru_cache(maxsize=4096)
def key_plainly(folded: str) -> str:
    """Return what `key` returns, without compiled code."""
    if folded.isascii():
        return " ".join(folded.translate(_SIGNS).split())
    return _NO_KEY.sub(" ", folded).strip()


def is_headline_plainly(view: str) -> bool:
    """Return what `is_headline` returns, without compiled code."""
    low, high = HEADLINE_WORDS
    if view[-1] in ".:;,。" or view[0] == "|":
        return False
    if not low <= count_words_plainly(view) <= (HEADLINE_SENTENCE if ends_sentence_plainly(view) else high):
        return False
    return any(char.isalpha() for char in view)


def prose_after(document: Document, index: int) -> int:
    """Count the prose units behind `index`, up to the number that a headline needs."""
    seen = 0
    for view in document.views[index + 1 :]:
        seen += is_prose(view)
        if seen == HEADLINE_PROSE:
            break
    return seen


def repeats_nearby(document: Document, index: int, within: int, times: int) -> bool:
    """Tell whether a unit is a later copy: at least `times` equal units in a chain of steps of at most `within` units."""
    chain = _places(document).get(key(document.folds[index]), [])
    if len(chain) < times:
        return False
    here = chain.index(index)
    first = here
    while first > 0 and chain[first] - chain[first - 1] <= within:
        first -= 1
    last = here
    while last + 1 < len(chain) and chain[last + 1] - chain[last] <= within:
        last += 1
    return here > first and last - first + 1 >= times


def _places(document: Document) -> dict[str, list[int]]:
    """Return the indexes at which each key stands that stands more than once."""
    places = document.memo.get("places")
    if places is None:
        places = {}
        if len(set(document.folds)) < len(document.folds):
            for index, folded in enumerate(document.folds):
                places.setdefault(key(folded), []).append(index)
            places = {name: chain for name, chain in places.items() if name and len(chain) > 1}
        document.memo["places"] = places
    return places


def second_copies(document: Document) -> list[tuple[int, int]]:
    """Return (index, index of the first copy) for every prose unit, not a question, that was printed before."""
    out: list[tuple[int, int]] | None = document.memo.get("second copies")
    if out is not None:
        return out
    out = document.memo["second copies"] = []
    if len(set(document.folds)) == len(document.folds):
        return out
    first: dict[str, int] = {}
    for index, folded in enumerate(document.folds):
        earlier = first.setdefault(folded, index)
        if earlier != index and is_prose(document.views[index]) and not is_question(document.views[index]):
            out.append((index, earlier))
    return out


def copies_in_place(document: Document) -> list[tuple[int, int]]:
    """Return those second copies that stand near the copy before, or in a stretch of units that is printed again.

    A paragraph alone far behind its first copy is the author's as often as the page's: a sample quoted again piece by piece, a point that
    belongs to two lists.
    """
    out: list[tuple[int, int]] = []
    last: dict[int, int] = {}
    for index, first in second_copies(document):
        if index - last.get(first, first) <= COPIES_NEAR or _stretch(document.folds, index, first) >= STRETCH:
            out.append((index, first))
        last[first] = index
    return out


def _stretch(folds: Sequence[str], index: int, first: int) -> int:
    """Count the units around `index` that also stand around `first`, in the same order, up to the number that makes a stretch."""
    count = 1
    for step in (-1, 1):
        here, there = index + step, first + step
        while count < STRETCH and there >= 0 and here < len(folds) and folds[here] == folds[there]:
            count += 1
            here, there = here + step, there + step
    return count


def is_same_headline(folded: str, title_keys: Iterable[str]) -> bool:
    """Tell whether a folded unit is one of the keys of a title."""
    own = key(folded)
    return bool(own) and own in set(title_keys)


def title_keys(folded_title: str) -> frozenset[str]:
    """Return the keys under which copies of a title are known: whole, and without a site name behind or before it.

    A part counts only when it makes up most of the headline's words, so that `Paris | News` is no key `Paris`.
    """
    whole = key(folded_title)
    keys = {whole}
    parts = [key(part) for part in _SITE_MARK.split(folded_title)]
    if len(parts) > 1:
        for candidate in (parts[0], parts[-1], key(" ".join(parts[:-1]))):
            if len(candidate.split()) >= HEADLINE_WORDS[0] and len(candidate) * 2 >= len(whole):
                keys.add(candidate)
    return frozenset(name for name in keys if name)


_room = compiled("_shapes")
_forms = _room.Forms(PROSE_WORDS, HEADLINE_WORDS, HEADLINE_SENTENCE) if _room else None

count_words: Callable[[str], int] = _room.count_words if _room else count_words_plainly
"""Return the number of words; two characters of a script without blanks count as a word."""
ends_sentence: Callable[[str], bool] = _room.ends_sentence if _room else ends_sentence_plainly
"""Tell whether a unit ends as a sentence does, closing quotes and brackets apart."""
is_prose: Callable[[str], bool] = _forms.is_prose if _forms else is_prose_plainly
"""Tell whether a unit looks like running text: twelve words or more and a sentence end."""
is_headline: Callable[[str], bool] = _forms.is_headline if _forms else is_headline_plainly
"""Tell whether a unit has the length and the ending of a headline; credits and labels are the rules' business."""
key: Callable[[str], str] = _room.key if _room else key_plainly
"""Return the letters and digits of a folded unit, blanks between words: equal keys are copies."""
