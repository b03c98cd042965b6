"""Reads one YAML file into plain values, remembering where each value stands, and refusing what YAML hides.

Owns the YAML library. Must not know what a rule means. Duplicate keys, merge keys, anchors that multiply, and anything but strings,
numbers, booleans, lists and mappings are faults.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from cleaner.errors import RuleFault

MAX_NODES = 200_000
"""Values of one file, aliases counted each time they are used: more is an alias bomb, not a rule file."""
MAX_BYTES = 4_000_000
"""Size of one rule file."""

MAX_DEPTH = 40
"""Levels of a file; rules need eight."""
MAX_OPENERS = 3000
"""Brackets, braces and dashes behind dashes of one file: so deep might it be nested, and a few thousand levels overrun the parser's stack."""

_OPENER = re.compile(r"[\[{]|[-?] (?=[-?] )")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?\d+\Z")
_FLOAT = re.compile(r"[-+]?\d*\.\d+\Z")

Path_ = tuple[str | int, ...]


class Source(Struct):
    """One file as plain values; `marks` maps the path of a value to its (line, column), counted from 1."""

    path: str
    values: Any
    marks: dict[Path_, tuple[int, int]]
    plain: list[tuple[Path_, str]]
    lines: list[str]

    def at(self, path: Path_) -> tuple[int, int]:
        """Return the mark of the value at `path`, or of the nearest value around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def fault(self, what: str, path: Path_ = (), rule: str = "") -> RuleFault:
        """Return a fault at the value of `path`, with the line it stands on as excerpt."""
        line, column = self.at(path)
        excerpt = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        return RuleFault(what, file=self.path, at=(line, column), rule=rule, excerpt=excerpt)


def read_source(path: Path) -> tuple[Source, list[RuleFault]]:
    """Read a YAML file. Returns its values and every fault; after a syntax fault the values are None."""
    source = Source(str(path), None, {}, [], [])
    try:
        if path.stat().st_size > MAX_BYTES:
            return source, [source.fault(f"is larger than {MAX_BYTES} bytes: no rule file")]
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return source, [source.fault(f"cannot be read: {error}")]
    source.lines = text.splitlines()
    if sum(1 for _ in _OPENER.finditer(text)) > MAX_OPENERS:
        return source, [source.fault(f"holds more than {MAX_OPENERS} brackets: part it into smaller files")]
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return source, [_syntax_fault(source, error)]
    except RecursionError:
        return source, [source.fault("is nested too deeply")]
    builder = _Builder(source)
    source.values = builder.value(node, ())
    return source, builder.faults


def _syntax_fault(source: Source, error: yaml.YAMLError) -> RuleFault:
    mark = getattr(error, "problem_mark", None)
    what = (
        f"YAML: {getattr(error, 'problem', None) or error}; quote every phrase and pattern with single quotes"
    )
    if mark is None:
        return source.fault(what)
    source.marks[()] = (mark.line + 1, mark.column + 1)
    return source.fault(what)


class _Builder:
    """Turns composed nodes into values; collects faults; counts nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[RuleFault] = []
        self._seen = 0
        self._open: set[int] = set()

    def value(self, node: yaml.Node | None, path: Path_) -> Any:
        if node is None:
            return None
        self._seen += 1
        self.source.marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if self._seen > MAX_NODES or id(node) in self._open:
            return self._refuse("aliases multiply or contain themselves: write the values out", path)
        if len(path) > MAX_DEPTH:
            return self._refuse("is nested too deeply", path)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        self._open.add(id(node))
        value = self._mapping(node, path) if isinstance(node, yaml.MappingNode) else self._list(node, path)
        self._open.discard(id(node))
        return value

    def _refuse(self, what: str, path: Path_) -> None:
        """Note a fault of the whole file, once."""
        if not any(fault.what == what for fault in self.faults):
            self.faults.append(self.source.fault(what, path))

    def _list(self, node: yaml.Node, path: Path_) -> list[Any]:
        return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key_node.tag != "tag:yaml.org,2002:str":
                what = f"key {key!r} is no string: quote it" if key is not None else "a key must be a string"
                self.source.marks[(*path, str(key))] = (
                    key_node.start_mark.line + 1,
                    key_node.start_mark.column + 1,
                )
                self.faults.append(self.source.fault(what, (*path, str(key))))
            elif key in out:
                self.source.marks[(*path, key)] = (
                    key_node.start_mark.line + 1,
                    key_node.start_mark.column + 1,
                )
                self.faults.append(
                    self.source.fault(f"key {key!r} is written twice; the first would be lost", (*path, key))
                )
            else:
                out[key] = self.value(value_node, (*path, key))
        return out

    def _scalar(self, node: yaml.ScalarNode, path: Path_) -> Any:
        tag = node.tag.rpartition(":")[2]
        if tag == "str":
            if not node.style:  # None or empty, by the loader
                self.source.plain.append((path, node.value))
            return node.value
        if tag == "bool":
            return node.value.lower() in ("true", "yes", "on")
        if tag == "null":
            return None
        if tag == "int" and _INT.match(node.value):
            return int(node.value)
        if tag == "float" and _FLOAT.match(node.value):
            return float(node.value)
        self.faults.append(self.source.fault(f"{node.value!r} is read as {tag}: quote it", path))
        return None
