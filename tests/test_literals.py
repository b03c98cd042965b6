"""Claims about literals: what a unit must contain for a pattern to hit."""

from __future__ import annotations

import pytest
from grammar import LISTS

from cleaner.literals import required_literals
from cleaner.needs import EDGE, weight
from cleaner.syntax import parse_pattern

UNREADABLE = (
    r"\mread\M", "(?<n>read)", "(?r)read", "(?|a|b)read", r"\Kread", "[a-z--[aeiou]]read", "[[:alpha:]]read",
    r"(?w)read", r"\Xread", "(?:read){e<=1}", "read{i<=2}", "(",
)  # fmt: skip


def _literals(pattern: str) -> set[str] | None:
    found = required_literals(pattern, LISTS)
    return None if found is None else {literal.strip("\n\x08") for literal in found}


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("Read more", {"read more"}),
        ("(?i)READ", {"read"}),
        ("İstanbul|ΟΔΟΣ", {"istanbul", "οδοσ"}),
        ("إقرأ", {"اقرا"}),
        (r"\d+ comments?\b", {" comments", " comment"}),
        ("(?:read|see) also", {"read also", "see also"}),
        ("[Rr]ead", {"read"}),
        (r"(\w+ )*newsletter", {"newsletter"}),
        (r"\L<nets> page", {"facebook page", "x page", "ünlü page"}),
        (r"a\.b", {"a.b"}),
        ("(?:a long phrase)?short one", {"a long phraseshort one", "short one"}),
        (r"[a-z]+ing the newsletter", {"ing the newsletter"}),
        ("(?x) read # a comment", {"read"}),
        (r"read\hmore", {"read more"}),
        (r"(?>read) more", {"read more"}),
        ("read(?= more)", {"read"}),
        (r"^(?=.*\bstories\b)\w+ more", {"stories"}),
        (r"\\hello", {"\\hello"}),
        (r"^[^\p{L}\p{N}]{0,3}read more", {"read more"}),
        (r"^\W*(?:[•*] ?)?read", {"read"}),
        (r"^©\s?(?:[Ff]oto ?)?\p{Lu}", {"©"}),
        (r"^by[ :]{1,2}\p{Lu}", {"by"}),
        ("(?:read ){2,3}more", {"more"}),
    ],
)
def test_the_literals_of_a_pattern_are_those_that_each_of_its_matches_contains(
    pattern: str, literals: set[str]
) -> None:
    assert _literals(pattern) == literals


def test_a_literal_behind_too_many_signs_still_begins_a_word() -> None:
    names = {f"{chr(97 + number)}gency" for number in range(22)}
    found = required_literals(rf"[|/] ?(?:{'|'.join(names)})", {})
    assert found == {EDGE + name for name in names}


@pytest.mark.parametrize(
    "pattern",
    [r"\w+", "(?:read)?", "(?:read)*", "a|", r"read|\d+", "[^x]", "", " +", r"\L<none>?", "(?i)[a-z]{3}"],
)
def test_no_literal_is_claimed_where_a_match_can_do_without(pattern: str) -> None:
    assert _literals(pattern) is None


@pytest.mark.parametrize("pattern", UNREADABLE)
def test_a_pattern_that_cannot_be_read_calls_for_every_unit(pattern: str) -> None:
    assert parse_pattern(pattern, LISTS) is None
    assert _literals(pattern) is None


def test_anchors_and_edges_of_words_are_marked() -> None:
    assert required_literals("^Read more", {}) == {"\nread more"}
    assert required_literals("the end$", {}) == {"the end\n"}
    assert required_literals(r"\bnewsletter\b", {}) == {"\x08newsletter\x08"}
    assert required_literals("^(?:^Read more$)$", {}) == {"\nread more\n"}


def test_an_edge_beside_what_is_no_letter_for_patterns_is_not_marked() -> None:
    assert required_literals(r"\b½ cup of\b", {}) == {"½ cup of\x08"}


def test_the_longer_literal_is_the_stronger_call() -> None:
    assert (
        weight(frozenset({"newsletter"}))
        > weight(frozenset({"news"}))
        > weight(frozenset({"a", "newsletter"}))
    )
