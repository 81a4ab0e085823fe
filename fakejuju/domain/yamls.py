"""YAML that a client sends: whatever it is, it is plain values or a ``yaml.YAMLError``."""

from __future__ import annotations

import re
from typing import Any

import yaml

_ALONE = re.compile("[\ud800-\udfff]")
_DEEPEST = 100


def load_all(text: str | bytes, loader: Any) -> list[Any]:
    """Every document of a text, as plain values: half of a pair of surrogates is what Go makes of it.

    Args:
        text: the YAML.
        loader: a class made of the safe one.

    Raises:
        yaml.YAMLError: it is none, or says of a value what it is not, or holds itself.
    """
    try:
        return [_plain(document, 0) for document in yaml.load_all(text, Loader=loader)]
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        raise yaml.YAMLError(f"cannot decode: {error}") from None


def load(text: str | bytes, loader: Any) -> Any:
    """The first document of a text, as ``load_all`` reads it; None without any."""
    found = load_all(text, loader)
    return found[0] if found else None


def kind_of(value: Any) -> str:
    """A value as Go's reader names one that does not fit: ``!!seq``, ``!!str `x```."""
    if isinstance(value, dict):
        return "!!map"
    if isinstance(value, list):
        return "!!seq"
    tags = {bool: "bool", int: "int", float: "float"}
    word = str(value).lower() if isinstance(value, bool) else str(value)
    return f"!!{tags.get(type(value), 'str')} `{word if len(word) <= 10 else word[:7] + '...'}`"


def _plain(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise RecursionError("too deep")
    if isinstance(value, dict):
        return {_plain(key, depth + 1): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    return _ALONE.sub("\ufffd", value) if isinstance(value, str) else value
