"""What the types say against a rule file, told with file and line and in the words of its author.

Owns the translation of msgspec's messages. Must not know what a rule means.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

import msgspec

from cleaner.errors import RuleFault
from cleaner.rule import Case, Clause, Limits, Near, Repeats, Rule, RuleFile, Tests, Window
from cleaner.rulefile import Path_, Source

KEYS = tuple(
    sorted(
        {
            key
            for kind in (RuleFile, Rule, Clause, Limits, Near, Window, Repeats, Tests, Case)
            for key in kind.__struct_fields__
        }
    )
)
"""Every key that a rule file may hold anywhere."""

_UNKNOWN = re.compile(r"Object contains unknown field `([^`]*)`")
_MISSING = re.compile(r"Object missing required field `([^`]*)`")


def fault_of(
    source: Source, error: msgspec.ValidationError | ValueError, path: Path_ = (), rule: str = ""
) -> RuleFault:
    """Return a message about the value at `path` as a fault at the very value that it means."""
    message = str(error)
    place = (*path, *path_in(message))
    if unknown := _UNKNOWN.match(message):
        near = get_close_matches(unknown[1], KEYS, 1)
        hint = f"did you mean `{near[0]}`?" if near else "docs/rules.md names all keys"
        return source.fault(f"unknown key `{unknown[1]}`: {hint}", (*place, unknown[1]), rule)
    if missing := _MISSING.match(message):
        return source.fault(f"the key `{missing[1]}` is missing", place, rule)
    return source.fault(message, place, rule)


def path_in(message: str) -> Path_:
    """Return the path that a msgspec message names, as in `... - at `$.match[0].regex``."""
    _, found, tail = message.rpartition("at `$")
    path: list[str | int] = []
    for part in tail.rstrip("`").replace("[", ".[").split(".") if found else []:
        if part.startswith("[") and part[1:-1].isdigit():
            path.append(int(part[1:-1]))
        elif part and not part.startswith("["):
            path.append(part)
    return tuple(path)
