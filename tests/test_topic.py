"""Claims about what units of extracted text talk about."""

from __future__ import annotations

from documents import PROSE

from cleaner.document import read
from cleaner.look import look_at
from cleaner.model import READ
from cleaner.scene import scene_of
from cleaner.topic import TOPICS, topics_of

NAMES = list(TOPICS)
BRIDGE = [
    "The bridge over the Tolland river will close in October, the council said, because its piers are cracked.",
    "Engineers found the cracked piers of the bridge in spring, when the river was low and the council looked.",
    "The council will pay for the piers, and ferries will cross the Tolland river while the bridge is closed.",
]


def _topics(lines: list[str]) -> list[dict[str, int]]:
    document = read("\n".join(lines))
    scene = scene_of(look_at(document.views, document.folds))
    return [dict(zip(NAMES, row, strict=True)) for row in topics_of(scene, document.views)]


def test_a_teaser_shares_fewer_words_with_the_text_above_than_a_paragraph_does() -> None:
    teaser = "Grandmaster Okafor wins chess championship despite sudden illness, surprising every spectator."
    *_, paragraph, last = _topics([*BRIDGE, teaser])
    assert last["earlier"] < paragraph["earlier"]
    assert last["common"] < paragraph["common"]


def test_what_follows_is_weighed_down_to_the_end() -> None:
    strange = [
        "Chess champion Okafor surprises spectators everywhere.",
        "Marmalade recipes demand patience, sugar, oranges.",
    ]
    *_, teaser, _ = _topics([*BRIDGE, *strange])
    paragraph = _topics(BRIDGE)[2]
    assert teaser["rest"] < paragraph["rest"]


def test_a_row_of_links_has_many_short_parts_however_long_it_is() -> None:
    row = " | ".join(["Local news", "Sport", "Weather", "Letters", "Ferry times", "Harbour"] * 20)
    seen, paragraph = _topics([row, PROSE[0]])
    assert seen["parts"] > paragraph["parts"]
    assert seen["part size"] < paragraph["part size"]


def test_in_scripts_without_blanks_pairs_of_characters_are_compared() -> None:
    text = [
        "北部山村的村民在夜里转移到了镇上的体育馆，河水还在上涨。",
        "村民在镇上的体育馆过夜，河水还没有停。",
        "象棋冠军今天回到故乡，球迷夹道欢迎。",
    ]
    _, paragraph, teaser = _topics(text)
    assert teaser["earlier"] < paragraph["earlier"]


def test_every_value_lies_on_its_scale_and_no_name_is_taken() -> None:
    for row in _topics([*BRIDGE, "Home", "| a | b |", "", "体育", *PROSE[:4]]):
        assert all(0 <= value < TOPICS[name][0] for name, value in row.items())
    assert len(READ) > len(TOPICS)
    assert list(READ)[-len(TOPICS) :] == NAMES


def test_a_text_without_words_has_topics_all_the_same() -> None:
    assert _topics(["* * *", "- - -"])
