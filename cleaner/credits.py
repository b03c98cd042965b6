"""Reads author and date off the bylines that were cut, in any language that dateparser knows.

Owns what a byline says. Must not know rules or documents. dateparser is imported only for a date that names its month: it is slow to
import, and slower at the first date of each language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "tr",
    "ru",
    "uk",
    "ar",
    "zh",
    "ja",
)
"""Languages tried, in this order, where the text's own is unknown; as dateparser names them."""
MOST_NAMES = 5
"""Authors of one byline; more are a list of something else."""

_BY = (
    "by|von|par|por|di|door|av|af|autore?s?|autorin|autora|auteure?s?|autor(?:em|ka)?|author(?:s)?|writer|reporter|"
    "words|text|texte|texto|testo|tekst|teksti|story|artikel|yazan|haber|muhabir|автор[ыи]?|текст|بقلم|كتبت?|الكاتبة?|"
    "toimittaja|kirjoittaja|redakteur(?:in)?|redacteur|journalist(?:e|in)?|periodista|giornalista|jornalista|dziennikarz|opracował[ao]?|oprac|"
    "підготувал[аи]?|подготовил[аи]?|napisał[ao]?"
)
_TIE = "by|von|par|por|di|door|av|af|от|від"
_LABEL = re.compile(
    rf"^\W{{0,3}}(?:(?:written|posted|reported|published|compiled|escrito|scritto|écrit|publié|skrevet|skriven|geschrieben|geschreven|a cura|"
    rf"napisał[ao]?|kirjoittanut|подготовил[аи]?|підготувал[аи]?|story|report|words|text|texte|texto|testo|tekst|article|artikel|articolo|artículo|"
    rf"(?:ein )?(?:beitrag|artikel|bericht)|un article|reportaje|an article)\s+(?:{_TIE})?|(?:{_BY}))\s*[:.]?\s+(?P<names>.+)",
    re.IGNORECASE,
)
_WIDE_LABEL = re.compile(
    r"(?:作者|记者|記者|撰文|撰稿|采写|編輯委員|執筆|著者|筆者|(?:取材・)?文)\s*[:：/／＝=|丨 ]?\s*"
    r"(?P<name>[㐀-鿿々]{2,4}|[㐀-鿿々]{1,3} [㐀-鿿々]{1,3}|[ァ-ヶー・]{3,16})(?![㐀-鿿])"
)
_PART = re.compile(r"[|•·⋅]|(?<=\d)\s(?=(?:by|von|par|por|di|door|av|af)\s)", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:[|•·⋅–—/(@;:]|(?<=[^\W\d_]{3})\.\s|\s-\s|\d|\sThe\s|,?\s(?:for|in|at|on|published|posted|updated|für|aus|pour|para|per|voor|dla|för|for|из|для|у|в)\s|$)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|&|\s(?:and|AND|und|UND|et|ET|y|e|en|i|och|og|ja|ve|и|та|і|و)\s)\s*")
_PARTICLE = "de|del|della|da|das|dos|do|di|van|von|vom|der|den|ter|ten|zu|zur|la|le|bin|bint|ibn|al|el|abu|af|av|y|e|St\\."
_TOKEN = r"(?:[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿΑ-ΩЀ-ЯҐ'’][\w.'’-]*|[\u0621-\u064a]{2,})"
_NAME = re.compile(rf"{_TOKEN}(?:\s(?:(?:{_PARTICLE})\s)*{_TOKEN}){{1,4}}")
_NO_NAME = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|correspondents?|agencies|agency|news|desk|team|editorial|redaktion|redacción|redazione|redação|rédaction|"
    r"redactie|redakcja|redaktionen|toimitus|редакция|редакція|photo|foto|getty|reuters|afp|dpa|press|associated|today|minutes?|read)\b",
    re.IGNORECASE,
)

_UPDATED = re.compile(
    r"(?:updat|modif|revis|review|aktuali[sz]|mis à jour|mise à jour|actuali[sz]|aggiorna|atuali[sz]|bijgewerkt|uppdater|opdater|oppdater|"
    r"päivite|güncel|обновл|оновл|تحديث|تعديل|更新|修訂|修订)[^\d]{0,24}$",
    re.IGNORECASE,
)
_YEAR = r"(?P<year{}>(?:19|20)\d\d)"
_DATES = re.compile(
    rf"(?<!\d)(?:{_YEAR.format(1)}\s?[-./年]\s?(?P<month1>\d{{1,2}})\s?[-./月]\s?(?P<day1>\d{{1,2}})(?!\d)"
    rf"|(?P<one>\d{{1,2}})\s?[-./]\s?(?P<two>\d{{1,2}})\s?[-./]\s?{_YEAR.format(2)}(?!\d)"
    rf"|(?P<named>\d{{1,2}}(?:st|nd|rd|th|er|[.ºª°])?\s+(?:de\s+|of\s+)?[^\W\d_]{{3,}}(?:\s[^\W\d_]{{4,6}})?\.?,?\s+(?:de\s+|del\s+)?(?:19|20)\d\d)(?!\d))"
    rf"|(?P<american>[^\W\d_]{{3,}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)(?!\d)"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|[ºª°])\b|(?<=\d)[ºª°]")
_LEVANTINE = {
    "كانون الثاني": "يناير", "شباط": "فبراير", "آذار": "مارس", "نيسان": "أبريل", "أيار": "مايو", "حزيران": "يونيو", "تموز": "يوليو",
    "آب": "أغسطس", "أيلول": "سبتمبر", "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر",
}  # fmt: skip


class Credits(Struct, frozen=True):
    """Who wrote a text and when it was published, as far as that is known; `date` is ISO 8601, to the day."""

    author: str | None = None
    date: str | None = None


def read_credits(bylines: Sequence[str], language: str | None) -> Credits:
    """Return the first author and the date that bylines name, in the order of the page.

    `language` is a two-letter code or None. Of several dates, one that is not labelled as an update goes first. A date like 3/4/2024 is
    left unread where English or no language is known, since it means two days.
    """
    lines = [" ".join(line.split()) for line in bylines]
    author = next((found for line in lines if (found := author_in(line))), None)
    dates = [found for line in lines for found in dates_in(line, language)]
    return Credits(author, next((day for day, fresh in dates if fresh), dates[0][0] if dates else None))


def author_in(line: str) -> str | None:
    """Return the names that a byline gives, parted by `; `, or None. Agencies and desks are no authors."""
    wide = _WIDE_LABEL.search(line)
    if wide:
        return wide["name"]
    labels = (_LABEL.match(part.strip()) for part in _PART.split(line))
    label = next(filter(None, labels), None)
    if label is None:
        return None
    said = label["names"]
    end = _END.search(said)
    names = list(_names(said[: end.start()] if end else said))
    return "; ".join(names) if 0 < len(names) <= MOST_NAMES else None


def _names(said: str) -> Iterator[str]:
    """Yield the leading names of a list; the first part that is none ends it."""
    for part in filter(None, _AND.split(said)):
        name = part.strip(" .,")
        if not _NAME.fullmatch(name) or _NO_NAME.search(name):
            return
        yield name.title() if name.isupper() else name


def dates_in(line: str, language: str | None) -> Iterator[tuple[str, bool]]:
    """Yield the days that a line names, in ISO 8601, each with whether it is not labelled as that of an update."""
    digits = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in line)
    for found in _DATES.finditer(digits):
        day = _day_of(found, language)
        if day is not None:
            yield day.isoformat(), _UPDATED.search(digits, 0, found.start()) is None


def _day_of(found: re.Match[str], language: str | None) -> date | None:
    if found["year1"]:
        return _checked(int(found["year1"]), int(found["month1"]), int(found["day1"]))
    if found["year2"]:
        return _numeric(int(found["one"]), int(found["two"]), int(found["year2"]), language)
    return _spoken(found["named"] or found["american"], language)


def _numeric(one: int, two: int, year: int, language: str | None) -> date | None:
    if language in ("en", None) and one <= 12 and two <= 12 and one != two:
        return None
    return _checked(year, two, one) if two <= 12 else _checked(year, one, two)


def _checked(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def _spoken(words: str, language: str | None) -> date | None:
    """Return the day that names its month, or None where dateparser knows no such month."""
    import dateparser

    for name, known in _LEVANTINE.items():
        words = words.replace(name, known)
    code = "nb" if language == "no" else language
    languages = [code] if code in LANGUAGES else list(LANGUAGES)
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    found = dateparser.parse(_ORDINAL.sub("", words), languages=languages, settings=settings)
    return found.date() if found else None
