"""Which blocks of an HTML page are its article: the first cut, before rules see the text.

Owns what the model for pages may cut, and what is done where it finds no article. Must not know how a page is parsed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from cleaner.blockfeatures import Sheet
from cleaner.book import Rulebook
from cleaner.document import Document
from cleaner.folding import fold
from cleaner.ledger import Decision
from cleaner.pagemodel import PageModel, unpack_pages
from cleaner.shape import HEADLINE_WORDS, count_words, key, title_keys
from cleaner.shaping import LEAST_PROSE, SHAPES
from cleaner.values import Hints, Profile
from cleaner.voices import Judged
from cleaner.votes import is_disabled, is_wanted

CHOSEN_ONLY = "trafilatura leaves it out"
ANOTHER = "it stands in another <article>, which has a headline of its own"


def judges_pages(rulebook: Rulebook, profile: Profile) -> bool:
    """Tell whether pages are judged block by block: else trafilatura's choice is all that is read of them."""
    silent = profile.shape == "off" or not is_wanted("shape", profile)
    asked = any(not is_disabled(rule, profile) for rule in SHAPES)
    return bool(rulebook.model and rulebook.model.get("pages")) and asked and not silent


def cut_blocks(
    document: Document, hints: Hints, rulebook: Rulebook, profile: Profile
) -> tuple[list[Decision], list[str]] | None:
    """Return what goes of a page before its text is judged, and flags; None where its lines are not its blocks.

    `document` is the page's text, a block a unit, `hints.page` what is known of each block. Copies of the title are left to the rule for
    titles.
    """
    sheet: Sheet = hints.page
    if document.text.count("\n") + 1 != len(sheet.rows):
        return None
    blocks = _blocks_of(document)
    model = _model(rulebook)
    scores = model.score(sheet)
    titles = title_keys(fold(" ".join(hints.title.split()))) if hints.title else frozenset()
    low: dict[int, Callable[[], str]] = {
        index: partial(str, ANOTHER)
        if sheet.others[block]
        else partial(_told, model, sheet.rows[block], scores[block])
        for index, block in enumerate(blocks)
        if sheet.others[block] or scores[block] < model.levels[profile.shape]
    }
    flags = []
    if sum(sheet.prose[block] for index, block in enumerate(blocks) if index not in low) < LEAST_PROSE:
        flags.append("no-article")
        low = {
            index: partial(str, CHOSEN_ONLY) for index, block in enumerate(blocks) if not sheet.members[block]
        }
        low = low if len(low) < len(blocks) else {}
    if titles:
        low = {index: why for index, why in low.items() if not _is_title(document.folds[index], titles)}
    return _decisions(document, low, profile), flags


def _is_title(folded: str, titles: frozenset[str]) -> bool:
    return key(folded) in titles and count_words(folded) >= HEADLINE_WORDS[0]


def _decisions(document: Document, low: dict[int, Callable[[], str]], profile: Profile) -> list[Decision]:
    stays = [index for index in range(len(document)) if index not in low]
    first, last = (stays[0], stays[-1]) if stays else (len(document), -1)
    rules = {index: SHAPES[0 if index < first else 2 if index > last else 1] for index in low}
    silent = {rule for rule in SHAPES if is_disabled(rule, profile)}
    return [
        Decision(document.ids[index], rule, "shape", (Judged(4, rule, "shape", low[index]),))
        for index, rule in rules.items()
        if rule not in silent
    ]


def _told(model: PageModel, row: bytes, score: float) -> str:
    return f"page model {score:+.1f}: " + "; ".join(model.reasons(row))


def _blocks_of(document: Document) -> list[int]:
    """Return the number of the block that each unit is: the number of its line."""
    lines, at, number = [], 0, 0
    for start in document.starts:
        number += document.text.count("\n", at, start)
        at = start
        lines.append(number)
    return lines


def _model(rulebook: Rulebook) -> PageModel:
    return _unpacked((rulebook.model or {})["pages"])


@lru_cache(maxsize=8)
def _unpacked(packed: bytes) -> PageModel:
    return unpack_pages(packed)
