"""The command line: `main` is the console entry. Owns how a run of it begins and ends."""

from __future__ import annotations

import gc

_GARBAGE = 50_000
"""Objects made since the last look for cyclic garbage, before the next."""
INTERRUPTED = 130
"""The exit code of a run that was broken off by the keyboard."""


def main() -> None:
    """Run the command line and exit; Ctrl-C ends quietly from the first moment to the last."""
    gc.set_threshold(_GARBAGE)  # hardly anything here is cyclic: looking for it is a tenth of a short run
    try:
        from cleaner.cli.commands import app

        app()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    finally:
        gc.freeze()  # what is left goes with the process: to look through it is a twelfth of a short run
