"""Findings and shape become decisions: votes, titles, repeats, the fitted model, and the guards over the whole document.

The only room that decides. Must not know files. Each round judges the document as it stands; the pipeline repeats rounds until nothing more
goes.
"""

from __future__ import annotations

from operator import attrgetter

from msgspec import Struct

from cleaner.document import Document, Span
from cleaner.headline import Headline, find_headline, headline_of_dump
from cleaner.ledger import Decision
from cleaner.model import Scored
from cleaner.plan import Plan
from cleaner.shape import copies_in_place, is_prose, key, second_copies
from cleaner.shaping import add_shape, score_shape, spare_prose, staying_text
from cleaner.values import Profile
from cleaner.voices import WEIGHTS, Finding, Judged, Reason, Said
from cleaner.votes import SAFE, Doubt, Hearing, count_votes, hear, is_disabled, is_wanted

MOST_PROSE = 0.5
"""A document never loses a larger share of its prose units to rules, repeats apart."""
_UNCOUNTED = SAFE | {"shape"}
LABELS = frozenset(
    {"caption", "ad", "byline", "navigation", "crosslink", "social", "notice", "widget", "teaser"}
)
"""Categories whose findings keep a line from being taken for a headline."""


_RANK = attrgetter("rank")


class Verdict(Struct):
    """The decisions of one round, with what is known of the title afterwards."""

    decisions: list[Decision]
    title: str | None
    flags: list[str]
    doubts: list[Doubt]


def judge(document: Document, plan: Plan, said: Said, title: str | None, profile: Profile) -> Verdict:
    """Return what goes of the document, judged once, after what the rules said."""
    hearing = hear(document, plan, said, profile)
    scored = score_shape(hearing)
    headline = _headline(hearing, title, scored)
    _add_title(hearing, headline)
    count_votes(hearing)
    spare_prose(hearing, scored)
    _add_repeats(hearing)
    add_shape(hearing, scored)
    applied = _guarded(hearing, _chosen(hearing))
    decisions = _decisions(hearing, applied) + _cut_spans(hearing, applied)
    return Verdict(decisions, headline.title, hearing.flags, hearing.doubts)


def _chosen(hearing: Hearing) -> dict[int, Reason]:
    """Return the reason that names each removal, without the categories that the profile keeps."""
    chosen = {
        index: found[0] if len(found) == 1 else min(found, key=_RANK)
        for index, found in hearing.reasons.items()
    }
    profile = hearing.profile
    if not profile.keep and not profile.only:
        return chosen
    return {index: reason for index, reason in chosen.items() if is_wanted(reason.category, profile)}


def _decisions(hearing: Hearing, applied: dict[int, Reason]) -> list[Decision]:
    ids, reasons = hearing.document.ids, hearing.reasons
    return [
        Decision(
            ids[index],
            (reason := applied[index]).rule,
            reason.category,
            heard if len(heard := reasons[index]) == 1 else tuple(sorted(heard, key=_RANK)),
        )
        for index in sorted(applied)
    ]


def _headline(hearing: Hearing, title: str | None, scored: Scored | None) -> Headline:
    heard = hearing.votes.items() if title is None else ()
    labelled = frozenset(
        [index for index, voiced in heard for vote in voiced.voices if vote.category in LABELS]
    )
    headline = find_headline(hearing.document, title, labelled)
    if scored is not None and scored.model.name == "dump" and headline.found in ("", "first line"):
        headline = headline_of_dump(
            hearing.document, labelled, staying_text(scored, hearing.profile.shape), headline
        )
    if headline.found != "given" and is_disabled("title/headline", hearing.profile):
        return Headline()
    return headline


def _add_title(hearing: Hearing, headline: Headline) -> None:
    rule = "title/copy" if headline.found == "given" else "title/headline"
    if not is_disabled(rule, hearing.profile):
        what = "copy of the title" if rule == "title/copy" else "headline"
        for index in headline.copies:
            hearing.say(index, Judged(0, rule, "title", f"{what}, {headline.found}"))
    if not is_disabled("title/above", hearing.profile):
        for index in headline.above:
            why = "stands above a headline that is printed twice"
            hearing.say(index, Judged(1, "title/above", "above-headline", why))


def _add_repeats(hearing: Hearing) -> None:
    if not is_disabled("repeat/paragraph", hearing.profile):
        find = copies_in_place if hearing.profile.prose == "cautious" else second_copies
        for index, first in find(hearing.document):
            if first not in hearing.reasons:
                why = f"printed before, as line {first + 1}"
                hearing.say(index, Judged(3, "repeat/paragraph", "repeat", why))
    if not is_disabled("repeat/caption", hearing.profile):
        for index in _twin_captions(hearing):
            hearing.say(index, Judged(3, "repeat/caption", "caption", "a caption printed twice in a row"))


def _twin_captions(hearing: Hearing) -> set[int]:
    """Return the indexes of lines printed twice in a row of which a rule says that they are captions or credits."""
    twins = set()
    folds = hearing.document.folds
    captions = [
        index for index, heard in hearing.votes.items() for vote in heard.ranked if vote.category == "caption"
    ]
    for index in captions:
        for other in (index - 1, index + 1):
            if 0 <= other < len(folds) and key(folds[other]) == key(folds[index]):
                twins |= {index, other}
    return twins


def _guarded(hearing: Hearing, applied: dict[int, Reason]) -> dict[int, Reason]:
    """Return the removals that the guards let pass: a document keeps most of its prose, and is never emptied."""
    document = hearing.document
    views = document.views
    lost = {
        index
        for index, reason in applied.items()
        if reason.category not in _UNCOUNTED and is_prose(views[index])
    }
    emptied = bool(document.ids) and len(applied) == len(document)
    prose = {index for index, view in enumerate(views) if is_prose(view)} if lost else set()
    copies = {index for index, _ in second_copies(document)} if lost else set()
    if not emptied and len(lost - copies) <= MOST_PROSE * len(prose - copies):
        return applied
    hearing.flags.append("over-cut")
    kept = set(applied) if emptied else prose
    return {
        index: reason for index, reason in applied.items() if index not in kept or reason.category in SAFE
    }


def _cut_spans(hearing: Hearing, applied: dict[int, Reason]) -> list[Decision]:
    decisions = []
    profile = hearing.profile
    for index in sorted(hearing.cut_within):
        votes = [
            vote
            for vote in hearing.votes[index].voices
            if isinstance(vote, Finding) and vote.scope == "span" and is_wanted(vote.category, profile)
        ]
        strong = [
            vote for vote in votes if WEIGHTS[vote.confidence] >= profile.threshold and index not in applied
        ]
        for rule in sorted({vote.rule for vote in strong}):
            mine = [vote for vote in strong if vote.rule == rule]
            spans = tuple(Span(vote.start, vote.end) for vote in mine)
            decisions.append(
                Decision(hearing.document.ids[index], rule, mine[0].category, tuple(mine), spans)
            )
    return decisions
