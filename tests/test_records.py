"""Claims about one JSON Lines record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.records import join, parse, read, spell_out, write

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters()), JSON, max_size=4), st.booleans())
def test_any_record_that_python_writes_passes_through(record: dict[str, object], escaped: bool) -> None:
    line = json.dumps(record, ensure_ascii=escaped)
    out = join(parse(spell_out(line)))
    assert json.dumps(json.loads(out.decode("utf-8"))) == json.dumps(record)
    assert list(json.loads(out)) == list(record)


@pytest.mark.parametrize(
    "value",
    ["123456789012345678901234567890", "1e400", "0.10", "-0.0", "NaN", "[1, NaN,Infinity]", "9" * 5000],
)
def test_a_number_keeps_its_spelling(value: str) -> None:
    assert parse(b'{"a":' + value.encode() + b', "b": NaN}')["a"] == value.encode()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nul",
        "[1]",
        '"text"',
        '{"a":1',
        '{"a" 1}',
        "{a:1}",
        '{"a":1} {"b":2}',
        '{"a":01}',
        '{"a":tru}',
        '{"a":',
        '{"a":1,}',
        '{,"a":1}',
        '{"a":[1,]}',
    ],
)
def test_what_is_no_record_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        parse(line.encode())


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"a":1,}', 7),
        ('{"a" 1}', 6),
        ('{"a":', 6),
        ('{"a":tru}', 6),
        ('{"a":"x', 6),
        ('{"a":1} x', 8),
        ("{a:1}", 2),
    ],
)
def test_a_fault_is_placed_by_its_character_in_the_line(line: str, place: int) -> None:
    with pytest.raises(ValueError, match=f"at character {place}\\)") as caught:
        parse(line.encode())
    assert "at at" not in str(caught.value)
    assert "column" not in str(caught.value)


def test_nesting_without_end_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="is no"):
        parse(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def test_of_a_name_that_stands_twice_the_last_value_counts() -> None:
    assert parse(b'{"a":1,"b":2,"a":3}') == {"a": b"3", "b": b"2"}


def test_a_lone_surrogate_is_read_and_written_as_an_escape() -> None:
    assert read(b'"x\\ud800"') == "x\ud800"
    assert write("x\ud800é") == '"x\\ud800é"'.encode()


def test_raw_control_characters_in_strings_come_out_escaped() -> None:
    assert parse(b'{"a":"x\ty"}') == {"a": b'"x\\u0009y"'}
