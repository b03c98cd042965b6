"""The checks of lint that need more than one rule: files, other rules, other rules' examples, fixtures.

Owns what only shows in company. Must not know how a single rule is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec

from cleaner.book import LoadedRule, Rulebook
from cleaner.carrier import Example, Stand, examples_of, stage
from cleaner.coverage import find_gaps
from cleaner.document import read
from cleaner.findings import resolve
from cleaner.lintrule import clauses_of
from cleaner.origins import Origins
from cleaner.pipeline import host_of
from cleaner.places import Places
from cleaner.plan import Key, Plan, plan_for
from cleaner.remark import Remark
from cleaner.rule import Clause, Rule
from cleaner.rulefile import Path_
from cleaner.samples import Sample
from cleaner.scan import scan
from cleaner.scripts import scripts_of
from cleaner.values import Profile
from cleaner.voices import Finding

QUOTED = frozenset({"match", "unless", "until", "near", "tests", "languages", "sites", "lists", "refs"})
"""Keys below which every string must be quoted."""
MODELINE = "# yaml-language-server:"
_RANK = {"low": 0, "medium": 1, "high": 2}


def check_files(rules: Sequence[LoadedRule], origins: Origins) -> Iterator[Remark]:
    """Yield what is wrong with how files are written: strings without quotes, a missing modeline."""
    for file, group in groupby(sorted(rules, key=lambda loaded: loaded.file), key=lambda loaded: loaded.file):
        source = origins.source(next(group))
        if not any(line.startswith(MODELINE) for line in source.lines[:3]):
            yield Remark(
                "no-modeline",
                "",
                f"{file}:1",
                f"begin with `{MODELINE} $schema=../schema.json`, so that editors complete",
            )
        for path, value in source.plain:
            if QUOTED & set(path):
                what = f"{value!r} has no quotes: YAML would cut it at ` #`, and read `no` as false"
                yield Remark(
                    "unquoted-scalar", _rule_at(path, rules, file), f"{file}:{source.at(path)[0]}", what
                )


def _rule_at(path: Path_, rules: Sequence[LoadedRule], file: str) -> str:
    if len(path) < 2 or path[0] != "rules":
        return ""
    return next(
        (loaded.id for loaded in rules if loaded.file == file and loaded.id.endswith(f"/{path[1]}")), ""
    )


def check_coverage(
    rulebook: Rulebook, rules: Sequence[LoadedRule], origins: Origins, samples: Sequence[Sample]
) -> Iterator[Remark]:
    """Yield the parts of rules that nothing exercises."""
    for gap in find_gaps(rulebook, rules, samples):
        check = "useless-unless" if gap.in_exception else "untested-clause"
        yield Remark(check, gap.rule, origins.place(rulebook.rules[gap.rule], *gap.path), gap.what)


def check_duplicates(
    rules: Sequence[LoadedRule], book: Sequence[LoadedRule], origins: Origins
) -> Iterator[Remark]:
    """Yield clauses of `rules` that stand in another rule of the book as well which runs on the same documents."""
    chosen = {loaded.id for loaded in rules}
    seen: dict[bytes, list[tuple[LoadedRule, int]]] = {}
    for loaded in sorted(book, key=lambda item: (item.id in chosen, item.file)):
        for number, clause in enumerate(loaded.rule.match):
            written = [
                key for name, key in sorted(loaded.lists.items()) if f"<{name}>" in (clause.regex or "")
            ]
            twins = seen.setdefault(msgspec.json.encode([loaded.rule.scope, clause, written]), [])
            for other, place in twins:
                if loaded.id in chosen and other.id != loaded.id and _meet(other.rule, loaded.rule):
                    what = f"the same clause stands in {other.id} (clause {place + 1})"
                    yield Remark("duplicate-pattern", loaded.id, origins.place(loaded, "match", number), what)
            twins.append((loaded, number))


def _meet(first: Rule, second: Rule) -> bool:
    """Tell whether two rules may run on the same unit."""
    speak = not first.languages or not second.languages or bool(set(first.languages) & set(second.languages))
    same_place = first.near == second.near and first.position == second.position
    return speak and same_place and first.sites == second.sites


def check_withdrawn(rulebook: Rulebook, rules: Sequence[LoadedRule], origins: Origins) -> Iterator[Remark]:
    """Yield clauses that were taken out once and are back."""
    for loaded in rules:
        for path, clause in clauses_of(loaded.rule):
            for item in rulebook.withdrawn if path[0] == "match" and "all" not in path else ():
                if _is_back(item.clause, clause):
                    what = f"was taken out once and is back: {item.why}"
                    yield Remark("withdrawn", loaded.id, origins.place(loaded, *path), what)


def _is_back(withdrawn: Clause, clause: Clause) -> bool:
    """Tell whether a clause asks no more than a withdrawn one: the same matchers, among their phrases all of its phrases."""
    return all(_holds(getattr(withdrawn, kind), getattr(clause, kind)) for kind in Clause.__struct_fields__)


def _holds(withdrawn: Any, value: Any) -> bool:
    if isinstance(withdrawn, str | list) and isinstance(value, str | list):
        return set(_listed(withdrawn)) <= set(_listed(value))
    return bool(withdrawn == value)


def _listed(value: str | list[Any]) -> list[Any]:
    return (
        [value]
        if isinstance(value, str)
        else [msgspec.json.encode(item) if isinstance(item, Clause) else item for item in value]
    )


def check_examples(stand: Stand, rules: Sequence[LoadedRule], origins: Origins) -> Iterator[Remark]:
    """Yield rules that remove what another must keep, and rules whose every example another rule removes."""
    for loaded in rules:
        others: set[str] | None = None
        for example in examples_of(loaded):
            if example.kind == "keeps":
                yield from _contradictions(stand, loaded, example, origins)
            else:
                also = _also_removed_by(stand, loaded, example)
                others = also if others is None else others & also
        for other in sorted(others or ()):
            yield Remark(
                "subsumed",
                loaded.id,
                origins.place(loaded),
                f"all that it removes is removed by {other} as well",
            )


def _contradictions(stand: Stand, loaded: LoadedRule, example: Example, origins: Origins) -> Iterator[Remark]:
    if example.todo:
        return
    cleaned = stand.try_with_all(stage(example, loaded))
    for id in sorted({decision.rule for decision in cleaned.decisions} - {loaded.id}):
        path = origins.case_path(loaded, "keeps", example.written)
        what = f"{id} removes what this rule keeps: {example.text[:60]!r}"
        yield Remark("contradiction", loaded.id, origins.place(loaded, *path), what)


def _also_removed_by(stand: Stand, loaded: LoadedRule, example: Example) -> set[str]:
    staged = stage(example, loaded)
    sample = Sample("", staged.text, example.language, example.host)
    own = staged.own(read(staged.text))
    scope, rank = loaded.rule.scope, _RANK[loaded.rule.confidence]
    return {
        finding.rule
        for finding in findings_in(sample, stand.rulebook, stand.profile)
        if finding.first in own
        and finding.rule != loaded.id
        and finding.scope == scope
        and _RANK[finding.confidence] >= rank
    }


def findings_in(sample: Sample, rulebook: Rulebook, profile: Profile) -> list[Finding]:
    """Return what the rules find in a text as it stands, before anything is judged."""
    document = read(sample.text)
    plan: Plan = plan_for(
        rulebook, Key(sample.language, scripts_of(document.text), host_of(sample.url)), profile
    )
    return list(resolve(document, plan, scan(document, plan)))


def check_seen(
    stand: Stand, rules: Sequence[LoadedRule], origins: Origins, wild: Sequence[Sample]
) -> Iterator[Remark]:
    """Yield stable rules that no wild fixture shows."""
    seen = {finding.rule for sample in wild for finding in findings_in(sample, stand.rulebook, stand.profile)}
    for loaded in rules if wild else ():
        if loaded.rule.status == "stable" and loaded.id not in seen:
            what = "is stable, but no document of fixtures/wild shows it: add one, or call it experimental"
            yield Remark("unseen-stable", loaded.id, origins.place(loaded, "status"), what)


def check_clean(
    stand: Stand, rules: Sequence[LoadedRule], origins: Origins, clean: Sequence[Sample]
) -> Iterator[tuple[Remark, str]]:
    """Yield stable rules that find something in an article which must stay whole, with the line found."""
    stable = {loaded.id: loaded for loaded in rules if loaded.rule.status == "stable"}
    for sample in clean:
        document = read(sample.text)
        places = Places(document)
        for finding in findings_in(sample, stand.rulebook, stand.profile):
            if finding.rule in stable:
                place = f"{sample.name}:{places.line(finding.first)}"
                what = f"finds {finding.words!r} in {place}, which must stay whole"
                check = "clean-hit" if finding.confidence == "high" else "clean-vote"
                remark = Remark(check, finding.rule, origins.place(stable[finding.rule]), what)
                yield remark, document.views[finding.first]
