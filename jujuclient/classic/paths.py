"""What the modules of 0.54 held beside their own: libraries that tests of its time patch by their path there.

``mock.patch("jujuclient.connector.socket.create_connection")`` patches the library itself, so it is
enough that the path leads to it. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def libraries(module: str, names: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module through which libraries can be reached.

    Args:
        module: its name, for the error.
        names: of the libraries, with spaces between.
    """
    known = frozenset(names.split())

    def find(name: str) -> Any:
        if name in known:
            return import_module(name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return find
