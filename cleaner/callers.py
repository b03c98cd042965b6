"""Which clauses of which rules are to be tried on which units: those that a literal in the unit calls.

Owns the search of units for the literals of a plan. Must not know findings. What calls too much is slow, what calls too little loses findings
(property 5 of the contract).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from cleaner.borders import goes_on
from cleaner.folding import DECORATION, core, fold
from cleaner.literals import DIGIT_FIRST, SIGN_FIRST
from cleaner.native import compiled
from cleaner.needles import Needles
from cleaner.plan import Plan

CLAUSE_BITS = 12
"""A ticket is the number of a rule, shifted by so many bits, and the number of a clause."""

_Calls = tuple[tuple[int, int], ...]
"""Tickets, each with the most characters that its rule lets a unit have."""


class Callers:
    """The literals of a plan, ready to be looked for."""

    def __init__(self, plan: Plan) -> None:
        lengths = [rule.fences[0] for rule in plan.rules]
        self._owners = tuple(_priced(owners, lengths) for owners in plan.owners)
        self._always = _priced(plan.always, lengths)
        needles = self._needles = Needles(plan.words)
        named = dict(zip(plan.words, self._owners, strict=True))
        self._digits = named.get(DIGIT_FIRST, ())
        self._signs = named.get(SIGN_FIRST, ())
        calls = compiled("_calls")
        every = self._owners, self._always, self._digits, self._signs
        self._finder = calls.Finder(needles.words, needles.meanings, every, DECORATION) if calls else None

    def tickets(
        self, views: Sequence[str], folds: Sequence[str], *, fenced: bool = True
    ) -> Sequence[Collection[int]]:
        """Return for each unit the tickets of the clauses that may hold on it.

        `fenced` leaves out rules whose fences do not let a unit be so long.
        """
        if self._finder is None:
            return self.tickets_plainly(views, folds, fenced=fenced)
        called = self._finder.called
        return [
            called(view, folded, fenced, None if len(view) == len(folded) else _all_forms(view, folded))
            for view, folded in zip(views, folds, strict=True)
        ]

    def tickets_plainly(
        self, views: Sequence[str], folds: Sequence[str], *, fenced: bool = True
    ) -> list[set[int]]:
        """Return what `tickets` returns, without compiled code."""
        lengths = list(map(len, views)) if fenced else [0] * len(views)
        called = [{ticket for ticket, most in self._always if length <= most} for length in lengths]
        for index, view in enumerate(views):
            if not view[0].isalpha():
                calls = self._digits if view[0].isdecimal() else self._signs
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
        owners = self._owners
        here = 0
        for word, at in self._needles.find(text, edges=edges):
            while at >= ends[here]:
                here += 1
            for ticket, most in owners[word]:
                if lengths[here] <= most:
                    called[here].add(ticket)


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
