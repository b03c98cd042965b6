"""The fitted numbers: which of two models a document calls for, and the log-odds of each of its units.

Owns reading weights; they lie in `rules/judge.json` and are made by `benchmarks/fit.py`. Must not know phrases or decisions.

Scores are log-odds that a unit belongs to the body: the sum of boosted trees over its features.
"""

from __future__ import annotations

import marshal
from functools import cached_property
from math import log1p
from typing import Any

from msgspec import Struct

from cleaner.document import Document
from cleaner.features import FEATURES, Row, Votes, rows_of
from cleaner.look import look_at
from cleaner.scene import DUMP_COST, Scene, main_stretch, scene_of
from cleaner.topic import TOPICS, topics_of
from cleaner.trees import Forest, compile_trees, plant

PROSE_KINDS = 2
"""Kinds of a scene up to this one are running text."""
SHORT_KINDS = 5
"""Kinds from this one on have one to four words."""
GATE_FACTS = 6
"""Numbers that `gate_facts` returns."""
SURE = (0.0, 1.0)
"""What `unsure` is where a model file says nothing: the levels always hold as they are."""
READ = {**FEATURES, **TOPICS}
"""What the model for extracted text reads; that for page dumps reads `FEATURES` alone."""


class Model(Struct, frozen=True):
    """A model for one state of documents; `name` is `dump` or `extract`.

    `levels` are the scores under which a unit goes, by the level that a profile names; `least_share` is the share of its running text
    that a document keeps at the least: else it is no article. `unsure` is how much lower the levels are where the choice between the
    models was a toss-up, and the log-odds of the choice from which on they hold as they are. `spares` are the scores from which on running
    text stays though a rule names it, by the level that a profile names.
    """

    name: str
    levels: dict[str, float]
    least_share: float
    unsure: tuple[float, float]
    forest: Forest
    spares: dict[str, float] = {}


_MEANINGS = [meaning for _, meaning in READ.values()]


class Models(Struct, frozen=True, dict=True):
    """Both models and the weights of the choice between them; each model is unpacked when a document first calls for it."""

    gate: tuple[float, ...]
    packed: dict[str, bytes]

    @cached_property
    def dump(self) -> Model:
        """The model for page dumps."""
        return _model("dump", self.packed["dump"])

    @cached_property
    def extract(self) -> Model:
        """The model for text that was extracted from a page."""
        return _model("extract", self.packed["extract"])


class Scored(Struct, frozen=True):
    """The scores of a document's units, with what is needed to say why. `state` is the log-odds that it is a page dump."""

    model: Model
    state: float
    scores: list[float]
    scene: Scene
    rows: list[Row]

    def limit(self, level: str) -> float:
        """Return the score under which a unit goes at a level that a profile names."""
        most, sure = self.model.unsure
        return self.model.levels[level] - most * max(0.0, 1 - abs(self.state) / sure)

    def reasons(self, index: int, most: int = 3) -> list[str]:
        """Return what spoke loudest against the unit at `index`, in words with log-odds, the strongest first."""
        loudest = self.model.forest.against(self.rows[index], most)
        return [f"{_MEANINGS[feature]} ({value:+.1f})" for value, feature in loudest]


def load_models(raw: dict[str, Any]) -> Models:
    """Return the models of a model file's content, packed or not. Raises KeyError or ValueError for a file of another form."""
    gate = tuple(map(float, raw["gate"]))
    if len(gate) != GATE_FACTS + 1:
        raise ValueError(f"the gate needs {GATE_FACTS + 1} weights, not {len(gate)}")
    return Models(gate, pack_models(raw)["models"])


def _model(name: str, packed: bytes) -> Model:
    raw = marshal.loads(packed)  # written by `pack_models`
    size = len(FEATURES if name == "dump" else READ)
    most, sure = raw.get("unsure", SURE)
    forest = plant(raw["trees"], raw["code"], size)
    return Model(name, raw["levels"], raw["least_share"], (most, sure), forest, raw.get("spares", {}))


def pack_models(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a model file's content with each model compiled, as bytes; twice is the same as once.

    It is done before the rules are stored: to compile trees takes longer than to clean a page. Raises KeyError or ValueError for a file
    of another form, as when its features are not those of this version.
    """
    if isinstance(next(iter(raw["models"].values())), bytes):
        return raw
    if raw["features"] != list(READ):
        raise ValueError("it was fitted with other features: fit it again with benchmarks.fit")
    return {**raw, "models": {name: _packed(name, model) for name, model in raw["models"].items()}}


def _packed(name: str, model: dict[str, Any]) -> bytes:
    size = len(FEATURES if name == "dump" else READ)
    return marshal.dumps({**model, "code": compile_trees(model["trees"], size)})


def gate_facts(scene: Scene, votes: Votes) -> tuple[float, ...]:
    """Return what tells a page dump from extracted text.

    The logarithms of the units before and behind the main stretch, of all units, and of those that a rule names; the share of running
    text, and that of units of one to four words.
    """
    total = len(scene.kinds)
    first, last = main_stretch(scene.prose, DUMP_COST)
    if last < 0:
        first, last = total, total - 1
    prose = sum([kind <= PROSE_KINDS for kind in scene.kinds]) / (total or 1)
    short = sum([kind >= SHORT_KINDS for kind in scene.kinds]) / (total or 1)
    named = sum([strength > 0 for strength, _ in votes])
    return log1p(first), log1p(total - 1 - last), log1p(total), log1p(named), prose, short


def score(document: Document, votes: list[tuple[int, int]], models: Models) -> Scored:
    """Return the log-odds of every unit, by the model that the document itself calls for."""
    scene = scene_of(look_at(document.views, document.folds, document.shared.setdefault("looks", {})))
    state = models.gate[-1] + sum(a * b for a, b in zip(models.gate, gate_facts(scene, votes), strict=False))
    model = models.dump if state > 0 else models.extract
    rows = rows_of(document.folds, scene, votes)
    if model is models.extract:
        rows = list(map(bytes.__add__, rows, topics_of(scene, document.views)))
    return Scored(model, state, list(map(model.forest.score, rows)), scene, rows)
