"""Generated documents made of real-looking parts, and rulebooks written on the spot. Shared by the tests of several rooms."""

from __future__ import annotations

import json
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from cleaner.book import Rulebook
from cleaner.rulebook import load_rules

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"

READ_ALSO = """
about: Lines that point to one other story
defaults: {status: stable}
rules:
  read-also:
    title: Link line with a label
    why: Editors drop links to other stories between paragraphs.
    match: [{starts: 'READ ALSO'}]
    tests: {removes: ['READ ALSO: Ten held after raid'], keeps: ['He read also the second volume.']}
"""
"""A file of one rule: link lines that begin with READ ALSO."""

PROSE = (
    "The dam held through the night, and by morning the engineers said that the worst of the flood had passed.",
    "Shopkeepers on the lower quay had carried their stock upstairs before dark, as their grandparents used to do.",
    '"We will not know the cost before the water is gone," said the mayor, who had slept for two hours.',
    "Subscribe to the idea that rivers can be tamed, an old boatman said, and you will subscribe to anything.",
    "The county opened two schools for those who could not go home; about 140 people spent the night there.",
    "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke zu sperren, bis ein zweites Gutachten vorliegt und bezahlt ist.",
    "Le conseil municipal a voté mardi soir la fermeture du pont, et les commerçants craignent un été sans clients.",
    "El ayuntamiento cerró el puente el martes por la noche, y los vecinos tendrán que cruzar por el molino viejo.",
    "Belediye köprüyü salı gecesi kapattı; ırmağın iki yakasında oturanlar artık İğdeli yolundan dolaşmak zorunda kalacak, dedi.",
    "Городской совет закрыл старый мост во вторник вечером, и жители обоих берегов теперь ездят в объезд через мельницу.",
    "أغلق المجلس البلدي الجسر القديم مساء الثلاثاء، وقال المهندس إنّ الإصلاح سيستغرق أكثر من ثلاثة أشهر على الأقل.",
    "Ο δήμος έκλεισε την παλιά γέφυρα το βράδυ της Τρίτης, και οι κάτοικοι περνούν τώρα από τον δρόμο του μύλου.",
    "市议会星期二晚上决定关闭老桥，两岸的居民现在必须绕道磨坊，往返要多走将近四十分钟的路程。",
)
ENGLISH = 5
"""Paragraphs of `PROSE` that are English; each of the others is in a language of its own."""
HEADLINES = (
    "County Shuts Tolland Bridge After Divers Find Cracked Pier",
    "Flood Engineers Save the Dam at Low Fell With an Hour to Spare",
    "Stadtrat sperrt alte Brücke bis zum zweiten Gutachten",
    "What the river took and what it gave back",
)
CAPTIONS = (
    "Tolland Bridge from the east bank (File)",
    "Photo: Ilse Marrow/Quayside Pictures",
    "The lower quay on Wednesday morning. Image: Halvorsen Homes",
    "Water stands in Mill Lane",
    "Foto: Jonte Brask",
)
LEFTOVERS = (
    "READ ALSO :Ten Things to Do When the River Comes",
    "READ MORE: Who pays for the bridge?",
    "Sign up:  Get our free  morning newsletter  in your inbox",
    "Subscribe to our newsletter",
    "Follow us on Facebook, Instagram and X",
    "Share this article",
    "Advertisement",
    "Login To Facebook To Comment",
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "Comments (48)",
    "By Nikolai Harcourt",
    "Published: 14 March 2024, 18:22 GMT | Updated: 15 March 2024, 07:05 GMT",
    "3 min read",
    "HomeLocal News",
    "Home › News › Local",
    "© 2024 The Low Fell Courier. All rights reserved.",
    "Continue reading",
    "We use cookies to give you the best experience on our website. Accept all cookies",
    "Please consider a small donation to keep local reporting alive. Your contribution pays for the reporters you rely on.",
    "Tags: flood, dam, Low Fell",
    "Lesen Sie auch: Wie die Brücke gebaut wurde",
    "Lire aussi : Le pont en dix dates",
    "Haberin devamı",
)
SUBHEADS = (
    "Share the burden",
    "Comments",
    "A second night",
    "What comes next?",
    "* * *",
    "---",
    "Read the signs",
    "İlgi",
)
BLOCKS = (
    "Related Articles\nBridge closed again\nMayor wins second term\nThe ferry that never came",
    "Most Read\n1. The bakery that refuses to slice\n2. Ferry named after wrong admiral\n3. Drunk driver hid in confessional",
    "We shall not be moved today\nLike a tree by the water\nWe shall not be moved today",
    "Low Fell 2\nUpper Keld 0\nLow Fell 2\nTolland 1",
    "- two onions\n- a pound of barley\n- salt",
    "Menu\nHome\nNews\nBusiness\nSport",
    "Leave a Reply\nName *\nEmail *\nPost Comment",
    "What do you want from us?\nWhat do you want from us?",
)
INLINE = (
    "The bill passed on Monday (READ MORE: Senate clears the budget), and the governor signed it before the cameras.",
    "Police opened an inquiry. [Read also: Two held over fire] A report is due in May, the ministry told reporters in town.",
)
ODD = (
    "\u200b",
    "\u00a0",
    "\u00ad",
    "\ufeff",
    "“",
    "”",
    "’",
    "„",
    "«",
    "\t",
    "  ",
    "â€œ",
    "Ã©",
    "e\u0301",
    "\u0651",
    "ـ",
    "\x0c",
    "—",
)


_LATIN_ODD = tuple(odd for odd in ODD if not "\u0600" <= odd <= "\u06ff")


@cache
def wild_names(folder: str = "wild") -> tuple[str, ...]:
    """Return the names of the documents of `fixtures/wild` or `fixtures/gaps`."""
    return tuple(sorted(path.stem for path in (FIXTURES / folder).glob("*.json")))


def read_exactly(path: Path) -> str:
    """Return a fixture with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


@cache
def wild_lines() -> tuple[str, ...]:
    """Return the non-blank lines of all wild documents."""
    texts = (read_exactly(FIXTURES / "wild" / f"{name}.txt") for name in wild_names())
    return tuple(sorted({line for text in texts for line in text.splitlines() if line.strip()}))


def _twice(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda line, gap: line + gap + line,
        strategy,
        st.sampled_from(["\n", "\n\n", "\n\nHomeLocal News\n\n"]),
    )


def _spoilt(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put something odd into a line, at a place that depends on the line's length."""

    def spoil(line: str, odd: str, place: int) -> str:
        at = place % (len(line) + 1)
        return line[:at] + odd + line[at:]

    return st.builds(spoil, strategy, st.sampled_from(_LATIN_ODD), st.integers(0, 400))


@cache
def parts(language: int) -> st.SearchStrategy[str]:
    """Return a strategy of one part of a page: a paragraph, a headline, a menu, a list, a leftover ...

    `language` is the place in `PROSE` of the only paragraph that is not English.
    """
    prose = st.sampled_from((*PROSE[:ENGLISH], PROSE[language], PROSE[language]))
    headline, caption, leftover = map(st.sampled_from, (HEADLINES, CAPTIONS, LEFTOVERS))
    two = st.builds("{} {}".format, prose, prose)
    fixed = (*SUBHEADS, *BLOCKS, *INLINE)
    rare = st.one_of(
        headline, _twice(headline), caption, _twice(caption), _twice(prose), _spoilt(prose), _spoilt(leftover)
    )
    wrapped = st.builds(textwrap.fill, two, st.sampled_from([60, 72, 80]))
    other = st.one_of(st.sampled_from(fixed), st.sampled_from(wild_lines()))
    return st.one_of(prose, two, leftover, other, rare, wrapped)


def documents(*, most: int = 16) -> st.SearchStrategy[str]:
    """Return a strategy of whole pages: up to `most` parts, parted in one of the ways of real dumps."""
    heads = st.one_of(st.just(""), st.sampled_from(HEADLINES), _twice(st.sampled_from(HEADLINES)))
    gaps = st.sampled_from(["\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\n\n\n\n"])
    bodies = [st.lists(parts(language), max_size=most) for language in range(ENGLISH, len(PROSE))]
    return st.builds(_page, heads, st.one_of(bodies), gaps, st.sampled_from(_FINISHES))


def _page(head: str, body: list[str], gap: str, finish: str) -> str:
    pieces = [head, *body] if head else body
    text = gap.join(pieces)
    if finish == "wrapped":
        text = "\n\n".join(textwrap.fill(" ".join(piece.split()), 72) for piece in pieces)
    if finish == "one newline":
        text = text.replace("\r\n", "\n").replace("\n\n", "\n")
    if finish == "curled":
        text = text.replace(' "', " “").replace(',"', ",”").replace("'", "’")
    return text + ("\n" if finish == "last newline" else "")


_FINISHES = ("", "", "last newline", "wrapped", "one newline", "curled")


def anything(*, most: int = 120) -> st.SearchStrategy[str]:
    """Return a strategy of arbitrary Unicode, lone surrogates included, with line ends and odd characters more often than by chance."""
    often = st.sampled_from(
        [*ODD, "\n", "\r\n", "\r", "\x85", "\u2028", " ", "(", ")", "Read more", "اقرأ", "İ", "ı", "ς", "中"]
    )
    piece = st.one_of(
        often, st.text(st.characters(exclude_categories=()), max_size=6), st.sampled_from(LEFTOVERS + PROSE)
    )
    return st.builds("".join, st.lists(piece, max_size=most // 6))


def write_rules(
    folder: Path, files: dict[str, dict[str, Any]], *, special: dict[str, Any] | None = None
) -> Path:
    """Write rule files below `folder`: category → rules (JSON is YAML); `special` are files that hold no rules."""
    for category, content in files.items():
        path = folder / f"{category}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = content if "rules" in content else {"rules": content}
        path.write_text(
            json.dumps({"about": "Rules of a test.", **whole}, ensure_ascii=False), encoding="utf-8"
        )
    for name, content in (special or {}).items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def rule(match: list[dict[str, Any]] | dict[str, Any], **keys: Any) -> dict[str, Any]:
    """Return a rule as plain values, with everything filled in that a rule must have."""
    clauses = match if isinstance(match, list) else [match]
    tests = {"removes": ["x"], "keeps": ["y"]}
    return {
        "title": "A rule",
        "why": "For a test.",
        "match": clauses,
        "tests": tests,
        "status": "stable",
        **keys,
    }


def book(folder: Path, files: dict[str, dict[str, Any]], **special: Any) -> Rulebook:
    """Return a rulebook of just these rules."""
    named = {f"{name}.yaml": content for name, content in special.items()}
    return load_rules(write_rules(folder, files, special=named), shipped=False)
