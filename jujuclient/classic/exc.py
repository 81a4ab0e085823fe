"""The exceptions of jujuclient up to 0.54, with the attributes that callers read."""

from __future__ import annotations

import pprint
from typing import Any


class EnvironmentNotBootstrapped(Exception):
    """There is nothing on disk that says how to reach the environment."""

    def __init__(self, environment: str) -> None:
        super().__init__(environment)
        self.environment = environment

    def __str__(self) -> str:
        return f"Environment {self.environment} is not bootstrapped"


class AlreadyConnected(Exception):
    """A login on a connection that is logged in."""


class LoginRequired(Exception):
    """A call before the login."""


class TimeoutError(StopIteration):
    """A watch reached its deadline.

    It stays a ``StopIteration`` for those who loop over a watch: the loop ends (defect 13).
    """


class UnitErrors(Exception):
    """Units went into error while they were waited for.

    Attributes:
        errors: the units, as the watch told them.
    """

    def __init__(self, errors: Any) -> None:
        super().__init__(errors)
        self.errors = errors


class EnvError(Exception):
    """The controller answered with an error.

    Attributes:
        error: the whole reply.
        message: the controller's words.
    """

    def __init__(self, error: Any) -> None:
        super().__init__(error)
        self.error = error
        # Defect 15: callers make one from a text.
        self.message: str = error if isinstance(error, str) else error.get("Error") or error.get("error", "")

    def __str__(self) -> str:
        return f"<Env Error - Details:\n {pprint.pformat(_without_info(self.error))} >"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_without_info(self.error)!r})"

    def __contains__(self, text: str) -> bool:
        """True where the message has the text (defect 16: callers write ``"…" in error``)."""
        return text in str(self.message)


def _without_info(error: Any) -> Any:
    """A reply without the info of its error: it may be a macaroon. ``EnvError.error`` has it."""
    if not isinstance(error, dict):
        return error
    return {key: value for key, value in error.items() if key not in ("ErrorInfo", "error-info")}


class OtherJuju(EnvError, KeyError):
    """The controller speaks the frames of the other major version.

    It is a ``KeyError`` as well, because that is how callers tell Juju 1 from Juju 2.
    """

    __str__ = EnvError.__str__
    __repr__ = EnvError.__repr__


__all__ = [
    "AlreadyConnected",
    "EnvError",
    "EnvironmentNotBootstrapped",
    "LoginRequired",
    "OtherJuju",
    "TimeoutError",
    "UnitErrors",
]
