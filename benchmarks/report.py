"""Makes tables of rows: the table of aims, details, by language, by kind of leak.

Owns the look of the figures: Markdown that also reads well in a terminal. Must not run anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import msgspec

from benchmarks.measures import Score, Summary, summarise
from benchmarks.run import Row
from benchmarks.systems import NAMES, PROFILES, TEXTS

Targets = dict[str, Any]
Key = tuple[str, str, str]
Table = list[list[str]]


def read_targets() -> Targets:
    """Return the aims that lie beside this file."""
    found: Targets = msgspec.json.decode(files("benchmarks").joinpath("targets.json").read_bytes())
    return found


def group_rows(rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]) -> dict[tuple[str, ...], Summary]:
    """Return the figures of each group of rows."""
    grouped: dict[tuple[str, ...], list[Score]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row.score)
    return {group: summarise(scores) for group, scores in grouped.items()}


def summarise_rows(rows: Iterable[Row]) -> dict[tuple[str, ...], Summary]:
    """Return the figures by (text, set, system)."""
    return group_rows(rows, lambda row: (row.text, row.set, row.system))


def headline(summary: Summary) -> float | None:
    """Return the one figure of a set: F1 of the body, or of the segments where there is no body."""
    if summary.f1 is not None:
        return summary.f1
    return summary.segments[2] if summary.segments else None


def write_table(table: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with aligned columns; the first row is the head."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in table
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def make_aims(figures: Mapping[tuple[str, ...], Summary], targets: Targets) -> Table:
    """Return F1 of every system beside the aims; `*` marks ours where it reaches, `**` the stretch."""
    names = _order({key[2] for key in figures}, NAMES)
    table = [["text", "set", *names, "reach", "stretch"]]
    for text, name in _rows_of(figures):
        found = {system: figures.get((text, name, system)) for system in names}
        reach, stretch = _aims(targets, (text, name), found.get("unchanged"))
        cells = [_mark(system, found[system], reach, stretch) for system in names]
        table.append([text, name, *cells, _number(reach), _number(stretch)])
    return table


def _aims(
    targets: Targets, place: tuple[str, str], unchanged: Summary | None
) -> tuple[float | None, float | None]:
    aim = targets["f1"].get(place[0], {}).get(place[1], {})
    start = headline(unchanged) if unchanged else None
    if "reach_gain" in aim:
        return (start + aim["reach_gain"], start + aim["stretch_gain"]) if start is not None else (None, None)
    return aim.get("reach"), aim.get("stretch")


def _mark(system: str, summary: Summary | None, reach: float | None, stretch: float | None) -> str:
    value = headline(summary) if summary else None
    if value is None:
        return "-"
    stars = sum(aim is not None and value >= aim for aim in (reach, stretch)) if system in PROFILES else 0
    return _number(value) + "*" * stars


def make_damage(figures: Mapping[tuple[str, ...], Summary], targets: Targets) -> Table:
    """Return damage and exact share by system, in percent, with what is allowed and what is to be reached."""
    names = _order({key[2] for key in figures}, NAMES)
    table = [["text", "set", *names, "allowed (cleaner)", "exact: aim"]]
    for text, name in _rows_of(figures):
        cells = [_damage_cell(figures.get((text, name, system))) for system in names]
        allowed = targets["damage"]["cleaner"].get(text)
        exact = targets["exact"].get(text, {}).get(name)
        table.append([text, name, *cells, _percent(allowed), _percent(exact)])
    return table


def _damage_cell(summary: Summary | None) -> str:
    if summary is None or summary.damage is None:
        return "-"
    return f"{_percent(summary.damage)} / {_percent(summary.exact)}"


def make_details(figures: Mapping[tuple[str, ...], Summary]) -> Table:
    """Return every figure of every (text, set, system)."""
    head = [
        "text",
        "set",
        "system",
        "pages",
        "precision",
        "recall",
        "F1",
        "exact",
        "damage %",
        "seg P/R/F1",
        "seg lost",
    ]
    table = [head]
    for text, name in _rows_of(figures):
        for system in _order({key[2] for key in figures}, NAMES):
            if (summary := figures.get((text, name, system))) is not None:
                table.append([text, name, system, *_detail(summary)])
    return table


def _detail(found: Summary) -> list[str]:
    segments = "/".join(map(_number, found.segments)) if found.segments else "-"
    body = [_number(value) for value in (found.precision, found.recall, found.f1, found.exact)]
    lost = f"{found.wanted_lost} of {found.wanted_held}" if found.segments else "-"
    return [str(found.pages), *body, _percent(found.damage), segments, lost]


def make_languages(rows: Iterable[Row], fewest: int = 5) -> Table:
    """Return F1 by language over all sets; languages of fewer pages than `fewest` are put together."""
    kept = list(rows)
    pages = Counter(language for language, _page in {(row.lang, row.page) for row in kept})
    few = {language for language, count in pages.items() if count < fewest}
    figures = group_rows(
        kept, lambda row: (row.text, "others" if row.lang in few else row.lang or "?", row.system)
    )
    names = _order({key[2] for key in figures}, NAMES)
    table = [["text", "language", "pages", *names]]
    for text, language in _rows_of(figures):
        found = [figures.get((text, language, system)) for system in names]
        count = max(summary.pages for summary in found if summary)
        table.append(
            [text, language, str(count), *(_number(headline(one) if one else None) for one in found)]
        )
    return table


def make_kinds(rows: Iterable[Row], field: str) -> Table:
    """Return words per 1,000 gold words, by kind: of `leaks` that stayed, or of `cuts` that were wanted."""
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    gold: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counted[row.text, row.system].update(getattr(row, field))
        gold[row.text, row.system] += row.score.reachable
    places = [place for place in _places(counted) if counted[place]]
    kinds = Counter[str]()
    for place in places:
        kinds.update(counted[place])
    table = [["kind", *(f"{text}: {system}" for text, system in places)]]
    for kind, _count in kinds.most_common():
        table.append(
            [kind, *(f"{1000 * counted[place][kind] / max(1, gold[place]):.2f}" for place in places)]
        )
    return table


def _places(counted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(counted, key=lambda place: (TEXTS.index(place[0]), NAMES.index(place[1])))


def _rows_of(figures: Iterable[tuple[str, ...]]) -> list[tuple[str, str]]:
    return sorted({(key[0], key[1]) for key in figures}, key=lambda place: (TEXTS.index(place[0]), place[1]))


def _order(found: set[str], known: Sequence[str]) -> list[str]:
    return [name for name in known if name in found]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f}"
