"""The environment of Juju 1."""

from jujuclient.classic.majors import Juju1Environment as Environment

__all__ = ["Environment"]
