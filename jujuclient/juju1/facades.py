"""The facades of Juju 1."""

from jujuclient.classic.basefacade import BaseFacade, BaseFacade as APIFacade
from jujuclient.classic.client import Annotations, Client
from jujuclient.classic.exc import EnvError
from jujuclient.classic.services import Service
from jujuclient.classic.smallfacades import (
    HA,
    Actions,
    Backups,
    Charms,
    EnvironmentManager,
    ImageManager,
    KeyManager,
    UserManager,
)

__all__ = [
    "HA",
    "APIFacade",
    "Actions",
    "Annotations",
    "Backups",
    "BaseFacade",
    "Charms",
    "Client",
    "EnvError",
    "EnvironmentManager",
    "ImageManager",
    "KeyManager",
    "Service",
    "UserManager",
]
