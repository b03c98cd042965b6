"""Writes the beginning of a new rule, for an author to fill in.

Owns the text of the skeleton and where it goes. Must not know what rules mean.
"""

from __future__ import annotations

from pathlib import Path

from cleaner.errors import UsageError
from cleaner.lint import schema_text
from cleaner.values import CATEGORIES

_HEAD = """\
# yaml-language-server: $schema={schema}
about: {about}

rules:
"""
_RULE = """\
  {name}:
    title: Name the leftover in one line
    why: How does it get onto the page, and why is the rule safe?
    languages: ['{language}']
    limits: {{max_words: 12}}
    match:
      - starts: ['the words it begins with']
    tests:
      removes:
        - 'The words it begins with, as on a real page'
        - 'The words it begins with: another one'
      keeps:
        - 'A sentence that looks like it and must stay.'
        - 'A heading that looks like it'
        - 'A quotation in which somebody says the words it begins with.'
"""
_PARTS = 3


def write_skeleton(name: str, pack: Path) -> Path:
    """Write a rule called `language/category/name` into a pack's folder; returns the file.

    A new file gets a modeline, and the pack its schema, so that editors complete; an existing file gets the
    rule at its end. Raises UsageError for a name that cannot be one, and for a rule that is there already.
    """
    parts = name.split("/")
    if len(parts) != _PARTS or parts[1] not in CATEGORIES:
        raise UsageError(
            f"{name!r}: write language/category/name, as in en/crosslink/read-colon; {', '.join(CATEGORIES)}"
        )
    language, category, rule = parts
    path = pack / language / f"{category}.yaml"
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if f"\n  {rule}:" in written:
        raise UsageError(f"{path}: holds a rule {rule!r} already")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (pack / "schema.json").exists():
        (pack / "schema.json").write_text(schema_text(), encoding="utf-8")
    head = _HEAD.format(schema="../schema.json", about=f"What kind of {category} leftovers live here")
    start = f"{written.rstrip()}\n\n" if written else head
    path.write_text(start + _RULE.format(name=rule, language=language), encoding="utf-8")
    return path
