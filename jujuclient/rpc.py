"""Where jujuclient 0.54 had its calls; see ``jujuclient.classic.rpc``."""

from jujuclient.classic.exc import AlreadyConnected, EnvError
from jujuclient.classic.paths import libraries
from jujuclient.classic.rpc import BaseRPC, log

__all__ = ["AlreadyConnected", "BaseRPC", "EnvError", "log"]

__getattr__ = libraries(__name__, "copy json logging time")
