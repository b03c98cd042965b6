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


class LanguageTotal(Struct, frozen=True):
    """The rules of one language, `all` for those of every language: how many there are by status, in which categories, with how many examples."""

    language: str
    rules: int
    stable: int
    experimental: int
    deprecated: int
    categories: tuple[str, ...]
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
    names = sorted({row.category for row in rows})
    groups = [(name, [row for row in rows if row.category == name and row.file]) for name in names]
    return [Total(name, *_counts(mine), _spoken(mine), *_examples(mine)) for name, mine in groups]


def language_totals(rows: Sequence[Row]) -> list[LanguageTotal]:
    """Return the sums of rows by language; a rule of several languages counts in each."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for language in (row.languages or ("all",)) if row.file else ():
            groups.setdefault(language, []).append(row)
    return [
        LanguageTotal(name, *_counts(mine), tuple(sorted({row.category for row in mine})), *_examples(mine))
        for name, mine in sorted(groups.items())
    ]


def _counts(rows: Sequence[Row]) -> tuple[int, int, int, int]:
    stable, experimental, deprecated = (
        sum(row.status == status for row in rows) for status in ("stable", "experimental", "deprecated")
    )
    return len(rows), stable, experimental, deprecated


def _spoken(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(sorted({language for row in rows for language in row.languages or ("all",)}))


def _examples(rows: Sequence[Row]) -> tuple[int, int]:
    return sum(row.examples[0] for row in rows), sum(row.examples[1] for row in rows)


def table(rows: Sequence[Row] | Sequence[Total] | Sequence[LanguageTotal]) -> Iterator[str]:
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
