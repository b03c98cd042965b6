"""All commands in one group; each is a module, imported when it is asked for.

Commands parse, call one function, print, and choose an exit code; they know no algorithm.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cleaner.cli.coercion import as_they_are

COMMANDS = ("clean", "restore", "explain", "rules")
"""Names of commands; each is a module here with an `app`."""


class LazyGroup(TyperGroup):
    """A group of commands that imports a command only to run it or to show its help."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names in the order in which help shows them."""
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Return the command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"cleaner.cli.{cmd_name}").app)
        command.name = cmd_name
        return command

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options in front of the command's name."""
        return as_they_are(super().get_params(ctx))


def _show_version(asked: bool) -> None:
    if asked:
        from cleaner import __version__

        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _cleaner(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Turn scraped articles into clean body text, with a ledger that explains and undoes every removal."""
