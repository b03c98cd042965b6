"""The gates of a rule walked one by one over a unit: which let it through, which stopped it, and why.

Owns the walk, in the order in which scan and judge ask (rules.md, gate ladder). Must not know how anything is
shown.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from cleaner.book import LoadedRule, Rulebook
from cleaner.document import Document
from cleaner.extent import extent_of, lonely, out_of_place
from cleaner.findings import resolve, said_of
from cleaner.judge import Verdict, judge
from cleaner.ledger import Cleaned
from cleaner.pipeline import host_of
from cleaner.plan import CompiledRule, Key, Plan, admits, build_plan, compile_rule, plan_for
from cleaner.scan import candidates, over_limits, scan
from cleaner.scripts import scripts_of
from cleaner.units import SHOWN_WORDS, Unit
from cleaner.values import Hints, Profile
from cleaner.voices import Finding

DOOR = ("status", "language", "site")
"""Gates that need no text."""


class Step(Struct, frozen=True):
    """One gate: whether it let the rule through, and what there is to say."""

    gate: str
    passed: bool
    what: str = ""


class Walk:
    """Walks the gates for the units of a cleaned document."""

    def __init__(self, cleaned: Cleaned, hints: Hints, rulebook: Rulebook, profile: Profile) -> None:
        self.cleaned = cleaned
        self._rulebook = rulebook
        self._profile = profile
        self._key = Key(cleaned.language, scripts_of(cleaned.first.text), host_of(hints.url))
        self._compiled: dict[str, CompiledRule] = {}
        self._final: tuple[Verdict, list[Finding]] | None = None

    def suspects(self, *, every: bool = False) -> dict[int, list[str]]:
        """Return, by the id of each unit that stays, the rules of which a clause hits it.

        Without `every`, rules that the language or the site rules out are not asked. A rule without any word
        of its own, which waits for what stands near, suspects nothing where that is missing.
        """
        document, plan = self.cleaned.last, self._open_plan(every=every)
        found: dict[int, list[str]] = {}
        for index, number in candidates(document, plan):
            rule = plan.rules[number]
            vague = (
                number in {rule_number for rule_number, _ in plan.owners[""]}
                and lonely(rule, document, index) is not None
            )
            if not vague and _first_hit(rule, Unit(document, index)) is not None:
                found.setdefault(document.ids[index], []).append(rule.id)
        return found

    def _open_plan(self, *, every: bool) -> Plan:
        profile = Profile(name="explain", preview=True)
        if not every:
            return build_plan(self._rulebook, self._key, profile)
        rules = {id: _opened(loaded) for id, loaded in self._rulebook.rules.items()}
        return build_plan(msgspec.structs.replace(self._rulebook, rules=rules), self._key, profile)

    def steps(self, id: str, unit: int) -> list[Step]:
        """Return the gates of a rule for a unit, up to and with the first that does not let it through."""
        document = self.cleaned.last if unit in self.cleaned.last.ids else self.cleaned.first
        loaded, rule = self._rulebook.rule(id), self._rule(id)
        steps = list(self._door(loaded))
        index = document.ids.index(unit)
        if steps[-1].passed:
            steps += _gates(rule, document, index)
        if steps[-1].passed and document is self.cleaned.last:
            steps.append(self._judged(id, index))
        return steps

    def _rule(self, id: str) -> CompiledRule:
        if id not in self._compiled:
            self._compiled[id] = compile_rule(self._rulebook.rule(id))
        return self._compiled[id]

    def _door(self, loaded: LoadedRule) -> list[Step]:
        blocked = admits(loaded.door, self._key, self._profile)
        gate, _, why = (blocked or "").partition(": ")
        steps: list[Step] = []
        for name in DOOR:
            if name == gate:
                return [*steps, Step(name, False, why)]
            steps.append(Step(name, True))
        return steps

    def _judged(self, id: str, index: int) -> Step:
        """Return what the judge says of a rule's finding on a unit that stays."""
        verdict, findings = self._last_round()
        unit = self.cleaned.last.ids[index]
        for doubt in verdict.doubts:
            if doubt.voice.rule == id and doubt.unit == unit:
                gate, _, why = doubt.gate.partition(": ")
                return Step(gate, False, why)
        finding = next(
            (item for item in findings if item.rule == id and item.first <= index <= item.last), None
        )
        if finding is None:
            return Step("guard", False, "found nothing to cut")
        if finding.scope == "document":
            return Step("scope", False, "flags the document and cuts nothing")
        if finding.category in self._profile.keep or (
            self._profile.only and finding.category not in self._profile.only
        ):
            return Step("switch", False, f"category {finding.category} is kept by what was asked for")
        if "over-cut" in self.cleaned.flags:
            return Step("guard", False, "too much of the document would go")
        return Step("votes", False, f"confidence {finding.confidence} does not cut alone")

    def _last_round(self) -> tuple[Verdict, list[Finding]]:
        if self._final is None:
            last = self.cleaned.last
            plan = plan_for(self._rulebook, self._key, self._profile)
            found = scan(last, plan)
            verdict = judge(last, plan, said_of(last, plan, found), self.cleaned.title, self._profile)
            self._final = verdict, list(resolve(last, plan, found))
        return self._final


def _opened(loaded: LoadedRule) -> LoadedRule:
    rule = msgspec.structs.replace(loaded.rule, languages=[], sites=[])
    return msgspec.structs.replace(loaded, rule=rule, disabled=False)


def _first_hit(rule: CompiledRule, unit: Unit) -> tuple[int, str] | None:
    try:
        for number, clause in enumerate(rule.clauses):
            hit = clause.hit(unit)
            if hit is not None:
                return number, hit.words
    except TimeoutError:
        return None
    return None


def _gates(rule: CompiledRule, document: Document, index: int) -> list[Step]:
    unit = Unit(document, index)
    steps = []
    for step in (
        _position(rule, document, index),
        _limits(rule, unit),
        _match(rule, unit),
        _unless(rule, unit),
    ):
        steps.append(step)
        if not step.passed:
            return steps
    alone = lonely(rule, document, index)
    steps.append(Step("near", alone is None, alone or ""))
    if alone is None:
        extent = extent_of(rule, document, index)
        steps.append(Step("guard", isinstance(extent, int), extent if isinstance(extent, str) else ""))
    return steps


def _position(rule: CompiledRule, document: Document, index: int) -> Step:
    why = out_of_place(rule, index, len(document))
    return Step("position", why is None, why or "")


def _limits(rule: CompiledRule, unit: Unit) -> Step:
    why = over_limits(rule, unit)
    return Step("limits", why is None, why or "")


def _match(rule: CompiledRule, unit: Unit) -> Step:
    hit = _first_hit(rule, unit)
    if hit is None:
        return Step("match", False, "no clause hits")
    return Step("match", True, f'clause {hit[0] + 1} "{hit[1]}"' if hit[1] else f"clause {hit[0] + 1}")


def _unless(rule: CompiledRule, unit: Unit) -> Step:
    try:
        for exception in rule.unless:
            hit = exception.hit(unit)
            if hit is not None:
                return Step("unless", False, f'hit "{hit.words[:SHOWN_WORDS]}"' if hit.words else "hit")
    except TimeoutError:
        return Step("unless", False, "ran out of time")
    return Step("unless", True)
