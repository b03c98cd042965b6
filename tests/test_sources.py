"""Claims about readers: what a file is, what is refused, and which field means what."""

from __future__ import annotations

import io

import pytest

from cleaner.errors import RecordError, SourceError
from cleaner.formats import items
from cleaner.recognise import identify, refuse_binary
from cleaner.sources import Item, Reading

RECORD = b'{"text": "The river rose."}'


def _read(form: str, raw: bytes, reading: Reading | None = None) -> list[Item | SourceError]:
    stream = io.BufferedReader(io.BytesIO(raw))  # type: ignore[arg-type]
    return list(items(form, stream, "in", reading or Reading()))


def _item(form: str, raw: bytes, reading: Reading | None = None) -> Item:
    (item,) = _read(form, raw, reading)
    assert isinstance(item, Item), item
    return item


def _fault(raw: bytes) -> str:
    (fault,) = _read("jsonl", raw)
    assert isinstance(fault, RecordError)
    return str(fault)


SNIFFED = {
    RECORD: "jsonl", b"\xef\xbb\xbf" + RECORD: "jsonl", b"{}\n": "jsonl", b'{"text": 1}}\n': "jsonl",
    b'{"text": "' + b"x" * 9000: "jsonl", b"{\n  pretty": "text", b"{ is a brace": "text",
    b"[1] Smith, 2019": "text", b"Rain fell.": "text", b"": "text",
    b"  \n<!DOCTYPE html>": "html", b"<html>": "html", b"<body>": "html",
}  # fmt: skip


@pytest.mark.parametrize("head", SNIFFED)
def test_without_an_ending_the_first_bytes_tell_the_format(head: bytes) -> None:
    assert identify("-", head) == identify("page.2024", head) == SNIFFED[head]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", "text"),
        ("a.HTM", "html"),
        ("a.ndjson.gz", "jsonl"),
        ("a.json", "jsonl"),
        ("a.md.zst", "text"),
    ],
)
def test_the_ending_tells_the_format(name: str, form: str) -> None:
    assert identify(name, RECORD) == form


def test_a_json_array_is_refused_with_the_way_out() -> None:
    with pytest.raises(SourceError, match="jq"):
        identify("a.json", b'[{"text": "x"}]')


@pytest.mark.parametrize(
    "head",
    [
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"\x7fELF",
        b"\x1f\x8b\x08",
        b"PAR1",
        bytes(range(256)),
        b"\0\0\0",
    ],
)
def test_binary_data_is_refused(head: bytes) -> None:
    with pytest.raises(SourceError, match=r"x\.txt: not a text file"):
        refuse_binary("x.txt", head)


@pytest.mark.parametrize(
    "head",
    [b"", b"Rain.", "Rain.".encode("utf-16"), "Rain fell.".encode("utf-16-le"), b"Rain.\0" + b"Rain. " * 50],
)
def test_text_in_any_encoding_is_not_refused(head: bytes) -> None:
    refuse_binary("x.txt", head)


def test_a_text_file_is_one_document() -> None:
    item = _item("text", b"Rain.\r\n")
    assert (item.text, item.index, item.html) == ("Rain.\r\n", 0, None)


def test_a_page_stays_bytes_so_that_its_own_declaration_counts() -> None:
    page = '<meta charset="cp1252"><p>café'.encode("cp1252")
    assert _item("html", page).html == page


def test_a_page_in_a_named_or_wide_encoding_is_decoded() -> None:
    assert _item("html", "<p>café".encode("cp1252"), Reading("cp1252")).html == "<p>café"
    assert _item("html", "<p>café".encode("utf-16")).html == "<p>café"


def test_records_keep_their_order_and_blank_lines_are_none() -> None:
    items = _read("jsonl", b'{"text":"a"}\n\n  \r\n{"text":"b"}\r\n{"text":"c"}')
    assert [(item.index, item.text) for item in items if isinstance(item, Item)] == [
        (0, "a"),
        (1, "b"),
        (2, "c"),
    ]


def test_html_is_used_only_where_text_is_absent_or_null() -> None:
    assert _item("jsonl", b'{"text":"a","html":"<p>b"}').html is None
    assert _item("jsonl", b'{"text":null,"html":"<p>b"}').html == "<p>b"
    assert _item("jsonl", b'{"html":"<p>b"}').html == "<p>b"
    assert _item("jsonl", b'{"text":"","html":"<p>b"}').text == ""


def test_null_is_empty_text() -> None:
    assert _item("jsonl", b'{"text":null}').text == ""
    assert _item("jsonl", b'{"html":null}').text == ""


def test_other_fields_can_be_named() -> None:
    assert _item("jsonl", b'{"body":"a","text":7}', Reading(text_field="body")).text == "a"
    assert _item("jsonl", b'{"page":"<p>a"}', Reading(html_field="page")).html == "<p>a"


def test_a_record_without_either_field_is_an_error_that_names_them() -> None:
    fault = _fault(b'{"body":"a"}')
    assert "in:1" in fault
    assert "--text-field" in fault


@pytest.mark.parametrize("value", ["7", "true", "[]", "{}", "1e999", "9" * 5000])
def test_a_text_that_is_no_text_is_an_error(value: str) -> None:
    assert "holds no text" in _fault(b'{"text":' + value.encode() + b"}")


def test_a_broken_line_is_an_error_with_its_number_and_the_neighbours_stay() -> None:
    first, fault, third = _read("jsonl", b'{"text":"a"}\n{"text":"b\n{"text":"c"}\n')
    assert isinstance(fault, RecordError)
    assert (fault.number, fault.raw) == (2, b'{"text":"b')
    assert [item.index for item in (first, third) if isinstance(item, Item)] == [0, 2]


def test_title_language_and_address_of_a_record_are_evidence() -> None:
    hints = _item("jsonl", b'{"text":"a","title":"T","lang":"en-US","url":"https://example.org/"}').hints
    assert (hints.title, hints.language, hints.url) == ("T", "en-US", "https://example.org/")


@pytest.mark.parametrize("title", ["null", '""', '"  "', "7", "[]"])
def test_a_title_that_says_nothing_is_no_evidence(title: str) -> None:
    assert _item("jsonl", b'{"text":"a","title":' + title.encode() + b"}").hints.title is None


def test_the_site_of_the_run_counts_where_the_record_has_no_address() -> None:
    reading = Reading(site="example.org")
    assert _item("jsonl", b'{"text":"a"}', reading).hints.url == "example.org"
    assert (
        _item("jsonl", b'{"text":"a","url":"https://example.com/1"}', reading).hints.url
        == "https://example.com/1"
    )
    assert _item("text", b"a", reading).hints.url == "example.org"
    assert _item("html", b"<p>a", reading).hints.url == "example.org"


def test_the_language_of_the_run_counts_where_the_record_has_none() -> None:
    reading = Reading(language="de")
    assert _item("jsonl", b'{"text":"a"}', reading).hints.language == "de"
    assert _item("jsonl", b'{"text":"a","language":"en"}', reading).hints.language == "en"
    assert _item("text", b"a", reading).hints.language == "de"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_records_are_read_in_marked_encodings(encoding: str) -> None:
    raw = '{"text":"é"}\n{"text":"ü"}\n'.encode(encoding)
    assert [item.text for item in _read("jsonl", raw) if isinstance(item, Item)] == ["é", "ü"]


def test_records_are_read_in_a_named_encoding() -> None:
    assert _item("jsonl", '{"text":"é"}'.encode("cp1252"), Reading("cp1252")).text == "é"


def test_a_legacy_line_among_utf8_lines_is_guessed_and_flagged() -> None:
    raw = '{"text":"é ü"}\n'.encode() + '{"text":"le café où il était"}\n'.encode("cp1252")
    first, second = (item for item in _read("jsonl", raw) if isinstance(item, Item))
    assert (first.text, second.text) == ("é ü", "le café où il était")
    assert first.facts is not None
    assert second.facts is not None
    assert (first.facts.flags, second.facts.flags) == ((), ("encoding-guessed",))


def test_stray_bytes_pass_through_other_fields_as_escapes() -> None:
    item = _item("jsonl", '{"text":"é ü \udc93","note":"à \udc94"}'.encode("utf-8", "surrogateescape"))
    assert item.text == "é ü �"
    assert item.fields is not None
    assert item.fields["note"] == '"à \\udc94"'.encode()


def test_a_lone_surrogate_is_mended_and_remembered() -> None:
    item = _item("jsonl", b'{"text":"a\\ud83db"}')
    assert item.text == "a�b"
    assert item.facts is not None
    assert item.facts.replaced == ((1, 0xD83D),)


def test_a_line_of_many_megabytes_is_no_error() -> None:
    text = "The river rose in the night. " * 400_000
    assert _item("jsonl", b'{"text":"' + text.encode() + b'"}').text == text
