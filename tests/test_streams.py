"""Claims about byte streams and outputs that appear whole or not at all."""

from __future__ import annotations

import gzip
import os
import stat
from pathlib import Path

import pytest
import zstandard

from cleaner.errors import OutputError, SourceError
from cleaner.packing import split_ending
from cleaner.streams import reading, writing

TEXT = b"The river rose in the night.\n" * 5000


def _read(path: Path) -> bytes:
    with reading(str(path)) as stream:
        return stream.read()


def _write(path: Path, data: bytes = TEXT) -> None:
    target = writing(str(path))
    target.write(data)
    target.commit()


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.txt.zst", "A.TXT.GZ"])
def test_what_is_written_is_read_again_by_the_ending(tmp_path: Path, name: str) -> None:
    _write(tmp_path / name)
    assert _read(tmp_path / name) == TEXT


def test_packed_files_are_those_of_the_command_line_tools(tmp_path: Path) -> None:
    _write(tmp_path / "a.gz")
    _write(tmp_path / "a.zst")
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == TEXT
    with (tmp_path / "a.zst").open("rb") as packed:
        assert zstandard.ZstdDecompressor().stream_reader(packed, closefd=False).read() == TEXT


def test_several_frames_in_one_file_are_read_as_one(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor().compress
    (tmp_path / "a.zst").write_bytes(pack(TEXT) + pack(b"") + pack(TEXT))
    (tmp_path / "a.gz").write_bytes(gzip.compress(TEXT) + gzip.compress(TEXT))
    assert _read(tmp_path / "a.zst") == _read(tmp_path / "a.gz") == TEXT + TEXT


def test_an_empty_packed_file_is_empty(tmp_path: Path) -> None:
    _write(tmp_path / "a.zst", b"")
    assert _read(tmp_path / "a.zst") == b""


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign"])
def test_damaged_packing_is_a_source_error(tmp_path: Path, name: str, damage: str) -> None:
    _write(tmp_path / name, os.urandom(100_000))
    packed = bytearray((tmp_path / name).read_bytes())
    if damage == "flipped":
        packed[3:40] = bytes(37)
    (tmp_path / name).write_bytes({"cut": packed[:-9000], "flipped": packed, "foreign": TEXT}[damage])
    with pytest.raises(SourceError, match=name):
        _read(tmp_path / name)


def test_equal_content_is_packed_into_equal_bytes(tmp_path: Path) -> None:
    _write(tmp_path / "a.gz")
    _write(tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_nothing_stands_under_the_name_before_the_commit(tmp_path: Path) -> None:
    target = writing(str(tmp_path / "a.txt"))
    target.write(TEXT)
    assert not (tmp_path / "a.txt").exists()
    target.discard()
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stands_until_the_commit_and_lends_its_permissions(tmp_path: Path) -> None:
    old = tmp_path / "a.txt"
    old.write_bytes(b"old")
    old.chmod(0o640)
    target = writing(str(old))
    target.write(b"new")
    assert old.read_bytes() == b"old"
    target.commit()
    assert old.read_bytes() == b"new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    _write(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("name", ["full", "full.gz", "full.zst"])
def test_a_full_disk_is_an_output_error_that_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OutputError, match="disk is full"):
        _write(tmp_path / name)


def test_a_folder_is_no_output_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        writing(str(tmp_path))


def test_a_file_is_no_folder_to_write_into(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        writing(str(tmp_path / "file" / "a.txt"))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.txt.gz", ("a.txt", ".gz")),
        ("a.ZST", ("a", ".ZST")),
        ("a.txt", ("a.txt", "")),
        (".gz", ("", ".gz")),
    ],
)
def test_the_compression_is_parted_from_the_name(name: str, parts: tuple[str, str]) -> None:
    assert split_ending(name) == parts


def test_a_missing_input_is_a_source_error_with_its_name() -> None:
    with pytest.raises(SourceError, match=r"nowhere\.txt: no such file"), reading("nowhere.txt"):
        pass


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_an_input_that_fails_while_it_is_read_is_a_source_error_with_its_name() -> None:
    for action in (lambda stream: stream.read(), lambda stream: stream.peek(1), next):
        with (
            pytest.raises(SourceError, match="/proc/self/mem: cannot be read"),
            reading("/proc/self/mem") as stream,
        ):
            action(stream)
