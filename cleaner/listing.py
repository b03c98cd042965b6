"""The rules of a book as rows of a table.

Owns what a list of rules shows. Must not know how it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from cleaner.book import BUILTIN, LoadedRule, Rulebook


class Row(Struct, frozen=True):
    """One rule. `examples` counts removes and keeps; built-in rules have neither file nor examples."""

    id: str
    category: str
    status: str
    confidence: str
    scope: str
    languages: tuple[str, ...]
    examples: tuple[int, int]
    file: str


class Total(Struct, frozen=True):
    """The rules of one category: how many there are by status, in which languages, with how many examples."""

    category: str
    rules: int
    stable: int
    experimental: int
    deprecated: int
    languages: tuple[str, ...]
    removes: int
    keeps: int


def list_rules(rulebook: Rulebook, select: str | None = None) -> list[Row]:
    """Return the rules that a selection (id, glob, category, file) names, built-in ones included, by id."""
    rows = [_row(loaded) for loaded in rulebook.rules.values()]
    rows += [Row(id, _category(id), "built in", "high", "line", (), (0, 0), "") for id in BUILTIN]
    return sorted((row for row in rows if _fits(row, select)), key=lambda row: row.id)


def _category(id: str) -> str:
    return {"title/above": "above-headline", "repeat/caption": "caption"}.get(id, id.partition("/")[0])


def _row(loaded: LoadedRule) -> Row:
    rule = loaded.rule
    status = "disabled" if loaded.disabled else rule.status
    examples = (len(rule.tests.removes), len(rule.tests.keeps))
    return Row(
        loaded.id,
        loaded.category,
        status,
        rule.confidence,
        rule.scope,
        tuple(rule.languages),
        examples,
        loaded.file,
    )


def _fits(row: Row, select: str | None) -> bool:
    if select is None:
        return True
    return (
        row.category == select
        or fnmatchcase(row.id, select)
        or (bool(row.file) and row.file.endswith(select))
    )


def totals(rows: Sequence[Row]) -> list[Total]:
    """Return the sums of rows by category."""
    found = []
    for category in sorted({row.category for row in rows}):
        mine = [row for row in rows if row.category == category and row.file]
        count = {
            status: sum(row.status == status for row in mine)
            for status in ("stable", "experimental", "deprecated")
        }
        languages = sorted({language for row in mine for language in row.languages or ("all",)})
        removes, keeps = sum(row.examples[0] for row in mine), sum(row.examples[1] for row in mine)
        found.append(
            Total(
                category,
                len(mine),
                count["stable"],
                count["experimental"],
                count["deprecated"],
                tuple(languages),
                removes,
                keeps,
            )
        )
    return found


def table(rows: Sequence[Row] | Sequence[Total]) -> Iterator[str]:
    """Yield rows as lines of a table, the names of their fields on top."""
    if not rows:
        return
    fields = [field for field in rows[0].__struct_fields__ if field != "file"]
    cells = [fields, *([_cell(getattr(row, field)) for field in fields] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(fields))]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        numbers = bool(value) and isinstance(value[0], int)
        return "+".join(map(str, value)) if numbers else (" ".join(value) or "all")
    return str(value)
