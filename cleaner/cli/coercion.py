"""Values of options that are already what they should be: they are taken as they are.

typer of late makes every value by an adapter of pydantic, plain texts and defaults too, and to load pydantic takes longer than to clean a text.
Older versions of typer have no adapters, and are left alone. Owns what needs none. Must not know any option.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

from typer.core import TyperCommand


class AsItIs:
    """Takes a value as it is where it is what its parameter asks for; all others are left to typer, with its messages.

    Stands in for the method of a parameter that makes its adapter.
    """

    def __init__(self, by_typer: Callable[[], Any]) -> None:
        self._by_typer = by_typer

    def __call__(self) -> AsItIs:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of a parameter. Raises what typer raises for one that does not fit."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        if value == param.default or _fits(value, kind):
            return value
        return self._by_typer().coerce(value, param=param, ctx=ctx)


def _fits(value: Any, kind: Any) -> bool:
    """Tell whether a value needs no conversion to be of a kind: a text, one of a few words, or a list of such."""
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if get_origin(kind) is list:
        return isinstance(value, tuple | list) and all(_fits(item, get_args(kind)[0]) for item in value)
    return kind is str and isinstance(value, str)


def as_they_are(params: list[Any]) -> list[Any]:
    """Return parameters of typer, which from now on take values that fit as they are."""
    for param in params:
        by_typer = getattr(param, "get_runtime_param", None)
        if by_typer is not None and not isinstance(by_typer, AsItIs):
            param.get_runtime_param = AsItIs(by_typer)
    return params


class PlainCommand(TyperCommand):
    """A command whose parameters take values that fit as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, that for help included."""
        return as_they_are(super().get_params(ctx))
