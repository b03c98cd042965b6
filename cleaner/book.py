"""`Rulebook` and what it is made of: resolved rules, vetoes, presets.

Owns the values; loading them is the rulebook room's business. Must not know files or documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import accumulate, count
from typing import Annotated, Any, NamedTuple
from zlib import crc32

import msgspec
from msgspec import Meta, Struct

from cleaner import __version__
from cleaner.errors import UsageError
from cleaner.rule import Case, Clause, Rule, Scope, Status
from cleaner.values import Confidence, Profile

BUILTIN = (
    "title/copy", "title/headline", "title/above", "repeat/paragraph", "repeat/caption",
    "shape/header", "shape/insert", "shape/tail",
)  # fmt: skip
"""Ids of what the judge finds without a YAML rule; they obey the same switches."""


class Door(Struct, frozen=True, array_like=True):
    """What decides, before any text is seen, whether a rule may run."""

    id: str
    scope: Scope
    confidence: Confidence
    status: Status
    languages: list[str]
    sites: list[str]
    disabled: bool


class Call(NamedTuple):
    """The literals that call a clause, none where every unit must be tried, and a clue by which most calls are known to be in vain."""

    words: tuple[str, ...]
    clue: bytes


class LoadedRule(Struct, frozen=True):
    """A resolved rule: its id, its category, where it was written, what its patterns may name.

    `mark` is a digest of all that its `match` says, the lists that it names included; empty where nobody asked for it.
    """

    id: str
    category: str
    rule: Rule
    lists: dict[str, list[str]]
    file: str
    line: int
    trusted: bool
    disabled: bool = False
    mark: bytes = b""

    @property
    def door(self) -> Door:
        """What decides, before any text is seen, whether the rule may run."""
        rule = self.rule
        return Door(
            self.id, rule.scope, rule.confidence, rule.status, rule.languages, rule.sites, self.disabled
        )


class Shelved(Struct, frozen=True, array_like=True):
    """Where the rules of a rulebook lie in their stored form, so that the few that a document needs can be read alone.

    They are stored in pieces, end to end: first the lists that rules name, each once, then the rules in the order of `ids`. `ends` says where
    each piece ends, and `sums` what its checksum is (CRC-32). `doors` are all doors as MessagePack.
    """

    ids: tuple[str, ...]
    doors: memoryview
    ends: tuple[int, ...]
    sums: tuple[int, ...]


Reader = Callable[[int, int], bytes | memoryview]
"""Returns what of stored bytes stands from one place to another; less where there is no more."""


def reader_of(content: bytes | memoryview) -> Reader:
    """Return a reader of bytes that are at hand."""
    return lambda start, end: content[start:end]


def shelve(rules: Iterable[LoadedRule]) -> tuple[Shelved, bytes]:
    """Return rules in their stored form, as MessagePack: lists, then (lists by their place, rule without lists) for each rule."""
    encoder = msgspec.msgpack.Encoder()
    places: dict[bytes, int] = {}
    doors, stored = [], []
    for loaded in rules:
        lists = {
            name: places.setdefault(encoder.encode(items), len(places))
            for name, items in loaded.lists.items()
        }
        doors.append(loaded.door)
        stored.append(encoder.encode((lists, msgspec.structs.replace(loaded, lists={}))))
    pieces = [*places, *stored]
    shelved = Shelved(
        tuple(door.id for door in doors),
        memoryview(encoder.encode(doors)),
        tuple(accumulate(map(len, pieces))),
        tuple(map(crc32, pieces)),
    )
    return shelved, b"".join(pieces)


class Shelf(Mapping[str, LoadedRule]):
    """Stored rules, each read and checked when it is first asked for: of a rulebook, a document needs a few.

    `read` reads what `shelve` returned; where a rule is damaged, `afresh` gives all rules from where they were first read.
    Two threads may read the same rule at once; it comes out the same.
    """

    def __init__(
        self,
        shelved: Shelved,
        read: Reader,
        afresh: Callable[[], Mapping[str, LoadedRule]] | None = None,
    ) -> None:
        self._shelved = shelved
        self._reader = read
        self._afresh = afresh
        self._places = dict(zip(shelved.ids, count(len(shelved.ends) - len(shelved.ids)), strict=False))
        self._read: dict[str, LoadedRule] = {}
        self._lists: dict[int, list[str]] = {}

    @cached_property
    def doors(self) -> tuple[Door, ...]:
        """The doors of all rules."""
        return msgspec.msgpack.decode(self._shelved.doors, type=tuple[Door, ...])

    def __getitem__(self, id: str) -> LoadedRule:
        if id not in self._read:
            place = self._places[id]
            try:
                self._read[id] = self._rule(place)
            except _DamageError:
                self._read = dict(self._replaced())
        return self._read[id]

    def _rule(self, place: int) -> LoadedRule:
        lists, rule = msgspec.msgpack.decode(self._piece(place), type=tuple[dict[str, int], LoadedRule])
        named = {name: self._list(place) for name, place in lists.items()}
        return msgspec.structs.replace(rule, lists=named) if named else rule

    def _list(self, place: int) -> list[str]:
        if place not in self._lists:
            self._lists[place] = msgspec.msgpack.decode(self._piece(place), type=list[str])
        return self._lists[place]

    def _piece(self, place: int) -> bytes | memoryview:
        ends = self._shelved.ends
        piece = self._reader(ends[place - 1] if place else 0, ends[place])
        if crc32(piece) != self._shelved.sums[place]:
            raise _DamageError
        return piece

    def _replaced(self) -> Mapping[str, LoadedRule]:
        if self._afresh is None:
            raise UsageError(
                "the cache of rules is damaged: run again with CLEANER_NO_CACHE=1, or empty its folder"
            )
        return self._afresh()

    def __reduce__(self) -> tuple[Callable[..., Shelf], tuple[Any, ...]]:
        shelved = self._shelved
        pieces = bytes(self._reader(0, max(shelved.ends, default=0)))
        return _shelf_of, (msgspec.structs.replace(shelved, doors=bytes(shelved.doors)), pieces)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _shelf_of(shelved: Shelved, pieces: bytes) -> Shelf:
    return Shelf(shelved, reader_of(pieces))


class _DamageError(Exception):
    """A piece of what is stored is not as it was written."""


def doors_of(rules: Mapping[str, LoadedRule]) -> Iterable[Door]:
    """Return the doors of all rules, without reading the rules where that can be helped."""
    return rules.doors if isinstance(rules, Shelf) else [loaded.door for loaded in rules.values()]


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
    rules: Mapping[str, LoadedRule]
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
