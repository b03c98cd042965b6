"""Writers, chosen by name from a registry: a cleaned document to bytes, to a ledger or side-file line.

Owns the form of what comes out and of what the ledger needs to undo it. Must not know rules, nor open files.
A new format is one function and one line in `WRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from cleaner.encoding import to_entry as facts_entry
from cleaner.encoding import unmend
from cleaner.ledger import Cleaned, to_entry
from cleaner.records import Fields, join, read, write
from cleaner.sources import Item

EMPTY = "empty"
"""Flag: no text came in, or none was left."""

FOUND = ("title", "author", "date", "language")
"""Fields of a record that are filled in where it does not say them itself."""

RECORD_FORMATS = ("jsonl", "parquet")
"""Outputs that hold a record a document."""

BETWEEN = {"text": b"\f\n", "jsonl": b"", "parquet": b"", "diff": b""}
"""What stands between two documents of one output: texts are parted by a line with a form feed."""


class Style(Struct, frozen=True):
    """How outputs are written; `stamp` holds the version and the digest of the rulebook."""

    title: bool = False
    text_field: str = "text"
    html_field: str = "html"
    keep_html: bool = False
    stamp: tuple[str, str] = ("", "")


class Outcome(Struct, frozen=True):
    """A document as it came and as it goes."""

    item: Item
    cleaned: Cleaned

    @property
    def flags(self) -> tuple[str, ...]:
        """All flags, of the reading and of the cleaning, each once."""
        read_flags = self.item.facts.flags if self.item.facts else ()
        empty = () if self.cleaned.text else (EMPTY,)
        return tuple(dict.fromkeys((*read_flags, *self.cleaned.flags, *empty)))

    def changed(self, style: Style) -> bool:
        """Tell whether what comes out differs from what came in; for HTML, from the extracted text."""
        before, after = both_sides(self, style)
        return before != after


Writer = Callable[[Outcome, Style], bytes]


def as_text(outcome: Outcome, style: Style) -> bytes:
    """Return the body, paragraphs parted by a blank line, a line end at the end; or with the title on top."""
    title = outcome.cleaned.title if style.title else None
    whole = "\n\n".join(part for part in (title, outcome.cleaned.text) if part)
    return f"{whole}\n".encode() if whole else b""


def as_record(outcome: Outcome, style: Style) -> bytes:
    """Return the record with its text replaced and `title`, `language` and `cleaner` filled in."""
    return join(record_of(outcome, style)) + b"\n"


def as_diff(outcome: Outcome, style: Style) -> bytes:
    """Return a unified diff from the text that came to the text that goes; nothing where they are equal."""
    import difflib  # only for the asking: start-up counts

    item = outcome.item
    name = item.source if item.fields is None else f"{item.source}#{item.index}"
    before, after = (side.splitlines(keepends=True) for side in both_sides(outcome, style))
    lines = difflib.unified_diff(before, after, f"{name} (as it came)", f"{name} (clean)")
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended).encode()


def both_sides(outcome: Outcome, style: Style) -> tuple[str, str]:
    """Return what came and what goes, in the form in which they are compared."""
    if outcome.item.format == "text":
        return outcome.item.text or "", as_text(outcome, style).decode()
    return outcome.cleaned.original, outcome.cleaned.text


def record_of(outcome: Outcome, style: Style) -> Fields:
    """Return the fields of the outgoing record, in order."""
    item, cleaned = outcome.item, outcome.cleaned
    fields = dict(came_as(item))
    if item.fields is not None and item.html is not None and not style.keep_html:
        fields.pop(style.html_field, None)
    fields[style.text_field if item.fields is not None else "text"] = write(cleaned.text)
    for name in FOUND:
        found = getattr(cleaned, name)
        if found is not None and not _says(fields.get(name)):
            fields[name] = write(found)
        fields.setdefault(name, b"null")
    version, digest = style.stamp
    fields["cleaner"] = write(
        {"rulebook": version, "digest": digest, "removed": cleaned.counts, "flags": outcome.flags}
    )
    return fields


def came_as(item: Item) -> Fields:
    """Return the fields that came in; of a file that is no record, its name."""
    return item.fields if item.fields is not None else {"source": write(item.source)}


def entry_of(outcome: Outcome, form: str, style: Style, texts: bool) -> bytes:
    """Return the ledger line of a document that goes to an output of the format `form`; `addressed` names the output."""
    item = outcome.item
    core = to_entry(outcome.cleaned, source=item.source, index=item.index, texts=texts)
    facts = facts_entry(item.facts) if item.facts else {"encoding": None, "bom": False, "newline": None}
    if not texts:
        facts = {name: facts[name] for name in ("encoding", "bom", "newline")}
    head = {"source": item.source, "index": item.index, "id": _id(item)}
    entry = head | {name: core[name] for name in ("title", "language")} | facts | core
    entry |= {"flags": outcome.flags, "format": item.format, "to": form}
    record = form in RECORD_FORMATS
    if texts and (record or item.fields is not None):
        goes = record_of(outcome, style) if record else {}
        entry["record"] = _record_entry(outcome, goes, style, form == "parquet")
    return msgspec.json.encode(entry) + b"\n"


def dropped_entry(item: Item, form: str, flags: tuple[str, ...], texts: bool) -> bytes:
    """Return the ledger line of a document that went to the quarantine, so that `restore` can put it back."""
    entry: dict[str, Any] = {
        "source": item.source,
        "index": item.index,
        "id": _id(item),
        "format": item.format,
    }
    entry |= {"to": form, "flags": list(flags), "dropped": True}
    entry |= {"record": {"whole": whole_of(item)}} if texts else {"restorable": False}
    return msgspec.json.encode(entry) + b"\n"


def broken_entry(source: str, form: str, raw: bytes, texts: bool) -> bytes:
    """Return the ledger line of what is no record."""
    entry: dict[str, Any] = {"source": source, "format": "jsonl", "to": form, "dropped": True}
    entry |= {"line": raw.decode("utf-8", "surrogateescape")} if texts else {"restorable": False}
    return write(entry) + b"\n"


def addressed(entry: bytes, output: str) -> bytes:
    """Return a ledger line with the name of the output that its document went to."""
    return entry[:-2] + b',"output":' + write(output) + b"}\n"


def whole_of(item: Item) -> msgspec.Raw:
    """Return a document as it came: its fields; of a file that is no record, its name and its text or page."""
    if item.fields is not None and not (item.format == "warc" and item.html is None):
        return _raw(item.fields)
    content = item.html.decode("utf-8", "surrogateescape") if isinstance(item.html, bytes) else item.html
    what = "text" if content is None else "html"
    return _raw(came_as(item) | {what: write(item.text if content is None else content)})


WRITERS: dict[str, Writer] = {"text": as_text, "jsonl": as_record, "parquet": as_record, "diff": as_diff}
"""Tables are written as records first: what types their columns have is known when all records are."""


def _record_entry(outcome: Outcome, goes: Fields, style: Style, table: bool) -> dict[str, Any]:
    """Say what tells the outgoing record from the one that came, but for the text that edits bring back."""
    came = came_as(outcome.item)
    field = style.text_field if outcome.item.fields is not None else "text"
    lost = {name: raw for name, raw in came.items() if goes.get(name) != raw}
    known = _came_text(outcome)
    if known is not None and field in lost and read(lost[field]) == known:
        del lost[field]
    added = [name for name in goes if name not in came and (name != field or outcome.item.fields is not None)]
    record: dict[str, Any] = {"field": field, "was": _raw(lost), "added": msgspec.Raw(write(added))}
    if table or any(name not in goes for name in came):  # a table has columns of other records, too
        record["order"] = msgspec.Raw(write(list(came)))
    return record


def _came_text(outcome: Outcome) -> str | None:
    item = outcome.item
    if item.html is not None or item.facts is None:
        return None
    return unmend(outcome.cleaned.original, item.facts.replaced)


def _says(raw: bytes | None) -> bool:
    """Tell whether a field of a record holds anything; a blank string is nothing, a list of names is something."""
    value = read(raw) if raw else None
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _id(item: Item) -> Any:
    raw = (item.fields or {}).get("id")
    return msgspec.Raw(raw) if raw else None


def _raw(fields: Fields) -> msgspec.Raw:
    return msgspec.Raw(join(fields))
