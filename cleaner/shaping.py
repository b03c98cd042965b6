"""What the fitted model may cut, and what keeps it from cutting.

Owns the cautions around the model: documents that are no article, lists and verse inside the text, short sentences. Must not know phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import partial
from itertools import pairwise

from cleaner.document import Document
from cleaner.features import FEATURES
from cleaner.layout import separators
from cleaner.lazily import Lazily
from cleaner.model import Scored, score
from cleaner.scene import DUMP_COST, main_stretch
from cleaner.shape import count_words, is_prose, is_quotation, second_copies
from cleaner.voices import Judged
from cleaner.votes import SAFE, Hearing, is_disabled, is_wanted, loudest_votes

SEEN = "page"
"""Key in what the documents of one reading share: its blocks were judged where they stood in their page, which tells more than the text."""
SHAPES = ("shape/header", "shape/insert", "shape/tail")
"""Ids of what the model cuts: before, inside and behind what stays."""
LEAST_PROSE = 40
"""Words of running text that must stay for a page to be taken for an article at all."""
RUN = 3
"""Short units in a row that make a list, verse or table."""
RUN_SHARE = 0.75
"""Share of a run inside the text that must be low before any of it goes."""
MIXED_SHARE = 0.5
"""The same for a run anywhere in a page dump: of a menu nearly all is low, of a list that belongs to the article hardly half."""
SENTENCE = 1.5
"""Log-odds by which a unit that ends as a sentence or as an item of a list, or a subhead, must be lower in text that was extracted already."""
LONG_QUOTATION = 30
"""Words of a quotation that stays in a page dump wherever it stands; shorter ones may be headlines of teasers."""
PARAGRAPH = 40
"""Words of a paragraph that stays in extracted text, whatever the model makes of it: of such cuts on our gold pages four in five were wrong."""
MOST_LEFTOVERS = 0.3
"""Share of the words of extracted text that may go without a rule's word."""
VOTE = list(FEATURES).index("vote")
"""Place in a row of how sure a rule is of the unit; 0 where no rule names it."""


def score_shape(hearing: Hearing) -> Scored | None:
    """Return what the model makes of the document; None where the profile does not ask for it, or there is nothing to speak of."""
    models, document = hearing.plan.models, hearing.document
    if models is None or SEEN in document.shared or document.mode == "flat" or len(document) < 2:
        return None
    if hearing.profile.shape == "off" or all(is_disabled(rule, hearing.profile) for rule in SHAPES):
        return None
    return score(document, loudest_votes(len(document), hearing.votes), models)


def staying_text(scored: Scored, level: str) -> list[int]:
    """Return the units of running text that the model would let stay at a level."""
    limit = scored.limit(level)
    return [
        index for index, words in enumerate(scored.scene.prose) if words and scored.scores[index] >= limit
    ]


def spare_prose(hearing: Hearing, scored: Scored | None) -> None:
    """Let running text stay that only rules name, where the profile asks for the model's word as well and the model takes it for text."""
    limit = scored.model.spares.get(hearing.profile.prose) if scored else None
    if scored is None or limit is None:
        return
    views = hearing.document.views
    for index in sorted(hearing.votes.keys() & hearing.reasons.keys()):
        score, votes = scored.scores[index], hearing.votes[index].voices
        said = {reason.rule for reason in hearing.reasons[index]}
        if score >= limit and is_prose(views[index]) and said <= {vote.rule for vote in votes}:
            del hearing.reasons[index]
            for vote in votes:
                hearing.doubt(index, f"model: {score:+.1f}, running text from {limit:+.1f} on", vote)


def add_shape(hearing: Hearing, scored: Scored | None) -> None:
    """Let the model say what it would cut, where there is an article to speak of."""
    if scored is None:
        return
    document = hearing.document
    limit = scored.limit(hearing.profile.shape)
    low = _low(scored, document, limit, hearing.reasons.keys()) - hearing.reasons.keys()
    if not _is_article(hearing, scored, low):
        hearing.flags.append("no-article")
        return
    cuts = _cuts(hearing, low)
    for index, rule in cuts.items():
        hearing.say(index, Judged(4, rule, "shape", partial(_told, scored, index)))
    if cuts:
        _keep_one_copy(hearing, cuts, {index for index, value in enumerate(scored.scores) if value >= limit})


def _cuts(hearing: Hearing, low: set[int]) -> dict[int, str]:
    """Return what the profile lets the model cut, with the rule that its place gives it."""
    if not low:
        return {}
    stays = set(range(len(hearing.document))) - low - hearing.reasons.keys()
    first, last = min(stays), max(stays)
    rules = {index: SHAPES[0 if index < first else 2 if index > last else 1] for index in sorted(low)}
    wanted = is_wanted("shape", hearing.profile)
    return {index: rule for index, rule in rules.items() if wanted and not is_disabled(rule, hearing.profile)}


def _keep_one_copy(hearing: Hearing, cuts: dict[int, str], good: set[int]) -> None:
    """Let a second copy stay that stands in the text, where the first one goes."""
    for index, first in second_copies(hearing.document):
        if first in cuts and index in good and index in hearing.reasons:
            others = tuple(reason for reason in hearing.reasons[index] if reason.category != "repeat")
            if others:
                hearing.reasons[index] = others
            else:
                del hearing.reasons[index]


def _told(scored: Scored, index: int) -> str:
    return f"{scored.model.name} model {scored.scores[index]:+.1f}: " + "; ".join(scored.reasons(index))


def _low(scored: Scored, document: Document, limit: float, gone: Set[int]) -> set[int]:
    """Return the indexes of the units whose score is under the limit, cautions considered; `gone` go in any case."""
    low = {index for index, value in enumerate(scored.scores) if value < limit}
    runs = _runs(scored.scene.prose)
    between = [run for run in runs if run.start > 0 and run.stop < len(document)]
    spared = _mixed(between, low, RUN_SHARE) | _laid_out(document)
    dump = scored.model.name == "dump"
    asked = low - gone if dump else low
    spared.update([index for index in asked if is_quotation(document.views[index])])
    if dump:
        first, last = main_stretch(scored.scene.prose, DUMP_COST)
        near = {
            index for index in spared if first <= index <= last or _is_long_quotation(scored, document, index)
        }
        low = low - _mixed(runs, low, MIXED_SHARE) - near
        sure = scored.state >= scored.model.unsure[1]
        return low if sure else {index for index in low if not _stays(document.views[index])}
    low -= {
        index
        for index in low
        if scored.scores[index] >= limit - SENTENCE
        and (_is_clause(scored, document.views, index) or _is_subhead(scored, index))
    }
    return _few(scored, {index for index in low - spared if not _stays(document.views[index])})


def _stays(view: str) -> bool:
    """Tell whether a unit of text that may be extracted is a long paragraph, a source (an address alone on its line, an entry with its number in
    brackets), or a row of a table of four columns."""
    return (is_prose(view) and count_words(view) >= PARAGRAPH) or _SOURCE.match(view) is not None


_SOURCE = Lazily(r"[(\[<]?(?:https?://|www\.)\S+$|\|? ?\[\d{1,3}\] ?\|? ?\S|\|(?:[^|]*\|){4,}$")


def _is_long_quotation(scored: Scored, document: Document, index: int) -> bool:
    """Tell whether a unit is one quotation of many words: no menu has such."""
    return scored.scene.looks[index].words >= LONG_QUOTATION and is_quotation(document.views[index])


def _is_subhead(scored: Scored, index: int) -> bool:
    """Tell whether a line that no rule names stands between two units of running text, lines that rules name left out."""
    prose, rows = scored.scene.prose, scored.rows
    if prose[index] or rows[index][VOTE]:
        return False
    above = next((prose[at] for at in range(index - 1, -1, -1) if not rows[at][VOTE]), 0)
    below = next((prose[at] for at in range(index + 1, len(rows)) if not rows[at][VOTE]), 0)
    return above > 0 and below > 0


def _few(scored: Scored, low: set[int]) -> set[int]:
    """Return the units, or none of those that no rule names where they make up too much: lists and tables, not leftovers."""
    looks = scored.scene.looks
    words = sum(looks[index].words for index in low)
    if words <= MOST_LEFTOVERS * sum(look.words for look in looks):
        return low
    return {index for index in low if scored.rows[index][VOTE]}


def _is_clause(scored: Scored, views: Sequence[str], index: int) -> bool:
    """Tell whether a unit ends as a sentence does, or is an item of a list."""
    look = scored.scene.looks[index]
    return look.ends in (1, 2, 3) or bool(look.bullet) or views[index][-1] in ";；"


def _laid_out(document: Document) -> set[int]:
    """Return the indexes of short units printed in lines of their own without blank lines between, in a text that has blank lines.

    Asked of the layout that will be printed, so that a second reading spares them as well.
    """
    breaks = document.breaks
    if 1 not in breaks or max(breaks) < 2:
        return set()
    printed = separators(document.mode, list(map(len, document.views)), breaks)
    return {index for index in range(len(breaks)) if "\n" in printed[index : index + 2]}


def _runs(prose: Sequence[int]) -> list[range]:
    """Return the runs of units that are no running text."""
    bounds = [-1, *(index for index, words in enumerate(prose) if words), len(prose)]
    return [range(last + 1, here) for last, here in pairwise(bounds)]


def _mixed(runs: Iterable[range], low: set[int], share: float) -> set[int]:
    """Return the indexes in runs of which a smaller share is low: lists, verse, tables."""
    long = (run for run in runs if len(run) >= RUN)
    return {index for run in long if len(low.intersection(run)) < share * len(run) for index in run}


def _is_article(hearing: Hearing, scored: Scored, low: set[int]) -> bool:
    """Tell whether what stays is an article: enough running text, and not the smaller part of what there was."""
    reasons = hearing.reasons
    total = stays = 0
    for index, words in enumerate(scored.scene.prose):
        said = reasons.get(index, ()) if words else ()
        if not any([reason.category in SAFE for reason in said]):
            total += words
            stays += 0 if said or index in low else words
    return stays >= LEAST_PROSE and stays >= scored.model.least_share * total
