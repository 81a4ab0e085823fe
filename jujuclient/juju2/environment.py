"""The environment of Juju 2 and later."""

from jujuclient.classic.environment import BaseEnvironment
from jujuclient.classic.majors import Juju2Environment as Environment
from jujuclient.juju2 import connector, facades, rpc, watch

__all__ = ["BaseEnvironment", "Environment", "connector", "facades", "rpc", "watch"]
