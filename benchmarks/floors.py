"""Pinned floors: figures that must not fall. Checked on `fixtures/` and on a fixed sample of gold data.

    python -m benchmarks.floors [--folder FOLDER]             check; exit 1 where a figure fell
    python -m benchmarks.floors --update                      raise floors to current figures, add new ones
    python -m benchmarks.floors --lower NAME --reason TEXT    lower one floor to its current figure

Owns `floors.json`. Every figure is a share where higher is better: damage is pinned as `kept` = 1 - damage.
`--update` never lowers; a lowered floor is recorded with its reason. Floors of gold data hold only for data
with the pinned digest; on other data, or without the folder, they are skipped, with a message.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from math import floor
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks import data, measures, run
from benchmarks.run import Plan

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("floors.json")
DATA = ROOT.parent / "shared" / "data" / "dev"
SAMPLE = 20
"""Pages of each set: all texts of them are scored within a minute on one core."""
TEXTS = ("full", "extracted", "readable", "newspaper", "flat", "gold")
SYSTEMS = ("cleaner-cautious", "cleaner")
_DIGITS = 10_000

Figures = dict[str, float]


class Lowered(Struct, frozen=True):
    """The record of a floor that was lowered on purpose."""

    name: str
    was: float
    now: float
    reason: str
    date: str


class Floors(Struct, frozen=True):
    """What is pinned: floors by name, the digest of the data they hold for, and every lowering."""

    digest: str = ""
    floors: Figures = {}
    lowered: tuple[Lowered, ...] = ()


class FloorError(Exception):
    """A floor may not be changed this way."""


def read_floors(path: Path = FLOORS) -> Floors:
    """Return the pinned floors; none at all where the file is absent."""
    return msgspec.json.decode(path.read_bytes(), type=Floors) if path.is_file() else Floors()


def write_floors(pinned: Floors, path: Path = FLOORS) -> None:
    """Write the floors, sorted by name."""
    ordered = Floors(pinned.digest, dict(sorted(pinned.floors.items())), pinned.lowered)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")


def measure_fixtures(root: Path) -> Figures:
    """Return the figures on the project's own fixtures: exact and kept shares of `wild` and `clean`."""
    from cleaner import clean, load_rules

    rulebook = load_rules()
    figures: Figures = {}
    for kind in ("wild", "clean"):
        scores = []
        for path in sorted((root / kind).glob("*.txt")):
            if path.name.endswith(".body.txt"):
                continue
            body = path.with_suffix(".body.txt") if kind == "wild" else path
            given = path.read_bytes().decode()
            cleaned = clean(given, rulebook=rulebook, **_read_hints(path.with_suffix(".json")))
            gold = measures.gold_of(body.read_bytes().decode())
            reachable = measures.reachable_words(measures.tokens(given), gold)
            scores.append(measures.score_body(measures.tokens(cleaned.text), reachable, gold))
        if scores:
            found = measures.summarise(scores)
            figures |= _name_figures(f"fixtures/{kind}", found)
    return figures


def _read_hints(path: Path) -> dict[str, str]:
    hints: dict[str, str] = msgspec.json.decode(path.read_bytes())["hints"] if path.is_file() else {}
    return hints


def measure_folder(folder: Path, sample: int = SAMPLE) -> Figures:
    """Return the figures of our profiles on a fixed sample of each set of a folder."""
    plan = Plan(folder, tuple(data.list_sets(folder)), TEXTS, SYSTEMS, sample)
    grouped: dict[str, list[measures.Score]] = {}
    for row in run.run_plan(plan):
        grouped.setdefault(f"{row.set}/{row.text}/{row.system}", []).append(row.score)
    figures: Figures = {}
    for place, scores in grouped.items():
        figures |= _name_figures(place, measures.summarise(scores))
    return figures


def _name_figures(place: str, found: measures.Summary) -> Figures:
    named = {
        "f1": found.f1,
        "exact": found.exact,
        "kept": None if found.damage is None else 1 - found.damage,
        "segments": found.segments[2] if found.segments else None,
    }
    return {f"{place}/{name}": _round_down(value) for name, value in named.items() if value is not None}


def _round_down(value: float) -> float:
    return floor(value * _DIGITS + 1e-6) / _DIGITS


def find_falls(pinned: Mapping[str, float], current: Mapping[str, float]) -> list[str]:
    """Return a line for each pinned figure that fell; figures that were not measured are passed over."""
    return [
        f"{name}: {current[name]:.4f} is below its floor {value:.4f}"
        for name, value in pinned.items()
        if name in current and current[name] < value
    ]


def raise_floors(pinned: Floors, current: Mapping[str, float], digest: str) -> Floors:
    """Return floors raised to the current figures where these are higher; other data starts anew."""
    known = pinned.floors
    if digest and pinned.digest not in ("", digest):
        known = {name: value for name, value in known.items() if name.startswith("fixtures/")}
    raised = {name: max(value, known.get(name, 0.0)) for name, value in current.items()}
    return Floors(digest or pinned.digest, {**known, **raised}, pinned.lowered)


def lower_floor(pinned: Floors, name: str, value: float | None, reason: str) -> Floors:
    """Return floors with one lowered and the reason recorded; raises FloorError where that is not allowed."""
    if name not in pinned.floors:
        raise FloorError(f"no floor is named {name}")
    if value is None:
        raise FloorError(f"{name}: was not measured here; give the folder it is measured on")
    if not reason.strip():
        raise FloorError(f"{name}: a floor is lowered only with --reason TEXT")
    if value >= pinned.floors[name]:
        raise FloorError(f"{name}: {value:.4f} is not below its floor {pinned.floors[name]:.4f}")
    record = Lowered(name, pinned.floors[name], value, reason.strip(), date.today().isoformat())
    return Floors(pinned.digest, {**pinned.floors, name: value}, (*pinned.lowered, record))


def measure_all(folder: Path, pinned: Floors, *, anew: bool) -> tuple[Figures, str, str]:
    """Return the current figures, the digest of their data, and why the data was skipped, if it was."""
    figures = measure_fixtures(ROOT / "fixtures")
    if not folder.is_dir():
        return figures, "", f"floors of gold data skipped: no folder {folder}"
    digest = data.digest(folder, data.list_sets(folder))
    if pinned.digest not in ("", digest) and not anew:
        return figures, "", f"floors of gold data skipped: its digest is {digest}, pinned is {pinned.digest}"
    return {**figures, **measure_folder(folder)}, digest, ""


def main(arguments: list[str] | None = None) -> int:
    """Check, raise or lower floors; returns 0, 1 where a figure fell, 2 where it could not be done."""
    options = _parse(arguments)
    pinned = read_floors(options.floors)
    current, digest, skipped = measure_all(options.folder, pinned, anew=options.update)
    if skipped:
        print(skipped)
    try:
        if options.lower:
            pinned = lower_floor(pinned, options.lower, current.get(options.lower), options.reason)
        elif options.update:
            pinned = raise_floors(pinned, current, digest)
    except FloorError as error:
        print(error, file=sys.stderr)
        return 2
    if options.lower or options.update:
        write_floors(pinned, options.floors)
    falls = find_falls(pinned.floors, current)
    print(*falls, f"{len(current)} figures checked, {len(falls)} below their floors", sep="\n")
    return 1 if falls else 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, default=DATA, help="folder of gold data")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="file of floors")
    change = parser.add_mutually_exclusive_group()
    change.add_argument(
        "--update", action="store_true", help="raise floors to the current figures; never lowers"
    )
    change.add_argument("--lower", metavar="NAME", help="lower this floor to its current figure")
    parser.add_argument("--reason", default="", help="why the floor is lowered; goes into the file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
