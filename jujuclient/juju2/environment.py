"""The environment of Juju 2."""

from jujuclient.classic.majors import Juju2Environment as Environment

__all__ = ["Environment"]
