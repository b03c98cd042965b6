"""Findings and shape become decisions: votes, titles, repeats, the fitted model, and the guards over the whole document.

The only room that decides. Must not know files. Each round judges the document as it stands; the pipeline repeats rounds until nothing more
goes.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from cleaner.document import Document, Span
from cleaner.headline import Headline, find_headline, headline_of_dump
from cleaner.ledger import Decision
from cleaner.model import Scored
from cleaner.plan import Plan
from cleaner.shape import copies_in_place, is_prose, key, second_copies
from cleaner.shaping import add_shape, score_shape, spare_prose, staying_text
from cleaner.values import Finding, Profile
from cleaner.votes import (
    SAFE,
    WEIGHTS,
    Doubt,
    Hearing,
    Reason,
    built_in,
    count_votes,
    hear,
    is_disabled,
    is_wanted,
    reason_of,
)

MOST_PROSE = 0.5
"""A document never loses a larger share of its prose units to rules, repeats apart."""
_UNCOUNTED = SAFE | {"shape"}
LABELS = frozenset(
    {"caption", "ad", "byline", "navigation", "crosslink", "social", "notice", "widget", "teaser"}
)
"""Categories whose findings keep a line from being taken for a headline."""


class Verdict(Struct):
    """The decisions of one round, with what is known of the title afterwards."""

    decisions: list[Decision]
    title: str | None
    flags: list[str]
    doubts: list[Doubt]


def judge(
    document: Document, plan: Plan, findings: Iterable[Finding], title: str | None, profile: Profile
) -> Verdict:
    """Return what goes of the document, judged once."""
    hearing = hear(document, plan, findings, profile)
    scored = score_shape(hearing)
    headline = _headline(hearing, title, scored)
    _add_title(hearing, headline)
    count_votes(hearing)
    spare_prose(hearing, scored)
    _add_repeats(hearing)
    add_shape(hearing, scored)
    applied = _guarded(hearing, _chosen(hearing))
    decisions = [_decision(hearing, index, applied[index]) for index in sorted(applied)]
    decisions += _cut_spans(hearing, applied)
    return Verdict(decisions, headline.title, hearing.flags, hearing.doubts)


def _chosen(hearing: Hearing) -> dict[int, Reason]:
    """Return the reason that names each removal, without the categories that the profile keeps."""
    chosen = {
        index: found[0] if len(found) == 1 else min(found, key=_rank)
        for index, found in hearing.reasons.items()
    }
    return {index: reason for index, reason in chosen.items() if is_wanted(reason.category, hearing.profile)}


def _rank(reason: Reason) -> tuple[int, int, int, str]:
    return reason.rank


def _decision(hearing: Hearing, index: int, reason: Reason) -> Decision:
    heard = hearing.reasons[index]
    tellings = tuple([item.telling for item in (heard if len(heard) == 1 else sorted(heard, key=_rank))])
    return Decision(hearing.document.ids[index], reason.rule, reason.category, tellings)


def _headline(hearing: Hearing, title: str | None, scored: Scored | None) -> Headline:
    heard = hearing.votes.items() if title is None else ()
    labelled = frozenset([index for index, votes in heard for vote in votes if vote.category in LABELS])
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
            hearing.say(index, built_in(0, rule, "title", f"{what}, {headline.found}"))
    if not is_disabled("title/above", hearing.profile):
        for index in headline.above:
            why = "stands above a headline that is printed twice"
            hearing.say(index, built_in(1, "title/above", "above-headline", why))


def _add_repeats(hearing: Hearing) -> None:
    if not is_disabled("repeat/paragraph", hearing.profile):
        find = copies_in_place if hearing.profile.prose == "cautious" else second_copies
        for index, first in find(hearing.document):
            if first not in hearing.reasons:
                why = f"printed before, as line {first + 1}"
                hearing.say(index, built_in(3, "repeat/paragraph", "repeat", why))
    if not is_disabled("repeat/caption", hearing.profile):
        for index in _twin_captions(hearing):
            hearing.say(index, built_in(3, "repeat/caption", "caption", "a caption printed twice in a row"))


def _twin_captions(hearing: Hearing) -> set[int]:
    """Return the indexes of lines printed twice in a row of which a rule says that they are captions or credits."""
    twins = set()
    folds = hearing.document.folds
    captions = [
        index
        for index, votes in hearing.votes.items()
        for vote in votes
        if vote.category == "caption" and vote.scope != "span"
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
            for vote in hearing.votes[index]
            if vote.scope == "span" and is_wanted(vote.category, profile)
        ]
        strong = [
            vote for vote in votes if WEIGHTS[vote.confidence] >= profile.threshold and index not in applied
        ]
        for rule in sorted({vote.rule for vote in strong}):
            mine = [vote for vote in strong if vote.rule == rule]
            tellings = tuple(reason_of(vote).telling for vote in mine)
            spans = tuple(Span(vote.start, vote.end) for vote in mine)
            decisions.append(Decision(hearing.document.ids[index], rule, mine[0].category, tellings, spans))
    return decisions
