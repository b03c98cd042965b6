"""`cleaner rules`: list, show, write, test and check rules, and try them on texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleaner.book import Rulebook
from cleaner.cli.console import CHECK_FAILED, guarded, lean_app
from cleaner.errors import UsageError
from cleaner.rulebook import load_rules, shipped_folder

app = lean_app(help="List, show, write, test and check rules, and try them on texts.")

SHOWN = 100
"""Characters of a line of text that is shown."""

RulesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", help="A folder of rules, or one file, on top of the shipped ones; may be repeated."
    ),
]
FixturesOption = Annotated[
    Path | None,
    typer.Option("--fixtures", help="Folder with `wild` and `clean` texts; by default that of the checkout."),
]
SelectArgument = Annotated[
    str | None,
    typer.Argument(
        help="A rule id, a glob, a category, a file, a folder, or FILE::NAME.", show_default=False
    ),
]
OwnArgument = Annotated[
    str | None,
    typer.Argument(
        help="A rule id, a glob, a category, a file, a folder, FILE::NAME, or own: the rules of --rules, which is the default with --rules.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def _rules() -> None:
    """List, show, write, test and check rules, and try them on texts."""


def fixtures_folder(given: Path | None) -> Path | None:
    """Return the folder of fixtures: the one given, or that of the checkout, or None."""
    folder = given or shipped_folder().parent / "fixtures"
    return folder if (folder / "wild").is_dir() or (folder / "clean").is_dir() else None


def _book(rules: list[Path] | None) -> Rulebook:
    return load_rules(*(rules or ()), proofs=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


@app.command("list")
def list_command(
    select: SelectArgument = None,
    rules: RulesOption = None,
    json: JsonOption = False,
    categories: Annotated[bool, typer.Option("--categories", help="Sum up by category.")] = False,
    languages: Annotated[bool, typer.Option("--languages", help="Sum up by language.")] = False,
) -> None:
    """List the rules: id, status, confidence, scope, languages, number of examples."""
    with guarded():
        from cleaner.listing import language_totals, list_rules, table, totals

        if categories and languages:
            raise UsageError("--categories and --languages: ask for one of them")
        rows = list_rules(_book(rules), select)
        shown = totals(rows) if categories else language_totals(rows) if languages else rows
        if json:
            _print_json(shown)
            return
        for line in table(shown):
            typer.echo(line)


@app.command("show")
def show_command(
    id: Annotated[str, typer.Argument(help="The full id of a rule.")], rules: RulesOption = None
) -> None:
    """Show a rule as it holds, and where each value comes from."""
    with guarded():
        from msgspec import json

        from cleaner.origins import Origins

        book = _book(rules)
        loaded, origins = book.rule(id), Origins(book)
        typer.echo(f"{loaded.id}  {origins.place(loaded)}")
        for key, value, origin in origins.resolved(loaded):
            place = " ".join(part for part in (origin.kind, origin.place) if part)
            typer.echo(f"  {key}: {json.encode(value).decode()}\n      from {place}")


@app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="language/category/name, or sites/host/category-name.")],
    rules: Annotated[Path, typer.Option("--rules", help="The pack to write it to.")] = Path("my_rules"),
) -> None:
    """Write the beginning of a rule, with a line from which editors complete."""
    with guarded():
        from cleaner.skeleton import write_skeleton

        path = write_skeleton(name, rules)
        typer.echo(f"{path}: fill it in, then run `cleaner rules test --rules {rules}`")


@app.command("test")
def test_command(
    select: OwnArgument = None,
    rules: RulesOption = None,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage/--no-coverage", help="Ask that each clause, exception and phrase is exercised."
        ),
    ] = True,
    preview: Annotated[
        bool, typer.Option("--preview/--no-preview", help="Let experimental rules take part.")
    ] = True,
    fixtures: FixturesOption = None,
) -> None:
    """Try the examples of rules: removes with the rule alone, keeps with all rules. Exit 1 when one fails."""
    with guarded():
        from cleaner.proof import OWN, test_rules
        from cleaner.samples import fixtures as read_fixtures

        select = select or (OWN if rules else None)
        folder = fixtures_folder(fixtures)
        samples = read_fixtures(folder / "wild") if folder and coverage else []
        report = test_rules(_book(rules), select=select, coverage=coverage, preview=preview, fixtures=samples)
        for line in report.lines():
            typer.echo(line)
        if not report.rules:
            raise UsageError(f"{select!r} fits no rule that can run: `cleaner rules list` shows the ids")
        raise typer.Exit(0 if report.passed else CHECK_FAILED)


@app.command("lint")
def lint_command(
    select: OwnArgument = None,
    rules: RulesOption = None,
    fixtures: FixturesOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show errors only.")] = False,
) -> None:
    """Check how rules are written. Exit 1 on errors."""
    with guarded():
        from cleaner.lint import Fixtures, lint
        from cleaner.proof import OWN
        from cleaner.samples import fixtures as read_fixtures
        from cleaner.samples import known_hits

        select = select or (OWN if rules else None)
        folder = fixtures_folder(fixtures)
        texts = Fixtures()
        if folder:
            known = known_hits(folder / "known_hits.yaml")
            texts = Fixtures(read_fixtures(folder / "wild"), read_fixtures(folder / "clean"), known)
        remarks = lint(_book(rules), select=select, fixtures=texts)
        for remark in remarks:
            if remark.level == "error" or not quiet:
                typer.echo(str(remark))
        counts = {
            level: sum(remark.level == level for remark in remarks) for level in ("error", "warning", "info")
        }
        typer.echo(", ".join(f"{number} {level}s" for level, number in counts.items()))
        raise typer.Exit(CHECK_FAILED if counts["error"] or (strict and counts["warning"]) else 0)


@app.command("schema")
def schema_command(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 unless the shipped schema.json is fresh.")
    ] = False,
) -> None:
    """Print the JSON schema of rule files, from which editors complete."""
    with guarded():
        from cleaner.lint import schema_is_fresh, schema_text

        if check:
            if not schema_is_fresh():
                typer.echo(
                    "rules/schema.json is stale: write it with `cleaner rules schema -o rules/schema.json`"
                )
                raise typer.Exit(CHECK_FAILED)
        elif output is not None:
            output.write_text(schema_text(), encoding="utf-8")
        else:
            typer.echo(schema_text(), nl=False)


@app.command("try")
def try_command(
    phrase: Annotated[str, typer.Argument(help="Words as a rule would name them.")],
    paths: Annotated[list[Path], typer.Argument(help="Texts, JSON Lines, pages, or folders of them.")],
    regex: Annotated[bool, typer.Option("--regex", help="The phrase is a pattern.")] = False,
    rules: RulesOption = None,
) -> None:
    """Show what a phrase would hit before it is a rule, and what of it goes already."""
    with guarded():
        from cleaner.samples import corpus
        from cleaner.trials import try_phrase

        try:
            trials = list(try_phrase(phrase, corpus(paths), rulebook=_book(rules), pattern=regex))
        except ValueError as error:
            raise UsageError(str(error)) from None
        for trial in trials:
            notes = ["PROSE"] * trial.prose + [f"cut by {trial.cut_by}"] * (trial.cut_by is not None)
            note = f"  ({', '.join(notes)})" if notes else ""
            typer.echo(f"{trial.sample}:{trial.line}  {trial.how:<6}  {_short(trial.text)}{note}")
        prose, cut = sum(trial.prose for trial in trials), sum(trial.cut_by is not None for trial in trials)
        typer.echo(f"{len(trials)} hits, {prose} on prose, {cut} cut already")


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(help="A folder of rules as it was.")],
    new: Annotated[Path, typer.Argument(help="The same folder as it is now.")],
    corpus: Annotated[
        list[Path], typer.Option("--corpus", help="Texts to compare them on; may be repeated.")
    ],
    profile: Annotated[str, typer.Option("--profile", help="The preset to run them with.")] = "default",
    json: JsonOption = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when anything changes.")] = False,
    on_shipped: Annotated[
        bool,
        typer.Option("--on-shipped", help="Both are packs on top of the shipped rules, not whole rulebooks."),
    ] = False,
) -> None:
    """Show what a change of rules changes on a corpus."""
    with guarded():
        from cleaner.samples import corpus as read_corpus
        from cleaner.trials import diff_rules

        books = [load_rules(path, shipped=on_shipped, proofs=True) for path in (old, new)]
        changes = diff_rules(books[0], books[1], read_corpus(corpus), profile=profile)
        if json:
            _print_json(changes)
        for change in () if json else changes:
            typer.echo(f"{change.rule}  {change.kind}  {change.sample}:{change.line}  {_short(change.text)}")
        if not json:
            kinds = ("now cut", "now kept", "now cut otherwise")
            typer.echo(
                ", ".join(f"{sum(change.kind == kind for change in changes)} {kind}" for kind in kinds)
            )
        raise typer.Exit(CHECK_FAILED if check and changes else 0)


@app.command("stats")
def stats_command(
    paths: Annotated[list[Path], typer.Argument(help="Texts, JSON Lines, pages, or folders of them.")],
    rules: RulesOption = None,
    json: JsonOption = False,
    words: Annotated[
        int, typer.Option("--words", help="How many of the words that hit to show a rule.", min=0)
    ] = 3,
) -> None:
    """Count what each rule finds in a corpus: hits, documents, hits on prose, by clause; dead rules last."""
    with guarded():
        from cleaner.samples import corpus
        from cleaner.trials import rule_stats

        tallies = rule_stats(_book(rules), corpus(paths))
        if json:
            _print_json(tallies)
            return
        for tally in (item for item in tallies if item.findings):
            clauses = " ".join(f"{clause}:{number}" for clause, number in sorted(tally.clauses.items()))
            prose = f"  PROSE {tally.prose}" if tally.prose else ""
            typer.echo(f"{tally.findings:>7} in {tally.documents:<6} {tally.rule}  clauses {clauses}{prose}")
            for said, number in tally.words.most_common(words):
                typer.echo(f"{number:>15}  {_short(said)!r}")
        dead = [tally.rule for tally in tallies if not tally.findings]
        typer.echo(f"dead: {', '.join(dead) if dead else 'none'}")


def _print_json(value: object) -> None:
    from msgspec import json

    typer.echo(json.format(json.encode(value), indent=1).decode())
