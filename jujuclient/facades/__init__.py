"""Every client-facing facade of Juju 1.18 to 4.1, one module each.

    >>> from jujuclient.facades.spaces import Spaces

Importing this package imports no facade; ``load("Spaces")`` imports that one. ``python -m
jujuclient.facades`` prints the table, and ``docs/facades.md`` is made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jujuclient.facades import index

if TYPE_CHECKING:
    from jujuclient.wire.schema import Facade, Method

__all__ = ["index", "load", "method", "names", "negotiate"]


def names() -> tuple[str, ...]:
    """Every declared facade, by its name on the wire."""
    return tuple(index.declared())


def load(name: str) -> type[Facade] | None:
    """The declaration of a facade, importing the one module it is in; None where none is declared."""
    if name not in index.declared():
        return None
    module: Any = import_module(f"{__name__}.{index.module(name)}")
    found: type[Facade] = getattr(module, "LegacyPayloads" if name == "payloads" else name)
    return found


def method(facade: str, version: int, wire: str, series: str = "") -> Method | None:
    """The declaration of a method in one version of a facade; None where there is none.

    Args:
        facade, version, wire: as on the wire, such as "Spaces", 6, "CreateSpaces".
        series: the controller's, where several serve one version and differ; "" for the newest.
    """
    declared = load(facade)
    return declared.method(wire, version, series) if declared and version in declared.versions else None


def negotiate(offered: Mapping[str, Iterable[int]]) -> dict[str, int]:
    """The newest version of each facade that both sides have.

    A facade that is not declared here, or of which no version is common, is left out in silence.
    """
    declared = index.declared()
    common = {name: set(declared.get(name, ())) & set(numbers) for name, numbers in offered.items()}
    return {name: max(numbers) for name, numbers in common.items() if numbers}


def __getattr__(name: str) -> Any:
    # jujuclient up to 0.54 had its base of facades under this path.
    if name in ("BaseFacade", "TAG_PREFIXES"):
        return getattr(import_module("jujuclient.classic.basefacade"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
