"""`rules lint`: what is wrong with rules as they are written.

Owns the order of the checks, and their waivers. Must not know typer, nor how anything is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from cleaner.book import LoadedRule, Rulebook
from cleaner.carrier import stand_for
from cleaner.lintbook import (
    check_clean,
    check_coverage,
    check_duplicates,
    check_examples,
    check_files,
    check_seen,
    check_withdrawn,
)
from cleaner.lintrule import Subject, check_rule
from cleaner.origins import Origins
from cleaner.proof import selected
from cleaner.remark import LEVELS, Remark
from cleaner.rule import schema
from cleaner.rulebook import shipped_folder
from cleaner.samples import Sample


class Fixtures(Struct, frozen=True):
    """Texts to run rules on: pages with leftovers, articles that stay whole, lines of these that may go."""

    wild: Sequence[Sample] = ()
    clean: Sequence[Sample] = ()
    known: frozenset[str] = frozenset()


def lint(rulebook: Rulebook, *, select: str | None = None, fixtures: Fixtures | None = None) -> list[Remark]:
    """Return what is wrong with the rules of a book, worst first, waived remarks left out.

    `select` is a rule's id, a glob, a category, a file, or `own`; `fixtures` bring in the checks that need texts.
    """
    fixtures = fixtures or Fixtures()
    origins = Origins(rulebook)
    rules = selected(rulebook, select)
    found = list(_checked(rulebook, rules, origins, fixtures))
    if select is None:
        found += _schema_remarks()
    found = list(_waived(found, rules, origins))
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda remark: (order[remark.level], remark.rule, remark.place))


def _checked(
    rulebook: Rulebook, rules: Sequence[LoadedRule], origins: Origins, fixtures: Fixtures
) -> Iterator[Remark]:
    for loaded in rules:
        yield from check_rule(Subject(loaded, origins))
    yield from check_files(rules, origins)
    yield from check_duplicates(rules, selected(rulebook, None), origins)
    yield from check_withdrawn(rulebook, rules, origins)
    yield from check_coverage(rulebook, rules, origins, [*fixtures.wild])
    stand = stand_for(rulebook)
    yield from check_examples(stand, rules, origins)
    alone = stand_for(
        msgspec.structs.replace(
            rulebook, rules={loaded.id: loaded for loaded in rules}, digest=f"{rulebook.digest}:chosen"
        )
    )
    yield from check_seen(alone, rules, origins, fixtures.wild)
    known = fixtures.known
    for remark, line in check_clean(alone, rules, origins, fixtures.clean):
        if line not in known:
            yield remark


def schema_text() -> str:
    """Return the JSON schema of rule files as it is written to `schema.json`."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=1).decode() + "\n"


def schema_is_fresh() -> bool:
    """Tell whether the shipped `schema.json` is the one that the types make."""
    path = shipped_folder() / "schema.json"
    return path.exists() and path.read_text(encoding="utf-8") == schema_text()


def _schema_remarks() -> list[Remark]:
    if schema_is_fresh():
        return []
    return [Remark("stale-schema", "", "rules/schema.json", "write it anew with `cleaner rules schema`")]


def _waived(found: Iterable[Remark], rules: Sequence[LoadedRule], origins: Origins) -> Iterator[Remark]:
    """Yield the remarks that no waiver lets pass, and the waivers that let nothing pass or give no reason."""
    waivers = {
        (loaded.id, waiver.check): (loaded, waiver) for loaded in rules for waiver in origins.waivers(loaded)
    }
    used: set[tuple[str, str]] = set()
    for remark in found:
        name = (remark.rule, remark.check)
        if name in waivers and waivers[name][1].why:
            used.add(name)
        else:
            yield remark
    for name, (loaded, waiver) in waivers.items():
        place = f"{loaded.file}:{waiver.line}"
        if waiver.check not in LEVELS:
            yield Remark("bad-waiver", loaded.id, place, f"{waiver.check!r} is no check")
        elif not waiver.why:
            yield Remark("bad-waiver", loaded.id, place, "write why: `# lint: allow <check> because ...`")
        elif name not in used:
            yield Remark(
                "unused-waiver", loaded.id, place, f"nothing breaks {waiver.check}: take the waiver out"
            )
