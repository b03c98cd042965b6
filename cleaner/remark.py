"""What lint says: a remark, the checks there are, their levels. Must not know how anything is checked."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning", "info"]

LEVELS: dict[str, Level] = {
    "unquoted-scalar": "error",
    "bad-name": "error",
    "missing-removes": "error",
    "missing-keeps": "error",
    "untested-clause": "error",
    "useless-unless": "error",
    "contradiction": "error",
    "duplicate-pattern": "error",
    "withdrawn": "error",
    "no-fence": "error",
    "redos-static": "error",
    "redos-probe": "error",
    "anchor-precedence": "error",
    "site-in-common": "error",
    "language-mismatch": "error",
    "clean-hit": "error",
    "bad-waiver": "error",
    "clean-vote": "warning",
    "subsumed": "warning",
    "pipe-in-set": "warning",
    "unescaped-dot-in-host": "warning",
    "no-literal": "warning",
    "short-literal": "warning",
    "unanchored-regex": "warning",
    "unseen-stable": "warning",
    "stale-schema": "warning",
    "unused-waiver": "warning",
    "no-modeline": "info",
    "unread-pattern": "info",
}
"""Every check and its level; faults of the schema (unknown keys, types) are found by loading."""


class Remark(Struct, frozen=True):
    """One thing that lint found. `rule` is empty for what concerns a whole file."""

    check: str
    rule: str
    place: str
    what: str

    @property
    def level(self) -> Level:
        """How bad it is."""
        return LEVELS[self.check]

    def __str__(self) -> str:
        return " · ".join(
            part for part in (self.rule, self.place, f"{self.level}: {self.check}", self.what) if part
        )
