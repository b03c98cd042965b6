"""Tells what kind of line leaked, or was lost: by where it stands in gold and by a few cue words.

Owns a small classifier for reports. It is kept apart from the rules on purpose, so that a report on what the rules
miss does not repeat what the rules say. Its names are the categories of the project, `standfirst`, and for lines
without a cue `unmarked short line` and `unmarked prose`. Must not know any system.
"""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.data import Page
from benchmarks.measures import GRAM, gold_of, tokens

WANTED_SHARE = 0.5
"""A line belongs to the article when at least this share of its 4-grams stands in gold."""

LONG = 60
"""Cue words say nothing about a line of more words than this."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]”’»]*\s+|(?<=[。！？])")
_ENDS = re.compile(r"[.!?…。！？][\"')\]”’»“]*$")
_PROSE_WORDS = 12

_CUES = {
    "newsletter": r"newsletter|inbox|posteingang|mailing list|メルマガ|subscribe (?:to|for) .*(?:email|posts|updates)",
    "donation": r"\bdonat(?:e|ion)|support (?:us|our)|unterstütz(?:e|en sie) (?:uns|unser)|\bspenden?\b|faire un don",
    "app": r"download (?:the|our) .*app|\bapp store\b|google play|whatsapp[- ](?:channel|kanal)|telegram",
    "comments": r"\bcomments?\b|kommentare?n?\b|komentar|commentaires?|comentarios?|log ?in to|sign in to|コメント|评论",
    "social": r"\bshare\b|\bfollow us|\bteilen\b|folgen sie|folg uns|facebook|twitter|instagram|linkedin|pinterest|"
    r"youtube|síguenos|partager|udostępnij|シェア|分享",
    "subscription": r"subscri(?:be|ption|ber)|\babonn?(?:ieren|ement|é)|paywall|suscr[ií]|prenumer|already a member",
    "notice": r"cookie|javascript|privacy policy|datenschutz|consent|\bgdpr\b|ad ?blocker",
    "disclosure": r"affiliate|commission|sponsored|we may earn|anzeige enthält|provision",
    "ad": r"^\W*(?:ad|advertisement|anzeige|werbung|publicidad|publicité|pubblicità|reklama|reklam|реклама|広告)\W*$",
    "caption": r"(?:photo|foto|fotos|image|bild|picture|credit|crédit|fot|фото|写真)s?\s*[:/©]|getty images|shutterstock|"
    r"unsplash|©.*(?:dpa|afp|reuters|imago)|via (?:ap|reuters)\b|\((?:file|archiv)\)",
    "legal": r"©|\(c\) ?\d{4}|copyright|all rights reserved|alle rechte|tous droits|terms of (?:use|service)|disclaimer",
    "byline": r"^\W*(?:by|von|par|por|di|autor|author|redaktion|written by|posted (?:by|on)|published|updated|stand|"
    r"aktualisiert|veröffentlicht|publié|作者|来源|发布时间|公開|更新)\b|\bmin(?:ute)?s? read\b|\bmin\. lesezeit|"
    r"^\W*\d{1,2}[./ -]\w+[./ -]\d{2,4}|^\W*\w+ \d{1,2},? \d{4}\W",
    "crosslink": r"^\W*(?:read|see|watch|also|more|lesen sie|lesetipp|siehe|auch|lire|lea|leggi|czytaj|mehr|related)\b"
    r".{0,40}[:：]|^\W*(?:read (?:more|also|next)|lesen sie auch|à lire aussi|lea también|lees ook)",
    "related": r"related (?:posts?|articles?|stories|content)|you (?:may|might) (?:also )?(?:like|be interested)|"
    r"mehr zum thema|auch interessant|weitere (?:artikel|themen)|recommended|more from|相关|関連",
    "truncation": r"continue reading|read more|weiterlesen|mehr lesen|next page|\[\+\d+ chars\]|leer más|lire la suite",
    "bio": r"\bis an? .{0,40}(?:writer|author|reporter|journalist|editor|professor|founder|blogger)|about the author|"
    r"über den autor|contact .{0,30}@|\S+@\S+\.\w+",
    "navigation": r"^\W*(?:home|menu|menü|search|suche|tags?|categories|kategorien?|top|skip to|previous|next|zurück|"
    r"back to|nach oben|startseite|contact|kontakt|impressum|about)\b[^.!?]{0,40}$|[›»>|•].*[›»>|•]",
    "widget": r"\bvideo\b.{0,20}(?:unavailable|player|laden)|playback|loading|click to|slideshow|gallery|galerie",
}
_CUE_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CUES.items()}


def split_units(text: str, *, flat: bool = False) -> list[str]:
    """Return the non-blank lines of a text, or the sentences of each where the text is flat."""
    lines = [line.strip() for line in text.split("\n")]
    if flat:
        lines = [part.strip() for line in lines for part in _SENTENCE_END.split(line) if part]
    return [line for line in lines if line]


class LineJudge:
    """Knows the gold of one page and tells which lines belong to it."""

    def __init__(self, page: Page) -> None:
        gold = gold_of(page.gold or "")
        self._grams = frozenset(gold.grams)
        self._text = f" {' '.join(gold.tokens)} "
        self._title = tokens(page.gold_title or "")
        self._summary = f" {' '.join(tokens(page.gold_summary or ''))} "

    def is_wanted(self, line: str) -> bool:
        """Say whether a line is part of the gold body: half of its 4-grams are, or, if shorter, all of it is."""
        words = tokens(line)
        if len(words) < GRAM:
            return not words or f" {' '.join(words)} " in self._text
        made = list(zip(*(words[start:] for start in range(GRAM)), strict=False))
        return sum(gram in self._grams for gram in made) >= WANTED_SHARE * len(made)

    def name_kind(self, line: str, seen: set[tuple[str, ...]]) -> str:
        """Return what kind of leftover a line is; `seen` are the words of the lines above it."""
        words = tokens(line)
        if self._title and _likeness(words, self._title) >= 0.8:
            return "title"
        if len(words) >= GRAM and f" {' '.join(words)} " in self._summary:
            return "standfirst"
        if tuple(words) in seen:
            return "repeat"
        return name_by_cue(line, len(words))

    def count_leaks(self, text: str, *, flat: bool = False) -> Counter[str]:
        """Return how many words of each kind of leftover stand in an output."""
        found: Counter[str] = Counter()
        for kind, line in self.list_leaks(text, flat=flat):
            found[kind] += len(tokens(line))
        return found

    def list_leaks(self, text: str, *, flat: bool = False) -> list[tuple[str, str]]:
        """Return (kind, line) of each line of an output that is not wanted, in order."""
        seen: set[tuple[str, ...]] = set()
        leaks = []
        for line in split_units(text, flat=flat):
            words = tuple(tokens(line))
            if words and not self.is_wanted(line):
                leaks.append((self.name_kind(line, seen), line))
            seen.add(words)
        return leaks


def name_by_cue(line: str, words: int) -> str:
    """Return the category whose cue words a line holds, or what it looks like without any."""
    if words <= LONG:
        for name, pattern in _CUE_PATTERNS.items():
            if pattern.search(line):
                return name
    if words >= _PROSE_WORDS and _ENDS.search(line):
        return "unmarked prose"
    return "unmarked short line" if words < 2 * _PROSE_WORDS else "unmarked long line"


def _likeness(left: list[str], right: list[str]) -> float:
    one, two = {word.lower() for word in left}, {word.lower() for word in right}
    return len(one & two) / len(one | two) if one | two else 0.0
