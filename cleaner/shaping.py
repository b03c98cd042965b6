"""What the fitted model may cut, and what keeps it from cutting.

Owns the cautions around the model: documents that are no article, lists and verse inside the text, short sentences. Must not know phrases.
"""

from __future__ import annotations

from cleaner.document import Document
from cleaner.features import DUMP_COST, main_stretch
from cleaner.layout import separators
from cleaner.model import Scored, score
from cleaner.shape import is_quotation
from cleaner.votes import SAFE, Hearing, built_in, is_disabled, loudest_votes

SHAPES = ("shape/header", "shape/insert", "shape/tail")
"""Ids of what the model cuts: before, inside and behind what stays."""
LEAST_PROSE = 40
"""Words of running text that must stay for a page to be taken for an article at all."""
RUN = 3
"""Short units in a row that make a list, verse or table."""
RUN_SHARE = 0.75
"""Share of a run inside the text that must be low before any of it goes."""
SENTENCE = 1.5
"""Log-odds by which a short unit that ends as a sentence must be lower, in text that was extracted already."""


def add_shape(hearing: Hearing) -> None:
    """Let the model speak, where the profile asks for it and there is an article to speak of."""
    models, level = hearing.plan.models, hearing.profile.shape
    document = hearing.document
    silent = level == "off" or all(is_disabled(rule, hearing.profile) for rule in SHAPES)
    if models is None or silent or document.mode == "flat" or len(document) < 2:
        return
    scored = score(document, loudest_votes(len(document), hearing.votes), models)
    low = _low(scored, document, scored.model.levels[level]) - hearing.reasons.keys()
    if not _is_article(hearing, scored, low):
        hearing.flags.append("no-article")
        return
    stays = [index for index in range(len(document)) if index not in low and index not in hearing.reasons]
    for index in sorted(low):
        rule = SHAPES[0 if index < stays[0] else 2 if index > stays[-1] else 1]
        if not is_disabled(rule, hearing.profile):
            why = f"{scored.model.name} model {scored.scores[index]:+.1f}: " + "; ".join(
                scored.reasons(index)
            )
            hearing.say(index, built_in(4, rule, "shape", why))


def _low(scored: Scored, document: Document, limit: float) -> set[int]:
    """Return the indexes of the units whose score is under the limit, cautions considered."""
    low = {index for index, value in enumerate(scored.scores) if value < limit}
    spared = _listed(scored, low) | _laid_out(document) | {i for i in low if is_quotation(document.views[i])}
    if scored.model.name == "dump":
        first, last = main_stretch([look.prose for look in scored.looks], DUMP_COST)
        return low - spared.intersection(range(first, last + 1))
    low -= {
        index
        for index in low
        if _is_short_sentence(scored, index) and scored.scores[index] >= limit - SENTENCE
    }
    return low - spared


def _is_short_sentence(scored: Scored, index: int) -> bool:
    return scored.looks[index].ends in (1, 2, 3)


def _laid_out(document: Document) -> set[int]:
    """Return the indexes of short units printed in lines of their own without blank lines between, in a text that has blank lines.

    Asked of the layout that will be printed, so that a second reading spares them as well.
    """
    breaks = document.breaks
    if 1 not in breaks or max(breaks) < 2:
        return set()
    printed = separators(document.mode, list(map(len, document.views)), breaks)
    return {index for index in range(len(breaks)) if "\n" in printed[index : index + 2]}


def _listed(scored: Scored, low: set[int]) -> set[int]:
    """Return the indexes in runs of short units between running text of which only some are low: lists, verse, tables."""
    spared: set[int] = set()
    start = 0
    looks = scored.looks
    for index in range(len(looks) + 1):
        if index < len(looks) and not looks[index].prose:
            continue
        run = range(start, index)
        between = start > 0 and index < len(looks)
        if between and len(run) >= RUN and sum(place in low for place in run) < RUN_SHARE * len(run):
            spared.update(run)
        start = index + 1
    return spared


def _is_article(hearing: Hearing, scored: Scored, low: set[int]) -> bool:
    """Tell whether what stays is an article: enough running text, and not the smaller part of what there was."""
    copies = {
        index for index, said in hearing.reasons.items() if any(reason.category in SAFE for reason in said)
    }
    prose = {index: look.prose for index, look in enumerate(scored.looks) if index not in copies}
    stays = sum(words for index, words in prose.items() if index not in low and index not in hearing.reasons)
    return stays >= LEAST_PROSE and stays >= scored.model.least_share * sum(prose.values())
