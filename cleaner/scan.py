"""The gates of a rule, cheapest first: plan and document become findings.

Owns finding; decides nothing: votes, vetoes and guards over the whole document are the judge's. A match depends on its unit alone and is
found once; what depends on the neighbourhood (position, near, the extent of blocks and tails) is resolved on what still stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, repeat
from typing import NamedTuple

from msgspec import Struct

from cleaner.document import Document
from cleaner.extent import extent_of, lonely, out_of_place
from cleaner.folding import DECORATION
from cleaner.literals import DIGIT_FIRST, SIGN_FIRST
from cleaner.needles import Needles
from cleaner.plan import CompiledRule, Plan
from cleaner.rule import Limits
from cleaner.shape import count_words
from cleaner.units import Hit, Unit
from cleaner.values import Finding

_DECORATION = frozenset(DECORATION)


class Match(NamedTuple):
    """A rule's clauses hold on a unit, its exceptions do not. `unit` is the unit's id, not its index."""

    rule: int
    unit: int
    clause: int
    hits: tuple[Hit, ...]


Calls = tuple[tuple[int, int], ...]
"""Pairs of a rule's number and a clause's."""


class Scan(Struct):
    """What was found in a document: matches by unit id; rules that ran out of time."""

    matches: list[Match]
    runaways: set[str]


def scan(document: Document, plan: Plan, *, prefilter: bool = True) -> Scan:
    """Return every match of the plan's rules in the document.

    `prefilter=False` tries every rule on every unit: slow, and by property 5 of the contract the same.
    """
    found = Scan([], set())
    calls = candidates(document, plan) if prefilter else _everything(document, plan)
    unit: Unit | None = None
    for index, number, clauses in calls:
        if unit is None or unit.index != index:
            unit = Unit(document, index)
        match = _try(plan.rules[number], unit, clauses, found.runaways)
        if match is not None:
            found.matches.append(match)
    found.matches.sort()
    return found


_Call = tuple[int, int, list[int]]
"""A rule to be tried: index of the unit, number of the rule, numbers of its clauses that may hold."""


def _everything(document: Document, plan: Plan) -> Iterator[_Call]:
    for index in range(len(document)):
        for rule in plan.rules:
            yield index, rule.number, list(range(len(rule.clauses)))


def candidates(document: Document, plan: Plan) -> Iterator[_Call]:
    """Yield, unit by unit, the rules to be tried: those of which a literal of the unit calls a clause."""
    tickets = _called(document, plan)
    rules = len(plan.rules)
    last = -1
    clauses: list[int] = []
    for ticket, clause in sorted(tickets):
        if ticket != last:
            if clauses:
                yield last // rules, last % rules, clauses
            last, clauses = ticket, []
        clauses.append(clause)
    if clauses:
        yield last // rules, last % rules, clauses


def _called(document: Document, plan: Plan) -> set[tuple[int, int]]:
    """Return (index of the unit times the number of rules plus number of the rule, clause) for every call."""
    folds = document.folds
    total, rules, owners = len(folds), len(plan.rules), plan.owners
    tickets = {(index * rules + rule, clause) for rule, clause in plan.always for index in range(total)}
    tickets |= _called_by_class(document, plan)
    decorated = [index for index, folded in enumerate(folds) if folded and folded[0] in _DECORATION]
    lines = [*folds, *(folds[index].lstrip(DECORATION) for index in decorated)] if decorated else folds
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for word, at in _needles(plan).find("\n" + "\n".join(lines) + "\n"):
        index = bisect_right(starts, at) - 1
        base = (index if index < total else decorated[index - total]) * rules
        for rule, clause in owners[word]:
            tickets.add((base + rule, clause))
    return tickets


def _called_by_class(document: Document, plan: Plan) -> set[tuple[int, int]]:
    digits, signs = _classes(plan)
    tickets: set[tuple[int, int]] = set()
    rules = len(plan.rules)
    for index, view in enumerate(document.views):
        if view[0].isalpha():
            continue
        for rule, clause in digits if view[0].isdecimal() else signs:
            tickets.add((index * rules + rule, clause))
    return tickets


def _classes(plan: Plan) -> tuple[Calls, Calls]:
    classes: tuple[Calls, Calls] | None = plan.memo.get("classes")
    if classes is None:
        owners = dict(zip(plan.words, plan.owners, strict=True))
        classes = plan.memo["classes"] = owners.get(DIGIT_FIRST, ()), owners.get(SIGN_FIRST, ())
    return classes


def _needles(plan: Plan) -> Needles:
    needles: Needles | None = plan.memo.get("needles")
    if needles is None:
        needles = plan.memo["needles"] = Needles(plan.words)
    return needles


def _try(rule: CompiledRule, unit: Unit, clauses: list[int], runaways: set[str]) -> Match | None:
    if rule.id in runaways or over_limits(rule, unit) is not None:
        return None
    try:
        for number in clauses:
            clause = rule.clauses[number]
            hit = clause.hit(unit)
            if hit is None:
                continue
            hits = (hit,) if rule.source.rule.scope != "span" else _stretches(rule, number, unit)
            if not hits:
                continue
            if rule.unless and any(exception.hit(unit) for exception in rule.unless):
                return None
            return Match(rule.number, unit.document.ids[unit.index], number, hits)
    except TimeoutError:
        runaways.add(rule.id)
    return None


def over_limits(rule: CompiledRule, unit: Unit) -> str | None:
    """Return which size fence a unit breaks, in words, or None. The fences of a span are those of the cut."""
    limits = rule.source.rule.limits
    if rule.source.rule.scope == "span":
        return None
    if limits.max_chars is not None and len(unit.view) > limits.max_chars:
        return f"{len(unit.view)} characters, at most {limits.max_chars}"
    if limits.max_words is not None or limits.min_words is not None:
        words = unit.words
        if limits.max_words is not None and words > limits.max_words:
            return f"{words} words, at most {limits.max_words}"
        if limits.min_words is not None and words < limits.min_words:
            return f"{words} words, at least {limits.min_words}"
    return None


def _stretches(rule: CompiledRule, number: int, unit: Unit) -> tuple[Hit, ...]:
    clause = rule.clauses[number]
    hits = map(_trimmed, clause.spans(unit), repeat(unit.view)) if clause.spans else ()
    return tuple(
        hit
        for hit in hits
        if hit.start < hit.end and _is_of_size(unit.view[hit.start : hit.end], rule.source.rule.limits)
    )


def _is_of_size(cut: str, limits: Limits) -> bool:
    if limits.max_chars is not None and len(cut) > limits.max_chars:
        return False
    if limits.max_words is None and limits.min_words is None:
        return True
    words = count_words(cut)
    return (limits.max_words is None or words <= limits.max_words) and words >= (limits.min_words or 0)


def rescan(document: Document, plan: Plan, found: Scan, changed: set[int]) -> Scan:
    """Return the matches with those of the units `changed` (ids) found anew, because something was cut from within them."""
    kept = [match for match in found.matches if match.unit not in changed]
    for index in (index for index, id in enumerate(document.ids) if id in changed):
        unit = Unit(document, index)
        fresh = (_try(rule, unit, list(range(len(rule.clauses))), found.runaways) for rule in plan.rules)
        kept += [match for match in fresh if match is not None]
    return Scan(sorted(kept), found.runaways)


def _trimmed(hit: Hit, view: str) -> Hit:
    start, end = hit.start, hit.end
    while start < end and view[start] == " ":
        start += 1
    while end > start and view[end - 1] == " ":
        end -= 1
    return Hit(start, end, hit.words.strip())


def resolve(document: Document, plan: Plan, found: Scan) -> Iterator[Finding]:
    """Yield the findings that the matches amount to in the document as it stands."""
    index_of = {id: index for index, id in enumerate(document.ids)}
    for match in found.matches:
        index = index_of.get(match.unit)
        rule = plan.rules[match.rule]
        if index is None or rule.id in found.runaways or out_of_place(rule, index, len(document)):
            continue
        try:
            extent = lonely(rule, document, index) or extent_of(rule, document, index)
        except TimeoutError:
            found.runaways.add(rule.id)
            continue
        if not isinstance(extent, str):
            for hit in match.hits:
                yield _finding(rule, match, document, (index, extent), hit)


def _finding(
    rule: CompiledRule, match: Match, document: Document, extent: tuple[int, int], hit: Hit
) -> Finding:
    first, last = extent
    start, end = document.starts[first], document.ends[last]
    if rule.source.rule.scope == "span":
        start, end = document.place(first, hit.start, hit.end)
    return Finding(
        rule.id, rule.category, first, last, start, end, rule.source.rule.confidence, rule.source.rule.scope, match.clause, hit.words
    )  # fmt: skip
