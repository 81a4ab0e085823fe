"""Finds and connects environments of Juju 2."""

from jujuclient.classic.connector import Juju2Connector as Connector

__all__ = ["Connector"]
