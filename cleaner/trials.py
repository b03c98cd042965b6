"""Rules and phrases over a corpus: what a phrase would hit, what each rule hits, what a change changes.

Owns the counts. Must not know files or how anything is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from cleaner.book import Rulebook
from cleaner.document import read
from cleaner.findings import resolve
from cleaner.ledger import Cleaned
from cleaner.matchers import Context, compile_clause
from cleaner.pipeline import clean_document, host_of
from cleaner.places import Places
from cleaner.plan import Key, plan_for
from cleaner.rule import Clause
from cleaner.samples import Sample
from cleaner.scan import scan
from cleaner.scripts import scripts_of
from cleaner.shape import is_prose
from cleaner.units import Unit
from cleaner.values import Hints, Profile

How = Literal["equals", "starts", "ends", "has", "regex"]


class Trial(Struct, frozen=True):
    """A unit that a phrase hits: the narrowest matcher that would do, and the rule that cuts it already."""

    sample: str
    line: int
    how: How
    text: str
    prose: bool
    cut_by: str | None = None


def try_phrase(
    phrase: str, samples: Iterable[Sample], *, rulebook: Rulebook, pattern: bool = False
) -> Iterator[Trial]:
    """Yield every unit of the samples that a phrase would hit, in whole words, or that a pattern would.

    Raises ValueError for a pattern that does not compile.
    """
    kinds: tuple[How, ...] = ("regex",) if pattern else ("equals", "starts", "ends", "has")
    context = Context({}, trusted=False, eager=True)
    clauses = [(kind, compile_clause(msgspec.convert({kind: phrase}, Clause), context)) for kind in kinds]
    for sample in samples:
        cleaned = _clean(sample, rulebook, rulebook.profile("default"))
        places = Places(cleaned.first)
        cut_by = {decision.unit: decision.rule for decision in cleaned.decisions if not decision.spans}
        for index, view in enumerate(cleaned.first.views):
            unit = Unit(cleaned.first, index)
            how = next((kind for kind, clause in clauses if clause.hit(unit)), None)
            if how is not None:
                yield Trial(sample.name, places.line(index), how, view, is_prose(view), cut_by.get(index))


class Tally(Struct):
    """What one rule did over a corpus: findings, documents, findings on prose, by clause and by words."""

    rule: str
    findings: int = 0
    documents: int = 0
    prose: int = 0
    clauses: Counter[int] = Counter()
    words: Counter[str] = Counter()


def rule_stats(rulebook: Rulebook, samples: Iterable[Sample]) -> list[Tally]:
    """Return what every rule that can run finds in the samples, dead rules included, the busiest first.

    Findings are counted before the judge: a rule may find what then stays. Experimental rules take part.
    """
    profile = Profile(name="stats", preview=True)
    running = [loaded for loaded in rulebook.rules.values() if loaded.rule.status != "deprecated"]
    tallies = {loaded.id: Tally(loaded.id, clauses=Counter(), words=Counter()) for loaded in running}
    for sample in samples:
        document = read(sample.text)
        plan = plan_for(
            rulebook, Key(sample.language, scripts_of(document.text), host_of(sample.url)), profile
        )
        seen: set[str] = set()
        for finding in resolve(document, plan, scan(document, plan)):
            tally = tallies[finding.rule]
            tally.findings += 1
            tally.documents += finding.rule not in seen
            tally.prose += finding.scope in ("line", "block") and is_prose(document.views[finding.first])
            tally.clauses[finding.clause + 1] += 1
            tally.words[finding.words.lower()] += 1
            seen.add(finding.rule)
    return sorted(tallies.values(), key=lambda tally: (-tally.findings, tally.rule))


class Change(Struct, frozen=True):
    """A unit that two rulebooks treat differently. `rule` cuts it, in the new book or in the old."""

    kind: Literal["now cut", "now kept", "now cut otherwise"]
    rule: str
    sample: str
    line: int
    text: str


def diff_rules(
    old: Rulebook, new: Rulebook, samples: Iterable[Sample], *, profile: str = "default"
) -> list[Change]:
    """Return the units of the samples that the new rulebook treats differently from the old, by rule."""
    changes: list[Change] = []
    for sample in samples:
        before = _clean(sample, old, old.profile(profile))
        after = _clean(sample, new, new.profile(profile))
        was, now, places = _fates(before), _fates(after), Places(before.first)
        for unit in sorted(was.keys() | now.keys()):
            if was.get(unit, _STAYS)[0] == now.get(unit, _STAYS)[0]:
                continue
            kind: Literal["now cut", "now kept", "now cut otherwise"] = "now cut otherwise"
            if unit not in was or unit not in now:
                kind = "now cut" if unit in now else "now kept"
            rule = now[unit][1] if unit in now else was[unit][1]
            changes.append(Change(kind, rule, sample.name, places.line(unit), before.first.views[unit]))
    return sorted(changes, key=lambda change: (change.rule, change.kind, change.sample, change.line))


_STAYS = ((), "")


def _fates(cleaned: Cleaned) -> dict[int, tuple[tuple[tuple[int, int], ...], str]]:
    """Return what was cut of each unit, and by which rule."""
    fates: dict[int, tuple[tuple[tuple[int, int], ...], str]] = {}
    for decision in cleaned.decisions:
        spans = tuple((span.start, span.end) for span in decision.spans) or ((-1, -1),)
        earlier = fates.get(decision.unit, _STAYS)[0]
        fates[decision.unit] = ((*earlier, *spans), decision.rule)
    return fates


def _clean(sample: Sample, rulebook: Rulebook, profile: Profile) -> Cleaned:
    return clean_document(sample.text, Hints(None, sample.language, sample.url), rulebook, profile)
