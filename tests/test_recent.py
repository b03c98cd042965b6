"""Claims about what is remembered of lines: not for ever, and what is asked for stays."""

from __future__ import annotations

from cleaner import recent
from cleaner.recent import Recent


def test_a_line_is_remembered_and_another_is_not() -> None:
    known = Recent(10)
    known.put("a", (1,))
    assert known.get("a") == (1,)
    assert known.get("b") is None


def test_a_long_line_is_not_remembered() -> None:
    known = Recent(10)
    known.put("a" * (recent.LONGEST + 1), 1)
    assert known.get("a" * (recent.LONGEST + 1)) is None


def test_what_is_asked_for_outlives_what_is_not() -> None:
    known = Recent(10)
    known.put("asked for", 1)
    known.put("left alone", 2)
    for number in range(100):
        known.put(f"line {number}", number)
        assert known.get("asked for") == 1
        assert len(known._new) + len(known._old) <= 22
    assert known.get("left alone") is None
