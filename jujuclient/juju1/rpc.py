"""The frames of Juju 1."""

from jujuclient.classic.rpc import Juju1RPC as RPC

__all__ = ["RPC"]
