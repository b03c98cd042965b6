"""Which input goes to which output: folders walked, names mirrored, collisions refused beforehand.

Owns names and formats of inputs and outputs. Must not know documents or rules, and writes nothing.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from cleaner.errors import OutputError, SourceError, UsageError
from cleaner.packing import split_ending
from cleaner.recognise import ENDINGS, HEAD, identify
from cleaner.remote import files_of, is_remote
from cleaner.streams import STANDARD, reading


class Asked(Struct, frozen=True):
    """What was asked for: inputs, their format, the format and the place of the output."""

    paths: tuple[str, ...]
    source_format: str = "auto"
    target_format: str | None = None
    output: str | None = None
    in_place: bool = False
    one_stream: bool = False  # whatever comes out may follow one another, as diffs do


class Route(Struct, frozen=True):
    """One input, the format it is read in, one output, and the format that is written there."""

    source: str
    format: str
    target: str
    target_format: str


WRITTEN = {"text": ".txt", "jsonl": ".jsonl", "parquet": ".parquet"}
"""Formats of outputs, with their endings."""
DEFAULTS = {
    "text": "text",
    "html": "text",
    "jsonl": "jsonl",
    "csv": "jsonl",
    "parquet": "parquet",
    "warc": "jsonl",
}
"""Format of an input to that of its output, where nothing is said."""
_NOT_WRITTEN = ("csv", "warc")


class _Found(Struct, frozen=True):
    name: str
    relative: str
    format: str
    target_format: str


def chart(asked: Asked) -> list[Route]:
    """Return a route for each input file, in a fixed order.

    Raises SourceError for what does not exist, UsageError for what was not said clearly, OutputError where
    something would be written over, or into, an input.
    """
    found = [_found(name, relative, asked) for name, relative in _files(asked.paths)]
    if not found:
        raise SourceError(
            f"{', '.join(asked.paths)}: no files there (hidden ones are skipped); name another folder"
        )
    if asked.in_place:
        return _in_place(found)
    if asked.output in {None, STANDARD}:
        return _to_standard_output(found, asked)
    routes = list(_to_output(found, asked, asked.output or ""))
    _refuse_collisions(routes, asked)
    return routes


def reserve(names: Iterable[str], routes: Sequence[Route]) -> None:
    """Refuse further outputs (a ledger, side files) that are an input or another output."""
    taken = {_real(name) for route in routes for name in (route.source, route.target) if name != STANDARD}
    for name in names:
        if name != STANDARD and _real(name) in taken:
            raise OutputError(f"{name}: is an input or another output of this run; name another file")
        taken.add(_real(name))


def _files(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in paths:
        if name == STANDARD:
            yield name, "stdin"
        elif is_remote(name):
            yield from files_of(name)
        elif Path(name).is_dir():
            yield from _inside(name)
        elif not os.path.lexists(name) and glob.has_magic(name):
            yield from _matching(name)
        elif not os.path.lexists(name):
            raise SourceError(f"{name}: no such file or folder; check the spelling")
        else:
            yield name, Path(name).name


def _matching(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield what a pattern fits (`**` goes into folders), relative to the folder before its first wildcard."""
    parts = Path(pattern).parts
    fixed = Path(*parts[: next(place for place, part in enumerate(parts) if glob.has_magic(part))])
    found = sorted(filter(os.path.isfile, glob.iglob(pattern, recursive=True)))  # noqa: PTH207 - as a shell does
    if not found:
        raise SourceError(f"{pattern}: fits no file; hidden files must be named")
    yield from ((name, str(Path(name).relative_to(fixed))) for name in found)


def _inside(folder: str) -> Iterator[tuple[str, str]]:
    def refuse(error: OSError) -> None:
        raise SourceError(f"{error.filename}: cannot be read ({error.strerror}); check its permissions")

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and (path.is_file() or not path.exists()):  # no sockets, no pipes
                yield str(path), str(path.relative_to(folder))


def _found(name: str, relative: str, asked: Asked) -> _Found:
    form = asked.source_format
    if form == "auto":
        form = _by_name(name) or _by_content(name)
    return _Found(name, relative, form, asked.target_format or _said_by_output(asked) or DEFAULTS[form])


def _said_by_output(asked: Asked) -> str | None:
    """Return the format that the ending of the output names, if it names one and is no folder."""
    output = asked.output
    if (
        output in {None, STANDARD}
        or output is None
        or output.endswith(("/", os.sep))
        or Path(output).is_dir()
    ):
        return None
    form = _by_name(output)
    if form in _NOT_WRITTEN:
        raise UsageError(
            f"{output}: {form} is read but not written; write text, jsonl or parquet, and say so with --to"
        )
    return form if form in WRITTEN else None


def _by_name(name: str) -> str | None:
    return ENDINGS.get(Path(split_ending(name)[0]).suffix.lower())


def _by_content(name: str) -> str:
    with reading(name) as stream:
        return identify(name, stream.peek(HEAD)[:HEAD])


def _in_place(found: list[_Found]) -> list[Route]:
    routes = [_onto_itself(each) for each in found]
    if len({_real(route.source) for route in routes}) < len(routes):
        raise UsageError("--in-place: a file is named twice; name it once")
    return routes


def _onto_itself(found: _Found) -> Route:
    if found.name == STANDARD:
        raise UsageError("--in-place: standard input has no place; name files")
    if found.target_format != found.format:
        raise UsageError(
            f"{found.name}: --in-place would put {found.target_format} where {found.format} stood, "
            "under the same name; write to another folder with -o"
        )
    return Route(found.name, found.format, found.name, found.target_format)


def _to_standard_output(found: list[_Found], asked: Asked) -> list[Route]:
    if any(each.target_format == "parquet" for each in found) and not asked.one_stream:
        raise UsageError("a table is written to a file: name one with -o, or ask for --to jsonl")
    if len(found) > 1 and not asked.one_stream and any(each.target_format == "text" for each in found):
        raise UsageError(
            f"{len(found)} inputs, and their texts would run together: name a folder for them with -o, "
            "or ask for a record a file with --to jsonl"
        )
    return [Route(each.name, each.format, STANDARD, each.target_format) for each in found]


def _to_output(found: list[_Found], asked: Asked, output: str) -> Iterator[Route]:
    folder = (not is_remote(output) and Path(output).is_dir()) or output.endswith(("/", os.sep))
    from_folder = any(Path(name).is_dir() for name in asked.paths if name != STANDARD)
    forms = {each.target_format for each in found}
    one_file = asked.one_stream or (
        len(forms) == 1 and forms <= {"jsonl", "parquet"} and _by_name(output) in forms
    )
    if not folder and ((len(found) == 1 and not from_folder) or one_file):
        return (Route(each.name, each.format, output, each.target_format) for each in found)
    if asked.one_stream:
        raise UsageError(f"{output}: is to be a folder, but a diff is one file; name a file with -o")
    if not folder and (Path(output).exists() or _by_name(output)):
        raise UsageError(f"{output}: is a file, but there are several inputs; name a folder with -o")
    return (
        Route(each.name, each.format, _below(output, _renamed(each)), each.target_format) for each in found
    )


def _below(folder: str, relative: str) -> str:
    return f"{folder.rstrip('/')}/{relative}" if is_remote(folder) else str(Path(folder, relative))


def _renamed(found: _Found) -> str:
    stem, packed = split_ending(found.relative)
    known = ENDINGS.get(Path(stem).suffix.lower())
    if known == found.target_format or (
        known is None and found.target_format == "text" and found.name != STANDARD
    ):
        return found.relative
    ending = WRITTEN[found.target_format]
    packed = "" if found.target_format == "parquet" else packed
    return (str(Path(stem).with_suffix(ending)) if known else stem + ending) + packed


def _refuse_collisions(routes: Sequence[Route], asked: Asked) -> None:
    for folder in asked.paths:
        _refuse_inside(folder, asked.output or "", routes)
    inputs = {_real(route.source): route.source for route in routes if route.source != STANDARD}
    shared = all(route.target == asked.output for route in routes)
    taken: dict[str, str] = {}
    for route in routes:
        real = _real(route.target)
        if real in inputs or _same_file(route):
            input_name = inputs.get(real, route.source)
            raise OutputError(
                f"{route.target}: the output is the input {input_name}; name another, or say --in-place"
            )
        if real in taken and not shared:
            both = f"{taken[real]} and {route.source}"
            raise OutputError(f"{route.target}: two inputs for one output, {both}; clean them one by one")
        taken[real] = route.source


def _refuse_inside(folder: str, output: str, routes: Sequence[Route]) -> None:
    if folder == STANDARD or not Path(folder).is_dir() or all(route.target == output for route in routes):
        return
    if Path(os.path.realpath(output)).is_relative_to(os.path.realpath(folder)):
        raise OutputError(
            f"{output}: the output folder lies inside the input folder {folder}; name one outside with -o"
        )


def refuse_shards(routes: Sequence[Route]) -> None:
    """Refuse outputs whose shards could be inputs: `out-00000.jsonl` for `out.jsonl`."""
    inputs = {_real(route.source) for route in routes if route.source != STANDARD}
    for target in {route.target for route in routes}:
        stem, packed = split_ending(_real(target))
        name, ending = os.path.splitext(stem)  # noqa: PTH122 - may be an address
        shard = re.compile(re.escape(name) + r"-\d{5,}" + re.escape(ending + packed))
        if taken := next(filter(shard.fullmatch, sorted(inputs)), None):
            raise OutputError(f"{target}: a shard of it would be the input {taken}; name another output")


def _same_file(route: Route) -> bool:
    if is_remote(route.source) or is_remote(route.target):
        return False
    both = route.source != STANDARD and Path(route.target).exists() and Path(route.source).exists()
    return both and Path(route.target).samefile(route.source)


def _real(name: str) -> str:
    if is_remote(name):
        return name
    return os.path.normcase(os.path.realpath(name))
