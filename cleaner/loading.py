"""Turns folders of YAML into a `Rulebook`: defaults laid under, parents extended, lists at hand, every fault reported at once.

Owns loading and the resolved rules. Must not know documents. Rules are compiled by the plan that first needs them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cleaner import __version__
from cleaner.book import Allow, Disable, LoadedRule, Pack, Rulebook, Withdrawn
from cleaner.errors import RulebookError, RuleFault
from cleaner.faults import fault_of
from cleaner.modelfiles import read_models
from cleaner.overlay import lay_over, resolve_parents
from cleaner.rule import NAME, Clause, Rule, RuleFile
from cleaner.rulefile import Path_, Source, read_source
from cleaner.values import CATEGORIES, Profile

SPECIAL = frozenset(
    {"pack.yaml", "profiles.yaml", "lists.yaml", "allow.yaml", "withdrawn.yaml", "carriers.yaml"}
)
"""Files of a pack that hold no rules."""


class _Raw(Struct):
    """A rule before its parents are known."""

    id: str
    category: str
    values: dict[str, Any]
    source: Source
    path: Path_
    lists: dict[str, list[str]]
    trusted: bool


class Loader:
    """Gathers rules and faults of one loading."""

    def __init__(self, *, models: bool = True) -> None:
        self.models = models
        self.faults: list[RuleFault] = []
        self.raw: dict[str, _Raw] = {}
        self.lists: dict[str, list[str]] = {}
        self.shared: dict[str, list[str]] = {}
        self.profiles: dict[str, Profile] = {}
        self.allow: list[Allow] = []
        self.vetoes: list[tuple[Source, Path_, Allow]] = []
        self.withdrawn: list[Withdrawn] = []
        self.disable: list[tuple[Disable, Source]] = []
        self.version = "0"
        self.model: dict[str, Any] = {}
        self.stamp = ""

    def folder(self, folder: Path, *, trusted: bool) -> None:
        """Take in a pack: its special files first, then every rule file below it."""
        for name in sorted(SPECIAL):
            if (folder / name).exists():
                self.special(folder / name)
        if self.models:
            model, stamp = read_models(folder, self.faults)
            self.model, self.stamp = self.model | model, self.stamp + stamp
        for path in sorted(folder.rglob("*.yaml")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if not hidden and not (path.parent == folder and path.name in SPECIAL):
                self.file(path, folder, trusted=trusted)
        if trusted:
            self.shared = dict(self.lists)
        self.lists = dict(
            self.shared
        )  # the lists of a user's pack are its own: the order of packs is of no account

    def special(self, path: Path) -> None:
        """Take in a file of a pack that holds no rules."""
        source, faults = read_source(path)
        self.faults += faults
        if faults or source.values is None:
            return
        try:
            self._take_special(path.name, source)
        except msgspec.ValidationError as error:
            self.faults.append(fault_of(source, error))

    def _take_special(self, name: str, source: Source) -> None:
        if name == "pack.yaml":
            pack = msgspec.convert(source.values, Pack)
            self.version = pack.version if self.version == "0" else self.version
            self.disable += [(item, source) for item in pack.disable]
            if pack.is_too_new:
                what = f"needs cleaner {pack.needs} or newer, this is {__version__}: upgrade cleaner"
                self.faults.append(source.fault(what, ("needs",)))
        elif name == "profiles.yaml":
            for preset, values in msgspec.convert(source.values, dict[str, dict[str, Any]]).items():
                self.profiles[preset] = msgspec.convert({"name": preset, **values}, Profile, strict=False)
        elif name == "lists.yaml":
            self.lists |= msgspec.convert(source.values, dict[str, list[str]])
        elif name == "allow.yaml":
            vetoes = msgspec.convert(source.values, list[Allow])
            self.allow += vetoes
            self.vetoes += [(source, (number,), veto) for number, veto in enumerate(vetoes)]
        elif name == "withdrawn.yaml":
            self.withdrawn += msgspec.convert(source.values, list[Withdrawn])

    def file(self, path: Path, folder: Path, *, trusted: bool) -> None:
        """Take in one rule file."""
        source, faults = read_source(path)
        source.path = f"{folder.name}/{path.relative_to(folder).as_posix()}" if trusted else str(path)
        self.faults += faults
        if source.values is None:
            return
        content = self._content(source)
        if content is None:
            return
        host = path.stem if path.parent.name == "sites" else None
        for name, values in content.rules.items():
            self._rule(_Place(source, ("rules", name), host, trusted), content, values)

    def _content(self, source: Source) -> RuleFile | None:
        """Return what a file holds. What does not fit is a fault; its rules are read all the same, so that their faults are told as well."""
        try:
            return msgspec.convert(source.values, RuleFile)
        except msgspec.ValidationError as error:
            self.faults.append(fault_of(source, error))
        values = source.values if isinstance(source.values, dict) else {}
        found = {kind: values[kind] for kind in ("rules", "defaults") if isinstance(values.get(kind), dict)}
        return RuleFile(about="", **found) if "rules" in found else None

    def _rule(self, place: _Place, content: RuleFile, values: Any) -> None:
        name = str(place.path[-1])
        if not re.fullmatch(NAME, name):
            what = f"a name is made of small letters, digits and hyphens, three or more, a letter first: not {name!r}"
            self.faults.append(place.source.fault(what, place.path))
            return
        category = place.category(name)
        if category is None:
            what = f"category {Path(place.source.path).stem!r} is unknown: the file stem is one of {', '.join(CATEGORIES)}"
            if place.host:
                what = "the name of a site's rule begins with its category, as in 'newsletter-box'"
            self.faults.append(place.source.fault(what, place.path))
            return
        if not isinstance(values, dict):
            self.faults.append(place.source.fault("a rule is a mapping", place.path))
            return
        id = f"sites/{place.host}/{name}" if place.host else f"{category}/{name}"
        merged = lay_over(content.defaults, values, replace=True)
        if place.host:
            merged.setdefault("sites", [place.host, f"*.{place.host}"])
        overrides = merged.get("extends") == id
        if id in self.raw and not overrides:
            what = f"shadows the rule of the same id in {self.raw[id].source.path}: write `extends: {id}` or rename it"
            self.faults.append(place.source.fault(what, place.path, id))
            return
        parent = self.raw.get(id) if overrides else None
        if parent is not None:
            try:
                merged = lay_over(parent.values, {key: v for key, v in merged.items() if key != "extends"})
            except ValueError as error:
                self.faults.append(place.source.fault(str(error), place.path, id))
                return
        lists = {**self.lists, **(parent.lists if parent else {}), **content.lists}
        self.raw[id] = _Raw(id, category, merged, place.source, place.path, lists, place.trusted)

    def finish(self) -> Rulebook:
        """Resolve what was gathered into a rulebook, or raise every fault."""
        rules: dict[str, LoadedRule] = {}
        written = {id: (raw.values, raw.lists) for id, raw in self.raw.items()}
        for raw in self.raw.values():
            try:
                values, lists = resolve_parents(raw.id, written)
                rule = msgspec.convert(values, Rule)
            except (ValueError, msgspec.ValidationError) as error:
                self.faults.append(fault_of(raw.source, error, raw.path, raw.id))
                continue
            self._check_matchers(rule, raw)
            line = raw.source.at(raw.path)[0]
            rules[raw.id] = LoadedRule(raw.id, raw.category, rule, lists, raw.source.path, line, raw.trusted)
        rules = self._switched_off(rules)
        self._check_users(rules)
        if self.faults:
            raise RulebookError(sorted(self.faults, key=lambda fault: (fault.file, fault.line)))
        digest = _digest(rules, self.allow, self.stamp)
        version = f"{self.version}+{digest[:8]}"
        return Rulebook(
            version=version,
            digest=digest,
            rules=dict(sorted(rules.items())),
            profiles=self.profiles,
            allow=tuple(self.allow),
            withdrawn=tuple(self.withdrawn),
            model=self.model or None,
        )

    def _check_matchers(self, rule: Rule, raw: _Raw) -> None:
        for path, clause in _clauses(rule):
            for below, part in [
                ((), clause),
                *((("all", n), part) for n, part in enumerate(clause.all or ())),
            ]:
                if _is_empty(part):
                    self.faults.append(raw.source.fault(EMPTY, (*raw.path, *path, *below), raw.id))

    def _switched_off(self, rules: dict[str, LoadedRule]) -> dict[str, LoadedRule]:
        for item, source in self.disable:
            hits = [id for id in rules if fnmatchcase(id, item.rule)]
            if not hits:
                self.faults.append(source.fault(f"disables {item.rule!r}, which fits no rule", ("disable",)))
            for id in hits:
                rules[id] = msgspec.structs.replace(rules[id], disabled=True)
        return rules

    def _check_users(self, rules: dict[str, LoadedRule]) -> None:
        """Compile what a user wrote, so that a faulty pattern is reported before anything runs."""
        for loaded in rules.values():
            if loaded.trusted:
                continue
            raw = self.raw[loaded.id]
            for path, clause in _clauses(loaded.rule):
                self._check_clause(clause, loaded.lists, (raw.source, (*raw.path, *path), loaded.id))
        for source, path, veto in self.vetoes:
            for number, clause in enumerate(veto.unless):
                if _is_empty(clause):
                    self.faults.append(source.fault(EMPTY, (*path, "unless", number)))
                self._check_clause(clause, {}, (source, (*path, "unless", number), ""))

    def _check_clause(
        self, clause: Clause, lists: dict[str, list[str]], place: tuple[Source, Path_, str]
    ) -> None:
        from cleaner.matchers import Context, compile_clause

        source, path, id = place
        try:
            compile_clause(clause, Context(lists, trusted=False, eager=True))
        except ValueError as error:
            self.faults.append(source.fault(str(error), (*path, "regex"), id))


EMPTY = "a clause is empty and would hit every unit: name a matcher, as in `has: ['words']`"


def _is_empty(clause: Clause) -> bool:
    return all(getattr(clause, kind) in (None, []) for kind in clause.__struct_fields__)


def _clauses(rule: Rule) -> Iterator[tuple[Path_, Clause]]:
    """Yield every clause of a rule with its path in the rule."""
    for kind in ("match", "unless", "until"):
        for number, clause in enumerate(getattr(rule, kind) or ()):
            yield (kind, number), clause
    for side in ("before", "after"):
        window = getattr(rule.near, side) if rule.near else None
        for number, clause in enumerate(window.match if window else ()):
            yield ("near", side, "match", number), clause


class _Place(Struct):
    """Where a rule is written."""

    source: Source
    path: Path_
    host: str | None
    trusted: bool

    def category(self, name: str) -> str | None:
        """Return the category of the rule called `name` here, or None where it cannot be told."""
        stem = Path(self.source.path).stem
        if self.host is None:
            return stem if stem in CATEGORIES else None
        fits = [category for category in CATEGORIES if name.startswith(f"{category}-")]
        return max(fits, key=len, default=None)


def _digest(rules: dict[str, LoadedRule], allow: list[Allow], model: str) -> str:
    lines = sorted(
        (id, msgspec.to_builtins(item.rule), item.lists, item.disabled, item.trusted)
        for id, item in rules.items()
    )
    vetoes = sorted(msgspec.json.encode(veto, order="deterministic").decode() for veto in allow)
    whole = msgspec.json.encode([lines, vetoes, model], order="deterministic")
    return hashlib.sha256(whole).hexdigest()
