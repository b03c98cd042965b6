"""Held-out lines: how many leftovers in phrasings that no rule was written from go, and whether journalism stays.

    python -m benchmarks.heldout [--lists NAME] [--judge] [--language L ...] [--rules] [--show]

Owns the trials of the lists in `fixtures/adversarial*/`, at which no author of rules may look:
what is printed are rates by language and category; `--rules` adds which rules cut a keep, and only `--show` prints
lines. Each line stands at the head, in the middle and at the tail of the carrier article of its language
(`cleaner.carrier`) and is cleaned by rules alone, under the default profile; with `--judge` by all that the default
profile does. Must not know how a rule is written.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from cleaner import load_rules
from cleaner.book import Rulebook
from cleaner.carrier import BUILT_IN_OFF, carrier
from cleaner.document import read
from cleaner.pipeline import clean_document
from cleaner.values import Hints, Profile

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FOLDER = FIXTURES / "adversarial"
LISTS = {
    "first": FOLDER,
    "second": FIXTURES / "adversarial-second",
    "third": FIXTURES / "adversarial-third",
    "fourth": FIXTURES / "adversarial-fourth",
}
"""The folders of the lists, in the order in which they were written."""
AFTER = {"head": 1, "middle": 3, "tail": 6}
"""Places of a line, and how many paragraphs of the carrier article stand above it there."""
KEEPS = "keeps"


class HeldOut(Struct, frozen=True):
    """The list of one language: leftovers by category, and sentences that are journalism."""

    removes: dict[str, list[str]]
    keeps: list[str]


class Trial(Struct, frozen=True):
    """One line at one place. `group` is its category, or `keeps`; `rules` are those that cut (a part of) it."""

    language: str
    group: str
    place: str
    text: str
    gone: bool
    rules: tuple[str, ...]

    @property
    def is_loss(self) -> bool:
        """Whether a sentence that must stay was touched."""
        return self.group == KEEPS and bool(self.rules)


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the languages that have a list."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def read_list(language: str, folder: Path = FOLDER) -> HeldOut:
    """Return the list of a language."""
    return msgspec.convert(yaml.safe_load((folder / f"{language}.yaml").read_bytes()), HeldOut)


Setting = tuple[Rulebook, Profile]
"""What cleans the lines: a rulebook and a profile."""


@lru_cache(maxsize=1)
def rules_alone() -> Setting:
    """Return the shipped rules without the fitted model, and the default profile without built-in findings."""
    book = load_rules()
    profile = msgspec.structs.replace(book.profile("default"), disable=BUILT_IN_OFF)
    return msgspec.structs.replace(book, model=None, digest=f"{book.digest}:heldout"), profile


@lru_cache(maxsize=1)
def with_judge() -> Setting:
    """Return the shipped rules with the fitted model, and the default profile."""
    book = load_rules()
    return book, book.profile("default")


def try_list(language: str, held: HeldOut, setting: Setting | None = None) -> Iterator[Trial]:
    """Yield the trials of every line of a list at every place, the keeps first; by rules alone if nothing is said."""
    setting = setting or rules_alone()
    for group, lines in {KEEPS: held.keeps, **held.removes}.items():
        for line in lines:
            for place in AFTER:
                yield try_line(setting, language, group, place, line)


def try_line(setting: Setting, language: str, group: str, place: str, line: str) -> Trial:
    """Return what becomes of one line at one place of the carrier article."""
    book, profile = setting
    paragraphs = carrier(language)
    above, below = paragraphs[: AFTER[place]], paragraphs[AFTER[place] :]
    cleaned = clean_document("\n\n".join((*above, line, *below)), Hints(None, language, None), book, profile)
    gone = cleaned.last.views == read("\n\n".join((*above, *below))).views
    rules = tuple(dict.fromkeys(decision.rule for decision in cleaned.decisions))
    return Trial(language, group, place, line, gone, rules)


class Rates(Struct, frozen=True):
    """What came of one list: shares removed by category and over all lines, and the keeps that were touched."""

    language: str
    by_category: dict[str, float]
    removed: float
    keeps: int
    lost: tuple[Trial, ...]


def measure(language: str, trials: Iterable[Trial]) -> Rates:
    """Return the rates of the trials of one language; a line counts once for each place."""
    tried, gone = Counter[str](), Counter[str]()
    lost = []
    for trial in trials:
        tried[trial.group] += 1
        gone[trial.group] += trial.gone
        lost += [trial] if trial.is_loss else []
    keeps = tried.pop(KEEPS, 0)
    gone.pop(KEEPS, None)
    shares = {group: gone[group] / tried[group] for group in tried}
    return Rates(language, shares, gone.total() / max(tried.total(), 1), keeps, tuple(lost))


def write_table(rates: list[Rates]) -> Iterator[str]:
    """Yield the table: a row a language, a column a category, the means below."""
    categories = list(dict.fromkeys(name for row in rates for name in row.by_category))
    heads = " ".join(f"{name[:6]:>6}" for name in categories)
    yield f"{'':<5} {'lost':>8} {'removed':>8} {heads}"
    for row in rates:
        cells = " ".join(
            f"{row.by_category[name]:>6.2f}" if name in row.by_category else " " * 6 for name in categories
        )
        yield f"{row.language:<5} {f'{len(row.lost)}/{row.keeps}':>8} {row.removed:>8.3f} {cells}"
    lost, keeps = sum(len(row.lost) for row in rates), sum(row.keeps for row in rates)
    means = " ".join(f"{_mean(row.by_category.get(name) for row in rates):>6.2f}" for name in categories)
    yield f"{'mean':<5} {f'{lost}/{keeps}':>8} {_mean(row.removed for row in rates):>8.3f} {means}"


def _mean(shares: Iterable[float | None]) -> float:
    known = [share for share in shares if share is not None]
    return sum(known) / max(len(known), 1)


def write_losses(rates: Iterable[Rates]) -> Iterator[str]:
    """Yield the rules that touched keeps, without their lines."""
    for row in rates:
        counts = Counter(rule for trial in row.lost for rule in trial.rules)
        yield from (f"{row.language}: {rule} touches {count}" for rule, count in counts.most_common())


def write_faults(trials: Iterable[Trial]) -> Iterator[str]:
    """Yield the lines that were lost or stayed. Who writes rules for a language must not read these."""
    for trial in trials:
        if trial.is_loss or (trial.group != KEEPS and not trial.gone):
            word = "LOST" if trial.is_loss else "KEPT"
            yield f"{word} {trial.language} {trial.group} {trial.place} {trial.text!r} {', '.join(trial.rules)}"


def main(arguments: list[str] | None = None) -> int:
    """Print the table; returns 0, or 2 where a language has no list."""
    options = _parse(arguments)
    folder = LISTS[options.lists]
    known = languages(folder)
    chosen = tuple(options.language or known)
    if absent := [language for language in chosen if language not in known]:
        print(f"no list for {', '.join(absent)}: there are {', '.join(known)}", file=sys.stderr)
        return 2
    setting = with_judge() if options.judge else rules_alone()
    trials = {one: list(try_list(one, read_list(one, folder), setting)) for one in chosen}
    rates = [measure(language, trials[language]) for language in chosen]
    lines = list(write_table(rates))
    lines += write_losses(rates) if options.rules else []
    lines += (line for language in chosen for line in write_faults(trials[language])) if options.show else []
    print("\n".join(lines))
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.heldout", description=__doc__.split("\n")[0])
    parser.add_argument("--lists", choices=LISTS, default="first", help="which lists; the first")
    parser.add_argument(
        "--judge", action="store_true", help="with the model and all that the default profile does"
    )
    parser.add_argument("--language", action="append", help="only this language; may be given several times")
    parser.add_argument("--rules", action="store_true", help="name the rules that touch keeps, not the lines")
    parser.add_argument("--show", action="store_true", help="print the lines: not for authors of rules")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
