"""The juju command's version; see ``jujuclient.classic.utils``."""

from jujuclient.classic.paths import libraries
from jujuclient.classic.rpc import log
from jujuclient.classic.utils import check_output, get_juju_major_version

__all__ = ["check_output", "get_juju_major_version", "log"]

__getattr__ = libraries(__name__, "logging subprocess")
