"""Where jujuclient 0.54 had what both majors share; see ``jujuclient.classic.environment``."""

from jujuclient.classic.environment import BaseEnvironment, Jobs
from jujuclient.classic.logs import LogIterator
from jujuclient.classic.uploads import CharmArchiveGenerator

__all__ = ["BaseEnvironment", "CharmArchiveGenerator", "Jobs", "LogIterator"]
