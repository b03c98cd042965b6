"""Kills real runs at random moments, goes on with them, and compares what they end with, byte for byte, with a run that nobody killed.

    python tests/soak.py --kills 200 [--seed 1] [--folder DIR]

Every scenario is run again and again: a process is begun, killed with SIGKILL after a random time (itself, or itself with all its workers), begun
again with --resume, killed again, until one comes to its end. Then the folder must hold the same files with the same bytes as that of the run nobody
killed, hidden files included. Prints a line for each scenario; exits with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import filecmp
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
LINK = "READ ALSO: Ten held after raid"
PROSE = (
    "The river rose in the night and by the morning it had reached the doors of the lower town.",
    "Nobody was hurt, the mayor said, but forty families had to sleep in the school for a second night.",
    "Engineers opened the second gate of the dam at noon, and the water fell by a hand's breadth within the hour.",
)

SCENARIOS: dict[str, list[str]] = {
    "records": ["a.jsonl", "-o", "b.jsonl", "--ledger", "l.jsonl", "--errors", "skip", "-j", "2"],
    "packed": ["a.jsonl.gz", "-o", "b.jsonl.gz", "--ledger", "l.jsonl.zst", "-j", "2"],
    "shards": ["a.jsonl", "-o", "out/b.jsonl.zst", "--shard-size", "30K", "--errors", "skip", "-j", "1"],
    "folder": ["texts", "-o", "out", "--ledger", "l.jsonl.gz", "-j", "2"],
    "table": ["a.jsonl", "-o", "b.parquet", "--shard-size", "60K", "--errors", "skip", "-j", "2"],
    "texts": ["a.jsonl", "-o", "b.txt.zst", "--to", "text", "--errors", "skip", "--drop-flagged", "empty"],
    "unordered": ["a.jsonl", "-o", "b.jsonl", "--errors", "skip", "--unordered", "-j", "2"],
}
"""Name to what is asked of `cleaner clean`; every run has `--checkpoint 0` as well, so that moments to be killed at abound."""


def make_inputs(folder: Path, documents: int) -> None:
    """Write the inputs of all scenarios."""
    noise = random.Random(7)
    lines = []
    for number in range(documents):
        body = [noise.choice(PROSE) for _ in range(noise.randrange(1, 8))]
        body.insert(noise.randrange(len(body) + 1), LINK)
        text = (
            "\n".join(body)
            + f"\nIt was day {number} of the flood, and nobody in the town remembered one like it."
        )
        lines.append(json.dumps({"id": number, "text": "" if number % 50 == 7 else text}))
    good = "".join(f"{line}\n" for line in lines).encode()
    with (folder / "a.jsonl.gz").open("wb") as packed:
        packed.write(gzip.compress(good, mtime=0))
    lines[documents // 3] = '{"text": broken'
    (folder / "a.jsonl").write_text("".join(f"{line}\n" for line in lines))
    for number in range(documents // 4):
        path = folder / "texts" / f"{number % 5}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.loads(lines[number])["text"])


def soak(folder: Path, name: str, kills: int, seed: int, *, command: bool = True) -> str:
    """Run one scenario until it was killed `kills` times; return what happened. Raises AssertionError at a difference."""
    reference, trial = folder / f"{name}.whole", folder / f"{name}.killed"
    _fresh(reference, folder)
    began = time.monotonic()
    assert _Run(reference, name, command=command).wait() == 0
    longest = time.monotonic() - began
    noise = random.Random(f"{name} {seed}")
    killed = rounds = resumed = 0
    while killed < kills:
        rounds += 1
        _fresh(trial, folder)
        patience = longest
        while True:
            resumed += any(trial.rglob("*.manifest.json"))
            process = _Run(trial, name, "--resume", command=command)
            if not _ends_before(process, trial, patience, noise):
                process.kill(group=noise.random() < 0.5)
                killed += 1
                patience *= 1.3  # or a slow moment of the machine lets no run ever get beyond its beginning
                continue
            assert process.code == 0, f"{name}: exit code {process.code}"
            break
        _compare(reference, trial, sort=name == "unordered")
    return f"{name}: killed {killed} times in {rounds} rounds, {resumed} resumed from a manifest, all ended alike"


def _ends_before(process: _Run, folder: Path, longest: float, noise: random.Random) -> bool:
    """Wait for a random time; tell whether the run ended by then.

    The time is short beside the whole run, so that one is killed again and again, and most often counted from when it first says how far it is.
    """
    before = _last_word(folder)
    patient = noise.random() < 0.9
    late = time.monotonic() + 60
    while patient and _last_word(folder) == before and process.wait(0) is None and time.monotonic() < late:
        time.sleep(0.002)
    return process.wait(noise.uniform(0, 0.2) * longest) is not None


def _last_word(folder: Path) -> int:
    return max((_time_of(path) for path in folder.rglob("*.manifest.json")), default=0)


def _time_of(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _fresh(folder: Path, inputs: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for each in ("a.jsonl", "a.jsonl.gz", "texts"):
        (folder / each).symlink_to(inputs / each)


class _Run:
    """A run in a process, and a process group, of its own: forked with the rules loaded already, or begun as a command."""

    def __init__(self, folder: Path, name: str, *more: str, command: bool) -> None:
        arguments = ["clean", *SCENARIOS[name], "--checkpoint", "0", *more]
        self.code: int | None = None
        self._command: subprocess.Popen[bytes] | None = None
        if command:
            words = [sys.executable, "-m", "cleaner", *arguments]
            quiet: dict[str, Any] = {"stderr": subprocess.DEVNULL, "start_new_session": True}
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            self._command = subprocess.Popen(words, cwd=folder, env=environment, **quiet)
            self.pid = self._command.pid
        else:
            self.pid = os.fork()
            if not self.pid:
                _be_cleaner(folder, arguments)

    def wait(self, seconds: float = 600.0) -> int | None:
        """Return the exit code, or None if it still runs when the time is over."""
        late = time.monotonic() + seconds
        while self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                if self._command:
                    self._command.returncode = self.code  # or it complains that nobody waited
            elif time.monotonic() >= late:
                break
            else:
                time.sleep(0.002)
        return self.code

    def kill(self, *, group: bool) -> None:
        """Kill it, alone or with all its workers."""
        (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        self.wait()


def _be_cleaner(folder: Path, arguments: list[str]) -> NoReturn:
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.argv = ["cleaner", *arguments]
        from cleaner.cli import main

        main()
    except SystemExit as error:
        code = int(error.code or 0)
    finally:
        os._exit(code)


def load_once() -> None:
    """Load the rules, so that what is forked has them."""
    sys.path.insert(0, str(ROOT))
    from cleaner import clean, runs
    from cleaner.rulebook import load_rules

    rulebook = load_rules()
    clean("\n".join((*PROSE, LINK)), rulebook=rulebook)
    runs.load_rules = lambda *_: rulebook


def _compare(reference: Path, trial: Path, *, sort: bool) -> None:
    names = [
        sorted(str(path.relative_to(each)) for path in each.rglob("*") if path.is_file())
        for each in (reference, trial)
    ]
    assert names[0] == names[1], f"other files: {set(names[0]) ^ set(names[1])}"
    for each in names[0]:
        one, other = reference / each, trial / each
        if sort:
            same = sorted(one.read_bytes().splitlines()) == sorted(other.read_bytes().splitlines())
        else:
            same = filecmp.cmp(one, other, shallow=False)
        assert same, f"{other} differs from {one}"


def main() -> int:
    """Run all scenarios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="over all scenarios")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=1500)
    parser.add_argument("--folder", type=Path, help="kept afterwards; by default a temporary one")
    parser.add_argument(
        "--command", action="store_true", help="begin each run as a command, not as a fork: slower"
    )
    parser.add_argument("names", nargs="*", default=list(SCENARIOS))
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    make_inputs(folder, asked.documents)
    if not asked.command:
        load_once()
    try:
        for name in asked.names:
            print(
                soak(folder, name, -(-asked.kills // len(asked.names)), asked.seed, command=asked.command),
                flush=True,
            )
    except AssertionError as error:
        print(f"soak: {error}; look at {folder}")
        return 1
    if asked.folder is None:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
