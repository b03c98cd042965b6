"""What each way of asking trafilatura scores, alone and with our judge on top: `python -m benchmarks.variants FOLDER --models MODELS`.

Owns the ways, and the table. `--write docs/variants.md` writes it as a page. Each way is scored three times: trafilatura's text as it is, the
same text cleaned, and the page's blocks judged with trafilatura's choice as evidence (`clean_html`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import data, measures
from benchmarks.data import Page
from benchmarks.measures import Score
from benchmarks.report import write_table
from benchmarks.systems import cross_validated

WAYS: dict[str, dict[str, Any]] = {
    "recall (its choice as the text)": {"favor_recall": True},
    "default": {},
    "fast": {"fast": True},
    "recall, fast (its choice as evidence)": {"favor_recall": True, "fast": True},
    "precision": {"favor_precision": True},
    "recall, no tables": {"favor_recall": True, "include_tables": False},
    "recall, comments": {"favor_recall": True, "include_comments": True},
}
"""Options of `trafilatura.bare_extraction` by name; comments are left out, but where they are asked for."""
SETS = ("wcxb", "fundus_tests", "zh_autumn")


def main() -> int:
    """Score every way on a sample of each set, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.variants", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, help="models by fold, of benchmarks.fit and fitpages")
    parser.add_argument("--sample", type=int, default=None, metavar="N", help="N pages of each set")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    pages = [
        page
        for name in SETS
        for page in data.take_sample(data.read_pages(options.folder, name, html=True), options.sample)
        if page.html and page.gold
    ]
    clean = _cleaner(options.models)
    rows = [["trafilatura asked for", "ms a page", *(f"{name}: {kind}" for name in SETS for kind in KINDS)]]
    for way, settings in WAYS.items():
        rows.append([way, *_score_way(pages, settings, clean)])
        print(" | ".join(rows[-1]), file=sys.stderr)
    text = _page(options, rows, len(pages))
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 0


KINDS = ("alone", "cleaned", "blocks judged")


def _page(options: argparse.Namespace, rows: list[list[str]], pages: int) -> str:
    import trafilatura

    sample = f" --sample {options.sample}" if options.sample else ""
    models = " --models MODELS" if options.models else ""
    return "\n".join(
        [
            "# Ways of asking trafilatura", "", "Written by one command; not by hand.", "",
            f"- command: `python -m benchmarks.variants FOLDER{models}{sample}`",
            f"- date: {date.today().isoformat()}; trafilatura {trafilatura.__version__}",
            f"- data: digest `{data.digest(options.folder, SETS)}`, {pages} pages",
            f"- the judge's models: {'fitted on other hosts, by fold' if options.models else 'as shipped, fitted on these pages'}",
            "",
            "F1 of mean precision and mean recall of word 4-grams, as in benchmarks.md. `alone`: trafilatura's text; `cleaned`: that text "
            "cleaned; `blocks judged`: the page's own blocks, with trafilatura's choice as evidence, which is what `clean_html` does. The "
            "model was fitted with `recall, fast`. `ms a page` is trafilatura's time alone.",
            "", write_table(rows), "",
        ]
    )  # fmt: skip


def _cleaner(models: Path | None) -> Callable[[Page, dict[str, Any]], tuple[tuple[str, str, str], float]]:
    """Return what makes the three texts of a page, with the seconds that trafilatura took."""
    from cleaner import clean, clean_html, html, load_rules

    shipped = load_rules()
    books = cross_validated(shipped, models) if models else [shipped]
    ask = html.ask

    def run(page: Page, settings: dict[str, Any]) -> tuple[tuple[str, str, str], float]:
        book = books[data.fold_of(page.host) % len(books)]
        how = {"include_comments": False, "with_metadata": True, **settings}
        seen: list[Any] = []
        html.ask = lambda tree, url, _how: _timed(ask, (tree, url, how), seen)
        try:
            judged = clean_html(page.html or "", url=page.url, rulebook=book).text
        finally:
            html.ask = ask
        found, seconds = seen[0] if seen else (None, 0.0)
        alone = (found.text or "") if found else ""
        cleaned = clean(alone, title=found.title if found else None, url=page.url, rulebook=book).text
        return (alone, cleaned, judged), seconds

    return run


_Asked = tuple[Any, str | None, dict[str, Any]]


def _timed(ask: Callable[[Any, str | None, dict[str, Any]], Any], given: _Asked, seen: list[Any]) -> Any:
    started = time.process_time()
    found = ask(*given)
    seen.append((found, time.process_time() - started))
    return found


def _score_way(
    pages: list[Page],
    settings: dict[str, Any],
    clean: Callable[[Page, dict[str, Any]], tuple[tuple[str, str, str], float]],
) -> list[str]:
    scores: dict[tuple[str, str], list[Score]] = {}
    seconds = 0.0
    for page in pages:
        gold = measures.gold_of(page.gold or "")
        texts, took = clean(page, settings)
        seconds += took
        for kind, text in zip(KINDS, texts, strict=True):
            score = measures.score_body(measures.tokens(text), gold.bag, gold)
            scores.setdefault((page.set, kind), []).append(score)
    figures = [measures.summarise(scores[name, kind]).f1 or 0.0 for name in SETS for kind in KINDS]
    return [f"{1000 * seconds / len(pages):.0f}", *(f"{figure:.3f}" for figure in figures)]


if __name__ == "__main__":
    sys.exit(main())
