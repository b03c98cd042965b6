"""Writes the beginning of a new rule, for an author to fill in.

Owns the text of the skeleton and where it goes. Must not know what rules mean.
"""

from __future__ import annotations

import re
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
{languages}    limits: {{max_words: 12}}
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
_LANGUAGES = "    languages: ['{folder}']\n"
_FOLDER = re.compile(r"[a-z]{2,3}|common|sites")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_NAME = re.compile(r"[a-z][a-z0-9-]{2,40}")
FORM = "write language/category/name, as in en/crosslink/read-colon, or sites/host/category-name, as in sites/example.org/newsletter-box"


def write_skeleton(name: str, pack: Path) -> Path:
    """Write a rule called `language/category/name`, or `sites/host/category-name`, into a pack's folder; returns the file.

    A new file gets a modeline, and the pack its schema, so that editors complete; an existing file gets the
    rule at its end. Raises UsageError for a name that cannot be one, and for a rule that is there already.
    """
    folder, stem, rule, category = _parts(name)
    path = pack / folder / f"{stem}.yaml"
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if f"\n  {rule}:" in written:
        raise UsageError(f"{path}: holds a rule {rule!r} already")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (pack / "schema.json").exists():
        (pack / "schema.json").write_text(schema_text(), encoding="utf-8")
    about = f"Leftovers of {stem}" if folder == "sites" else f"What kind of {category} leftovers live here"
    start = f"{written.rstrip()}\n\n" if written else _HEAD.format(schema="../schema.json", about=about)
    languages = "" if folder in ("sites", "common") else _LANGUAGES.format(folder=folder)
    path.write_text(start + _RULE.format(name=rule, languages=languages), encoding="utf-8")
    return path


def _parts(name: str) -> tuple[str, str, str, str]:
    """Return the folder, the stem of the file, the rule's name and its category. Raises UsageError where there are none."""
    folder, stem, rule = (*name.split("/"), "", "", "")[:3]
    if name.count("/") != 2 or not _FOLDER.fullmatch(folder) or not _NAME.fullmatch(rule):
        raise UsageError(f"{name!r}: {FORM}")
    if folder == "sites":
        category = max((item for item in CATEGORIES if rule.startswith(f"{item}-")), key=len, default="")
    else:
        category = stem if stem in CATEGORIES else ""
    if not category or (folder == "sites" and not _HOST.fullmatch(stem)):
        raise UsageError(f"{name!r}: {FORM}; categories are {', '.join(CATEGORIES)}")
    return folder, stem, rule, category
