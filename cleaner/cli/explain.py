"""`cleaner explain`: why each line of a file went or stayed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.coercion import PlainCommand
from cleaner.cli.console import guarded, lean_app

if TYPE_CHECKING:
    from cleaner.explain import Explanation

app = lean_app()

COLOURS = {"cut": "red", "part": "yellow", "suspect": "cyan", "note": "bright_black", "kept": None}
"""Colour of each style of line on a terminal."""


@app.command(cls=PlainCommand)
def explain(
    file: Annotated[str, typer.Argument(help="A text, a page, JSON Lines, or - for standard input.")],
    line: Annotated[int | None, typer.Option("--line", min=1, help="Only this line of the file.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Walk the gates of this rule.")] = None,
    record: Annotated[int, typer.Option("--record", min=1, help="Which record of a JSON Lines file.")] = 1,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", help="A folder of rules; may be repeated.")
    ] = None,
    profile: Annotated[str, typer.Option("--profile", help="The preset to run.")] = "default",
    language: Annotated[
        str | None, typer.Option("--language", help="Language of the text, as in `en`.")
    ] = None,
    site: Annotated[str | None, typer.Option("--site", help="Host or address the text comes from.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title, if it is known.")] = None,
    every: Annotated[
        bool, typer.Option("--every", help="Suspect by rules of other languages and sites too.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--all", help="Show lines that nothing spoke against as well.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show each line that goes, with the rule and its words, and each suspect with the gate that saved it."""
    with guarded():
        from msgspec import json as codec

        from cleaner.explain import Question, explain_text
        from cleaner.rulebook import load_rules
        from cleaner.samples import nth
        from cleaner.values import Hints

        sample = nth(file, record)
        book = load_rules(*(rules or ()))
        hints = Hints(title or sample.title, language or sample.language, site or sample.url, sample.page)
        question = Question(line, rule, every)
        found = explain_text(sample.text, hints, book, book.profile(profile), question)
        if json:
            typer.echo(codec.format(codec.encode(found), indent=1).decode())
            return
        _print(found, whole=whole or line is not None)


def _print(found: Explanation, *, whole: bool) -> None:
    from cleaner.explain import render

    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for style, text in render(found, everything=whole):
        typer.echo(typer.style(text, fg=COLOURS[style]) if coloured else text)
