"""`clean()` and `clean_html()`: the order of the steps, nothing else. Must not know the outside world."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import msgspec

from cleaner.book import Rulebook
from cleaner.document import Document, Span, read
from cleaner.findings import said_of
from cleaner.judge import Verdict, judge
from cleaner.language import guess_language
from cleaner.layout import turns_flat
from cleaner.ledger import Cleaned, Decision, apply
from cleaner.plan import Key, Plan, plan_for
from cleaner.rulebook import load_rules
from cleaner.scan import rescan, scan
from cleaner.scripts import scripts_of
from cleaner.shaping import SEEN
from cleaner.values import Hints, Profile

UNSETTLED = "unsettled"
"""Flag of a document that would be cleaned further if it were cleaned again, or whose rest would be read as another language or layout."""
ROUNDS = 3
"""Times that a document is judged, each time on what stays, before it is flagged as unsettled (contract: properties)."""


def clean(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    url: str | None = None,
    rulebook: Rulebook | None = None,
    profile: Profile | str | None = None,
) -> Cleaned:
    """Return the article body of a scraped text, with everything that was removed and why.

    `text` is decoded text of any length; `title`, `language` (as in `en` or `en-US`) and `url` are what is known beforehand.
    `rulebook` comes from `load_rules`, by default the shipped rules; `profile` is a preset's name or a `Profile`.
    Raises UsageError for an unknown profile. Nothing is lost: `restore(cleaned.text, cleaned) == text`.

    >>> cleaned = clean("The dam held through the night.\\nREAD ALSO: Ten killed in flood")
    >>> cleaned.text
    'The dam held through the night.'
    """
    rulebook = rulebook or shipped_rules()
    settings = rulebook.profile(profile or "default") if not isinstance(profile, Profile) else profile
    return clean_document(text, Hints(title, language, url), rulebook, settings)


def clean_html(
    html: str | bytes,
    *,
    title: str | None = None,
    language: str | None = None,
    url: str | None = None,
    rulebook: Rulebook | None = None,
    profile: Profile | str | None = None,
) -> Cleaned:
    """Return the article body of an HTML page: its main text is taken out first, then cleaned as `clean` does.

    `html` is a page as text or as bytes of any encoding. What the caller says of title and language goes before the page's metadata.
    `original` of the result is the text of the page, a block a line (with `shape` off: what trafilatura takes out of it): that is what
    `restore` gives back.
    """
    from cleaner.html import read_page
    from cleaner.pagejudge import judges_pages

    rulebook = rulebook or shipped_rules()
    settings = rulebook.profile(profile or "default") if not isinstance(profile, Profile) else profile
    page = read_page(html, url, by_blocks=judges_pages(rulebook, settings))
    title = title if title is not None else page.title
    hints = Hints(title, language or page.language, url or page.url, page.sheet)
    cleaned = clean_document(page.text, hints, rulebook, settings)
    return msgspec.structs.replace(cleaned, stated=(page.author, page.date))


def clean_document(text: str, hints: Hints, rulebook: Rulebook, profile: Profile) -> Cleaned:
    """Return the body of one text; the same as `clean`, with its hints bundled.

    With `hints.page`, `text` is that of a page, a block a line: what does not belong to its article goes first.
    """
    first = read(text, profile.quotes, by_line=hints.page is not None)
    start = _Start(first) if hints.page is None else _start_of_page(first, hints, rulebook, profile)
    given = first_subtag(hints.language)
    language = given or guess_language(start.text)
    plan = plan_for(rulebook, Key(language, scripts_of(first.text), host_of(hints.url)), profile)
    rounds = _Rounds(start, plan, profile)
    cleaned = rounds.run(hints.title, language)
    if not cleaned.decisions or UNSETTLED in cleaned.flags or hints.page is not None:
        return cleaned
    other_language = given is None and guess_language(cleaned.text) != language
    if other_language or turns_flat(first.mode, cleaned.text):
        return msgspec.structs.replace(cleaned, flags=(*cleaned.flags, UNSETTLED))
    return cleaned


class _Start:
    """A document before the first round: as it was read, and what is left of it when the blocks of a page are judged."""

    def __init__(self, first: Document) -> None:
        self.first = self.document = first
        self.decisions: list[Decision] = []
        self.flags: list[str] = [] if len(first) else ["empty"]

    @property
    def text(self) -> str:
        """What the rounds begin with."""
        return self.first.text if not self.decisions else "\n".join(self.document.views)


def _start_of_page(first: Document, hints: Hints, rulebook: Rulebook, profile: Profile) -> _Start:
    from cleaner.pagejudge import cut_blocks

    start = _Start(first)
    cut = cut_blocks(first, hints, rulebook, profile)
    if cut is not None:
        start.decisions, flags = cut
        start.flags += flags
        gone = {decision.unit for decision in start.decisions}
        start.document = first.without({index for index, id in enumerate(first.ids) if id in gone}, {})
        first.shared[SEEN] = True
    return start


class _Rounds:
    """Judges a document again and again until nothing more goes."""

    def __init__(self, start: _Start, plan: Plan, profile: Profile) -> None:
        self.start = start
        self.plan = plan
        self.profile = profile
        self.found = scan(start.document, plan)
        self.decisions = start.decisions
        self.flags = start.flags

    def run(self, title: str | None, language: str | None) -> Cleaned:
        document = self.start.document
        for _ in range(ROUNDS):
            said = said_of(document, self.plan, self.found)
            verdict = judge(document, self.plan, said, title, self.profile)
            title = verdict.title
            self.flags += [flag for flag in verdict.flags if flag not in self.flags]
            if not verdict.decisions:
                break
            document = self._cut(document, verdict)
        else:
            self.flags.append(UNSETTLED)
        self.flags += [f"pattern-timeout:{rule}" for rule in sorted(self.found.runaways)]
        text = apply(document)
        return Cleaned(
            text, title, language, tuple(self.flags), tuple(self.decisions), self.start.first, document
        )

    def _cut(self, document: Document, verdict: Verdict) -> Document:
        self.decisions += verdict.decisions
        index_of = {id: index for index, id in enumerate(document.ids)}
        gone = {index_of[decision.unit] for decision in verdict.decisions if not decision.spans}
        cuts: dict[int, tuple[Span, ...]] = {}
        for decision in verdict.decisions:
            if decision.spans:
                index = index_of[decision.unit]
                cuts[index] = (*cuts.get(index, document.cuts.get(decision.unit, ())), *decision.spans)
        gone |= {index for index, spans in cuts.items() if not document.pieces(index, spans)}
        changed = {document.ids[index] for index in cuts if index not in gone}
        document = document.without(gone, {index: cuts[index] for index in cuts if index not in gone})
        if changed:
            self.found = rescan(document, self.plan, self.found, changed)
        return document


def first_subtag(language: str | None) -> str | None:
    """Return the first subtag of a language tag in lower case: `en` for `en-US` and `eng_Latn` alike; None if there is none."""
    if not language:
        return None
    tag = language.replace("_", "-").split("-")[0].strip().lower()
    return _THREE_LETTERS.get(tag, tag) or None


_THREE_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "pol": "pl", "swe": "sv", "tur": "tr", "rus": "ru", "ukr": "uk", "arb": "ar", "ara": "ar", "zho": "zh",
    "cmn": "zh", "chi": "zh", "jpn": "ja", "dan": "da", "nob": "no", "nno": "no", "nor": "no", "nb": "no", "nn": "no",
    "fin": "fi", "kor": "ko", "ell": "el", "heb": "he", "ces": "cs", "ron": "ro", "hun": "hu",
}  # fmt: skip
"""ISO 639-2 and 639-3 codes, as NLLB and FineWeb tag their records, and the two Norwegian written forms."""


def host_of(url: str | None) -> str | None:
    """Return the host of an address in lower case without `www.`, or None."""
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


@lru_cache(maxsize=1)
def shipped_rules() -> Rulebook:
    """Return the rules that ship with cleaner, loaded once."""
    return load_rules()
