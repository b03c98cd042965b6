"""Examples of rules as documents: one line stands inside a neutral article, a longer example stands alone.

Owns the staging of examples and the trials of them. Must not know reports, nor how rules are matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from cleaner.book import LoadedRule, Rulebook
from cleaner.document import Document, read
from cleaner.ledger import Cleaned
from cleaner.pipeline import clean_document
from cleaner.rule import Case
from cleaner.rulebook import shipped_folder
from cleaner.rulefile import read_source
from cleaner.values import Hints, Profile

Kind = Literal["removes", "keeps"]

BUILT_IN_OFF = ("title/*", "repeat/*", "shape/*")
"""What is switched off while examples are judged: they prove rules, not the judge's own findings."""
BEFORE = 3
"""Paragraphs of the article that stand before a one-line example."""


class Example(Struct, frozen=True):
    """One example of a rule. `text` has no line end at its end; `number` counts from 0 among its kind."""

    rule: str
    kind: Kind
    number: int
    text: str
    written: str
    leaves: str | None = None
    todo: bool = False
    language: str | None = None
    host: str | None = None

    @property
    def is_line(self) -> bool:
        """Tell whether the example is one line, to be judged inside an article."""
        return "\n" not in self.text


class Staged(Struct, frozen=True):
    """An example as a document: what stands around it, and its place."""

    example: Example
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text that is judged."""
        return self._around(self.example.text)

    def expected(self) -> list[str]:
        """Return the units that must remain."""
        example = self.example
        stays = example.text if example.kind == "keeps" else (example.leaves or "")
        return read(self._around(stays.strip("\n"))).views

    def own(self, document: Document) -> range:
        """Return the indexes of the example's own units in the document it is staged as."""
        return range(len(self.before), len(document) - len(self.after))

    def _around(self, text: str) -> str:
        return "\n\n".join(part for part in (*self.before, text, *self.after) if part)


def examples_of(loaded: LoadedRule) -> Iterator[Example]:
    """Yield the examples of a rule, the removes first."""
    kinds: tuple[Kind, Kind] = ("removes", "keeps")
    for kind in kinds:
        for number, case in enumerate(getattr(loaded.rule.tests, kind)):
            yield _example(loaded, kind, number, case)


def _example(loaded: LoadedRule, kind: Kind, number: int, case: str | Case) -> Example:
    case = Case(case) if isinstance(case, str) else case
    rule = loaded.rule
    return Example(
        rule=loaded.id,
        kind=kind,
        number=number,
        text=case.text.strip("\n"),
        written=case.text,
        leaves=case.leaves,
        todo=case.todo,
        language=case.language or next(iter(rule.languages), None),
        host=case.host or next((site.removeprefix("*.") for site in rule.sites), None),
    )


def stage(example: Example, loaded: LoadedRule) -> Staged:
    """Return the document in which an example is judged.

    One line goes between paragraphs of the carrier article of its language: in the middle, or behind all of
    them where its rule wants the tail, or in the middle of a longer article where it wants the body. More
    lines are a document of their own.
    """
    if not example.is_line:
        return Staged(example, (), ())
    paragraphs = carrier(example.language)
    rule = loaded.rule
    if rule.scope == "tail" or rule.position == "tail":
        return Staged(example, paragraphs, ())
    if rule.position == "body":
        return Staged(example, paragraphs + paragraphs[:BEFORE], paragraphs[BEFORE:] + paragraphs)
    return Staged(example, paragraphs[:BEFORE], paragraphs[BEFORE:])


def carrier(language: str | None) -> tuple[str, ...]:
    """Return the paragraphs of the carrier article of a language; English where there is none."""
    articles = _carriers()
    return articles.get(language or "en", articles["en"])


@lru_cache(maxsize=1)
def _carriers() -> dict[str, tuple[str, ...]]:
    source, faults = read_source(shipped_folder() / "carriers.yaml")
    if faults:
        raise faults[0]
    return msgspec.convert(source.values, dict[str, tuple[str, ...]])


def carrier_languages() -> tuple[str, ...]:
    """Return the languages that have a carrier article."""
    return tuple(_carriers())


class Stand(Struct):
    """What examples are tried with: the whole rulebook, and each rule on its own."""

    rulebook: Rulebook
    profile: Profile

    def try_alone(self, staged: Staged) -> Cleaned:
        """Clean an example with its rule alone, as if the rule were of high confidence."""
        loaded = self.rulebook.rules[staged.example.rule]
        rule = msgspec.structs.replace(loaded.rule, confidence="high")
        alone = {loaded.id: msgspec.structs.replace(loaded, rule=rule)}
        name = f"{self.rulebook.digest}:{loaded.id}"
        book = msgspec.structs.replace(self.rulebook, rules=alone, allow=(), model=None, digest=name)
        return self._clean(staged, book)

    def try_with_all(self, staged: Staged) -> Cleaned:
        """Clean an example with every rule whose gates admit it, each with its own confidence."""
        return self._clean(staged, self.rulebook)

    def _clean(self, staged: Staged, book: Rulebook) -> Cleaned:
        example = staged.example
        return clean_document(staged.text, Hints(None, example.language, example.host), book, self.profile)


def stand_for(rulebook: Rulebook, *, preview: bool = True) -> Stand:
    """Return the stand for the examples of a rulebook; `preview` lets experimental rules take part."""
    profile = Profile(name="proof", preview=preview, disable=BUILT_IN_OFF)
    book = msgspec.structs.replace(rulebook, model=None, digest=f"{rulebook.digest}:proof")
    return Stand(book, profile)
