"""Where the time of cleaning goes: which stage is at work when a clock of the processor's time strikes.

Owns the names of the stages and the sampling. Must not know what is cleaned. Samples cost next to nothing and bend no figure, unlike calls that are
counted; a stage of one part in a hundred is known to a fifth with 2,500 of them.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from types import FrameType

TICK = 0.001
"""Seconds of processor time between two samples; many systems strike every four milliseconds at the most."""
STAGES = {
    "reading: line ends, quotes, blanks, folding": {("document.py", "read")},
    "language": {("language.py", "guess_language")},
    "search of rules": {("scan.py", "scan"), ("scan.py", "rescan")},
    "what rules say: findings, places, votes": {("votes.py", "hear"), ("votes.py", "count_votes")},
    "looks, features, trees": {("shaping.py", "score_shape")},
    "title and repeats": {
        ("judge.py", "_headline"),
        ("judge.py", "_add_title"),
        ("judge.py", "_add_repeats"),
    },
    "cautions around the model": {("shaping.py", "add_shape")},
    "decisions, guards, cutting": {("judge.py", "judge"), ("pipeline.py", "_cut"), ("ledger.py", "apply")},
    "the rest of cleaning": {("pipeline.py", "clean_document")},
    "JSON in and out": {("courses.py", "run")},
}
"""Functions that begin a stage; a sample belongs to the innermost of them on the stack."""


def sample_stages(run: Callable[[], object]) -> Counter[str]:
    """Return how often each stage was at work while `run` ran. On systems without such a clock, nothing."""
    counts: Counter[str] = Counter()
    if not hasattr(signal, "setitimer"):
        return counts
    stage_of = {function: stage for stage, functions in STAGES.items() for function in functions}

    def strike(_number: int, frame: FrameType | None) -> None:
        while frame is not None:
            code = frame.f_code
            stage = stage_of.get((code.co_filename.rpartition("/")[2], code.co_name))
            if stage is not None:
                counts[stage] += 1
                return
            frame = frame.f_back

    before = signal.signal(signal.SIGPROF, strike)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    try:
        run()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return counts
