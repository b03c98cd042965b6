"""Says whether the compiled rooms are at hand. Must not know what they do.

`_calls`, `_folds`, `_looks`, `_members`, `_outlines`, `_rows`, `_scales`, `_shapes`, `_sheets`, `_topics`, `_trees` and `_words` are built when the
package is, where there is a C compiler. Everything they do is also there in Python, with the same result (tests/test_native.py and, for pages,
tests/test_native_pages.py). `CLEANER_PURE=1` leaves them aside.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def compiled(name: str) -> ModuleType | None:
    """Return the compiled room of this name, or None where it was not built or is switched off."""
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        return None
    try:
        return import_module(f"cleaner.{name}")
    except ImportError:
        return None
