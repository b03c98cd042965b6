"""Findings and shape become decisions: votes, vetoes, titles, repeats, and the guards over the whole document.

The only room that decides. Must not know files. Each round judges the document as it stands; the pipeline repeats rounds until nothing more
goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from cleaner.document import Document, Span
from cleaner.headline import Headline, find_headline
from cleaner.ledger import Decision
from cleaner.matchers import Unit
from cleaner.plan import Plan
from cleaner.shape import is_prose, is_quotation, key, second_copies
from cleaner.values import Confidence, Evidence, Finding, Profile

WEIGHTS: dict[Confidence, float] = {"high": 1.0, "medium": 0.5, "low": 0.25}
"""Weight of a vote (rules.md, from findings to decisions)."""
NEIGHBOURS = 0.25
"""Added when both neighbours are already out (after jusText's "short between bad")."""
MOST_PROSE = 0.5
"""A document never loses a larger share of its prose units, repeats apart."""
LABELS = frozenset({"caption", "ad", "byline", "navigation", "crosslink", "social", "notice", "widget", "teaser"})
"""Categories whose findings keep a line from being taken for a headline."""

_RANK = {"high": 0, "medium": 1, "low": 2}
_SCOPE = {"span": 0, "line": 1, "block": 2, "tail": 3}


class Doubt(Struct, frozen=True):
    """A line that something spoke against and that stays all the same: the unit's id, the gate that saved it, what spoke."""

    unit: int
    gate: str
    finding: Finding


class Verdict(Struct):
    """The decisions of one round, with what is known of the title afterwards."""

    decisions: list[Decision]
    title: str | None
    flags: list[str]
    doubts: list[Doubt]


class _Reason(Struct, frozen=True):
    """One thing that speaks for cutting a unit; the lowest rank names the removal."""

    rank: tuple[int, int, int, str]
    rule: str
    category: str
    evidence: Evidence


def judge(document: Document, plan: Plan, findings: Iterable[Finding], title: str | None, profile: Profile) -> Verdict:
    """Return what goes of the document, judged once."""
    verdict = Verdict([], title, [], [])
    heard = _hear(document, plan, findings, verdict)
    labelled = frozenset(index for index, votes in heard.items() if any(v.category in LABELS for v in votes))
    headline = _headline(document, title, labelled, profile)
    verdict.title = headline.title
    reasons: dict[int, list[_Reason]] = {}
    _add_title(headline, reasons, profile)
    _add_votes(document, heard, reasons, verdict, profile)
    _add_repeats(document, heard, reasons, profile)
    chosen = {index: min(found, key=lambda reason: reason.rank) for index, found in reasons.items()}
    applied = {index: reason for index, reason in chosen.items() if _is_wanted(reason.category, profile)}
    applied = _guarded(document, applied, verdict)
    for index in sorted(applied):
        evidence = tuple(r.evidence for r in sorted(reasons[index], key=lambda reason: reason.rank))
        reason = applied[index]
        verdict.decisions.append(Decision(document.ids[index], reason.rule, reason.category, evidence))
    _cut_spans(document, heard, applied, verdict, profile)
    return verdict


def _hear(document: Document, plan: Plan, findings: Iterable[Finding], verdict: Verdict) -> dict[int, list[Finding]]:
    """Return the findings by index of each unit they cover, without those that are vetoed; flags go to the verdict."""
    heard: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.scope == "document":
            verdict.flags.append(finding.rule)
        elif (veto := _veto(document, plan, finding)) is not None:
            verdict.doubts.append(Doubt(document.ids[finding.first], f"allow: {veto}", finding))
        else:
            for index in range(finding.first, finding.last + 1):
                heard.setdefault(index, []).append(finding)
    return heard


def _veto(document: Document, plan: Plan, finding: Finding) -> str | None:
    for applies_to, clauses, why in plan.allow:
        if any(fnmatchcase(finding.rule, pattern) for pattern in applies_to):
            unit = Unit(document, finding.first)
            if any(clause.hit(unit) for clause in clauses):
                return why
    return None


def is_disabled(rule: str, profile: Profile) -> bool:
    """Tell whether a profile switches a rule off."""
    return any(fnmatchcase(rule, pattern) for pattern in profile.disable)


def _is_wanted(category: str, profile: Profile) -> bool:
    return category not in profile.keep and (not profile.only or category in profile.only)


def _headline(document: Document, title: str | None, labelled: frozenset[int], profile: Profile) -> Headline:
    headline = find_headline(document, title, labelled)
    if headline.found in ("printed twice", "first line") and is_disabled("title/headline", profile):
        return Headline()
    return headline


def _add_title(headline: Headline, reasons: dict[int, list[_Reason]], profile: Profile) -> None:
    rule = "title/copy" if headline.found == "given" else "title/headline"
    if not is_disabled(rule, profile):
        for index in headline.copies:
            why = f"copy of the title, {headline.found}" if rule == "title/copy" else f"headline, {headline.found}"
            reasons.setdefault(index, []).append(_built_in(0, rule, "title", why))
    if not is_disabled("title/above", profile):
        for index in headline.above:
            reason = _built_in(1, "title/above", "above-headline", "stands above a headline that is printed twice")
            reasons.setdefault(index, []).append(reason)


def _built_in(rank: int, rule: str, category: str, why: str) -> _Reason:
    return _Reason((rank, 0, 0, rule), rule, category, Evidence(rule, "high", "", why))


def _add_votes(
    document: Document,
    heard: dict[int, list[Finding]],
    reasons: dict[int, list[_Reason]],
    verdict: Verdict,
    profile: Profile,
) -> None:
    sums = {index: _sum(document, index, votes, profile) for index, votes in heard.items()}
    out = {index for index, total in sums.items() if total >= profile.threshold} | set(reasons)
    for index, total in sums.items():
        votes = [vote for vote in heard[index] if vote.scope != "span"]
        between = total < profile.threshold and total > 0 and index - 1 in out and index + 1 in out
        if total + (NEIGHBOURS if between else 0.0) >= profile.threshold:
            reasons.setdefault(index, []).extend(map(_reason_of, votes))
        elif votes:
            verdict.doubts.extend(Doubt(document.ids[index], f"votes: {total:g} of {profile.threshold:g}", v) for v in votes)


def _sum(document: Document, index: int, votes: list[Finding], profile: Profile) -> float:
    """Add up the strongest vote of each category; a line that is one quotation hears only high ones."""
    quoted = is_quotation(document.views[index])
    strongest: dict[str, float] = {}
    for vote in votes:
        if vote.scope == "span" or (quoted and vote.confidence != "high"):
            continue
        if not _is_wanted(vote.category, profile) and profile.only:
            continue
        strongest[vote.category] = max(strongest.get(vote.category, 0.0), WEIGHTS[vote.confidence])
    return sum(strongest.values())


def _reason_of(vote: Finding) -> _Reason:
    rank = (2, _RANK[vote.confidence], _SCOPE[vote.scope], vote.rule)
    evidence = Evidence(vote.rule, vote.confidence, vote.words, f"{vote.scope} rule, clause {vote.clause + 1}")
    return _Reason(rank, vote.rule, vote.category, evidence)


def _add_repeats(
    document: Document, heard: dict[int, list[Finding]], reasons: dict[int, list[_Reason]], profile: Profile
) -> None:
    if not is_disabled("repeat/paragraph", profile):
        for index, first in second_copies(document):
            if first not in reasons:
                why = f"printed before, as line {first + 1}"
                reasons.setdefault(index, []).append(_built_in(3, "repeat/paragraph", "repeat", why))
    if not is_disabled("repeat/caption", profile):
        for index in _twin_captions(document, heard):
            reason = _built_in(3, "repeat/caption", "caption", "a caption printed twice in a row")
            reasons.setdefault(index, []).append(reason)


def _twin_captions(document: Document, heard: dict[int, list[Finding]]) -> set[int]:
    """Return the indexes of lines printed twice in a row of which a rule says that they are captions or credits."""
    twins = set()
    for index, votes in heard.items():
        if not any(vote.category == "caption" and vote.scope != "span" for vote in votes):
            continue
        for other in (index - 1, index + 1):
            if 0 <= other < len(document) and key(document.folds[other]) == key(document.folds[index]):
                twins |= {index, other}
    return twins


def _guarded(document: Document, applied: dict[int, _Reason], verdict: Verdict) -> dict[int, _Reason]:
    """Return the removals that the guards let pass: a document keeps most of its prose, and is never emptied."""
    safe = {"title", "repeat"}
    prose = {index for index, view in enumerate(document.views) if is_prose(view)}
    lost = {index for index in applied if index in prose and applied[index].category not in safe}
    if len(lost) > MOST_PROSE * len(prose) or (document.ids and len(applied) == len(document)):
        verdict.flags.append("over-cut")
        kept = prose if len(applied) < len(document) else set(applied)
        return {index: reason for index, reason in applied.items() if index not in kept or reason.category in safe}
    return applied


def _cut_spans(
    document: Document,
    heard: dict[int, list[Finding]],
    applied: dict[int, _Reason],
    verdict: Verdict,
    profile: Profile,
) -> None:
    for index in sorted(heard):
        votes = [vote for vote in heard[index] if vote.scope == "span" and _is_wanted(vote.category, profile)]
        if index in applied or not votes:
            continue
        strong = [vote for vote in votes if WEIGHTS[vote.confidence] >= profile.threshold]
        for rule in sorted({vote.rule for vote in strong}):
            mine = [vote for vote in strong if vote.rule == rule]
            evidence = tuple(_reason_of(vote).evidence for vote in mine)
            spans = tuple(Span(vote.start, vote.end) for vote in mine)
            verdict.decisions.append(Decision(document.ids[index], rule, mine[0].category, evidence, spans))
