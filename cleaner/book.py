"""`Rulebook` and what it is made of: resolved rules, vetoes, presets.

Owns the values; loading them is the rulebook room's business. Must not know files or documents.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Annotated, Any

from msgspec import Meta, Struct

from cleaner import __version__
from cleaner.errors import UsageError
from cleaner.rule import Case, Clause, Rule
from cleaner.values import Profile

BUILTIN = (
    "title/copy", "title/headline", "title/above", "repeat/paragraph", "repeat/caption",
    "shape/header", "shape/insert", "shape/tail",
)  # fmt: skip
"""Ids of what the judge finds without a YAML rule; they obey the same switches."""


class LoadedRule(Struct, frozen=True):
    """A resolved rule: its id, its category, where it was written, what its patterns may name.

    `calls` are the literals that call each of its clauses, where they were worked out already: None where not; an empty call means that
    every unit must be tried.
    """

    id: str
    category: str
    rule: Rule
    lists: dict[str, list[str]]
    file: str
    line: int
    trusted: bool
    disabled: bool = False
    calls: tuple[tuple[str, ...], ...] | None = None


class Disable(Struct, frozen=True, forbid_unknown_fields=True):
    """A user pack switches rules off, and says why."""

    rule: str
    why: str


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """What `pack.yaml` says: the version of the rules, the oldest cleaner that will do, and what a user's pack switches off."""

    version: str = "0"
    needs: Annotated[str, Meta(pattern=r"^\d+(\.\d+)*$")] = "0"
    disable: list[Disable] = []

    @property
    def is_too_new(self) -> bool:
        """Whether the pack needs a newer cleaner than this one."""
        return _numbers(self.needs) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


class Allow(Struct, frozen=True, forbid_unknown_fields=True):
    """A veto across rules: where a clause hits, findings of the rules named are void. Its `keeps` prove it."""

    applies_to: list[str]
    unless: list[Clause]
    why: str
    keeps: list[str]


class Withdrawn(Struct, frozen=True, forbid_unknown_fields=True):
    """A clause that was tried and taken out, and what it destroyed: no rule may bring it back, every rule must keep those texts."""

    clause: Clause
    why: str
    destroyed: Annotated[list[str | Case], Meta(min_length=1)]


class Rulebook(Struct, frozen=True, weakref=True):
    """All rules of one loading, resolved. Equal content gives an equal digest, whatever the order of loading."""

    version: str
    digest: str
    rules: dict[str, LoadedRule]
    profiles: dict[str, Profile]
    allow: tuple[Allow, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    model: dict[str, Any] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The full ids of all rules, built-in ones included, sorted."""
        return tuple(sorted([*self.rules, *BUILTIN]))

    def profile(self, name: str) -> Profile:
        """Return the preset called `name`. Raises UsageError that names those there are."""
        if name not in self.profiles:
            raise UsageError(f"no profile {name!r}: there are {', '.join(sorted(self.profiles))}")
        return self.profiles[name]

    def rule(self, id: str) -> LoadedRule:
        """Return the rule with this full id. Raises UsageError if there is none."""
        if id not in self.rules:
            raise UsageError(f"no rule {id!r}: `cleaner rules list` shows all of them")
        return self.rules[id]

    def check_names(self, patterns: tuple[str, ...]) -> None:
        """Raise UsageError for an id or glob that fits no rule: silent drift is worse than an error."""
        for pattern in patterns:
            if not any(fnmatchcase(id, pattern) for id in self.ids):
                raise UsageError(f"{pattern!r} fits no rule: `cleaner rules list` shows the ids")
