"""The six properties of the contract, over pages made of real-looking parts and over arbitrary Unicode."""

from __future__ import annotations

import html
import random
import unicodedata
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from documents import ODD, anything, documents, rule, write_rules
from grammar import LISTS, clause, unit
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cleaner.book import LoadedRule, Rulebook
from cleaner.document import Document, read
from cleaner.edits import replay
from cleaner.findings import resolve
from cleaner.invisible import find_invisible
from cleaner.ledger import Cleaned, restore, to_entry
from cleaner.mojibake import is_suspicious
from cleaner.normalise import normalise
from cleaner.pipeline import clean, clean_html, shipped_rules
from cleaner.plan import Key, Plan, build_plan
from cleaner.rule import Rule
from cleaner.rulebook import load_rules
from cleaner.scan import scan
from cleaner.scripts import SCRIPTS, scripts_of
from cleaner.values import CATEGORIES, Profile, Quotes
from cleaner.voices import Finding

MANY = settings(max_examples=500, deadline=None)
QUOTES: tuple[Quotes, ...] = get_args(Quotes)
Packs = list[dict[str, dict[str, Any]]]
"""Packs of rules; for each, category → name → rule."""


# 1. What is clean stays as it is


@MANY
@given(documents())
def test_cleaning_the_clean_text_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assume("unsettled" not in cleaned.flags)
    assert clean(cleaned.text, title=cleaned.title).text == cleaned.text


@MANY
@given(anything(), st.sampled_from(QUOTES))
def test_normalising_twice_is_the_same_as_once(text: str, quotes: Quotes) -> None:
    once = normalise(text, quotes)[0]
    assert normalise(once, quotes) == (once, [])


# 2. Nothing is lost


def _assert_restores(text: str, cleaned: Cleaned) -> None:
    assert restore(cleaned.text, cleaned) == text
    entry = msgspec.json.decode(msgspec.json.encode(to_entry(cleaned)))
    assert restore(cleaned.text, entry) == text
    for removal in cleaned.removals:
        assert text[removal.start : removal.end] == removal.text
    for edit in cleaned.edits:
        assert text[edit.start : edit.end] == edit.was


@MANY
@given(documents())
def test_a_page_is_restored_from_its_ledger(text: str) -> None:
    _assert_restores(text, clean(text))


@MANY
@given(anything())
def test_any_text_is_cleaned_without_an_error_and_restored(text: str) -> None:
    cleaned = clean(text)
    assert restore(cleaned.text, cleaned) == text


_GREEDY = (
    r"\(.*?\)", r"\S+$", r"^\S+", r"\s.", ".$", r"e\w+(?P<drop>.)\w", r"\p{M}", '"', r"(?i)read\b.*",
    "[^a-e]+", "é.",
)  # fmt: skip
GREEDY: list[dict[str, Any]] = [{"has": ["a", "é", "中", "ك"]}, *({"regex": pattern} for pattern in _GREEDY)]
"""Clauses that cut into words, into edits of the normaliser, and next to each other."""


@st.composite
def greedy_books(draw: st.DrawFn) -> Rulebook:
    """Return rulebooks that cut spans wherever they can, and now and then a line or a tail."""
    scopes = st.sampled_from(["span", "span", "span", "line", "tail", "block"])
    rules = [
        rule(clause, scope=draw(scopes), limits={"max_share": 1.0})
        for clause in draw(st.lists(st.sampled_from(GREEDY), min_size=1, max_size=3))
    ]
    return _book({f"widget/rule-{number}": values for number, values in enumerate(rules)})


def _book(rules: dict[str, dict[str, Any]]) -> Rulebook:
    loaded = {
        id: LoadedRule(id, id.split("/")[0], msgspec.convert(values, Rule), LISTS, "test", 1, trusted=False)
        for id, values in rules.items()
    }
    digest = str(msgspec.json.encode(rules, order="sorted"))
    return Rulebook("0", digest, loaded, {"default": Profile()})


@MANY
@given(st.one_of(anything(), documents(most=5)), greedy_books(), st.sampled_from(QUOTES))
def test_whatever_rules_cut_out_of_lines_is_put_back(text: str, rulebook: Rulebook, quotes: Quotes) -> None:
    cleaned = clean(text, rulebook=rulebook, profile=Profile(quotes=quotes))
    assert restore(cleaned.text, cleaned) == text
    assert all(text[removal.start : removal.end] == removal.text for removal in cleaned.removals)


# 3. No letter is made up


def _signs(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _repaired(text: str) -> str:
    """Return the text with its encoding repaired, in NFC; asks the normaliser only if something that can be seen is damaged."""
    seen = replay(text, find_invisible(text, text))
    return unicodedata.normalize("NFC", normalise(text)[0] if is_suspicious(seen, seen) else text)


@MANY
@given(documents(most=8))
def test_letters_and_digits_of_the_body_are_a_subsequence_of_those_of_the_input(text: str) -> None:
    assert _is_subsequence(_signs(clean(text).text), _signs(_repaired(text)))


@MANY
@given(anything(), st.sampled_from(QUOTES))
@example("\u00e1\u200b\x85\xa0", "straight")  # damaged once the invisible character is gone
def test_the_normaliser_makes_up_no_letter_of_any_script(text: str, quotes: Quotes) -> None:
    assert _is_subsequence(_signs(normalise(text, quotes)[0]), _signs(_repaired(text)))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Return HTML of generated pages: a block a line, furniture around it, now and then broken."""
    blocks = [f"<p>{html.escape(line)}</p>" for line in draw(documents(most=8)).splitlines() if line.strip()]
    before, behind = draw(st.sampled_from(FURNITURE)), draw(st.sampled_from(FURNITURE))
    return f"<html lang='en'><head><title>Low Fell</title></head><body>{before}<article>{''.join(blocks)}{behind}</body></html>"


FURNITURE = (
    "", "<nav><ul><li><a href='/'>Home</a></li><li>News</li></ul></nav>", "<div>Share this article</div>", "</article><footer>© 2024</footer>",
    "<h1>County Shuts Tolland Bridge</h1>", "<script>let a = '</p>'</script>", "<table><tr><td>Low Fell<td>2</table>", "<p>&nbsp;&shy;&#x27;</p>",
)  # fmt: skip


@MANY
@given(pages())
def test_a_page_gives_the_extracted_text_back_and_makes_up_no_letter(page: str) -> None:
    cleaned = clean_html(page)
    _assert_restores(cleaned.original, cleaned)
    assert _is_subsequence(_signs(cleaned.text), _signs(_repaired(cleaned.original)))


# 4. The order of loading is of no account


def _packs(rng: random.Random) -> Packs:
    """Return three packs; ids are never the same in two packs."""
    packs: Packs = [{}, {}, {}]
    for number in range(rng.randint(2, 4)):
        category = rng.choice(["ad", "widget", "caption"])
        rng.choice(packs).setdefault(category, {})[f"rule-{number}"] = rule(clause(rng)[0])
    return packs


def _loaded(packs: Packs, folder: Path, rng: random.Random) -> Rulebook:
    """Write packs with their files and rules in any order, load them in any order."""
    folders = []
    for number, pack in enumerate(rng.sample(packs, len(packs))):
        home = folder / str(number)
        for category in rng.sample(sorted(pack), len(pack)):
            names = rng.sample(sorted(pack[category]), len(pack[category]))
            rules = {name: pack[category][name] for name in names}
            write_rules(home, {f"{rng.choice('abc')}/{category}": {"lists": LISTS, "rules": rules}})
        folders += [home] if pack else []
    return load_rules(*folders, shipped=False, proofs=True)  # past the cache


@MANY
@given(text=documents(most=4), seed=st.integers(0, 2**64))
def test_the_order_of_loading_changes_neither_digest_nor_result(
    text: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = random.Random(seed)
    packs = _packs(rng)
    folder = tmp_path_factory.mktemp("packs")
    first, second = (_loaded(packs, folder / name, rng) for name in ("one", "two"))
    assert (first.digest, first.version, first.ids) == (second.digest, second.version, second.ids)
    assert _findings_of(first, text) == _findings_of(second, text)


# 5. The prefilter loses nothing


def _findings(document: Document, plan: Plan, *, prefilter: bool) -> list[Finding]:
    found = resolve(document, plan, scan(document, plan, prefilter=prefilter))
    return sorted(found, key=msgspec.json.encode)


def _plan(rulebook: Rulebook, document: Document, profile: Profile | None = None) -> Plan:
    return build_plan(rulebook, Key(None, scripts_of(document.text), None), profile or Profile())


def _findings_of(rulebook: Rulebook, text: str) -> list[Finding]:
    document = read(text)
    return _findings(document, _plan(rulebook, document), prefilter=True)


QUARTERS = 4
"""Parts in which the shipped rules are tried: all of them on every unit of every page would take minutes."""


@cache
def _shipped_plan(quarter: int) -> Plan:
    """Return a plan of every fourth shipped rule, whatever script it is for."""
    shipped = shipped_rules()
    some = {id: shipped.rules[id] for id in sorted(shipped.rules)[quarter::QUARTERS]}
    key = Key(None, frozenset({"latin", *SCRIPTS}), None)
    return build_plan(msgspec.structs.replace(shipped, rules=some), key, Profile())


@MANY
@given(documents(most=2), st.integers(0, QUARTERS - 1))
def test_with_shipped_rules_the_prefilter_loses_no_finding(text: str, quarter: int) -> None:
    document = read(text)
    plan = _shipped_plan(quarter)
    assert _findings(document, plan, prefilter=True) == _findings(document, plan, prefilter=False)


def _case(seed: int) -> tuple[Rulebook, str]:
    """Return a rulebook of random rules and a text made of what they hit."""
    rng = random.Random(seed)
    rules, lines = {}, []
    for number in range(rng.randint(1, 4)):
        match, sample = clause(rng)
        values = rule(
            match, scope=rng.choice(["line", "line", "span", "block", "tail"]), limits={"max_share": 1.0}
        )
        if rng.random() < 0.25:
            values["unless"] = [clause(rng, nested=False)[0]]
        rules[f"widget/rule-{number}"] = values
        lines += [unit(rng, sample) for _ in range(2)]
    lines += rng.sample(ODD, rng.randint(0, 2))
    rng.shuffle(lines)
    return _book(rules), rng.choice(["\n", "\n\n"]).join(lines)


@MANY
@given(st.integers(0, 2**64))
def test_with_random_rules_the_prefilter_loses_no_finding(seed: int) -> None:
    rulebook, text = _case(seed)
    document = read(text)
    plan = _plan(rulebook, document)
    assert _findings(document, plan, prefilter=True) == _findings(document, plan, prefilter=False)


# 6. Disabling a rule never adds a finding


def _assert_fewer(rulebook: Rulebook, text: str, off: str) -> None:
    document = read(text)
    whole = _findings(document, _plan(rulebook, document), prefilter=True)
    fewer = _findings(document, _plan(rulebook, document, Profile(disable=(off,))), prefilter=True)
    assert fewer == [finding for finding in whole if not fnmatchcase(finding.rule, off)]


@MANY
@given(st.integers(0, 2**64), st.integers(0, 3))
def test_disabling_a_rule_takes_its_findings_away_and_adds_none(seed: int, pick: int) -> None:
    rulebook, text = _case(seed)
    _assert_fewer(rulebook, text, sorted(rulebook.rules)[pick % len(rulebook.rules)])


SWITCHES = (*(f"{category}/*" for category in CATEGORIES), "*/de-*", "*/fr-*", "crosslink/label-colon")


@cache
def _shipped_without(off: str) -> Plan:
    key = Key(None, frozenset({"latin", *SCRIPTS}), None)
    return build_plan(shipped_rules(), key, Profile(disable=(off,) if off else ()))


@MANY
@given(documents(most=5), st.sampled_from(SWITCHES))
def test_disabling_shipped_rules_takes_their_findings_away_and_adds_none(text: str, off: str) -> None:
    document = read(text)
    whole = _findings(document, _shipped_without(""), prefilter=True)
    fewer = _findings(document, _shipped_without(off), prefilter=True)
    assert fewer == [finding for finding in whole if not fnmatchcase(finding.rule, off)]
