"""One command that scores our profiles and the peers on a folder of gold data, and prints or writes the
tables.

    python -m benchmarks.quality FOLDER [--sets ...] [--texts ...] [--systems ...] [--sample N]
                                        [--json OUT] [--write docs/benchmarks.md]

Owns the command line and the written page. `--systems ours`, `peers`, `all` name groups.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from datetime import date
from pathlib import Path

import msgspec

from benchmarks import data, peers, report, run, systems
from benchmarks.run import Plan, Row

GROUPS = {
    "ours": ("unchanged", *systems.PROFILES),
    "peers": tuple(peers.PEERS),
    "all": systems.NAMES,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns 0, or 2 where it could not run."""
    options = _parse(arguments)
    try:
        plan, absent = make_plan(options)
        started = time.perf_counter()
        rows = run.run_plan(plan, _show_progress if sys.stderr.isatty() else lambda _done: None)
        seconds = time.perf_counter() - started
    except data.DataError as error:
        print(error, file=sys.stderr)
        return 2
    page = write_page(plan, rows, absent)
    print(page)
    print(f"{len(rows)} results in {seconds:.0f} s")
    if options.json:
        Path(options.json).write_bytes(write_json(plan, rows))
    if options.write:
        _write_docs(Path(options.write), rows, page)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with NAME.pages.jsonl.gz and NAME.texts.jsonl.gz")
    parser.add_argument("--sets", default="", help="sets, comma between them (default: all)")
    parser.add_argument("--texts", default=",".join(systems.TEXTS), help="kinds of text (default: all)")
    parser.add_argument("--systems", default="all", help="names, or the groups ours, peers, all (default)")
    parser.add_argument(
        "--sample", type=int, default=None, metavar="N", help="N pages of each set, always the same"
    )
    parser.add_argument("--with-language", action="store_true", help="tell our profiles the page's language")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="processes (default: 1)")
    parser.add_argument(
        "--models",
        type=Path,
        metavar="DIR",
        help="models by fold (benchmarks.fit --folds): cross-validate by host",
    )
    parser.add_argument("--json", metavar="OUT", help="also write all figures here")
    parser.add_argument(
        "--write", metavar="PAGE", help="also write this Markdown page, with a plot beside it"
    )
    return parser.parse_args(arguments)


def make_plan(options: argparse.Namespace) -> tuple[Plan, dict[str, str]]:
    """Return the plan of a command line, and why a system is absent; raises DataError for unknown names."""
    sets = tuple(_split(options.sets)) or tuple(data.list_sets(options.folder))
    texts = tuple(_split(options.texts))
    names = [name for part in _split(options.systems) for name in GROUPS.get(part, (part,))]
    for known, asked in ((systems.TEXTS, texts), (systems.NAMES, names)):
        if unknown := sorted(set(asked) - set(known)):
            raise data.DataError(f"unknown: {', '.join(unknown)}; there is {', '.join(known)}")
    absent = {name: why for name in dict.fromkeys(names) if (why := systems.why_absent(name))}
    present = tuple(name for name in dict.fromkeys(names) if name not in absent)
    plan = Plan(
        options.folder,
        sets,
        texts,
        present,
        options.sample,
        options.with_language,
        options.processes,
        options.models,
    )
    return plan, absent


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _show_progress(done: int) -> None:
    print(f"\r{done} pages", end="", file=sys.stderr, flush=True)


def write_page(plan: Plan, rows: list[Row], absent: dict[str, str]) -> str:
    """Return the whole report as Markdown: what was run, then the tables."""
    figures = report.summarise_rows(rows)
    targets = report.read_targets()
    shown = [row for row in rows if row.system in run.EXPLAINED and row.text != "gold"]
    parts = [_header(plan, rows, absent)]
    bodies = [row for row in rows if row.score.recall is not None]
    html, texts = (
        report.summarise_rows(row for row in rows if (row.text == "html") is is_html)
        for is_html in (True, False)
    )
    for title, note, table in (
        ("F1 beside the aims: text", AIMS_NOTE, report.make_aims(texts, targets)),
        ("F1 beside the aims: HTML", "The page itself as input.", report.make_aims(html, targets)),
        ("Damage and exact share: text", DAMAGE_NOTE, report.make_damage(texts, targets)),
        ("Damage and exact share: HTML", DAMAGE_NOTE, report.make_damage(html, targets)),
        ("By language", "F1 over all sets that have a body.", report.make_languages(bodies)),
        ("What leaked, by kind", LEAKS_NOTE, report.make_kinds(shown, "leaks")),
        ("What was wrongly cut, by category", CUTS_NOTE, report.make_kinds(rows, "cuts")),
        ("All figures", "`seg`: segments that must stay or must go.", report.make_details(figures)),
    ):
        if len(table) > 1:
            parts.append(f"## {title}\n\n{note}\n\n{report.write_table(table)}\n")
    return "\n".join(parts)


AIMS_NOTE = (
    "F1 of mean precision and mean recall of word 4-grams; for a set without a body, F1 of its segments. "
    "`*` reaches the aim, `**` the stretch. `ceiling` keeps the lines of which half stands in gold: what can "
    "be reached by whole lines."
)
DAMAGE_NOTE = (
    "Damage % / exact %. Damage: share of the gold words of the input (for HTML: of the whole page) that are "
    "missing from the output. In `gold`, a line returned as the title and second copies don't count."
)
LEAKS_NOTE = (
    "Words kept that are not gold, per 1,000 gold words, by cue words that are kept apart from the rules."
)
CUTS_NOTE = (
    "Words of gold lines that were cut, per 1,000 gold words, by the category of the rule that cut them."
)


def _header(plan: Plan, rows: list[Row], absent: dict[str, str]) -> str:
    pages = {row.page for row in rows}
    lines = [
        "# Benchmarks", "",
        "Written by one command; not by hand.", "",
        f"- command: `{_command(plan)}`",
        f"- date: {date.today().isoformat()}",
        f"- data: digest `{data.digest(plan.folder, plan.sets)}`, {len(pages)} pages",
        f"- {_describe_ours(plan)}; Python {platform.python_version()}",
        f"- the judge's model: {'fitted on other hosts, by fold' if plan.models else 'as shipped, fitted on these pages'}",
        f"- language of the page told to us: {'yes' if plan.with_language else 'no'}",
    ]  # fmt: skip
    if any(name in peers.PEERS and peers.PEERS[name].package == "datatrove" for name in plan.systems):
        lines.append(
            "- datatrove splits words and sentences with models; here plain expressions do (see peers.py)"
        )
    lines += [_describe_peer(name, rows) for name in plan.systems if name in peers.PEERS]
    lines += [f"- {name}: absent, {why}" for name, why in absent.items()]
    return "\n".join(lines) + "\n"


def _command(plan: Plan) -> str:
    parts = [
        "python -m benchmarks.quality FOLDER",
        f"--sets {','.join(plan.sets)}",
        f"--texts {','.join(plan.texts)}",
    ]
    parts.append(f"--systems {','.join(plan.systems)}")
    parts += [f"--sample {plan.sample}"] if plan.sample else []
    parts += ["--models MODELS"] if plan.models else []
    return " ".join(parts + (["--with-language"] if plan.with_language else []))


def _describe_ours(plan: Plan) -> str:
    if not set(plan.systems) & set(systems.PROFILES):
        return "cleaner: not run"
    from cleaner import load_rules

    return f"cleaner: rulebook {load_rules().version}"


def _describe_peer(name: str, rows: list[Row]) -> str:
    peer = peers.PEERS[name]
    failed = sum(bool(row.failed) for row in rows if row.system == name)
    broke = f"; failed on {failed} pages, counted as empty" if failed else ""
    return f"- {name}: {peer.package} {peers.version_of(peer.package)}, {peer.note}{broke}"


def write_json(plan: Plan, rows: list[Row]) -> bytes:
    """Return all figures as JSON: what was run, and a record for each text, set and system."""
    figures = report.summarise_rows(rows)
    records = [
        {"text": text, "set": name, "system": system, **msgspec.structs.asdict(found)}
        for (text, name, system), found in sorted(figures.items())
    ]
    whole = {
        "command": _command(plan), "date": date.today().isoformat(),
        "digest": data.digest(plan.folder, plan.sets), "figures": records,
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(whole))


def _write_docs(path: Path, rows: list[Row], page: str) -> None:
    from benchmarks import plot, speed

    picture = path.with_suffix(".svg")
    drawn = plot.draw_rows(rows, picture)
    link = f"\n![Precision and recall]({picture.name})\n" if drawn else "\n"
    head, tables = page.split("\n## ", 1)
    kept = speed.read_section(path)
    path.write_text(f"{head}{link}\n## {tables}", encoding="utf-8")
    if kept:
        speed.write_section(path, kept)


if __name__ == "__main__":
    sys.exit(main())
