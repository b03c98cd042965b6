"""The gates of a rule, cheapest first: plan and document become findings.

Owns finding; decides nothing: votes, vetoes and guards over the whole document are the judge's. A match depends on its unit alone and is
found once; what depends on the neighbourhood is left to the room of findings, which asks what still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct

from cleaner.callers import CLAUSE_BITS, Callers, Tried
from cleaner.document import Document
from cleaner.matchers import hit_of
from cleaner.plan import ANY_LENGTH, CompiledRule, Plan
from cleaner.recent import Recent
from cleaner.rule import Limits
from cleaner.shape import count_words
from cleaner.units import Hit, Unit
from cleaner.voices import Heard, Voice, heard_of

_LINES = 10_000
"""Lines that a plan remembers (twice, see `Recent`): about 4 MB."""
_CLAUSE = (1 << CLAUSE_BITS) - 1


class Match(NamedTuple):
    """A rule's clauses hold on a unit, its exceptions do not. `unit` is the unit's id, not its index."""

    rule: int
    unit: int
    clause: int
    hits: tuple[Hit, ...]


class Scan(Struct):
    """What was found in a document: what rules of lines that stand alone say, by unit id; matches of the others; rules that ran out of time."""

    lines: dict[int, Heard]
    matches: list[Match]
    runaways: set[str]

    @property
    def units(self) -> list[int]:
        """The ids of the units on which anything was found, in order."""
        return sorted({*self.lines, *[match.unit for match in self.matches]})


class _Known(NamedTuple):
    """What holds on every unit that reads the same: what rules that stand alone say, matches of others, with no unit said, and tickets of
    rules that look around."""

    heard: Heard | None
    matches: tuple[Match, ...]
    open: tuple[int, ...]


_NOTHING = _Known(None, (), ())


class _Tools(NamedTuple):
    """What is made of a plan for finding, once."""

    callers: Callers
    known: Recent


def scan(document: Document, plan: Plan, *, prefilter: bool = True) -> Scan:
    """Return every match of the plan's rules in the document.

    `prefilter=False` tries every rule on every unit: slow, and by property 5 of the contract the same.
    """
    found = Scan({}, [], set())
    if prefilter:
        _find(document, plan, range(len(document)), found)
    else:
        everything = [
            (rule.number << CLAUSE_BITS | at, None) for rule in plan.rules for at in range(len(rule.clauses))
        ]
        for index in range(len(document)):
            matches = _matches(Unit(document, index), plan, everything, found.runaways)
            _add(found, document.ids[index], *_parted(plan, matches))
    found.matches.sort()
    return found


def rescan(document: Document, plan: Plan, found: Scan, changed: set[int]) -> Scan:
    """Return what was found with that of the units `changed` (ids) found anew, because something was cut from within them."""
    fresh = Scan(
        {id: heard for id, heard in found.lines.items() if id not in changed},
        [match for match in found.matches if match.unit not in changed],
        found.runaways,
    )
    _find(document, plan, [index for index, id in enumerate(document.ids) if id in changed], fresh)
    fresh.matches.sort()
    return fresh


def _parted(plan: Plan, matches: Iterable[Match]) -> tuple[list[Voice], list[Match]]:
    """Return what the rules that stand alone say, and the matches of the others."""
    voices, others = [], []
    for match in matches:
        rule = plan.rules[match.rule]
        if rule.stands_alone:
            id, category, confidence = rule.label
            voices += [Voice(id, category, confidence, "line", match.clause, hit.words) for hit in match.hits]
        else:
            others.append(match)
    return voices, others


def _add(found: Scan, id: int, voices: Sequence[Voice], matches: Iterable[Match]) -> None:
    """Add what was found on a unit beside what is known of its line."""
    if voices:
        known = found.lines.get(id)
        before = known.voices if known else ()
        found.lines[id] = heard_of(sorted((*before, *voices), key=attrgetter("rule")))
    found.matches += matches


def candidates(document: Document, plan: Plan) -> Iterator[tuple[int, int]]:
    """Yield, unit by unit, (index of the unit, number of the rule) where a literal of the unit calls a clause of the rule."""
    tickets = _tools(plan).callers.tickets(document.views, document.folds, fenced=False)
    for index, called in enumerate(tickets):
        for number in sorted({ticket >> CLAUSE_BITS for ticket in called}):
            yield index, number


def _find(document: Document, plan: Plan, indexes: Iterable[int], found: Scan) -> None:
    """Add the matches of the units at `indexes`; a line that was met before is not tried again."""
    tools = _tools(plan)
    views, ids = document.views, document.ids
    known: dict[str, _Known] = {}
    fresh: dict[str, int] = {}
    for index in indexes:
        view = views[index]
        if view not in known and view not in fresh:
            seen = tools.known.get(view)
            if seen is None:
                fresh[view] = index
            else:
                known[view] = seen
    _learn(document, plan, fresh, (known, found.runaways))
    for index in indexes:
        heard, matches, tickets = known[views[index]]
        if heard is not None:
            found.lines[ids[index]] = heard
        if matches:
            id = ids[index]
            found.matches += [Match(rule, id, clause, hits) for rule, _, clause, hits in matches]
        if tickets:
            unit = Unit(document, index)
            more = _matches(unit, plan, tools.callers.sift(unit, tickets), found.runaways)
            _add(found, ids[index], *_parted(plan, more))


def _learn(
    document: Document, plan: Plan, fresh: dict[str, int], learnt: tuple[dict[str, _Known], set[str]]
) -> None:
    """Try what literals call on the lines of `fresh`, and remember it for other documents if no rule ran out of time."""
    tools = _tools(plan)
    known, runaways = learnt
    tried = tools.callers.worth_trying([*fresh], [document.folds[index] for index in fresh.values()])
    for (view, index), found in zip(fresh.items(), tried, strict=True):
        what = _NOTHING
        if found is not None:
            calls, around = found
            matches = _matches(Unit(document, index), plan, calls, runaways) if calls else []
            if matches or around:
                voices, others = _parted(plan, matches)
                what = _Known(heard_of(voices) if voices else None, tuple(others), tuple(around))
        known[view] = what
        if not runaways:
            tools.known.put(view, what)


def _tools(plan: Plan) -> _Tools:
    tools: _Tools | None = plan.memo.get("scan")
    if tools is None:
        tools = plan.memo["scan"] = _Tools(Callers(plan), Recent(_LINES))
    return tools


def _matches(unit: Unit, plan: Plan, calls: Iterable[Tried], runaways: set[str]) -> list[Match]:
    """Return the matches of the rules whose clauses are called, by number; for each rule the first clause that holds."""
    out: list[Match] = []
    rules, id, length = plan.rules, unit.document.ids[unit.index], len(unit.view)
    begun = done = -1
    for ticket, searched in calls:
        number = ticket >> CLAUSE_BITS
        if number == done:
            continue
        rule = rules[number]
        if number != begun:
            begun = number
            chars, least, most = rule.fences
            short = length <= chars and (most == ANY_LENGTH or unit.words <= most)
            if not short or (least and unit.words < least) or (runaways and rule.id in runaways):
                done = number
                continue
        try:
            hits = _hits(rule, ticket & _CLAUSE, unit, searched)
        except TimeoutError:
            hits = None
            runaways.add(rule.id)
        if hits is None or hits:
            done = number
            if hits:
                out.append(Match(number, id, ticket & _CLAUSE, hits))
    return out


def _hits(rule: CompiledRule, number: int, unit: Unit, searched: Any = None) -> tuple[Hit, ...] | None:
    """Return what a clause of a rule hits of a unit; nothing where it does not hold, None where an exception does.

    `searched` is what the clause's search found, where it is one pattern and was searched for already.
    """
    hit = rule.clauses[number].hit(unit) if searched is None else hit_of(searched)
    if hit is None:
        return ()
    hits = _stretches(rule, number, unit) if rule.cuts_within else (hit,)
    if hits and rule.unless and any(exception.hit(unit) for exception in rule.unless):
        return None
    return hits


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


def _trimmed(hit: Hit, view: str) -> Hit:
    start, end = hit.start, hit.end
    while start < end and view[start] == " ":
        start += 1
    while end > start and view[end - 1] == " ":
        end -= 1
    return Hit(start, end, hit.words.strip())
