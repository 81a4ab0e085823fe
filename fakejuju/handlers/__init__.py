"""What answers calls: one module for each facade, its functions bound by ``@answers``.

``find("Block")`` imports ``fakejuju.handlers.block`` and gives its handlers by declaration.
A module is named as the facade's own in ``jujuclient.facades``; a large facade names the other
modules that its handlers are in, in ``MODULES``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from jujuclient.facades import index
from jujuclient.wire.schema import Method, handled

Handler = Callable[..., Any]


@cache
def find(facade: str) -> dict[Method, Handler]:
    """Declaration to handler, for one facade; empty where nothing of it is simulated."""
    if facade not in index.declared():
        return {}
    name = f"{__name__}.{index.module(facade)}"
    if find_spec(name) is None:
        return {}
    module = import_module(name)
    others = [import_module(f"{__name__}.{other}") for other in getattr(module, "MODULES", ())]
    found: dict[Method, Handler] = {}
    for one in (module, *others):
        for handler in vars(one).values():
            method = handled(handler) if callable(handler) else None
            if method is not None:
                found[method] = handler
    return found
