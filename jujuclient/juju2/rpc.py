"""The frames of Juju 2 and later."""

from jujuclient.classic.exc import EnvError, LoginRequired
from jujuclient.classic.rpc import BaseRPC, Juju2RPC as RPC, log

__all__ = ["RPC", "BaseRPC", "EnvError", "LoginRequired", "log"]
