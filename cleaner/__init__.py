"""cleaner turns scraped articles into clean body text, and can say why for every character that it cut.

>>> from cleaner import clean
>>> clean("HomePolitics\\nThe dam held through the night.").text
'The dam held through the night.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.book import Rulebook
    from cleaner.errors import CleanerError, RestoreError, RulebookError, UsageError
    from cleaner.ledger import Cleaned, restore
    from cleaner.pipeline import clean, clean_html
    from cleaner.rulebook import load_rules
    from cleaner.values import Edit, Evidence, Hints, Profile, Removal

_HOMES = {
    "Cleaned": "ledger", "CleanerError": "errors", "Edit": "values", "Evidence": "values", "Hints": "values",
    "Profile": "values", "Removal": "values", "RestoreError": "errors", "Rulebook": "book",
    "RulebookError": "errors", "UsageError": "errors", "clean": "pipeline", "clean_html": "pipeline",
    "load_rules": "rulebook", "restore": "ledger",
}  # fmt: skip

__all__ = [
    "Cleaned",
    "CleanerError",
    "Edit",
    "Evidence",
    "Hints",
    "Profile",
    "Removal",
    "RestoreError",
    "Rulebook",
    "RulebookError",
    "UsageError",
    "clean",
    "clean_html",
    "load_rules",
    "restore",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import cleaner` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cleaner.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
