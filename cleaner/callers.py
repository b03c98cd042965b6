"""Which clauses of which rules are to be tried on which units: those that a literal in the unit calls, if that is not known to be in vain.

Owns the search of units for the literals of a plan, and for patterns that are clauses by themselves. Must not know findings. What calls
too much is slow, what calls too little loses findings (property 5 of the contract).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from cleaner.borders import goes_on
from cleaner.folding import DECORATION, core, fold
from cleaner.matchers import CALLS, TRUSTED_LENGTH
from cleaner.native import compiled
from cleaner.needles import Needles
from cleaner.needs import DIGIT_FIRST, SIGN_FIRST
from cleaner.plan import ANY_LENGTH, KNOWN, Plan, keep_plan
from cleaner.shape import count_words
from cleaner.units import Search, Unit

CLAUSE_BITS = 12
"""A ticket is the number of a rule, shifted by so many bits, and the number of a clause."""

_Calls = tuple[tuple[int, int], ...]
"""Tickets, each with the most characters that its rule lets a unit have."""


_Facts = tuple[list[tuple[int, int, int]], list[int], list[int], dict[int, bytes]]
"""The fences of each rule; the numbers of those that cut within units, and that look around; the clue of each ticket."""

Tried = tuple[int, Any]
"""A ticket, and what the search of its clause found, where the clause is one pattern and was searched for already."""


class _Clauses:
    """What the sieve asks of the clauses of a plan."""

    any_length, clause_bits, trusted = ANY_LENGTH, CLAUSE_BITS, TRUSTED_LENGTH

    def __init__(self, plan: Plan, clues: dict[int, bytes]) -> None:
        self._rules = plan.rules
        self.clue = clues.__getitem__

    def search(self, ticket: int) -> Search | None:
        """Return the search of a clause that is one trusted pattern, or None."""
        rule = self._rules[ticket >> CLAUSE_BITS]
        found = rule.clauses[ticket & (1 << CLAUSE_BITS) - 1].search
        return found() if found else None


class Callers:
    """The literals of a plan, ready to be looked for.

    For compiled code what is known of a plan is kept from run to run, so that a start need not read rules that no line calls.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._finder = self._sieve = None
        calls = compiled("_calls")
        if calls is not None:
            self._finder = calls.Finder((DIGIT_FIRST, SIGN_FIRST), DECORATION, _all_forms)
            fences, spans, around, clues = _learn(plan, self._finder)
            self._sieve = calls.Sieve(fences, spans, _Clauses(plan, clues), frozenset(around), count_words)

    @cached_property
    def _around(self) -> frozenset[int]:
        return frozenset(rule.number for rule in self._plan.rules if rule.looks_around)

    @cached_property
    def _owners(self) -> dict[str, _Calls]:
        """What each literal calls; the empty one stands for what is called always."""
        lengths = [rule.fences[0] for rule in self._plan.rules]
        owned = self._plan.owners
        CALLS.save()  # what was derived is kept for the other processes of this run, and for the next
        return {word: _priced(owners, lengths) for word, owners in owned.items()}

    @cached_property
    def _needles(self) -> Needles:
        return Needles(tuple(self._owners)[1:])

    def tickets(
        self, views: Sequence[str], folds: Sequence[str], *, fenced: bool = True
    ) -> Sequence[Collection[int]]:
        """Return for each unit the tickets of the clauses that may hold on it.

        `fenced` leaves out rules whose fences do not let a unit be so long.
        """
        if self._finder is None:
            return self.tickets_plainly(views, folds, fenced=fenced)
        called = self._finder.called
        return [called(view, folded, fenced) for view, folded in zip(views, folds, strict=True)]

    def worth_trying(
        self, views: Sequence[str], folds: Sequence[str]
    ) -> list[tuple[list[Tried], list[int]] | None]:
        """Return for each unit the calls that are worth trying, and the tickets of rules that look around; None where there is neither."""
        if self._sieve is not None:
            return self._sieve.worth_trying(self._finder, views, folds)  # type: ignore[no-any-return]
        out: list[tuple[list[Tried], list[int]] | None] = []
        for tickets in self.tickets_plainly(views, folds):
            around = [ticket for ticket in sorted(tickets) if ticket >> CLAUSE_BITS in self._around]
            calls: list[Tried] = [(ticket, None) for ticket in sorted(tickets.difference(around))]
            out.append((calls, around) if tickets else None)
        return out

    def sift(self, unit: Unit, tickets: Sequence[int]) -> list[Tried]:
        """Return the calls of a unit that are worth trying."""
        if self._sieve is not None:
            return self._sieve.sift(unit.view, unit.folded, tickets)  # type: ignore[no-any-return]
        return [(ticket, None) for ticket in tickets]

    def tickets_plainly(
        self, views: Sequence[str], folds: Sequence[str], *, fenced: bool = True
    ) -> list[set[int]]:
        """Return what `tickets` returns, without compiled code."""
        lengths = list(map(len, views)) if fenced else [0] * len(views)
        called = [{ticket for ticket, most in self._owners[""] if length <= most} for length in lengths]
        for index, view in enumerate(views):
            if not view[0].isalpha():
                calls = self._owners.get(DIGIT_FIRST if view[0].isdecimal() else SIGN_FIRST, ())
                called[index].update([ticket for ticket, most in calls if lengths[index] <= most])
        loose = [index for index, view in enumerate(views) if len(folds[index]) != len(view)]
        self._look(list(_forms(views, folds, range(len(views)))), (lengths, called), edges=True)
        self._look(list(_forms(views, folds, loose)), (lengths, called), edges=False)
        return called

    def _look(
        self, forms: list[tuple[int, str]], units: tuple[list[int], list[set[int]]], *, edges: bool
    ) -> None:
        """Add the tickets of what is found in forms of units, given with the units' indexes."""
        if not forms:
            return
        lengths = [units[0][index] for index, _ in forms]
        called = [units[1][index] for index, _ in forms]
        ends = [*accumulate(len(text) + 1 for _, text in forms)]
        text = "\n" + "\n".join([text for _, text in forms]) + "\n"
        owners = tuple(self._owners.values())[1:]
        here = 0
        for word, at in self._needles.find(text, edges=edges):
            while at >= ends[here]:
                here += 1
            for ticket, most in owners[word]:
                if lengths[here] <= most:
                    called[here].add(ticket)


def _learn(plan: Plan, finder: Any) -> _Facts:
    """Make a finder know the literals of a plan, and return what the sieve must know."""
    known = plan.memo.pop(KNOWN, None)
    if known is not None:
        facts, state = known
        finder.recall(state)
        return facts  # type: ignore[no-any-return]
    facts = _facts_of(plan)
    finder.learn(_clauses(plan))
    keep_plan(plan, (facts, finder.state()))
    CALLS.save()
    return facts


def _facts_of(plan: Plan) -> _Facts:
    clues = {
        rule.number << CLAUSE_BITS | clause: clue
        for rule in plan.rules
        for clause, (_, clue) in enumerate(rule.calls)
    }
    spans = [rule.number for rule in plan.rules if rule.cuts_within]
    return (
        [rule.fences for rule in plan.rules],
        spans,
        [rule.number for rule in plan.rules if rule.looks_around],
        clues,
    )


def _clauses(plan: Plan) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the ticket of each clause, the most characters that its rule lets a unit have, and the literals that call it."""
    for rule in plan.rules:
        for clause, (words, _) in enumerate(rule.calls):
            yield rule.number << CLAUSE_BITS | clause, rule.fences[0], words


def _priced(calls: Sequence[tuple[int, int]], lengths: list[int]) -> _Calls:
    return tuple((rule << CLAUSE_BITS | clause, lengths[rule]) for rule, clause in calls)


def _all_forms(view: str, folded: str) -> list[str]:
    return [form for _, form in _forms([view], [folded], [0])]


def _forms(views: Sequence[str], folds: Sequence[str], indexes: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield folded units with their indexes, each followed by itself without what stands in front of its first letter.

    Phrases look behind decoration, patterns behind signs.
    """
    for index in indexes:
        view, folded = views[index], folds[index]
        yield index, folded
        if not view[0].isalpha() or not folded[:1].isalpha():
            for form in {core(folded), _behind_signs(folded), fold(_behind_signs(view))} - {"", folded}:
                yield index, form


def _behind_signs(text: str) -> str:
    return text[next((at for at, char in enumerate(text) if goes_on(char)), len(text)) :]
