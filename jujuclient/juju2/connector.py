"""Finds and connects models of Juju 2 and later."""

from jujuclient.classic.connector import BaseConnector, Juju2Connector as Connector
from jujuclient.classic.exc import EnvironmentNotBootstrapped

__all__ = ["BaseConnector", "Connector", "EnvironmentNotBootstrapped"]
