"""Lays the values of one rule over those of another: bare keys replace, `key+` adds to a list, `key-` takes from it.

Owns inheritance between rules as plain values. Must not know files or what a rule means.
"""

from __future__ import annotations

from typing import Any

MAX_DEPTH = 2
"""Parents of a rule: its parent and the parent's parent."""


def lay_over(below: dict[str, Any], above: dict[str, Any], *, replace: bool = False) -> dict[str, Any]:
    """Return the values of `above` laid over `below`.

    With `replace` the marked keys are left as they are, for a later laying. Raises ValueError for an item to be taken away that is
    not there, and for a mark on something that is no list.
    """
    out = dict(below)
    for name, value in above.items():
        if name == "tests" and not replace:
            out["tests"] = _joined_tests(out.get("tests", {}), value)
        elif name[-1:] in "+-" and not replace:
            out[name[:-1]] = _changed(out.get(name[:-1], []), value, name)
        else:
            out[name] = value
    return out


def _changed(items: Any, value: Any, name: str) -> list[Any]:
    change = value if isinstance(value, list) else [value]
    if not isinstance(items, list):
        raise ValueError(f"`{name}`: only lists can be added to or taken from")  # noqa: TRY004
    if name.endswith("+"):
        return items + change
    for item in change:
        if item not in items:
            raise ValueError(f"`{name}` takes away {item!r}, which is not there")
    return [item for item in items if item not in change]


def _joined_tests(below: Any, above: Any) -> dict[str, Any]:
    """Join the proofs: the parent's examples are inherited and must still pass unless taken away by `removes-` or `keeps-`."""
    inherited, own = _mapping(below), _mapping(above)
    out = {kind: _cases(inherited, kind) for kind in ("removes", "keeps")}
    for name in own:
        if name in ("removes-", "keeps-"):
            out[name[:-1]] = _changed(out[name[:-1]], _cases(own, name), name)
        else:
            out[name] = [
                *out.get(name, []),
                *(item for item in _cases(own, name) if item not in out.get(name, [])),
            ]
    return out


def _mapping(tests: Any) -> dict[str, Any]:
    if tests is not None and not isinstance(tests, dict):
        raise ValueError("`tests` holds `removes` and `keeps`, each a list of examples")
    return tests or {}


def _cases(tests: dict[str, Any], kind: str) -> list[Any]:
    """Return the examples of one kind; nothing written is none."""
    cases = tests.get(kind)
    if cases is not None and not isinstance(cases, list):
        raise ValueError(f"`tests.{kind}` is a list of examples")
    return list(cases or ())


def resolve_parents(
    id: str, book: dict[str, tuple[dict[str, Any], dict[str, list[str]]]]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the values and lists of rule `id` with everything it extends laid under.

    `book` maps ids to (values, lists). Raises ValueError for an unknown parent, a circle, or a chain that is too long.
    """
    chain = [id]
    while (parent := book[chain[-1]][0].get("extends")) is not None:
        if not isinstance(parent, str) or parent not in book:
            raise ValueError(f"extends {parent!r}, which is no rule")
        if parent in chain:
            raise ValueError(f"extends itself by way of {parent!r}")
        chain.append(parent)
        if len(chain) > MAX_DEPTH + 1:
            raise ValueError(f"extends through more than {MAX_DEPTH} parents")
    values: dict[str, Any] = {}
    lists: dict[str, list[str]] = {}
    for name in reversed(chain):
        own, own_lists = book[name]
        values = lay_over(values, {key: value for key, value in own.items() if key != "extends"})
        lists |= own_lists
    if len(chain) > 1:
        values["extends"] = chain[1]
    return values, lists
