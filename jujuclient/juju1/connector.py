"""Finds and connects environments of Juju 1."""

from jujuclient.classic.connector import Juju1Connector as Connector

__all__ = ["Connector"]
