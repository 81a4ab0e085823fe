"""Where jujuclient 0.54 had its calls; see ``jujuclient.classic.rpc``."""

from jujuclient.classic.rpc import BaseRPC

__all__ = ["BaseRPC"]
