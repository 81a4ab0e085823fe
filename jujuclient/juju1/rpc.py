"""The frames of Juju 1."""

from jujuclient.classic.exc import EnvError, LoginRequired
from jujuclient.classic.rpc import BaseRPC, Juju1RPC as RPC, log

__all__ = ["RPC", "BaseRPC", "EnvError", "LoginRequired", "log"]
