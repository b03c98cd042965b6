"""Claims about documents: every view knows its place in the original, whatever was normalised or cut."""

from __future__ import annotations

import textwrap

import pytest
from documents import PROSE, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document import OffsetMap, Span, joined, merged, pieces_of, read
from cleaner.folding import fold
from cleaner.normalise import normalise
from cleaner.quotes import straighten


def _left(text: str, *spans: tuple[int, int]) -> str:
    return joined(text, pieces_of(text, Span(0, len(text)), tuple(Span(*span) for span in spans)))


def test_units_are_numbered_lines_with_a_view_and_a_folded_view() -> None:
    document = read("“One”\u00a0 here.\r\n\r\nİki.\n")
    assert document.views == ['"One" here.', "İki."]
    assert document.folds == ['"one" here.', "iki."]
    assert (document.ids, document.breaks, len(document)) == ([0, 1], [0, 2], 2)


def test_views_have_straight_quotes_even_where_the_text_keeps_its_own() -> None:
    document = read("“One,” he said.", quotes="keep")
    assert document.text == "“One,” he said."
    assert document.views == ['"One," he said.']


def test_the_view_of_a_wrapped_paragraph_is_one_line_of_the_same_length() -> None:
    text = "\n\n".join(textwrap.fill(f"{line} {line}", 72) for line in PROSE[:4])
    document = read(text)
    assert document.mode == "wrapped"
    assert document.views == [f"{line} {line}" for line in PROSE[:4]]
    assert document.text == text


def test_arabic_marks_shorten_the_folded_view_of_their_own_line_only() -> None:
    document = read("كَتَبَ\nREAD MORE")
    assert document.folds == ["كتب", "read more"]


@settings(max_examples=200, deadline=None)
@given(documents(), st.sampled_from(["straight", "curly", "keep"]))
def test_each_view_is_its_stretch_of_the_text_character_for_character(text: str, quotes: str) -> None:
    document = read(text, quotes)
    assert document.text == normalise(text, quotes)[0]
    for view, folded, start, end in zip(
        document.views, document.folds, document.starts, document.ends, strict=True
    ):
        assert view == straighten(document.text[start:end]).replace("\n", " ")
        assert folded == fold(view)


def test_what_goes_takes_its_number_with_it() -> None:
    document = read("One.\n\nTwo.\nThree.\nFour.").without({1, 2}, {})
    assert document.ids == [0, 3]
    assert document.views == ["One.", "Four."]
    assert document.folds == ["one.", "four."]


def test_the_widest_gap_around_what_went_is_the_gap_that_stays() -> None:
    assert read("One.\n\nTwo.\nThree.").without({1}, {}).breaks == [0, 2]
    assert read("One.\nTwo.\n\n\nThree.").without({0, 1}, {}).breaks == [0]
    assert read("One.\n\nTwo.\n\nThree.").without({0}, {}).breaks == [0, 2]


def test_a_cut_within_a_unit_shows_in_its_views_and_leaves_the_text_alone() -> None:
    document = read("The bill passed (READ MORE: Odds), they said.")
    after = document.without(set(), {0: (Span(16, 33),)})
    assert after.views == ["The bill passed, they said."]
    assert after.folds == ["the bill passed, they said."]
    assert after.text == document.text
    assert after.cuts == {0: (Span(16, 33),)}


@pytest.mark.parametrize(
    ("text", "span", "left"),
    [
        ("It rose (see more), he said.", (8, 18), "It rose, he said."),
        ("It rose (see more) again.", (8, 18), "It rose again."),
        ("It rose [x]. Then it fell.", (8, 11), "It rose. Then it fell."),
        ("(x) It rose.", (0, 3), "It rose."),
        ("It rose. (x)", (9, 12), "It rose."),
        ("He (x) (y) left", (3, 10), "He left"),
        ("(x, said he)", (1, 3), "(said he)"),
        ("水涨了（更多）很高", (3, 7), "水涨了很高"),
        ("It rose", (0, 7), ""),
    ],
)
def test_one_blank_is_left_at_a_joint_and_none_before_a_comma(
    text: str, span: tuple[int, int], left: str
) -> None:
    assert _left(text, span) == left


def test_cuts_that_touch_or_overlap_are_one() -> None:
    assert merged((Span(5, 9), Span(0, 2), Span(2, 4), Span(6, 7))) == [Span(0, 4), Span(5, 9)]
    assert _left("one two three", (0, 4), (3, 8)) == "three"


@settings(max_examples=300, deadline=None)
@given(
    st.text("ab (),中", max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4)
)
def test_pieces_hold_exactly_the_letters_outside_the_cuts(text: str, bounds: list[tuple[int, int]]) -> None:
    spans = [(min(pair), min(max(pair), len(text))) for pair in bounds if min(pair) < len(text)]
    gone = {place for start, end in spans for place in range(start, end)}
    rest = "".join(char for place, char in enumerate(text) if place not in gone)
    left = _left(text, *spans)
    assert left.replace(" ", "") == rest.replace(" ", "")
    assert left == left.strip()


@settings(max_examples=300, deadline=None)
@given(st.text("ab (),中", min_size=1, max_size=20), st.data())
def test_offsets_of_a_view_with_cuts_point_at_the_same_letters_of_the_text(
    text: str, data: st.DataObject
) -> None:
    document = read(text)
    if len(document) != 1:
        return
    length = document.ends[0] - document.starts[0]
    start = data.draw(st.integers(0, length))
    cut = Span(document.starts[0] + start, document.starts[0] + data.draw(st.integers(start, length)))
    if not document.pieces(0, (cut,)):
        return
    after = document.without(set(), {0: (cut,)})
    first = data.draw(st.integers(0, len(after.views[0]) - 1))
    last = data.draw(st.integers(first + 1, len(after.views[0])))
    span = after.place(0, first, last)
    again = joined(after.text, after.pieces(0, (cut, span)))
    view = after.views[0]
    assert again.replace(" ", "") == (view[:first] + view[last:]).replace(" ", "")


def test_offsets_of_the_normalised_text_map_to_the_original_and_leave_dropped_characters_outside() -> None:
    original = "\ufeffÃ©t\u00e9  a\u200b b"
    text, edits = normalise(original)
    assert text == "été a b"
    offsets = OffsetMap(edits)
    assert original[offsets.start(0) : offsets.end(3)] == "Ã©té"
    assert original[offsets.start(4) : offsets.end(5)] == "a"
    assert original[offsets.start(6) : offsets.end(7)] == "b"


def test_offsets_of_an_untouched_text_are_those_of_the_original() -> None:
    offsets = OffsetMap([])
    assert [offsets.start(7), offsets.end(7)] == [7, 7]
