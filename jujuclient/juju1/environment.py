"""The environment of Juju 1."""

from jujuclient.classic.environment import Juju1Environment as Environment

__all__ = ["Environment"]
