"""Where the values of a rule are written: files and lines, defaults, parents, and waivers in comments.

Owns the way back from a loaded rule to its YAML. Must not know what a rule means, nor documents.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cleaner.book import LoadedRule, Rulebook
from cleaner.rulebook import shipped_folder
from cleaner.rulefile import Path_, Source, read_source

_ALWAYS_SHOWN = frozenset({"scope", "position", "confidence", "status"})
_WAIVER = re.compile(r"#\s*lint:\s*allow\s+([a-z-]+)\s*(?:because\s+(.+))?$")


class Waiver(NamedTuple):
    """A comment that lets a rule break one check of lint: the check, the reason, the line it stands on."""

    check: str
    why: str
    line: int


class Origin(NamedTuple):
    """Where a value of a rule comes from: `rule`, `defaults`, `parent` or `built in`, and the place."""

    kind: str
    place: str


class Origins:
    """The sources of a rulebook's rules, read when they are first asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._sources: dict[str, Source] = {}

    def source(self, loaded: LoadedRule) -> Source:
        """Return the file in which a rule is written, as values with marks."""
        if loaded.file not in self._sources:
            self._sources[loaded.file] = read_source(path_of(loaded))[0]
        return self._sources[loaded.file]

    def own(self, loaded: LoadedRule) -> dict[str, Any]:
        """Return what stands in the rule itself, before defaults and parents."""
        values: Any = (self.source(loaded).values or {}).get("rules", {}).get(name_of(loaded.id), {})
        return values if isinstance(values, dict) else {}

    def line(self, loaded: LoadedRule, *path: str | int) -> int:
        """Return the line of a value of a rule, as in `match, 0, regex`, or of the nearest around it."""
        return self.source(loaded).at(("rules", name_of(loaded.id), *path))[0]

    def place(self, loaded: LoadedRule, *path: str | int) -> str:
        """Return `file:line` of a value inside a rule."""
        return f"{loaded.file}:{self.line(loaded, *path)}"

    def case_path(self, loaded: LoadedRule, kind: str, text: str) -> Path_:
        """Return the path of the example with this text; that of the rule for one that is inherited."""
        cases = (self.own(loaded).get("tests") or {}).get(kind) or []
        for number, case in enumerate(cases):
            if (case.get("text") if isinstance(case, dict) else case) == text:
                return ("tests", kind, number)
        return ()

    def origin(self, loaded: LoadedRule, key: str) -> Origin:
        """Return where the value of a rule's key comes from."""
        for written in (key, f"{key}+", f"{key}-"):
            if written in self.own(loaded):
                return Origin("rule", self.place(loaded, written))
        source = self.source(loaded)
        if key in ((source.values or {}).get("defaults") or {}):
            return Origin("defaults", f"{loaded.file}:{source.at(('defaults', key))[0]}")
        parent = self._rulebook.rules.get(loaded.rule.extends or "")
        if parent is not None and parent.id != loaded.id:
            return Origin("parent", self.origin(parent, key).place)
        return Origin("built in", "")

    def resolved(self, loaded: LoadedRule) -> list[tuple[str, Any, Origin]]:
        """Return the keys of a rule that say something, their values as they hold, where each comes from."""
        shown = []
        for key, value in msgspec.to_builtins(loaded.rule).items():
            origin = self.origin(loaded, key)
            if value not in (None, []) and (key in _ALWAYS_SHOWN or origin.kind != "built in"):
                shown.append((key, _without_blanks(value), origin))
        return shown

    def waivers(self, loaded: LoadedRule) -> list[Waiver]:
        """Return the waivers that stand in the lines of a rule."""
        source = self.source(loaded)
        rules = (source.values or {}).get("rules", {})
        starts = sorted(source.at(("rules", name))[0] for name in rules)
        first = source.at(("rules", name_of(loaded.id)))[0]
        last = next((start - 1 for start in starts if start > first), len(source.lines))
        found = []
        for number, text in enumerate(source.lines[first - 1 : last], start=first):
            hit = _WAIVER.search(text)
            if hit:
                found.append(Waiver(hit[1], (hit[2] or "").strip(), number))
        return found


def name_of(id: str) -> str:
    """Return the name of a rule, as it stands in its file."""
    return id.rpartition("/")[2]


def path_of(loaded: LoadedRule) -> Path:
    """Return the path of the file in which a rule is written."""
    return shipped_folder().parent / loaded.file if loaded.trusted else Path(loaded.file)


def _without_blanks(value: Any) -> Any:
    """Return a value without what was left unsaid."""
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item not in (None, False)}
    return [_without_blanks(item) for item in value] if isinstance(value, list) else value
