"""Finds and connects environments of Juju 1."""

from jujuclient.classic.connector import BaseConnector, Juju1Connector as Connector
from jujuclient.classic.exc import EnvironmentNotBootstrapped

__all__ = ["BaseConnector", "Connector", "EnvironmentNotBootstrapped"]
