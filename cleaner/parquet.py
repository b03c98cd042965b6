"""Parquet: a document a row in, a table out, through pyarrow, which is imported only here and only when called.

Owns how columns become fields of a record and fields become columns. Must not know what becomes of a document.
"""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
from collections.abc import Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from cleaner.encoding import decode
from cleaner.errors import GapError, SourceError, UsageError
from cleaner.records import spell_out, write
from cleaner.sources import Cut, Item, Raw, Reading, item_of, oversize
from cleaner.streams import reading as opened

ROWS = 64
"""Rows that are unpacked at once: documents can be large."""
_READ_AHEAD = 1 << 20


def cut_table(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Cut]:
    """Yield a document a row; a row group that cannot be read is a gap."""
    with _opened(stream, name) as file:
        names = file.schema_arrow.names
        if reading.text_field not in names and reading.html_field not in names:
            raise SourceError(
                f"{name}: no column is called `{reading.text_field}` or `{reading.html_field}`, only "
                f"{', '.join(names) or 'none at all'}; name one with --text-field or --html-field"
            )
        index = 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            try:
                for number, row in enumerate(_rows(file, group), start=index):
                    yield _cut_row(row, (name, number), reading)
            except _damage() as error:
                where = f"{name}: damaged Parquet data in rows {index + 1} to {index + rows}"
                yield GapError(f"{where} ({_short(error)}); fetch or write the file again")
            index += rows


def parse_values(raw: Raw, reading: Reading) -> Item:
    """Read a row: dates and the like as ISO strings, bytes in Base64, unless they are the text or the page."""
    fields = {}
    for name, value in raw.data.items():
        spoken = isinstance(value, bytes) and name in (reading.text_field, reading.html_field)
        plain = decode(value, reading.encoding)[0] if spoken else value
        fields[name] = spell_out(_json(plain).decode("utf-8", "surrogatepass"))
    return item_of(fields, (raw.source, raw.index, ()), reading, "parquet")


def schema_of(name: str) -> Any:
    """Return the schema of a Parquet file, in Arrow's terms."""
    with opened(name) as stream, _opened(stream, name) as file:
        return file.schema_arrow.remove_metadata()


def lines_of(stream: io.BufferedReader, name: str) -> Iterator[bytes]:
    """Yield each row of a table as a line of JSON."""
    with _opened(stream, name) as file:
        for group in range(file.num_row_groups):
            for row in _rows(file, group):
                yield (
                    b"{" + b",".join(write(key) + b":" + _json(value) for key, value in row.items()) + b"}\n"
                )


def require() -> None:
    """Raise UsageError where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed: run `pip install 'cleaner[parquet]'`"
        ) from None


@contextlib.contextmanager
def _opened(stream: io.BufferedReader, name: str) -> Iterator[Any]:
    require()
    import pyarrow.parquet as pq

    with contextlib.ExitStack() as stack:
        source = stream if stream.seekable() else stack.enter_context(TemporaryFile())
        if source is not stream:  # the table of contents of a Parquet file stands at its end
            shutil.copyfileobj(stream, source)
            source.seek(0)
        more = {"buffer_size": _READ_AHEAD, "pre_buffer": False, "page_checksum_verification": True}
        try:
            file = pq.ParquetFile(source, **more)
        except _damage() as error:
            raise SourceError(
                f"{name}: damaged Parquet data ({_short(error)}); fetch or write the file again"
            ) from error
        yield file


def _damage() -> tuple[type[Exception], ...]:
    import pyarrow as pa

    return (pa.ArrowException, OSError, ValueError, OverflowError)


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _rows(file: Any, group: int) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(batch_size=ROWS, row_groups=[group], use_threads=False):
        names = batch.schema.names
        columns = [_values(batch.column(place)) for place in range(len(names))]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: Any) -> list[Any]:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_temporal(column.type) and not pa.types.is_duration(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def _cut_row(row: dict[str, Any], place: tuple[str, int], reading: Reading) -> Cut:
    name, index = place
    size = max(_size(row.get(field)) for field in (reading.text_field, reading.html_field))
    if size <= reading.limit:
        return Raw(name, index, "parquet", row, index + 1)
    pieces = (b",".join(write(key) + b":" + _json(value) for key, value in row.items()),)
    return oversize((name, index + 1), reading.limit, iter((b"{", *pieces, b"}")))


def _size(value: object) -> int:
    if isinstance(value, str) and 4 * len(value) > (1 << 16):
        return len(value.encode("utf-8", "surrogatepass"))
    return len(value) if isinstance(value, bytes | str) else 0


def _json(value: Any) -> bytes:
    if isinstance(value, float) and value - value != 0:
        return {"nan": b"NaN", "inf": b"Infinity", "-inf": b"-Infinity"}[str(value)]
    if isinstance(value, bytes):
        return write(base64.b64encode(value).decode("ascii"))
    if isinstance(value, Decimal):
        return str(value).encode("ascii") if value.is_finite() else b"null"
    if isinstance(value, dict):
        return b"{" + b",".join(write(str(key)) + b":" + _json(each) for key, each in value.items()) + b"}"
    if isinstance(value, list | tuple):
        return b"[" + b",".join(map(_json, value)) + b"]"
    return write(value if isinstance(value, str | int | float | None) else str(value))
