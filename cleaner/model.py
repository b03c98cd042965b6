"""The fitted numbers: which of two models a document calls for, and the log-odds of each of its units.

Owns reading weights; they lie in `rules/judge.json` and are made by `benchmarks/fit.py`. Must not know phrases or decisions.

Scores are log-odds that a unit belongs to the body: the sum of the weights of its groups of features and a constant (logistic regression
over crossed categories). A second pass adds what the first scores say of the neighbours.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from functools import cached_property
from math import log1p
from typing import Any

from msgspec import Struct

from cleaner import context, features
from cleaner.document import Document
from cleaner.features import Look, Row, looks_of, main_stretch, rows_of

MEANINGS = {**features.GROUPS, **context.GROUPS}
"""The groups of the second pass, which hears those of the first again."""

PROSE_KINDS = 2
"""Kinds of `Look` up to this one are running text."""
SHORT_KINDS = 5
"""Kinds from this one on have one to four words."""

Weights = tuple[dict[tuple[int, ...], float], ...]


class Pass(Struct, frozen=True):
    """One pass of a model: a constant, and for each group of features the weight of each combination seen in fitting."""

    constant: float
    weights: Weights


class Model(Struct, frozen=True):
    """A model for one state of documents: two passes; `name` is `dump` or `extract`.

    `levels` are the scores under which a unit goes, by the level that a profile names; `least_share` is the share of its running text
    that a document keeps at the least: else it is no article.
    """

    name: str
    levels: dict[str, float]
    least_share: float
    first: Pass
    second: Pass


class Models(Struct, frozen=True, dict=True):
    """Both models and the weights of the choice between them; each model is unpacked when a document first calls for it."""

    gate: tuple[float, ...]
    packed: dict[str, bytes]

    @cached_property
    def dump(self) -> Model:
        """The model for page dumps."""
        return _model("dump", marshal.loads(self.packed["dump"]))  # packed by `pack_models`

    @cached_property
    def extract(self) -> Model:
        """The model for text that was extracted from a page."""
        return _model("extract", marshal.loads(self.packed["extract"]))  # packed by `pack_models`


class Scored(Struct, frozen=True):
    """The scores of a document's units, with what is needed to say why. `state` is the log-odds that it is a page dump."""

    model: Model
    state: float
    scores: list[float]
    looks: list[Look]
    rows: list[Row]

    def reasons(self, index: int, most: int = 3) -> list[str]:
        """Return what spoke loudest against the unit at `index`, in words with log-odds, the strongest first."""
        spoken = [
            (weights.get(group, 0.0), words)
            for words, group, weights in zip(
                MEANINGS.values(), self.rows[index], self.model.second.weights, strict=True
            )
        ]
        loudest = sorted(item for item in spoken if item[0] < 0)[:most]
        return [f"{words} ({weight:+.1f})" for weight, words in loudest]


def load_models(raw: dict[str, Any]) -> Models:
    """Return the models of a model file's content, packed or not. Raises KeyError or ValueError for a file of another form."""
    return Models(tuple(raw["gate"]), pack_models(raw)["models"])


def _model(name: str, raw: dict[str, Any]) -> Model:
    return Model(
        name,
        raw["levels"],
        raw["least_share"],
        _pass(raw["first"], features.GROUPS),
        _pass(raw["second"], MEANINGS),
    )


def _pass(raw: dict[str, Any], names: dict[str, str]) -> Pass:
    return Pass(raw["constant"], tuple(raw["weights"].get(name, {}) for name in names))


def pack_models(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a model file's content with each model as bytes, its groups split into numbers; twice is the same as once.

    It is done before the rules are stored: to split 20,000 groups takes longer than to clean a page.
    """
    return {**raw, "models": {name: _packed(model) for name, model in raw["models"].items()}}


def _packed(model: dict[str, Any] | bytes) -> bytes:
    if isinstance(model, bytes):
        return model
    passes = {part: _split_pass(model[part]) for part in ("first", "second")}
    return marshal.dumps({**model, **passes})


def _split_pass(raw: dict[str, Any]) -> dict[str, Any]:
    weights = {
        name: {tuple(map(int, group.split(","))): weight for group, weight in table.items()}
        for name, table in raw["weights"].items()
    }
    return {**raw, "weights": weights}


def gate_facts(looks: Sequence[Look], votes: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """Return what tells a page dump from extracted text.

    The logarithms of the units before and behind the main stretch, of all units, and of those that a rule names; the share of running
    text, and that of units of one to four words.
    """
    total = len(looks)
    first, last = main_stretch([look.prose for look in looks], features.DUMP_COST)
    if last < 0:
        first, last = total, total - 1
    prose = sum(look.kind <= PROSE_KINDS for look in looks) / (total or 1)
    short = sum(look.kind >= SHORT_KINDS for look in looks) / (total or 1)
    named = sum(strength > 0 for strength, _ in votes)
    return log1p(first), log1p(total - 1 - last), log1p(total), log1p(named), prose, short


def score(document: Document, votes: list[tuple[int, int]], models: Models) -> Scored:
    """Return the log-odds of every unit, by the model that the document itself calls for."""
    looks = looks_of(document)
    state = models.gate[-1] + sum(a * b for a, b in zip(models.gate, gate_facts(looks, votes), strict=False))
    model = models.dump if state > 0 else models.extract
    first_rows = rows_of(document, looks, votes)
    first = [_sum(row, model.first) for row in first_rows]
    rows = [base + more for base, more in zip(first_rows, context.second_rows(looks, first), strict=True)]
    return Scored(model, state, [_sum(row, model.second) for row in rows], looks, rows)


def _sum(row: Row, part: Pass) -> float:
    return part.constant + sum(
        [weights.get(group, 0.0) for group, weights in zip(row, part.weights, strict=True)]
    )
