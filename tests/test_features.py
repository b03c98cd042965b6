"""Claims about what units look like, alone and among their neighbours."""

from __future__ import annotations

import pytest
from documents import PROSE
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import read
from cleaner.features import FEATURES, rows_of
from cleaner.look import Look, look_at
from cleaner.scene import Scene, best_stretch, scene_of
from cleaner.values import CATEGORIES

NAMES = list(FEATURES)
ZULU = [
    "Umeya wedolobha uthe ibhuloho lizovalwa kuze kuphele inyanga ezayo ngenxa yomsebenzi.",
    "Abahlali bathi bazohamba ngezinyawo kuze kube yilapho umgwaqo uvulwa futhi ngentwasahlobo.",
    "Umasipala uthe uzokhokha izigidi ezimbili ukuze kulungiswe izinsika ezindala zebhuloho.",
    "Amabhasi azodlula edolobheni elidala, futhi izitolo zithi zizolahlekelwa amakhasimende amaningi.",
    "Injiniyela uthe umfula uphakeme kakhulu kulo nyaka, ngakho umsebenzi uzothatha isikhathi eside.",
]


def _scene(lines: list[str]) -> Scene:
    document = read("\n".join(lines))
    return scene_of(look_at(document.views, document.folds))


def _rows(lines: list[str], votes: dict[int, tuple[int, int]] | None = None) -> list[dict[str, int]]:
    document = read("\n".join(lines))
    heard = [(votes or {}).get(index, (0, 0)) for index in range(len(document))]
    rows = rows_of(document.folds, scene_of(look_at(document.views, document.folds)), heard)
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("view", "ends"),
    [
        ("It rained.", 1),
        ("Why?", 2),
        ("Go!", 3),
        ("And then...", 4),
        ("And then…", 4),
        ("Then:", 5),
        ("first,", 6),
        ("Home", 0),
        ('"It rained."', 1),
        ("雨が降った。", 1),
        ("¿Por qué?", 2),
    ],
)
def test_an_ending_is_known_through_quotes_and_in_any_script(view: str, ends: int) -> None:
    assert Look(view, view.lower()).ends == ends


def test_a_long_headline_of_a_script_without_blanks_is_no_running_text() -> None:
    headline = "北部山村的三百余名村民在夜里转移到了镇上的中学体育馆，这里的人都说河里的水还没有停下来的意思"
    assert Look(headline, headline).known == 0
    assert Look(f"{headline}。", f"{headline}。").known > 0


def test_sentences_inside_a_line_make_it_running_text_even_where_its_end_is_missing() -> None:
    line = f"{PROSE[0]} {PROSE[1]} And so on and on without any end that one could see in the line itself"
    assert Look(line, line.lower()).known > 0


def test_a_language_without_known_function_words_is_judged_without_them() -> None:
    scene = _scene(ZULU)
    assert scene.strange
    assert all(scene.prose)
    assert not _scene(PROSE[:5]).strange


def test_a_menu_does_not_make_a_known_language_strange() -> None:
    assert not _scene([*PROSE[:5], *["Home", "Politics", "Sport", "Weather"] * 5]).strange


def test_a_heading_of_the_pages_end_is_remembered_for_what_stands_below() -> None:
    related = 1 + CATEGORIES.index("related")
    rows = _rows([*PROSE[:3], "More stories", "Bridge closed", "Ferry runs", PROSE[3]], {3: (3, related)})
    assert rows[3]["marker"] > rows[4]["marker"] == rows[5]["marker"]
    assert rows[4]["markers"] == 1
    assert rows[0]["markers"] == 0


def test_the_topic_of_a_line_is_told_by_its_words_in_the_rest_of_the_text() -> None:
    rows = _rows([*PROSE[:6], "Zebra quartet xylophone umbrella"])
    assert rows[-1]["topic"] < max(row["topic"] for row in rows[:-1])


@given(st.lists(st.text(min_size=1, max_size=60), max_size=12), st.data())
def test_every_feature_of_any_text_stays_within_its_steps(lines: list[str], data: st.DataObject) -> None:
    document = read("\n".join(lines))
    vote = st.tuples(st.integers(1, 3), st.integers(1, len(CATEGORIES))) | st.just((0, 0))
    votes = data.draw(st.lists(vote, min_size=len(document), max_size=len(document)))
    for row in rows_of(document.folds, scene_of(look_at(document.views, document.folds)), votes):
        for value, (name, (size, _)) in zip(row, FEATURES.items(), strict=True):
            assert 0 <= value < size, name


@given(st.lists(st.integers(-9, 9)))
def test_the_best_stretch_has_the_largest_sum(values: list[int]) -> None:
    first, last = best_stretch(values)
    sums = [sum(values[a:b]) for a in range(len(values)) for b in range(a + 1, len(values) + 1)]
    assert sum(values[first : last + 1]) == max([0, *sums])
