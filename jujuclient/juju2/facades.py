"""The facades of Juju 2 and later."""

from jujuclient.classic.basefacade import BaseFacade, BaseFacade as APIFacade
from jujuclient.classic.client import Annotations2 as Annotations, Client2 as Client
from jujuclient.classic.exc import EnvError
from jujuclient.classic.services import Application
from jujuclient.classic.smallfacades import (
    HA2 as HA,
    Actions2 as Actions,
    Backups2 as Backups,
    Charms2 as Charms,
    ImageManager2 as ImageManager,
    KeyManager2 as KeyManager,
    ModelManager,
    UserManager2 as UserManager,
)

__all__ = [
    "HA",
    "APIFacade",
    "Actions",
    "Annotations",
    "Application",
    "Backups",
    "BaseFacade",
    "Charms",
    "Client",
    "EnvError",
    "ImageManager",
    "KeyManager",
    "ModelManager",
    "UserManager",
]
