"""The exceptions of jujuclient up to 0.54; see ``jujuclient.classic.exc``."""

from jujuclient.classic.exc import (
    AlreadyConnected,
    EnvError,
    EnvironmentNotBootstrapped,
    LoginRequired,
    OtherJuju,
    TimeoutError,
    UnitErrors,
)

__all__ = [
    "AlreadyConnected",
    "EnvError",
    "EnvironmentNotBootstrapped",
    "LoginRequired",
    "OtherJuju",
    "TimeoutError",
    "UnitErrors",
]
