"""`cleaner clean`: files, folders or standard input to clean text or records."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cleaner.cli.console import CHECK_FAILED, guarded, lean_app, progress, say

if TYPE_CHECKING:
    from cleaner.runs import Options, Summary

app = lean_app()

_IN, _OUT, _WHAT, _LOG = "Reading", "Writing", "What goes and what stays", "Records of the run"
Names = list[str] | None


def _option(*names: str, help: str, panel: str = _OUT, **more: Any) -> Any:
    return typer.Option(*names, help=help, rich_help_panel=panel, **more)


Paths = Annotated[Names, typer.Argument(help="Files, folders (searched through), or - for standard input.")]
From = Annotated[Literal["auto", "text", "html", "jsonl"], _option("--from", help="What the inputs are.")]
To = Annotated[
    Literal["text", "jsonl"] | None, _option("--to", help="What to write: jsonl for jsonl, else text.")
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
ErrorsFile = Annotated[
    str | None, _option("--errors-file", help="Where skipped records go: NAME.errors.jsonl.")
]
DropFlagged = Annotated[Names, _option("--drop-flagged", help="Put documents with this flag aside.")]
DroppedFile = Annotated[str | None, _option("--dropped-file", help="Where they go: NAME.dropped.jsonl.")]
Verbose = Annotated[bool, _option("--verbose", "-v", help="Print the summary in pipes, too.")]


@app.command()
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
    errors_file: ErrorsFile = None,
    drop_flagged: DropFlagged = None,
    dropped_file: DroppedFile = None,
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
    from cleaner.runs import plan, run
    from cleaner.streams import STANDARD

    routes = plan(options)
    text_on_terminal = sys.stdout.isatty() and routes[0].target == STANDARD and options.mode != "check"
    shown = len(routes) > 1 and sys.stderr.isatty() and not text_on_terminal
    with progress(len(routes), shown=shown) as tick:
        return run(routes, options, tick)


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
    for name in ("profile", "quotes", "ledger", "errors", "errors_file", "dropped_file"):
        settings[name] = given[name]
    settings["mode"] = mode
    return Options(
        asked=asked,
        reading=Reading(given["encoding"], language=given["language"], site=given["site"], **fields),
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


def _report(summary: Summary, *, verbose: bool, named: bool) -> None:
    for name in summary.changed if named else ():
        typer.echo(f"would change: {name}")
    if summary.skipped or summary.dropped:
        where = ", ".join(summary.side_files)
        say(f"cleaner: {summary.skipped} skipped, {summary.dropped} dropped for their flags, to {where}")
    if verbose or sys.stderr.isatty():
        say(_line(summary))


def _line(summary: Summary) -> str:
    files = f"{summary.files} file" + "s" * (summary.files != 1)
    documents = f" ({summary.documents} documents)" if summary.documents != summary.files else ""
    removed = ", ".join(f"{count} {name}" for name, count in summary.removed.most_common()) or "nothing"
    flags = ", ".join(f"{count} {name}" for name, count in summary.flags.most_common())
    return f"{files}{documents}: removed {removed}" + (f"; flagged {flags}" if flags else "")
