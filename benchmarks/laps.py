"""Takes time: contenders in turn, several rounds, medians of the processor's time. Must not know what they do."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter, process_time


def _nothing() -> None:
    return None


def laps(
    contenders: Mapping[str, Callable[[], object]], rounds: int, before: Callable[[], None] = _nothing
) -> dict[str, float]:
    """Return the median seconds of processor time of each contender; they run in turn, so that a busy machine is unfair to none.

    `before` is called before each run, and not timed.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            before()
            start = process_time()
            run()
            taken[name].append(process_time() - start)
    return {name: median(times) for name, times in taken.items()}


def children(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Return the median seconds of processor time of each command, run in turn as a process of its own."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = _children_time()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            taken[name].append(_children_time() - before)
    return {name: median(times) for name, times in taken.items()}


def wall(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of the clock that each command took in each round, run in turn."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            taken[name].append(perf_counter() - start)
    return taken


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


_WATCH = """
import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
print(used.ru_maxrss)
sys.exit(status != 0)
"""


def peak_memory(command: Sequence[str]) -> float:
    """Return the largest resident memory of a command, in MB.

    A small process starts and watches it: a process counts the memory of the one that it was forked from as its own.
    """
    told = subprocess.run(
        [sys.executable, "-c", _WATCH, *command], stdout=subprocess.PIPE, check=True, text=True
    )
    return int(told.stdout.split()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)
