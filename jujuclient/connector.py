"""Where jujuclient 0.54 had its connector; see ``jujuclient.classic.connector``."""

from jujuclient.classic.connector import SSL_VERSION, BaseConnector
from jujuclient.classic.exc import EnvError
from jujuclient.classic.paths import libraries
from jujuclient.classic.rpc import log

__all__ = ["SSL_VERSION", "BaseConnector", "EnvError", "log"]

# What connects looks for ``websocket`` here, so that a test may put its own in its place.
__getattr__ = libraries(__name__, "errno logging os re socket ssl time warnings websocket")
