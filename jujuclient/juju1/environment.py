"""The environment of Juju 1."""

from jujuclient.classic.environment import BaseEnvironment
from jujuclient.classic.majors import Juju1Environment as Environment
from jujuclient.juju1 import connector, facades, rpc, watch

__all__ = ["BaseEnvironment", "Environment", "connector", "facades", "rpc", "watch"]
