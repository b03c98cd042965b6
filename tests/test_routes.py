"""Claims about which input goes where, and what is refused before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import CleanerError, OutputError, SourceError, UsageError
from cleaner.routes import Asked, chart, reserve


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "in/a.txt",
        "in/b/c.html",
        "in/b/d.jsonl.gz",
        "in/.hidden",
        "in/.git/e.txt",
        "one.txt",
        "two.jsonl",
    ):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path


def _targets(*paths: str, **asked: object) -> dict[str, str]:
    return {route.source: route.target for route in chart(Asked(paths, **asked))}  # type: ignore[arg-type]


def test_a_folder_is_mirrored_with_new_endings_and_without_hidden_files(tree: Path) -> None:
    assert _targets("in", output="out") == {
        "in/a.txt": "out/a.txt",
        "in/b/c.html": "out/b/c.txt",
        "in/b/d.jsonl.gz": "out/b/d.jsonl.gz",
    }


def test_a_record_a_file_goes_into_one_file_or_a_folder(tree: Path) -> None:
    assert set(_targets("in", output="all.jsonl", target_format="jsonl").values()) == {"all.jsonl"}
    assert _targets("in", output="out", target_format="jsonl")["in/a.txt"] == "out/a.jsonl"


def test_one_input_goes_to_a_file_or_into_a_folder_that_is_there(tree: Path) -> None:
    assert _targets("one.txt", output="clean") == {"one.txt": "clean"}
    assert _targets("one.txt", output="clean/") == {"one.txt": "clean/one.txt"}
    assert _targets("one.txt") == {"one.txt": "-"}


def test_standard_input_gets_a_name_in_a_folder(tree: Path) -> None:
    assert _targets("-", source_format="text", output="clean/") == {"-": "clean/stdin.txt"}


@pytest.mark.parametrize(
    ("paths", "asked", "error", "says"),
    [
        (["one.txt", "in"], {}, UsageError, "--to jsonl"),
        (
            ["one.txt", "in/a.txt"],
            {"output": "two.jsonl", "target_format": "text"},
            UsageError,
            "several inputs",
        ),
        (["one.txt"], {"output": "one.csv"}, UsageError, "read but not written"),
        (["one.txt"], {"target_format": "parquet"}, UsageError, "name one with -o"),
        (["one.txt", "in/a.txt"], {"output": "all.txt"}, UsageError, "several inputs"),
        (["one.txt"], {"output": "one.txt"}, OutputError, "is the input"),
        (["one.txt"], {"output": "in/../one.txt"}, OutputError, "is the input"),
        (["in"], {"output": "in"}, OutputError, "inside the input folder"),
        (["in"], {"output": "in/clean"}, OutputError, "inside the input folder"),
        (["one.txt", "./one.txt"], {"output": "out"}, OutputError, "two inputs"),
        (["in/a.txt", "in/b/c.html", "same/a.txt"], {"output": "out"}, OutputError, "two inputs"),
        (["nowhere.txt"], {}, SourceError, "no such file"),
        (["empty"], {"output": "out"}, SourceError, "no files"),
        (["-"], {"in_place": True, "source_format": "text"}, UsageError, "--in-place"),
        (["in/b/c.html"], {"in_place": True}, UsageError, "under the same name"),
        (["one.txt"], {"in_place": True, "target_format": "jsonl"}, UsageError, "under the same name"),
        (["one.txt", "./one.txt"], {"in_place": True}, UsageError, "named twice"),
    ],
)
def test_what_would_lose_something_is_refused(
    tree: Path, paths: list[str], asked: dict[str, object], error: type[CleanerError], says: str
) -> None:
    Path("empty").mkdir()
    Path("same").mkdir()
    Path("same/a.txt").write_bytes(b"")
    with pytest.raises(error, match=says):
        chart(Asked(tuple(paths), **asked))  # type: ignore[arg-type]


def test_a_hard_link_to_the_input_is_the_input(tree: Path) -> None:
    Path("link.txt").hardlink_to("one.txt")
    with pytest.raises(OutputError, match="is the input"):
        _targets("one.txt", output="link.txt")


def test_an_output_folder_around_the_input_is_fine(tree: Path) -> None:
    assert _targets("in/b", output=".")["in/b/c.html"] == "c.txt"


@pytest.mark.parametrize("name", ["one.txt", "out.txt", "./out.txt"])
def test_a_ledger_over_an_input_or_output_is_refused(tree: Path, name: str) -> None:
    routes = chart(Asked(("one.txt",), output="out.txt"))
    with pytest.raises(OutputError, match="another file"):
        reserve([name], routes)
    with pytest.raises(OutputError, match="another file"):
        reserve(["same", "same"], routes)
