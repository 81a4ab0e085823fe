"""The frames of Juju 2."""

from jujuclient.classic.rpc import Juju2RPC as RPC

__all__ = ["RPC"]
