"""The lines that point a shell at a client store, and those that take it back."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping

import msgspec

SHELLS = ("sh", "fish")
_BEFORE = "FAKEJUJU_BEFORE"
_OURS = ("JUJU_DATA", "JUJU_CONTROLLER", "JUJU_MODEL", "JUJU_HOME", "JUJU_ENV")
"""What decides where a Juju client goes; a model or controller that was chosen before must not stay."""


def pointing(
    juju_data: str, environ: Mapping[str, str], *, name: str = "", controller: str = "", shell: str = "sh"
) -> str:
    """Lines that point a shell at a client store.

    Args:
        environ: of that shell; what was set there is remembered in ``FAKEJUJU_BEFORE``.
        name: of the serve, for prompts: ``FAKEJUJU``.
        controller: to use, where it is not the current one of the client store.
    """
    before = environ.get(_BEFORE) or json.dumps({key: environ[key] for key in _OURS if key in environ})
    wanted: dict[str, str | None] = {
        "JUJU_DATA": juju_data,
        "JUJU_CONTROLLER": controller or None,
        "JUJU_MODEL": None,
        # Of Juju 1's clients, which look in its folder environments.
        "JUJU_HOME": juju_data,
        "JUJU_ENV": None,
        "FAKEJUJU": name or None,
        _BEFORE: before,
    }
    return _written(wanted, shell)


def taking_back(environ: Mapping[str, str], *, shell: str = "sh") -> str:
    """Lines that give a shell back what it had before."""
    try:
        before = msgspec.json.decode(environ.get(_BEFORE) or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        before = {}
    wanted: dict[str, str | None] = {key: before.get(key) for key in _OURS}
    return _written({**wanted, "FAKEJUJU": None, _BEFORE: None}, shell)


def _written(wanted: Mapping[str, str | None], shell: str) -> str:
    assign, drop = _WORDS[shell]
    lines = [drop(key) if value is None else assign(key, value) for key, value in wanted.items()]
    # The semicolons keep the lines apart where a shell was given them without quotes.
    return "".join(f"{line};\n" for line in lines)


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_WORDS: dict[str, tuple[Callable[[str, str], str], Callable[[str], str]]] = {
    "sh": (lambda key, value: f"export {key}={shlex.quote(value)}", lambda key: f"unset {key}"),
    "fish": (lambda key, value: f"set -gx {key} {_fish(value)}", lambda key: f"set -e {key}"),
}
