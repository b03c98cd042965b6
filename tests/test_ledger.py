"""Claims about the ledger: every cut is written down and can be put back where text and ledger fit."""

from __future__ import annotations

import json
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from documents import PROSE, book, rule

from cleaner.book import Rulebook
from cleaner.errors import RestoreError
from cleaner.ledger import Cleaned, digest_of, restore, to_entry
from cleaner.pipeline import clean
from cleaner.values import Profile

INLINE = {
    "inline": rule({"regex": r"\s?\(see [^)]*\)"}, scope="span"),
    "link-line": rule({"starts": "read on"}),
}


@pytest.fixture
def rules(tmp_path: Path) -> Rulebook:
    return book(tmp_path, {"crosslink": INLINE, "ad": {"letters": rule({"regex": "é|x"}, scope="span")}})


def _restored(cleaned: Cleaned) -> str:
    return restore(cleaned.text, json.loads(json.dumps(to_entry(cleaned))))


HARD = {
    "nothing at all": "",
    "blanks only": " \n\t\r\n ",
    "Windows line ends and a last one": "One.\r\n\r\nRead on\r\n\r\nTwo.\r\n",
    "form feeds and odd line ends": "\x0cOne.\x85Read on\u2028Two.\x0b",
    "a span at the start": "(see a) It rose.",
    "a span at the end": "It rose (see a)",
    "the whole line in spans": "One.\n(see a)\nTwo.",
    "spans side by side": "It (see a)(see b) (see c) rose.",
    "a span beside odd blanks": "It\u00a0 (see a)\u200b\u2009 rose.",
    "a span in curly quotes": "It “(see a)” rose, ‘x’ said.",
    "a letter cut out of a repair": "cafÃ©Ã©tÃ© and â€œÃ©â€\x9d",
    "a letter cut out of a composition": "cafe\u0301 e\u0301e\u0301",
    "a removed line between repairs": "CafÃ©\nRead on â€œÃ©tÃ©â€\x9d\nthÃ©",
    "an invisible character at each edge": "\ufeff\u200bRead on\u200b\n\ufeffOne.\u200b",
    "Arabic marks": "كَتَـبَ x (see كَ) هنا\nRead on",
    "undecodable bytes": "One \udcff(see \udce9) two.\nRead on \udc80",
    "repaired blank before a span": "isÂ\xa0(see a) on\nÂ\xa0\x85*",
}


@pytest.mark.parametrize("quotes", ["straight", "curly", "keep"])
@pytest.mark.parametrize("name", HARD)
def test_the_original_comes_back(rules: Rulebook, name: str, quotes: Any) -> None:
    cleaned = clean(HARD[name], rulebook=rules, profile=Profile(quotes=quotes))
    assert restore(cleaned.text, cleaned) == HARD[name]
    assert _restored(cleaned) == HARD[name]


@pytest.mark.parametrize("name", HARD)
def test_offsets_are_those_of_the_original_in_order_and_apart(rules: Rulebook, name: str) -> None:
    text = HARD[name]
    cleaned = clean(text, rulebook=rules)
    steps = sorted([*cleaned.removals, *cleaned.edits], key=lambda step: (step.start, step.end))
    assert all(one.end <= other.start for one, other in pairwise(steps))
    assert all(removal.text == text[removal.start : removal.end] != "" for removal in cleaned.removals)
    assert all(edit.was == text[edit.start : edit.end] != edit.now for edit in cleaned.edits)


def test_a_removal_says_what_went_why_and_on_what_evidence(rules: Rulebook) -> None:
    text = "One.\n\n  Read on:  the “flood”  \n\nTwo (see b)."
    cleaned = clean(text, rulebook=rules)
    line, span = cleaned.removals
    assert (line.text, line.rule, line.category) == (
        "Read on:  the “flood”",
        "crosslink/link-line",
        "crosslink",
    )
    assert (line.evidence[0].words, line.evidence[0].confidence) == ("Read on", "high")
    assert (span.text, text[span.start : span.end]) == ("(see b)", "(see b)")
    assert cleaned.counts == {"crosslink": 2}
    assert cleaned.original == text


def test_a_text_that_is_clean_already_has_an_empty_ledger(rules: Rulebook) -> None:
    cleaned = clean(f"{PROSE[0]}\n\n{PROSE[1]}", rulebook=rules)
    assert (cleaned.removals, cleaned.edits, cleaned.counts) == ((), (), {})


def test_paragraphs_come_out_parted_by_one_blank_line_without_a_newline_at_the_end(rules: Rulebook) -> None:
    cleaned = clean(f"\n{PROSE[0]}\n{PROSE[1]}\n\n\n\n{PROSE[2]}\n\n", rulebook=rules)
    assert cleaned.text == "\n\n".join(PROSE[:3])


def test_wraps_stay_and_a_span_may_cross_one(rules: Rulebook) -> None:
    lines = [textwrap.fill(f"{one} {other}", 72) for one, other in pairwise(PROSE[:5])]
    wrapped = "\n\n".join(lines)
    assert clean(wrapped, rulebook=rules).text == wrapped
    broken = wrapped.replace("engineers\nsaid", "engineers (see\nmore) said").replace(
        "engineers said", "engineers (see\nmore) said"
    )
    cleaned = clean(broken, rulebook=rules)
    assert cleaned.first.mode == "wrapped"
    assert restore(cleaned.text, cleaned) == broken
    assert "(see" not in cleaned.text


def test_too_little_wrapped_text_is_printed_a_paragraph_a_line(rules: Rulebook) -> None:
    kept = textwrap.fill(PROSE[0], 60)
    wrapped = "\n\n".join(
        [kept, *[textwrap.fill(f"Read on {line} {line[:-1]}", 60) for line in PROSE[1:3]], PROSE[3][:50]]
    )
    cleaned = clean(wrapped, rulebook=rules)
    assert (cleaned.first.mode, cleaned.text.split("\n\n")[0]) == ("wrapped", PROSE[0])
    assert restore(cleaned.text, cleaned) == wrapped


def test_an_entry_is_plain_json_with_everything_that_the_contract_names(rules: Rulebook) -> None:
    cleaned = clean("One “two”.\nRead on", rulebook=rules, title="T", language="en-US")
    entry = to_entry(cleaned, source="a.txt", index=3)
    assert json.loads(msgspec.json.encode(entry)) == json.loads(json.dumps(entry))
    assert {key: entry[key] for key in ("source", "index", "title", "language", "flags")} == {
        "source": "a.txt", "index": 3, "title": "T", "language": "en", "flags": [],
    }  # fmt: skip
    assert entry["digest"] == digest_of('One "two".')
    assert set(entry["removals"][0]) == {"start", "end", "text", "rule", "category", "evidence"}
    assert set(entry["edits"][0]) == {"start", "end", "was", "now"}


def test_a_text_that_was_changed_is_refused(rules: Rulebook) -> None:
    cleaned = clean("One.\nRead on", rulebook=rules)
    with pytest.raises(RestoreError, match="changed after cleaning"):
        restore(cleaned.text + " ", cleaned)


def test_without_the_removed_texts_nothing_can_be_put_back_and_the_ledger_says_so(rules: Rulebook) -> None:
    cleaned = clean("One.\nRead on", rulebook=rules)
    entry = to_entry(cleaned, texts=False)
    assert "Read on" not in json.dumps([{**item, "evidence": []} for item in entry["removals"]])
    with pytest.raises(RestoreError, match="nothing can be put back"):
        restore(cleaned.text, entry)


def test_the_ledger_is_worked_out_only_when_asked_for(
    rules: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.ledger.compose", None)
    cleaned = clean("One.\nRead on", rulebook=rules)
    assert cleaned.counts == {"crosslink": 1}
    with pytest.raises(TypeError):
        _ = cleaned.removals
