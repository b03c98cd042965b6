"""Claims about packed outputs that can be gone on with."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
import zstandard

from cleaner.errors import OutputError
from cleaner.packing import STRETCH, State, packer_for
from cleaner.streams import reading, writing
from cleaner.wholefile import WholeFile, partial_of

ENDINGS = ["", ".gz", ".zst"]
NOISE = random.Random(5)
DATA = b"".join(
    (f"{NOISE.random()} the river rose in the night " * NOISE.randrange(1, 9)).encode() for _ in range(30_000)
)


def _pack(ending: str, data: bytes, sizes: int) -> bytes:
    packer, _ = packer_for(ending, State(), io.BytesIO())
    pieces = [packer.feed(data[at : at + sizes]) for at in range(0, len(data), sizes)]
    return b"".join((*pieces, packer.finish()))


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_what_is_packed_does_not_depend_on_how_it_was_handed_over(ending: str) -> None:
    assert len(DATA) > 3 * STRETCH
    assert _pack(ending, DATA, 777_777) == _pack(ending, DATA, 5000) == _pack(ending, DATA, len(DATA))


@pytest.mark.parametrize("size", [0, 1, STRETCH, STRETCH + 1, len(DATA)])
def test_packed_data_are_one_member_or_frame_that_others_unpack(size: int) -> None:
    assert gzip.decompress(_pack(".gz", DATA[:size], 9999)) == DATA[:size]
    frame = zstandard.ZstdDecompressor().decompressobj()
    assert frame.decompress(_pack(".zst", DATA[:size], 9999)) == DATA[:size]
    assert frame.eof
    assert not frame.unused_data


@pytest.mark.parametrize(("ending", "tool"), [(".gz", "gzip"), (".zst", "zstd")])
def test_the_command_line_tools_unpack_what_is_packed(tmp_path: Path, ending: str, tool: str) -> None:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    (tmp_path / f"a{ending}").write_bytes(_pack(ending, DATA, 100_000))
    done = subprocess.run([tool, "-dc", str(tmp_path / f"a{ending}")], capture_output=True, check=True)
    assert done.stdout == DATA


@pytest.mark.parametrize(("ending", "tool"), [(".gz", "gzip"), (".zst", "zstd")])
def test_what_the_command_line_tools_pack_is_read(tmp_path: Path, ending: str, tool: str) -> None:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    packed = subprocess.run([tool, "-c"], input=DATA, capture_output=True, check=True).stdout
    (tmp_path / f"a{ending}").write_bytes(packed + packed)
    with reading(str(tmp_path / f"a{ending}")) as stream:
        assert stream.read() == DATA + DATA


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("final", [False, True])
def test_a_file_broken_off_anywhere_ends_like_one_written_at_a_stretch(
    tmp_path: Path, ending: str, final: bool
) -> None:
    whole, name = tmp_path / f"whole{ending}", str(tmp_path / f"a{ending}")
    target = writing(str(whole))
    target.write(DATA)
    target.commit()
    random_ = random.Random(ending)
    state, at = State(), 0
    for _ in range(6):
        file = writing(name, state)
        end = random_.randrange(at, len(DATA))
        file.write(DATA[at:end])
        state, at = file.settle(), end
        file.write(b"lost when the run broke off" * random_.randrange(100_000))
        file.leave()
    last = writing(name, state)
    last.write(DATA[at:])
    last.commit()
    if final:  # broken off after it had become final, before anybody was told
        again = writing(name, state)
        again.write(DATA[at:])
        again.commit()
    assert Path(name).read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([whole.name, Path(name).name])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_was_changed_meanwhile_is_not_gone_on_with(tmp_path: Path, ending: str) -> None:
    name = str(tmp_path / f"a{ending}")
    file = writing(name, State())
    file.write(DATA)
    state = file.settle()
    file.leave()
    hidden = partial_of(Path(name))
    raw = bytearray(hidden.read_bytes())
    raw[len(raw) // 2] ^= 1
    hidden.write_bytes(raw)
    with pytest.raises(OutputError, match="delete the manifest"):
        writing(name, state)


def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    first = WholeFile(str(tmp_path / "a"), State())
    with pytest.raises(OutputError, match="another run"):
        WholeFile(str(tmp_path / "a"), State())
    first.discard()


def test_a_long_name_has_a_hidden_name_too(tmp_path: Path) -> None:
    name = str(tmp_path / ("é" * 120))
    file = WholeFile(name, State())
    file.write(b"x")
    file.commit()
    assert Path(name).read_bytes() == b"x"
