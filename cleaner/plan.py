"""The rules that a document admits, compiled, with the automaton that finds where they may hit.

Owns the gates that need no text: status, language, site, switches. Must not know documents.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cached_property, partial
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from cleaner.book import Allow, Call, Door, LoadedRule, Rulebook, Shelf, doors_of
from cleaner.matchers import CompiledClause, Context, calls_of, compile_clause
from cleaner.model import Models, load_models
from cleaner.patterncache import name_of
from cleaner.recent import Recent
from cleaner.rule import Clause, Window
from cleaner.rulecache import recall_values, remember_values
from cleaner.scripts import script_of
from cleaner.values import Confidence, Profile

KNOWN = "known"
_LINES_OF_A_WINDOW = 500
"""Lines that a window remembers (twice, see `Recent`): there are dozens of windows."""


class Key(NamedTuple):
    """What of a document decides which rules it admits. `language` None: unknown; `host` None: unknown."""

    language: str | None
    scripts: frozenset[str]
    host: str | None


class CompiledWindow(Struct, frozen=True):
    """A window of `near`, compiled; `known` remembers on which lines it holds, unless that depends on other lines."""

    within: int
    clauses: tuple[CompiledClause, ...]
    looks_around: bool
    known: Recent


class CompiledRule(Struct, frozen=True, dict=True):
    """A rule ready to run; each part is read and compiled when it is first needed. `number` is its place in the plan."""

    number: int
    id: str
    read: Callable[[], LoadedRule]

    @cached_property
    def source(self) -> LoadedRule:
        """What was loaded."""
        return self.read()

    @property
    def category(self) -> str:
        """What it removes."""
        return self.source.category

    @cached_property
    def clauses(self) -> tuple[CompiledClause, ...]:
        """The clauses of `match`, of which one must hold."""
        return self._compiled(self.source.rule.match)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """What calls each clause."""
        return calls_of(self.source.mark, lambda: self.clauses)

    @cached_property
    def fences(self) -> tuple[int, int, int]:
        """The most characters, the fewest and the most words that a unit may have; the fences of a span are for the cut."""
        limits = self.source.rule.limits
        if self.cuts_within:
            return ANY_LENGTH, 0, ANY_LENGTH
        chars, words = (ANY_LENGTH if most is None else most for most in (limits.max_chars, limits.max_words))
        return chars, limits.min_words or 0, words

    @cached_property
    def cuts_within(self) -> bool:
        """Whether the rule cuts stretches from within units."""
        return self.source.rule.scope == "span"

    @cached_property
    def position(self) -> str:
        """Where in a document its units must stand."""
        return self.source.rule.position

    @cached_property
    def stands_alone(self) -> bool:
        """Whether the rule takes one unit, wherever that stands: then a match is a finding."""
        rule = self.source.rule
        return self.position == "any" and rule.near is None and rule.scope == "line"

    @cached_property
    def label(self) -> tuple[str, str, Confidence]:
        """Its id, its category, how sure it is."""
        return self.id, self.category, self.source.rule.confidence

    @cached_property
    def looks_around(self) -> bool:
        """Whether a match depends on more than the unit: on other units that read the same."""
        return _look_around([*self.source.rule.match, *self.source.rule.unless])

    @cached_property
    def unless(self) -> tuple[CompiledClause, ...]:
        """The exceptions."""
        return self._compiled(self.source.rule.unless)

    @cached_property
    def until(self) -> tuple[CompiledClause, ...]:
        """What ends a block."""
        return self._compiled(self.source.rule.until or [])

    @cached_property
    def before(self) -> CompiledWindow | None:
        """What must stand before the unit."""
        return self._window("before")

    @cached_property
    def after(self) -> CompiledWindow | None:
        """What must stand behind the unit."""
        return self._window("after")

    def _compiled(self, clauses: list[Clause]) -> tuple[CompiledClause, ...]:
        context = Context(self.source.lists, self.source.trusted)
        return tuple(compile_clause(clause, context) for clause in clauses)

    def _window(self, side: Literal["before", "after"]) -> CompiledWindow | None:
        near = self.source.rule.near
        window: Window | None = getattr(near, side) if near else None
        if window is None:
            return None
        return CompiledWindow(
            window.within,
            self._compiled(window.match),
            _look_around(window.match),
            Recent(_LINES_OF_A_WINDOW),
        )


def _look_around(clauses: list[Clause]) -> bool:
    """Tell whether a clause asks for more than its unit: for other units that read the same."""
    return any(part.repeats is not None for clause in clauses for part in (clause, *(clause.all or ())))


class Plan(Struct, frozen=True, dict=True):
    """The compiled rules of one kind of document.

    `file` names what is kept of them from run to run, empty if nothing is. `memo` is for those who work with a plan; `KNOWN` in it is what
    was kept.
    """

    rules: tuple[CompiledRule, ...]
    allow: tuple[tuple[tuple[str, ...], tuple[CompiledClause, ...], str], ...]
    models: Models | None = None
    file: str = ""
    memo: dict[str, Any] = {}

    @cached_property
    def owners(self) -> dict[str, list[tuple[int, int]]]:
        """The (rule, clause) numbers that each literal calls, marked as in the needs room; the empty one stands for clauses that no literal calls."""
        owners: dict[str, list[tuple[int, int]]] = {"": []}
        for rule in self.rules:
            for clause, (words, _) in enumerate(rule.calls):
                for word in words or ("",):
                    owners.setdefault(word, []).append((rule.number, clause))
        return owners


def admits(door: Door, key: Key, profile: Profile) -> str | None:
    """Return the name of the gate that keeps a rule from running on such documents, with its reason, or None."""
    if door.disabled or any(fnmatchcase(door.id, pattern) for pattern in profile.disable):
        return "status: disabled"
    if door.status == "deprecated" or (door.status == "experimental" and not profile.preview):
        return f"status: {door.status}"
    if door.confidence not in profile.confidences:
        return f"status: confidence {door.confidence} is not used by profile {profile.name}"
    if door.languages and not _speaks(door, key):
        return f"language: {key.language or 'unknown'} is not among {', '.join(door.languages)}"
    if door.sites and not (key.host and any(fnmatchcase(key.host, site) for site in door.sites)):
        return f"site: {key.host or 'unknown'} is not among {', '.join(door.sites)}"
    return None


def _speaks(door: Door, key: Key) -> bool:
    if key.language in door.languages:
        return True
    roams = door.scope == "line" and door.confidence == "high" and ROAMING in door.languages
    if key.language is not None and not roams:
        return False
    scripts = key.scripts if ROAMING in door.languages else key.scripts - {"latin"}
    return any(script_of(language) & scripts for language in door.languages)


ANY_LENGTH = 1 << 60
"""Characters, or words, that no unit has."""
ROAMING = "en"
"""The language whose whole-line rules of high confidence run on pages of any language of its script: English leftovers are everywhere.

Of a text in Latin letters whose language is unknown, it is the only one whose rules run at all."""

_PLANS: dict[tuple[str, Key, Profile], Plan] = {}
_MOST_PLANS = 64


def plan_for(rulebook: Rulebook, key: Key, profile: Profile) -> Plan:
    """Return the compiled rules for documents of this kind; plans are kept, those not asked for longest go."""
    if key.host is not None and not _names_host(rulebook, key.host):
        key = key._replace(host=None)
    name = (rulebook.digest, key, profile)
    plan = _PLANS.pop(name, None) or build_plan(rulebook, key, profile)
    _PLANS[name] = plan
    if len(_PLANS) > _MOST_PLANS:
        del _PLANS[next(iter(_PLANS))]
    return plan


def _names_host(rulebook: Rulebook, host: str) -> bool:
    if rulebook.digest not in _SITES:
        if len(_SITES) > _MOST_MODELS:
            _SITES.clear()
        _SITES[rulebook.digest] = {site for door in doors_of(rulebook.rules) for site in door.sites}
    return any(fnmatchcase(host, site) for site in _SITES[rulebook.digest])


_SITES: dict[str, set[str]] = {}
"""The hosts that rules name, by rulebook."""


def build_plan(rulebook: Rulebook, key: Key, profile: Profile) -> Plan:
    """Compile the rules that documents of this kind admit, in the order of their ids."""
    file = _file_of(rulebook, key, profile)
    admitted, known = (recall_values(file) if file else None) or (None, None)
    if admitted is None:
        admitted = sorted(door.id for door in doors_of(rulebook.rules) if admits(door, key, profile) is None)
    read = rulebook.rules.__getitem__
    rules = tuple(CompiledRule(number, id, partial(read, id)) for number, id in enumerate(admitted))
    vetoes = tuple(_veto(allow) for allow in rulebook.allow)
    return Plan(rules, vetoes, _models(rulebook), file, {} if known is None else {KNOWN: known})


def _file_of(rulebook: Rulebook, key: Key, profile: Profile) -> str:
    """Return the name under which a plan is kept; none for rules that did not come out of the cache, which may be any."""
    named = rulebook.digest, key.language, sorted(key.scripts), key.host, msgspec.json.encode(profile)
    return f"{name_of(named, 'plan').hex()}.plan" if isinstance(rulebook.rules, Shelf) else ""


def keep_plan(plan: Plan, known: Any) -> None:
    """Keep for runs to come which rules a plan has, and what else is known of them: values that `marshal` knows."""
    if plan.file:
        remember_values(plan.file, ([rule.id for rule in plan.rules], known))


_MODELS: dict[str, Models] = {}


def _models(rulebook: Rulebook) -> Models | None:
    """Return the models of a rulebook; those of the last few are kept."""
    if rulebook.model is None or "gate" not in rulebook.model:
        return None
    if rulebook.digest not in _MODELS:
        if len(_MODELS) > _MOST_MODELS:
            _MODELS.clear()
        _MODELS[rulebook.digest] = load_models(rulebook.model)
    return _MODELS[rulebook.digest]


_MOST_MODELS = 8


def compile_rule(loaded: LoadedRule, number: int = 0) -> CompiledRule:
    """Return a rule ready to run."""
    return CompiledRule(number, loaded.id, lambda: loaded)


def _veto(allow: Allow) -> tuple[tuple[str, ...], tuple[CompiledClause, ...], str]:
    context = Context({}, trusted=False)
    return (
        tuple(allow.applies_to),
        tuple(compile_clause(clause, context) for clause in allow.unless),
        allow.why,
    )
