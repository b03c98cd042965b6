"""The small frozen values that flow between the rooms. They know no behaviour beyond their own fields.

All offsets are code points, half open: `text[start:end]`.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Quotes = Literal["straight", "curly", "keep"]
Confidence = Literal["high", "medium", "low"]

CATEGORIES = (
    "navigation", "crosslink", "related", "teaser", "newsletter", "subscription", "donation", "comments",
    "social", "app", "caption", "ad", "disclosure", "notice", "title", "above-headline", "repeat", "byline",
    "legal", "bio", "truncation", "widget", "shape",
)  # fmt: skip
"""Every category, in the order of the contract."""


class Edit(Struct, frozen=True, gc=False):
    """One replacement made by the normaliser or the layout; offsets are those of the decoded original."""

    start: int
    end: int
    was: str
    now: str


class Hints(Struct, frozen=True):
    """What the caller knows about a document beforehand. None means unknown. `page` is what was read off each block of an HTML page."""

    title: str | None = None
    language: str | None = None
    url: str | None = None
    page: Any = None


class Evidence(Struct, frozen=True, omit_defaults=True):
    """One reason for a removal: who says it, with what confidence, and the words or facts it rests on."""

    rule: str
    confidence: Confidence = "high"
    words: str = ""
    reason: str = ""


class Removal(Struct, frozen=True, gc=False):
    """One stretch that was cut. `start` and `end` are offsets into the decoded original."""

    start: int
    end: int
    text: str
    rule: str
    category: str
    evidence: tuple[Evidence, ...] = ()


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting of a run. Presets lie in `rules/profiles.yaml`; `msgspec.structs.replace` makes variants.

    `disable` holds rule ids or globs; `keep` and `only` hold categories whose removals are not applied, or are the
    only ones applied (empty: all). `threshold` is the sum of votes at which a line goes, `shape` the level
    at which the fitted model cuts, `prose` how sure it must be before running text goes: at `cautious` a rule needs the model's word as
    well, and a second copy must stand near the first or in a stretch that is printed again.
    """

    name: str = "default"
    quotes: Quotes = "straight"
    threshold: float = 1.0
    confidences: tuple[Confidence, ...] = ("high", "medium", "low")
    preview: bool = False
    disable: tuple[str, ...] = ()
    shape: Literal["off", "cautious", "default", "thorough"] = "default"
    prose: Literal["default", "cautious"] = "default"
    keep: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
