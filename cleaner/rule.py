"""The typed shape of a rule file: what may be written, what it means, and the JSON schema made from it.

Knows no text, no files, no documents: only the shape. The descriptions become the hover texts of editors.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from cleaner.values import Confidence

NAME = "^[a-z][a-z0-9-]{2,40}$"
"""What the name of a rule looks like."""
Phrases = Annotated[str | list[str], Meta(description="One phrase or several; any of them is enough.")]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
Scope = Literal["line", "span", "block", "tail", "document"]
Position = Literal["any", "head", "body", "tail"]
Status = Literal["experimental", "stable", "deprecated"]


def _note(text: str) -> Meta:
    return Meta(description=text)


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Size fences of the unit. Words of scripts without blanks count two characters a word."""

    min_words: Annotated[Count | None, _note("Fewest words the unit (for spans: the cut) may have.")] = None
    max_words: Annotated[Count | None, _note("Most words the unit (for spans: the cut) may have.")] = None
    max_chars: Annotated[Count | None, _note("Most characters the unit (for spans: the cut) may have.")] = (
        None
    )
    max_lines: Annotated[Count | None, _note("Most lines a block may take; 12 if not said.")] = None
    max_share: Annotated[Share | None, _note("Largest share of the characters a tail may cut; 0.4.")] = None


class Repeats(Struct, frozen=True, forbid_unknown_fields=True):
    """The same line is printed again: at least `times` copies, each within `within` lines of the one before."""

    within: Annotated[int, Meta(ge=1)] = 1
    times: Annotated[int, Meta(ge=2)] = 2


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """Matchers that must all hold on the unit; a value that is a list is an OR."""

    equals: Annotated[
        Phrases | None, _note("The whole unit is this phrase; trailing . ! : … don't count.")
    ] = None
    starts: Annotated[Phrases | None, _note("The unit begins with this phrase, in whole words.")] = None
    ends: Annotated[Phrases | None, _note("The unit ends with this phrase, in whole words.")] = None
    has: Annotated[Phrases | None, _note("The phrase stands anywhere in the unit, in whole words.")] = None
    regex: Annotated[
        str | None, _note("A pattern of the `regex` module, case-sensitive; \\L<list> allowed.")
    ] = None
    all: Annotated[list[Clause] | None, _note("All of these clauses hold; one level only.")] = None
    repeats: Annotated[Repeats | None, _note("The same line is printed again close by.")] = None
    prose: Annotated[bool | None, _note("The unit looks like a sentence of running text, or does not.")] = (
        None
    )


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """Some non-blank line within `within` lines must match one of the clauses."""

    match: Annotated[list[Clause], Meta(min_length=1)]
    within: Annotated[int, Meta(ge=1, le=20)] = 1


class Near(Struct, frozen=True, forbid_unknown_fields=True):
    """What must stand close by."""

    before: Window | None = None
    after: Window | None = None


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """One example. `leaves` is the exact text that remains; `todo` marks a strict expected failure."""

    text: str
    leaves: str | None = None
    todo: bool = False
    ref: str | None = None
    host: str | None = None
    language: str | None = None


class Tests(Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of a rule: what it removes, and what every rule of the book must keep."""

    removes: list[str | Case] = []
    keeps: list[str | Case] = []


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: it never edits text, it reports a finding; the judge decides."""

    title: Annotated[
        str, Meta(min_length=1, description="One line that names the leftover; shown by explain.")
    ]
    why: Annotated[str, Meta(min_length=1, description="How it gets onto the page, or why the rule is safe.")]
    match: Annotated[
        list[Clause], Meta(min_length=1, description="A list is an OR; keys of a clause are an AND.")
    ]
    tests: Annotated[Tests, _note("The proof: lines that go and lines that stay.")]
    unless: Annotated[list[Clause], _note("Any hit here: the rule abstains on this unit.")] = []
    scope: Annotated[Scope, _note("The unit that is matched and removed.")] = "line"
    position: Annotated[Position, _note("Where in the document the unit must start.")] = "any"
    limits: Limits = Limits()
    until: Annotated[
        list[Clause] | None, _note("Blocks only: the line that ends the block; it goes too.")
    ] = None
    near: Near | None = None
    confidence: Annotated[Confidence, _note("Weight of the vote; only high cuts alone.")] = "high"
    status: Annotated[Status, _note("experimental: reported, never cuts. deprecated: never runs.")] = (
        "experimental"
    )
    languages: Annotated[list[str], _note("Languages that admit the rule, quoted; empty: all.")] = []
    sites: Annotated[list[str], _note("Host globs that admit the rule; empty: all.")] = []
    extends: Annotated[str | None, _note("Full id of the rule this one starts from.")] = None
    replaced_by: Annotated[str | None, _note("Only when deprecated: full id of the successor.")] = None
    refs: Annotated[list[str], _note("Fixture ids or addresses where it was seen.")] = []


class RuleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file, one topic; its stem is the category of all its rules. Rules stay raw until defaults are laid under."""

    about: Annotated[str, Meta(min_length=1, description="One line: what kind of leftover lives here.")]
    rules: dict[str, Any]
    defaults: dict[str, Any] = {}
    lists: dict[str, list[str]] = {}


def schema() -> dict[str, Any]:
    """Return the JSON schema of a rule file, for editors to complete from."""
    whole = msgspec.json.schema(RuleFile)
    rule = msgspec.json.schema(Rule)
    definitions = {**whole["$defs"], **rule["$defs"]}
    partial = {**definitions["Rule"], "required": []}
    for key, value in list(definitions["Rule"]["properties"].items()):
        if value.get("type") == "array" or "anyOf" in value:
            partial["properties"][f"{key}+"] = partial["properties"][f"{key}-"] = value
    definitions["RuleFile"]["properties"]["rules"]["additionalProperties"] = {"$ref": "#/$defs/Rule"}
    definitions["RuleFile"]["properties"]["rules"]["propertyNames"] = {"pattern": NAME}
    definitions["RuleFile"]["properties"]["defaults"] = {"type": "object", "additionalProperties": True}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/RuleFile",
        "$defs": definitions,
    }
