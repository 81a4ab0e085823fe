"""Which calls wait at the controller for something to happen; the facade table says it."""

from __future__ import annotations

from jujuclient import facades


def parks(facade: str, version: int, method: str) -> bool:
    """Whether a call parks. Of a facade that the table does not know, ``Next`` does."""
    declared = facades.method(facade, version, method)
    return declared.parks if declared is not None else method == "Next"
