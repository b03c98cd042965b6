"""What the rules say of each unit, and what that weighs.

Owns votes and vetoes. Must not know titles, repeats, shape, or the guards over the whole document.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from operator import attrgetter

from msgspec import Struct

from cleaner.document import Document
from cleaner.plan import Plan
from cleaner.shape import is_quotation
from cleaner.units import Unit
from cleaner.values import Profile
from cleaner.voices import Finding, Heard, Reason, Said, Voice, heard_of, sum_of

NEIGHBOURS = 0.25
"""Added when both neighbours are already out (after jusText's "short between bad")."""
SAFE = frozenset({"title", "repeat"})
"""Categories whose removals lose nothing: a copy stays."""

_BY_RULE = attrgetter("rule")


class Doubt(Struct, frozen=True, gc=False):
    """A line that something spoke against and that stays all the same: the unit's id, the gate that saved it, what spoke."""

    unit: int
    gate: str
    voice: Voice


class Hearing(Struct):
    """What was heard of a document in one round.

    `votes` are what rules say by index of each unit they cover; `reasons` what speaks for cutting a unit; `doubts` what spoke in vain;
    `cut_within` the indexes of units from within which a rule would cut.
    """

    document: Document
    plan: Plan
    profile: Profile
    votes: dict[int, Heard]
    reasons: dict[int, tuple[Reason, ...]]
    doubts: list[Doubt]
    flags: list[str]
    cut_within: set[int]

    def say(self, index: int, reason: Reason) -> None:
        """Add a reason for cutting the unit at `index`."""
        self.reasons[index] = (*self.reasons.get(index, ()), reason)

    def doubt(self, index: int, gate: str, voice: Voice) -> None:
        """Note what does not cut the unit at `index`, and the gate that saved it."""
        self.doubts.append(Doubt(self.document.ids[index], gate, voice))


def hear(document: Document, plan: Plan, said: Said, profile: Profile) -> Hearing:
    """Return what the rules say of each unit, vetoed voices apart; findings about whole documents become flags."""
    hearing = Hearing(document, plan, profile, said.lines, {}, [], [], set())
    if plan.allow:
        hearing.votes = _allowed(hearing, said.lines)
    reached: dict[str, int] = {}
    more: dict[int, list[Voice]] = {}
    for finding in said.findings:
        if finding.scope == "document":
            if finding.rule not in hearing.flags:
                hearing.flags.append(finding.rule)
        elif plan.allow and (veto := _veto(hearing, finding.first, finding)) is not None:
            hearing.doubt(finding.first, f"allow: {veto}", finding)
        else:
            _count(hearing, finding, more, reached)
    same: dict[tuple[int, ...], Heard] = {}  # the units of a block hear the same
    for index, voices in more.items():
        before = hearing.votes.get(index)
        if before is not None:
            hearing.votes[index] = heard_of(sorted((*before.voices, *voices), key=_BY_RULE))
            continue
        key = tuple(map(id, voices))
        if key not in same:
            same[key] = heard_of(voices)
        hearing.votes[index] = same[key]
    return hearing


def _count(hearing: Hearing, finding: Finding, more: dict[int, list[Voice]], reached: dict[str, int]) -> None:
    """Let a finding vote on its units; where a tail of its rule has voted already, only on its first, or long pages would take for ever."""
    again = reached.get(finding.rule, -1) if finding.scope == "tail" else -1
    more.setdefault(finding.first, []).append(finding)
    if finding.scope == "span":
        hearing.cut_within.add(finding.first)
    for index in range(max(finding.first, again) + 1, finding.last + 1):
        more.setdefault(index, []).append(finding)
    if finding.scope == "tail":
        reached[finding.rule] = max(again, finding.last)


def _allowed(hearing: Hearing, lines: dict[int, Heard]) -> dict[int, Heard]:
    """Return what rules of single lines say and no veto speaks against."""
    allowed = {}
    for index, heard in lines.items():
        vetoes = [_veto(hearing, index, voice) for voice in heard.voices]
        for voice, veto in zip(heard.voices, vetoes, strict=True):
            if veto is not None:
                hearing.doubt(index, f"allow: {veto}", voice)
        if any(veto is None for veto in vetoes):
            pairs = zip(heard.voices, vetoes, strict=True)
            allowed[index] = heard_of([voice for voice, veto in pairs if veto is None])
    return allowed


def _veto(hearing: Hearing, index: int, voice: Voice) -> str | None:
    for applies_to, clauses, why in hearing.plan.allow:
        if any(fnmatchcase(voice.rule, pattern) for pattern in applies_to):
            unit = Unit(hearing.document, index)
            if any(clause.hit(unit) for clause in clauses):
                return why
    return None


def is_disabled(rule: str, profile: Profile) -> bool:
    """Tell whether a profile switches a rule off."""
    return any(fnmatchcase(rule, pattern) for pattern in profile.disable) if profile.disable else False


def is_wanted(category: str, profile: Profile) -> bool:
    """Tell whether a profile lets removals of a category happen."""
    return category not in profile.keep and (not profile.only or category in profile.only)


def count_votes(hearing: Hearing) -> None:
    """Turn votes into reasons wherever they suffice, and into doubts where they do not."""
    threshold = hearing.profile.threshold
    reasons = hearing.reasons
    short: list[tuple[int, float]] = []
    cut = set(reasons)
    for index, heard in hearing.votes.items():
        total = heard.total
        if not heard.sure or hearing.profile.only:
            total = _sum(hearing, index, heard.ranked)
        if total < threshold:
            short.append((index, total))
            continue
        cut.add(index)
        reasons[index] = (*reasons[index], *heard.ranked) if index in reasons else heard.ranked
    for index, total in short:
        votes = hearing.votes[index].ranked
        between = total > 0 and index - 1 in cut and index + 1 in cut
        if votes and between and total + NEIGHBOURS >= threshold:
            reasons[index] = (*reasons.get(index, ()), *votes)
        else:
            for vote in votes:
                hearing.doubt(index, f"votes: {total:g} of {threshold:g}", vote)


def _sum(hearing: Hearing, index: int, votes: Iterable[Voice]) -> float:
    """Add up the strongest vote of each category; a line that is one quotation hears only high ones."""
    quoted = is_quotation(hearing.document.views[index])
    only = hearing.profile.only
    return sum_of(
        [
            vote
            for vote in votes
            if not (quoted and vote.confidence != "high") and not (only and vote.category not in only)
        ]
    )


def loudest_votes(total: int, votes: dict[int, Heard]) -> list[tuple[int, int]]:
    """Return for each of `total` units (confidence from 1 to 3, number of the category) of its loudest vote, (0, 0) where none spoke."""
    out = [(0, 0)] * total
    for index, heard in votes.items():
        out[index] = heard.loudest
    return out
