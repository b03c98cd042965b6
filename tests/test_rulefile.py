"""Claims about reading YAML: every value knows its place, and nothing that YAML hides gets through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import RuleFault
from cleaner.rulefile import MAX_BYTES, Source, read_source


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reader(text: str | bytes) -> tuple[Source, list[RuleFault]]:
        path = tmp_path / "ad.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_source(path)

    return reader


def _whats(faults: list[RuleFault]) -> str:
    return "\n".join(fault.what for fault in faults)


def test_strings_numbers_truths_lists_and_mappings_are_read(read: Any) -> None:
    source, faults = read("a: 'x'\nb: 3\nc: 0.4\nd: true\ne: [x, 'y']\nf: {g: null}\n")
    assert faults == []
    assert source.values == {"a": "x", "b": 3, "c": 0.4, "d": True, "e": ["x", "y"], "f": {"g": None}}


def test_each_value_knows_its_line_and_column(read: Any) -> None:
    source, _ = read("about: x\nrules:\n  one:\n    match:\n      - has: 'y'\n")
    assert source.at(("rules", "one", "match", 0, "has")) == (5, 14)
    assert source.at(("rules", "one", "nowhere")) == source.at(("rules", "one"))
    fault = source.fault("is odd", ("rules", "one", "match", 0, "has"), "ad/one")
    assert (fault.line, fault.column, fault.excerpt) == (5, 14, "- has: 'y'")
    assert "ad.yaml:5:14" in str(fault)


def test_unquoted_strings_are_remembered_for_lint(read: Any) -> None:
    source, _ = read("a: bare\nb: 'quoted'\n")
    assert [(path, value) for path, value in source.plain if path == ("a",)] == [(("a",), "bare")]
    assert not any(path == ("b",) for path, _ in source.plain)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: 1\na: 2\n", "written twice"),
        ("no: 1\n", "quote it"),
        ("1: x\n", "quote it"),
        ("a: 2024-05-01\n", "quote it"),
        ("a: 0x1F\n", "quote it"),
        ("a: 1e5\n", ""),
        ("a: !!binary aGk=\n", "quote it"),
        ("a: !thing x\n", "quote it"),
        ("[a]: x\n", "a key must be a string"),
        ("base: &b {x: 'y'}\na:\n  <<: *b\n", "quote it"),
        ("a: [x\n", "YAML"),
        ("a: b: c\n", "YAML"),
        ("\ta: b\n", "YAML"),
        ("a: *nowhere\n", "YAML"),
        ("a: 'x'\n---\nb: 'y'\n", "YAML"),
    ],
)
def test_what_yaml_hides_is_a_fault(read: Any, text: str, what: str) -> None:
    source, faults = read(text)
    assert what in _whats(faults)
    assert faults or source.values == {"a": "1e5"}


def test_a_fault_of_syntax_names_line_and_column(read: Any) -> None:
    _, (fault,) = read("about: 'x'\nrules:\n  one: [\n")
    assert fault.line >= 3
    assert "quote" in fault.what


def test_all_faults_of_a_file_are_found_at_once(read: Any) -> None:
    _, faults = read("a: 1\na: 2\nno: 3\nb: 2024-05-01\n")
    assert len(faults) == 3


def test_an_alias_bomb_is_refused_before_it_goes_off(read: Any) -> None:
    lines = ["a0: &a0 ['x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x']"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    _, faults = read("\n".join(lines))
    assert "aliases multiply" in _whats(faults)
    assert len(faults) == 1


def test_an_alias_within_itself_is_refused(read: Any) -> None:
    _, faults = read("a: &a [*a]\n")
    assert "aliases" in _whats(faults)


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("depth", [2_000, 500_000])
def test_deep_nesting_is_refused(read: Any, opener: str, depth: int) -> None:
    _, faults = read(opener * depth)
    assert len(faults) == 1


def test_a_long_list_is_not_deep(read: Any) -> None:
    source, faults = read("nets:\n" + "- 'x'\n" * 10_000)
    assert (len(source.values["nets"]), faults) == (10_000, [])


def test_a_file_that_is_no_rule_file_is_refused(read: Any) -> None:
    assert "cannot be read" in _whats(read(b"a: \xff\xfe\n")[1])
    assert "larger than" in _whats(read(b"#" * (MAX_BYTES + 1))[1])


def test_a_missing_file_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    source, (fault,) = read_source(tmp_path / "none.yaml")
    assert source.values is None
    assert "cannot be read" in fault.what


def test_an_empty_file_holds_nothing(read: Any) -> None:
    source, faults = read("# nothing\n")
    assert (source.values, faults) == (None, [])
