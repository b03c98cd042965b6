"""Claims about which blocks of a page go before its text is judged."""

from __future__ import annotations

import json

import msgspec
import pytest
from documents import PROSE, ROOT

from cleaner import clean_html, load_rules
from cleaner.pagemodel import pack_pages

MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("Home", "News", "Sport", "Arts"))
    + "</ul></nav>"
)
TEXT = "".join(f"<p>{line}</p>" for line in PROSE[:6])
MORE = (
    "<div class='related'><ul>"
    + "".join(f"<li><a href='/{n}'>{line[:60]}</a></li>" for n, line in enumerate(PROSE[6:9]))
    + "</ul></div>"
)
TITLE = "<title>County shuts the old bridge</title>"
PAGE = f"<html lang='en'><head>{TITLE}</head><body>{MENU}<article><h1>County shuts the old bridge</h1>{TEXT}</article>{MORE}</body></html>"


def test_menus_and_teasers_go_and_the_article_stays() -> None:
    cleaned = clean_html(PAGE)
    assert cleaned.text.split("\n\n") == list(PROSE[:6])
    assert cleaned.title == "County shuts the old bridge"
    assert cleaned.flags == ()


def test_the_original_is_the_whole_page_and_each_block_that_goes_says_why() -> None:
    cleaned = clean_html(PAGE)
    assert cleaned.original.startswith("Home\nNews\n")
    removal = next(one for one in cleaned.removals if one.text.startswith("Home"))
    assert (removal.rule, removal.category) == ("shape/header", "shape")
    assert removal.evidence[0].reason.startswith("page model -")
    assert "trafilatura leaves it out" in removal.evidence[0].reason


def test_a_copy_of_the_title_goes_by_the_rule_for_titles() -> None:
    removals = {removal.text.strip(): removal.rule for removal in clean_html(PAGE).removals}
    assert any(rule == "title/copy" for text, rule in removals.items() if "County shuts" in text)


def test_a_page_without_an_article_is_flagged_and_not_emptied() -> None:
    cleaned = clean_html(f"<html><body>{MENU}</body></html>")
    assert "no-article" in cleaned.flags
    assert cleaned.text


def test_with_shape_off_the_text_is_what_trafilatura_takes() -> None:
    profile = msgspec.structs.replace(load_rules().profile("default"), shape="off")
    assert "Home" not in clean_html(PAGE, profile=profile).original


@pytest.mark.parametrize("change", [{"disable": ("shape/*",)}, {"keep": ("shape",)}, {"only": ("ad",)}])
def test_who_keeps_what_is_cut_by_shape_gets_what_trafilatura_takes(
    change: dict[str, tuple[str, ...]],
) -> None:
    profile = msgspec.structs.replace(load_rules().profile("default"), **change)
    assert "Home" not in clean_html(PAGE, profile=profile).original


def test_cautious_keeps_all_that_default_keeps() -> None:
    lines = [
        set(clean_html(PAGE, profile=name).text.split("\n\n")) for name in ("thorough", "default", "cautious")
    ]
    assert lines[0] <= lines[1] <= lines[2]


def test_a_page_model_of_other_features_is_refused() -> None:
    raw = json.loads((ROOT / "rules" / "pages.json").read_bytes())
    with pytest.raises(ValueError, match="fitpages"):
        pack_pages({**raw, "features": ["length"]})


SECOND = f"<article><h1>Ten boats come home</h1>{''.join(f'<p>{line}</p>' for line in PROSE[6:10])}</article>"


def test_a_second_article_of_the_page_goes_as_a_whole() -> None:
    cleaned = clean_html(PAGE.replace(MORE, SECOND))
    assert cleaned.text.split("\n\n") == list(PROSE[:6])
    removal = next(one for one in cleaned.removals if PROSE[6] in one.text)
    assert "another <article>" in removal.evidence[0].reason


def test_entries_without_a_headline_of_their_own_are_no_second_article() -> None:
    entries = "".join(f"<article><h2>Entry</h2><p>{line}</p></article>" for line in PROSE[:6])
    page = f"<html lang='en'><head>{TITLE}</head><body><h1>County shuts the old bridge</h1>{entries}</body></html>"
    assert not any(
        "another <article>" in one.evidence[0].reason for one in clean_html(page).removals if one.evidence
    )
