"""Runs systems over pages, on one or more processes, and hands back one row for each page, text and system.

Owns the order of work. Must not know how figures are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct

from benchmarks import data, measures, systems
from benchmarks.data import Page
from benchmarks.kinds import LineJudge, split_units
from benchmarks.measures import Gold, Score, Segments

EXPLAINED = ("unchanged", *systems.PROFILES)
"""Systems whose leaks are told by kind."""

_CHUNK = 8
"""Pages handed to a process at once."""


class Plan(Struct, frozen=True):
    """What to run: sets, kinds of text, systems; `sample` pages of each set at most.

    `models` is a folder of models that leave out one fold of hosts each (`benchmarks.fit --folds`): then each page is judged by the one
    that has not seen its host.
    """

    folder: Path
    sets: tuple[str, ...]
    texts: tuple[str, ...]
    systems: tuple[str, ...]
    sample: int | None = None
    with_language: bool = False
    processes: int = 1
    models: Path | None = None


class Row(Struct, frozen=True):
    """The result of one system on one text of one page. Leaks and cuts count words by kind."""

    set: str
    page: str
    lang: str
    text: str
    system: str
    score: Score
    leaks: dict[str, int] = {}
    cuts: dict[str, int] = {}
    failed: str = ""


def run_plan(plan: Plan, progress: Callable[[int], None] = lambda _done: None) -> list[Row]:
    """Run a plan; `progress` is told the number of pages done. The rows come in the order of the folder."""
    rows: list[Row] = []
    for done, made in enumerate(_score_all(read_plan(plan), plan), start=1):
        rows.extend(made)
        progress(done)
    return rows


def read_plan(plan: Plan) -> list[Page]:
    """Return the pages that a plan asks for, sampled with the fixed seed."""
    html = "html" in plan.texts
    pages: list[Page] = []
    for name in plan.sets:
        pages += data.take_sample(data.read_pages(plan.folder, name, html=html), plan.sample)
    return pages


def _score_all(pages: Sequence[Page], plan: Plan) -> Iterator[list[Row]]:
    if plan.processes < 2:
        worker = Worker(plan)
        yield from map(worker.score_page, pages)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(plan.processes, context, initializer=_start, initargs=(plan,)) as pool:
        yield from pool.map(_score_page, pages, chunksize=_CHUNK)


_workers: list[Worker] = []


def _start(plan: Plan) -> None:
    _workers[:] = [Worker(plan)]


def _score_page(page: Page) -> list[Row]:
    return _workers[0].score_page(page)


class Worker:
    """Holds the loaded systems of a plan, and scores pages with them one by one."""

    def __init__(self, plan: Plan) -> None:
        self._texts = plan.texts
        self._systems = {
            name: systems.load_system(name, with_language=plan.with_language, models=plan.models)
            for name in plan.systems
        }

    def score_page(self, page: Page) -> list[Row]:
        """Return the rows of all texts and systems for one page; gold is counted once."""
        if not (page.wanted or page.unwanted or (page.gold and measures.tokens(page.gold))):
            return []
        gold = measures.gold_of(page.gold) if page.gold and measures.tokens(page.gold) else None
        judge = LineJudge(page) if gold else None
        return [
            row
            for text in self._texts
            if (given := systems.given_text(page, text)) is not None
            for row in self._score_text(page, text, given, (gold, judge))
        ]

    def _score_text(
        self, page: Page, text: str, given: str, known: tuple[Gold | None, LineJudge | None]
    ) -> Iterable[Row]:
        gold, judge = known
        before = measures.tokens((page.texts.get("full") or "") if text == "html" else given)
        segments = measures.prepare_segments(page.wanted, page.unwanted, before)
        reachable = measures.reachable_words(before, gold) if gold else Counter[str]()
        for name, system in self._systems.items():
            if not systems.reads(name, text) or (gold is None and name == "ceiling"):
                continue
            output = system(page, text, given)
            words = measures.tokens(output.text)
            score = _score_output(words, reachable, gold, segments)
            if text == "gold" and gold:
                score = _excuse(score, page.gold or "", words, output.title)
            explained = judge if name in EXPLAINED and text != "gold" else None
            leaks = explained.count_leaks(output.text, flat=text == "flat") if explained else {}
            cuts = _wrong_cuts(output, judge)
            yield Row(page.set, page.id, page.lang, text, name, score, dict(leaks), cuts, output.failed)


def _score_output(words: list[str], reachable: Counter[str], gold: Gold | None, segments: Segments) -> Score:
    body = measures.score_body(words, reachable, gold) if gold else Score()
    return measures.join_scores(body, measures.score_segments(words, segments))


def _excuse(score: Score, gold: str, words: list[str], title: str | None) -> Score:
    excused = measures.gold_of(measures.gold_without(gold, title))
    body = measures.score_body(words, excused.bag, excused)
    return Score(score.precision, score.recall, score.exact, body.lost, body.reachable)


def _wrong_cuts(output: systems.Output, judge: LineJudge | None) -> dict[str, int]:
    lost: Counter[str] = Counter()
    title = measures.tokens(output.title or "")
    for cut in output.cuts if judge else ():
        for line in split_units(cut.text):
            words = measures.tokens(line)
            if words != title and judge and judge.is_wanted(line):
                lost[cut.category] += len(words)
    return dict(lost)
