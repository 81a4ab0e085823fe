"""The facades of Juju 2 and later."""

from jujuclient.classic.basefacade import BaseFacade
from jujuclient.classic.basefacade import BaseFacade as APIFacade
from jujuclient.classic.client import Annotations2 as Annotations
from jujuclient.classic.client import Client2 as Client
from jujuclient.classic.services import Application
from jujuclient.classic.smallfacades import HA2 as HA
from jujuclient.classic.smallfacades import Actions2 as Actions
from jujuclient.classic.smallfacades import Backups2 as Backups
from jujuclient.classic.smallfacades import Charms2 as Charms
from jujuclient.classic.smallfacades import ImageManager2 as ImageManager
from jujuclient.classic.smallfacades import KeyManager2 as KeyManager
from jujuclient.classic.smallfacades import ModelManager
from jujuclient.classic.smallfacades import UserManager2 as UserManager

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
    "ImageManager",
    "KeyManager",
    "ModelManager",
    "UserManager",
]
