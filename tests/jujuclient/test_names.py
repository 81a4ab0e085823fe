"""The names of the package: what a type checker reads is what is loaded when asked for."""

from __future__ import annotations

import ast
import builtins
from importlib import import_module
from pathlib import Path

import pytest

import jujuclient


def declared() -> dict[str, str]:
    """Name to module, as the block for type checkers has them."""
    tree = ast.parse(Path(str(jujuclient.__file__)).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.name: str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    assert declared() == jujuclient._WHERE


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_name_is_that_of_its_room(name: str) -> None:
    assert getattr(jujuclient, name) is getattr(import_module(declared()[name]), name)


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Modell'"):
        jujuclient.Modell  # type: ignore[attr-defined]  # noqa: B018 -- that is what is tested


def test_a_star_imports_every_name_that_hides_no_builtin() -> None:
    names: dict[str, object] = {}
    exec("from jujuclient import *", names)

    assert declared().keys() - names.keys() == declared().keys() & vars(builtins).keys() == {"TimeoutError"}
