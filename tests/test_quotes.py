"""How straight quotes are read, and that every mapping of quotes is one to one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.normalise import normalise
from cleaner.quotes import straighten

CURLY = {
    "pairs": ('"Hi," she said. "It\'s late."', "“Hi,” she said. “It’s late.”"),
    "mixed pair": ('"The lease is signed,” she said', "“The lease is signed,” she said"),
    "mixed the other way": ('“The lease is signed," she said', "“The lease is signed,” she said"),
    "nested": ("\"'Nested' quotes,\" he said", "“‘Nested’ quotes,” he said"),
    "apostrophes": ("'Tis the '90s; rock 'n' roll", "’Tis the ’90s; rock ’n’ roll"),
    "plural": ("the boys' room, 1990's", "the boys’ room, 1990’s"),
    "single pair": ("he said 'no way' twice", "he said ‘no way’ twice"),
    "primes": ("she is 5'10\" tall", "she is 5'10\" tall"),
    "closes after a digit": ('"since 1999" and 5"', '“since 1999” and 5"'),
    "primes inside a pair": ('"He is 5\'10" tall," she said', "“He is 5'10\" tall,” she said"),
    "brackets and dashes": ('("so") but—"no"', "(“so”) but—“no”"),
    "broken off": ('"But—"', "“But—”"),
    "German": ("„Ja\" und ‚nein'", "„Ja“ und ‚nein‘"),
    "typewriter": ("``text'' and `text' \"a\"", "``text'' and `text' “a”"),
    "alone between blanks": ('a " b', 'a " b'),
    "guillemets": ('« "a" »', "« “a” »"),
    "each line begins anew": ('"one\n"two"', "“one\n“two”"),
}

KNOWN_LIMITS = {
    "an unknown elision opens a quote": ("'Merica and the boys' club", "‘Merica and the boys’ club"),
    "inches inside a pair close it": ('"a 5" pipe" here', "“a 5” pipe” here"),
}  # fmt: skip


def same(cases: dict[str, tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("given_", "wanted"), cases.values(), ids=cases.keys())


@same(CURLY | KNOWN_LIMITS)
def test_straight_quotes_become_typographic(given_: str, wanted: str) -> None:
    assert normalise(given_, "curly")[0] == wanted


@same(CURLY)
def test_curly_quotes_made_straight_are_the_straight_ones(given_: str, wanted: str) -> None:
    assert straighten(wanted) == straighten(given_)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.text("ab \"'„“”‟‘’‚‛«»′")))
def test_straightening_keeps_the_length_and_leaves_no_typographic_quote(text: str) -> None:
    plain = straighten(text)
    assert len(plain) == len(text)
    assert not set(plain) & set("„“”‟‘’‚‛")
