"""Where jujuclient 0.54 had what both majors share; see ``jujuclient.classic.environment``."""

from jujuclient.classic.environment import BaseEnvironment, Jobs, LogIterator
from jujuclient.classic.uploads import CharmArchiveGenerator

__all__ = ["BaseEnvironment", "CharmArchiveGenerator", "Jobs", "LogIterator"]
