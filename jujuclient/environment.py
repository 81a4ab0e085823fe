"""Where jujuclient 0.54 had what both majors share; see ``jujuclient.classic.environment``."""

from jujuclient.classic.environment import BaseEnvironment, Jobs
from jujuclient.classic.exc import EnvError
from jujuclient.classic.logs import LogIterator
from jujuclient.classic.paths import libraries
from jujuclient.classic.uploads import CharmArchiveGenerator

__all__ = ["BaseEnvironment", "CharmArchiveGenerator", "EnvError", "Jobs", "LogIterator"]

__getattr__ = libraries(__name__, "json os shutil stat tempfile urllib warnings websocket zipfile")
