"""`cleaner restore`: a clean output and its ledger to what came in."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner.cli.coercion import PlainCommand
from cleaner.cli.console import guarded, lean_app

app = lean_app()


@app.command(cls=PlainCommand)
def restore(
    clean: Annotated[str, typer.Argument(help="A clean file or folder, or - for standard input.")],
    ledger: Annotated[str, typer.Option("--ledger", help="The ledger that was written with it.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="A file; for a folder, a folder.")
    ] = None,
) -> None:
    """Put back what was removed: the bytes of a text, the fields of records, the extracted text of HTML."""
    with guarded():
        from cleaner.recovery import recover

        recover(clean, ledger, output)
