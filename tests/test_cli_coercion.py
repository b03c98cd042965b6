"""Claims about values of options that are taken as they are: typer would have made the same of them."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from cleaner.cli import coercion
from cleaner.cli.clean import app

FITTING = (
    [],
    ["a.txt", "b.txt"],
    ["a.txt", "--from", "html", "--to", "jsonl", "-o", "b.jsonl", "--disable", "title/*", "--disable", "x"],
    ["--quotes", "curly", "--ledger-text", "no", "--keep-html", "--max-document", "1M", "--rules", "mine"],
    ["a.txt", "-j", "2", "--checkpoint", "0.5"],
)
WRONG_USE: Any = typer.BadParameter.__base__
"""Of typer's own, or of click, by the version of typer."""
MISFITS = (["--from", "texts"], ["-j", "0"], ["-j", "two"], ["--checkpoint", "-1"], ["--to"], ["--unheard"])


def _read(arguments: list[str]) -> dict[str, Any]:
    """Return what a command makes of arguments, or of what it complains."""
    command = typer.main.get_command(app)
    try:
        params = command.make_context("clean", [*arguments]).params
    except WRONG_USE as error:
        return {"error": type(error), "message": str(error)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in params.items()}


@pytest.mark.parametrize("arguments", [*FITTING, *MISFITS], ids=" ".join)
def test_a_value_is_what_typer_would_make_of_it(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = _read(arguments)
    monkeypatch.setattr(coercion, "as_they_are", lambda params: params)
    assert ours == _read(arguments)
    assert ("error" in ours) == (arguments in MISFITS)


def test_a_plain_value_asks_for_no_adapter_and_a_number_does() -> None:
    command = typer.main.get_command(app)
    asked: list[str] = []
    if not hasattr(command.params[0], "get_runtime_param"):
        pytest.skip("this version of typer has no adapters")
    for param in command.params:
        known, name = param.get_runtime_param, param.name
        param.get_runtime_param = lambda known=known, name=name: asked.append(name) or known()
    command.make_context("clean", ["a.txt", "--from", "html", "-j", "2"])
    assert asked == ["jobs"]
