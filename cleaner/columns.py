"""Lines of JSON to a Parquet table, through pyarrow, which is imported only when called.

Owns the types of columns: those of the table that came in, else what all values of a column have in common. Must not know what a field means,
but for `cleaner`, whose type is the same in every file. A column whose values have nothing in common holds their JSON.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner.parquet import schema_of
from cleaner.records import Fields, parse, read
from cleaner.values import CATEGORIES

ROWS = 256
"""Rows that are packed at once; a row group holds `GROUP` bytes of text or a little more."""
GROUP = 1 << 26


def write_table(lines: Path, target: Path, like: str | None = None) -> None:
    """Write the records of a file of JSON lines as a table; `like` is the table they came from, if any, and lends its types."""
    import pyarrow.parquet as pq

    schema = _schema(lines, schema_of(like) if like else None)
    with pq.ParquetWriter(target, schema, compression="zstd") as out:
        group: list[Any] = []
        size = 0
        for batch in _batches(lines, schema):
            group.append(batch)
            size += batch.nbytes
            if size >= GROUP:
                _write(out, group, schema)
                group, size = [], 0
        _write(out, group, schema)


def _write(out: Any, group: list[Any], schema: Any) -> None:
    import pyarrow as pa

    if group:
        out.write_table(pa.Table.from_batches(group, schema=schema), row_group_size=sum(map(len, group)))


def _records(lines: Path) -> Iterator[Fields]:
    with lines.open("rb") as stream:
        yield from map(parse, stream)


def _batches(lines: Path, schema: Any) -> Iterator[Any]:
    import pyarrow as pa

    records = _records(lines)
    while rows := list(islice(records, ROWS)):
        columns = [_column([row.get(field.name) for row in rows], field.type) for field in schema]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(values: list[bytes | None], kind: Any) -> Any:
    """Return raw JSON values as a column."""
    import pyarrow as pa

    types = pa.types
    raws = [None if raw in (None, b"null") else raw for raw in values]
    if types.is_decimal(kind):
        return pa.array([raw and raw.decode() for raw in raws], pa.string()).cast(kind)
    if kind in (pa.string(), pa.large_string()):
        return pa.array([None if raw is None else _text(raw) for raw in raws], kind)
    found = [None if raw is None else read(raw) for raw in raws]
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return pa.array([None if each is None else base64.b64decode(each) for each in found], kind)
    if types.is_dictionary(kind):
        return pa.array(found, kind.value_type).cast(kind)
    if types.is_temporal(kind):
        return pa.array(found, pa.string()).cast(kind)
    return pa.array(found, kind)


def _text(raw: bytes) -> str:
    """Return a string as it is, without lone surrogates, and of anything else its JSON."""
    value = read(raw) if raw.startswith(b'"') else raw.decode()
    return str(value).encode("utf-8", "replace").decode()


def _schema(lines: Path, given: Any) -> Any:
    """Return the types of all columns, in the order in which they turn up."""
    import pyarrow as pa

    known = {field.name: field.type for field in given or () if _comes_back(field.type)}
    kinds: dict[str, Any] = {}
    for record in _records(lines):
        for name, raw in record.items():
            if name == "cleaner":
                kinds[name] = _stamp()
            elif name in known:
                kinds[name] = known[name]
            else:
                kinds[name] = _common(kinds.get(name), raw)
    nothing = pa.string()
    return pa.schema(
        [
            pa.field(name, nothing if kind is None or kind == pa.null() else kind)
            for name, kind in kinds.items()
        ]
    )


def _comes_back(kind: Any) -> bool:
    """Tell whether values of a type can be made from JSON again: spans of time cannot, nor dates, bytes and the like inside of lists."""
    from pyarrow import types

    if not types.is_nested(kind):
        return not types.is_duration(kind)
    parts = [kind.field(place).type for place in range(kind.num_fields)]
    return all((types.is_primitive(part) and not types.is_temporal(part)) or _is_text(part) for part in parts)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _common(kind: Any, raw: bytes) -> Any:
    """Return the type that holds what a column held so far and this value too."""
    import pyarrow as pa

    first = raw[:1]
    if first == b"n":
        return kind
    if kind == pa.string():
        return kind
    found = pa.string() if first == b'"' else pa.bool_() if first in b"tf" else _number_or_nest(raw)
    if kind is None or kind == found:
        return found
    try:
        both = pa.schema([("x", kind)]), pa.schema([("x", found)])
        return pa.unify_schemas(both, promote_options="permissive").field("x").type
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.string()


def _number_or_nest(raw: bytes) -> Any:
    import pyarrow as pa

    try:
        return pa.array([read(raw)]).type  # not only inferred: a number may be too large for its type
    except (pa.ArrowException, OverflowError, ValueError):
        return pa.string()


def _stamp() -> Any:
    """Return the type of the field `cleaner`."""
    import pyarrow as pa

    counts = pa.struct([(category, pa.int32()) for category in CATEGORIES])
    return pa.struct(
        [
            ("rulebook", pa.string()),
            ("digest", pa.string()),
            ("removed", counts),
            ("flags", pa.list_(pa.string())),
        ]
    )
