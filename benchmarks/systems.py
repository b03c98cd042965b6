"""What is measured: the input unchanged, the ceiling of whole lines, our profiles, the peers.

Owns how a page becomes an input and how a system is called. Must not know any measure but the line test of
kinds.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from benchmarks import kinds, peers
from benchmarks.data import FOLDS, Page, fold_of

if TYPE_CHECKING:
    from cleaner.book import Rulebook

TEXTS = ("full", "extracted", "readable", "newspaper", "html", "flat", "gold")
"""Every input. `html` is the page, `flat` is `extracted` with its lines joined, `gold` is gold itself."""

PROFILES = {"cleaner-cautious": "cautious", "cleaner": "default", "cleaner-thorough": "thorough"}
NAMES = ("unchanged", "ceiling", *PROFILES, *peers.PEERS)


class Cut(Struct, frozen=True):
    """One stretch that a system says it cut, and the reason it gives."""

    text: str
    rule: str
    category: str


class Output(Struct, frozen=True):
    """What a system made of one input. `failed` names the error of a system that broke on it."""

    text: str
    title: str | None = None
    cuts: tuple[Cut, ...] = ()
    flags: tuple[str, ...] = ()
    failed: str = ""


System = Callable[[Page, str, str], Output]
"""(page, kind of text, input) -> output; the page is for its URL and language, never for its gold."""


def given_text(page: Page, text: str) -> str | None:
    """Return the input of one kind, or None where the page has none."""
    if text == "html":
        found = page.html
    elif text == "gold":
        found = page.gold
    elif text == "flat":
        found = " ".join((page.texts.get("extracted") or "").split("\n"))
    else:
        found = page.texts.get(text)
    return found if found and found.strip() else None


def reads(name: str, text: str) -> bool:
    """Say whether a system can be asked about a kind of text."""
    if name in peers.PEERS:
        return (peers.PEERS[name].reads == "html") == (text == "html") and text != "gold"
    return name in PROFILES or text != "html"


def why_absent(name: str) -> str | None:
    """Return why a system cannot run here, or None if it can."""
    if name in PROFILES:
        return None if find_spec("cleaner.pipeline") else "this package has no pipeline yet"
    if name in peers.PEERS and not peers.is_present(name):
        return f"{peers.PEERS[name].package} is not installed"
    return None if name in NAMES else "no such system"


def load_system(name: str, *, with_language: bool = False, models: Path | None = None) -> System:
    """Return the function of a system; heavy imports happen here. Raises KeyError for an unknown name."""
    if name == "unchanged":
        return lambda _page, _text, given: Output(given)
    if name == "ceiling":
        return _judge_by_gold
    if name in PROFILES:
        return _load_cleaner(PROFILES[name], with_language=with_language, models=models)
    return _load_peer(name)


def _judge_by_gold(page: Page, text: str, given: str) -> Output:
    judge = kinds.LineJudge(page)
    kept = (unit for unit in kinds.split_units(given, flat=text == "flat") if judge.is_wanted(unit))
    return Output("\n".join(kept))


def _load_cleaner(profile: str, *, with_language: bool, models: Path | None) -> System:
    from cleaner import clean, clean_html, load_rules

    shipped = load_rules()
    chosen = shipped.profile(profile)
    books = cross_validated(shipped, models) if models else [shipped]

    def run(page: Page, text: str, given: str) -> Output:
        language = page.lang if with_language and page.lang else None
        work = clean_html if text == "html" else clean
        rulebook = books[fold_of(page.host) % len(books)]
        cleaned = work(given, url=page.url, language=language, rulebook=rulebook, profile=chosen)
        cuts = tuple(Cut(removal.text, removal.rule, removal.category) for removal in cleaned.removals)
        return Output(cleaned.text, cleaned.title, cuts, tuple(cleaned.flags))

    return run


def cross_validated(shipped: Rulebook, models: Path) -> list[Rulebook]:
    """Return the shipped rules with each fold's models in turn."""
    from cleaner.pagemodel import pack_pages

    books = []
    for fold in range(FOLDS):
        model = msgspec.json.decode((models / f"fold-{fold}.json").read_bytes())
        pages = models / f"pages-{fold}.json"
        model["pages"] = pack_pages(msgspec.json.decode(pages.read_bytes())) if pages.exists() else None
        books.append(msgspec.structs.replace(shipped, model=model, digest=f"{shipped.digest}-{fold}"))
    return books


def _load_peer(name: str) -> System:
    extract = peers.PEERS[name].load()

    def run(page: Page, _text: str, given: str) -> Output:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Output(extract(given, page.lang) or "")
        except Exception as error:  # noqa: BLE001  a peer may break in any way; that is a result too
            return Output("", failed=f"{type(error).__name__}: {error}"[:200])

    return run
