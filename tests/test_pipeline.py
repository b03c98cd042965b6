"""Claims about `clean`: hints, profiles, flags, and what it does with texts that are hardly any."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from documents import PROSE, book, rule

import cleaner
from cleaner import clean, clean_html, restore
from cleaner.book import Rulebook
from cleaner.errors import UsageError
from cleaner.pipeline import first_subtag, host_of
from cleaner.values import Profile

PAGE = "\n".join([*PROSE[:4], "Read on"])


@pytest.fixture
def rules(tmp_path: Path) -> Rulebook:
    return book(
        tmp_path,
        {
            "ad": {"read-on": rule({"equals": "read on"}, confidence="medium", languages=["de"])},
            "app": {"read-on": rule({"equals": "read on"}, confidence="medium")},
            "sites/example.org": {"widget-read-on": rule({"equals": "read on"})},
        },
    )


@pytest.mark.parametrize(
    ("tag", "subtag"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("eng_Latn", "en"),
        ("ZH_hans", "zh"),
        ("arb_Arab", "ar"),
        ("nob", "no"),
        ("", None),
        (None, None),
        ("tlh", "tlh"),
        ("-", None),
    ],
)
def test_a_language_is_read_by_its_first_subtag(tag: str | None, subtag: str | None) -> None:
    assert first_subtag(tag) == subtag


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org/a?b", "example.org"), ("example.org/a", "example.org"),
        ("//m.example.org:80", "m.example.org"), ("http://[bad", None), ("", None), (None, None),
        ("mailto", "mailto"),
    ],
)  # fmt: skip
def test_a_host_is_read_off_an_address(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


def test_hints_decide_which_rules_run(rules: Rulebook) -> None:
    assert clean(PAGE, rulebook=rules, language="en").counts == {}
    assert clean(PAGE, rulebook=rules, language="de-AT").counts == {"ad": 1}
    assert clean(PAGE, rulebook=rules, language="en", url="https://www.example.org/x").counts == {"widget": 1}


def test_what_is_known_of_title_and_language_is_kept(rules: Rulebook) -> None:
    cleaned = clean(PAGE, rulebook=rules, title="A title", language="eng_Latn")
    assert (cleaned.title, cleaned.language) == ("A title", "en")
    assert clean(PAGE, rulebook=rules).language == "en"


def test_a_profile_comes_by_name_or_as_a_value(rules: Rulebook) -> None:
    assert clean(PAGE, rulebook=rules, language="en", profile="default").counts == {}
    assert clean(PAGE, rulebook=rules, language="en", profile=Profile(threshold=0.5)).counts == {"app": 1}
    with pytest.raises(UsageError, match="no profile 'bold'"):
        clean(PAGE, rulebook=rules, profile="bold")


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t", "\ufeff", "\x00\u200b"])
def test_a_text_without_a_letter_gives_an_empty_body_and_a_flag(rules: Rulebook, text: str) -> None:
    cleaned = clean(text, rulebook=rules)
    assert (cleaned.text, cleaned.title, cleaned.removals, cleaned.flags) == ("", None, (), ("empty",))
    assert restore("", cleaned) == text


def test_the_shipped_rules_are_the_default() -> None:
    assert clean(f"{PROSE[0]}\nREAD ALSO: Ten killed in flood").text == PROSE[0]


def test_a_pattern_over_its_time_is_named_in_a_flag(tmp_path: Path) -> None:
    rules = book(
        tmp_path, {"ad": {"slow": rule({"regex": "(?:a|aa)+$"}), "read-on": rule({"equals": "read on"})}}
    )
    cleaned = clean("\n".join([*PROSE[:4], "a" * 60 + "!", "Read on"]), rulebook=rules)
    assert cleaned.flags == ("pattern-timeout:ad/slow",)
    assert cleaned.counts == {"ad": 1}


def test_a_very_long_line_is_no_error() -> None:
    text = "word " * 200_000 + "end."
    began = time.monotonic()
    cleaned = clean(text)
    assert cleaned.text == text
    assert time.monotonic() - began < 20


def test_very_many_lines_are_no_error() -> None:
    text = "\n".join([f"{line} {number}." for number in range(2000) for line in PROSE[:2]])
    began = time.monotonic()
    cleaned = clean(text)
    assert restore(cleaned.text, cleaned) == text
    assert time.monotonic() - began < 20


def test_html_is_taken_out_of_its_page_first(rules: Rulebook) -> None:
    body = "".join(f"<p>{line}</p>" for line in PROSE[:4])
    head = "<head><title>Bridge shut</title></head>"
    html = f"<html lang='de-DE'>{head}<body><article>{body}<p>Read on</p></article></body></html>"
    cleaned = clean_html(html, rulebook=rules)
    assert cleaned.text == "\n\n".join(PROSE[:4])
    assert (cleaned.title, cleaned.language, cleaned.counts) == ("Bridge shut", "de", {"ad": 1})
    assert restore(cleaned.text, cleaned) == cleaned.original
    mine = clean_html(html, rulebook=rules, title="Mine", language="en")
    assert (mine.title, mine.language, mine.counts) == ("Mine", "en", {})


def test_html_without_text_gives_an_empty_body_and_a_flag(rules: Rulebook) -> None:
    for html in ("", "<html></html>", b"", b"<html><body><script>x()</script></body></html>"):
        cleaned = clean_html(html, rulebook=rules)
        assert (cleaned.text, cleaned.flags) == ("", ("empty",))


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert cleaner.__all__ == sorted(cleaner.__all__)
    assert set(cleaner.__all__) <= set(dir(cleaner))
    for name in cleaner.__all__:
        assert getattr(cleaner, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'scrub'"):
        _ = cleaner.scrub
