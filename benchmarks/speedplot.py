"""Draws what the page of the speed benchmark tells: MB/s of everybody, by the number of rules, by the size of a document. Needs matplotlib.

Owns the picture and reading the page's tables. Must not measure anything.

    python -m benchmarks.speedplot docs/benchmarks.md docs/speed.svg
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.speed import read_section

BARS = "Beside others"
LINES = ("With the number of rules", "With the size of a document")
SPEED = "MB/s"


def read_tables(section: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table of a page by the heading above it; a row is its cells by the head of their columns."""
    tables: dict[str, list[dict[str, str]]] = {}
    heading, head = "", []
    for line in section.split("\n"):
        if line.startswith("### "):
            heading, head = line[4:], []
        elif line.startswith("| ") and not head:
            head = _cells(line)
        elif line.startswith("| "):
            tables.setdefault(heading, []).append(dict(zip(head, _cells(line), strict=True)))
    return tables


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def draw_section(section: str, path: Path) -> bool:
    """Draw the tables of a page into an SVG or PNG; without matplotlib or tables, draw nothing and return False."""
    tables = {name: rows for name, rows in read_tables(section).items() if name in (BARS, *LINES)}
    if not tables or find_spec("matplotlib") is None:
        return False
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "cleaner"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(tables), figsize=(5.2 * len(tables), 3.6), squeeze=False)
    for (name, rows), panel in zip(tables.items(), axes[0], strict=True):
        (_draw_bars if name == BARS else _draw_line)(panel, rows)
        panel.set(title=name)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else {})
    pyplot.close(figure)
    return True


def _draw_bars(panel: Any, rows: list[dict[str, str]]) -> None:
    rows = sorted(rows, key=lambda row: float(row[SPEED]))
    names = [row[""] for row in rows]
    ours = ["#08519c" if name.startswith("cleaner") else "#999999" for name in names]
    panel.barh(names, [float(row[SPEED]) for row in rows], color=ours)
    panel.set(xscale="log", xlabel=SPEED)


def _draw_line(panel: Any, rows: list[dict[str, str]]) -> None:
    what = next(iter(rows[0]))
    sizes = [float(row[what].replace(",", "")) for row in rows]
    panel.plot(sizes, [float(row[SPEED]) for row in rows], marker="o", color="#08519c")
    panel.set(xscale="log", xlabel=what, ylabel=SPEED, ylim=(0, None))


def main(arguments: Sequence[str]) -> int:
    """Draw the page's section on speed."""
    if len(arguments) != 2:
        print("python -m benchmarks.speedplot PAGE.md PICTURE.svg", file=sys.stderr)
        return 2
    page, picture = map(Path, arguments)
    if not draw_section(read_section(page), picture):
        print(f"{page}: nothing to draw, or matplotlib is not installed", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
