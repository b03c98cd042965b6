"""Takes time: contenders in turn, several rounds, medians of the processor's time. Must not know what they do."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time


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


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory(command: Sequence[str]) -> float:
    """Return the largest resident memory of a command, in MB (Linux: the kernel counts in KB)."""
    pid = os.spawnv(os.P_NOWAIT, command[0], list(command))
    _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)}: ended with {status}")
    return used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
