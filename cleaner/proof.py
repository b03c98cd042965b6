"""`rules test`: every rule's examples tried, every clause accounted for.

Owns the verdicts on examples and their report. Must not know typer. Every `removes` runs with its rule alone,
every `keeps` with the whole rulebook: that is how one rule's mistake is caught by another rule's example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain
from typing import Literal

import msgspec
from msgspec import Struct

from cleaner.book import LoadedRule, Rulebook
from cleaner.carrier import BEFORE, Example, Staged, Stand, carrier, examples_of, stage, stand_for
from cleaner.coverage import find_gaps
from cleaner.document import read
from cleaner.ledger import Cleaned
from cleaner.origins import Origins
from cleaner.plan import Key, plan_for
from cleaner.rule import Case
from cleaner.samples import Sample
from cleaner.scan import scan
from cleaner.scripts import scripts_of

Word = Literal["NOISY", "MISSED", "WRONG", "FIXED", "UNTRIED"]
OWN = "own"
"""The selection of all rules that did not ship with cleaner."""
SHOWN = 90
"""Characters of an example that a report line shows."""


class Failure(Struct, frozen=True):
    """One line of the report.

    NOISY: a kept line is cut. MISSED: a removed line stays. WRONG: something else remains than `leaves` says.
    FIXED: a `todo` passes, take the mark away. UNTRIED: no example and no fixture exercises this part of the
    rule.
    """

    word: Word
    rule: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.word:<7} {self.rule}  {self.place}  {self.what}"


class Report(Struct, frozen=True):
    """What came of a test run: numbers of rules and examples tried, and what failed."""

    rules: int
    examples: int
    todos: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text, the summary last."""
        yield from map(str, self.failures)
        todo = f", {self.todos} to do" if self.todos else ""
        yield f"{self.rules} rules, {self.examples} examples{todo}, {len(self.failures)} failed"


def test_rules(
    rulebook: Rulebook,
    *,
    select: str | None = None,
    coverage: bool = True,
    preview: bool = True,
    fixtures: Iterable[Sample] = (),
) -> Report:
    """Try the examples of a rulebook and return the report.

    `select` is a rule's id, a glob, a category, a file, or `file::name`; `own` selects all rules that did not ship, and also tries them
    on every other rule's keeps. `coverage` also asks that each clause, exception and phrase is exercised by an example or by one of the
    `fixtures`; `preview` lets experimental rules take part.
    """
    stand = stand_for(rulebook, preview=preview)
    chosen = selected(rulebook, select, preview=preview)
    origins = Origins(rulebook)
    failures, tried, todos = [], 0, 0
    others = _threatened(stand, chosen) if select == OWN else iter(())
    for example in chain(chain.from_iterable(map(examples_of, chosen)), others):
        tried += 1
        todos += example.todo
        failure = try_example(stand, example)
        if failure is not None:
            failures.append(_placed(failure, origins, rulebook.rules[example.rule], example))
    if select in (None, OWN):
        failures += [*_vetoes(stand), *_withdrawn(stand)]
    if coverage:
        gaps = find_gaps(rulebook, chosen, list(fixtures))
        failures += [
            Failure("UNTRIED", gap.rule, origins.place(rulebook.rules[gap.rule], *gap.path), gap.what)
            for gap in gaps
        ]
    return Report(len(chosen), tried, todos, tuple(failures))


# Its name is the command's: test runners must not collect it.
test_rules.__test__ = False  # type: ignore[attr-defined]


def selected(rulebook: Rulebook, select: str | None, *, preview: bool = True) -> list[LoadedRule]:
    """Return the rules that a selection names and that can run, file by file: neighbours share a compiled plan."""
    statuses = {"stable", "experimental"} if preview else {"stable"}
    return [
        loaded
        for loaded in sorted(rulebook.rules.values(), key=lambda loaded: loaded.file)
        if loaded.rule.status in statuses
        and not loaded.disabled
        and (select is None or _fits(loaded, select))
    ]


def _fits(loaded: LoadedRule, select: str) -> bool:
    if select == OWN:
        return not loaded.trusted
    file, parted, name = select.partition("::")
    if parted:
        return loaded.file.endswith(file) and fnmatchcase(loaded.id.rpartition("/")[2], name)
    folder = f"/{select.strip('/')}/"
    return (
        select == loaded.category
        or fnmatchcase(loaded.id, select)
        or loaded.file.endswith(select)
        or folder in f"/{loaded.file}"
    )


def _threatened(stand: Stand, chosen: list[LoadedRule]) -> Iterator[Example]:
    """Yield the keeps of all other rules in which one of the chosen rules finds something."""
    mine = {loaded.id: loaded for loaded in chosen}
    book = msgspec.structs.replace(stand.rulebook, rules=mine, digest=f"{stand.rulebook.digest}:own")
    for loaded in selected(stand.rulebook, None) if mine else ():
        for example in examples_of(loaded) if loaded.id not in mine else ():
            if example.kind == "keeps":
                document = read(example.text)
                key = Key(example.language, scripts_of(document.text), example.host)
                if scan(document, plan_for(book, key, stand.profile)).units:
                    yield example


def try_example(stand: Stand, example: Example) -> Failure | None:
    """Try one example. Returns the failure without its place, or None; a `todo` must fail."""
    staged = stage(example, stand.rulebook.rules[example.rule])
    failure = _removes(stand, staged) if example.kind == "removes" else _keeps(stand, staged)
    if not example.todo:
        return failure
    return (
        None
        if failure
        else Failure("FIXED", example.rule, "", f"passes now, take `todo` away: {_short(example.text)}")
    )


def _placed(failure: Failure, origins: Origins, loaded: LoadedRule, example: Example) -> Failure:
    path = origins.case_path(loaded, example.kind, example.written)
    return msgspec.structs.replace(failure, place=origins.place(loaded, *path))


def _removes(stand: Stand, staged: Staged) -> Failure | None:
    example = staged.example
    if stand.rulebook.rules[example.rule].rule.scope == "document":
        flagged = example.rule in stand.try_alone(staged).flags
        return None if flagged else _missed(example, "not flagged")
    if not example.is_line and example.leaves is None:
        return Failure(
            "WRONG",
            example.rule,
            "",
            f"an example of several lines must say what it `leaves`: {_short(example.text)}",
        )
    cleaned = stand.try_alone(staged)
    if cleaned.last.views == staged.expected():
        return None
    if not cleaned.decisions:
        return _missed(example, "not removed")
    left = " / ".join(cleaned.last.views[len(staged.before) : len(cleaned.last.views) - len(staged.after)])
    return Failure("WRONG", example.rule, "", f"leaves {_short(left)!r} of: {_short(example.text)}")


def _missed(example: Example, what: str) -> Failure:
    return Failure("MISSED", example.rule, "", f"{what}: {_short(example.text)}")


def _keeps(stand: Stand, staged: Staged) -> Failure | None:
    cleaned = stand.try_with_all(staged)
    flags = [flag for flag in cleaned.flags if flag in stand.rulebook.rules]
    if not cleaned.decisions and not flags:
        return None
    return Failure("NOISY", staged.example.rule, "", _noise(cleaned, staged, flags))


def _noise(cleaned: Cleaned, staged: Staged, flags: list[str]) -> str:
    if not cleaned.decisions:
        return f"kept text flagged by {', '.join(flags)}: {_short(staged.example.text)}"
    decision = cleaned.decisions[0]
    words = next((evidence.words for evidence in decision.evidence if evidence.words), "")
    said = f" on {_short(words)!r}" if words else ""
    line = cleaned.first.views[cleaned.first.ids.index(decision.unit)]
    return f"kept line removed by {decision.rule}{said}: {_short(line)}"


def _vetoes(stand: Stand) -> Iterator[Failure]:
    """Yield the vetoes of `allow.yaml` that their own examples do not prove."""
    for number, allow in enumerate(stand.rulebook.allow):
        rest = stand.rulebook.allow[:number] + stand.rulebook.allow[number + 1 :]
        name = f"{stand.rulebook.digest}:without-{number}"
        without = Stand(msgspec.structs.replace(stand.rulebook, allow=rest, digest=name), stand.profile)
        needed = False
        for index, text in enumerate(allow.keeps):
            example = Example(f"allow/{number}", "keeps", index, text.strip("\n"), text)
            staged = _in_article(example)
            failure = _keeps(stand, staged)
            if failure is not None:
                yield msgspec.structs.replace(failure, place="allow.yaml")
            needed = needed or (failure is None and _keeps(without, staged) is not None)
        if not needed:
            yield Failure(
                "UNTRIED", f"allow/{number}", "allow.yaml", f"saves none of its own examples: {allow.why}"
            )


def _withdrawn(stand: Stand) -> Iterator[Failure]:
    """Yield what once was destroyed by a clause since taken out, and is destroyed again."""
    for number, item in enumerate(stand.rulebook.withdrawn):
        for index, written in enumerate(item.destroyed):
            case = Case(written) if isinstance(written, str) else written
            text = case.text.strip("\n")
            example = Example(
                f"withdrawn/{number}", "keeps", index, text, case.text, language=case.language, host=case.host
            )
            failure = _keeps(stand, _in_article(example))
            if failure is not None:
                yield msgspec.structs.replace(failure, place="withdrawn.yaml")


def _in_article(example: Example) -> Staged:
    if not example.is_line:
        return Staged(example, (), ())
    paragraphs = carrier(example.language)
    return Staged(example, paragraphs[:BEFORE], paragraphs[BEFORE:])


def _short(text: str) -> str:
    line = text.replace("\n", " / ")
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
