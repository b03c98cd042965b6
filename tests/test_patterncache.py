"""Claims about the cache of compiled patterns and of literals: what comes out of it is what went in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import regex
from documents import rule

from cleaner import callers, matchers
from cleaner.book import LoadedRule
from cleaner.matchers import CALLS, Context, calls_of, compile_clause
from cleaner.matchers import PATTERNS as KEPT
from cleaner.patterncache import Kept
from cleaner.plan import Plan, compile_rule
from cleaner.rule import Clause, Rule

PATTERNS = {
    r"(?i)^read (?:more|also)\b[^.]{0,20}$": {},
    r"^(?P<drop>\d+ shares),": {},
    r"\b\L<months> \d{1,2}\b": {"months": ["May", "June", "Août"]},
    r"(?V1)[\p{L}--[a-z]]{2,}": {},
    r"(?<=\bby )\p{Lu}\w+(?! Press)": {},
}
TEXTS = (
    "Read more: here",
    "READ ALSO",
    "12 shares, 3",
    "on June 4",
    "le Août 12",
    "ABÉ and cd",
    "by Ann Press",
    "by Ann Lee",
)


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with an empty cache, and forget it behind the test."""
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("CLEANER_NO_CACHE", raising=False)
    _new_process()
    yield
    _new_process()


def _new_process() -> None:
    matchers._compiled.cache_clear()
    KEPT.forget()
    CALLS.forget()


def _spans(pattern: regex.Pattern[str]) -> list[list[tuple[int, int]]]:
    return [[hit.span() for hit in pattern.finditer(text)] for text in TEXTS]


@pytest.mark.parametrize("source", PATTERNS)
def test_a_stored_pattern_matches_as_a_fresh_one(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = matchers.compile_pattern(source, PATTERNS[source])
    KEPT.save()
    _new_process()
    monkeypatch.setattr(regex, "compile", regex.compile if source == "" else _only_empty(regex.compile))
    again = matchers.compile_pattern(source, PATTERNS[source])
    assert again is not fresh
    assert _spans(again) == _spans(fresh)
    assert any(_spans(fresh))
    assert again.groupindex == fresh.groupindex


def _only_empty(compile_: object) -> object:
    def compile(pattern: str, **_more: object) -> object:
        assert pattern == "", "the pattern was compiled anew"
        return compile_(pattern)  # type: ignore[operator]

    return compile


def test_the_same_pattern_with_another_list_is_another_pattern() -> None:
    pattern = r"^\L<names>$"
    assert matchers.compile_pattern(pattern, {"names": ["a"]}).search("a")
    KEPT.save()
    _new_process()
    assert not matchers.compile_pattern(pattern, {"names": ["b"]}).search("a")


def test_what_another_run_stored_meanwhile_is_kept() -> None:
    matchers.compile_pattern("first", {})
    KEPT.save()
    _new_process()
    KEPT.look_up(b"")
    KEPT.put(b"second", "parts")
    matchers.compile_pattern("third", {})
    KEPT.save()
    assert len(KEPT.stored()) == 3


def test_a_damaged_file_is_not_used(tmp_path: Path) -> None:
    matchers.compile_pattern("first", {})
    KEPT.save()
    path = tmp_path / "patterns"
    path.write_bytes(path.read_bytes()[:-1])
    _new_process()
    assert matchers.compile_pattern("first", {}).search("first")
    assert KEPT.stored() == {}


def test_nothing_is_stored_where_the_cache_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANER_NO_CACHE", "1")
    matchers.compile_pattern("first", {})
    KEPT.save()
    assert not list(tmp_path.iterdir())


def _calls(text: str, mark: bytes = b"mark") -> object:
    clause = compile_clause(Clause(regex=text), Context({}, trusted=True))
    return calls_of(mark, lambda: [clause])


def test_calls_are_taken_up_again_by_their_mark() -> None:
    first = _calls("read more")
    CALLS.save()
    _new_process()
    assert _calls("something else") == first
    assert _calls("something else", b"other") != first
    assert _calls("read more", b"") == first


def test_without_compiled_code_calls_are_kept_once_a_plan_looks_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(callers, "compiled", lambda name: None)
    loaded = LoadedRule(
        "ad/one",
        "ad",
        msgspec.convert(rule({"has": "read more"}), Rule),
        {},
        "test",
        1,
        trusted=True,
        mark=b"mark",
    )
    plan = Plan((compile_rule(loaded),), ())
    assert callers.Callers(plan).tickets(["Read more here"], ["read more here"]) == [{0}]
    assert b"mark" in CALLS.stored()


def test_calls_in_a_damaged_file_are_derived_anew(tmp_path: Path) -> None:
    _calls("read more")
    CALLS.save()
    path = tmp_path / "calls"
    path.write_bytes(path.read_bytes()[:-1])
    _new_process()
    assert _calls("something else") == _calls("something else", b"")


def test_a_file_that_grows_too_large_begins_anew(tmp_path: Path) -> None:
    kept = Kept("small", 60)
    for number in range(3):
        kept.put(bytes([number]) * 16, "x" * 20)
        kept.save()
    assert list(kept.stored()) == [bytes([2]) * 16]
    assert kept.look_up(bytes(16)) == "x" * 20
