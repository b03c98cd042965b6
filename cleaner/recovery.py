"""The way back: a clean output and its ledger to what came in.

Owns finding which ledger lines belong to which output, and rebuilding bytes and records from them. Must not
know rules.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from cleaner.encoding import encode, from_entry, unmend
from cleaner.errors import OutputError, RestoreError, SourceError
from cleaner.ledger import digest_of, restore
from cleaner.outputs import BETWEEN, RECORD_FORMATS
from cleaner.parquet import lines_of
from cleaner.records import Fields, join, parse, read, write
from cleaner.streams import STANDARD, reading, writing

_SHOWN = 5


class _Part(Struct, frozen=True):
    """All ledger lines of one output, to be read once, and where clean text and original lie."""

    clean: str
    target: str
    entries: Iterator[Fields]


def recover(clean: str, ledger: str, output: str | None = None) -> int:
    """Write what `clean` was made from to `output` and return the number of documents.

    `clean` is a file, `-`, or a folder; a folder needs a folder as `output`. A text file gives its input's
    bytes, JSONL the original fields as values, HTML the extracted text. Raises RestoreError where text and
    ledger do not fit each other.
    """
    folder = clean != STANDARD and Path(clean).is_dir()
    if folder and output in {None, STANDARD}:
        raise OutputError(f"{clean}: a folder gives several files; name a folder for them with -o")
    _refuse_overwriting(clean, ledger, output)
    names = _outputs(ledger)
    if folder:
        places = _of_folder(names, clean, output or "")
    else:
        places = {_of_file(names, clean, ledger): (clean, output or STANDARD)}
    count = 0
    for name, entries in groupby(_entries(ledger), key=_output_of):
        if name in places:
            count += _part(_Part(*places[name], entries))
    return count


def _refuse_overwriting(clean: str, ledger: str, output: str | None) -> None:
    names = [name for name in (clean, ledger) if name != STANDARD]
    if output and output != STANDARD and any(_same(output, name) for name in names):
        raise OutputError(f"{output}: would be written over while it is read; name another file with -o")


def _entries(ledger: str) -> Iterator[Fields]:
    with reading(ledger) as stream:
        for number, line in enumerate(stream, start=1):
            try:
                yield parse(line)
            except ValueError as error:
                raise SourceError(f"{ledger}:{number}: no ledger line: it {error}") from None


def _output_of(entry: Fields) -> str:
    return str(read(entry.get("output", b'"-"')))


def _outputs(ledger: str) -> list[str]:
    return list(dict.fromkeys(map(_output_of, _entries(ledger))))


def _of_file(names: list[str], clean: str, ledger: str) -> str:
    same = [name for name in names if name == clean or (STANDARD not in {name, clean} and _same(name, clean))]
    alike = [name for name in names if Path(name).name == Path(clean).name]
    chosen = same or (names if len(names) == 1 else alike)
    if len(chosen) != 1:
        known = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
        raise RestoreError(
            f"{ledger}: knows no output {clean}, only {known or 'none at all'}; name the file it had"
        )
    return chosen[0]


def _same(one: str, other: str) -> bool:
    return Path(one).resolve() == Path(other).resolve()


def _of_folder(names: list[str], folder: str, output: str) -> dict[str, tuple[str, str]]:
    places = {}
    for name in names:
        parts = Path(name).parts
        below = (Path(*parts[at:]) for at in range(len(parts)) if parts[at] not in {"/", "..", "."})
        found = next((path for path in below if Path(folder, path).is_file()), None)
        if found is None:
            raise RestoreError(
                f"{folder}: the output {name} of the ledger is not there; restore file by file"
            )
        places[name] = (str(Path(folder, found)), str(Path(output, found)))
    return places


def _part(part: _Part) -> int:
    first = next(part.entries)
    second = next(part.entries, None)
    rest = [first] if second is None else [first, second]
    out = writing(part.target)
    count = 0
    try:
        for data in _originals(part, rest):
            out.write(data)
            count += 1
        out.commit()
    except BaseException:
        out.discard()
        raise
    return count


def _originals(part: _Part, begun: list[Fields]) -> Iterator[bytes]:
    alone = len(begun) == 1
    with reading(part.clean) as stream:
        documents = _documents(stream, part.clean, begun[0], alone)
        for number, entry in enumerate(chain(begun, part.entries), start=1):
            if entry.get("dropped") == b"true":
                yield _dropped(entry)
                continue
            raw = next(documents, None)
            if raw is None:
                raise RestoreError(f"{part.clean}: ends before the ledger does: it is not the whole output")
            try:
                yield _original(entry, raw, alone)
            except (RestoreError, ValueError, KeyError, TypeError) as error:
                raise RestoreError(f"{part.clean}, document {number}: {error}") from error
        if next(documents, None) is not None:
            raise RestoreError(f"{part.clean}: goes on where the ledger ends: something was added")


def _documents(stream: io.BufferedReader, clean: str, entry: Fields, alone: bool) -> Iterator[bytes]:
    form = read(entry.get("to", b'"text"'))
    if form == "parquet":
        return lines_of(stream, clean)
    if form != "text":
        return iter(stream)
    whole = stream.read()
    return iter([whole] if alone else whole.split(BETWEEN["text"]))


def _dropped(entry: Fields) -> bytes:
    if "line" in entry:
        return str(read(entry["line"])).encode("utf-8", "surrogateescape") + b"\n"
    if "record" not in entry:
        raise RestoreError("the ledger was written without the dropped texts: nothing can be put back")
    return join(parse(parse(entry["record"])["whole"])) + b"\n"


def _original(entry: Fields, raw: bytes, alone: bool) -> bytes:
    plain = {name: read(value) for name, value in entry.items() if name != "record"}
    change = parse(entry["record"]) if "record" in entry else {}
    record = parse(raw) if plain.get("to") in RECORD_FORMATS else {}
    body = read(record[read(change["field"])]) if record and change else _body(raw, plain)
    facts = from_entry(plain)
    text = restore(body, plain)
    if plain.get("format") == "warc":
        return join(_rebuilt(record, change, "") | {"text": write(unmend(text, facts.replaced))}) + b"\n"
    if change and plain.get("format") not in ("text", "html"):
        return join(_rebuilt(record, change, unmend(text, facts.replaced))) + b"\n"
    if alone:
        return encode(text, facts) if plain.get("format") == "text" else text.encode()
    return join({"source": entry["source"], "text": write(unmend(text, facts.replaced))}) + b"\n"


def _body(raw: bytes, entry: dict[str, Any]) -> str:
    """Take the title and the last line end off again, whichever the writer put on."""
    whole = raw.decode("utf-8")
    body = whole.removesuffix("\n")
    title = entry.get("title") or ""
    tries = (body, body.removeprefix(f"{title}\n\n"), body.removeprefix(title), whole)
    return next((each for each in tries if digest_of(each) == entry["digest"]), body)


def _rebuilt(record: Fields, change: Fields, text: str) -> Fields:
    added, was, field = read(change["added"]), parse(change["was"]), read(change["field"])
    fields = {name: raw for name, raw in record.items() if name not in added} | was
    if field not in was and field not in added:
        fields[field] = write(text)
    order = read(change["order"]) if "order" in change else list(fields)
    return {name: fields[name] for name in order}
