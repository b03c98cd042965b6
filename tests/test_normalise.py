"""What the normaliser does, what it leaves alone, and what holds for any text."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.errors import UsageError
from cleaner.normalise import FIXES, normalise, replay, straighten
from cleaner.values import Edit, Quotes

MODES: tuple[Quotes, ...] = get_args(Quotes)

IN_THE_WILD = {
    "quotes": ("“We’ll rebuild,” the mayor said.", '"We\'ll rebuild," the mayor said.'),
    "low quotes": ("„Das ist ‚neu‘“, sagte sie.", "\"Das ist 'neu'\", sagte sie."),
    "mixed pair": ('"The lease is signed,” she said', '"The lease is signed," she said'),
    "no-break space": ("about 4\xa0000\u202fmetres", "about 4 000 metres"),
    "tabs and runs": ("Rain \t  tonight  ", "Rain tonight"),
    "blank line of blanks": ("one\n \xa0 \ntwo", "one\n\ntwo"),
    "windows line ends": ("one\r\n\r\ntwo\r\n", "one\n\ntwo\n"),
    "old line ends": (
        "one\rtwo\x85three\u2028four\u2029five\vsix\fseven",
        "one\ntwo\nthree\nfour\nfive\nsix\nseven",
    ),
    "soft hyphens": ("Donau\xaddampf\xadschiff, Fuß\xadball", "Donaudampfschiff, Fußball"),
    "zero-width spaces": ("\ufeffRead\u200b on\u2060!", "Read on!"),
    "widowed selector": ("\ufe0f Share \ufe0f", "Share"),
    "controls": ("a\x00b\x1bc\x7f", "abc"),
    "c1 apostrophe": ("They don\x92t agree\x85 \x93yet\x94", 'They don\'t agree… "yet"'),
    "decomposed": ("Cafe\u0301 in Zu\u0308rich", "Café in Zürich"),
    "indented Chinese": ("\u3000\u3000今天下雨\u3000明天晴", "今天下雨 明天晴"),
    "misread quotes": ("â€œNo,â€\x9d he said, â€˜neverâ€™.", "\"No,\" he said, 'never'."),
    "misread letters": ("ZÃ¼rich, SÃ£o Paulo, Ã\xadndice, Å\x81Ã³dÅº", "Zürich, São Paulo, índice, Łódź"),
    "misread blanks": ("rentÂ\xa0was 20Â\xa0€", "rent was 20 €"),
    "misread dash": ("a plan â€“ the third â€” failed", "a plan – the third — failed"),
    "misread twice": ("the cafÃƒÂ© closed", "the café closed"),
    "misread Russian": ("РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"),
    "misread on a Mac": ("the caf√© wasn‚Äôt open", "the café wasn't open"),
    "a half-lost letter": ("voilÃ le travail", "voilà le travail"),
}

SYNTHETIC = {
    "mirrored quotes": ("\u201fa\u201d \u201bb\u2019", "\"a\" 'b'"),
    "every blank": ("a\u1680b\u2000c\u2003d\u2007e\u2009f\u205fg\u3000h", "a b c d e f g h"),
    "blanks only": (" \t\xa0", ""),
    "newlines only": (" \n \r\n\t", "\n\n"),
    "joiner between Latin letters": ("a\u200db\u200cc", "abc"),
    "joiner at an edge": ("\u200dمن\u200c", "من"),
    "direction marks without need": ("\u200eabc\u202c \u2066d\u2069", "abc d"),
    "tags without a flag": ("a\U000e0067\U000e007f", "a"),
    "annotation and placeholders": ("a\ufff9b\ufffbc\ufffcd\ufdd0\uffff", "abcd"),
    "marks in the wrong order": ("q\u0307\u0323", "q\u0323\u0307"),
    "conjoining jamo": ("\u1112\u1161\u11ab", "한"),
    "ohm and Kelvin": ("\u2126 \u212a", "Ω K"),
    "blank born of NFC": ("a \u2000b", "a b"),
    "damage born of NFC": ("A\u0303©", "é"),
    "damage under a zero-width space": ("Ã\u200b©t", "ét"),
    "soft hyphen out of damage": ("Â\xad", ""),
}

NEGATIVE = {
    "plain": "A plain line, \"quoted\" and 'so'.\n\nAnother one.",
    "guillemets": "« Oui », dit-il. ‹non› »nein«",
    "corner brackets": "「はい」『いいえ』、。",
    "dashes and dots": "a – b — c - d … e",
    "primes": "5′10″ tall",
    "typewriter": "``text'' and `text'",
    "backticks and acutes": "`code` ´a´",
    "wide letters": "ＡＢＣ　１２".replace("\u3000", " "),
    "ligatures and fractions": "ﬁne ½ ² ™ №",
    "entities": "fish &amp; chips &#8217; &nbsp;",
    "Persian": "می\u200cخواهم کتاب\u200cها ۲۰\u200cام",
    "Devanagari": "क्\u200dष र्\u200cय",
    "Malayalam word end": "അവന\u0d4d\u200d വന്നു",
    "family and flag": "👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ❤\ufe0f 1\ufe0f\u20e3",
    "flag of Wales": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "Mongolian": "ᠠ\u180eᠠ",
    "variant of an ideograph": "葛\U000e0100城",
    "direction marks where needed": "שלום \u200eabc\u200f",
    "lone surrogates": "caf\udce9 \ud800x",
    "French": "Où ça ? À l’été : « Noël »".replace("’", "'"),
    "Portuguese capitals": "AMANHÃ NÃO, SÃO JOÃO, ÂNGULO",
    "Romanian": "ȘTIRI DESPRE ȚARĂ și în",
    "Icelandic": "Ísland, þjóð, Ð og ð",
    "Russian capitals": "СССР, РСФСР, ВГРС. Рим",
    "Greek": "ΒΓΞΟ Ελλάδα",
    "Vietnamese": "Tiếng Việt, Đà Nẵng",
    "maths": "√2 ≈ 1.41, 3 × 4, x²",
    "no-break damage": "É isso aí",
    "zero-width space under a mark": "e\u200b\u0301",
    "grapheme joiner": "a\u034f\u0301",
}


def same(cases: dict[str, tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("given_", "wanted"), cases.values(), ids=cases.keys())


@same(IN_THE_WILD | SYNTHETIC)
def test_a_text_becomes_plain(given_: str, wanted: str) -> None:
    assert normalise(given_)[0] == wanted


@pytest.mark.parametrize("text", NEGATIVE.values(), ids=NEGATIVE.keys())
def test_what_is_meant_so_stays(text: str) -> None:
    assert normalise(text) == (text, [])


def test_keep_touches_no_quote_but_all_else() -> None:
    assert normalise("“a”\xa0 'b’", "keep")[0] == "“a” 'b’"


def test_another_mode_of_quotes_is_refused_with_the_modes_there_are() -> None:
    with pytest.raises(UsageError, match=r"'smart'.*straight, curly, keep"):
        normalise("a", "smart")  # type: ignore[arg-type]


def test_the_fixes_stand_in_the_order_of_the_contract() -> None:
    assert [fix.name for fix in FIXES] == ["invisible", "encoding", "quotes", "blanks", "nfc"]


def test_edits_say_what_was_where_in_the_input() -> None:
    text = "“A”\xa0 b\r\nCafe\u0301"
    assert normalise(text)[1] == [
        Edit(0, 1, "“", '"'),
        Edit(2, 3, "”", '"'),
        Edit(3, 5, "\xa0 ", " "),
        Edit(6, 8, "\r\n", "\n"),
        Edit(11, 13, "e\u0301", "é"),
    ]


def test_a_repair_is_reported_letter_by_letter() -> None:
    assert normalise("ZÃ¼rich and GenÃ¨ve")[1] == [Edit(1, 3, "Ã¼", "ü"), Edit(15, 17, "Ã¨", "è")]


def test_a_repair_reads_each_line_alone() -> None:
    assert normalise("Ł and Ã¼\nÃ©t")[0].split("\n")[1] == "ét"


def test_other_defaults_of_the_repair_library_are_off() -> None:
    text = "&eacute; ﬁ ＡＢ \x1b[31mred"
    assert normalise(text)[0] == "&eacute; ﬁ ＡＢ [31mred"


PILES = (
    "a",
    "b c\n",
    "’",
    "é’\xa0",
    " ",
    "\n",
    "Ã©",
    "'",
    " 'a",
    "`",
    "`a'",
    "\u200b",
    "e\u0301",
    "\r ",
    "\xad",
)


@pytest.mark.parametrize("pile", PILES, ids=ascii)
def test_a_pile_of_anything_takes_time_in_proportion(pile: str) -> None:
    started = time.process_time()
    for mode in MODES:
        normalise(pile * 20_000, mode)
    assert time.process_time() - started < 5  # seconds; a quadratic search would take minutes


ALPHABETS = {
    "blanks": "ab \t\n\r\v\f\x85\xa0\u2000\u2003\u2028\u202f\u3000",
    "quotes": "ab1 \n\"'`‘’‚‛“”„‟«»-—(.,?!s0′\u200b\xa0É",
    "invisible": "aé1#\u200b\u200d\u2060\ufeff\xad\u200e\u202e\ufe0f\U000e0067\U000e007f🏴👩“",
    "joining": "aक्षسم\u200c\u200d\u0301\u180eᠠא\u064e\u200b 👩\ufe0f\u200f",
    "damage": "aÃÂâ€™œ©¼\xa0\xad\x80\x9d\x92\x85Р СџЂв Ð½ÐŸ√‚Äô“”\u0303A\"' \n\u200b‛",
    "double damage": "ÃƒÂ¢â‚¬Å¡\x81\x93ï¿½Ãà ",
    "composing": "aeoq\u0301\u0303\u0308\u0323\u0327\u0338=<\u1100\u1161\u11a8가\u0958\u2126\u212b",
    "late": "A\u0303©\u1fef\u037e\u2000\u200d\u200bÃ\ufb1d\u0f71\u0f73\u2001 '",
    "surrogates": "a\udc80\udcff\ud800\udbff\u0301 \xa0Ã©",
}  # fmt: skip

texts = st.one_of(
    st.text(),
    st.text(st.characters(codec=None, exclude_categories=())),
    *(st.text(alphabet, max_size=24) for alphabet in ALPHABETS.values()),
    st.text("".join(ALPHABETS.values()), max_size=24),
    st.text("abé “”’\n", max_size=30).map(lambda s: s.encode().decode("cp1252", "replace")),
    st.text("abéя—“”’ \n", max_size=30).map(lambda s: s.encode().decode("latin-1")),
)
modes = st.sampled_from(MODES)
thorough = settings(max_examples=500, deadline=None)


def undo(text: str, edits: list[Edit]) -> str:
    inverse = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        inverse.append(Edit(start, start + len(edit.now), edit.now, edit.was))
        shift += len(edit.now) - len(edit.was)
    return replay(text, inverse)


def letters(text: str) -> list[str]:
    return [char for char in text if unicodedata.category(char)[0] in "LN"]


def strange(text: str) -> str:
    return "".join(char for char in text if not (" " <= char <= "~" or char == "\n"))


@thorough
@given(texts, modes)
@example("\u201fÃ©\u201f", "straight")
@example("Ã\u2003©", "keep")
@example("\"'a '", "curly")
@example('â"\x85\xa0', "curly")
def test_normalising_twice_is_normalising_once(text: str, quotes: Quotes) -> None:
    once = normalise(text, quotes)[0]
    assert normalise(once, quotes) == (once, [])


@thorough
@given(texts, modes)
def test_edits_lead_from_the_input_to_the_output_and_back(text: str, quotes: Quotes) -> None:
    normal, edits = normalise(text, quotes)
    assert replay(text, edits) == normal
    assert undo(normal, edits) == text
    done = 0
    for edit in edits:
        assert done <= edit.start <= edit.end
        assert edit.was == text[edit.start : edit.end] != edit.now
        done = edit.end


@thorough
@given(texts)
def test_only_repair_and_nfc_touch_letters_and_digits(text: str) -> None:
    for fix in FIXES:
        if fix.name not in ("encoding", "nfc"):
            assert letters(replay(text, fix.find(text, strange(text)))) == letters(text)


@contextmanager
def nothing_repaired() -> Iterator[None]:
    with mock.patch("ftfy.fix_encoding", lambda line: line):
        yield


@thorough
@given(texts, modes)
def test_letters_and_digits_are_those_of_nfc_when_nothing_is_repaired(text: str, quotes: Quotes) -> None:
    with nothing_repaired():
        normal = normalise(text, quotes)[0]
    kept = iter(letters(unicodedata.normalize("NFC", text)))
    assert all(letter in kept for letter in letters(normal))


@thorough
@given(texts)
def test_the_quote_modes_give_texts_of_one_length_when_nothing_is_repaired(text: str) -> None:
    with nothing_repaired():
        found = [normalise(text, mode)[0] for mode in MODES]
    assert len({len(normal) for normal in found}) == 1
    assert len({straighten(normal) for normal in found}) == 1


@thorough
@given(texts)
def test_each_fix_finds_the_edits_it_applies(text: str) -> None:
    for fix in FIXES:
        edits = fix.find(text, strange(text))
        assert fix.apply(text, edits) == replay(text, edits)


@thorough
@given(texts)
def test_a_normal_text_has_no_blank_to_spare_and_is_nfc(text: str) -> None:
    normal = normalise(text)[0]
    assert unicodedata.is_normalized("NFC", normal)
    assert all(
        line == " ".join(line.split(" ")).strip(" ") and "  " not in line for line in normal.split("\n")
    )
    assert not set(normal) & set("\t\r\v\f\x85\xa0\u2028\u2029\u3000\u202f\u2009")
