"""Fits the judge's model on gold data: `python -m benchmarks.fit FOLDER --write rules/judge.json`.

Owns the fitting and its cross-validation by host. Boosted trees over the judge's features, one set for page dumps and one for extracted
text, and a logistic regression that tells the two apart. The seed is fixed and the data's digest is written into the file.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from msgspec import Struct
from sklearn.linear_model import LogisticRegression

from benchmarks.data import FOLDS, digest, fold_of, read_pages
from benchmarks.labels import label_units
from cleaner.book import Rulebook
from cleaner.document import read
from cleaner.features import rows_of
from cleaner.findings import said_of
from cleaner.language import guess_language
from cleaner.loading import Loader
from cleaner.look import look_at
from cleaner.model import READ, gate_facts
from cleaner.plan import Key, plan_for
from cleaner.rulebook import prepared, shipped_folder
from cleaner.scan import scan
from cleaner.scene import scene_of
from cleaner.scripts import scripts_of
from cleaner.topic import topics_of
from cleaner.values import Profile
from cleaner.votes import hear, loudest_votes

TEXTS = ("full", "extracted", "readable", "newspaper", "gold")
"""Kinds of text to learn from; of `gold`, which is the body itself, that nothing of it goes."""
SETS = {"wcxb": 1.0, "fundus_tests": 3.0, "zh_autumn": 4.0}
"""Weight of a page of each set: the small sets are the many-voiced ones."""
BOOSTING = {
    "objective": "binary", "num_leaves": 16, "learning_rate": 0.15, "min_data_in_leaf": 80, "lambda_l2": 5,
    "feature_fraction": 0.6, "bagging_fraction": 0.7, "bagging_freq": 1, "seed": 1, "deterministic": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip
TREES = 80
"""Chosen with the leaves by cross-validation by host: 200 trees of 24 leaves gain .002 F1 and cost three times the time."""
LEVELS = {
    "dump": {"cautious": -3.0, "default": -1.1, "thorough": -0.2},
    "extract": {"cautious": -4.0, "default": -1.2, "thorough": -0.4},
}
"""Scores (log-odds) under which a unit goes, by level. Chosen by cross-validation by host: lower ones lose less and leave more. docs/benchmarks.md
gives the damage of `default` beside what is allowed."""
LEAST_SHARE = {"dump": 0.15, "extract": 0.6}
"""Share of its running text that a document must keep, or it is left as it was."""
UNSURE = {"dump": (1.5, 3.0), "extract": (0.0, 1.0)}
"""By how much the levels of a model are lower where the text may be of the other kind, and the log-odds from which on it is sure: extracted
text taken for a dump loses more than a dump taken for extracted text. Chosen by cross-validation by host."""
SPARES = {"cautious": -2.0}
"""Scores from which on running text stays though a rule names it, by level. By host, on `extracted`: of such lines that rules cut 19 of 51
belonged to the body, of lower ones 10 of 109."""
UNIT_WEIGHT = 30
"""Weight of a text: every text counts the same, its units by the square root of their words."""
BODY = 0.5
"""Labels from this one on are body."""


class Sample(Struct):
    """One text with its labels: `rows` its features, `topics` those of extracted text, `y` 1 for body, `w` the weight of each unit."""

    text: str
    fold: int
    facts: tuple[float, ...]
    rows: Any
    topics: Any
    y: Any
    w: Any
    state: float = 0.0


def read_rules() -> Rulebook:
    """Return the shipped rules without their model, which may be of another version."""
    loader = Loader(models=False)
    loader.folder(shipped_folder(), trusted=True)
    return prepared(loader.finish())


def gather(folder: Path, sets: Sequence[str], rulebook: Rulebook) -> list[Sample]:
    """Read every text of the sets, with features and labels."""
    profile = rulebook.profile("default")
    out = []
    for name in sets:
        for page in read_pages(folder, name):
            for kind in TEXTS:
                text = page.gold if kind == "gold" else page.texts.get(kind)
                if text and page.gold and (sample := _sample((text, page.gold), rulebook, profile)):
                    sample.text, sample.fold = kind, fold_of(page.host)
                    sample.w *= SETS.get(name, 1.0)
                    out.append(sample)
    return out


def _sample(pair: tuple[str, str], rulebook: Rulebook, profile: Profile) -> Sample | None:
    text, gold = pair
    document = read(text)
    if not len(document):
        return None
    key = Key(guess_language(document.text), scripts_of(document.text), None)
    plan = plan_for(rulebook, key, profile)
    hearing = hear(document, plan, said_of(document, plan, scan(document, plan)), profile)
    votes = loudest_votes(len(document), hearing.votes)
    scene = scene_of(look_at(document.views, document.folds))
    labels = label_units(document, gold)
    sizes = np.sqrt([size for _, size in labels])
    y = np.array([1 if value is not None and value >= BODY else 0 for value, _ in labels])
    weights = sizes / (sizes.sum() + 1) * UNIT_WEIGHT + 1e-6
    rows = np.array(list(map(list, rows_of(document.folds, scene, votes))), np.uint8)
    topics = np.array(list(map(list, topics_of(scene, document.views))), np.uint8)
    return Sample("", 0, gate_facts(scene, votes), rows, topics, y, weights)


def fit_trees(rows: Any, samples: Sequence[Any], trees: int = TREES) -> list[Any]:
    """Fit a model on `rows`, the features of all units of `samples`; returns its trees in the form of `cleaner.trees`."""
    data = lightgbm.Dataset(
        rows,
        np.concatenate([sample.y for sample in samples]),
        weight=np.concatenate([sample.w for sample in samples]),
    )
    fitted = lightgbm.train(BOOSTING, data, trees).dump_model()
    return [_written(tree["tree_structure"]) for tree in fitted["tree_info"]]


def _written(node: dict[str, Any]) -> Any:
    if "split_feature" not in node:
        return round(node["leaf_value"], 4)
    low, high = _written(node["left_child"]), _written(node["right_child"])
    return [node["split_feature"], math.floor(node["threshold"]), low, high, round(node["internal_value"], 4)]


def fit_gate(samples: Sequence[Sample]) -> list[float]:
    """Fit what tells page dumps from extracted text; returns the weights of `gate_facts` and a constant."""
    facts = np.array([sample.facts for sample in samples])
    y = np.array([sample.text == "full" for sample in samples])
    fitted = LogisticRegression(C=10, class_weight="balanced").fit(facts, y)
    gate = [round(float(value), 4) for value in (*fitted.coef_[0], fitted.intercept_[0])]
    for sample, row in zip(samples, facts, strict=True):
        sample.state = float(np.dot(gate[:-1], row) + gate[-1])
    return gate


def _table(samples: Sequence[Sample], name: str) -> Any:
    """Return the features that the model of that name reads, of all units."""
    rows = np.concatenate([sample.rows for sample in samples])
    if name == "dump":
        return rows
    return np.hstack([rows, np.concatenate([sample.topics for sample in samples])])


def fit_all(samples: Sequence[Sample]) -> dict[str, Any]:
    """Fit the gate and both models. A text belongs to a model by its kind or by what the gate says of it."""
    gate = fit_gate(samples)
    dumps = [sample for sample in samples if sample.text == "full" or sample.state > 0]
    extracts = [sample for sample in samples if sample.text != "full" or sample.state <= 0]
    models = {
        name: {
            "levels": LEVELS[name],
            "least_share": LEAST_SHARE[name],
            "unsure": UNSURE[name],
            "spares": SPARES,
            "trees": fit_trees(_table(part, name), part),
        }
        for name, part in (("dump", dumps), ("extract", extracts))
    }
    return {"features": list(READ), "gate": gate, "models": models}


def write_model(content: dict[str, Any], path: Path, stamp: dict[str, Any]) -> None:
    """Write a model file; `stamp` says on what it was fitted."""
    text = json.dumps({"fitted": stamp, **content}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"{text}\n", encoding="utf-8")
    print(f"{path}: fitted, {stamp}", file=sys.stderr)


def run(
    about: str | None,
    sets: Iterable[str],
    gather: Callable[[Path, Sequence[str]], Sequence[Any]],
    fit: Callable[[Sequence[Any]], dict[str, Any]],
    names: tuple[str, str],
) -> int:
    """Fit and write; with `--folds DIR` also the models for cross-validation by host.

    `names` are the beginning of their files' names (`fold` for fold-0.json) and what samples are called in the stamp.
    """
    prefix, noun = names
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--sets", default=",".join(sets))
    parser.add_argument(
        "--folds",
        type=Path,
        help=f"folder for models that leave out one fold of hosts each: {prefix}-0.json ...",
    )
    options = parser.parse_args()
    chosen = options.sets.split(",")
    samples, data = gather(options.folder, chosen), digest(options.folder, chosen)
    write_model(fit(samples), options.write, {"data": data, noun: len(samples), "fold": None})
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            others = [sample for sample in samples if sample.fold != fold]
            stamp = {"data": data, noun: len(others), "fold": fold}
            write_model(fit(others), options.folds / f"{prefix}-{fold}.json", stamp)
    return 0


def main() -> int:
    """Fit the models for texts."""
    return run(
        __doc__, SETS, lambda folder, sets: gather(folder, sets, read_rules()), fit_all, ("fold", "texts")
    )


if __name__ == "__main__":
    sys.exit(main())
