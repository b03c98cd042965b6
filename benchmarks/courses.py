"""The parts of the speed benchmark: beside others, with more rules, with longer documents, on a line made to be slow; all parts by name.

Owns what each of these parts runs and the lines it tells. Must not know how a peer is called, nor how time is taken.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from benchmarks.commands import cold_start, html, jobs, memory
from benchmarks.course import MEGABYTE, Course, dumped
from benchmarks.dumps import rule_pack
from benchmarks.laps import laps
from benchmarks.racers import AIMS, RACERS, Racer, forget, ready, version_of
from benchmarks.report import write_table
from benchmarks.stages import sample_stages

# Beside others


def _beside_others(course: Course) -> list[str]:
    racers = {name: ready(name) for name in RACERS}
    told = [f"Left out: {name} ({why})." for name, why in racers.items() if isinstance(why, str)]
    running = {name: racer for name, racer in racers.items() if not isinstance(racer, str)}
    lines = [dumped({"id": number, "text": text}) for number, text in enumerate(course.texts)]
    for name, racer in running.items():
        _race(racer, lines[:2])()
        if name == "cleaner":
            _race(racer, lines)()  # patterns are compiled once a machine, not once a run
    times = laps({name: _race(racer, lines) for name, racer in running.items()}, course.rounds, forget)
    table = [
        ["", "version", "MB/s", "cleaner is ... times as fast", "aim", "stretch", "the aim asks for MB/s"]
    ]
    for name, seconds in times.items():
        aim, stretch = (f"{aim:.3g}" for aim in AIMS[name]) if name in AIMS else ("", "")
        ratio = f"{seconds / times['cleaner']:.3g}" if name != "cleaner" else ""
        speed = course.size / MEGABYTE / seconds
        asked = f"{AIMS[name][0] * speed:.1f}" if name in AIMS else ""
        table.append([name, version_of(name), f"{speed:.2f}", ratio, aim, stretch, asked])
    return [write_table(table), *([""] if told else []), *told]


def _race(racer: Racer, lines: list[bytes]) -> Callable[[], None]:
    def run() -> None:
        for line in lines:
            record = _loaded(line)
            text = racer(record["text"])
            dumped({**record, "text": text} if isinstance(text, str) else record)

    return run


def _loaded(line: bytes) -> dict[str, str]:
    try:
        import orjson
    except ImportError:
        import msgspec

        return msgspec.json.decode(line)  # type: ignore[no-any-return]
    return orjson.loads(line)  # type: ignore[no-any-return]


# Alone


def _by_stage(course: Course) -> list[str]:
    racer = ready("cleaner")
    if isinstance(racer, str):
        return [f"Left out: {racer}."]
    lines = [dumped({"id": number, "text": text}) for number, text in enumerate(course.texts)]
    run = _race(racer, lines)
    run()
    counts: Counter[str] = Counter()
    for _ in range(course.rounds):
        forget()
        counts += sample_stages(run)
    total = counts.total() or 1
    shares = [[stage, f"{count / total:.0%}"] for stage, count in counts.most_common()]
    told = f"{total} samples of the stack by a clock of processor time; new lines, as above. {WOULD_TAKE}"
    return [write_table([["at work", "of the time"], *shares]), "", told]


WOULD_TAKE = (
    "To be as fast as the aims beside line filters and normalisers ask for, all stages together would have to take a fraction of "
    "what the search of rules alone takes now: the whole way from the line to the decision in compiled code, with findings, votes and reasons "
    "as numbers, and a model of fewer or no trees for lines that rules or their length settle."
)
"""Told below the profile."""


def _by_rules(course: Course) -> list[str]:
    from cleaner.pipeline import clean
    from cleaner.rulebook import load_rules

    counts = (3, 30) if course.quick else (100, 300, 1000, 3000)
    books = {
        count: load_rules(rule_pack(course.folder / f"rules-{count}", count), shipped=False)
        for count in counts
    }

    def run(count: int) -> Callable[[], None]:
        return lambda: [clean(text, rulebook=books[count]) for text in course.texts] and None

    for count in counts:
        run(count)()
    times = laps({str(count): run(count) for count in counts}, course.rounds, forget)
    base = times[str(counts[1])]
    return [
        _table_of(["rules", "MB/s", f"time, {counts[1]} rules = 1"], course.size, times, base),
        "",
        "Aim for 3,000 rules: 1.3, stretch 1.1.",
    ]


def _by_size(course: Course) -> list[str]:
    from cleaner.pipeline import clean

    sizes = (1_000, 10_000) if course.quick else (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
    texts = {size: _of_size(course.texts, size) for size in sizes}
    table = [["bytes of a document", "MB/s", "time a byte, 10 KB = 1"]]
    speeds = {}
    for size in sizes:
        copies = max(1, min(40, 400_000 // size))
        batch = (
            [texts[size]] * 1
            if copies == 1
            else [_of_size(course.texts[at:] + course.texts[:at], size) for at in range(copies)]
        )
        seconds = laps(
            {"": lambda batch=batch: [clean(text) for text in batch]},
            1 if size > MEGABYTE else course.rounds,
            forget,
        )[""]  # type: ignore[misc]
        speeds[size] = sum(len(text.encode()) for text in batch) / MEGABYTE / seconds
    for size in sizes:
        table.append([f"{size:,}", f"{speeds[size]:.2f}", f"{speeds[10_000] / speeds[size]:.2f}"])
    return [write_table(table), "", "Aim for 10 MB: 1.2, stretch 1.05."]


def _of_size(texts: list[str], size: int) -> str:
    """Return a text of a size: the texts one behind the other, again with new numbers in them, cut."""
    out: list[str] = []
    length = turn = 0
    while length < size:
        for text in texts:
            whole = text if not turn else text.replace(". ", f" {turn}. ")
            out.append(whole)
            length += len(whole.encode()) + 1
            if length >= size:
                break
        turn += 1
    return "\n".join(out).encode()[:size].decode(errors="ignore")


def _adversarial(course: Course) -> list[str]:
    from cleaner.pipeline import clean

    size = 2_000 if course.quick else 80_000
    words = [
        "newsletter",
        "views",
        "minutes",
        "ad",
        "read",
        "more",
        "share",
        "by",
        "photo",
        "may",
        "subscribe",
        "2024",
        "©",
        "cookies",
    ]
    rng = random.Random(1)
    line = " ".join(rng.choice(words) for _ in range(size // 4))
    ordinary = _of_size(course.texts, size)
    clean(line[:500])
    runs = {
        "ordinary text": ordinary,
        "one line of trigger words": line[:size],
        "twice as long": (line + " " + line)[: 2 * size],
    }
    times = laps({name: lambda text=text: clean(text) for name, text in runs.items()}, course.rounds)  # type: ignore[misc]
    base = times["ordinary text"] / len(ordinary)
    table = [["", "characters", "ms", "time a character, ordinary = 1"]]
    for name, text in runs.items():
        table.append(
            [name, f"{len(text):,}", f"{1000 * times[name]:.1f}", f"{times[name] / len(text) / base:.2f}"]
        )
    return [write_table(table), "", "Aim: 50, stretch 10, the same when doubled."]


def _table_of(head: list[str], size: int, times: dict[str, float], base: float) -> str:
    rows = ([name, f"{size / MEGABYTE / taken:.2f}", f"{taken / base:.2f}"] for name, taken in times.items())
    return write_table([head, *rows])


PARTS: dict[str, tuple[str, Callable[[Course], list[str]]]] = {
    "peers": ("Beside others", _beside_others),
    "stages": ("Where the time goes", _by_stage),
    "rules": ("With the number of rules", _by_rules),
    "sizes": ("With the size of a document", _by_size),
    "adversarial": ("A line made to be slow", _adversarial),
    "html": ("HTML", html),
    "jobs": ("With the number of processes", jobs),
    "memory": ("Memory", memory),
    "start": ("Cold start", cold_start),
}
