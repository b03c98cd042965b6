"""Fits the judge's model on gold data: `python -m benchmarks.fit FOLDER --write rules/judge.json`.

Owns the fitting and its cross-validation by host. Logistic regression over crossed categories, twice: the second pass hears the scores of the
first, which for this purpose come from hosts it was not fitted on. The seed is fixed and the data's digest is written into the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.data import FOLDS, digest, fold_of, read_pages
from benchmarks.labels import label_units
from cleaner import context, features
from cleaner.book import Rulebook
from cleaner.document import Document, read
from cleaner.features import DUMP_COST, Look, Row, looks_of, rows_of
from cleaner.model import MEANINGS, gate_facts
from cleaner.plan import Key, plan_for, scripts_of
from cleaner.rulebook import load_rules
from cleaner.scan import resolve, scan
from cleaner.values import Profile
from cleaner.votes import hear, loudest_votes

TEXTS = ("full", "extracted", "readable", "newspaper")
SETS = {"wcxb": 1.0, "fundus_tests": 3.0, "zh_autumn": 4.0}
"""Weight of a page of each set: the small sets are the many-voiced ones."""
STRENGTH = {"dump": 0.3, "extract": 0.1}
"""Inverse strength of the L2 penalty, chosen by cross-validation by host."""
LEVELS = {
    "dump": {"cautious": -3.0, "default": -0.8, "thorough": 0.0},
    "extract": {"cautious": -4.0, "default": -1.2, "thorough": -0.5},
}
"""Scores (log-odds) under which a unit goes, by level. Chosen by cross-validation by host: at `default` the damage stays within the limits
of docs/benchmarks.md."""
LEAST_SHARE = {"dump": 0.15, "extract": 0.6}
"""Share of its running text that a document must keep, or it is left as it was."""
GATE_MARGIN = 1.0
"""Log-odds by which a text must look like a page dump: extracted text taken for one loses more than a dump taken for extracted text."""
UNIT_WEIGHT = 30
"""Weight of a text: every text counts the same, its units by the square root of their words."""
LEAST = 0.02
"""Weights smaller than this are left out of the file."""
STEPS = 200


class Sample(Struct):
    """One text with its labels: `y` 1 for body, `w` the weight of each unit."""

    page: str
    text: str
    fold: int
    document: Document
    looks: list[Look]
    rows: list[Row]
    y: Any
    w: Any
    votes: list[tuple[int, int]]
    state: float = 0.0


def gather(folder: Path, sets: Sequence[str], rulebook: Rulebook) -> list[Sample]:
    """Read every text of the sets, with features and labels."""
    out = []
    profile = rulebook.profile("default")
    for name in sets:
        for page in read_pages(folder, name):
            for kind in TEXTS:
                text = page.texts.get(kind)
                if text and page.gold:
                    out.append(
                        _sample(f"{page.id}#{kind}", (text, page.gold), fold_of(page.host), rulebook, profile)
                    )
                    out[-1].text = kind
                    out[-1].w *= SETS.get(name, 1.0)
    return out


def _sample(id: str, pair: tuple[str, str], fold: int, rulebook: Rulebook, profile: Profile) -> Sample:
    text, gold = pair
    document = read(text)
    plan = plan_for(rulebook, Key(None, scripts_of(document.text), None), profile)
    hearing = hear(document, plan, resolve(document, plan, scan(document, plan)), profile)
    votes = loudest_votes(len(document), hearing.votes)
    looks = looks_of(document)
    labels = label_units(document, gold)
    sizes = np.sqrt([size for _, size in labels]) if labels else np.zeros(0)
    y = np.array([1 if value else 0 for value, _ in labels])
    weights = sizes / (sizes.sum() + 1) * UNIT_WEIGHT + 1e-6
    return Sample(id, "", fold, document, looks, rows_of(document, looks, votes), y, weights, votes)


class Encoder:
    """Numbers the combinations of groups, so that they can be columns of a sparse matrix."""

    def __init__(self) -> None:
        self.columns: dict[tuple[int, tuple[int, ...]], int] = {}

    def matrix(self, rows: Sequence[Row]) -> csr_matrix:
        """Return one line a row, with a one for each of its combinations."""
        numbers = [
            self.columns.setdefault((place, group), len(self.columns))
            for row in rows
            for place, group in enumerate(row)
        ]
        width = len(rows[0])
        shape = (len(rows), len(self.columns))
        return csr_matrix(
            (np.ones(len(numbers), np.float32), numbers, np.arange(0, len(numbers) + 1, width)), shape
        )


Scorer = Callable[[Sequence[Row]], list[float]]


def fit_pass(samples: Sequence[tuple[Sample, list[Row]]], strength: float) -> tuple[dict[str, Any], Scorer]:
    """Fit one pass. Returns its part of the model file, and a function that scores rows."""
    encoder = Encoder()
    rows = [row for _, part in samples for row in part]
    matrix = encoder.matrix(rows)
    y = np.concatenate([sample.y for sample, _ in samples])
    w = np.concatenate([sample.w for sample, _ in samples])
    fitted = LogisticRegression(C=strength, max_iter=STEPS).fit(matrix, y, sample_weight=w)
    names = list(MEANINGS)
    constant = round(float(fitted.intercept_[0]), 4)
    weights: dict[str, dict[str, float]] = {}
    table: list[dict[tuple[int, ...], float]] = [{} for _ in rows[0]]
    for (place, group), column in sorted(encoder.columns.items()):
        weight = round(float(fitted.coef_[0][column]), 3)
        if abs(weight) >= LEAST:
            weights.setdefault(names[place], {})[",".join(map(str, group))] = weight
            table[place][group] = weight

    def score(part: Sequence[Row]) -> list[float]:
        return [constant + sum(t.get(g, 0.0) for t, g in zip(table, row, strict=True)) for row in part]

    return {"constant": constant, "weights": weights}, score


def fit_model(
    samples: Sequence[Sample], strength: float
) -> tuple[dict[str, Any], Callable[[Sample], list[float]]]:
    """Fit both passes of one model on `samples`. Returns its part of the file, and a function that scores a sample."""
    held_out: dict[str, list[float]] = {}
    for fold in range(FOLDS):
        rest = [(sample, sample.rows) for sample in samples if sample.fold != fold]
        _, score = fit_pass(rest, strength)
        for sample in samples:
            if sample.fold == fold:
                held_out[sample.page] = score(sample.rows)
    first, first_score = fit_pass([(sample, sample.rows) for sample in samples], strength)
    second, second_score = fit_pass([(s, _joined(s, held_out[s.page])) for s in samples], strength)

    def score_sample(sample: Sample) -> list[float]:
        return second_score(_joined(sample, first_score(sample.rows)))

    return {"first": first, "second": second}, score_sample


def _joined(sample: Sample, scores: list[float]) -> list[Row]:
    return [a + b for a, b in zip(sample.rows, context.second_rows(sample.looks, scores), strict=True)]


def fit_gate(samples: Sequence[Sample]) -> list[float]:
    """Fit what tells page dumps from extracted text; returns the weights of `gate_facts` and a constant."""
    facts = np.array([gate_facts(sample.looks, sample.votes) for sample in samples])
    y = np.array([sample.text == "full" for sample in samples])
    fitted = LogisticRegression(C=10, class_weight="balanced").fit(facts, y)
    gate = [round(float(value), 4) for value in (*fitted.coef_[0], fitted.intercept_[0] - GATE_MARGIN)]
    for sample, row in zip(samples, facts, strict=True):
        sample.state = float(np.dot(gate[:-1], row) + gate[-1])
    return gate


def fit_all(samples: Sequence[Sample]) -> dict[str, Any]:
    """Fit the gate and both models. A text belongs to a model by its kind or by what the gate says of it."""
    gate = fit_gate(samples)
    dumps = [sample for sample in samples if sample.text == "full" or sample.state > 0]
    extracts = [sample for sample in samples if sample.text != "full" or sample.state <= 0]
    models = {
        name: fit_model(part, STRENGTH[name])[0] for name, part in (("dump", dumps), ("extract", extracts))
    }
    for name, model in models.items():
        model |= {"levels": LEVELS[name], "least_share": LEAST_SHARE[name]}
    return {"gate": gate, "models": models}


def main() -> int:
    """Fit and write; with `--folds DIR` also the models for cross-validation by host."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument(
        "--folds", type=Path, help="folder for models that leave out one fold of hosts each: fold-0.json ..."
    )
    options = parser.parse_args()
    sets = options.sets.split(",")
    samples = [sample for sample in gather(options.folder, sets, load_rules()) if sample.rows]
    data = digest(options.folder, sets)
    write_model(samples, options.write, data)
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            write_model(samples, options.folds / f"fold-{fold}.json", data, fold)
    return 0


def write_model(samples: Sequence[Sample], path: Path, data: str, fold: int | None = None) -> None:
    """Fit on the samples outside `fold` and write the model file."""
    samples = [sample for sample in samples if sample.fold != fold]
    content = {
        "fitted": {
            "data": data,
            "texts": len(samples),
            "fold": fold,
            "groups": len(features.GROUPS),
            "cost": DUMP_COST,
        }
    }
    content |= fit_all(samples)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path}: fitted on {len(samples)} texts", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
