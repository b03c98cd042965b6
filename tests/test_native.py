"""Claims about compiled code: it is only faster. What it returns is what Python returns."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from documents import ROOT, documents, read_exactly, rule
from grammar import LISTS, clause, unit
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert

from cleaner import clean, features, headline, look, scales, shape
from cleaner.book import LoadedRule
from cleaner.callers import Callers
from cleaner.document import read
from cleaner.folding import fold, fold_plainly
from cleaner.language import _count, _count_wide, count_plainly, count_wide_plainly
from cleaner.ledger import to_entry
from cleaner.look import Look, look_at
from cleaner.model import READ, Model, load_models
from cleaner.native import compiled
from cleaner.pipeline import shipped_rules
from cleaner.plan import Key, Plan, compile_rule, plan_for
from cleaner.rule import Rule
from cleaner.scene import DUMP_COST, GAIN, best_stretch, main_stretch, scene_of, scene_plainly
from cleaner.topic import topics_of, topics_plainly
from cleaner.trees import _Plain, compile_trees
from cleaner.values import CATEGORIES

NAMES = sorted(path.stem for path in (ROOT / "cleaner").glob("_*.pyx"))
pytestmark = pytest.mark.skipif(
    not all(map(compiled, NAMES)),
    reason="the compiled rooms were not built, for want of a compiler, or are switched off",
)
TIMES = [
    *["5", "12", "20", "2019", "201", "123", "2024", "09", "٣", ":", "h", "H", ".", "/"],
    *[
        "min",
        "hours",
        "hour",
        "days",
        "minutes",
        "std",
        "a",
        "_",
        "-",
        "MIN",
        "mın",
        "hourſ",
        "x",
        "minute",
        "day",
        ",",
        "1",
    ],
]
SIGNS = (
    "www.",
    "https://",
    "@x",
    "#y",
    "©",
    "|",
    "»",
    "...",
    "…",
    "?”",
    "! ",
    "。",
    "• ",
    "3) ",
    "ǅ",
    "ŉ",
    "ﬁ",
    "Ⅷ",
    "²",
    "\u2028",
    "\x1c",
)
TEXTS = st.one_of(
    documents(),
    st.lists(st.sampled_from([*TIMES, " ", *SIGNS]), min_size=1, max_size=12).map("".join),
    st.text(max_size=60),
)


@cache
def _room(name: str) -> ModuleType:
    room = compiled(name)
    assert room is not None
    return room


@cache
def _looker() -> Any:
    return _room("_looks").Looker(look)


def test_every_character_is_folded_as_python_folds_it() -> None:
    wrong = [code for code in range(0x110000) if fold(f"é{chr(code)}a") != fold_plainly(f"é{chr(code)}a")]
    assert wrong == []


@given(TEXTS)
def test_texts_are_folded_as_python_folds_them(text: str) -> None:
    assert fold(f"é{text}") == fold_plainly(f"é{text}")


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_a_unit_looks_the_same(text: str) -> None:
    document = read(text)
    for view, folded in zip(document.views, document.folds, strict=True):
        ours, plain = _looker().look(view, folded), Look(view, folded)
        for name in Look.__slots__:
            assert getattr(ours, name) == getattr(plain, name), name


PLAINLY = {
    "count_words": shape.count_words_plainly,
    "ends_sentence": shape.ends_sentence_plainly,
    "is_prose": shape.is_prose_plainly,
    "is_headline": shape.is_headline_plainly,
    "key": shape.key_plainly,
}


@pytest.mark.parametrize("name", PLAINLY)
def test_every_character_shapes_a_unit_as_python_says(name: str) -> None:
    lines = (f"a b {chr(code)}c d{chr(code)}" for code in range(0x110000))
    assert [line for line in lines if getattr(shape, name)(line) != PLAINLY[name](line)] == []


@pytest.mark.parametrize("name", PLAINLY)
@settings(max_examples=300)
@given(TEXTS)
def test_a_unit_has_the_same_shape(name: str, text: str) -> None:
    document = read(text)
    for one in (*document.views, *document.folds):
        assert getattr(shape, name)(one) == PLAINLY[name](one)


@given(st.lists(TEXTS, max_size=4), st.sets(st.integers(0, 40)))
def test_the_terms_that_a_text_uses_are_the_same(texts: list[str], places: set[int]) -> None:
    terms = sorted({term for text in texts for term in headline._terms(text)})
    wanted = {"elsewhere", "火", *(terms[place] for place in places if place < len(terms))}
    assert _room("_shapes").said(wanted, texts[1:], headline.LONGER) == headline.said_plainly(
        wanted, texts[1:]
    )


@settings(max_examples=200)
@given(documents(), st.integers(0, 99))
def test_units_have_the_same_features(text: str, seed: int) -> None:
    document = read(text)
    rng = random.Random(seed)
    votes = [(rng.choice((0, 0, 1, 2, 3)), rng.randint(1, len(CATEGORIES))) for _ in document.views]
    plain = scene_plainly(
        [Look(view, folded) for view, folded in zip(document.views, document.folds, strict=True)]
    )
    ours = scene_of(look_at(document.views, document.folds))
    assert (ours.prose, ours.kinds, ours.strange) == (plain.prose, plain.kinds, plain.strange)
    if votes:
        rows = features.rows_of(document.folds, ours, votes)
        assert rows == features.rows_plainly(document.folds, plain, votes)
    assert topics_of(ours, document.views) == topics_plainly(plain, document.views)


@given(st.text(alphabet="a |·•-–/", min_size=1, max_size=30))
def test_the_parts_of_a_line_are_counted_alike(text: str) -> None:
    view = text.strip() or "a"
    ours, plain = (scene_of(look_at([view], [view])), scene_plainly([Look(view, view)]))
    assert topics_of(ours, [view]) == topics_plainly(plain, [view])


STEPS = (0.001, 0.1, 0.5, 0.99)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 5))
def test_shares_stand_on_the_same_steps(pairs: list[tuple[int, int]], width: int) -> None:
    part, whole = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    sums = scales.running(part), scales.running(whole)
    assert list(scales.shares(STEPS, sums, width)) == scales.shares_plainly(STEPS, sums, width)
    nodes = list(range(len(part)))[::-1]
    assert list(scales.ratios(STEPS, part, whole, nodes)) == scales.ratios_plainly(STEPS, part, whole, nodes)
    values = [a / (b or 1) for a, b in zip(part, whole, strict=True)]
    assert list(scales.steps_of(STEPS, values)) == scales.steps_plainly(STEPS, values)


@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 9)), min_size=1), st.floats(0, 20)
)
def test_trees_are_climbed_alike(elements: list[tuple[float, int]], least: float) -> None:
    parents = [int(share * number) for number, (share, _) in enumerate(elements)]
    sums = [value for _, value in elements]
    assert scales.climb(sums, parents, least, 3) == scales.climb_plainly(sums, parents, least, 3)


def test_capitals_and_digits_of_every_character_are_counted_alike() -> None:
    texts = [
        "".join(map(chr, range(start, start + 64)))
        for start in range(1, 0x110000 - 64, 64)
        if not 0xD700 < start < 0xE000
    ]
    assert scales.capitals_and_digits(texts) == scales.capitals_and_digits_plainly(texts)


@given(st.lists(st.integers(0, 60)))
def test_the_main_stretch_is_the_same(prose: list[int]) -> None:
    gains = [min(words, GAIN) if words else -DUMP_COST for words in prose]
    assert main_stretch(prose, DUMP_COST) == best_stretch(gains)


@given(TEXTS)
def test_words_and_letters_are_counted_alike(text: str) -> None:
    assert _count(text) == count_plainly(text)
    assert _count_wide(text) == count_wide_plainly(text)


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=len(READ), max_size=len(READ)))
def test_the_shipped_trees_score_alike(numbers: list[int]) -> None:
    for trees, plain, model, size in _models():
        row = bytes(numbers[:size])
        assert model.forest.score(row) == plain.score(row) == _walked(trees, row)
        moved = {feature: by for feature, by in plain.contributions(row).items() if by}
        assert model.forest.contributions(row) == moved
        assert model.forest.against(row, 4) == plain.against(row, 4)


@cache
def _models() -> list[tuple[list[Any], _Plain, Model, int]]:
    raw = json.loads((ROOT / "rules" / "judge.json").read_bytes())
    models = load_models(raw)
    out = []
    for model, size in ((models.dump, len(features.FEATURES)), (models.extract, len(READ))):
        trees = raw["models"][model.name]["trees"]
        out.append((trees, _Plain(trees, compile_trees(trees, size)), model, size))
    return out


def _walked(trees: list[Any], row: bytes) -> float:
    total = 0.0
    for tree in trees:
        while isinstance(tree, list):
            tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]  # noqa: PLW2901
        total += tree
    return total


@pytest.mark.parametrize("trees", [[0.5], [[0, 1, -1.0, 1.0, 0.0]]])
def test_a_row_of_another_width_is_refused(trees: list[Any]) -> None:
    with pytest.raises(ValueError, match="another width"):
        _room("_trees").Forest(trees, 3).score(b"12")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**64))
def test_random_rules_are_called_alike(seed: int) -> None:
    rng = random.Random(seed)
    drawn = [clause(rng) for _ in range(rng.randint(1, 4))]
    values = {f"rule-{number}": rule(match) for number, (match, _) in enumerate(drawn)}
    loaded = [
        LoadedRule(id, "widget", convert(value, Rule), LISTS, "", 0, True) for id, value in values.items()
    ]
    plan = Plan(tuple(compile_rule(rule, number) for number, rule in enumerate(loaded)), ())
    _assert_called_alike(plan, "\n".join(unit(rng, sample) for _, sample in drawn for _ in range(2)))


@settings(deadline=None)
@given(documents(most=2))
def test_shipped_rules_are_called_alike(text: str) -> None:
    book = shipped_rules()
    _assert_called_alike(plan_for(book, Key("en", frozenset({"latin"}), None), book.profile("default")), text)


def _assert_called_alike(plan: Plan, text: str) -> None:
    document, callers = read(text), Callers(plan)
    for view, folded in zip(document.views, document.folds, strict=True):
        for fenced in (True, False):
            (ours,), (plain,) = (
                find([view], [folded], fenced=fenced) for find in (callers.tickets, callers.tickets_plainly)
            )
            assert not folded or list(ours) == sorted(plain)


_BY_PYTHON = """
import json, sys
from cleaner import clean
from cleaner.ledger import to_entry
from cleaner.native import compiled
assert compiled("_rows") is None
print(json.dumps([to_entry(clean(text)) for text in json.load(sys.stdin)]))
"""


def test_whole_documents_come_out_alike_with_the_same_ledger() -> None:
    pages = [
        read_exactly(path)
        for folder in ("wild", "clean")
        for path in sorted((ROOT / "fixtures" / folder).glob("*.txt"))
    ]
    rng = random.Random(7)
    lines = [line for page in pages for line in page.split("\n")]
    pages += ["\n".join(rng.sample(lines, 40)) for _ in range(60)]
    told = subprocess.run(
        [sys.executable, "-c", _BY_PYTHON],
        input=json.dumps(pages),
        env={**os.environ, "CLEANER_PURE": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    rules = shipped_rules()
    for page, plain in zip(pages, json.loads(told.stdout), strict=True):
        assert json.loads(json.dumps(to_entry(clean(page, rulebook=rules)))) == plain
