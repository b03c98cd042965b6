"""Which parts of a rule an example or a fixture exercises: clauses, exceptions, items of phrase lists.

Owns the account; branches inside one regex and `\\L` lists are not counted (contract). Must not know reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from cleaner.book import LoadedRule, Rulebook
from cleaner.carrier import Kind, examples_of, stage
from cleaner.document import read
from cleaner.extent import BLOCK_LINES
from cleaner.matchers import CompiledClause, Context, compile_clause
from cleaner.pipeline import host_of
from cleaner.plan import CompiledRule, CompiledWindow, Key, Plan, build_plan, compile_rule
from cleaner.rule import Clause
from cleaner.rulefile import Path_
from cleaner.samples import Sample
from cleaner.scan import candidates, over_limits
from cleaner.scripts import scripts_of
from cleaner.units import Unit
from cleaner.values import Profile

PHRASE_KINDS = ("equals", "starts", "ends", "has")
"""Matchers whose value is a list of phrases."""


class Gap(Struct, frozen=True):
    """A part of a rule that nothing exercises: its path inside the rule, and what to do."""

    rule: str
    path: Path_
    what: str

    @property
    def in_exception(self) -> bool:
        """Whether the part belongs to `unless`."""
        return self.path[0] == "unless"


def find_gaps(rulebook: Rulebook, rules: Sequence[LoadedRule], samples: Sequence[Sample]) -> list[Gap]:
    """Return the parts of `rules` that neither their own examples nor the `samples` exercise."""
    accounts = {loaded.id: _Account(loaded) for loaded in rules}
    for account in accounts.values():
        account.try_examples()
    if samples:
        _try_samples(rulebook, accounts, samples)
    return [gap for account in accounts.values() for gap in account.gaps()]


def _try_samples(rulebook: Rulebook, accounts: dict[str, _Account], samples: Sequence[Sample]) -> None:
    profile = Profile(name="proof", preview=True)
    book = msgspec.structs.replace(rulebook, rules={id: account.loaded for id, account in accounts.items()})
    plans: dict[Key, Plan] = {}
    for sample in samples:
        document = read(sample.text)
        key = Key(sample.language, scripts_of(document.text), host_of(sample.url))
        if key not in plans:
            plans[key] = build_plan(book, key, profile)
        for index, number in candidates(document, plans[key]):
            accounts[plans[key].rules[number].id].see(Unit(document, index), "fixture")


class _Account:
    """The parts of one rule, and those of them that were exercised."""

    def __init__(self, loaded: LoadedRule) -> None:
        self.loaded = loaded
        self.rule: CompiledRule = compile_rule(loaded)
        self._context = Context(loaded.lists, loaded.trusted)
        self._seen: set[Path_] = set()
        self._items: dict[Path_, list[tuple[Path_, CompiledClause]]] = {}

    def try_examples(self) -> None:
        for example in examples_of(self.loaded):
            staged = stage(example, self.loaded)
            document = read(staged.text)
            for index in staged.own(document):
                self.see(Unit(document, index), example.kind)

    def see(self, unit: Unit, kind: Kind | str) -> None:
        """Note what a unit exercises; what a `keeps` matches counts for exceptions only."""
        if over_limits(self.rule, unit) is not None:
            return
        try:
            hits = [number for number, clause in enumerate(self.rule.clauses) if clause.hit(unit)]
            if hits:
                self._note_hits(hits, unit, kind)
        except TimeoutError:
            return

    def _note_hits(self, hits: list[int], unit: Unit, kind: Kind | str) -> None:
        for number in hits if kind != "keeps" else ():
            self._note(("match", number), self.loaded.rule.match[number], unit)
        for number, clause in enumerate(self.rule.unless):
            if clause.hit(unit):
                self._note(("unless", number), self.loaded.rule.unless[number], unit)
        self._note_until(unit)
        for side, window, step in (("before", self.rule.before, -1), ("after", self.rule.after, 1)):
            if window is not None:
                self._note_window(side, window, unit, step)

    def _note(self, path: Path_, clause: Clause, unit: Unit) -> None:
        self._seen.add(path)
        if path not in self._items:
            self._items[path] = [
                (item, compile_clause(single, self._context))
                for item, single in _single_phrases(path, clause)
            ]
        for item, compiled in self._items[path]:
            if item not in self._seen and compiled.hit(unit):
                self._seen.add(item)

    def _note_until(self, unit: Unit) -> None:
        document, most = unit.document, self.loaded.rule.limits.max_lines or BLOCK_LINES
        for place in range(unit.index + 1, min(unit.index + most, len(document)) if self.rule.until else 0):
            below = Unit(document, place)
            ending = [number for number, clause in enumerate(self.rule.until) if clause.hit(below)]
            for number in ending:
                self._note(("until", number), (self.loaded.rule.until or [])[number], below)
            if ending:
                break

    def _note_window(self, side: str, window: CompiledWindow, unit: Unit, step: int) -> None:
        written = getattr(self.loaded.rule.near, side)
        for distance in range(1, window.within + 1):
            place = unit.index + step * distance
            if not 0 <= place < len(unit.document):
                break
            other = Unit(unit.document, place)
            for number, clause in enumerate(window.clauses):
                if clause.hit(other):
                    self._note(("near", side, "match", number), written.match[number], other)

    def gaps(self) -> Iterator[Gap]:
        """Yield the parts never exercised; phrases of a clause that never hit are not listed one by one."""
        for path, clause in _clauses(self.loaded):
            if path not in self._seen:
                yield Gap(self.loaded.id, path, _what(path, clause))
                continue
            for item, single in _single_phrases(path, clause):
                if item not in self._seen:
                    yield Gap(
                        self.loaded.id,
                        item,
                        f"phrase {_phrase(single)!r} of `{path[0]}` is in no example and no fixture",
                    )


def _clauses(loaded: LoadedRule) -> Iterator[tuple[Path_, Clause]]:
    rule = loaded.rule
    for key in ("match", "unless", "until"):
        for number, clause in enumerate(getattr(rule, key) or ()):
            yield (key, number), clause
    for side in ("before", "after"):
        window = getattr(rule.near, side) if rule.near else None
        for number, clause in enumerate(window.match if window else ()):
            yield ("near", side, "match", number), clause


def _what(path: Path_, clause: Clause) -> str:
    name = f"clause {int(path[-1]) + 1} of `{path[0]}`"
    shown = msgspec.to_builtins(
        {key: value for key in clause.__struct_fields__ if (value := getattr(clause, key)) is not None}
    )
    hint = {
        "match": "no removed example and no fixture hits it",
        "unless": "it saves no example: add a line to `keeps` that it alone saves, or take it out",
    }.get(str(path[0]), "no example reaches it")
    text = str(shown)
    return f"{name}: {hint} ({text if len(text) < 60 else text[:59] + '…'})"


def _single_phrases(path: Path_, clause: Clause) -> Iterator[tuple[Path_, Clause]]:
    """Yield each phrase of a clause's lists of several as a clause of its own, with its path."""
    for kind in PHRASE_KINDS:
        value = getattr(clause, kind)
        if isinstance(value, list) and len(value) > 1:
            for number, phrase in enumerate(value):
                yield (*path, kind, number), Clause(**{kind: phrase})
    for number, part in enumerate(clause.all or ()):
        yield from _single_phrases((*path, "all", number), part)


def _phrase(single: Clause) -> str:
    return str(next(value for kind in PHRASE_KINDS if (value := getattr(single, kind)) is not None))
