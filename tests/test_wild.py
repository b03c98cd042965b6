"""Whole documents as scrapers deliver them: exact body, title, removals and the way back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from documents import FIXTURES, read_exactly, wild_names

from cleaner.ledger import Cleaned, restore
from cleaner.pipeline import clean


def _load(folder: str, name: str) -> tuple[str, str, dict[str, Any]]:
    """Return the input, the body expected, and what is known of a document."""
    home = FIXTURES / folder
    facts = json.loads((home / f"{name}.json").read_text(encoding="utf-8"))
    return read_exactly(home / f"{name}.txt"), read_exactly(home / f"{name}.body.txt"), facts


def _check(folder: str, name: str) -> None:
    text, body, facts = _load(folder, name)
    cleaned = clean(text, **facts["hints"])
    assert cleaned.text + "\n" == body
    assert cleaned.title == facts["title"]
    assert _removed(cleaned) == [(item["text"], item["category"]) for item in facts["removed"]]


def _removed(cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(removal.text.strip(), removal.category) for removal in cleaned.removals]


@pytest.mark.parametrize("name", wild_names())
def test_a_wild_document_comes_out_exactly(name: str) -> None:
    _check("wild", name)


@pytest.mark.xfail(reason="known gaps, see the notes of the documents")
@pytest.mark.parametrize("name", wild_names("gaps"))
def test_a_gap_is_still_open(name: str) -> None:
    _check("gaps", name)


@pytest.mark.parametrize(
    ("folder", "name"), [(folder, name) for folder in ("wild", "gaps") for name in wild_names(folder)]
)
def test_a_wild_document_is_restored(folder: str, name: str) -> None:
    text, _, facts = _load(folder, name)
    cleaned = clean(text, **facts["hints"])
    assert restore(cleaned.text, cleaned) == text


@pytest.mark.parametrize(
    ("folder", "name"), [(folder, name) for folder in ("wild", "gaps") for name in wild_names(folder)]
)
def test_what_is_clean_of_a_wild_document_stays_as_it_is(folder: str, name: str) -> None:
    text, _, facts = _load(folder, name)
    cleaned = clean(text, **facts["hints"])
    assert "unsettled" not in cleaned.flags
    assert clean(cleaned.text, **(facts["hints"] | {"title": cleaned.title})).text == cleaned.text


def test_there_are_enough_wild_documents_and_each_is_whole() -> None:
    assert len(wild_names()) >= 25
    for folder in ("wild", "gaps"):
        for name in wild_names(folder):
            text, body, facts = _load(folder, name)
            assert text.strip()
            assert body.endswith("\n")
            assert not body.endswith("\n\n")
            assert set(facts) == {"title", "hints", "removed", "note"}
            assert all(item["text"] in text for item in facts["removed"]), name
