"""Claims about the house: who may import whom, how large things grow, and what happens at import."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from documents import ROOT

import cleaner

PACKAGE = ROOT / "cleaner"
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
MOST_PARAMETERS = 5

LADDER: tuple[frozenset[str], ...] = tuple(
    frozenset(rung.split())
    for rung in (
        "native lazily",
        "errors values scales stopwords credits folding sentences overlay patterns records remark stated membership packing",
        "borders blocks voices",
        "needs",
        "syntax",
        "recent edits scripts invisible layout language literals clues rule rulefile encoding remote unpacking wholefile",
        "mojibake needles book faults streams",
        "quotes listing rulecache recognise",
        "normalise patterncache routes sources",
        "document csvfile parquet warc",
        "shape ledger places columns formats",
        "units look sight",
        "scene trees phrases headline outputs blockcolumns blocknames blockplaces",
        "matchers features topic quarantine blockfeatures",
        "model pagemodel html",
        "modelfiles",
        "loading recovery samples",
        "rulebook",
        "plan origins",
        "extent votes callers",
        "scan",
        "findings",
        "shaping",
        "judge pagejudge",
        "pipeline",
        "bulk gates carrier trials",
        "runs explain coverage lintrule",
        "proof lintbook",
        "lint",
        "skeleton",
        "adapters",
        "cli",
    )
)
"""Rooms by rung, the lowest first: a room imports only rooms of lower rungs. `rules` is data, not a room."""

OWNERS = {
    "yaml": {"rulefile"},
    "regex": {"matchers", "normalise", "invisible"},
    "ftfy": {"mojibake"},
    "trafilatura": {"html"},
    "htmldate": {"html"},
    "lxml": {"blocks"},
    "ahocorasick_rs": {"needles"},
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
    "zstandard": {"packing", "unpacking"},
    "pyarrow": {"parquet", "columns"},
    "fsspec": {"remote"},
    "brotli": {"warc"},
    "charset_normalizer": {"encoding"},
    "platformdirs": {"rulecache"},
    "dateparser": {"credits"},
}
"""Who alone may import what is not ours and not Python's own."""
EVERYWHERE = {"msgspec"}
EXEMPT = {"clean", "clean_html"}
"""Public functions that may take more than five parameters; commands of typer too."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def _imports(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, inside functions too, types apart."""
    for node in _runtime(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                f"{node.module}.{alias.name}" if node.module == "cleaner" else str(node.module)
                for alias in node.names
            )


def _runtime(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING"):
            yield from _runtime(child)


def _rung(room: str) -> int:
    (rung,) = [number for number, rooms in enumerate(LADDER) if room in rooms] or [-1]
    return rung


ROOMS = sorted({_room(path) for path in _files()} - {"__init__", "__main__"})


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_lower_rungs(room: str) -> None:
    assert _rung(room) >= 0, f"{room} has no place on the ladder"
    for path in _files():
        if _room(path) != room:
            continue
        for name in _imports(path):
            other = name.split(".")[1] if name.startswith("cleaner.") else None
            if other is None or other in (room, "rules", "__version__"):
                continue
            assert _rung(other) < _rung(room), f"{path.name} imports {other}"


def test_the_ladder_names_no_room_twice() -> None:
    rooms = [room for rung in LADDER for room in rung]
    assert len(rooms) == len(set(rooms))


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_are_imported_by_their_owners_only(path: Path) -> None:
    for name in _imports(path):
        top = name.split(".")[0]
        if top not in {"cleaner", *EVERYWHERE, *sys.stdlib_module_names}:
            assert _room(path) in OWNERS.get(top, set()), f"{path.name} imports {top}"


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_and_no_function_grows_too_large(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert _length(node) <= MOST_LINES_OF_A_FUNCTION or _is_command(node), (
                f"{node.name}: {_length(node)} lines"
            )
            assert _parameters(node) <= MOST_PARAMETERS or node.name in EXEMPT or _is_command(node), (
                f"{node.name}: parameters"
            )


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([name for name in names if name.arg not in ("self", "cls")])


def _is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        "command" in ast.unparse(mark) or "callback" in ast.unparse(mark) for mark in node.decorator_list
    )


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_module_and_each_public_name_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(_tree(path)), "no docstring"
    for node in _tree(path).body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public:
            text = ast.get_docstring(node)
            assert text, f"{node.name}: no docstring"
            assert text.split("\n\n")[0].rstrip().endswith((".", ":", "?")), (
                f"{node.name}: the first line is no sentence"
            )


def test_no_module_shares_its_name_with_an_exported_one() -> None:
    assert not {_room(path) for path in _files()} & set(cleaner.__all__)


def test_no_room_is_called_after_nothing_in_particular() -> None:
    for path in _files():
        assert path.stem not in {"utils", "helpers", "common", "misc", "base", "core"}
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(("Manager", "Handler", "Base", "Helper", "Util", "Utils")), (
                    node.name
                )


_QUIET = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.AnnAssign, ast.Assign, ast.If)


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_happens_at_import(path: Path) -> None:
    for node in _tree(path).body if path.stem != "__main__" else []:
        if isinstance(node, ast.Expr):
            quiet = isinstance(node.value, ast.Constant) or _room(path) == "cli"
            assert quiet, f"line {node.lineno}: {ast.unparse(node)[:60]}"
        else:
            assert isinstance(node, _QUIET), f"line {node.lineno}"
        calls = [
            call
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and not isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        assert not {"open", "read_text", "read_bytes", "load", "loads", "basicConfig", "getLogger"} & set(
            map(_called, calls)
        )


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_next_to_nothing() -> None:
    assert {name for name in _modules_after("import cleaner") if name.startswith("cleaner.")} == set()


def test_cleaning_plain_text_imports_no_heavy_library() -> None:
    text = "The dam held through the night.\\nREAD ALSO: Ten killed in flood\\n“Café”, he said."
    loaded = _modules_after(f"from cleaner import clean\nclean('{text}', language='en')")
    assert (
        not {"lxml", "trafilatura", "numpy", "typer", "rich", "ftfy", "charset_normalizer", "dateparser"}
        & loaded
    )
    assert "cleaner.pipeline" in loaded


def test_the_public_names_are_sorted() -> None:
    assert list(cleaner.__all__) == sorted(cleaner.__all__)


def test_the_compiled_rooms_are_built_where_a_compiler_is() -> None:
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    if (shutil.which("cc") or shutil.which("gcc")) and headers.exists():
        built = {path.name.split(".")[0] for path in PACKAGE.glob("_*") if path.suffix in (".so", ".pyd")}
        assert built == {path.stem for path in PACKAGE.glob("_*.pyx")}
