"""Where jujuclient 0.54 had its connector; see ``jujuclient.classic.connector``."""

from typing import Any

from jujuclient.classic.connector import SSL_VERSION, BaseConnector

__all__ = ["SSL_VERSION", "BaseConnector"]


def __getattr__(name: str) -> Any:
    # What connects looks for ``websocket`` here, so that a test may put its own in its place.
    if name == "websocket":
        import websocket

        return websocket
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
