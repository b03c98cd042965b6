"""The files of a pack that hold fitted numbers: `judge.json` for texts, `pages.json` for HTML pages.

Owns finding and reading them. Must not know rules, nor what the numbers mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from cleaner.errors import RuleFault
from cleaner.model import pack_models
from cleaner.pagemodel import pack_pages

_FILES: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "judge.json": (pack_models, "benchmarks.fit"),
    "pages.json": (lambda raw: {"pages": pack_pages(raw)}, "benchmarks.fitpages"),
}
"""What makes of each file's content a part of the model, and the command that makes the file."""


def read_models(folder: Path, faults: list[RuleFault]) -> tuple[dict[str, Any], str]:
    """Return the compiled models of a pack, empty for one without any, and a digest of their files; what is wrong is added to `faults`."""
    model: dict[str, Any] = {}
    stamp = ""
    for name, (pack, maker) in _FILES.items():
        path = folder / name
        if not path.exists():
            continue
        try:
            written = path.read_bytes()
            model |= pack(msgspec.json.decode(written, type=dict[str, Any]))
            stamp += hashlib.sha256(written).hexdigest()
        except (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError) as error:
            faults.append(
                RuleFault(f"no model of this version ({error}): fit it again with {maker}", file=str(path))
            )
    return model, stamp
