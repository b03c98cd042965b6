"""`cleaner clean`: files, folders or standard input to clean text or records."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cleaner.cli.coercion import PlainCommand
from cleaner.cli.console import CHECK_FAILED, guarded, lean_app, say

if TYPE_CHECKING:
    from cleaner.bulk.tally import Summary
    from cleaner.runs import Options

app = lean_app()

_IN, _OUT, _WHAT, _LOG = "Reading", "Writing", "What goes and what stays", "Records of the run"
Names = list[str] | None


def _option(*names: str, help: str, panel: str = _OUT, **more: Any) -> Any:
    return typer.Option(*names, help=help, rich_help_panel=panel, **more)


Paths = Annotated[Names, typer.Argument(help="Files, folders (searched through), or - for standard input.")]
From = Annotated[
    Literal["auto", "text", "html", "jsonl", "csv", "parquet", "warc"],
    _option("--from", help="What the inputs are, if neither ending nor beginning says it."),
]
To = Annotated[
    Literal["text", "jsonl", "parquet"] | None,
    _option("--to", help="What to write, if the output's ending does not say it."),
]
Output = Annotated[str | None, _option("--output", "-o", help="A file, or a folder that mirrors the inputs.")]
Encoding = Annotated[str | None, _option("--encoding", help="The encoding of the inputs, if not detected.")]
TextField = Annotated[str, _option("--text-field", help="The field of a record that holds its text.")]
HtmlField = Annotated[str, _option("--html-field", help="The field of a record that holds HTML instead.")]
KeepHtml = Annotated[bool, _option("--keep-html", help="Leave the HTML in the record.")]
Title = Annotated[bool, _option("--title", help="Put the title on top of the text.")]
Language = Annotated[
    str | None, _option("--language", help="Language of the inputs, where records don't say it.")
]
Site = Annotated[
    str | None,
    _option("--site", help="Host or address of the inputs, where records don't say it: its rules run."),
]
Rules = Annotated[Names, _option("--rules", help="Your own rule folder or file, on top of the shipped ones.")]
Disable = Annotated[Names, _option("--disable", help="Switch rules off, by id or glob.")]
Keep = Annotated[Names, _option("--keep", help="Leave the finds of this category in the text.")]
Only = Annotated[Names, _option("--only", help="Remove the finds of this category and no others.")]
ProfileName = Annotated[str, _option("--profile", help="cautious, default or thorough.")]
QuoteStyle = Annotated[
    Literal["straight", "curly", "keep"] | None,
    _option("--quotes", help="Quotes in the text; straight if not said."),
]
Ledger = Annotated[
    str | None, _option("--ledger", help="Write here what was done, so that it can be undone.")
]
LedgerText = Annotated[
    Literal["yes", "no"],
    _option("--ledger-text", help="no: leave removed texts out; nothing can be restored."),
]
InPlace = Annotated[bool, _option("--in-place", help="Write each file over itself, whole or not at all.")]
Diff = Annotated[bool, _option("--diff", help="Print a unified diff instead of the text.")]
Check = Annotated[bool, _option("--check", help="Write nothing; exit with 1 where a file would change.")]
Errors = Annotated[Literal["stop", "skip"], _option("--errors", help="What to do at a faulty record.")]
Quarantine = Annotated[
    str | None, _option("--quarantine", help="Where all goes that is put aside: NAME.quarantine.jsonl.")
]
DropFlagged = Annotated[Names, _option("--drop-flagged", help="Put documents with this flag aside.")]
MaxDocument = Annotated[
    str, _option("--max-document", help="Put larger documents aside: bytes, or as in 64K, 32M, 1G.")
]
Jobs = Annotated[
    int | None,
    _option("--jobs", "-j", help="Processes; if not said, one a core, and one for little input.", min=1),
]
Unordered = Annotated[bool, _option("--unordered", help="Write documents as they are finished.")]
ShardSize = Annotated[
    str | None,
    _option("--shard-size", help="Part the output into files of this size before packing, as in 1G."),
]
Resume = Annotated[bool, _option("--resume", help="Go on with a run that was broken off.")]
Checkpoint = Annotated[
    float, _option("--checkpoint", help="Seconds between notes of how far a run is.", min=0.0)
]
Stats = Annotated[
    str | None, _option("--stats", help="Write counts and times here: JSON, or Prometheus text for .prom.")
]
Verbose = Annotated[bool, _option("--verbose", "-v", help="Print the summary in pipes, too.")]


@app.command(cls=PlainCommand)
def clean(
    paths: Paths = None,
    from_: From = "auto",
    to: To = None,
    output: Output = None,
    encoding: Encoding = None,
    text_field: TextField = "text",
    html_field: HtmlField = "html",
    keep_html: KeepHtml = False,
    title: Title = False,
    language: Language = None,
    site: Site = None,
    rules: Rules = None,
    disable: Disable = None,
    keep: Keep = None,
    only: Only = None,
    profile: ProfileName = "default",
    quotes: QuoteStyle = None,
    ledger: Ledger = None,
    ledger_text: LedgerText = "yes",
    in_place: InPlace = False,
    diff: Diff = False,
    check: Check = False,
    errors: Errors = "stop",
    quarantine: Quarantine = None,
    drop_flagged: DropFlagged = None,
    max_document: MaxDocument = "32M",
    jobs: Jobs = None,
    unordered: Unordered = False,
    shard_size: ShardSize = None,
    resume: Resume = False,
    checkpoint: Checkpoint = 5.0,
    stats: Stats = None,
    verbose: Verbose = False,
) -> None:
    """Clean scraped articles: the body comes out, everything else is left out and can be put back."""
    given = dict(locals())
    with guarded():
        summary = _run(_options(given))
        _report(summary, verbose=verbose, named=check and not diff)
    if check and summary.changed:
        raise typer.Exit(CHECK_FAILED)


def _run(options: Options) -> Summary:
    from cleaner.cli.progress import progress
    from cleaner.runs import plan, run
    from cleaner.streams import STANDARD

    routes = plan(options)
    text_on_terminal = sys.stdout.isatty() and routes[0].target == STANDARD and options.mode != "check"
    with progress(shown=sys.stderr.isatty() and not text_on_terminal) as watch:
        return run(routes, options, watch)


def _options(given: dict[str, Any]) -> Options:
    from cleaner.outputs import Style
    from cleaner.routes import Asked
    from cleaner.runs import Options
    from cleaner.sources import Reading

    mode = "diff" if given["diff"] else "check" if given["check"] else "write"
    paths = tuple(given["paths"] or _standard_input(given["in_place"]))
    asked = Asked(paths, given["from_"], given["to"], given["output"], given["in_place"], mode != "write")
    fields = {name: given[name] for name in ("text_field", "html_field")}
    lists = ("rules", "disable", "keep", "only", "drop_flagged")
    settings: dict[str, Any] = {name: tuple(given[name] or ()) for name in lists}
    for name in (
        "profile",
        "quotes",
        "ledger",
        "errors",
        "quarantine",
        "jobs",
        "resume",
        "checkpoint",
        "stats",
    ):
        settings[name] = given[name]
    settings["mode"] = mode
    return Options(
        asked=asked,
        reading=Reading(
            given["encoding"],
            language=given["language"],
            site=given["site"],
            limit=_bytes("--max-document", given["max_document"]),
            **fields,
        ),
        ordered=not given["unordered"],
        shard_size=_bytes("--shard-size", given["shard_size"]) if given["shard_size"] else 0,
        style=Style(title=given["title"], keep_html=given["keep_html"], **fields),
        ledger_text=given["ledger_text"] == "yes",
        **settings,
    )


def _standard_input(in_place: bool) -> list[str]:
    from cleaner.errors import UsageError
    from cleaner.streams import STANDARD

    if in_place:
        raise UsageError("--in-place: name the files that are to be written over")
    if sys.stdin.isatty():
        raise UsageError("nothing to clean: name files or folders, or pipe a text in")
    return [STANDARD]


def _bytes(option: str, said: str) -> int:
    """Return a size in bytes, said as in `500`, `64K`, `1.5G`."""
    from cleaner.errors import UsageError

    text = said.strip().upper().removesuffix("B").removesuffix("I")
    unit = 1024 ** (" KMGT".find(text[-1:]) if text[-1:] in "KMGT" else 0) if text else 1
    try:
        size = int(float(text.rstrip("KMGT")) * unit)
    except (ValueError, OverflowError):
        size = 0
    if size < 1:
        raise UsageError(f"{option} {said}: is no size; say bytes, or as in 64K, 32M, 1G")
    return size


def _report(summary: Summary, *, verbose: bool, named: bool) -> None:
    for name in summary.changed if named else ():
        typer.echo(f"would change: {name}")
    if summary.skipped or summary.dropped:
        kinds = ", ".join(f"{count} {kind}" for kind, count in summary.quarantined.most_common())
        say(
            f"cleaner: {summary.skipped} skipped, {summary.dropped} dropped for their flags ({kinds}), to {summary.quarantine}"
        )
    if sys.stderr.isatty() and summary.documents > 1:
        from cleaner.cli.progress import table

        for line in table(summary):
            say(line)
    elif verbose or sys.stderr.isatty():
        say(_line(summary))


def _line(summary: Summary) -> str:
    files = f"{summary.files} file" + "s" * (summary.files != 1)
    documents = f" ({summary.documents} documents)" if summary.documents != summary.files else ""
    removed = ", ".join(f"{count} {name}" for name, count in summary.removed.most_common()) or "nothing"
    flags = ", ".join(f"{count} {name}" for name, count in summary.flags.most_common())
    return f"{files}{documents}: removed {removed}" + (f"; flagged {flags}" if flags else "")
