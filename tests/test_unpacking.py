"""Claims about packed inputs that are cut or damaged."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
import zstandard

from cleaner.errors import GapError
from cleaner.streams import reading

PACK = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor(write_checksum=True).compress}


def _lines(path: Path) -> tuple[list[bytes], int]:
    """Return the lines that can be read, and the number of gaps."""
    lines, gaps = [], 0
    with reading(str(path)) as stream:
        while True:
            try:
                line = stream.readline()
            except GapError:
                gaps += 1
                continue
            if not line:
                return lines, gaps
            lines.append(line)


def _members(ending: str, count: int = 20) -> list[bytes]:
    noise = random.Random(3)
    return [PACK[ending](b"".join(b"%d %r\n" % (n, noise.random()) for _ in range(50))) for n in range(count)]


@pytest.mark.parametrize("ending", PACK)
def test_behind_a_damaged_member_the_next_is_read(tmp_path: Path, ending: str) -> None:
    members = _members(ending)
    members[7] = members[7][:60] + bytes(80) + members[7][140:]
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"".join(members))
    lines, gaps = _lines(path)
    assert gaps == 1
    whole = {int(line.split()[0]) for line in lines if line.count(b" ") == 1}
    assert whole >= set(range(20)) - {7}
    assert all(sum(line.startswith(b"%d " % n) for line in lines) == 50 for n in range(20) if n not in (7, 8))


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_damage_there_is_an_end_and_no_other_error(
    tmp_path: Path, ending: str, seed: int
) -> None:
    noise = random.Random(seed)
    raw = bytearray(b"".join(_members(ending, 6)))
    for _ in range(noise.randrange(1, 5)):
        at = noise.randrange(len(raw))
        raw[at : at + noise.randrange(1, 40)] = noise.randbytes(noise.randrange(40))
    path = tmp_path / f"a{ending}"
    path.write_bytes(raw[: noise.randrange(len(raw))] if seed % 2 else raw)
    _lines(path)


@pytest.mark.parametrize("ending", PACK)
def test_a_file_that_breaks_off_gives_what_it_has_and_one_gap(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"".join(_members(ending))[:-9])
    lines, gaps = _lines(path)
    assert gaps == 1
    assert len(lines) >= 19 * 50


def test_padding_behind_gzip_data_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x\n") + bytes(20_000))
    assert _lines(tmp_path / "a.gz") == ([b"x\n"], 0)


def test_skippable_frames_are_skipped(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    pack = PACK[".zst"]
    (tmp_path / "a.zst").write_bytes(skipped + pack(b"x\n") + skipped + pack(b"y\n"))
    assert _lines(tmp_path / "a.zst") == ([b"x\n", b"y\n"], 0)
