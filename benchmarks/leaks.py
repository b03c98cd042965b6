"""Lists what was wrongly kept and wrongly cut, worst pages first, so that the next rule is easy to find.

    python -m benchmarks.leaks FOLDER --text extracted --set wcxb [--wrongly kept|cut] [--system cleaner]
                                      [--pages 30] [--lines 12] [--kind social] [--summary]

Owns the listing. Must not measure anything but lines against gold.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from benchmarks import data, systems
from benchmarks.data import Page
from benchmarks.kinds import LineJudge, split_units
from benchmarks.measures import tokens

WIDTH = 160
"""Characters of a line that are shown."""


class Fault(Struct, frozen=True):
    """One line: wrongly kept, where `reason` is its kind, or wrongly cut, where it is the rule."""

    kept: bool
    reason: str
    text: str
    words: int


class PageFaults(Struct, frozen=True):
    """The faults of one page, in the order of the text."""

    page: str
    host: str
    lang: str
    faults: tuple[Fault, ...]
    flags: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """Number of words that are wrong."""
        return sum(fault.words for fault in self.faults)


def find_faults(page: Page, text: str, system: systems.System) -> PageFaults | None:
    """Return the faults of a system on one text of a page, or None where text or gold body is absent."""
    given = systems.given_text(page, text)
    if given is None or not (page.gold and tokens(page.gold)):
        return None
    judge = LineJudge(page)
    output = system(page, text, given)
    kept = [
        Fault(True, kind, line, len(tokens(line)))
        for kind, line in judge.list_leaks(output.text, flat=text == "flat")
    ]
    faults = (*kept, *_find_losses(judge, given, output, flat=text == "flat"))
    return PageFaults(page.id, page.host, page.lang, faults, output.flags)


def _find_losses(judge: LineJudge, given: str, output: systems.Output, *, flat: bool) -> Iterator[Fault]:
    if output.cuts:
        lost = [(cut.rule, line) for cut in output.cuts for line in split_units(cut.text)]
    else:
        left = Counter(tuple(tokens(line)) for line in split_units(output.text, flat=flat))
        lost = []
        for line in split_units(given, flat=flat):
            if left[words := tuple(tokens(line))]:
                left[words] -= 1
            else:
                lost.append(("-", line))
    gone = set() if output.title is None else {tuple(tokens(output.title))}
    for rule, line in lost:
        words = tuple(tokens(line))
        if words and words not in gone and judge.is_wanted(line):
            yield Fault(False, rule, line, len(words))


def keep_faults(pages: Iterable[PageFaults], wrongly: str | None, kind: str | None) -> list[PageFaults]:
    """Return the pages with only the faults asked for, worst first; pages without any are left out."""
    found = []
    for page in pages:
        faults = tuple(
            fault
            for fault in page.faults
            if wrongly in (None, "kept" if fault.kept else "cut") and (kind is None or kind in fault.reason)
        )
        if faults:
            found.append(PageFaults(page.page, page.host, page.lang, faults, page.flags))
    return sorted(found, key=lambda page: (-page.words, page.page))


def write_pages(pages: Iterable[PageFaults], lines: int) -> Iterator[str]:
    """Yield the listing: `+` was kept and should go, `-` was cut and should stay."""
    for page in pages:
        flags = f" [{', '.join(page.flags)}]" if page.flags else ""
        yield f"\n{page.page} · {page.host} · {page.lang} · {page.words} words{flags}"
        for fault in sorted(page.faults, key=lambda fault: fault.kept)[:lines]:
            yield f"  {'+' if fault.kept else '-'} {fault.reason:<24} {fault.words:>4}  {fault.text[:WIDTH]}"
        if len(page.faults) > lines:
            yield f"    … {len(page.faults) - lines} more"


def write_summary(pages: Iterable[PageFaults]) -> Iterator[str]:
    """Yield words and lines by reason over all pages, most first."""
    words, lines = Counter[tuple[bool, str]](), Counter[tuple[bool, str]]()
    for page in pages:
        for fault in page.faults:
            words[fault.kept, fault.reason] += fault.words
            lines[fault.kept, fault.reason] += 1
    for (kept, reason), count in words.most_common():
        yield f"{'kept' if kept else 'cut '} {reason:<32} {lines[kept, reason]:>6} lines {count:>7} words"


def main(arguments: list[str] | None = None) -> int:
    """Print the listing; returns 0, or 2 where it could not run."""
    options = _parse(arguments)
    why = systems.why_absent(options.system)
    if why:
        print(f"{options.system}: {why}", file=sys.stderr)
        return 2
    system = systems.load_system(options.system, with_language=options.with_language)
    try:
        pages = data.read_pages(options.folder, options.set, html=options.text == "html")
    except data.DataError as error:
        print(error, file=sys.stderr)
        return 2
    found = (find_faults(page, options.text, system) for page in data.take_sample(pages, options.sample))
    faults = keep_faults((page for page in found if page), options.wrongly, options.kind)
    listed = write_summary(faults) if options.summary else write_pages(faults[: options.pages], options.lines)
    for line in listed:
        print(line)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.leaks", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", required=True)
    parser.add_argument("--text", default="extracted", choices=systems.TEXTS)
    parser.add_argument("--system", default="cleaner", choices=systems.NAMES)
    parser.add_argument(
        "--wrongly", choices=("kept", "cut"), help="only what should go, or only what should stay"
    )
    parser.add_argument("--kind", help="only reasons that hold these letters: a kind of leak, or a rule id")
    parser.add_argument("--pages", type=int, default=30, help="pages listed (30)")
    parser.add_argument("--lines", type=int, default=12, help="lines a page (12)")
    parser.add_argument("--sample", type=int, help="N pages of the set, always the same")
    parser.add_argument("--summary", action="store_true", help="sums by reason instead of pages")
    parser.add_argument("--with-language", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
