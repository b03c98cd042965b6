"""Articles without boilerplate, full of false friends, come out as they went in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from documents import FIXTURES, read_exactly

from cleaner.ledger import Cleaned
from cleaner.pipeline import clean

ARTICLES = sorted((FIXTURES / "clean").glob("*.txt"), key=lambda path: path.name)


@cache
def _known_hits() -> dict[str, str]:
    """Return the lines that may go, each with the reason."""
    return yaml.safe_load((FIXTURES / "known_hits.yaml").read_text(encoding="utf-8")) or {}


def _language(path: Path) -> str | None:
    prefix = re.match(r"([a-z]{2})-", path.name)
    return prefix[1] if prefix else None


@cache
def _cleaned(path: Path, language: str | None) -> Cleaned:
    return clean(read_exactly(path), language=language)


CASES = [
    pytest.param(path, language, id=f"{path.stem}-{language or 'unknown'}")
    for path in ARTICLES
    for language in dict.fromkeys([_language(path), None])
]


@pytest.mark.parametrize(("path", "language"), CASES)
def test_a_clean_article_comes_out_unchanged(path: Path, language: str | None) -> None:
    cleaned = _cleaned(path, language)
    cut = {removal.text.strip(): removal.rule for removal in cleaned.removals}
    assert {line: id for line, id in cut.items() if line not in _known_hits()} == {}
    assert (cleaned.title, cleaned.flags) == (None, ())
    if not cut:
        assert cleaned.text + "\n" == read_exactly(path)


def test_every_known_hit_is_still_one_and_has_a_reason() -> None:
    cut = {
        removal.text.strip()
        for path in ARTICLES
        for known in (_language(path), None)
        for removal in _cleaned(path, known).removals
    }
    assert all(_known_hits().values())
    assert set(_known_hits()) <= cut


def test_the_articles_keep_to_their_format() -> None:
    assert len(ARTICLES) >= 40
    for path in ARTICLES:
        text = read_exactly(path)
        assert text.endswith("\n"), path.name
        assert not re.search(r"\n\n\n|[ \t]\n|  |[\t\r“”‘’]|\n\n\Z", text), path.name
