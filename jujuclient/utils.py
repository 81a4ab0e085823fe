"""The juju command's version; see ``jujuclient.classic.utils``."""

from jujuclient.classic.utils import check_output, get_juju_major_version

__all__ = ["check_output", "get_juju_major_version"]
