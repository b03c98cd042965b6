"""What all commands share: lean typer apps, messages on standard error, exit codes.

Must not know what any command does.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

import typer

from cleaner.cli import INTERRUPTED
from cleaner.errors import CleanerError

CHECK_FAILED = 1
COULD_NOT_RUN = 2


def lean_app(*, help: str | None = None) -> typer.Typer:
    """Return a typer app that never loads rich: start-up counts."""
    return typer.Typer(
        help=help,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Turn what a command raises into a message and an exit code; a closed pipe and Ctrl-C end quietly."""
    try:
        yield
        sys.stdout.flush()
    except CleanerError as error:
        say("\n".join((f"cleaner: {error}", *_notes(error))))
        raise typer.Exit(COULD_NOT_RUN) from None
    except BrokenPipeError:
        _close_quietly()
        raise typer.Exit(0) from None
    except KeyboardInterrupt as error:
        for note in _notes(error):
            say(f"cleaner: {note}")
        raise typer.Exit(INTERRUPTED) from None
    except MemoryError:
        say("cleaner: out of memory; split the input, or give fewer documents at once")
        raise typer.Exit(COULD_NOT_RUN) from None
    except OSError as error:
        _close_quietly()
        where = error.filename or "input or output"
        say(f"cleaner: {where}: {error.strerror or error}; check disk and permissions")
        raise typer.Exit(COULD_NOT_RUN) from None


def _notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", ()))


def say(message: str) -> None:
    """Print a message to standard error, if there is one to print to."""
    with contextlib.suppress(OSError):
        typer.echo(message, err=True)


def _close_quietly() -> None:
    """Keep the interpreter from failing once more when it flushes standard output at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
