"""One JSON Lines record: a line to its fields and back, each value as it was written.

Values stay raw JSON until someone asks, so that numbers of any size, `NaN`, nested duplicates and the
spelling of floats pass through byte for byte. Must not know files, or what a field means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import json

Fields = dict[str, bytes]
"""The fields of one record in order: name to raw JSON, always valid UTF-8."""

_BLANK = " \t\n\r"
_CONTROL = re.compile(r"[\x00-\x1f]")
_LONE = re.compile("[\ud800-\udfff]")


def parse(line: bytes) -> Fields:
    """Return the fields of a UTF-8 line in order; where a name stands twice, the last. Or raise ValueError."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise ValueError(f"is no JSON object ({error})") from None
    except (msgspec.DecodeError, RecursionError):
        return _split(line.decode("utf-8"))
    return {name: bytes(raw) for name, raw in fields.items()}


def join(fields: Fields) -> bytes:
    """Return the fields as one JSON line, without the line end."""
    return b"{" + b",".join(write(name) + b":" + raw for name, raw in fields.items()) + b"}"


def read(raw: bytes) -> Any:
    """Return the value of raw JSON."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        import json

        return json.loads(raw.decode("utf-8"), parse_int=float, strict=False)


def write(value: Any) -> bytes:
    """Return a value as compact JSON in UTF-8; lone surrogates become escapes."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        import json

        return spell_out(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def spell_out(line: str) -> bytes:
    """Return JSON text in UTF-8, lone surrogates (undecodable bytes among them) spelled as escapes."""
    return _LONE.sub(_spell, line).encode("utf-8")


def _spell(hit: re.Match[str]) -> str:
    return f"\\u{ord(hit.group()):04x}"


def _split(line: str) -> Fields:
    """Read what strict JSON refuses and writers write: `NaN`, `Infinity`, lone surrogates, controls."""
    import json

    decoder = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=len, strict=False)
    fields: Fields = {}
    at = _skip(line, 0)
    if line[at : at + 1] != "{":
        raise ValueError("is no JSON object")
    at = _skip(line, at + 1)
    while line[at : at + 1] != "}":
        name, at = _name(decoder, line, at)
        try:
            _, end = decoder.raw_decode(line, at)
        except json.JSONDecodeError as error:
            raise ValueError(_what(error)) from None
        except RecursionError:
            raise ValueError("is not JSON (nested too deeply)") from None
        fields[name] = _strictly(line[at:end])
        at = _skip(line, end)
        if line[at : at + 1] == ",":
            at = _skip(line, at + 1)
            if line[at : at + 1] == "}":
                raise ValueError(f"is not JSON (a field is missing behind the comma at character {at})")
        elif line[at : at + 1] != "}":
            raise ValueError(f"is not JSON (a comma or a brace is missing at character {at + 1})")
    if line[at + 1 :].strip(_BLANK):
        raise ValueError(f"is not JSON (more text after the record, at character {at + 2})")
    return fields


def _name(decoder: json.JSONDecoder, line: str, at: int) -> tuple[str, int]:
    import json

    if line[at : at + 1] != '"':
        raise ValueError(f"is not JSON (a field name is missing at character {at + 1})")
    try:
        name, at = decoder.raw_decode(line, at)
    except json.JSONDecodeError as error:
        raise ValueError(_what(error)) from None
    at = _skip(line, at)
    if line[at : at + 1] != ":":
        raise ValueError(f"is not JSON (a colon is missing at character {at + 1})")
    return name, _skip(line, at + 1)


def _what(error: json.JSONDecodeError) -> str:
    said = error.msg.removesuffix(" starting at")
    return f"is not JSON ({said[0].lower()}{said[1:]} at character {error.pos + 1})"


def _strictly(value: str) -> bytes:
    """Escape raw control characters of a string, for strict readers down the line."""
    return _CONTROL.sub(_spell, value).encode("utf-8") if value.startswith('"') else value.encode("utf-8")


def _skip(line: str, at: int) -> int:
    while line[at : at + 1] and line[at] in _BLANK:
        at += 1
    return at
