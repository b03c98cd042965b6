"""Claims about telling which lines another extractor took."""

from __future__ import annotations

import pytest

from cleaner.membership import members_of

CHOSEN = "The dam held through the night, and by morning the worst was over.\n- Home\n大坝整夜没有决口，居民已经返回家中。"


@pytest.mark.parametrize(
    ("line", "much"),
    [
        ("The dam held through the night, and by morning the worst was over.", 2),
        ("The  dam held through the night,\u00a0and by morning the worst was over.", 2),
        ("by morning the worst was over.", 2),
        ("the night", 1),
        ("Home", 1),
        ("Weather", 0),
        ("大坝整夜没有决口，居民已经返回家中。", 2),
        ("The dam held through the night, and by morning nobody in the lower town knew of it.", 1),
        ("Nothing of this line stands in what was chosen, not one stretch of it.", 0),
    ],
)
def test_a_line_is_known_by_its_letters_whole_or_in_part(line: str, much: int) -> None:
    assert members_of([line], CHOSEN) == [much]


def test_nothing_chosen_holds_no_line() -> None:
    assert members_of(["One", "a longer line that says something about the dam"], "") == [0, 0]
