"""Where a rule may stand, what must stand near it, and how far its scope reaches, in the document as it stands.

Owns position, near, and the extents of lines, blocks and tails with their guards. Decides nothing.
"""

from __future__ import annotations

from itertools import accumulate

from cleaner.document import Document
from cleaner.layout import is_read_otherwise, separators
from cleaner.plan import CompiledRule, CompiledWindow
from cleaner.shape import count_words, is_prose
from cleaner.units import Unit

HEAD_LINES = 8
"""Units that count as head in any document (rules.md, position)."""
HEAD_SHARE = 0.2
"""Share of the units that counts as head, if that is more."""
TAIL_SHARE = 0.5
"""Share of the units that lies before the tail."""
SMALL_DOCUMENT = 6
"""In documents of fewer units everything is head and tail."""
BLOCK_LINES = 12
"""Units of a block, if the rule does not say."""
TAIL_MAX_SHARE = 0.4
"""Share of the characters that a tail may cut, if the rule does not say."""
TAIL_PROSE = 2
"""A tail is refused when this many prose units stand below its first."""
TAIL_PARAGRAPH = 40
"""A tail ends before a prose unit of so many words: of such under headings of related stories in our gold texts three of four were body, of
shorter ones none of four."""
BLOCK_PROSE = 2
"""A block that has reached its `until` may hold this many prose units."""


def is_in_place(rule: CompiledRule, index: int, total: int) -> bool:
    """Tell whether the unit at `index` of `total` is where the rule wants it."""
    wanted = rule.position
    if wanted == "any" or total < SMALL_DOCUMENT:
        return True
    head = index < HEAD_LINES or index < HEAD_SHARE * total
    tail = index >= TAIL_SHARE * total
    return head if wanted == "head" else tail if wanted == "tail" else not head and not tail


def out_of_place(rule: CompiledRule, index: int, total: int) -> str | None:
    """Return why the unit at `index` of `total` is not where the rule wants it, or None."""
    if is_in_place(rule, index, total):
        return None
    return f"line {index + 1} of {total} is not in the {rule.position}"


def is_lonely(rule: CompiledRule, document: Document, index: int) -> bool:
    """Tell whether something that must stand near a unit does not."""
    return _missing(rule, document, index) is not None


def lonely(rule: CompiledRule, document: Document, index: int) -> str | None:
    """Return why what must stand near a unit does not, or None."""
    missing = _missing(rule, document, index)
    return missing and f"nothing that it asks for within {missing[0].within} lines {missing[1]}"


def _missing(rule: CompiledRule, document: Document, index: int) -> tuple[CompiledWindow, str] | None:
    """Return the first window of a rule in which nothing stands, and its side."""
    before, after = rule.before, rule.after
    if before is not None and not _stands_near(before, document, index, -1):
        return before, "before"
    if after is not None and not _stands_near(after, document, index, 1):
        return after, "after"
    return None


def _stands_near(window: CompiledWindow, document: Document, index: int, step: int) -> bool:
    last = index + step * window.within
    places = (
        range(index - 1, max(last, 0) - 1, -1) if step < 0 else range(index + 1, min(last + 1, len(document)))
    )
    return any(_holds(window, document, place) for place in places)


def _holds(window: CompiledWindow, document: Document, place: int) -> bool:
    view = document.views[place]
    known = None if window.looks_around else window.known.get(view)
    if known is None:
        unit = Unit(document, place)
        known = any(clause.hit(unit) for clause in window.clauses)
        window.known.put(view, known)
    return bool(known)


def _line(_rule: CompiledRule, _document: Document, index: int) -> int | str:
    return index


def _tail(rule: CompiledRule, document: Document, index: int) -> int | str:
    share = rule.source.rule.limits.max_share
    share = TAIL_MAX_SHARE if share is None else share
    characters = _characters_before(document)
    total = characters[-1]
    below = total - characters[index]
    if below > share * total:
        return f"{below / total:.0%} of the text would go, at most {share:.0%}"
    prose = _prose_behind(document)[index]
    if prose >= TAIL_PROSE:
        return f"{prose} paragraphs of prose stand below"
    last = _last_paragraph(document)
    return last - 1 if last is not None and last > index else len(document) - 1


def _last_paragraph(document: Document) -> int | None:
    """Return the index of the document's last unit of running text if it is a long one; worked out once a document."""
    if "last paragraph" not in document.memo:
        units = range(len(document) - 1, -1, -1)
        last = next((index for index in units if is_prose(document.views[index])), None)
        long = last is not None and count_words(document.views[last]) >= TAIL_PARAGRAPH
        document.memo["last paragraph"] = last if long else None
    found: int | None = document.memo["last paragraph"]
    return found


def _characters_before(document: Document) -> list[int]:
    """Return the characters of the units before each unit, and of all of them at the end; worked out once a document."""
    found: list[int] | None = document.memo.get("characters")
    if found is None:
        found = document.memo["characters"] = [0, *accumulate(map(len, document.views))]
    return found


def _prose_behind(document: Document) -> list[int]:
    """Return how many units of running text stand behind each unit; worked out once a document."""
    found: list[int] | None = document.memo.get("prose behind")
    if found is None:
        behind = [0, *accumulate(map(is_prose, reversed(document.views)))]
        found = document.memo["prose behind"] = behind[-2::-1]
    return found


def _block(rule: CompiledRule, document: Document, index: int) -> int | str:
    most = rule.source.rule.limits.max_lines or BLOCK_LINES
    ends = _block_ends(document)
    last, prose = index, 0
    for place in range(index + 1, min(index + most, len(document))):
        if place in ends:
            break
        unit = Unit(document, place)
        if any(clause.hit(unit) for clause in rule.until):
            return place
        prose += is_prose(unit.view)
        if prose > (BLOCK_PROSE if rule.until else 0):
            break
        last = place if not prose else last
    return last


def _block_ends(document: Document) -> frozenset[int]:
    """Return the indexes before which a block ends: those behind a blank line, in a text that has single line ends as well.

    Asked of the layout that will be printed, so that a second reading sees the same blocks.
    """
    ends: frozenset[int] | None = document.memo.get("block ends")
    if ends is None:
        gaps = separators(document.mode, list(map(len, document.views)), document.breaks)
        parted = "\n" in gaps and not is_read_otherwise(document.mode, gaps, document.views)
        blank = frozenset(index for index, gap in enumerate(gaps) if gap == "\n\n")
        ends = document.memo["block ends"] = blank if parted else frozenset()
    return ends


_EXTENTS = {"line": _line, "span": _line, "document": _line, "tail": _tail, "block": _block}


def extent_of(rule: CompiledRule, document: Document, index: int) -> int | str:
    """Return the index of the last unit that a rule takes from `index` on, or the guard that refuses, in words."""
    return _EXTENTS[rule.source.rule.scope](rule, document, index)
