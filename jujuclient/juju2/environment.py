"""The environment of Juju 2."""

from jujuclient.classic.environment import Juju2Environment as Environment

__all__ = ["Environment"]
