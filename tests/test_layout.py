"""Claims about layout: what is a paragraph on the way in, and how paragraphs are parted on the way out."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from documents import PROSE, documents
from hypothesis import given, settings

from cleaner.layout import SHORT_LINE, WRAP_LINES, is_read_otherwise, lay_out, separators
from cleaner.normalise import normalise

WRAPPED = "\n\n".join(textwrap.fill(f"{one} {other}", 72) for one, other in pairwise(PROSE[:5]))
SHORT, LONG = 20, SHORT_LINE + 1


def _units(text: str) -> list[str]:
    layout = lay_out(text)
    return [text[start:end] for start, end in zip(layout.starts, layout.ends, strict=True)]


def test_a_newline_ends_a_paragraph() -> None:
    assert _units("One.\nTwo.\n\n\nThree.") == ["One.", "Two.", "Three."]
    assert lay_out("One.\nTwo.\n\n\nThree.").breaks == [0, 1, 3]


def test_blank_lines_around_the_text_are_no_units() -> None:
    layout = lay_out("\n\nOne.\n\n")
    assert (layout.starts, layout.ends, layout.breaks) == ([2], [6], [0])
    assert lay_out("") == lay_out("\n\n") == lay_out("\n")


def test_hard_wrapped_text_is_known_by_its_full_lines() -> None:
    assert lay_out(WRAPPED).mode == "wrapped"
    assert _units(WRAPPED) == WRAPPED.split("\n\n")


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("no blank line", WRAPPED.replace("\n\n", "\n")),
        ("no single newline", WRAPPED.replace("\n", "\n\n")),
        ("one line that no programme would have left so long", WRAPPED + "\n\n" + "word " * 30 + "end."),
        (
            "short lines that had room for the next word",
            "\n".join(["Low Fell 2", "Tolland 0"] * 6) + "\n\n" + WRAPPED[:200].replace("\n", " "),
        ),
        ("too few lines to tell", "\n\n".join(WRAPPED.split("\n\n")[:1]) + "\n\nThe end."),
    ],
)
def test_text_is_not_taken_for_wrapped_with(why: str, text: str) -> None:
    assert lay_out(text).mode == "lines", why


def test_six_wrapped_lines_are_enough_to_tell() -> None:
    words = "river " * 100
    lines = textwrap.wrap(words, 72)
    enough = "\n".join(lines[: WRAP_LINES + 1]) + "\n\nAnd on."
    assert lay_out(enough).mode == "wrapped"
    assert lay_out("\n".join(lines[:WRAP_LINES]) + "\n\nAnd on.").mode == "lines"


def test_sentences_a_line_are_a_column_of_short_paragraphs_not_wrapped_text() -> None:
    lines = [
        f"{word} came home late that night and went to bed without a word to us."
        for word in ("Anna", "Berta", "Clara", "Dora")
    ] * 3
    assert lay_out("\n".join(lines[:6]) + "\n\n" + "\n".join(lines[6:])).mode == "lines"


@pytest.mark.parametrize(
    ("lengths", "breaks", "gaps"),
    [
        ([LONG, LONG], [0, 1], ["", "\n\n"]),
        ([LONG, LONG, SHORT], [0, 2, 5], ["", "\n\n", "\n\n"]),
        ([LONG, SHORT, SHORT, LONG], [0, 2, 1, 2], ["", "\n\n", "\n", "\n\n"]),
        ([LONG, SHORT, SHORT, LONG], [0, 1, 1, 1], ["", "\n\n", "\n\n", "\n\n"]),
        ([LONG, SHORT, SHORT, SHORT], [0, 1, 1, 1], ["", "\n\n", "\n", "\n"]),
        ([SHORT, SHORT, LONG, SHORT, SHORT], [0, 1, 1, 1, 1], ["", "\n\n", "\n\n", "\n\n", "\n\n"]),
        ([SHORT] * 3, [0, 2, 2], ["", "\n\n", "\n\n"]),
        ([], [], []),
    ],
)
def test_runs_of_short_lines_keep_their_single_newlines(
    lengths: list[int], breaks: list[int], gaps: list[str]
) -> None:
    assert separators("lines", lengths, breaks) == gaps


def test_wrapped_paragraphs_are_parted_by_a_blank_line() -> None:
    assert separators("wrapped", [300, 40], [0, 3]) == ["", "\n\n"]


@settings(max_examples=200, deadline=None)
@given(documents())
def test_units_lie_in_order_and_hold_all_letters(text: str) -> None:
    normal = normalise(text)[0]
    layout = lay_out(normal)
    units = _units(normal)
    assert all(unit and unit == unit.strip() for unit in units)
    assert layout.starts == sorted(layout.starts)
    assert "".join("".join(units).split()) == "".join(normal.split())
    assert all((gap > 0) == (index > 0) for index, gap in enumerate(layout.breaks))


def test_a_rest_that_is_too_short_to_look_wrapped_is_noticed() -> None:
    unit = "\n".join(textwrap.wrap(PROSE[0], 60))
    assert is_read_otherwise("wrapped", ["", "\n\n"], [unit, unit])
    assert not is_read_otherwise("wrapped", [""] + ["\n\n"] * 3, WRAPPED.split("\n\n"))
    assert not is_read_otherwise("wrapped", [], [])
    assert not is_read_otherwise("lines", ["", "\n\n"], [PROSE[0], PROSE[1]])
    lines = textwrap.wrap("river " * 100, 72)
    assert is_read_otherwise("lines", ["", "\n\n", *["\n"] * (len(lines) - 2)], lines)
