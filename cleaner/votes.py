"""What the rules say of each unit, and what that weighs.

Owns votes and vetoes. Must not know titles, repeats, shape, or the guards over the whole document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import partial

from msgspec import Struct

from cleaner.document import Document
from cleaner.ledger import Telling
from cleaner.plan import Plan
from cleaner.shape import is_quotation
from cleaner.units import Unit
from cleaner.values import CATEGORIES, Confidence, Evidence, Finding, Profile

WEIGHTS: dict[Confidence, float] = {"high": 1.0, "medium": 0.5, "low": 0.25}
"""Weight of a vote (rules.md, from findings to decisions)."""
NEIGHBOURS = 0.25
"""Added when both neighbours are already out (after jusText's "short between bad")."""
SAFE = frozenset({"title", "repeat"})
"""Categories whose removals lose nothing: a copy stays."""
_RANK = {"high": 0, "medium": 1, "low": 2}
_SCOPE = {"span": 0, "line": 1, "block": 2, "tail": 3}


class Doubt(Struct, frozen=True, gc=False):
    """A line that something spoke against and that stays all the same: the unit's id, the gate that saved it, what spoke."""

    unit: int
    gate: str
    finding: Finding


class Reason(Struct, frozen=True, gc=False):
    """One thing that speaks for cutting a unit; the lowest rank names the removal. `telling` says why, when it is asked."""

    rank: tuple[int, int, int, str]
    rule: str
    category: str
    telling: Telling


class Hearing(Struct):
    """What was heard of a document in one round.

    `votes` are the findings by index of each unit they cover; `reasons` what speaks for cutting a unit; `doubts` what spoke in vain;
    `cut_within` the indexes of units from within which a rule would cut.
    """

    document: Document
    plan: Plan
    profile: Profile
    votes: dict[int, list[Finding]]
    reasons: dict[int, list[Reason]]
    doubts: list[Doubt]
    flags: list[str]
    cut_within: set[int]

    def say(self, index: int, reason: Reason) -> None:
        """Add a reason for cutting the unit at `index`."""
        self.reasons.setdefault(index, []).append(reason)

    def doubt(self, index: int, gate: str, finding: Finding) -> None:
        """Note a finding that does not cut the unit at `index`, and the gate that saved it."""
        self.doubts.append(Doubt(self.document.ids[index], gate, finding))


def hear(document: Document, plan: Plan, findings: Iterable[Finding], profile: Profile) -> Hearing:
    """Return what the findings say of each unit, vetoed ones apart; findings about whole documents become flags."""
    hearing = Hearing(document, plan, profile, {}, {}, [], [], set())
    reached: dict[str, int] = {}
    for finding in findings:
        if finding.scope == "document":
            if finding.rule not in hearing.flags:
                hearing.flags.append(finding.rule)
        elif plan.allow and (veto := _veto(document, plan, finding)) is not None:
            hearing.doubt(finding.first, f"allow: {veto}", finding)
        else:
            _count(hearing, finding, reached)
    return hearing


def _count(hearing: Hearing, finding: Finding, reached: dict[str, int]) -> None:
    """Let a finding vote on its units; where a tail of its rule has voted already, only on its first, or long pages would take for ever."""
    if finding.scope == "line":
        hearing.votes.setdefault(finding.first, []).append(finding)
        return
    again = reached.get(finding.rule, -1) if finding.scope == "tail" else -1
    hearing.votes.setdefault(finding.first, []).append(finding)
    if finding.scope == "span":
        hearing.cut_within.add(finding.first)
    for index in range(max(finding.first, again) + 1, finding.last + 1):
        hearing.votes.setdefault(index, []).append(finding)
    if finding.scope == "tail":
        reached[finding.rule] = max(again, finding.last)


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


def is_wanted(category: str, profile: Profile) -> bool:
    """Tell whether a profile lets removals of a category happen."""
    return category not in profile.keep and (not profile.only or category in profile.only)


def count_votes(hearing: Hearing) -> None:
    """Turn votes into reasons wherever they suffice, and into doubts where they do not."""
    threshold = hearing.profile.threshold
    sums = {index: _sum(hearing, index, votes) for index, votes in hearing.votes.items()}
    out = {index for index, total in sums.items() if total >= threshold} | set(hearing.reasons)
    for index, total in sums.items():
        votes = [vote for vote in hearing.votes[index] if vote.scope != "span"]
        between = 0 < total < threshold and index - 1 in out and index + 1 in out
        if not votes:
            continue
        if total + (NEIGHBOURS if between else 0.0) >= threshold:
            hearing.reasons.setdefault(index, []).extend(map(reason_of, votes))
        else:
            for vote in votes:
                hearing.doubt(index, f"votes: {total:g} of {threshold:g}", vote)


def _sum(hearing: Hearing, index: int, votes: list[Finding]) -> float:
    """Add up the strongest vote of each category; a line that is one quotation hears only high ones."""
    quoted = is_quotation(hearing.document.views[index])
    only = hearing.profile.only
    if len(votes) == 1 and not quoted and not only:
        return 0.0 if votes[0].scope == "span" else WEIGHTS[votes[0].confidence]
    strongest: dict[str, float] = {}
    for vote in votes:
        if (
            vote.scope == "span"
            or (quoted and vote.confidence != "high")
            or (only and vote.category not in only)
        ):
            continue
        strongest[vote.category] = max(strongest.get(vote.category, 0.0), WEIGHTS[vote.confidence])
    return sum(strongest.values())


def reason_of(vote: Finding) -> Reason:
    """Return a rule's vote as a reason."""
    rank = (2, _RANK[vote.confidence], _SCOPE[vote.scope], vote.rule)
    return Reason(rank, vote.rule, vote.category, partial(_voted, vote))


def _voted(vote: Finding) -> Evidence:
    return Evidence(vote.rule, vote.confidence, vote.words, f"{vote.scope} rule, clause {vote.clause + 1}")


def built_in(rank: int, rule: str, category: str, why: str | Callable[[], str]) -> Reason:
    """Return what the judge found without a rule as a reason."""
    return Reason((rank, 0, 0, rule), rule, category, partial(_judged, rule, why))


def _judged(rule: str, why: str | Callable[[], str]) -> Evidence:
    return Evidence(rule, "high", "", why if isinstance(why, str) else why())


def loudest_votes(total: int, votes: dict[int, list[Finding]]) -> list[tuple[int, int]]:
    """Return for each of `total` units (confidence from 1 to 3, number of the category) of its loudest vote, (0, 0) where none spoke."""
    out = [(0, 0)] * total
    for index, heard in votes.items():
        for vote in heard:
            strength = 3 - _RANK[vote.confidence]
            if vote.scope != "span" and strength > out[index][0]:
                out[index] = (strength, 1 + CATEGORIES.index(vote.category))
    return out
