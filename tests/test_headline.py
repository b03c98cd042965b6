"""Claims about titles: what counts as one, which copies go, and what stands above."""

from __future__ import annotations

import pytest
from documents import PROSE

from cleaner.document import read
from cleaner.headline import Headline, find_above, find_headline, headline_of_dump

TITLE = "County Shuts Tolland Bridge After Divers Find Crack"
BODY = "\n".join(PROSE[:3])


def _find(text: str, given: str | None = None, *labelled: int) -> Headline:
    return find_headline(read(text), given, frozenset(labelled))


def test_a_first_line_in_the_shape_of_a_headline_is_the_title() -> None:
    found = _find(f"{TITLE}\n{BODY}")
    assert (found.title, found.copies, found.above, found.found) == (TITLE, (0,), (), "first line")


def test_a_headline_needs_three_paragraphs_of_prose_below() -> None:
    assert _find("\n".join([TITLE, *PROSE[:2]])) == Headline()


@pytest.mark.parametrize("line", ["Local News", PROSE[0], "The river rose in the night."])
def test_another_first_line_is_no_title(line: str) -> None:
    assert _find(f"{line}\n{TITLE}\n{BODY}").title is None


def test_lines_that_a_rule_has_a_name_for_are_passed_over() -> None:
    text = f"Advertisement feature of the day\n{TITLE}\n{BODY}"
    assert _find(text).title == "Advertisement feature of the day"
    found = _find(text, None, 0)
    assert (found.title, found.copies) == (TITLE, (1,))


def test_a_headline_that_is_printed_twice_goes_in_both_copies_and_takes_what_stands_above() -> None:
    found = _find(f"Local News\n{TITLE}\nby the way\n{TITLE.upper()}\n{BODY}")
    assert (found.title, found.copies, found.above, found.found) == (TITLE, (1, 3), (0,), "printed twice")


def test_a_long_paragraph_above_a_doubled_headline_stays() -> None:
    paragraph = " ".join(PROSE[:3])
    assert len(paragraph.split()) >= 40
    found = _find(f"Local News\n{paragraph}\n{TITLE}\n{TITLE}\n{BODY}")
    assert (found.copies, found.above) == ((2, 3), (0,))


def test_a_standfirst_in_the_first_line_is_no_title() -> None:
    words = "the county shut the bridge after divers had found a crack in two of its piers and will not say when it opens again"
    assert len(words.split()) == 24
    assert _find(f"{words}\n{BODY}") == Headline()
    assert _find(f"{words.removesuffix(' again')}\n{BODY}").found == "first line"
    assert _find(f"'Not again': {words}\n{BODY}").found == "first line"


def test_a_japanese_dateline_is_no_title() -> None:
    assert _find(f"【港町＝海野一郎】橋の閉鎖について\n{BODY}") == Headline()


@pytest.mark.parametrize(
    "line", ["What is a swing bridge?", "Why did the pier crack?", "橋はなぜ閉じたのか？"]
)
def test_a_short_question_in_the_first_line_is_a_subhead(line: str) -> None:
    assert _find(f"{line}\n{BODY}") == Headline()


def test_a_short_question_that_opens_flat_text_is_the_title() -> None:
    flat = " ".join(["Why did the pier crack?", *PROSE[:12], *PROSE[:6]])
    assert read(flat).mode == "flat"
    assert _find(flat).title == "Why did the pier crack?"


def test_a_longer_question_in_the_first_line_is_the_title() -> None:
    title = "Why was the Tolland bridge shut for a second time?"
    assert _find(f"{title}\n{BODY}").title == title


def test_the_first_of_numbered_subheads_is_no_title() -> None:
    assert _find(f"1. Look at the piers\n{PROSE[0]}\n2. Look at the deck\n{BODY}") == Headline()
    assert _find(f"1. FC Tolland wins the cup\n{BODY}").title == "1. FC Tolland wins the cup"


def test_what_a_rule_has_named_is_not_counted_as_standing_above() -> None:
    assert _find(f"Menu\n{TITLE}\n{TITLE}\n{BODY}", None, 0).above == ()


def test_a_line_printed_twice_under_paragraphs_is_a_caption_and_no_title() -> None:
    assert _find(f"{BODY}\n{TITLE}\n{TITLE}\n{BODY}").title is None


def test_a_doubled_line_that_a_rule_calls_a_caption_is_no_title() -> None:
    assert _find(f"{TITLE}\n{TITLE}\n{BODY}", None, 0, 1).title is None


def test_copies_that_stand_far_apart_are_no_doubled_headline() -> None:
    found = _find(f"{TITLE}\n" + "\n".join(PROSE[:4]) + f"\n{TITLE}\n{BODY}")
    assert found.found == "first line"


def test_a_later_copy_of_the_headline_goes_too() -> None:
    assert _find(f"{TITLE}\n{TITLE}\n{BODY}\n{TITLE}\n{PROSE[3]}").copies == (0, 1, 5)


def test_a_title_that_is_given_is_never_looked_for_again() -> None:
    found = _find(f"{TITLE}\n{TITLE}\n{BODY}", "Another headline altogether than that")
    assert (found.title, found.copies, found.found) == ("Another headline altogether than that", (), "given")


def test_copies_of_a_given_title_go_with_or_without_the_name_of_the_site() -> None:
    assert _find(f"{TITLE}\n{BODY}\n{TITLE}", f"{TITLE} | The Courier").copies == (0, 4)
    assert _find(f"{TITLE} - The Courier\n{BODY}", f"{TITLE} - The Courier").copies == (0,)


def test_a_short_title_goes_at_the_top_only() -> None:
    lines = ["Alone", *PROSE, "Alone", PROSE[0]]
    assert _find("\n".join(lines), "Alone").copies == (0,)


@pytest.mark.parametrize("text", ["", "x", TITLE])
def test_short_documents_have_no_title(text: str) -> None:
    assert _find(text) == Headline()
    assert _find(text, "").copies == ()


MENU = [
    "Sign in to your account now",
    "Weather for the Low Fell coast",
    "• Bridge closed by the county council",
]


def _find_above(lines: list[str], *labelled: int) -> Headline:
    document = read("\n".join(lines))
    text = [index for index, line in enumerate(lines) if line in PROSE]
    return find_above(document, frozenset(labelled), text)


def test_in_a_page_dump_the_headline_is_what_the_text_says_too() -> None:
    title = "Engineers say the dam held through the night"
    found = _find_above([*MENU, title, "Photo by the harbour office", *PROSE[:4], title])
    assert (found.title, found.copies, found.found) == (title, (3, 9), "above the text")


def test_lines_that_the_text_says_nothing_of_are_no_headline() -> None:
    assert _find_above([*MENU, *PROSE[:4]]) == Headline()
    assert _find_above([*MENU, "Dam held", *PROSE[:4]]) == Headline()


def test_items_of_menus_and_labelled_lines_are_no_headline() -> None:
    title = "Engineers say the dam held through the night"
    assert _find_above([f"• {title}", *PROSE[:4]]) == Headline()
    assert _find_above([title, *PROSE[:4]], 0) == Headline()


def test_a_headline_far_above_the_text_is_not_looked_for() -> None:
    title = "Engineers say the dam held through the night"
    menu = [f"Section {number}" for number in range(30)]
    assert _find_above([title, *menu, *PROSE[:4]]) == Headline()
    assert _find_above([title]) == Headline()


def test_in_scripts_without_blanks_pairs_of_characters_are_compared() -> None:
    title = "市政府决定关闭旧桥等待鉴定报告"
    body = [
        "市政府星期二晚上决定关闭旧桥，等待第二份鉴定报告完成，居民必须绕道老磨坊。",
        "居民必须绕道老磨坊，市政府星期二晚上说，旧桥要等第二份鉴定报告完成才能开放。",
        "桥墩上的裂缝是潜水员在星期一早上发现的，工程师们说，裂缝比两年前长了一倍。",
    ]
    document = read("\n".join(["登录 注册 下载 客户端", title, *body]))
    assert find_above(document, frozenset(), [2, 3, 4]).title == title


def test_a_first_line_next_to_the_text_is_the_headline_of_a_dump_too() -> None:
    document = read("\n".join(["What nobody asked", *PROSE[:4]]))
    first = find_headline(document, None, frozenset())
    assert headline_of_dump(document, frozenset(), [1, 2, 3, 4], first) == first
    assert headline_of_dump(document, frozenset(), [4], first) == Headline()
    assert headline_of_dump(document, frozenset({1}), [4], first) == first
