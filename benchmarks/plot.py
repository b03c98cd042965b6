"""Draws precision against recall, one panel a kind of text, with lines of equal F1. Needs matplotlib.

Owns the picture. Must not measure anything.

    python -m benchmarks.plot FIGURES.json PICTURE.svg
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.report import summarise_rows
from benchmarks.run import Row
from benchmarks.systems import NAMES, PROFILES, TEXTS

Point = tuple[str, str, str, float, float]
"""(text, set, system, precision, recall)"""

_OURS = {"cleaner-cautious": "#6baed6", "cleaner": "#08519c", "cleaner-thorough": "#3182bd"}
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_F1_LINES = (0.7, 0.8, 0.9, 0.95)


def draw_rows(rows: Iterable[Row], path: Path) -> bool:
    """Draw rows into an SVG or PNG; without matplotlib or points, draw nothing and return False."""
    points = [
        (text, name, system, found.precision, found.recall)
        for (text, name, system), found in summarise_rows(rows).items()
        if found.precision is not None and found.recall is not None and text != "gold"
    ]
    return draw_points(points, path)


def draw_points(points: Sequence[Point], path: Path) -> bool:
    """Draw points; the ending of the path chooses the format."""
    if not points or find_spec("matplotlib") is None:
        return False
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "cleaner"
    from matplotlib import pyplot

    texts = [text for text in TEXTS if any(point[0] == text for point in points)]
    figure, axes = pyplot.subplots(1, len(texts), figsize=(4.2 * len(texts), 4.6), squeeze=False)
    sets = sorted({point[1] for point in points})
    for text, panel in zip(texts, axes[0], strict=True):
        _draw_panel(panel, text, [point for point in points if point[0] == text], sets)
    _add_legend(figure, points, sets)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else {}, bbox_inches="tight")
    pyplot.close(figure)
    return True


def _draw_panel(panel: Any, text: str, points: Sequence[Point], sets: list[str]) -> None:
    seen = [value for point in points if point[3] > 0.3 and point[4] > 0.3 for value in point[3:]]
    low = max(0.3, min(seen, default=0.5) - 0.03)
    for value in _F1_LINES:
        recalls = [low + (1 - low) * step / 100 for step in range(101)]
        line = [
            (recall, value * recall / (2 * recall - value)) for recall in recalls if 2 * recall > value + 0.02
        ]
        panel.plot([x for x, _y in line], [y for _x, y in line], color="#cccccc", linewidth=0.8, zorder=0)
    for _text, name, system, precision, recall in points:
        panel.scatter(
            recall, precision, marker=_MARKERS[sets.index(name) % len(_MARKERS)], color=_colour(system), s=42
        )
    panel.set(title=text, xlabel="recall", ylabel="precision", xlim=(low, 1.005), ylim=(low, 1.005))


def _colour(system: str) -> Any:
    import matplotlib as mpl

    if system in _OURS:
        return _OURS[system]
    others = [name for name in NAMES if name not in PROFILES]
    return "#000000" if system == "unchanged" else mpl.colormaps["tab20"]((2 * others.index(system) + 1) % 20)


def _add_legend(figure: Any, points: Sequence[Point], sets: list[str]) -> None:
    from matplotlib.lines import Line2D

    present = {point[2] for point in points}
    shapes = [
        Line2D([], [], linestyle="", marker=_MARKERS[index % len(_MARKERS)], color="#777777", label=name)
        for index, name in enumerate(sets)
    ]
    colours = [
        Line2D([], [], linestyle="", marker="o", color=_colour(name), label=name)
        for name in NAMES
        if name in present
    ]
    figure.legend(
        handles=shapes + colours, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncol=8, frameon=False
    )


def main(arguments: Sequence[str]) -> int:
    """Draw the figures that `benchmarks.quality --json` wrote."""
    if len(arguments) != 2:
        print("python -m benchmarks.plot FIGURES.json PICTURE.svg", file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    grouped: dict[str, list[Any]] = defaultdict(list)
    grouped.update(msgspec.json.decode(source.read_bytes()))
    points = [
        (one["text"], one["set"], one["system"], one["precision"], one["recall"])
        for one in grouped["figures"]
        if one["precision"] is not None and one["text"] != "gold"
    ]
    return 0 if draw_points(points, target) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
