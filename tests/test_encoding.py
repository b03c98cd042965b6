"""Claims about bytes to text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.encoding import GUESSED, MIXED, Facts, decode, encode, from_entry, to_entry
from cleaner.errors import UsageError

ENCODINGS = [
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "gb18030", "shift_jis",
    "iso2022_jp", "utf-7", "euc_kr",
]  # fmt: skip
SENTENCES = {
    "cp1252": "“It’s only a test,” he said — and left the café.",
    "cp1251": "Привет, мир. Это короткий текст о погоде.",
    "cp1250": "Zażółć gęślą jaźń, proszę pana, to jest próba.",
    "gb18030": "今天天气很好，我们去公园散步吧。",
    "shift_jis": "日本語の文章です。今日は天気がいい。",
}


@given(st.binary(max_size=40), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_come_back_in_any_encoding(raw: bytes, encoding: str | None) -> None:
    text, facts = decode(raw, encoding)
    text.encode("utf-8")
    assert encode(text, from_entry(to_entry(facts))) == raw


@pytest.mark.parametrize("encoding", SENTENCES)
def test_a_legacy_encoding_is_guessed_and_said_to_be_a_guess(encoding: str) -> None:
    text, facts = decode(SENTENCES[encoding].encode(encoding))
    assert text == SENTENCES[encoding]
    assert facts.flags == (GUESSED,)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_are_told_by_their_nuls(encoding: str) -> None:
    text, facts = decode("The river rose.\nIt fell again.\n".encode(encoding))
    assert text == "The river rose.\nIt fell again.\n"
    assert facts.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_is_taken_off_and_remembered(encoding: str) -> None:
    text, facts = decode("Rain.".encode(encoding))
    assert text == "Rain."
    assert facts.bom
    assert not facts.flags


def test_stray_bytes_in_utf8_become_replacement_characters_and_are_remembered() -> None:
    raw = "Il a dit « oui » à l’été ".encode() + b"\x93bad\x94"
    text, facts = decode(raw)
    assert text.endswith("�bad�")
    assert facts.flags == (MIXED,)
    assert encode(text, facts) == raw


def test_a_named_encoding_goes_before_any_guess() -> None:
    assert decode("é".encode(), "cp1252")[0] == "Ã©"


def test_a_named_encoding_still_loses_its_own_mark() -> None:
    text, facts = decode("Rain.".encode("utf-8-sig"), "utf-8")
    assert (text, facts.bom) == ("Rain.", True)


@pytest.mark.parametrize("name", ["latin-99", "rot13", "base64", "hex", ""])
def test_an_unknown_encoding_is_refused_by_name(name: str) -> None:
    from cleaner.encoding import known

    with pytest.raises(UsageError, match="no such text encoding"):
        known(name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a\nb\n", "lf"), ("a\r\nb\r\n", "crlf"), ("a\rb", "cr"), ("a\r\nb\n", "mixed"), ("a", "lf")],
)
def test_the_line_ends_are_named_and_left_in_the_text(text: str, kind: str) -> None:
    decoded, facts = decode(text.encode())
    assert (decoded, facts.newline) == (text, kind)


def test_plain_utf8_needs_nothing_but_its_name_in_the_ledger() -> None:
    assert to_entry(Facts()) == {"encoding": "utf-8", "bom": False, "newline": "lf"}
